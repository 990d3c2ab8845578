"""Tables as Markdown writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def table_in_markdown(rows: Sequence[Sequence[str]], lost: Callable[[str], None]) -> str:
    """Return rows of cells, in Markdown of one line each, as a table of which the first row is the head."""
    kept = [[_cell(cell) for cell in row] for row in rows if row]
    if not kept:
        return ""
    width = max(len(row) for row in kept)
    if any(len(row) < width for row in kept):
        lost("cells of a table that span others are left empty: look at the table")
    full = [[*row, *[""] * (width - len(row))] for row in kept]
    lines = [row_in_markdown(row) for row in full]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def row_in_markdown(cells: Sequence[str]) -> str:
    """Return cells as one row of a table."""
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
