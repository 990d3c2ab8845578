"""What a module takes to complete, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
