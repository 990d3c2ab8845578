"""The chain of hashes: nothing of a record changes without breaking it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyvisit.signing.rules.chain import canonical, chain_of, first_break
from studyvisit.signing.rules.heads import heads_in
from studyvisit.signing.rules.record import Made, record_of, report_in, words_in
from studyvisit.tables.content import Absent, Mark, MarkKind, Report
from tests.seeded_signing import a_report, some_words


def record() -> dict[str, Any]:
    """Return the record of a small report, as it is read back."""
    found: dict[str, Any] = json.loads(
        canonical(record_of(a_report(), some_words(), Made(software="studyvisit")))
    )
    return found


def test_a_record_read_back_is_the_report_and_its_words() -> None:
    report, words = report_in(record()), words_in(record())
    assert report == a_report()
    assert words == some_words()
    assert report.tables[0].rows[1][2] is Absent.SUPPRESSED  # type: ignore[index]


def test_marks_and_columns_survive() -> None:
    report = a_report()
    mark = Mark(kind=MarkKind.DUMBBELL, column="certified", start="enrolled", most=20)
    table = report.tables[0]
    marked = type(table)(name="t", columns=table.columns, rows=table.rows, marks=(mark,))
    drawn = Report(name="r", parameters={}, as_of=report.as_of, tables=(marked,))
    words = some_words()
    words = type(words)(title="", tables={"t": words.tables["countries"]}, absents={})
    kept = report_in(json.loads(canonical(record_of(drawn, words, Made(software="")))))
    assert kept.tables[0].marks == (mark,)
    assert kept.tables[0].columns == table.columns


def test_a_record_is_whole_as_it_was_sealed() -> None:
    assert first_break(record()) == ""
    assert chain_of(record()).head == record()["chain"]["head"]


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_set("tables", 0, "rows", 0, 2, to=12), "countries:1"),
        (_set("tables", 0, "rows", 1, 2, to=0), "countries:2"),
        (_set("tables", 0, "total", 1, to=21), "countries:1"),
        (_set("tables", 0, "columns", 1, "name", to="people"), "countries:1"),
        (_set("words", "title", to="Another"), "start"),
        (_set("as_of", to="2019-04-01T00:00:00.000000Z"), "start"),
        (_set("software", to="another"), "start"),
        (_set("revisions", to={}), "start"),
        (_set("chain", "head", to="0" * 64), "head"),
        (_set("chain", to=None), "start"),
        (lambda document: document["tables"][0]["rows"].pop(), "countries:3"),
        (lambda document: document["tables"][0]["rows"].reverse(), "countries:1"),
    ],
)
def test_a_change_breaks_the_chain_where_it_was_made(
    change: Callable[[dict[str, Any]], None], where: str
) -> None:
    document = record()
    change(document)
    assert first_break(document) == where


@given(row=st.integers(0, 2), column=st.integers(0, 2), value=st.integers() | st.text() | st.none())
@settings(max_examples=30, deadline=None)
def test_no_cell_changes_without_another_head(row: int, column: int, value: object) -> None:
    document = record()
    altered = copy.deepcopy(document)
    altered["tables"][0]["rows"][row][column] = value
    is_same = canonical(altered["tables"]) == canonical(document["tables"])
    assert (chain_of(altered).head == chain_of(document).head) is is_same


def test_a_file_names_its_chain_in_whatever_way_it_keeps_text() -> None:
    head = record()["chain"]["head"]
    assert head in heads_in(canonical(record()))
    assert heads_in(b"PK\x03\x04 no workbook") == frozenset()
    assert heads_in(b"f" * 65) == frozenset()
