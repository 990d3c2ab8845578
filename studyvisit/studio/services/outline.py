"""The lessons of a module: added, renamed, put in another order, copied and moved to another module."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.exchange.quiz_writer import slug_of
from studyvisit.curriculum.source import UnitKind
from studyvisit.curriculum.writing.front_matter import values_of, with_values
from studyvisit.curriculum.writing.templates import lesson_template, module_template, quiz_template
from studyvisit.errors import Conflict
from studyvisit.studio.models import Draft, DraftFile
from studyvisit.studio.queries.drafts import FileGone, file_of
from studyvisit.studio.services.drafts import (
    NameTaken,
    add_file,
    new_unit,
    remove_file,
    rename_files,
)

LESSON = re.compile(r"(\d{2})-(.+?)((?:\.[a-zA-Z-]+)?\.md)")
"""A lesson's file, and its translations beside it: number, name, the rest."""
MOST_LESSONS = 99
_ID = re.compile(r"\{#([a-z0-9-]+)")


class TooManyLessons(Conflict):
    """A module has as many lessons as two digits can number."""

    code: ClassVar[str] = "too-many-lessons"


def lessons_of(names: Iterable[str]) -> list[str]:
    """Return the files of a module's lessons in their order, translations left out."""
    found = (name for name in sorted(names) if (match := LESSON.fullmatch(name)) and match[3] == ".md")
    return list(found)


def begin_module(
    session: Session,
    title: str,
    competencies: Sequence[str] = (),
    *,
    goal: str = "",
    actor_id: UUID,
    now: datetime,
) -> Draft:
    """Begin a module with an empty quiz, for these competencies, under a name made of its title.

    The `goal` is what people can do after it, without a full stop: its summary is made of it.
    """

    def files(slug: str) -> Mapping[str, bytes]:
        return {
            "module.md": module_template(slug, title, competencies, goal).encode(),
            "quiz.md": quiz_template(slug, title).encode(),
        }

    return begin_with(session, title, files, actor_id=actor_id, now=now)


def begin_with(
    session: Session,
    title: str,
    files: Callable[[str], Mapping[str, bytes]],
    *,
    actor_id: UUID,
    now: datetime,
) -> Draft:
    """Begin a module under a free name made of its title; `files` gives what it holds under that name."""
    base = slug_of(title) or "module"
    for slug in (base, *(f"{base}-{number}" for number in range(2, 100))):
        try:
            return new_unit(session, UnitKind.MODULE, slug, files(slug), actor_id=actor_id, now=now)
        except NameTaken:
            continue
    raise NameTaken


def add_lesson(
    session: Session,
    draft: Draft,
    title: str,
    *,
    goal: str = "",
    actor_id: UUID,
    now: datetime,
) -> str:
    """Add a lesson for the module's competencies at the end and return its file's name. Raises TooManyLessons."""
    texts = _texts(session, draft)
    named = values_of(texts.get("module.md", "")).get("competencies", ())
    competencies = [named] if isinstance(named, str) else named
    name, lesson_id = _free_name(texts, slug_of(title) or "lesson")
    text = lesson_template(lesson_id, title, competencies, goal)
    add_file(session, draft, name, text, actor_id=actor_id, now=now)
    return name


def duplicate_lesson(
    session: Session, draft: Draft, name: str, title: str, *, actor_id: UUID, now: datetime
) -> str:
    """Copy a lesson to the end of its module, with ids of its own, and return the name of its file."""
    text = file_of(session, draft, name).text or ""
    return _put_copy(session, draft, text, title, actor_id=actor_id, now=now)


def move_lesson(
    session: Session, draft: Draft, name: str, other: Draft, title: str, *, actor_id: UUID, now: datetime
) -> str:
    """Move a lesson with the pictures it shows to the end of another module; return the name of its file there."""
    file = file_of(session, draft, name)
    text = file.text or ""
    for media in session.scalars(
        select(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.media_sha256.is_not(None))
    ):
        if media.name in text and session.get(DraftFile, (other.id, media.name)) is None:
            session.add(
                DraftFile(
                    draft_id=other.id,
                    name=media.name,
                    media_sha256=media.media_sha256,
                    number=0,
                    changed_at=now,
                    changed_by_id=actor_id,
                )
            )
    moved = _put_copy(session, other, text, title, actor_id=actor_id, now=now)
    remove_file(session, draft, name, actor_id=actor_id, now=now)
    return moved


def put_at(session: Session, draft: Draft, name: str, place: int, *, actor_id: UUID, now: datetime) -> None:
    """Put a lesson at a place among the others, counted from 0; its translations go with it. Raises FileGone."""
    names = [file for file, _text in _texts(session, draft).items()]
    order = lessons_of(names)
    if name not in order:
        raise FileGone
    order.remove(name)
    order.insert(max(0, min(place, len(order))), name)
    numbers = {_stem(lesson): f"{number:02d}" for number, lesson in enumerate(order, 1)}
    renamed = {
        file: f"{numbers[_stem(file)]}-{match[2]}{match[3]}"
        for file in names
        if (match := LESSON.fullmatch(file)) and _stem(file) in numbers
    }
    rename_files(session, draft, renamed, actor_id=actor_id, now=now)


def _stem(name: str) -> str:
    match = LESSON.fullmatch(name)
    return f"{match[1]}-{match[2]}" if match else name


def _texts(session: Session, draft: Draft) -> Mapping[str, str]:
    rows = session.execute(
        select(DraftFile.name, DraftFile.text).where(DraftFile.draft_id == draft.id).order_by(DraftFile.name)
    )
    return {name: text or "" for name, text in rows}


def _free_name(texts: Mapping[str, str], slug: str) -> tuple[str, str]:
    """Return a name for a new lesson's file, and an id that nothing in the module has yet."""
    taken = {match[2] for name in texts if (match := LESSON.fullmatch(name))} | _ids(texts.values())
    free = (
        slug
        if slug not in taken
        else next(f"{slug}-{n}" for n in range(2, 1000) if f"{slug}-{n}" not in taken)
    )
    last = max((int(name[:2]) for name in lessons_of(texts)), default=0)
    if last >= MOST_LESSONS:
        raise TooManyLessons
    return f"{last + 1:02d}-{free}.md", free


def _ids(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        found.update(_ID.findall(text))
        found.update(re.findall(r"^id: *([a-z0-9-]+)$", text[:2000], re.MULTILINE))
    return found


def _put_copy(session: Session, draft: Draft, text: str, title: str, *, actor_id: UUID, now: datetime) -> str:
    texts = _texts(session, draft)
    name, lesson_id = _free_name(texts, slug_of(title) or "lesson")
    taken = _ids(texts.values()) | {lesson_id}
    for old in _ID.findall(text):
        new = next(
            f"{old}{end}" for end in ("", *(f"-{n}" for n in range(2, 1000))) if f"{old}{end}" not in taken
        )
        taken.add(new)
        text = re.sub(rf"\{{#{re.escape(old)}(?![a-z0-9-])", f"{{#{new}", text)
    text = with_values(text, {"id": lesson_id, "title": title})
    add_file(session, draft, name, text, actor_id=actor_id, now=now)
    return name
