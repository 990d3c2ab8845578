"""Which quizzes a person may look into, and whose."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.items import submitted


@dataclass(frozen=True, slots=True)
class SatQuiz:
    """A module whose quiz people sat, with how many attempts were submitted."""

    slug: str
    title: str
    attempts: int


def sat_quizzes(session: Session, scope: Scope) -> tuple[SatQuiz, ...]:
    """Return the published modules of the programmes in a scope, in their order, with their attempts."""
    shelf = Shelf(session)
    counting = submitted(scope, func.count()).group_by(Attempt.module_slug)
    counts: dict[str, int] = {row[0]: row[1] for row in session.execute(counting)}
    found: dict[str, SatQuiz] = {}
    for slug in shelf.slugs("programme"):
        if scope is None or slug in scope:
            for published in shelf.modules_of(shelf.programme(slug).content):
                module = published.content
                found[module.slug] = SatQuiz(module.slug, module.title, counts.get(module.slug, 0))
    return tuple(found.values())


def cohorts_of(session: Session, scope: Scope, module: str) -> dict[str, str]:
    """Return the cohorts in a scope that are taught a module, with their titles, the latest first."""
    shelf = Shelf(session)
    teaching = [one for one in shelf.slugs("programme") if module in shelf.programme(one).content.modules]
    rows = session.execute(
        select(Cohort.slug, Cohort.title)
        .where(visible_in(scope), Cohort.programme_slug.in_(teaching))
        .order_by(Cohort.starts_on.desc(), Cohort.slug)
    )
    return {row.slug: row.title for row in rows}
