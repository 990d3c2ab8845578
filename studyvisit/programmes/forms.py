"""Which revision of each module a cohort sees, as it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

LATEST = "latest"
WITHHELD = "none"


@dataclass(frozen=True, slots=True)
class PinsForm:
    """What was chosen for each module: LATEST, the number of a revision, or WITHHELD; `wrong` could not be chosen."""

    chosen: Mapping[str, str]
    wrong: frozenset[str]

    @classmethod
    def parse(cls, posted: Mapping[str, str], offered: Mapping[str, Mapping[str, UUID | None]]) -> PinsForm:
        """Return what was posted; `offered` holds for each module the choices other than LATEST."""
        chosen = {slug: posted.get(f"revision-{slug}", LATEST) for slug in offered}
        wrong = {slug for slug, one in chosen.items() if one != LATEST and one not in offered[slug]}
        return cls(chosen, frozenset(wrong))
