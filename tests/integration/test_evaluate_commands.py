"""`flask evaluate`: files as people have them, and what is said about those that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

ROWS = [("person", "q1", "q2/2"), *((f"P{n}", str(n % 2), "0,5" if n < 6 else "2") for n in range(12))]


def run(app: Flask, tmp_path: Path, raw: str | bytes, *options: str, command: str = "items") -> Result:
    """Run `flask evaluate …` on a file."""
    file = tmp_path / "figures.csv"
    file.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return app.test_cli_runner().invoke(args=["evaluate", command, str(file), *options])


def figures(app: Flask, tmp_path: Path, raw: str | bytes, *options: str, command: str = "items") -> Any:
    """Return the JSON that the command prints."""
    result = run(app, tmp_path, raw, "--json", *options, command=command)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def written(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(row) for row in ROWS)


@pytest.mark.parametrize(
    "raw",
    [
        written(";").encode(),
        written("\t").encode("utf-8-sig"),
        written(";").encode("utf-16"),
        written("\t").encode("utf-16-le"),
        written(";").replace("P1;", "André;").encode("cp1252"),
        written(",").replace("0,5", '"0,5"').encode(),
        written(",").replace("0,5", "0.5").replace("/2", "").replace("\r\n", "\nmax,1,2\n", 1).encode(),
    ],
    ids=["Excel", "BOM", "UTF-16", "UTF-16 without BOM", "Windows", "quoted", "a row of maxima"],
)
def test_marks_are_read_however_a_spreadsheet_wrote_them(app: Flask, tmp_path: Path, raw: bytes) -> None:
    found = figures(app, tmp_path, raw)
    assert [item["question"] for item in found["items"]] == ["q1", "q2"]
    assert [item["facility"]["value"] for item in found["items"]] == [0.5, 0.625]
    assert found["quiz"]["attempts"] == 12
    assert found["items"][0]["options"] == {
        "value": None, "n": 12, "low": None, "high": None, "reason": "not_given",
    }  # fmt: skip


def test_every_wrong_cell_is_named_with_what_to_do(app: Flask, tmp_path: Path) -> None:
    result = run(app, tmp_path, "person,q1,q2/2\nA,1,x\nB,3,2.5\nC,1\n")
    assert result.exit_code == 1
    for words in (
        "row 2, column q2: “x” is not a mark; write a number",
        "row 3, column q1: the mark 3 is above the maximum of 1; head the column q1/3",
        "row 3, column q2: the mark 2.5 is above the maximum of 2",
        "row 4: has 2 cells and the header 3",
    ):
        assert words in result.output


def test_a_gain_names_what_is_missing_and_what_is_out_of_scale(app: Flask, tmp_path: Path) -> None:
    assert "there is no column post" in run(app, tmp_path, "person,pre\nA,1\n", command="gain").output
    result = run(
        app, tmp_path, "person,pre,post,form\nA,1,6,C\nA,1,2,A\n", "--scale", "1", "5", command="gain"
    )
    for words in ("row 2, column post: 6 is not between 1 and 5", "“C” is not a form", "stands in row 2 too"):
        assert words in result.output


def test_an_empty_file_and_an_empty_header_are_said_and_not_computed(app: Flask, tmp_path: Path) -> None:
    for raw in (b"", b"person,q1\n", b"\n\n"):
        assert "no rows below its header" in run(app, tmp_path, raw).output


def test_few_people_are_too_few_unless_told_otherwise(app: Flask, tmp_path: Path) -> None:
    raw = "\n".join(",".join(row) for row in [("q1", "q2"), *[("1", "0"), ("0", "1"), ("", "1")] * 3])
    item = figures(app, tmp_path, raw)["items"][0]
    assert (item["facility"]["reason"], item["answered"], item["blank"]) == ("too_few", 6, 3)
    assert figures(app, tmp_path, raw, "--least", "5")["items"][0]["facility"]["value"] == 0.5


def test_right_and_wrong_before_and_after_have_mcnemars_test(app: Flask, tmp_path: Path) -> None:
    rows = ["person,pre,post", *(f"P{n},{int(n > 8)},{int(n > 1)}" for n in range(12))]
    found = figures(app, tmp_path, "\n".join(rows), "--scale", "0", "1", command="gain")
    assert (found["mcnemar"]["gained"], found["mcnemar"]["lost"]) == (7, 0)
    assert found["mcnemar"]["test"]["p"] == pytest.approx(2 / 2**7)
