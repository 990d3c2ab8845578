"""A CSV file in media/ → the data of a chart; a `::: chart` fence → the chart."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from pathlib import PurePosixPath

from studyvisit.curriculum.fences import Fence
from studyvisit.curriculum.figures import Chart, ChartData, ChartRow
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.render import inline

LARGEST = 10_000
MOST_SERIES = 6
MOST_ROWS = 40
_WHERE = "data"
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_FORMULA = "=+-@\t\r"  # what a spreadsheet takes for a formula when the file is opened there
_Record = tuple[int, list[str]]


def read_data(name: str, content: bytes, report: Report) -> ChartData | None:
    """Return what a CSV file holds; None, with a problem for each fault and its line, when it is at fault."""
    if len(content) > LARGEST:
        report.error(
            1, _WHERE, f"has {len(content):,} bytes; at most {LARGEST:,} make a chart: leave some out"
        )
        return None
    faults = Report(report.path)
    records = list(_records(content, faults))
    if not faults.has_errors:
        _check(records, faults)
    report.add(faults.problems)
    return _data(name, content, records) if not faults.problems else None


def read_chart(fence: Fence, caption: str, page: Page) -> Chart | None:
    """Return the chart of a fence whose text was rendered as `caption`; None, with problems, when it has none."""
    within = inline(caption)
    if not within:
        page.report.error(
            fence.number,
            fence.where,
            "must say in one paragraph what the chart shows: write a sentence or two above the `:::`",
        )
    name = fence.attributes.values.get("file", "").removeprefix("./")
    data = page.data.get(name)
    if name not in page.data:
        page.report.error(
            fence.number,
            fence.where,
            f"there is no data file `{name}`: put a CSV file into the folder media/ and name it with "
            f"file=media/<name>.csv.{did_you_mean(name, page.data)}",
        )
    return Chart(id=fence.attributes.id, caption=within, data=data) if within and data else None


def _data(name: str, content: bytes, records: Sequence[_Record]) -> ChartData:
    (_, head), *rows = records
    return ChartData(
        label=head[0],
        series=tuple(head[1:]),
        rows=tuple(
            ChartRow(label=row[0], values=tuple(Decimal(cell) if cell else None for cell in row[1:]))
            for _, row in rows
        ),
        file=PurePosixPath(name).name,
        url=f"/media/{sha256(content).hexdigest()}.csv",
        size=len(content),
    )


def _records(content: bytes, report: Report) -> Iterator[_Record]:
    """Yield the lines that are not empty, cells without the blanks around them."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        report.error(line, _WHERE, "is not UTF-8 text: save it again with the encoding UTF-8")
        return
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        report.error(
            reader.line_num, _WHERE, f"cannot be read as CSV ({error}): put the quotation marks in order"
        )


def _check(records: Sequence[_Record], report: Report) -> None:
    if len(records) < 2:
        report.error(1, _WHERE, "has no rows: the first line names the columns, each further line is a row")
        return
    (first, head), *rows = records
    _check_head(first, head, report)
    _check_rows(rows, head, report)


def _check_head(line: int, head: Sequence[str], report: Report) -> None:
    if not 2 <= len(head) <= MOST_SERIES + 1:
        report.error(
            line,
            _WHERE,
            f"has {len(head)} columns: the first holds the labels, then come one to {MOST_SERIES} of numbers, "
            "separated by commas",
        )
    for cell in head:
        _check_words(line, cell, "column", report)
    _check_once(((line, cell) for cell in head), "column", report)


def _check_rows(rows: Sequence[_Record], head: Sequence[str], report: Report) -> None:
    if len(rows) > MOST_ROWS:
        report.error(rows[MOST_ROWS][0], _WHERE, f"has {len(rows)} rows: at most {MOST_ROWS} make a chart")
    for line, row in rows:
        if len(row) != len(head):
            report.error(line, _WHERE, f"has {len(row)} cells, but the first line names {len(head)} columns")
        _check_words(line, row[0], "row", report)
        for cell in row[1:]:
            if cell and not _NUMBER.fullmatch(cell):
                report.error(
                    line,
                    _WHERE,
                    f"`{cell[:30]}` is not a plain number: write it as 0.3463 or -2, without separators of "
                    "thousands, or leave it empty where there is no data",
                )
    _check_once(((line, row[0]) for line, row in rows), "row", report)
    if not any(cell for _, row in rows for cell in row[1:]):
        report.error(rows[0][0], _WHERE, "holds no number: a chart needs at least one")


def _check_words(line: int, cell: str, what: str, report: Report) -> None:
    if not cell:
        report.error(line, _WHERE, f"has a {what} without a name: write one into its first cell")
    elif cell[0] in _FORMULA or "\n" in cell or "\r" in cell or len(cell) > 60:
        report.error(
            line,
            _WHERE,
            f"`{' '.join(cell[:30].split())}` cannot name a {what}: write up to 60 characters on one line that "
            "begin with a letter or a digit",
        )


def _check_once(names: Iterator[tuple[int, str]], what: str, report: Report) -> None:
    seen: set[str] = set()
    for line, name in names:
        if name and name in seen:
            report.error(line, _WHERE, f"`{name}` names a second {what}: give each its own name")
        seen.add(name)
