"""Which lessons people finish, which they leave, and how long they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module
from studyvisit.library.queries import Shelf
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.lessons import LessonCounts, lessons_counted
from studyvisit.reporting.rules import Asked, as_address, median_of
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table

FEWEST_TIMES = 5
"""Of fewer people there is no median."""

Counted = Mapping[tuple[str, str], LessonCounts]


def lessons(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return for each lesson of the modules begun who opened, read and left it, and how long reading took."""
    filters = asked.filters
    found = lessons_counted(session, scope, filters, now=now)
    return Report(
        name="lessons",
        programme=filters.programme,
        parameters=as_address(Asked(filters=filters)),
        as_of=now,
        tables=(lessons_table(found, _modules(Shelf(session), found)),),
    )


def lessons_table(found: Counted, modules: tuple[Module, ...]) -> Table:
    """Return the table of the lessons of modules, from what `lessons_counted` found."""
    return Table(
        name="lessons",
        columns=_columns(),
        rows=tuple(_rows(found, modules)),
        rows_are=Rows.SEPARATE,
        marks=(
            Mark(kind=MarkKind.HEAT, column="read_share"),
            Mark(kind=MarkKind.HEAT, column="left_share"),
        ),
    )


def _columns() -> tuple[Column, ...]:
    undefined = Absent.NOT_DEFINED
    return (
        Column(name="module", kind=Kind.CODE, is_key=True),
        Column(name="lesson", kind=Kind.CODE, is_key=True),
        Column(name="lesson_title", kind=Kind.CODE, is_key=True),
        Column(name="module_title", kind=Kind.CODE, is_key=True),
        Column(name="opened", kind=Kind.COUNT, is_people=True),
        Column(name="read", kind=Kind.COUNT, is_people=True, among="opened"),
        Column(name="read_share", kind=Kind.SHARE, share_of="read", among="opened", empty=undefined),
        Column(name="left", kind=Kind.COUNT, is_people=True, among="opened"),
        Column(name="left_share", kind=Kind.SHARE, share_of="left", among="opened", empty=undefined),
        Column(name="timed", kind=Kind.COUNT, is_people=True, among="read"),
        Column(name="median_minutes", kind=Kind.NUMBER, among="timed", decimals=0, empty=undefined),
        Column(name="expected_minutes", kind=Kind.NUMBER, decimals=0, empty=undefined),
        Column(name="ratio", kind=Kind.NUMBER, among="timed", decimals=1, empty=undefined),
    )


def _modules(shelf: Shelf, found: Counted) -> tuple[Module, ...]:
    """Return the modules in which anybody opened a lesson, in the order of the programmes, each once."""
    begun = {module for module, _lesson in found}
    modules = {
        module.content.slug: module.content
        for slug in shelf.slugs("programme")
        for module in shelf.modules_of(shelf.programme(slug).content)
    }
    return tuple(module for slug, module in modules.items() if slug in begun)


def _rows(found: Counted, modules: tuple[Module, ...]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each lesson as now published, then for each that people read before it was taken out."""
    for module in modules:
        for lesson in module.lessons:
            counts = found.get((module.slug, lesson.id), LessonCounts())
            yield (module.slug, lesson.id, lesson.title, module.title, *_figures(counts, lesson.minutes))
    there = {(module.slug, lesson.id) for module in modules for lesson in module.lessons}
    titles = {module.slug: module.title for module in modules}
    for module_slug, lesson_id in sorted(found.keys() - there):
        counts, title = found[module_slug, lesson_id], titles.get(module_slug, module_slug)
        yield (module_slug, lesson_id, lesson_id, title, *_figures(counts, None))


def _figures(counts: LessonCounts, expected: int | None) -> Iterator[Cell]:
    yield counts.opened
    for part in (counts.read, counts.left):
        yield part
        yield part / counts.opened if counts.opened else None
    timed = sum(people for _minutes, people in counts.minutes)
    yield timed
    median = median_of(counts.minutes)
    why = None if timed >= FEWEST_TIMES else Absent.TOO_FEW if timed else Absent.NO_DATA
    yield median if why is None else why
    yield expected
    if why is not None:
        yield why
    else:
        yield median / expected if median is not None and expected else None
