"""What of a report may be published: small groups are withheld, and whatever would give them away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from studyvisit.errors import Unprocessable
from studyvisit.evaluation.disclosure.rule import Rule
from studyvisit.evaluation.disclosure.suppression import Suppression, suppress
from studyvisit.library.queries import Shelf
from studyvisit.reporting.services.cells import figures
from studyvisit.reporting.services.named import TOTAL, Figures, Place
from studyvisit.reporting.services.readers import kept, knowledge, moments
from studyvisit.tables.content import Absent, Audience, Cell, Column, Kind, Report, Row, Rows, Table

MOST = 6000
"""How many counts a report for publication can have; more would take minutes."""


class TooManyGroups(Unprocessable):
    """The report has too many groups to say in time which may be published."""

    code = "too-many-groups"


def protect(report: Report, rule: Rule, earlier: Sequence[Report] = ()) -> Report:
    """Return the report as it may be published, after `earlier` publications of the same programme.

    Tables of people are left out. Counts of fewer than k people, those whose complement is, and as few others
    as keep these unknown are Absent.SUPPRESSED, with the shares and statistics that rest on them. Shares are
    rounded to whole percents, statistics to the decimals of their columns. `facts` say what was done.
    Raises TooManyGroups.
    """
    tables = tuple(_read(table) for table in report.tables if table.rows_are is not Rows.PEOPLE)
    found = figures(report, tables)
    if len(found.counts) > MOST:
        raise TooManyGroups
    told = moments(found, [figures(one, [_read(table) for table in one.tables]) for one in earlier])
    outcome = suppress(knowledge(found, told), rule, kept(found, told[0]))
    known = {name for name, count in told[0].counts.items() if count is not None and rule.small(count)}
    hidden = {place for place, name in found.places.items() if name in outcome.withheld | known}
    done = tuple(
        _Protected(table, index, rule, found, hidden).table_to_publish() for index, table in enumerate(tables)
    )
    return replace(
        report,
        audience=Audience.PUBLICATION,
        tables=done,
        facts={
            **{name: _fact(name, value, rule) for name, value in report.facts.items()},
            **_done(outcome, rule, len(report.tables) - len(tables), len(outcome.exposed | known)),
        },
    )


def rule_of(session: Session, programme: str) -> Rule:
    """Return the rule by which reports of a programme are published. Raises NotFound."""
    return Rule(Shelf(session).programme(programme).content.smallest_group)


def _done(outcome: Suppression, rule: Rule, dropped: int, known: int) -> dict[str, Cell]:
    """Return what was done, in figures; how many small counts there are is no secret, which they are is."""
    return {
        "smallest_group": rule.k,
        "withheld_small": len(outcome.small),
        "withheld_others": len(outcome.others),
        "known_from_before": known,
        "tables_left_out": dropped,
    }


def _fact(name: str, value: Cell, rule: Rule) -> Cell:
    """Return a figure that stands in no table: a small count is withheld."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and not name.startswith("scale_")
    return Absent.SUPPRESSED if is_count and rule.small(int(str(value))) else value


def _read(table: Table) -> Table:
    """Return the table with rows that can be read again."""
    return replace(table, rows=tuple(tuple(row) for row in table.rows))


@dataclass(frozen=True, slots=True)
class _Protected:
    """One table being made fit for publication."""

    table: Table
    index: int
    rule: Rule
    found: Figures
    hidden: set[Place]

    def table_to_publish(self) -> Table:
        """Return the table with what is withheld marked, in the order of its keys where anything is."""
        rows = [self._row(place, row) for place, row in enumerate(self.table.rows)]
        withheld = any(Absent.SUPPRESSED in row for row in rows)
        if withheld and self.table.rows_are is not Rows.NESTED:
            rows.sort(key=self._keys)
        total = None if self.table.total is None else self._row(TOTAL, self.table.total)
        told = withheld or (total is not None and Absent.SUPPRESSED in total)
        return replace(self.table, rows=tuple(rows), total=total, n=self._n(told=told))

    def _n(self, *, told: bool) -> int | None:
        """Return the n of the table, unless it is small or could be what a withheld total was."""
        n = self.table.n
        if n is None or self.rule.small(n):
            return None
        is_shown = any(
            self.found.counts[name] == n for place, name in self.found.places.items() if self._shows(place)
        )
        return n if is_shown or not told else None

    def _shows(self, place: Place) -> bool:
        return place.table == self.index and place not in self.hidden

    def _keys(self, row: Row) -> list[str]:
        return [
            str(cell or "~") for cell, column in zip(row, self.table.columns, strict=True) if column.is_key
        ]

    def _row(self, place: int, row: Row) -> Row:
        return tuple(self._cell(place, row, at) for at in range(len(row)))

    def _cell(self, place: int, row: Row, at: int) -> Cell:
        column, cell = self.table.columns[at], row[at]
        if column.is_key:
            return cell
        # Why there is no figure can tell how many people there are: too few, for instance.
        if Place(self.index, place, at) in self.hidden or any(self._rests_on(place, row, column)):
            return Absent.SUPPRESSED
        return _rounded(cell, column)

    def _rests_on(self, place: int, row: Row, column: Column) -> Iterator[bool]:
        """Yield for everything that a share or a statistic rests on whether it is withheld or too small."""
        if column.is_people or column.kind not in (Kind.SHARE, Kind.NUMBER, Kind.COUNT):
            return
        named = [self.table.place_of(name) for name in (column.share_of, column.among) if name]
        for at in named or self._people():
            cell = row[at]
            yield Place(self.index, place, at) in self.hidden
            yield not column.share_of and isinstance(cell, int) and self.rule.small(cell)
        if column.kind is Kind.SHARE and self.table.rows_are is Rows.NESTED:
            for at in named:
                for before in (0, place - 1):
                    yield Place(self.index, max(before, 0), at) in self.hidden
        if column.kind is Kind.SHARE and not column.share_of:
            yield any(
                Place(self.index, place, self.table.place_of(other.name)) in self.hidden
                for other in self.table.columns
                if other.among == column.among and (other.is_people or other.kind is Kind.SHARE)
            )

    def _people(self) -> list[int]:
        """Return the columns that count people."""
        return [at for at, column in enumerate(self.table.columns) if column.is_people]


def _rounded(cell: Cell, column: Column) -> Cell:
    """Return shares in whole percents and statistics with the decimals of their column."""
    if not isinstance(cell, float):
        return cell
    return round(cell, 2 if column.kind is Kind.SHARE else column.decimals) + 0.0
