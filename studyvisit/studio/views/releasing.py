"""What the views that change what readers see have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.curriculum.source import UnitKind
from studyvisit.programmes.queries import cohorts_staying, in_modules
from studyvisit.studio.pages.differences import DifferenceView, QuestionLine, marks, view_of
from studyvisit.studio.pages.publishing import meaning_words
from studyvisit.studio.queries.history import State, difference_between
from studyvisit.web.results import Results, results_of

NO_RESULTS = Results({}, 0, {})


@dataclass(frozen=True, slots=True)
class Release:
    """A step from one state of a unit to another, with what it means; without an earlier state `found` is None."""

    found: DifferenceView | None
    meaning: tuple[str, ...]
    to_decide: tuple[QuestionLine, ...]
    refused: tuple[str, ...]
    results: Results

    @property
    def shown(self) -> dict[str, Any]:
        """Return what pages show of it, by their names."""
        return {"found": self.found, "meaning": self.meaning, "to_decide": self.to_decide}


def release_of(session: Session, kind: str, slug: str, before: State | None, after: State) -> Release:
    """Return what it means that readers see another state of a unit."""
    found = difference_between(before, after, marks())
    results = NO_RESULTS
    meaning: tuple[str, ...] = (_("Who has begun to fill it in sees the new words from then on."),)
    if kind == UnitKind.MODULE:
        results = results_of(session, slug, [one.id for one in found.questions])
        midway = in_modules(session).get(slug, 0)
        meaning = meaning_words(midway, results.running, cohorts_staying(session, slug))
    view = view_of(found, dict(results.answered)) if before else None
    return Release(
        found=view,
        meaning=meaning,
        to_decide=tuple(one for one in view.questions if one.needs_decision) if view else (),
        refused=tuple(
            _(
                "“%(question)s” has become another kind of question: give it a new id.",
                question=one.name,
            )
            for one in found.questions
            if one.is_refused
        ),
        results=results,
    )
