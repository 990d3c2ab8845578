"""One participant's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _

from studyvisit.completion.rules import Evidence, missing
from studyvisit.completion.rules import Step as Part
from studyvisit.curriculum.content import Module, Wave
from studyvisit.reporting.queries.people import AttemptMade, CertificateHeld, ModuleRecord, Participant
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True)
class Step:
    """A step in words, with when it was taken; without a moment it was not."""

    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """What someone did in a module, step by step as a certificate needs them, with what is under each.

    `left` names the steps that are not done, and `done` counts those that are, of `steps`; each lesson is one.
    `read` counts the present lessons. `allowance_url` is where more time or attempts are granted, empty for
    who may not.
    """

    title: str
    done: int
    steps: int
    left: tuple[str, ...]
    before: Step
    reading: Step
    lessons: tuple[Step, ...]
    quiz: Step
    attempts: tuple[AttemptMade, ...]
    assessed_after: Step
    after: tuple[Step, ...]
    certificate: CertificateHeld | None
    read: int
    allowance_url: str

    @property
    def is_read(self) -> bool:
        """Return whether the lessons are behind them; those that came to the module later do not count."""
        return self.reading.words not in self.left


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """A participant with everything they completed; no rating is here, so none can be shown."""

    template: ClassVar[str] = "reporting/person.html"

    crumbs: tuple[Crumb, ...]
    person: Participant
    programme_title: str
    modules: tuple[ModuleView, ...]


def module_view(module: Module, record: ModuleRecord, *, allowance_url: str) -> ModuleView:
    """Return a module as one person's page shows it."""
    words, parts, standing = wave_words(), part_words(), record.standing
    evidence = evidence_in(module, record)
    after = tuple(record.given_at.get(wave) for wave in (Wave.POST, Wave.THEN))
    return ModuleView(
        title=module.title,
        done=evidence.steps_done,
        steps=evidence.steps,
        left=tuple(parts[part] for part in missing(evidence)),
        before=Step(parts[Part.ASSESS_BEFORE], record.given_at.get(Wave.PRE)),
        reading=Step(parts[Part.READ], standing.lessons_read_at if standing else None),
        lessons=tuple(Step(lesson.title, record.read_at.get(lesson.id)) for lesson in module.lessons),
        quiz=Step(parts[Part.QUIZ], standing.quiz_passed_at if standing else None),
        attempts=tuple(record.attempts),
        assessed_after=Step(parts[Part.ASSESS_AFTER], _last_of(after)),
        after=tuple(Step(words[wave], record.given_at.get(wave)) for wave in (Wave.POST, Wave.THEN)),
        certificate=record.certificate,
        read=sum(lesson.id in record.read_at for lesson in module.lessons),
        allowance_url=allowance_url,
    )


def evidence_in(module: Module, record: ModuleRecord) -> Evidence:
    """Return what a record proves about a module as it is now; a revoked certificate proves nothing."""
    standing, certificate = record.standing, record.certificate
    return Evidence(
        assessed_before=Wave.PRE in record.given_at,
        lessons_read=sum(lesson.id in record.read_at for lesson in module.lessons),
        lessons=len(module.lessons),
        quiz_passed=standing is not None and standing.quiz_passed_at is not None,
        assessed_after={Wave.POST, Wave.THEN} <= record.given_at.keys(),
        has_read_through=standing is not None and standing.lessons_read_at is not None,
        has_certificate=certificate is not None and certificate.revoked_at is None,
    )


def _last_of(moments: tuple[datetime | None, ...]) -> datetime | None:
    """Return the last of some moments, None where one is missing."""
    there = [moment for moment in moments if moment is not None]
    return max(there) if len(there) == len(moments) else None


def part_words() -> Mapping[Part, str]:
    """Return what the steps are called that a certificate needs."""
    return {
        Part.ASSESS_BEFORE: _("Self-assessment before"),
        Part.READ: _("Lessons"),
        Part.QUIZ: _("Quiz"),
        Part.ASSESS_AFTER: _("Self-assessments after"),
        Part.CERTIFICATE: _("Certificate"),
    }


def wave_words() -> Mapping[Wave, str]:
    """Return what the waves of a self-assessment are called."""
    return {
        Wave.PRE: _("Self-assessment before"),
        Wave.POST: _("Self-assessment after"),
        Wave.THEN: _("Self-assessment looking back"),
    }
