"""Something to mend in content that can be published as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What to mend: `unit` is a slug, `subject` the id of the lesson, question or competency it is about."""

    unit: str
    subject: str
    where: str
    message: str
