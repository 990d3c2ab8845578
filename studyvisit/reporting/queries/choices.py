"""What a report can be narrowed down to, as far as the person asking may look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.counts import Dimension, enrolment_counts
from studyvisit.reporting.rules import Filters
from studyvisit.tables.content import Audience

Place = tuple[str | None, UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Values with their names, each in the order to offer them; the None of a country means "not stated"."""

    programmes: dict[str, str]
    cohorts: dict[str, str]
    modules: dict[str, str]
    countries: tuple[str | None, ...]
    institutions: dict[UUID, str]
    newest: str | None


def choices(session: Session, scope: Scope, *, programme: str | None, country: str | None) -> Choices:
    """Return the programmes, cohorts, modules, countries and institutions there are in a scope.

    Cohorts and modules are those of the `programme`, and institutions those of the `country`, where one
    is chosen. `newest` is the programme of the cohort that began last.
    """
    shelf = Shelf(session)
    cohorts = session.execute(
        select(Cohort.id, Cohort.slug, Cohort.title, Cohort.programme_slug)
        .where(visible_in(scope))
        .order_by(Cohort.starts_on.desc(), Cohort.slug)
    ).all()
    slugs = sorted({cohort.programme_slug for cohort in cohorts})
    mine = [cohort for cohort in cohorts if programme in (None, cohort.programme_slug)]
    places = (Dimension.COUNTRY, Dimension.INSTITUTION)
    found = [cast("Place", group.key) for group in enrolment_counts(session, scope, Filters(), places)]
    wanted = {institution_id for its, institution_id in found if country in (None, its)}
    return Choices(
        programmes={slug: _title(shelf, slug) for slug in slugs},
        cohorts={cohort.slug: cohort.title for cohort in mine},
        modules=_modules(shelf, [slug for slug in slugs if programme in (None, slug)]),
        countries=tuple({its for its, _institution_id in found}),
        institutions=_institutions(session, wanted),
        newest=cohorts[0].programme_slug if cohorts else None,
    )


def with_only_programme(session: Session, scope: Scope, typed: Mapping[str, str]) -> Mapping[str, str]:
    """Return an address's parameters; a publication that names no programme is of the only one in the scope.

    Where there are several, or none, they stay as they are.
    """
    if typed.get("for") != Audience.PUBLICATION or typed.get("programme", "").strip():
        return typed
    slugs = session.scalars(select(Cohort.programme_slug).where(visible_in(scope)).distinct().limit(2)).all()
    return {**typed, "programme": slugs[0]} if len(slugs) == 1 else typed


def _title(shelf: Shelf, slug: str) -> str:
    return shelf.programme(slug).content.title if slug in shelf.slugs("programme") else slug


def _modules(shelf: Shelf, programmes: Iterable[str]) -> dict[str, str]:
    published = set(shelf.slugs("programme"))
    return {
        module.content.slug: module.content.title
        for slug in programmes
        if slug in published
        for module in shelf.modules_of(shelf.programme(slug).content)
    }


def _institutions(session: Session, wanted: set[UUID | None]) -> dict[UUID, str]:
    rows = session.execute(select(Institution.id, Institution.name).order_by(Institution.name))
    return {row.id: row.name for row in rows if row.id in wanted}
