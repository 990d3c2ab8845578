"""The page that converts questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.exchange.convert import Kind, Preview
from studyvisit.curriculum.exchange.items import Remark, Severity
from studyvisit.studio.forms.converting import ConvertForm
from studyvisit.studio.pages.questions import answered
from studyvisit.web.pages import FormPage
from studyvisit.web.questions import QuestionView

MOST_SHOWN = 100
"""More questions than a person looks through on one page."""


@dataclass(frozen=True, slots=True)
class RemarkView:
    """One thing to know: what became of it in a word, what it is, and where it stands when that is not plain."""

    fate: str
    words: str
    place: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One question as participants get it, or the text of a description, with what is to be said of it."""

    name: str
    view: QuestionView | None
    text: str
    remarks: tuple[RemarkView, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a file: a sentence, what was left out, what holds for all of it, and its questions."""

    summary: str
    is_whole: bool
    left_out: tuple[RemarkView, ...]
    general: tuple[RemarkView, ...]
    questions: tuple[LookedAt, ...]
    more: int
    must_choose_again: bool


@dataclass(frozen=True, kw_only=True)
class ConvertPage(FormPage):
    """Questions from other platforms, to look at and to download in another format."""

    template: ClassVar[str] = "studio/convert.html"

    form: ConvertForm
    competencies: tuple[str, ...]
    result: Result | None = None


def result_of(previews: Iterable[Preview], remarks: Iterable[Remark], *, fits: bool) -> Result:
    """Return what to show of a conversion."""
    previews, remarks = tuple(previews), tuple(remarks)
    left_out = tuple(one for one in remarks if one.severity is Severity.REFUSED)
    of_one: dict[tuple[int, str], list[Remark]] = defaultdict(list)
    for remark in remarks:
        if remark.severity is not Severity.REFUSED:
            of_one[remark.line, remark.name].append(remark)
    places = {(one.line, one.name) for one in previews}
    general = [remark for place, found in of_one.items() if place not in places for remark in found]
    return Result(
        summary=_summary(previews, left_out),
        is_whole=not left_out and all(remark.severity is Severity.NOTE for remark in remarks),
        left_out=tuple(_view(remark, with_place=True) for remark in left_out),
        general=tuple(_view(remark, with_place=True) for remark in general),
        questions=tuple(
            _looked_at(one, number, of_one)
            for one, number in zip(previews[:MOST_SHOWN], _numbers(previews), strict=False)
        ),
        more=max(len(previews) - MOST_SHOWN, 0),
        must_choose_again=not fits,
    )


def _summary(previews: tuple[Preview, ...], left_out: tuple[Remark, ...]) -> str:
    read = ngettext(
        "%(num)d question was read.",
        "%(num)d questions were read.",
        sum(one.question is not None for one in previews),
    )
    if not left_out:
        return read
    out = ngettext(
        "%(num)d was left out.", "%(num)d were left out.", len({(one.line, one.name) for one in left_out})
    )
    return f"{read} {out}"


def _numbers(previews: Iterable[Preview]) -> Iterator[int]:
    """Yield the number of each question; a description has that of the one above it."""
    return accumulate(int(one.question is not None) for one in previews)


def _looked_at(one: Preview, number: int, remarks: Mapping[tuple[int, str], list[Remark]]) -> LookedAt:
    """Return a question, answered rightly, as participants get it."""
    view = answered(one.question, number) if one.question is not None else None
    found = tuple(_view(remark) for remark in remarks.get((one.line, one.name), ()))
    return LookedAt(name=one.name, view=view, text=one.html, remarks=found)


def _view(remark: Remark, *, with_place: bool = False) -> RemarkView:
    place = ""
    if with_place and remark.line:
        place = _("Line %(line)s", line=remark.line) + (f", “{remark.name}”" if remark.name else "")
    return RemarkView(
        fate=fate_words()[remark.severity],
        words=remark.message,
        place=place,
        is_bad=remark.severity is not Severity.NOTE,
    )


def fate_words() -> dict[Severity, str]:
    """Return a word for what became of a part of a question."""
    return {
        Severity.REFUSED: _("Left out"),
        Severity.LOST: _("Lost"),
        Severity.CHANGED: _("Changed"),
        Severity.NOTE: _("Note"),
    }


def media_type(kind: Kind) -> str:
    """Return the type by which a browser knows a file of this format."""
    types = {Kind.MOODLE_XML: "application/xml", Kind.CSV: "text/csv", Kind.MARKDOWN: "text/markdown"}
    return types.get(kind, "text/plain")
