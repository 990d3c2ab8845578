"""The questions of a file: the list of them, and the form and the text of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import gettext as _

from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.writing.fields import Kind, QuestionFields
from studyvisit.curriculum.writing.reading import Reason, Unsayable
from studyvisit.curriculum.writing.round_trip import LookedAt
from studyvisit.curriculum.writing.spans import Outline, Span
from studyvisit.studio.pages.questions import answered
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import QuestionView

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """One question in the list; `section` is the title above it where a section begins."""

    key: str
    name: str
    kind: str
    competency: str
    points: str
    line: int
    errors: int
    is_first: bool
    is_last: bool
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The file that a page is about, and the state of its text that the page was made from."""

    kind: str
    slug: str
    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A question that was taken out: its name, and the states of the text before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class QuestionsPage(Page):
    """The questions of a quiz, or of a lesson's checks, in their order."""

    template: ClassVar[str] = "studio/questions.html"

    crumbs: tuple[Crumb, ...]
    place: Place
    is_quiz: bool
    rows: tuple[QuestionRow, ...]
    kinds: Words
    removed: Removed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question as participants get it; a description is HTML."""

    view: QuestionView | None = None
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionPage(Page):
    """One question as a form. `key` is empty for a new one; `errors` are by the name of a field.

    `told` are pairs of a field's id and what is wrong with it; `general` is what belongs to none.
    """

    template: ClassVar[str] = "studio/question_form.html"

    crumbs: tuple[Crumb, ...]
    place: Place
    key: str
    asked: QuestionFields
    kind_name: str
    is_quiz: bool
    kinds: Words
    competencies: Words
    lessons: Words
    shown: Shown | None = None
    errors: dict[str, str]
    told: Words = ()
    can_save_anyway: bool = False
    saved: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionTextPage(Page):
    """One question as text; `reason` says why it has no form, where that is so."""

    template: ClassVar[str] = "studio/question_text.html"

    crumbs: tuple[Crumb, ...]
    place: Place
    kind: str
    text: str
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    error: str = ""
    shown: Shown | None = None


def kind_words() -> dict[Kind, str]:
    """Return what each kind of question is called."""
    return {
        Kind.ONE_CHOICE: _("One choice"),
        Kind.SEVERAL_CHOICES: _("Several choices"),
        Kind.TRUE_FALSE: _("True or false"),
        Kind.NUMBER: _("Number"),
        Kind.SHORT_ANSWER: _("Short answer"),
        Kind.MATCHING: _("Matching"),
        Kind.ORDERING: _("Ordering"),
        Kind.CATEGORISING: _("Sorting into categories"),
        Kind.GAP_FILL: _("Text with gaps"),
        Kind.GENERATED_NUMBER: _("Number from drawn numbers"),
        Kind.LONG_ANSWER: _("Long answer, marked by a person"),
        Kind.FILE_UPLOAD: _("File, marked by a person"),
        Kind.DESCRIPTION: _("Description above several questions"),
    }


def kinds_for(level: int) -> Words:
    """Return the kinds that can be added to a quiz (level 2) or to a check, where nobody marks (level 3)."""
    by_person = (Kind.LONG_ANSWER, Kind.FILE_UPLOAD)
    return tuple(
        (kind.value, words) for kind, words in kind_words().items() if level == 2 or kind not in by_person
    )


def reason_words(refused: Unsayable) -> str:
    """Return why a question can be changed as text only."""
    words = {
        Reason.SEVERAL: _("This text is not exactly one question with its heading."),
        Reason.NO_ANSWER: _("No answer was found in it, so it is not clear which kind of question it is."),
        Reason.ANSWER: _("The line with the right answer is written in a way that the form cannot read."),
        Reason.TABLE: _("Its table has rows of different lengths."),
        Reason.WORDS: _("It has words that the form has no field for: %(words)s", words=refused.what),
        Reason.MEANING: _("Something in it would mean something else when the form writes it."),
    }
    return words[refused.reason]


def rows_of(outline: Outline, competencies: Words, problems: Sequence[Problem]) -> tuple[QuestionRow, ...]:
    """Return the rows of a file's questions, with how many errors there are in each."""
    statements, kinds = dict(competencies), kind_words()
    last_stretch = len(outline.stretches) - 1
    rows = []
    for place, span in enumerate(outline.spans):
        own = outline.within(span.stretch)
        stretch = outline.stretches[span.stretch]
        named = span.values.get("competency", "")
        kind = span.kind
        end = span.line + span.source.count("\n")
        rows.append(
            QuestionRow(
                key=span.key,
                name=span.name or span.id or span.key,
                kind=kinds[kind] if kind else _("Not clear yet"),
                competency=statements.get(named, named),
                points=span.values.get("points", ""),
                line=span.line,
                errors=sum(one.is_error and span.line <= one.line <= end for one in problems),
                is_first=span == own[0] and span.stretch == 0,
                is_last=place == len(outline.spans) - 1 and span.stretch == last_stretch,
                section=(stretch.title or stretch.id) if span == own[0] else "",
            )
        )
    return tuple(rows)


def shown_of(seen: LookedAt, number: int = 1) -> Shown | None:
    """Return a question as participants get it, or None where it cannot be shown yet."""
    if seen.question is not None and not any(one.is_error for one in seen.problems):
        return Shown(view=answered(seen.question, number))
    return Shown(html=seen.html) if seen.html else None


def number_of(outline: Outline, span: Span | None) -> int:
    """Return the number of a question among those of its file, descriptions not counted; of a new one, the next."""
    before = outline.spans[: outline.spans.index(span)] if span else outline.spans
    return 1 + sum(one.kind is not Kind.DESCRIPTION for one in before)


def field_of(place: str) -> str:
    """Return the id of the field in which a line of the source was typed."""
    begin, dash, rest = place.partition("-")
    if place in ("", "heading"):
        return "prompt"
    if begin in ("accepted", "spare"):
        return begin
    if begin in ("option", "row", "criterion") and rest.isdecimal():
        return f"{place}-text"
    ids = {"rubric": "points-0", "head": "head-0", "answers": "more", "options": "more", "rows": "more"}
    return f"{place}-name" if begin == "range" and dash else ids.get(place, place)


def errors_by_field(found: Iterable[tuple[str, str]]) -> tuple[dict[str, str], Words]:
    """Return what is wrong by the id of its field, the first of each, and all of it for the summary."""
    told = tuple(dict.fromkeys((field_of(place), words) for place, words in found))
    errors: dict[str, str] = {}
    for field, words in told:
        errors.setdefault(field, words)
    return errors, told
