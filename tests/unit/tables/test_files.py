"""Tables as files that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.tables.as_csv import csv_chunks, formula_safe
from studyvisit.tables.as_json import json_chunks
from studyvisit.tables.content import Cell

DANGEROUS = [
    '=HYPERLINK("http://example.org","x")',
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "−1",
    "  =1+1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "=cmd|' /C calc'!A0",
]


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    table = parsed("".join(csv_chunks(["name"], [(text,)])))
    assert table[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["Alem", "a=b", "1-2", "", "’tis", "ትዕግሥት", "O'Brien"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert formula_safe(text) == text


def test_a_negative_number_stays_a_number() -> None:
    assert parsed("".join(csv_chunks(["n"], [(-3,), (-0.5,)])))[1:] == [["-3"], ["-0.5"]]


def test_what_is_missing_has_its_words_where_it_has_any() -> None:
    text = "".join(csv_chunks(["country", "n", "at"], [(None, 0, None)], blanks={"country": "Not stated"}))
    assert parsed(text)[1] == ["Not stated", "0", ""]


def test_a_file_begins_with_a_byte_order_mark_and_ends_its_lines_as_excel_does() -> None:
    text = "".join(csv_chunks(["name"], [("ሰላም",)]))
    assert text.encode() == b"\xef\xbb\xbfname\r\n" + "ሰላም\r\n".encode()


cells = st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"])))


@given(st.lists(st.tuples(cells, cells), max_size=30))
def test_csv_and_json_hold_the_same_cells(rows: list[tuple[Cell, Cell]]) -> None:
    in_csv = parsed("".join(csv_chunks(["a", "b"], rows)))[1:]
    in_json = json.loads("".join(json_chunks({}, ["a", "b"], rows)))["rows"]
    assert in_json == [list(row) for row in rows]
    assert in_csv == [["" if cell is None else str(formula_safe(cell)) for cell in row] for row in rows]


def test_files_are_written_while_rows_arrive() -> None:
    taken = 0

    def rows() -> Iterator[tuple[str, int]]:
        nonlocal taken
        for n in range(100_000):
            taken = n
            yield ("x", n)

    for chunks in (csv_chunks(["a", "b"], rows()), json_chunks({}, ["a", "b"], rows())):
        next(chunks)
        assert len(next(chunks)) < 100_000
        assert taken < 2_000
