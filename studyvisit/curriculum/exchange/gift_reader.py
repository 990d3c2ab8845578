"""GIFT → questions."""

from __future__ import annotations

import re
from dataclasses import replace

from studyvisit.curriculum.exchange.gift_answers import Answered, read_answers
from studyvisit.curriculum.exchange.gift_marks import GiftBlock, blocks, shown, spelt, split_format
from studyvisit.curriculum.exchange.items import (
    Collection,
    Described,
    Gaps,
    Item,
    OneOf,
    Remarks,
)
from studyvisit.curriculum.exchange.labels import labelled, said_by
from studyvisit.curriculum.exchange.naming import name_from, shortened
from studyvisit.curriculum.exchange.plain_words import escaped_line
from studyvisit.curriculum.exchange.words import Format, in_markdown
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap

BLANK = "_____"
_CATEGORY = "$CATEGORY:"
_HAS_WORDS = re.compile(r"[^\W_]")


def read_gift(text: str, remarks: Remarks) -> Collection:
    """Return the questions of a GIFT file; one that cannot be read is left out, with a remark."""
    items: list[Item] = []
    category = title = ""
    for block in blocks(text, remarks):
        if block.text.startswith(_CATEGORY):
            category = last_category(shown(block.text.removeprefix(_CATEGORY)))
            title = title or category
        elif (item := _read(block, remarks)) is not None:
            items.append(replace(item, category=category))
    return Collection(items=tuple(items), title=title)


def last_category(path: str) -> str:
    """Return the last name of a category's path, in which `//` is a slash."""
    parts = path.strip().replace("//", "\0").split("/")
    names = [part.replace("\0", "/").strip() for part in parts if part.strip()]
    names = [name for name in names if not (name.startswith("$") and name.endswith("$")) and name != "top"]
    return names[-1] if names else ""


def category_path(title: str) -> str:
    """Return a title as a category below the course's own."""
    return f"$course$/top/{title.replace('/', '//')}"


def _read(block: GiftBlock, remarks: Remarks) -> Item | None:
    name, text = _split_name(block.text)
    about = remarks.about(
        block.number, name or shortened(shown(split_format(text, Format.MOODLE)[0]).partition("{")[0])
    )
    start, end = text.find("{"), text.find("}")
    if (start < 0) != (end < 0) or end < start:
        about.refused("has a { without a } or the reverse: write \\{ and \\} where they are meant as letters")
        return None
    before, after = (text, "") if start < 0 else (text[:start], text[end + 1 :])
    if "{" in after or "}" in after:
        about.refused("has a second { or }: write \\{ and \\} where they are meant as letters")
        return None
    stem, written = split_format(before, Format.MOODLE)
    pieces = [_piece(part, written, about) for part in (stem, after)]
    prompt = (BLANK.join(pieces) if _HAS_WORDS.search(pieces[1]) else pieces[0]).strip()
    item = Item(body=Described(), prompt=prompt, name=name, id=block.id, line=block.number)
    if start < 0:
        return labelled(replace(item, name=name or name_from(prompt)), block.tags)
    said = said_by(block.tags)
    answered = read_answers(text[start + 1 : end], written, about, says_marking="marking" in said)
    if answered is None:
        return None
    wants_gap = bool(pieces[1]) or said.get("kind") == "gap-fill"
    body = _gap(answered, pieces) if wants_gap else None
    item = replace(
        item, body=body or answered.body, prompt="" if body else prompt, feedback=answered.feedback
    )
    if not prompt and body is None:
        about.refused("asks nothing: write the question before the {")
        return None
    return labelled(replace(item, name=name or name_from(prompt)), block.tags)


def _split_name(text: str) -> tuple[str, str]:
    if text.startswith("::") and (end := text.find("::", 2)) >= 0:
        return " ".join(shown(text[2:end]).split()), text[end + 2 :].strip()
    return "", text


def _piece(text: str, written: Format, remarks: Remarks) -> str:
    """Return a part of a question's text with the white space at its ends, which a gap needs."""
    whole = spelt(text)
    words = in_markdown(whole, written, remarks.lost)
    if not words:
        return ""
    bare = whole.strip()
    start = whole.index(bare)
    return f"{whole[:start]}{words}{whole[start + len(bare) :]}"


def _too_rich(word: str, markdown: str) -> bool:
    """Return whether a list, which holds plain words only, cannot show an option as it is."""
    return bool(set(word) & set("|[]")) or markdown not in (word, escaped_line(word))


def _gap(answered: Answered, pieces: list[str]) -> Gaps | None:
    """Return a missing word as a gap, where its answers are plain enough for one."""
    body = answered.body
    if answered.forms:
        return Gaps(pieces=tuple(pieces), gaps=(TextGap(accepted=answered.forms),))
    words = answered.words
    if not isinstance(body, OneOf) or any(option.feedback for option in body.options):
        return None
    if any(_too_rich(word, option.text) for word, option in zip(words, body.options, strict=True)):
        return None
    if len(set(words)) < len(words):
        return None
    right = next(word for word, option in zip(words, body.options, strict=True) if option.is_right)
    return Gaps(pieces=tuple(pieces), gaps=(ListGap(words=words, right=right),))
