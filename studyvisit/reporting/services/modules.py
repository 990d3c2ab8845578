"""How one module works: how far people come, where they stop, and how far they rose by revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.queries import Published, Shelf
from studyvisit.reporting.queries import modules as queries
from studyvisit.reporting.queries.counts import Dimension, enrolment_counts
from studyvisit.reporting.queries.lessons import lessons_counted
from studyvisit.reporting.queries.modules import TakenRevision
from studyvisit.reporting.queries.ratings import Summed
from studyvisit.reporting.rules import STEPS, Filters
from studyvisit.reporting.services.lessons import lessons_table
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table

FEWEST = 5
"""Of fewer people there is no share and no mean."""
ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class Looked:
    """A module as somebody looks at it: the programmes that they see and that teach it, and maybe one cohort.

    `since` is the first enrolment that figures of lessons and questions are of, None for everybody.
    """

    module: Published[Module]
    scope: frozenset[str]
    cohort: str | None
    since: UUID | None


def how_it_works(session: Session, shelf: Shelf, looked: Looked, now: datetime) -> Report:
    """Return how far people come in a module, what becomes of each lesson, and the rise of each revision's people."""
    slug = looked.module.content.slug
    revisions = queries.revisions_taken(session, slug)
    rises = queries.rises_by_revision(session, looked.scope, looked.cohort, slug, revisions)
    ends = _scale(shelf, looked.scope)
    by_revision = _revisions(revisions, rises, ends)
    return Report(
        name="module",
        parameters={"module": slug} | ({"cohort": looked.cohort} if looked.cohort else {}),
        as_of=now,
        tables=(
            _steps(session, looked),
            _lessons(session, looked, now),
            by_revision,
        ),
        facts={
            "newest": queries.NEWEST if looked.since is not None else None,
            "scale_lowest": ends[0],
            "scale_highest": ends[1],
            **_difference(by_revision),
        },
        revisions={slug: f"{looked.module.number} ({looked.module.sha256[:8]})"},
    )


def _steps(session: Session, looked: Looked) -> Table:
    filters = Filters(cohort=looked.cohort)
    slug = looked.module.content.slug
    whole = enrolment_counts(session, looked.scope, filters)
    counted = enrolment_counts(session, looked.scope, filters, (Dimension.MODULE,))
    enrolled = whole[0].enrolled if whole else 0
    reached = next((one.reached for one in counted if one.key == (slug,)), (0,) * len(STEPS))
    rows = ((ENROLLED, enrolled), *((step.value, n) for step, n in zip(STEPS, reached, strict=True)))
    return Table(
        name="steps",
        columns=(
            Column(name="step", kind=Kind.CODE, is_key=True),
            Column(name="people", kind=Kind.COUNT, is_people=True),
            Column(name="people_share", kind=Kind.SHARE, share_of="people", empty=Absent.NOT_DEFINED),
        ),
        rows=tuple((name, n, n / enrolled if enrolled >= FEWEST else Absent.TOO_FEW) for name, n in rows),
        rows_are=Rows.NESTED,
        n=enrolled,
        marks=(Mark(kind=MarkKind.BAR, column="people_share"),),
    )


def _lessons(session: Session, looked: Looked, now: datetime) -> Table:
    slug, since = looked.module.content.slug, looked.since
    where = [LessonProgress.module_slug == slug]
    if since is not None:
        where.append(LessonProgress.enrolment_id >= since)
    people = queries.people_in(looked.scope, looked.cohort)
    found = lessons_counted(session, looked.scope, Filters(), now=now, where=where, people=people)
    stopped = queries.stopped_at(session, looked.scope, looked.cohort, slug, since=since, now=now)
    table = lessons_table(found, (looked.module.content,))
    lesson, opened = table.place_of("lesson"), table.place_of("opened")
    return replace(
        table,
        columns=(
            *table.columns,
            Column(name="stopped", kind=Kind.COUNT, is_people=True, among="opened"),
            Column(
                name="stopped_share",
                kind=Kind.SHARE,
                share_of="stopped",
                among="opened",
                empty=Absent.NOT_DEFINED,
            ),
        ),
        rows=tuple((*row, *_part(stopped.get(str(row[lesson]), 0), row[opened])) for row in table.rows),
        n=max((count for row in table.rows if isinstance(count := row[opened], int)), default=0),
        marks=(*table.marks, Mark(kind=MarkKind.HEAT, column="stopped_share")),
    )


def _part(count: int, whole: Cell) -> tuple[Cell, Cell]:
    return count, count / whole if isinstance(whole, int) and whole else None


def _revisions(
    revisions: Sequence[TakenRevision], rises: Mapping[UUID, list[Summed]], ends: tuple[int, int]
) -> Table:
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.services import gain_figures as figures

    keys = (
        Column(name="revision", kind=Kind.CODE, is_key=True),
        Column(name="published_on", kind=Kind.DAY),
    )
    return Table(
        name="revisions",
        columns=(*keys, *figures.GAIN),
        rows=tuple(
            (str(one.number), one.published_at.date().isoformat(), *figures.of_people(rises[one.id]))
            for one in revisions
        ),
        marks=figures.gain_marks(*ends),
    )


def _difference(table: Table) -> dict[str, Cell]:
    """Return how much further people of the newest revision rose than those before, of revisions with enough."""
    from studyvisit.evaluation.groups import welch_of

    names = ("people", "change", "change_sd")
    people, change, spread = (table.place_of(name) for name in names)
    known = [row for row in table.rows if isinstance(row[change], float)]
    if len(known) < 2:
        return {}
    newest, before = known[:2]
    one, other = (
        (int(str(row[people])), float(str(row[change])), float(str(row[spread])) ** 2)
        for row in (newest, before)
    )
    figure = welch_of(one, other)
    place = table.place_of("revision")
    return {
        "newer": newest[place],
        "older": before[place],
        "difference": figure.value,
        "difference_low": figure.low,
        "difference_high": figure.high,
    }


def _scale(shelf: Shelf, scope: frozenset[str]) -> tuple[int, int]:
    """Return the ends of the scale of the programmes' self-assessments."""
    steps = set(_points(shelf, scope))
    return min(steps, default=1), max(steps, default=5)


def _points(shelf: Shelf, scope: frozenset[str]) -> Iterator[int]:
    for slug in scope:
        questionnaire = shelf.questionnaire(shelf.programme(slug).content.self_assessment)
        yield from (point.value for point in questionnaire.content.scale)
