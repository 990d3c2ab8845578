"""Which figures of a report are counts of people, and how its tables say they hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from studyvisit.evaluation.disclosure.earlier import Known
from studyvisit.reporting.rules import NOT_STATED
from studyvisit.reporting.services.named import (
    DIVIDING,
    NARROWING,
    SAME_EVERYWHERE,
    TOTAL,
    Count,
    Figures,
    Place,
    add_steps,
)
from studyvisit.tables.content import Absent, Column, Kind, Report, Row, Rows, Table


def figures(report: Report, tables: Sequence[Table]) -> Figures:
    """Return the counts of people of a report's tables, with what its readers know about them.

    Where one name has two counts in two tables, the later table's are taken for counts of their own.
    """
    found = Figures()
    for index, table in enumerate(tables):
        reading = _Reading(report, table, index)
        if any(found.counts.get(name, count) != count for name, count in reading.counts()):
            reading.own = (table.name,)
        reading.into(found)
    for index, table in enumerate(tables):
        if table.rows_are is Rows.PARTS:
            _totals(found, index)
            _sums(found, index)
    add_steps(found)
    return found


class _Reading:
    """One table being read."""

    def __init__(self, report: Report, table: Table, index: int) -> None:
        self.report = report
        self.table = table
        self.index = index
        self.own: tuple[str, ...] = ()
        self.rows: dict[int, Row] = dict(enumerate(table.rows))
        # A table with a figure for each module has its people beside it.
        self.by_module = {
            column.among: column.name for column in table.columns if column.among == f"{column.name}_people"
        }
        if table.total is not None:
            self.rows[TOTAL] = table.total

    def counts(self) -> Iterator[tuple[Count, int | None]]:
        """Yield every count with its name."""
        for row, cells in self.rows.items():
            for column in counting(self.table):
                if _is_count(self.table, column, cells):
                    yield self.name(row, column), _people(self.table, column, cells)

    def into(self, found: Figures) -> None:
        """Add the counts of the table."""
        for row, cells in self.rows.items():
            for column in counting(self.table):
                if not _is_count(self.table, column, cells):
                    continue
                name = self.name(row, column)
                found.counts[name] = _people(self.table, column, cells)
                found.places[Place(self.index, row, self.table.place_of(column.name))] = name
                if column.among:
                    found.among[name, self.name(row, self._column(column.among))] = None
        if self.table.rows_are is Rows.NESTED:
            self._nested(found)
        found.among = {pair: None for pair in found.among if set(pair) <= found.counts.keys()}

    def _nested(self, found: Figures) -> None:
        for column in counting(self.table):
            names = [self.name(row, column) for row in self.rows if row != TOTAL]
            for part, whole in zip(names[1:], names, strict=False):
                found.among[part, whole] = None

    def _column(self, name: str) -> Column:
        return self.table.columns[self.table.place_of(name)]

    def name(self, row: int, column: Column) -> Count:
        """Return the name of a count: rows say of whom, or what, in columns."""
        of = {name: value for name, value in self.report.parameters.items() if name in NARROWING}
        module = self.report.parameters.get("module", "")
        measure = column.name
        if measure in self.by_module:
            measure, module = "people", self.by_module[measure]
        suffix: list[str] = []
        for key, value in self._keys(row):
            if key in DIVIDING:
                of[key] = value
            elif key == "module":
                module = value
            elif key == "step":
                measure = value
            else:
                suffix += [key, value]
        if module and not (measure == "enrolled" and "programme" in of):
            suffix += ["module", module]
        place = () if measure in SAME_EVERYWHERE else (self.report.name,)
        return Count((measure, *suffix, *place, *self.own), frozenset(of.items()))

    def _keys(self, row: int) -> Iterator[tuple[str, str]]:
        """Yield what a row stands for; the total stands for all rows, and names and titles say nothing more."""
        if row == TOTAL:
            return
        names = {column.name for column in self.table.columns if column.is_key}
        for column in self.table.columns:
            said_already = {column.name.removesuffix(end) for end in ("_name", "_title", "_text")} & names
            if column.is_key and not said_already - {column.name}:
                cell = self.rows[row][self.table.place_of(column.name)]
                yield (
                    column.name.removesuffix("_id").removesuffix("_level"),
                    NOT_STATED if cell is None or isinstance(cell, Absent) else str(cell),
                )


def counting(table: Table) -> list[Column]:
    """Return the columns that count people, or give a count of people away: a share whose count has no column."""
    names = {column.name for column in table.columns if column.is_people}
    divided = {column.among for column in table.columns if column.is_people}
    return [
        column
        for column in table.columns
        if column.is_people
        or (column.kind is Kind.SHARE and not column.share_of and column.among in names - divided)
    ]


def _is_count(table: Table, column: Column, cells: Row) -> bool:
    """Return whether a cell counts people, or did until it was withheld."""
    cell = cells[table.place_of(column.name)]
    if column.is_people or cell is Absent.SUPPRESSED:
        return cell is Absent.SUPPRESSED or isinstance(cell, int)
    whole = cells[table.place_of(column.among)]
    return isinstance(cell, int | float) and isinstance(whole, int) and 0 <= cell <= 1


def _people(table: Table, column: Column, cells: Row) -> int | None:
    """Return how many people a cell counts, None where that is withheld."""
    cell = cells[table.place_of(column.name)]
    if not isinstance(cell, int | float):
        return None
    if column.is_people:
        return int(cell)
    whole = cells[table.place_of(column.among)]
    return round(cell * whole) if isinstance(whole, int) else None


def _totals(found: Figures, table: int) -> None:
    """Say that the rows of a table that divides people add up to its row of totals."""
    columns: dict[int, list[Count]] = defaultdict(list)
    for place, name in found.places.items():
        if place.table == table and place.row != TOTAL:
            columns[place.column].append(name)
    for column, parts in columns.items():
        whole = found.places.get(Place(table, TOTAL, column))
        if whole is not None and _adds_up(found.counts, whole, parts):
            found.known[Known(whole, tuple(parts))] = None


def _sums(found: Figures, table: int) -> None:
    """Say that the rows of a table that divides people add up to the counts of wider groups in other tables."""
    groups: dict[Count, list[Count]] = defaultdict(list)
    for place, name in found.places.items():
        if place.table == table and place.row != TOTAL:
            for of in _wider(name.of):
                groups[Count(name.measure, of, name.moment)].append(name)
    for whole, parts in groups.items():
        dimensions = {frozenset(key for key, _ in part.of) for part in parts}
        if whole in found.counts and len(dimensions) == 1 and _adds_up(found.counts, whole, parts):
            found.known[Known(whole, tuple(parts))] = None


def _wider(of: frozenset[tuple[str, str]]) -> Iterator[frozenset[tuple[str, str]]]:
    """Yield the groups that a group is in, by leaving out some of what makes it narrow."""
    pairs = sorted(of)
    return (
        frozenset(kept)
        for kept in chain.from_iterable(combinations(pairs, size) for size in range(len(pairs)))
    )


def _adds_up(counts: Mapping[Count, int | None], whole: Count, parts: Iterable[Count]) -> bool:
    """Return whether parts are all of a whole, as far as can be seen; people counted twice do not add up."""
    values = [counts[part] for part in parts]
    total = counts[whole]
    if total is None or None in values:
        return True
    return sum(value or 0 for value in values) == total
