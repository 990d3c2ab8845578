"""How files say that a cell holds no value, in the same words in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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


def without_absents(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows for a file of text: each absence in words, an empty one as None.

    Most rows of a long table hold no Absent, and few of its columns call None by a word: those cost next to
    nothing.
    """
    worded = [(place, words) for place, column in enumerate(columns) if (words := IN_FILES[column.empty])]
    for row in rows:
        if Absent in map(type, row):
            yield [in_file(column, cell) for column, cell in zip(columns, row, strict=True)]
        elif worded and None in row:
            cells = list(row)
            for place, words in worded:
                if cells[place] is None:
                    cells[place] = words
            yield cells
        else:
            yield row


def in_file(column: Column, cell: Cell) -> Cell:
    """Return what stands for a cell in a file of text."""
    absent = absence(column, cell)
    return cell if absent is None else IN_FILES[absent] or None


def absence(column: Column, cell: Cell) -> Absent | None:
    """Return why a cell holds no value; None where it holds one."""
    return column.empty if cell is None else cell if isinstance(cell, Absent) else None
