"""What the sentences above tables are made of: figures taken from the table that they stand above."""

from __future__ import annotations

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from studyvisit.tables.content import Cell, Row, Table


def figure(table: Table, row: Row, column: str) -> float | None:
    """Return a figure of a row, None where there is none."""
    cell = row[table.place_of(column)]
    return cell if isinstance(cell, int | float) else None


def number_words(cell: Cell) -> str:
    """Return a count in words, or that it is withheld."""
    return str(format_decimal(cell)) if isinstance(cell, int) else _("withheld")


def share_words(share: float) -> str:
    """Return a share as per cent."""
    return str(format_percent(share, "#,##0 %"))


def change_words(table: Table, row: Row, column: str) -> str:
    """Return by how much people rose or fell, with the interval, and whether that may be chance."""
    change, low, high = (figure(table, row, name) for name in (column, f"{column}_low", f"{column}_high"))
    if change is None:
        return ""
    if low is None or high is None:
        return _("On average they changed by %(change)s.", change=format_decimal(change, "+0.00;-0.00"))
    values = {
        "change": format_decimal(abs(change), "0.00"),
        "low": format_decimal(low, "0.00"),
        "high": format_decimal(high, "0.00"),
    }
    if low <= 0 <= high:
        return _(
            "On average they changed by %(signed)s (95 %% interval %(low)s to %(high)s): that may be chance.",
            signed=format_decimal(change, "+0.00;-0.00"),
            low=values["low"],
            high=values["high"],
        )
    if change > 0:
        return _("On average they rose by %(change)s (95 %% interval %(low)s to %(high)s).", **values)
    return _("On average they fell by %(change)s (95 %% interval %(low)s to %(high)s).", **values)


def most_and_least(table: Table, name: str, column: str) -> str:
    """Return which rows rose most and least; nothing where fewer than two have a figure."""
    found = sorted(
        (value, str(row[table.place_of(name)]))
        for row in table.rows
        if (value := figure(table, row, column)) is not None
    )
    if len(found) < 2:
        return ""
    (smallest, last), (largest, first) = found[0], found[-1]
    return _(
        "The largest change: “%(first)s” (%(largest)s). The smallest: “%(last)s” (%(smallest)s).",
        first=first,
        largest=format_decimal(largest, "+0.00;-0.00"),
        last=last,
        smallest=format_decimal(smallest, "+0.00;-0.00"),
    )
