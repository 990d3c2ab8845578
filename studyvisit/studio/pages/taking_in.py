"""Plain lessons to bring in, and what became of them: what is left to do, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.packing import BadModule, Defect
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.source import is_text
from studyvisit.curriculum.taking_in.archives import LARGEST_FILE, MOST_BYTES, MOST_FILES, BadFolder, Fault
from studyvisit.curriculum.taking_in.notes import Fate, Note
from studyvisit.studio.pages.modules import crumbs_within, title_in, title_of
from studyvisit.studio.queries.drafts import Unit
from studyvisit.studio.services.outline import lessons_of
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, kw_only=True)
class PlainLessonsPage(Page):
    """What is asked for: files, a title, and competencies (id, words, whether chosen); `key` tells it from others."""

    template: ClassVar[str] = "studio/plain_lessons.html"

    crumbs: tuple[Crumb, ...]
    title_typed: str
    competencies: tuple[tuple[str, str, bool], ...]
    error: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is told of a file: where to see it, the words of the place, and what it is, in English."""

    url: str
    place: str
    words: str
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is told of one file."""

    title: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class TakenInPage(Page):
    """A draft that was just made of plain lessons."""

    template: ClassVar[str] = "studio/taken_in.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    lessons: int
    errors: int
    left: tuple[About, ...]
    done: tuple[About, ...]
    left_out: tuple[tuple[str, str], ...]


def taken_in_page(unit: Unit, notes: Sequence[Note], left: Sequence[Problem]) -> TakenInPage:
    """Return the page of a draft, with the notes on how it was made and the problems that it has."""
    here = [note for note in notes if note.path in unit.bundle.files]
    return TakenInPage(
        title=title_of(unit),
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        lessons=len(lessons_of(unit.bundle.files)),
        errors=sum(one.is_error for one in left),
        left=_about(unit, [(one.path, _problem(unit, one)) for one in left]),
        done=_about(unit, [(one.path, _done(unit, one)) for one in here]),
        left_out=tuple((note.path, note.message) for note in notes if note not in here),
    )


def _about(unit: Unit, lines: Iterable[tuple[str, Line]]) -> tuple[About, ...]:
    told = []
    for name, own in groupby(sorted(lines, key=lambda one: one[0]), key=lambda one: one[0]):
        told.append(About(title=title_in(unit, name), name=name, lines=tuple(line for _name, line in own)))
    return tuple(told)


def _problem(unit: Unit, problem: Problem) -> Line:
    return Line(
        url=_url(unit, problem.path, problem.line),
        place=_place(problem.path, problem.line),
        words=f"{problem.where}: {problem.message}",
        is_error=problem.is_error,
    )


def _done(unit: Unit, note: Note) -> Line:
    words = _("left out: %(what)s", what=note.message) if note.fate is Fate.LEFT_OUT else note.message
    return Line(url=_url(unit, note.path, note.line), place=_place(note.path, note.line), words=words)


def _place(name: str, line: int) -> str:
    return _("Line %(line)s", line=line) if line and is_text(name) else ""


def _url(unit: Unit, name: str, line: int) -> str:
    """Return where a file is changed: the editor at a line, the media, or the outline."""
    if name not in unit.bundle.files:
        return url_for("studio.outline", kind=unit.kind, slug=unit.slug)
    if not is_text(name):
        return url_for("studio.media", kind=unit.kind, slug=unit.slug)
    place = f"L{line}" if line else None
    return url_for("studio.edit", kind=unit.kind, slug=unit.slug, name=name, _anchor=place)


def fault_words(bad: BadFolder) -> str:
    """Return why a ZIP is refused, and what to do."""
    words = {
        Fault.NO_ARCHIVE: _("This is no ZIP file that can be read. Pack the folder anew."),
        Fault.LOCKED: _("The ZIP file is locked with a password. Pack the folder without one."),
        Fault.METHOD: _("It is packed in an unusual way. Pack the folder as a plain ZIP file."),
        Fault.LINK: _("It holds a link instead of a file. Put the file itself into the folder."),
        Fault.BAD_NAME: _("It holds a name that leads elsewhere or has odd signs in it. Rename that file."),
        Fault.TWICE: _("It holds a file twice. Pack the folder anew."),
        Fault.TOO_MANY_FILES: _("It holds more than %(most)s files. Take a part of it.", most=MOST_FILES),
        Fault.TOO_LARGE: _(
            "It holds a file of more than %(most)s MB. Make that smaller or leave it out.",
            most=LARGEST_FILE // 1_000_000,
        ),
        Fault.TOO_MUCH: _(
            "Its files make more than %(most)s MB together. Leave out what no text shows.",
            most=MOST_BYTES // 1_000_000,
        ),
    }[bad.fault]
    return f"{bad.name[:100]}: {words}" if bad.name else words


def defect_words(bad: BadModule) -> str:
    """Return why the module in a ZIP is refused, and what to do."""
    words = {
        Defect.SEVERAL: _("The ZIP file holds several modules. Pack one of them."),
        Defect.NO_PART: _("This is no part of a module. Take it out of the ZIP file."),
        Defect.NO_TEXT: _("This is not UTF-8 text. Save it again with the encoding UTF-8."),
        Defect.TOO_LARGE: _("This file is too large. Make it smaller or split it."),
    }[bad.defect]
    return f"{bad.name[:100]}: {words}" if bad.name else words
