"""What counts as read, and what a learner may say about a lesson."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from studyvisit.curriculum.content import Lesson, Module

LONGEST_NOTE = 1_000
LONGEST_REPLY = 2_000


class NoteKind(StrEnum):
    """What a learner says of a lesson."""

    UNCLEAR = "unclear"
    WRONG = "wrong"
    HELPED = "helped"


WAITING_KINDS = (NoteKind.UNCLEAR, NoteKind.WRONG)
"""What a trainer should answer; what helped needs no answer."""


def needs_words(kind: NoteKind) -> bool:
    """Return whether a note says nothing without words: that something is wrong, but not what."""
    return kind is NoteKind.WRONG


def count_read(module: Module, read: Collection[str]) -> int:
    """Return how many of a module's present lessons are among those read."""
    return sum(lesson.id in read for lesson in module.lessons)


def is_read_through(module: Module, read: Collection[str]) -> bool:
    """Return whether every lesson of the module has been read."""
    return count_read(module, read) == len(module.lessons)


def neighbours(module: Module, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """Return the lessons before and after one."""
    at = module.lessons.index(lesson)
    before = module.lessons[at - 1] if at else None
    after = module.lessons[at + 1] if at + 1 < len(module.lessons) else None
    return before, after
