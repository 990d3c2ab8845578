"""How a question is shown, in a lesson's check and in a quiz alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from babel.lists import format_list
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from studyvisit.curriculum.questions import (
    Answer,
    Categorising,
    FileUpload,
    Mark,
    Matching,
    OneChoice,
    Option,
    Ordering,
    Question,
    Row,
    SeveralChoices,
)
from studyvisit.curriculum.questions.file_upload import MEGABYTE


class Outcome(StrEnum):
    """What became of an answer, where the person may know."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    MARKED = "marked"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One file of an answer: its name and size in words, and where it is fetched."""

    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """What an answer earned by one criterion; `level` is empty where two markers met between two levels."""

    criterion: str
    points: str
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksView:
    """What people said about an answer that they marked; `rows` and `comments` as the review rule lets them."""

    rows: tuple[MarkRow, ...] = ()
    comments: tuple[str, ...] = ()


def settings_of(questions: Iterable[Question]) -> Iterator[str]:
    """Yield for each question what is to be shown above it: its setting, where the one before has another."""
    before = ""
    for question in questions:
        yield question.setting if question.setting != before else ""
        before = question.setting


def outcome_of(earned: Mark, answer: Answer) -> Outcome:
    """Return what became of an answer that earned so much."""
    if not answer:
        return Outcome.UNANSWERED
    if earned.is_right:
        return Outcome.RIGHT
    return Outcome.PARTLY if earned.points else Outcome.WRONG


@dataclass(frozen=True, slots=True)
class Level:
    """One way to say how sure one is: what is sent, its words, and whether it is what was said."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question on a page; what the person may not see yet is not here, so no template can let it out.

    `field` names the form's input; `save_url` is where each answer is saved as it is given, and `receipt`
    says when it was. `outcome`, `points`, `show_feedback` and `show_answer` are set by the review rule.
    `is_open` says whether it can be answered. `seed` decides the order of what is to be matched or put in
    order. `setting` is shown above the first of the questions that have it in common. `certainties` are the
    ways to say how sure one is, none where that is not asked. `files` belong to an answer by upload, `marks`
    to one that a person has marked. `can_check` offers to check the
    answer, which ends it. `note` says what was corrected about the question since.
    """

    question: Question
    field: str
    number: int
    answer: Answer = ()
    options: tuple[Option, ...] = ()
    seed: int = 0
    is_open: bool = True
    outcome: Outcome | None = None
    points: str = ""
    show_feedback: bool = False
    show_answer: bool = False
    error: str = ""
    revision: int = 0
    save_url: str = ""
    receipt: str = ""
    is_graded: bool = True
    setting: str = ""
    certainties: tuple[Level, ...] = ()
    practice_url: str = ""
    files: tuple[FileView, ...] = ()
    marks: MarksView | None = None
    can_check: bool = False
    note: str = ""

    @property
    def choices(self) -> tuple[Option, ...]:
        """Return the options in the order to show them, or nothing for a question that has none."""
        if self.options:
            return self.options
        return self.question.options if isinstance(self.question, OneChoice | SeveralChoices) else ()

    @property
    def file_rules(self) -> str:
        """Return in words which files the answer takes, how many and how large; nothing for other kinds."""
        return file_rules(self.question) if isinstance(self.question, FileUpload) else ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the lines to answer one by one: in the right order once it may be seen, else by the seed."""
        if isinstance(self.question, Ordering) and self.show_answer:
            return self.question.rows_in_order()
        return (
            self.question.rows(self.seed)
            if isinstance(self.question, Matching | Ordering | Categorising)
            else ()
        )


def unreadable_words() -> dict[str, str]:
    """Return what to tell a person whose answer cannot be read, by the code of UnreadableAnswer."""
    return {
        "unknown-option": _("Choose one of the answers shown."),
        "not-a-number": _("Enter a number in digits, for example 0.35 or 0,35."),
        "same-place": _("Give each line a place of its own: two have the same one."),
        "too-long": _("Shorten your answer to 200 characters or fewer."),
        "too-long-text": _("Shorten your answer to 20,000 characters or fewer, spaces included."),
        "not-uploaded": _("Add files with the button of the question."),
    }


def type_words(types: Sequence[str]) -> str:
    """Return types of files as people call them: "PDF, DOCX or ODT"."""
    return str(format_list([name.upper() for name in types], style="or", locale=get_locale() or "en"))


def file_rules(question: FileUpload) -> str:
    """Return in words which files an answer takes, how many and how large."""
    return ngettext(
        "%(types)s, %(num)d file of at most %(size)s MB.",
        "%(types)s, at most %(num)d files of %(size)s MB each.",
        question.most_files,
        types=type_words(question.types),
        size=question.most_bytes // MEGABYTE,
    )


def size_words(size: int) -> str:
    """Return the size of a file, in kilobytes below a megabyte."""
    if size < MEGABYTE:
        return _("%(size)s kB", size=format_decimal(max(size // 1000, 1), "#,##0"))
    return _("%(size)s MB", size=format_decimal(size / MEGABYTE, "#,##0.0"))
