"""A report for publication: what it shows is true, and what it withholds stays unknown to who has all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from studyvisit.evaluation.disclosure.rule import Rule
from studyvisit.reporting.services.publishing import TooManyGroups, protect
from studyvisit.tables.content import Absent, Audience, Cell, Column, Kind, Report, Row, Rows, Table

STEPS = ("started", "certified")
COUNTRIES, SEXES = ("BD", "BT", None), ("female", "male")
People = NDArray[np.int64]
"""How many people of a country and a sex came how far and no further: enrolled, started, certified."""

AS_OF = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def count(people: People, country: int | None, sex: int | None, step: int) -> int:
    """Return how many of a country and a sex, None for all, came to a step."""
    where = (slice(None) if country is None else country, slice(None) if sex is None else sex)
    return int(people[(*where, slice(step, None))].sum())


def by(people: People, name: str, values: tuple[str | None, ...], narrow: dict[str, int]) -> Table:
    """Return the completion of people by country or by sex, as the completion report gives it."""

    def row(place: int | None) -> Row:
        where = {**narrow, name: place}
        reached = [count(people, where.get("country"), where.get("sex"), step) for step in range(3)]
        shares = [value / reached[0] if reached[0] else None for value in reached[1:]]
        key = None if place is None else values[place]
        cells: list[Cell] = [key, reached[0]]
        for value, share in zip(reached[1:], shares, strict=True):
            cells += [value, share]
        return tuple(cells)

    columns = [
        Column(name=name, kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED),
        Column(name="enrolled", kind=Kind.COUNT, is_people=True),
    ]
    for step in STEPS:
        columns += [
            Column(name=step, kind=Kind.COUNT, is_people=True, among="enrolled"),
            Column(name=f"{step}_share", kind=Kind.SHARE, share_of=step, among="enrolled"),
        ]
    return Table(
        name=name,
        columns=tuple(columns),
        rows=iter([row(place) for place in range(len(values))]),
        rows_are=Rows.PARTS,
        total=row(None),
        n=count(people, narrow.get("country"), narrow.get("sex"), 0),
    )


def funnel(people: People) -> Table:
    """Return the steps as the overview gives them."""
    counts = [count(people, None, None, step) for step in range(3)]
    rows = [
        (step, value, value / counts[0] if counts[0] else None)
        for step, value in zip(("enrolled", *STEPS), counts, strict=True)
    ]
    return Table(
        name="funnel",
        columns=(
            Column(name="step", kind=Kind.CODE, is_key=True),
            Column(name="people", kind=Kind.COUNT, is_people=True),
            Column(name="share_of_first", kind=Kind.SHARE, share_of="people"),
        ),
        rows=rows,
        rows_are=Rows.NESTED,
        n=counts[0],
    )


def report(*tables: Table, **parameters: str) -> Report:
    """Return a report of a programme."""
    return Report(
        name="completion",
        parameters={"programme": "visit", **parameters},
        as_of=AS_OF,
        tables=tables,
        programme="visit",
    )


def printed(people: People, protected: Report) -> Iterator[tuple[NDArray[np.float64], Cell]]:
    """Yield every printed count with the smallest groups it is the sum of."""
    narrow = protected.parameters
    for table in protected.tables:
        at = {column.name: place for place, column in enumerate(table.columns)}
        rows = list(table.rows) + ([table.total] if table.total is not None else [])
        for row in rows:
            is_total = row is table.total
            for step, name in enumerate(("enrolled", *STEPS)):
                if table.name == "funnel" and row[0] != name:
                    continue
                of = np.zeros(people.shape)
                country = COUNTRIES.index(row[0]) if table.name == "country" and not is_total else slice(None)
                sex = SEXES.index(str(row[0])) if table.name == "sex" and not is_total else slice(None)
                if "sex" in narrow:
                    sex = SEXES.index(narrow["sex"])
                of[country, sex, step:] = 1
                yield of.ravel(), row[at["people" if table.name == "funnel" else name]]


def assert_unknown(people: People, reports: Iterable[Report], k: int) -> None:
    """Attack all reports at once with a linear program over the smallest groups there are."""
    told = [each for one in reports for each in printed(people, one)]
    shown = [(of, value) for of, value in told if value is not Absent.SUPPRESSED]
    hidden = [of for of, value in told if value is Absent.SUPPRESSED]
    for of, value in shown:
        assert value == int(of @ people.ravel())
        assert not 0 < value < k
    known = np.array([of for of, _ in shown] or [np.zeros(people.size)])
    values = [float(str(value)) for _, value in shown] or [0.0]
    for of in hidden:
        ends = [linprog(sign * of, A_eq=known, b_eq=values) for sign in (1.0, -1.0)]
        low = np.ceil(ends[0].fun - 1e-6)
        high = np.floor(-ends[1].fun + 1e-6) if ends[1].status == 0 else np.inf
        assert high - low >= k - 1, (of, low, high)


cohorts = st.lists(st.one_of(st.integers(0, 4), st.integers(0, 15)), min_size=18, max_size=18).map(
    lambda amounts: np.array(amounts, dtype=np.int64).reshape(3, 2, 3)
)


@few
@given(cohorts)
def test_the_tables_of_a_report_together_give_nobody_away(people: People) -> None:
    whole = report(funnel(people), by(people, "country", COUNTRIES, {}), by(people, "sex", SEXES, {}))
    assert_unknown(people, [protect(whole, Rule(5))], 5)


@few
@given(cohorts)
def test_reports_published_one_after_the_other_give_nobody_away(people: People) -> None:
    first = protect(report(by(people, "country", COUNTRIES, {})), Rule(5))
    women = report(by(people, "country", COUNTRIES, {"sex": 0}), sex="female")
    second = protect(women, Rule(5), [first])
    third = protect(report(funnel(people), by(people, "sex", SEXES, {})), Rule(5), [first, second])
    if not any(one.facts["known_from_before"] for one in (second, third)):
        assert_unknown(people, [first, second, third], 5)


def people_of(*groups: tuple[int, int, int]) -> People:
    """Return women and men in equal numbers, of one country after the other."""
    people = np.zeros((3, 2, 3), dtype=np.int64)
    for place, group in enumerate(groups):
        people[place, 0] = people[place, 1] = group
    return people


def cells(table: Table, column: str) -> list[Cell]:
    return [row[table.place_of(column)] for row in table.rows]


def test_a_share_goes_with_its_count_and_whole_percents_are_all_there_is() -> None:
    people = people_of((0, 0, 1), (20, 10, 7), (10, 20, 11))
    protected = protect(report(by(people, "country", COUNTRIES, {})), Rule(5))
    table = protected.table("country")
    assert cells(table, "certified") == [Absent.SUPPRESSED, Absent.SUPPRESSED, 22]
    assert cells(table, "certified_share") == [Absent.SUPPRESSED, Absent.SUPPRESSED, 0.27]
    assert protected.audience is Audience.PUBLICATION
    assert protected.facts["withheld_small"] == 3


def test_nought_is_shown_and_is_not_a_small_count() -> None:
    people = people_of((10, 0, 0), (10, 10, 10), (0, 0, 0))
    table = protect(report(by(people, "country", COUNTRIES, {})), Rule(5)).table("country")
    assert cells(table, "certified") == [0, 20, 0]


def test_rows_of_people_are_left_out_and_the_report_says_so() -> None:
    rows = Table(
        name="people",
        columns=(Column(name="name", kind=Kind.TEXT, is_key=True),),
        rows=[("Wangari Maathai",)],
        rows_are=Rows.PEOPLE,
    )
    protected = protect(report(rows, funnel(people_of((9, 9, 9)))), Rule(5))
    assert [table.name for table in protected.tables] == ["funnel"]
    assert protected.facts["tables_left_out"] == 1
    assert "Wangari" not in str(protected)


def gains(*rows: tuple[str, int, float, float]) -> Table:
    """Return a table of gains: n, the mean change, and the share who increased, whose count has no column."""
    return Table(
        name="gains",
        columns=(
            Column(name="country", kind=Kind.CODE, is_key=True),
            Column(name="matched", kind=Kind.COUNT, is_people=True),
            Column(name="change", kind=Kind.NUMBER, among="matched"),
            Column(name="increased", kind=Kind.SHARE, among="matched"),
        ),
        rows=rows,
        rows_are=Rows.PARTS,
    )


def test_the_mean_of_a_small_group_is_withheld_and_so_is_a_share_that_names_few() -> None:
    table = gains(("BD", 4, 1.25, 0.5), ("BT", 30, 0.333, 0.9), ("ET", 40, 0.5, 0.5))
    done = list(protect(report(table), Rule(5)).tables[0].rows)
    assert done[0] == ("BD", Absent.SUPPRESSED, Absent.SUPPRESSED, Absent.SUPPRESSED)
    assert done[1] == ("BT", 30, 0.33, Absent.SUPPRESSED), "27 of 30 increased: three did not"
    assert done[2] == ("ET", 40, 0.5, 0.5)


def test_figures_that_stand_in_no_table_are_withheld_when_they_are_small() -> None:
    whole = replace(report(funnel(people_of((9, 9, 9)))), facts={"withdrawn": 2, "left": 0, "share": 0.5})
    facts = protect(whole, Rule(5)).facts
    assert (facts["withdrawn"], facts["left"], facts["share"]) == (Absent.SUPPRESSED, 0, 0.5)


def test_rows_sorted_by_a_withheld_count_do_not_tell_which_is_larger() -> None:
    rows = [("ET", 40, 0.5, 0.5), ("BT", 4, 0.5, 0.5), ("BD", 3, 0.5, 0.5)]
    table = protect(report(gains(*rows)), Rule(5)).tables[0]
    assert cells(table, "country") == ["BD", "BT", "ET"]


def test_a_later_publication_of_the_same_figures_withholds_the_same() -> None:
    people = people_of((0, 0, 1), (20, 10, 7), (10, 20, 11))
    first = protect(report(by(people, "country", COUNTRIES, {})), Rule(5))
    again = protect(report(by(people, "country", COUNTRIES, {})), Rule(5), [first])
    assert list(again.tables[0].rows) == list(first.tables[0].rows)
    assert again.facts["known_from_before"] == 0


def test_more_groups_than_can_be_looked_at_are_refused() -> None:
    rows = [(f"{place:05}", 9, 0.5, 0.5) for place in range(6001)]
    with pytest.raises(TooManyGroups):
        protect(report(gains(*rows)), Rule(5))
