"""What a person should look at before relying on the data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.library.queries import Shelf
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.data_quality import checked, rows_of
from studyvisit.reporting.queries.people_pages import window_of
from studyvisit.reporting.rules import Asked, Row, as_address
from studyvisit.reporting.services.person_columns import PERSON
from studyvisit.tables.content import Absent, Column, Kind, Mark, MarkKind, Report, Rows, Table


def data_quality(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return every check with how often it found something, and the rows of the one that is asked for."""
    counts = checked(session, scope, asked.filters)
    checks = Table(
        name="checks",
        columns=(
            Column(name="check", kind=Kind.CODE, is_key=True),
            Column(name="found", kind=Kind.COUNT, is_people=True, among="of"),
            Column(
                name="found_share", kind=Kind.SHARE, share_of="found", among="of", empty=Absent.NOT_DEFINED
            ),
            Column(name="of", kind=Kind.COUNT, is_people=True),
            Column(name="rule", kind=Kind.CODE),
        ),
        rows=tuple(
            (check.value, found, found / of if of else None, of, check.value)
            for check, (found, of) in counts.items()
        ),
        marks=(Mark(kind=MarkKind.BAR, column="found_share"),),
    )
    return Report(
        name="data-quality",
        programme=asked.filters.programme,
        parameters=as_address(Asked(filters=asked.filters, check=asked.check)),
        as_of=now,
        tables=(checks,)
        if asked.check is None
        else (checks, _rows(session, scope, asked, counts[asked.check][0])),
    )


def _titled(session: Session, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows with the title of their module after its slug, or neither."""
    shelf = Shelf(session)
    titles = {
        module.content.slug: module.content.title
        for slug in shelf.slugs("programme")
        for module in shelf.modules_of(shelf.programme(slug).content)
    }
    for *about, module, at in rows:
        yield (*about, module or None, titles.get(str(module), module) or None, at)


def _rows(session: Session, scope: Scope, asked: Asked, count: int) -> Table:
    assert asked.check is not None
    return Table(
        name="rows",
        columns=(
            *PERSON,
            Column(name="module", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
            Column(name="module_title", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
            Column(name="at", kind=Kind.MOMENT),
        ),
        rows=_titled(session, rows_of(session, scope, asked.filters, asked.check, window=window_of(asked))),
        rows_are=Rows.PEOPLE,
        n=count,
    )
