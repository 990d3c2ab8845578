"""The learning gain: what people say they can do after, less what they said before, and what the quizzes say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from babel import Locale
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module, Questionnaire
from studyvisit.library.queries import Published, Shelf
from studyvisit.reporting.policies import Scope, is_in
from studyvisit.reporting.queries import ratings
from studyvisit.reporting.queries.completion import withdrawn_count
from studyvisit.reporting.queries.ratings import Rated, Summed
from studyvisit.reporting.rules import Asked, Filters, as_address
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Taught:
    """The modules that the filters leave, in their programmes' order, and the statements about each.

    A statement is (id, competency, text). `least` and `most` are the ends of the scale.
    """

    modules: Mapping[str, str]
    statements: Mapping[str, tuple[tuple[str, str, str], ...]]
    revisions: Mapping[str, str]
    least: int
    most: int


def learning_gain(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return the learning gain of what the filters leave, by module, competency, country and cohort.

    People count once in a module and once in a group: by the mean of the statements that they rated both before
    and after. Groups of fewer than five matched people say how many they are and nothing else.
    """
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.services import gain_figures as figures

    filters, taught = asked.filters, _taught(Shelf(session), scope, asked.filters)
    changed = ratings.changed_cohorts(session, scope, filters)
    by_module = ratings.summed(session, scope, filters, changed, by_module=True)
    whole = ratings.summed(session, scope, filters, changed, asked.by.value, by_module=False)
    marks = figures.gain_marks(taught.least, taught.most)

    def gained(
        name: str, keys: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]], rows_are: Rows
    ) -> Table:
        total = (None,) * len(keys) + figures.of_people(whole)
        return Table(
            name=name,
            columns=(*keys, *figures.GAIN),
            rows=tuple(rows),
            rows_are=rows_are,
            total=total,
            n=int(str(total[len(keys)])),
            marks=marks,
        )

    modules = _grouped(by_module, lambda one: one.module)
    of_modules = (
        (slug, title, *figures.of_people(modules.get(slug, ()))) for slug, title in taught.modules.items()
    )
    countries = _by_name(whole)
    of_countries = ((code, name, *figures.of_people(its)) for (code, name), its in countries.items())
    tables = [
        gained("modules", _keys("module"), of_modules, Rows.SEPARATE),
        _competencies(ratings.rated(session, scope, filters, changed), taught, figures, marks),
        gained("countries", _keys("country"), of_countries, Rows.PARTS),
        _heat(by_module, taught, figures),
        *(
            gained(f"by_{name}", _group_keys(name), rows, Rows.PARTS)
            for name, rows in _groups(session, asked, whole, figures.of_people)
        ),
        _looking_back(modules, whole, taught, figures),
        _checks(ratings.checked(session, scope, filters), taught, figures),
    ]
    return Report(
        name="learning-gain",
        programme=filters.programme,
        parameters=as_address(asked),
        as_of=now,
        tables=tuple(tables),
        facts={
            "withdrawn": withdrawn_count(session, scope, filters),
            "scale_lowest": taught.least,
            "scale_highest": taught.most,
        },
        revisions=taught.revisions,
    )


def _taught(shelf: Shelf, scope: Scope, filters: Filters) -> Taught:
    modules: dict[str, str] = {}
    statements: dict[str, tuple[tuple[str, str, str], ...]] = {}
    revisions: dict[str, str] = {}
    steps: set[int] = set()
    for slug in shelf.slugs("programme"):
        if not is_in(scope, slug) or filters.programme not in (None, slug):
            continue
        programme = shelf.programme(slug).content
        asked = shelf.questionnaire(programme.self_assessment)
        revisions[asked.content.slug] = _revision(asked)
        steps |= {point.value for point in asked.content.scale}
        for module in shelf.modules_of(programme):
            if filters.module in (None, module.content.slug):
                modules[module.content.slug] = module.content.title
                statements[module.content.slug] = _statements(asked.content, module.content)
                revisions[module.content.slug] = _revision(module)
    return Taught(modules, statements, revisions, min(steps, default=1), max(steps, default=5))


def _revision(published: Published[Any]) -> str:
    return f"{published.number} ({published.sha256[:8]})"


def _statements(questionnaire: Questionnaire, module: Module) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.id, one.competency, one.text) for one in questionnaire.statements_of(module))


def _keys(name: str) -> tuple[Column, ...]:
    if name == "country":
        return (
            Column(name="country", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED, hxl="#country+code"),
            Column(
                name="country_name", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED, hxl="#country+name"
            ),
        )
    return (
        Column(name=name, kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED),
        Column(name=f"{name}_title", kind=Kind.TEXT, is_key=True, empty=Absent.NOT_STATED),
    )


def _group_keys(name: str) -> tuple[Column, ...]:
    return _keys(name)[:1] if name in ("position", "sex") else _keys(name)


def _grouped(rows: Iterable[One], key: Callable[[One], Hashable]) -> dict[Any, list[One]]:
    groups: defaultdict[Any, list[One]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def _by_name(rows: Iterable[Summed]) -> dict[tuple[str | None, str | None], list[Summed]]:
    """Return rows by country, sorted by the countries' English names; what is not stated comes last."""
    names = Locale("en").territories
    groups = _grouped(rows, lambda one: one.country)
    named = {
        (code, None if code is None else str(names.get(code, code))): its for code, its in groups.items()
    }
    return {key: named[key] for key in sorted(named, key=lambda key: (key[0] is None, str(key[1])))}


def _groups(
    session: Session,
    asked: Asked,
    whole: Sequence[Summed],
    cells: Callable[[list[Summed]], tuple[Cell, ...]],
) -> Iterator[tuple[str, list[tuple[Cell, ...]]]]:
    """Yield the cohorts where there are several, and what the address asks for besides."""
    cohorts = _grouped(whole, lambda one: one.cohort)
    if len(cohorts) > 1:
        yield "cohort", _titled(session, "cohort", cohorts, cells)
    if asked.by.value in ratings.WHEN_ASKED:
        groups = _grouped(whole, lambda one: one.group)
        yield asked.by.value, _titled(session, asked.by.value, groups, cells)


def _titled(
    session: Session,
    name: str,
    groups: Mapping[Any, list[Summed]],
    cells: Callable[[list[Summed]], tuple[Cell, ...]],
) -> list[tuple[Cell, ...]]:
    """Return a row for each group under its name, those of whom nobody said it last."""
    titles = ratings.titles_of(session, name, [key for key in groups if key is not None])
    nobody = (None,) * len(_group_keys(name))
    return [(*titles.get(key, nobody), *cells(groups[key])) for key in (*titles, None) if key in groups]


def _competencies(rows: Sequence[Rated], taught: Taught, figures: Any, marks: tuple[Mark, ...]) -> Table:
    given = _grouped(rows, lambda one: (one.module, one.statement))
    keys = (
        Column(name="competency", kind=Kind.CODE, is_key=True),
        Column(name="statement", kind=Kind.CODE, is_key=True),
        Column(name="statement_text", kind=Kind.TEXT, is_key=True),
        Column(name="module", kind=Kind.CODE, is_key=True),
    )
    made = tuple(
        (competency, statement, text, module, *figures.of_statement(given.get((module, statement), ())))
        for module, its in taught.statements.items()
        for statement, competency, text in its
    )
    return Table(name="competencies", columns=(*keys, *figures.GAIN), rows=made, marks=marks)


def _heat(rows: Sequence[Summed], taught: Taught, figures: Any) -> Table:
    """Return the mean change of each country in each module, with how many people it is of."""
    cells = _grouped(rows, lambda one: (one.country, one.module))
    columns = [
        column
        for slug in taught.modules
        for column in (
            Column(name=f"{slug}_people", kind=Kind.COUNT, is_people=True),
            Column(name=slug, kind=Kind.NUMBER, among=f"{slug}_people", hxl="#indicator+change"),
        )
    ]
    made = tuple(
        (
            code,
            name,
            *(cell for slug in taught.modules for cell in figures.change_of(cells.get((code, slug), ()))),
        )
        for code, name in _by_name(rows)
    )
    most = (taught.most - taught.least) / 2
    return Table(
        name="countries_and_modules",
        columns=(*_keys("country"), *columns),
        rows=made,
        rows_are=Rows.PARTS,
        marks=tuple(Mark(kind=MarkKind.HEAT, column=slug, most=most) for slug in taught.modules),
    )


def _looking_back(
    modules: Mapping[str, list[Summed]], whole: Sequence[Summed], taught: Taught, figures: Any
) -> Table:
    total = (None, None, *figures.shift_of(whole))
    return Table(
        name="looking_back",
        columns=(*_keys("module"), *figures.SHIFT),
        rows=tuple(
            (slug, title, *figures.shift_of(modules.get(slug, ()))) for slug, title in taught.modules.items()
        ),
        total=total,
        n=total[2],
        marks=figures.SHIFT_MARKS,
    )


def _checks(rows: Sequence[ratings.Checked], taught: Taught, figures: Any) -> Table:
    """Return what the checks before modules and the quizzes after them say, where there are such checks."""
    given = _grouped(rows, lambda one: one.module)
    return Table(
        name="checks",
        columns=(*_keys("module"), *figures.FORMS),
        rows=tuple(
            (slug, title, *figures.forms_of(given[slug]))
            for slug, title in taught.modules.items()
            if slug in given
        ),
        marks=figures.FORMS_MARKS,
    )
