"""Moodle's texts with gaps (cloze, select missing words, drag into text) ↔ gap fill."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from studyvisit.curriculum.exchange.answers import FULL, Weighed, short
from studyvisit.curriculum.exchange.items import Gaps, Item, Remarks
from studyvisit.curriculum.exchange.moodle_kinds import Question
from studyvisit.curriculum.exchange.words import Format, in_markdown
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap

_CLOZE = re.compile(r"\{(?P<points>\d*):(?P<kind>[A-Z_]+):(?P<answers>(?:\\.|[^\\}]){0,1000})\}")
_ANSWER = re.compile(
    r"\s*(?P<sign>=|%-?\d+(?:\.\d+)?%)?(?P<text>(?:\\.|[^\\#])*)(?:#(?P<feedback>.*))?", re.DOTALL
)
_BETWEEN = re.compile(r"(?<!\\)~")
_NUMBERED = re.compile(r"\[\[(\d{1,2})\]\]")
_TYPED = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC")
_LISTED = (
    "MULTICHOICE",
    "MC",
    "MULTICHOICE_",
    "MCV",
    "MCH",
    "MULTICHOICE_V",
    "MULTICHOICE_H",
    "MULTICHOICE_S",
)
_ALSO_LISTED = ("MCS", "MCHS", "MCVS", "MULTICHOICE_HS", "MULTICHOICE_VS")
_NUMBERS = ("NUMERICAL", "NM")
_HOLE = "\ue000{}\ue001"
_HOLES = re.compile("\ue000(\\d+)\ue001")
_TO_ESCAPE = re.compile(r"[\\~#}]")
_MOST_POINTS = 100


def cloze(question: Question) -> Item | None:
    """Return the gaps that an embedded-answers question has in its text."""
    text, written = _stem(question)
    found = list(_CLOZE.finditer(text))
    gaps = [_cloze_gap(one, question.remarks) for one in found]
    if not found:
        question.remarks.refused("has no gap that can be read, such as {1:SHORTANSWER:=word}")
    if not found or any(gap is None for gap in gaps):
        return None
    weights = [int(one["points"][:3] or 1) for one in found]
    if len(set(weights)) > 1:
        question.remarks.changed("weighs its gaps differently; here each gap counts the same")
    numbers = iter(range(len(found)))
    holed = _CLOZE.sub(lambda _found: _HOLE.format(next(numbers)), text)
    points = min(max(sum(weights), 1), _MOST_POINTS)
    return _filled(
        holed, written, [gap for gap in gaps if gap], replace(question.item, points=points), question
    )


def numbered_gaps(question: Question) -> Item | None:
    """Return the gaps of a text with [[1]], [[2]] …, of which the choices follow in that order."""
    text, written = _stem(question)
    choices = question.element.findall("selectoption") or question.element.findall("dragbox")
    words = [" ".join((one.findtext("text") or "").split()) for one in choices]
    groups = [(one.findtext("group") or "1").strip() for one in choices]
    places = [int(number) - 1 for number in _NUMBERED.findall(text)]
    if not places or max(places) >= len(words) or min(places) < 0:
        question.remarks.refused(
            "has gaps without a right choice, or none: write [[1]] where the first belongs"
        )
        return None
    gaps = [
        ListGap(
            words=tuple(
                dict.fromkeys(
                    word for word, group in zip(words, groups, strict=True) if group == groups[place]
                )
            ),
            right=words[place],
        )
        for place in places
    ]
    if question.element.find("dragbox") is not None:
        question.remarks.note("is dragged into its place there and chosen from a list here")
    numbers = iter(range(len(places)))
    holed = _NUMBERED.sub(lambda _found: _HOLE.format(next(numbers)), text)
    grade = question.element.findtext("defaultgrade") or "1"
    points = round(float(grade)) if re.fullmatch(r"\d{1,3}(\.\d+)?", grade.strip()) else 1
    points = min(max(points, 1), _MOST_POINTS)
    return _filled(holed, written, gaps, replace(question.item, points=points), question)


def _stem(question: Question) -> tuple[str, Format]:
    stem = question.element.find("questiontext")
    return ("", Format.HTML) if stem is None else (question.words.raw(stem), question.words.format_of(stem))


def _filled(
    text: str, written: Format, gaps: Sequence[TextGap | ListGap], item: Item, question: Question
) -> Item | None:
    markdown = in_markdown(text, written, question.remarks.lost)
    pieces = _HOLES.split(markdown)
    if pieces[1::2] != [str(place) for place in range(len(gaps))]:
        question.remarks.refused(
            "has a gap within formatting that we cannot keep: write the text more simply"
        )
        return None
    return replace(item, body=Gaps(pieces=tuple(pieces[::2]), gaps=tuple(gaps)))


def _cloze_gap(found: re.Match[str], remarks: Remarks) -> TextGap | ListGap | None:
    kind = found["kind"]
    answers = [_weighed(part) for part in _BETWEEN.split(found["answers"])]
    if kind in (*_LISTED, *_ALSO_LISTED):
        return _list_gap(answers, remarks)
    if kind not in (*_TYPED, *_NUMBERS):
        remarks.refused(f"has a gap of the kind {kind}, which we have not: ask it in a question of its own")
        return None
    if kind in _NUMBERS and any(
        ":" in answer.text.partition(":")[2] or not _is_exact(answer.text) for answer in answers
    ):
        remarks.refused(
            "has a gap for a number with a tolerance: ask for the number in a question of its own"
        )
        return None
    if kind in _NUMBERS:
        answers = [replace(answer, text=answer.text.partition(":")[0]) for answer in answers]
    body = short(answers, remarks)
    return TextGap(accepted=body.accepted) if body else None


def _is_exact(text: str) -> bool:
    return not text.partition(":")[2].strip("0. ") and ".." not in text


def _list_gap(answers: Sequence[Weighed], remarks: Remarks) -> ListGap | None:
    right = [answer.text for answer in answers if answer.weight >= FULL]
    if len(right) != 1:
        remarks.refused(f"has a gap of which {len(right) or 'no'} choices are right: keep one")
        return None
    if any(answer.feedback for answer in answers):
        remarks.lost("feedback for one choice of a gap alone: put it into the feedback for everyone")
    return ListGap(words=tuple(dict.fromkeys(answer.text for answer in answers)), right=right[0])


def _weighed(part: str) -> Weighed:
    found = _ANSWER.fullmatch(part)
    sign, text, feedback = (found["sign"], found["text"], found["feedback"]) if found else ("", part, "")
    weight = FULL if sign == "=" else float(sign.strip("%")) if sign else 0.0
    words = unescape(re.sub(r"<[A-Za-z/][^<>]*>", "", re.sub(r"\\(.)", r"\1", text)))
    return Weighed(" ".join(words.split()), weight, unescape(feedback or "").strip())


def cloze_text(body: Gaps) -> str:
    """Return a text with gaps as Moodle's embedded answers, its text in Markdown."""
    parts = [body.pieces[0]]
    for gap, piece in zip(body.gaps, body.pieces[1:], strict=True):
        if isinstance(gap, TextGap):
            answers = "~".join(f"={_escaped(form)}" for form in gap.accepted)
            parts.append(f"{{1:SHORTANSWER:{answers}}}")
        else:
            answers = "~".join(_sign(word, gap.right) + _escaped(word) for word in gap.words)
            parts.append(f"{{1:MULTICHOICE:{answers}}}")
        parts.append(piece)
    return "".join(parts)


def _sign(word: str, right: str) -> str:
    """Return what says that a choice is right or not; a wrong one says so only where it could be mistaken."""
    return "=" if word == right else "%0%" if word.startswith(("=", "%")) else ""


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;")
