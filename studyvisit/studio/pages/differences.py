"""How two states of a unit differ, on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from studyvisit.curriculum.differences.files import FileChange, What
from studyvisit.curriculum.differences.passages import PassageChange
from studyvisit.curriculum.differences.questions import QuestionChange, QuestionFate
from studyvisit.curriculum.differences.rendered import MarkWords
from studyvisit.studio.queries.history import Difference


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question that differs: its name, what became of it in words, and the answers handed in that this touches."""

    id: str
    name: str
    fates: str
    answers: int
    needs_decision: bool


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What two states differ in, with words for each part."""

    questions: tuple[QuestionLine, ...]
    passages: tuple[tuple[str, PassageChange], ...]
    files: tuple[tuple[str, FileChange], ...]

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not (self.questions or self.passages or self.files)


def marks() -> MarkWords:
    """Return what is said before a part that was added, and before one that is gone."""
    return MarkWords(added=_("Added:"), gone=_("Taken out:"))


def view_of(found: Difference, answered: dict[str, int] | None = None) -> DifferenceView:
    """Return a difference for a page; `answered` says how many attempts answered each question."""
    return DifferenceView(
        questions=tuple(question_lines(found.questions, answered or {})),
        passages=tuple((_heading(one), one) for one in found.passages),
        files=tuple((_file_words(one), one) for one in found.files),
    )


def question_lines(changes: Iterable[QuestionChange], answered: dict[str, int]) -> list[QuestionLine]:
    """Return the questions that differ as lines."""
    said = fate_words()
    return [
        QuestionLine(
            id=one.id,
            name=one.name,
            fates=", ".join(said[fate] for fate in one.fates),
            answers=answered.get(one.id, 0),
            needs_decision=one.needs_decision and answered.get(one.id, 0) > 0,
        )
        for one in changes
    ]


def fate_words() -> dict[QuestionFate, str]:
    """Return what can become of a question."""
    return {
        QuestionFate.NEW: _("new"),
        QuestionFate.GONE: _("taken out"),
        QuestionFate.KIND: _("another kind of question under the same id"),
        QuestionFate.KEY: _("another answer is right"),
        QuestionFate.POINTS: _("other points"),
        QuestionFate.WORDS: _("other words"),
        QuestionFate.PLACE: _("counts towards something else"),
    }


def _heading(change: PassageChange) -> str:
    places = {
        "overview": _("Overview"),
        "lesson": _("Lesson"),
        "guide": _("Trainer's guide"),
        "handout": _("Handout"),
        "quiz": _("Quiz"),
        "question": _("Question"),
        "agenda": _("Agenda"),
        "visit": _("Site visit"),
    }
    place = places.get(change.place, _("Statement"))
    name = f"{place}: {change.title}" if change.title else place
    return f"{name} ({_what_words()[change.what]})"


def _file_words(change: FileChange) -> str:
    if change.what is What.RENAMED:
        return _("%(name)s, formerly %(was)s", name=change.name, was=change.was)
    return f"{change.name} ({_what_words()[change.what]})"


def _what_words() -> dict[What, str]:
    return {
        What.ADDED: _("added"),
        What.GONE: _("taken out"),
        What.CHANGED: _("changed"),
        What.RENAMED: _("renamed"),
    }
