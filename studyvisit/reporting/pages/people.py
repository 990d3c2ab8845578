"""One participant's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _

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
    """What someone did in a module. `read` counts its present lessons.

    `allowance_url` is where more time or attempts are granted, empty for who may not.
    """

    title: str
    before: Step
    lessons: tuple[Step, ...]
    attempts: tuple[AttemptMade, ...]
    after: tuple[Step, ...]
    certificate: CertificateHeld | None
    read: int
    allowance_url: str


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
    words = wave_words()
    return ModuleView(
        title=module.title,
        before=Step(words[Wave.PRE], record.given_at.get(Wave.PRE)),
        lessons=tuple(Step(lesson.title, record.read_at.get(lesson.id)) for lesson in module.lessons),
        attempts=tuple(record.attempts),
        after=tuple(Step(words[wave], record.given_at.get(wave)) for wave in (Wave.POST, Wave.THEN)),
        certificate=record.certificate,
        read=sum(lesson.id in record.read_at for lesson in module.lessons),
        allowance_url=allowance_url,
    )


def wave_words() -> Mapping[Wave, str]:
    """Return what the waves of a self-assessment are called."""
    return {
        Wave.PRE: _("Self-assessment before"),
        Wave.POST: _("Self-assessment after"),
        Wave.THEN: _("Self-assessment looking back"),
    }
