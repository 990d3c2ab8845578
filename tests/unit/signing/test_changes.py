"""How two reports differ: by keys and not by places, and absences by their reasons."""

from __future__ import annotations

from dataclasses import replace

from studyvisit.signing.rules.changes import TOTAL, Change, What, changes
from studyvisit.signing.services.difference import difference_as_report
from studyvisit.tables.content import Absent, Report, Row
from tests.seeded_signing import a_report


def with_rows(*rows: Row) -> Report:
    """Return the report with other rows."""
    report = a_report()
    return replace(report, tables=(replace(report.tables[0], rows=rows),))


def test_a_report_does_not_differ_from_itself_in_another_order() -> None:
    rows = list(a_report().tables[0].rows)
    assert changes(a_report(), with_rows(*reversed(rows))) == []


def test_a_figure_that_grew_is_named_with_what_it_was() -> None:
    assert changes(a_report(certified=6), a_report(certified=7)) == [
        Change(what=What.CHANGED, table="countries", keys=("BT",), column="certified", before=6, after=7),
        Change(what=What.CHANGED, table="countries", keys=TOTAL, column="certified", before=8, after=9),
    ]


def test_zero_suppressed_and_nothing_are_three_things() -> None:
    one, zero = with_rows(("ET", 9, Absent.SUPPRESSED)), with_rows(("ET", 9, 0))
    none = with_rows(("ET", 9, None))
    for before, after in ((one, zero), (zero, none), (none, one)):
        assert [change.column for change in changes(before, after)] == ["certified"]


def test_rows_that_come_and_go_are_named() -> None:
    before, after = with_rows(("ET", 9, 1), ("BT", 1, 1)), with_rows(("ET", 9, 1), ("UG", 1, 1))
    assert [(change.what, change.keys) for change in changes(before, after)] == [
        (What.GONE, ("BT",)),
        (What.ADDED, ("UG",)),
    ]


def test_numbers_that_agree_to_nine_digits_are_the_same() -> None:
    assert changes(with_rows(("ET", 9, 1 / 3)), with_rows(("ET", 9, 1 / 3 + 1e-13))) == []
    assert len(changes(with_rows(("ET", 9, 1 / 3)), with_rows(("ET", 9, 0.3334)))) == 1


def test_a_difference_is_a_report_itself() -> None:
    found = difference_as_report(a_report(certified=6), a_report(certified=7), "a", "b")
    assert next(iter(found.tables[0].rows)) == ("changed", "countries", "BT", "certified", "6", "7")
