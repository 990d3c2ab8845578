"""Tables of marks and of gains as people have them: from Excel, LibreOffice, Moodle or R."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

NOT_ASKED = ("-", "–", "—")
PEOPLE = ("", "person", "participant", "name", "id", "email", "e-mail")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_MAXIMUM = re.compile(r"(.*\S)\s*/\s*(\d+(?:[.,]\d+)?)")
_AS_NUMBER = "write a number, such as 2 or 0.5 or 0,5"


@dataclass
class Problems:
    """What is wrong with a file, each by its row and column and with what to do."""

    found: list[str] = field(default_factory=list)

    def add(self, row: int | None, column: str | None, words: str) -> None:
        """Note a problem."""
        places = [f"row {row}" if row else "", f"column {column}" if column else ""]
        place = ", ".join(filter(None, places))
        self.found.append(f"{place}: {words}" if place else words)


@dataclass(frozen=True)
class Table:
    """The header of a file and its rows, each with its number as a spreadsheet counts."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class MarksRead:
    """Marks as they stand in a file: a row a person, None where a cell is empty; and what was asked at all."""

    questions: tuple[str, ...]
    maxima: tuple[float, ...]
    earned: tuple[tuple[float | None, ...], ...]
    asked: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class GainsRead:
    """Measurements as they stand in a file, None where a cell is empty; `form` is "" where none is given."""

    before: tuple[float | None, ...]
    after: tuple[float | None, ...]
    then: tuple[float | None, ...]
    form: tuple[str, ...]


def read_table(raw: bytes, problems: Problems) -> Table | None:
    """Return the table in a CSV file: commas, semicolons or tabs, UTF-8, UTF-16 or Windows' Western encoding."""
    text = _decoded(raw)
    lines = text.splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=lambda sign: first.count(sign))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        found = [
            (reader.line_num, tuple(cell.strip() for cell in cells))
            for cells in reader
            if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        problems.add(reader.line_num, None, f"cannot be read as CSV: {error}")
        return None
    if len(found) < 2:
        problems.add(None, None, "the file has no rows below its header: write one a person")
        return None
    (_number, header), *rows = found
    for column in sorted({name for name in header if name and header.count(name) > 1}):
        problems.add(1, column, "two columns have this name; give each its own")
    for number, cells in rows:
        if len(cells) != len(header):
            problems.add(
                number,
                None,
                f"has {len(cells)} cells and the header {len(header)}; leave cells empty, but keep them",
            )
    return Table(header, tuple((number, cells) for number, cells in rows if len(cells) == len(header)))


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if raw.count(b"\0") > len(raw) // 4:
        return raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_marks(table: Table, problems: Problems) -> MarksRead:
    """Return the marks in a table: people down, questions across.

    A first column headed person, participant, name, id or email is left aside. The maximum of a question
    stands in its heading (`q1/2`) or in a first row called max; without one it is 1.
    """
    skip = 1 if table.header[0].casefold() in PEOPLE else 0
    names, maxima = _headings(table.header[skip:])
    rows = list(table.rows)
    if skip and rows and rows[0][1][0].casefold() in ("max", "maximum"):
        number, cells = rows.pop(0)
        maxima = list(_maxima(number, names, cells[skip:], problems))
    earned, asked = [], []
    for number, cells in rows:
        marks = zip(names, maxima, cells[skip:], strict=True)
        earned.append(tuple(_mark(number, name, most, cell, problems) for name, most, cell in marks))
        asked.append(tuple(cell not in NOT_ASKED for cell in cells[skip:]))
    if not names:
        problems.add(None, None, "there is no question: write one column for each")
    return MarksRead(tuple(names), tuple(most or 1.0 for most in maxima), tuple(earned), tuple(asked))


def _headings(header: Sequence[str]) -> tuple[list[str], list[float | None]]:
    names: list[str] = []
    maxima: list[float | None] = []
    for at, heading in enumerate(header, start=1):
        found = _MAXIMUM.fullmatch(heading)
        names.append((found[1] if found else heading) or f"no. {at}")
        maxima.append(_number(found[2]) if found else None)
    return names, maxima


def _maxima(
    row: int, names: Sequence[str], cells: Sequence[str], problems: Problems
) -> Iterator[float | None]:
    for name, cell in zip(names, cells, strict=True):
        value = _number(cell)
        if value is None or value <= 0:
            problems.add(row, name, f"“{cell}” is not a maximum; {_AS_NUMBER}, above 0")
            yield None
        else:
            yield value


def _mark(row: int, name: str, most: float | None, cell: str, problems: Problems) -> float | None:
    value = _number(cell)
    if value is None and cell and cell not in NOT_ASKED:
        problems.add(
            row,
            name,
            f"“{cell}” is not a mark; {_AS_NUMBER}, leave the cell empty if nothing was answered, or write - "
            "if the question was not asked",
        )
    if value is not None and value > (most or 1.0):
        remedy = "correct one of them" if most else f"head the column {name}/{cell} if so much can be earned"
        problems.add(row, name, f"the mark {cell} is above the maximum of {most or 1:g}; {remedy}")
    return value


def read_gains(table: Table, lowest: float, highest: float, problems: Problems) -> GainsRead:
    """Return what was measured: columns person, pre and post, optionally then and form (A or B, the first)."""
    columns = {name.casefold(): at for at, name in enumerate(table.header)}
    for name in ("person", "pre", "post"):
        if name not in columns:
            problems.add(1, None, f"there is no column {name}; the header reads: {', '.join(table.header)}")

    def cells(name: str) -> Iterator[tuple[int, str]]:
        at = columns.get(name)
        return ((number, "" if at is None else row[at]) for number, row in table.rows)

    def measured(name: str) -> tuple[float | None, ...]:
        return tuple(
            _measured(number, name, cell, (lowest, highest), problems) for number, cell in cells(name)
        )

    _check_people(list(cells("person")), problems)
    return GainsRead(
        before=measured("pre"),
        after=measured("post"),
        then=measured("then"),
        form=tuple(_form(number, cell, problems) for number, cell in cells("form")),
    )


def _check_people(people: Sequence[tuple[int, str]], problems: Problems) -> None:
    rows: dict[str, int] = {}
    for number, person in people:
        if person and person in rows:
            problems.add(number, "person", f"“{person}” stands in row {rows[person]} too; keep one of them")
        rows.setdefault(person, number)


def _measured(row: int, name: str, cell: str, scale: tuple[float, float], problems: Problems) -> float | None:
    value = _number(cell)
    if value is None and cell and cell not in NOT_ASKED:
        problems.add(row, name, f"“{cell}” is not a number; {_AS_NUMBER}, or leave the cell empty")
    if value is not None and not scale[0] <= value <= scale[1]:
        problems.add(
            row,
            name,
            f"{cell} is not between {scale[0]:g} and {scale[1]:g}; correct it, or name the scale: --scale 1 5",
        )
    return value


def _form(row: int, cell: str, problems: Problems) -> str:
    if cell and cell.upper() not in ("A", "B"):
        problems.add(row, "form", f"“{cell}” is not a form; write A or B, whichever was given first")
        return ""
    return cell.upper()


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if _NUMBER.fullmatch(cell) else None


def first_problems(problems: Problems, most: int = 40) -> str:
    """Return the problems, one a line; of very many the first."""
    more = len(problems.found) - most
    lines = list(islice(problems.found, most)) + ([f"and {more} more"] if more > 0 else [])
    return "\n".join(lines)
