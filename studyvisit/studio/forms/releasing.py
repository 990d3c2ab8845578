"""Why something is published, restored, retired or brought back, and what becomes of earlier answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from studyvisit.accounts.rules import tidy

LONGEST_REASON = 500
REGRADE, LEAVE = "regrade", "leave"


@dataclass(frozen=True, slots=True)
class ReleaseForm:
    """The reason, and a decision for each question whose key changed; `errors` are words by field."""

    why: str = ""
    decisions: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, posted: Mapping[str, str], questions: Iterable[str] = ()) -> ReleaseForm:
        """Return what was posted; every one of the questions needs a decision."""
        why = tidy(posted.get("why", "").replace("\0", ""))
        errors: dict[str, str] = {}
        if not why:
            errors["why"] = _("Say why, in a few words: it stays in the history.")
        elif len(why) > LONGEST_REASON:
            errors["why"] = _("Shorten the reason to 500 characters or fewer.")
        decisions = {}
        for one in questions:
            decisions[one] = posted.get(f"decision-{one}", "")
            if decisions[one] not in (REGRADE, LEAVE):
                errors[f"decision-{one}"] = _("Say what is to become of the answers given before.")
        return cls(why, decisions, errors)
