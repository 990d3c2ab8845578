"""How files say that a cell holds no value, in the same words in every language."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.tables.content import Absent, Cell, Column, Row

IN_FILES: dict[Absent, str] = {
    Absent.BLANK: "",
    Absent.NOT_TAKEN: "not taken",
    Absent.NOT_YET: "",
    Absent.NOT_STATED: "not stated",
    Absent.NOT_DEFINED: "",
    Absent.NO_DATA: "no data",
    Absent.TOO_FEW: "too few",
    Absent.SUPPRESSED: "suppressed",
}


def present(columns: Sequence[Column], row: Row) -> list[str | int | float | None]:
    """Return a row for a file of text: each absence in words, an empty one as None."""
    return [in_file(column, cell) for column, cell in zip(columns, row, strict=True)]


def in_file(column: Column, cell: Cell) -> str | int | float | None:
    """Return what stands for a cell in a file of text."""
    absent = column.empty if cell is None else cell if isinstance(cell, Absent) else None
    return cell if absent is None else IN_FILES[absent] or None
