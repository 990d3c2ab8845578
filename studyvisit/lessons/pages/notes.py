"""What learners say of a lesson: the form at its foot, and the inbox of those who teach it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from studyvisit.curriculum.content import Lesson, Module
from studyvisit.lessons.forms import PostedNote, PostedReply
from studyvisit.lessons.queries import Note, OwnNote, Show
from studyvisit.lessons.rules import NoteKind
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNoteView:
    """Something the reader said of the lesson, and what was answered once it is `settled_at`."""

    id: UUID
    kind: str
    about: str
    text: str
    said_at: datetime
    answer: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteForm:
    """The form at the foot of a lesson: what was said before, and what stands in its fields."""

    said: tuple[OwnNoteView, ...]
    heading: str
    text: str
    error: str

    @property
    def is_open(self) -> bool:
        """Return whether there is something to see in it."""
        return bool(self.said or self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note in the inbox, with the form by which it is settled; `error` says what to mend in `answer`."""

    id: UUID
    kind: str
    is_waiting: bool
    lesson: str
    lesson_url: str
    editor_url: str
    about: str
    text: str
    said_at: datetime
    name: str
    person_url: str
    cohort: str
    settled_at: datetime | None
    answer: str
    typed: str
    revision: int
    error: str


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the inbox; `count` says in words how many wait behind it."""

    text: str
    url: str
    is_here: bool
    count: str = ""


@dataclass(frozen=True, kw_only=True)
class NotesPage(Page):
    """What learners said of lessons, for those who teach them; `after_url` leads on where there is more."""

    template: ClassVar[str] = "lessons/notes.html"

    crumbs: tuple[Crumb, ...]
    notice: str
    errors: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    lessons: tuple[Way, ...]
    all_url: str
    notes: tuple[NoteView, ...]
    empty: tuple[str, str]
    after_url: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the inbox was asked for: which notes, of which module and lesson ("" for all)."""

    show: Show
    module: str = ""
    lesson: str = ""

    def url(self, **other: Any) -> str:
        """Return the address of the inbox so, or with something else."""
        parts = {"show": self.show.value, "module": self.module, "lesson": self.lesson} | other
        if parts["show"] == Show.WAITING:
            parts.pop("show")
        return url_for("lessons.notes", **{name: value for name, value in parts.items() if value})


def kind_words(kind: str) -> str:
    """Return what a note says."""
    return {
        NoteKind.UNCLEAR: _("This is unclear"),
        NoteKind.WRONG: _("This is wrong"),
        NoteKind.HELPED: _("This helped"),
    }[NoteKind(kind)]


def note_form(lesson: Lesson, notes: Sequence[OwnNote], posted: PostedNote | None = None) -> NoteForm:
    """Return the form at the foot of a lesson, with what was typed and not taken, or what stands open."""
    current = next((note for note in notes if note.settled_at is None), None)
    heading, text = (current.heading, current.text) if current else ("", "")
    if posted is not None:
        heading, text = posted.said.heading, posted.said.text
    return NoteForm(
        said=tuple(_own(note, lesson) for note in notes),
        heading=heading,
        text=text,
        error=posted.error if posted else "",
    )


def _own(note: OwnNote, lesson: Lesson) -> OwnNoteView:
    return OwnNoteView(
        id=note.id,
        kind=kind_words(note.kind),
        about=_heading(lesson, note.heading),
        text=note.text,
        said_at=note.changed_at,
        answer=note.answer,
        settled_at=note.settled_at,
    )


def _heading(lesson: Lesson | None, heading: str) -> str:
    """Return the words of a heading, "" for the whole lesson and for one that is gone."""
    contents = lesson.contents if lesson else ()
    return next((one.text for one in contents if one.id == heading), "")


def notes_page(
    looked: Looked,
    found: Sequence[Note],
    waiting: Mapping[tuple[str, str], int],
    module_of: Callable[[UUID], Module],
    titles: Callable[[str, str], tuple[str, str]],
    *,
    has_more: bool,
    posted: tuple[UUID, PostedReply] | None = None,
    is_meanwhile: bool = False,
) -> NotesPage:
    """Return the inbox. `titles` gives the titles of a module and a lesson as published now.

    `posted` is the answer to a note that was not taken; `is_meanwhile` says that the note has changed since.
    """
    views = tuple(_view(note, module_of(note.revision_id), posted) for note in found)
    return NotesPage(
        title=_("What learners say"),
        crumbs=(
            Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
            Crumb(_("How modules work"), url_for("reporting.modules")),
        ),
        notice=_(
            "This note was changed or answered while you wrote, so your answer was not kept. It is still below: look "
            "at the note as it stands now, and settle it again if it still fits."
        )
        if is_meanwhile
        else "",
        errors=tuple((f"answer-{view.id}", view.error) for view in views if view.error),
        ways=tuple(
            Way(text, looked.url(show=show.value), show is looked.show)
            for show, text in (
                (Show.WAITING, _("Waiting for an answer")),
                (Show.SETTLED, _("Settled")),
                (Show.HELPED, _("What helped")),
            )
        ),
        lessons=tuple(
            Way(
                _("%(module)s: %(lesson)s", module=titles(*place)[0], lesson=titles(*place)[1]),
                Looked(Show.WAITING, *place).url(),
                place == (looked.module, looked.lesson),
                ngettext("%(num)d waits", "%(num)d wait", count),
            )
            for place, count in waiting.items()
        ),
        all_url=looked.url(module="", lesson="") if looked.module or looked.lesson else "",
        notes=views,
        empty=_empty(looked.show),
        after_url=looked.url(after=found[-1].id) if has_more and found else "",
        kept=(("show", looked.show.value), ("module", looked.module), ("lesson", looked.lesson)),
    )


def _empty(show: Show) -> tuple[str, str]:
    return {
        Show.WAITING: (
            _("Nothing waits for you"),
            _("At the foot of each lesson learners can say what is unclear or wrong. It appears here."),
        ),
        Show.SETTLED: (_("Nothing is settled yet"), _("What you answer moves here.")),
        Show.HELPED: (
            _("Nobody has named what helped yet"),
            _("At the foot of each lesson learners can say that it helped. It appears here."),
        ),
    }[show]


def _view(note: Note, module: Module, posted: tuple[UUID, PostedReply] | None) -> NoteView:
    lesson = module.lesson(note.lesson_id)
    reply = posted[1] if posted and posted[0] == note.id else None
    return NoteView(
        id=note.id,
        kind=kind_words(note.kind),
        is_waiting=note.settled_at is None and note.kind != NoteKind.HELPED,
        lesson=_(
            "%(module)s: %(lesson)s",
            module=module.title,
            lesson=lesson.title if lesson else note.lesson_id,
        ),
        lesson_url=Looked(Show.WAITING, note.module_slug, note.lesson_id).url(),
        editor_url=url_for("lessons.noted_lesson", note_id=note.id),
        about=_heading(lesson, note.heading),
        text=note.text,
        said_at=note.changed_at,
        name=note.name,
        person_url=url_for("reporting.person", enrolment_id=note.enrolment_id),
        cohort=note.cohort_title,
        settled_at=note.settled_at,
        answer=note.answer,
        typed=reply.answer if reply else note.answer,
        revision=note.revision,
        error=reply.error if reply else "",
    )
