"""The completion report: how far people have come, by whatever its rows stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from sqlalchemy.orm import Session

from studyvisit.programmes.rules import Milestone
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.completion import (
    completion_rows,
    completion_total,
    enrolled_count,
    withdrawn_count,
)
from studyvisit.reporting.rules import (
    STEPS,
    Asked,
    By,
    as_address,
    columns,
    key_columns,
    typed_columns,
)
from studyvisit.reporting.rules import Row as Counts
from studyvisit.tables.content import Absent, Column, Kind, Mark, MarkKind, Report, Row, Rows, Table

HXL = {
    "country": "#country+code",
    "country_name": "#country+name",
    "institution_name": "#org+name",
    "institution": "#org+id",
    "programme": "#activity+programme+code",
    "programme_title": "#activity+programme+name",
    "cohort": "#group+code",
    "cohort_title": "#group+name",
    "enrolled": "#affected+enrolled",
    "enrolled_at": "#date+enrolled",
    **{step.value: f"#affected+{step.value.replace('_', '')}" for step in STEPS},
    **{step.value: f"#date+{step.value.removesuffix('_at').replace('_', '')}" for step in Milestone},
}


def completion(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return a completion report: people as they come from the database, or groups with their total."""
    if asked.by is By.PERSON:
        table = _people(session, scope, asked)
    else:
        rows = list(completion_rows(session, scope, asked))
        table = _groups(asked, rows, completion_total(session, scope, asked, rows))
    return Report(
        name="completion",
        programme=asked.filters.programme,
        parameters=as_address(asked),
        as_of=now,
        tables=(table,),
        facts={"withdrawn": withdrawn_count(session, scope, asked.filters)},
    )


def _people(session: Session, scope: Scope, asked: Asked) -> Table:
    empty = {"country": Absent.NOT_STATED, "institution": Absent.NOT_STATED}
    typed = typed_columns(By.PERSON)
    keys = [
        Column(
            name=name,
            kind=Kind.TEXT if name in typed else Kind.CODE,
            is_key=name in ("enrolment", "name"),
            empty=empty.get(name, Absent.BLANK),
            hxl=HXL.get(name, "") if name != "institution" else HXL["institution_name"],
        )
        for name in key_columns(By.PERSON)
    ]
    moments = [
        Column(name=name, kind=Kind.MOMENT, empty=Absent.NOT_YET, hxl=HXL.get(name, ""))
        for name in columns(By.PERSON)[len(keys) :]
    ]
    return Table(
        name="people",
        columns=(*keys, *moments),
        rows=_begun(completion_rows(session, scope, asked)),
        rows_are=Rows.PEOPLE,
        n=enrolled_count(session, scope, asked.filters),
    )


def _groups(asked: Asked, rows: list[Counts], total: Counts) -> Table:
    keys, typed = key_columns(asked.by), typed_columns(asked.by)
    return Table(
        name="groups",
        columns=(
            *(
                Column(
                    name=name,
                    kind=Kind.TEXT if name in typed else Kind.CODE,
                    is_key=True,
                    empty=Absent.NOT_STATED,
                    hxl=HXL.get(name, ""),
                )
                for name in keys
            ),
            Column(name="enrolled", kind=Kind.COUNT, is_people=True, hxl=HXL["enrolled"]),
            *step_columns(),
        ),
        rows=rows,
        rows_are=Rows.SEPARATE if asked.by is By.MODULE else Rows.PARTS,
        total=total,
        n=int(str(total[len(keys)])),
        marks=tuple(Mark(kind=MarkKind.BAR, column=f"{step.value}_share") for step in STEPS),
    )


def step_columns() -> Iterator[Column]:
    """Yield the columns of the steps: how many reached each, and their share of those enrolled."""
    for step in STEPS:
        yield Column(name=step.value, kind=Kind.COUNT, is_people=True, among="enrolled", hxl=HXL[step.value])
        yield Column(
            name=f"{step.value}_share",
            kind=Kind.SHARE,
            share_of=step.value,
            among="enrolled",
            empty=Absent.NOT_DEFINED,
        )


def _begun(rows: Iterator[Counts]) -> Iterator[Row]:
    """Fetch the first row now, so that a busy database is an error page and not half a file."""
    first = [row for row in (next(rows, None),) if row is not None]
    return chain(first, rows)
