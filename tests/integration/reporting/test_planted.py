"""The planted programme: the reports find what was planted, and an independent script finds the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from studyvisit.cli.demo_load import load
from studyvisit.cli.demo_names import COUNTRIES
from studyvisit.cli.demo_planted import gain_of
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import StandingCount, StandingEvent
from studyvisit.questionnaires.models import RatedCount, SummedCount
from studyvisit.reporting.models import CheckedCount, LedgerCount
from studyvisit.reporting.rules import Asked, By
from studyvisit.reporting.services.completion import completion
from studyvisit.reporting.services.gain import learning_gain
from studyvisit.reporting.services.ledger import ledger
from studyvisit.reporting.services.overview import overview
from studyvisit.tables.content import Absent, Report
from tests.factories import NOW
from tests.integration.reporting.independent import Independent, wilson

pytestmark = pytest.mark.one_database
PEOPLE = 200
OF_A_COUNTRY = 36


@pytest.fixture
def planted(app: Flask, session: Session) -> Session:
    """Return a session on a database with the planted people."""
    session.rollback()
    for _progress in load(
        session, participants=PEOPLE, seed=1, planted=True, note_of=lambda *_about: "", now=NOW
    ):
        pass
    return session


def raw(session: Session) -> Independent:
    connection = session.connection()
    return Independent(lambda sql: [tuple(row) for row in connection.exec_driver_sql(sql)])


def lines(report: Report, table: str, key: str) -> dict[Any, dict[str, Any]]:
    """Return the rows of a table by one of its columns, and its total under "total"."""
    found = report.table(table)
    names = [column.name for column in found.columns]
    rows = {row[found.place_of(key)]: dict(zip(names, row, strict=True)) for row in found.rows}
    if found.total is not None:
        rows["total"] = dict(zip(names, found.total, strict=True))
    return rows


def assert_same(
    found: Mapping[str, Any], wanted: Mapping[str, Any], keys: Sequence[str], where: object
) -> None:
    """Compare every figure of a row; what the script leaves out must be absent, with a reason."""
    for name, cell in found.items():
        if name in keys:
            continue
        if wanted.get(name) is None:
            assert cell is None or isinstance(cell, Absent), (where, name, cell)
        else:
            assert cell == pytest.approx(wanted[name], rel=1e-9, abs=1e-9), (where, name)


def test_every_figure_of_overview_and_completion_is_the_scripts(planted: Session) -> None:
    script, asked = raw(planted), Asked()
    report = overview(planted, None, asked, NOW)
    steps = lines(report, "funnel", "step")
    for step, wanted in script.funnel().items():
        assert_same(steps[step], wanted, ("step",), step)
    countries = lines(report, "countries", "country")
    for country, wanted in script.completion("country").items():
        assert_same(countries[country], wanted, ("country", "country_name"), country)
    for by, key in ((By.COHORT, "cohort"), (By.SEX, "sex"), (By.POSITION, "position_level")):
        found = completion(planted, None, Asked(by=by), NOW)
        rows = lines(found, found.tables[0].name, key)
        groups = script.completion(by.value)
        assert rows.keys() - {"total"} == groups.keys()
        for group, wanted in groups.items():
            assert_same(rows[group], wanted, (key, "cohort_title", "programme"), group)


def test_every_figure_of_the_learning_gain_is_the_scripts(planted: Session) -> None:
    script = raw(planted)
    report = learning_gain(planted, None, Asked(by=By.SEX), NOW)
    everybody = list(script.people)
    compared = 0
    for name, key, keys, groups in _groups_of_people(script):
        rows = lines(report, name, key)
        assert rows.keys() - {"total"} == groups.keys()
        assert_same(rows["total"], script.gain(everybody, script.modules), keys, name)
        for group, people in groups.items():
            assert_same(rows[group], script.gain(people, script.modules), keys, (name, group))
            compared += 1
    modules, back, checks = (lines(report, name, "module") for name in ("modules", "looking_back", "checks"))
    keys = ("module", "module_title")
    for module in script.modules:
        assert_same(modules[module], script.gain(everybody, [module]), keys, module)
        assert_same(back[module], script.shift([module]), keys, module)
        compared += 2
    assert_same(back["total"], script.shift(script.modules), keys, "looking back")
    for module, row in checks.items():
        assert_same(row, script.check(module), keys, module)
    keys = ("competency", "statement", "statement_text", "module")
    for statement, row in lines(report, "competencies", "statement").items():
        assert_same(row, script.gain_of_statement(row["module"], statement), keys, statement)
        compared += 1
    assert compared > 20
    assert checks, "some module has a check before it"


def _groups_of_people(
    script: Independent,
) -> Iterator[tuple[str, str, tuple[str, ...], dict[Any, list[str]]]]:
    for name, key, keys, place in (
        ("countries", "country", ("country", "country_name"), 1),
        ("by_cohort", "cohort", ("cohort", "cohort_title"), 0),
        ("by_sex", "sex", ("sex",), 2),
    ):
        groups: dict[Any, list[str]] = {}
        for person, one in script.people.items():
            groups.setdefault(one[place], []).append(person)
        yield name, key, keys, groups


def test_every_figure_of_the_ledger_is_the_scripts(planted: Session) -> None:
    script = raw(planted)
    [slug] = Shelf(planted).slugs("programme")
    rows = lines(ledger(planted, None, Asked(), NOW), "ledger", "indicator")
    indicators = Shelf(planted).programme(slug).content.indicators
    assert indicators is not None
    wanted = {
        "rose-pre": script.rose("pre", "post"),
        "rose-then": script.rose("then", "post"),
        "rose-follow-up-6": script.rose("pre", "follow-up-6"),
        "rose-follow-up-3": (0, 0),
        "rose-follow-up-12": (0, 0),
        "passed": script.passed(),
        "certified": (script.funnel()["certified"]["people"], len(script.people)),
    }
    for item in ("relevant", "took-part", "new", "recommend", "sessions", "site-visits", "delegations"):
        wanted[f"reaction-{item}"] = script.reacted(item, 4)
    for item in ("action-plan", "platform"):
        wanted[f"reaction-{item}"] = script.reacted(item, 4)
    own: dict[str, Any] = {
        "rose": lambda one: script.rose(one.first, one.wave, one.statements),
        "passed": lambda _one: script.passed(),
        "certified": lambda _one: wanted["certified"],
        "reacted": lambda one: script.reacted(one.item, one.at_least),
        "answered": lambda one: script.answered(one.months, one.item, one.options),
        "countries": lambda one: script.countries(one.months, one.item, one.options),
    }
    wanted |= {one.id: own[one.rule](one) for one in indicators.indicators}
    assert rows.keys() == wanted.keys()
    for name, (count, among) in wanted.items():
        row = rows[name]
        assert row["among"] == among, name
        if not among:
            assert row["people"] is Absent.NO_DATA
            continue
        share, low, high = wilson(count, among)
        assert (row["people"], row["share"]) == (count, pytest.approx(share, abs=1e-9)), name
        if row["unit"] != "countries":
            assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-9), name


def test_the_reports_find_what_was_planted(planted: Session) -> None:
    report = learning_gain(planted, None, Asked(), NOW)
    countries = lines(report, "countries", "country")
    for country in COUNTRIES:
        row = countries[country.code]
        assert (row["people"], row["only_before"], row["only_after"]) == (OF_A_COUNTRY, 2, 2)
    heat = lines(report, "countries_and_modules", "country")
    modules = [str(row[0]) for row in report.table("modules").rows]
    for place, country in enumerate(COUNTRIES):
        for number, module in enumerate(modules):
            gains = gain_of(place, number)
            assert heat[country.code][module] == pytest.approx(sum(gains) / len(gains), abs=1e-12)
    assert lines(report, "looking_back", "module")["total"]["shift"] == pytest.approx(-2 / 3, abs=1e-12)
    last = report.table("competencies")
    not_applicable = {row[last.place_of("not_applicable")] for row in last.rows}
    assert not_applicable == {0, 15}, "three of a country, in the last statement of each module"


def everything(session: Session) -> list[Any]:
    """Return every row of the reports that rest on what is added up."""
    session.rollback()
    reports = (
        overview(session, None, Asked(), NOW),
        *(completion(session, None, Asked(by=by), NOW) for by in (By.MODULE, By.SEX)),
        learning_gain(session, None, Asked(), NOW),
        ledger(session, None, Asked(), NOW),
    )
    return [[*table.rows, table.total] for report in reports for table in report.tables]


def test_what_is_added_up_can_be_made_again_and_is_the_same(app: Flask, planted: Session) -> None:
    """From events and raw ratings, from sums, and from sums made again after all of them were lost."""
    straight = everything(planted)
    rebuild(app, planted)
    assert everything(planted) == added_up(straight)
    for model in (StandingCount, StandingEvent):
        planted.execute(delete(model))
    for summed in (RatedCount, SummedCount, LedgerCount, CheckedCount):
        planted.execute(update(summed).values(people=1))
    planted.commit()
    assert everything(planted) != added_up(straight)
    rebuild(app, planted)
    assert everything(planted) == added_up(straight)


def added_up(cells: Any) -> Any:
    """Return figures as equal to those that were added up in another order."""
    if isinstance(cells, list | tuple):
        return type(cells)(added_up(cell) for cell in cells)
    return pytest.approx(cells, rel=1e-9, abs=1e-9) if isinstance(cells, float) else cells


def rebuild(app: Flask, session: Session) -> None:
    session.rollback()
    done = app.test_cli_runner().invoke(args=["summaries", "rebuild"])
    assert done.exit_code == 0, done.output
