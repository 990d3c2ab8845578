"""What a module takes to complete, and what comes next."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from studyvisit.curriculum.content import Module

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs that nobody mistakes for one another: twelve of them are sixty bits."""
CODE_LENGTH = 12
_TAKEN_FOR = str.maketrans("OIL", "011")

_NEVER = datetime.min.replace(tzinfo=UTC)


class Step(StrEnum):
    """A part of a module, in the order it is taken."""

    ASSESS_BEFORE = "assess-before"
    READ = "read"
    QUIZ = "quiz"
    ASSESS_AFTER = "assess-after"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What there is to show for one module. `lessons_read` never exceeds `lessons`."""

    assessed_before: bool
    lessons_read: int
    lessons: int
    quiz_passed: bool
    assessed_after: bool
    has_read_through: bool = False
    has_certificate: bool = False

    @property
    def steps_done(self) -> int:
        """Return how many of the steps are done; each lesson is one."""
        read = self.lessons if self.has_read_through else self.lessons_read
        return read + self.assessed_before + self.quiz_passed + self.assessed_after

    @property
    def steps(self) -> int:
        """Return how many steps there are."""
        return self.lessons + 3

    @property
    def is_complete(self) -> bool:
        """Return whether everything a certificate needs is there."""
        return self.steps_done == self.steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where a person was last in a module; `attempt_id` while an attempt at its quiz is open.

    `is_before` says that it is the check before the module.
    """

    read: frozenset[str] = frozenset()
    last_lesson: str = ""
    last_heading: str = ""
    last_at: datetime | None = None
    attempt_id: UUID | None = None
    is_before: bool = False


@dataclass(slots=True)
class Trace:
    """Everything that one enrolment has left in one module; under no module, which forms it gave.

    `before_at` is when the check before the module was begun, `open_before` that check while it is open.
    """

    read_at: dict[str, datetime] = field(default_factory=dict)
    last_lesson: str = ""
    last_place: str = ""
    last_at: datetime | None = None
    open_attempt: UUID | None = None
    open_before: UUID | None = None
    before_at: datetime | None = None
    has_begun_quiz: bool = False
    passed_at: datetime | None = None
    waves: dict[str, datetime] = field(default_factory=dict)
    feedback: set[str] = field(default_factory=set)
    certificate_code: str = ""
    certificate_at: datetime | None = None
    certificate_stands: bool = False
    certificate_is_lost: bool = False
    read_through_at: datetime | None = None
    revisions: set[UUID] = field(default_factory=set)

    def touch(self, at: datetime) -> bool:
        """Remember the latest moment; return whether this was it."""
        is_latest = self.last_at is None or at >= self.last_at
        if is_latest:
            self.last_at = at
        return is_latest


def missing(evidence: Evidence) -> tuple[Step, ...]:
    """Return the steps still to take, in order."""
    done = {
        Step.ASSESS_BEFORE: evidence.assessed_before,
        Step.READ: evidence.has_read_through or evidence.lessons_read == evidence.lessons,
        Step.QUIZ: evidence.quiz_passed,
        Step.ASSESS_AFTER: evidence.assessed_after,
        Step.CERTIFICATE: evidence.has_certificate,
    }
    return tuple(step for step, is_done in done.items() if not is_done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where "Continue" leads: a step of a module, with the lesson and heading in it or the attempt that is open."""

    module_slug: str
    step: Step
    lesson_id: str = ""
    heading: str = ""
    attempt_id: UUID | None = None
    is_before: bool = False


def next_place(
    modules: Sequence[Module], evidence: Mapping[str, Evidence], readings: Mapping[str, Reading]
) -> Place | None:
    """Return where a person goes on: in the module they were in last, else in the first not finished.

    None when every module has its certificate. An open attempt comes before everything: its clock may run.
    """
    unfinished = [module for module in modules if missing(evidence[module.slug])]
    if not unfinished:
        return None
    sitting = next((module.slug for module in unfinished if readings[module.slug].attempt_id), None)
    if sitting is not None:
        reading = readings[sitting]
        return Place(
            module_slug=sitting,
            step=Step.QUIZ,
            attempt_id=reading.attempt_id,
            is_before=reading.is_before,
        )
    touched = [module for module in unfinished if readings[module.slug].last_at is not None]
    module = max(touched, key=lambda m: readings[m.slug].last_at or _NEVER) if touched else unfinished[0]
    step = missing(evidence[module.slug])[0]
    if step is not Step.READ:
        return Place(module_slug=module.slug, step=step)
    return _reading_place(module, readings[module.slug])


def _reading_place(module: Module, reading: Reading) -> Place:
    last = module.lesson(reading.last_lesson)
    if last is not None and last.id not in reading.read:
        return Place(module_slug=module.slug, step=Step.READ, lesson_id=last.id, heading=reading.last_heading)
    unread = next(lesson for lesson in module.lessons if lesson.id not in reading.read)
    return Place(module_slug=module.slug, step=Step.READ, lesson_id=unread.id)


def code_of(signs: str) -> str:
    """Return a certificate's code as it is written, in groups of four."""
    return "-".join(signs[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, however they spaced and capitalised it; None when it is none.

    O is read as 0, I and L as 1: the alphabet has neither.
    """
    folded = unicodedata.normalize("NFKC", text).upper().translate(_TAKEN_FOR)
    signs = "".join(sign for sign in folded if sign.isalnum())
    is_code = len(signs) == CODE_LENGTH and set(signs) <= set(CODE_ALPHABET)
    return code_of(signs) if is_code else None
