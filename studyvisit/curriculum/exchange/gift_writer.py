"""Questions → GIFT, with the texts in Markdown, which Moodle reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from studyvisit.curriculum.exchange.gift_marks import escaped, tag_comment
from studyvisit.curriculum.exchange.gift_reader import category_path
from studyvisit.curriculum.exchange.items import (
    Collection,
    Described,
    Drawn,
    Essay,
    Files,
    Forms,
    Gaps,
    Item,
    ItemOption,
    OneOf,
    Order,
    Pairs,
    Remarks,
    SomeOf,
    Statement,
    Value,
    with_texts,
)
from studyvisit.curriculum.exchange.labels import tags_of
from studyvisit.curriculum.exchange.weights import percent, weights_of
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap

_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_ARROW = "->"
_ELSEWHERE = "write the file as Moodle XML, which can"


def write_gift(collection: Collection, remarks: Remarks) -> str:
    """Return questions as a GIFT file; one that GIFT cannot hold is left out, with a remark."""
    blocks = [f"$CATEGORY: {category_path(collection.title)}"] if collection.title else []
    for item in collection.items:
        about = remarks.about(item.line, item.label)
        bare = _without_pictures(item, about)
        answers = _answers(bare, about)
        if answers is not None:
            blocks.append(_block(bare, answers))
    return "\n\n".join(blocks) + "\n\n"


def _block(item: Item, answers: tuple[str, str, str]) -> str:
    before, between, after = answers
    name = f"::{escaped(' '.join(item.name.split()))}::" if item.name else ""
    text = f"{name}[markdown]{before}{between}{after}"
    return "\n".join(filter(None, (tag_comment(item.id, tags_of(item)), text)))


def _without_pictures(item: Item, remarks: Remarks) -> Item:
    bare = with_texts(item, lambda text: _PICTURE.sub(r"(\1)", text))
    if bare != item:
        remarks.lost(f"pictures, of which the words stay: GIFT has none; {_ELSEWHERE}")
    return bare


def _answers(item: Item, remarks: Remarks) -> tuple[str, str, str] | None:
    """Return the text before the answers, these in braces, and the text after them; None when GIFT has none such."""
    body = item.body
    general = f"\n\t####{_text(item.feedback)}\n" if item.feedback else "\n"
    between: str | None = ""
    match body:
        case OneOf() | SomeOf():
            between = _braced(_options(body, remarks), general)
        case Statement() | Value():
            between = (
                _value(body, general, remarks) if isinstance(body, Value) else _statement(body, item.feedback)
            )
        case Forms() | Pairs():
            lines = _forms(body.accepted, remarks) if isinstance(body, Forms) else _pairs(body, remarks)
            between = _braced(lines, general) if lines else None
        case Gaps():
            return _missing_word(body, general, remarks)
        case Order() | Drawn():
            what = "puts things in order" if isinstance(body, Order) else "draws its numbers"
            remarks.refused(f"{what}, which GIFT cannot say: {_ELSEWHERE}")
            return None
        case Essay() | Files():
            between = _essay(body, item.feedback, remarks)
        case Described():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    return None if between is None else (escaped(item.prompt), between, "")


def _braced(lines: Iterable[str], general: str) -> str:
    return "{\n" + "\n".join(f"\t{line}" for line in lines) + general + "}"


def _text(text: str) -> str:
    """Return a text with its format before it where its first letters would be taken for one."""
    return ("[markdown]" if text.startswith("[") else "") + escaped(text)


def _options(body: OneOf | SomeOf, remarks: Remarks) -> list[str]:
    if isinstance(body, OneOf):
        return [_option(one, "=" if one.is_right else "~") for one in body.options]
    weights = weights_of(body, remarks)
    return [_option(one, f"~%{percent(weight)}%") for one, weight in zip(body.options, weights, strict=True)]


def _option(option: ItemOption, sign: str) -> str:
    feedback = f"#{_text(option.feedback)}" if option.feedback else ""
    return f"{sign}{_text(option.text)}{feedback}"


def _essay(body: Essay | Files, feedback: str, remarks: Remarks) -> str | None:
    if isinstance(body, Files):
        remarks.refused(f"asks for files, which GIFT cannot say: {_ELSEWHERE}")
        return None
    limits = " and its limits of words" if body.most_words is not None else ""
    remarks.lost(f"the rubric{limits}, which GIFT has no place for: {_ELSEWHERE}")
    return f"{{{f'####{_text(feedback)}' if feedback else ''}}}"


def _statement(body: Statement, feedback: str) -> str:
    right = body.feedback_if_true if body.is_true else body.feedback_if_false
    wrong = body.feedback_if_false if body.is_true else body.feedback_if_true
    told = f"#{_text(wrong)}" + (f"#{_text(right)}" if right else "") if wrong or right else ""
    general = f"####{_text(feedback)}" if feedback else ""
    return f"{{{'TRUE' if body.is_true else 'FALSE'}{told}{general}}}"


def _value(body: Value, general: str, remarks: Remarks) -> str:
    if body.unit:
        remarks.changed(f"the unit {body.unit} becomes a tag: name it in the question, or use Moodle XML")
    return f"{{#{body.value:f}:{body.tolerance:f}{general}}}"


def _forms(accepted: Iterable[str], remarks: Remarks) -> list[str] | None:
    kept = [form for form in accepted if _ARROW not in form]
    if len(kept) < len(tuple(accepted)):
        remarks.lost(f"accepted forms with ->, which GIFT takes for pairs: {_ELSEWHERE}")
    if not kept:
        remarks.refused("has no accepted form without ->, which GIFT takes for pairs")
        return None
    return [f"={_text(form)}" for form in kept]


def _pairs(body: Pairs, remarks: Remarks) -> list[str]:
    lefts = [pair.text for pair in body.pairs] + [""] * len(body.distractors)
    rights = [pair.counterpart for pair in body.pairs] + list(body.distractors)
    if any(_ARROW in text for text in (*lefts, *rights)):
        remarks.changed("has -> in a pair, which GIFT takes for the mark between them: it becomes →")
    if len(rights) < 3:
        remarks.note("has two pairs; Moodle asks for a third answer: add a distractor")
    return [
        f"={_text(left.replace(_ARROW, '→'))} {_ARROW} {escaped(right.replace(_ARROW, '→'))}"
        for left, right in zip(lefts, rights, strict=True)
    ]


def _missing_word(body: Gaps, general: str, remarks: Remarks) -> tuple[str, str, str] | None:
    if len(body.gaps) != 1:
        remarks.refused(f"has {len(body.gaps)} gaps, and GIFT can leave out one: {_ELSEWHERE}")
        return None
    [gap] = body.gaps
    before, after = (escaped(piece) for piece in body.pieces)
    match gap:
        case TextGap():
            lines = _forms(gap.accepted, remarks)
        case ListGap():
            lines = [f"{'=' if word == gap.right else '~'}{_listed(word)}" for word in gap.words]
    return None if lines is None else (before, _braced(lines, general), after)


def _listed(word: str) -> str:
    return f"[plain]{escaped(word)}"
