"""What the groups of a report are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel import Locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort
from studyvisit.reporting.rules import By, Cell

Namer = Callable[[Any], tuple[Cell, ...]]


def namer(session: Session, by: By, locale: str) -> Namer:
    """Return what gives a group's key cells, by what the database groups on."""
    match by:
        case By.COUNTRY:
            names = Locale.parse(locale).territories
            return lambda code: (code, str(names.get(code, code)))
        case By.INSTITUTION:
            found = session.execute(select(Institution.id, Institution.name, Institution.country))
            return {row.id: (str(row.id), row.name, row.country) for row in found}.__getitem__
        case By.COHORT:
            cohorts = session.execute(select(Cohort.id, Cohort.slug, Cohort.title, Cohort.programme_slug))
            return {row.id: (row.slug, row.title, row.programme_slug) for row in cohorts}.__getitem__
        case By.POSITION | By.SEX | By.MONTH:
            return lambda code: (code,)
        case _:
            titles = programme_titles(session)
            slugs = session.execute(select(Cohort.id, Cohort.programme_slug))
            return {key: (slug, titles.get(slug, slug)) for key, slug in slugs}.__getitem__


def programme_titles(session: Session) -> dict[str, str]:
    """Return the titles of the published programmes by slug."""
    shelf = Shelf(session)
    return {slug: shelf.programme(slug).content.title for slug in shelf.slugs("programme")}
