"""A report that holds everything a report can hold."""

from __future__ import annotations

from datetime import UTC, datetime

from studyvisit.tables.content import Absent, Column, Kind, Mark, MarkKind, Report, Rows, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords

AS_OF = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
NAMES = ("ኢትዮጵያ", "ປະເທດລາວ", "বাংলাদেশ", "འབྲུག་ཡུལ", "السلام عليكم")
"""A name in each script that participants write in."""
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "#panic() *b* $x$ `y` @z",
    "<b>&amp;",
    "a\x01b\u202e",
)
WORDS = {absent: absent.value.replace("-", " ") for absent in Absent}

COLUMNS = (
    Column(name="name", kind=Kind.TEXT, is_key=True, hxl="#org+name"),
    Column(name="people", kind=Kind.COUNT, is_people=True, hxl="#affected"),
    Column(name="people_share", kind=Kind.SHARE, share_of="people"),
    Column(name="before", kind=Kind.NUMBER),
    Column(name="after", kind=Kind.NUMBER),
    Column(name="gain", kind=Kind.NUMBER, empty=Absent.TOO_FEW),
    Column(name="low", kind=Kind.NUMBER, empty=Absent.TOO_FEW),
    Column(name="high", kind=Kind.NUMBER, empty=Absent.TOO_FEW),
    Column(name="rose", kind=Kind.SHARE, empty=Absent.NOT_DEFINED),
    Column(name="at", kind=Kind.MOMENT, empty=Absent.NOT_YET),
    Column(name="on", kind=Kind.DAY, empty=Absent.NO_DATA),
)


def table(name: str = "groups") -> Table:
    """Return a table with a row for each script, each hostile text and each absence."""
    at, on = "2026-01-02T03:04:05Z", "2026-01-02"
    typed = [
        (text, 1000 + place, 0.5, 2.0, 3.25, 1.25, 0.5, 2.0, 0.75, at, on)
        for place, text in enumerate((*NAMES, *HOSTILE))
    ]
    nothing = [
        (f"row {absent}", 0, 0.0, absent, absent, absent, absent, absent, absent, absent, absent)
        for absent in Absent
    ]
    empty = ("row of none", 0, 0.0, None, None, None, None, None, None, None, None)
    return Table(
        name=name,
        columns=COLUMNS,
        rows=(*typed, *nothing, empty),
        rows_are=Rows.PARTS,
        total=(None, 12_345, 1.0, 2.0, 3.0, 1.0, 0.25, 1.75, 0.6, None, None),
        n=12_345,
        marks=(
            Mark(kind=MarkKind.BAR, column="people_share"),
            Mark(kind=MarkKind.DUMBBELL, column="after", start="before", least=1, most=5),
            Mark(kind=MarkKind.INTERVAL, column="gain", low="low", high="high", least=-2, most=2),
            Mark(kind=MarkKind.HEAT, column="rose"),
        ),
    )


def report(*tables: Table) -> Report:
    """Return a report of the tables, or of the one above."""
    return Report(
        name="sample",
        programme="study-visit-2019",
        parameters={"by": "country", "programme": "study-visit-2019"},
        as_of=AS_OF,
        tables=tables or (table(),),
        facts={"withdrawn": 3, "unmatched": Absent.SUPPRESSED},
        revisions={"self-assessment": "0a1b2c"},
    )


def words(made: Report, locale: str = "en_GB") -> ReportWords:
    """Return words for a report of such tables."""
    labels = {"name": "Group", "people": "Enrolled", "after": "Before to after", "gain": "Gain"}
    others = {"rose": "Share who rose", "at": "Reached", "on": "Day"}
    return ReportWords(
        title="Learning gain",
        absents=WORDS,
        meanings={absent: f"It means {absent}." for absent in Absent},
        about=(("Rule", "Everybody who answered twice."),),
        tables={
            one.name: TableWords(
                title=f"By group: {one.name}",
                finding="People gained 1.00 (95 % interval 0.25 to 1.75).",
                note="Groups of fewer than ten say too few.",
                total="Everyone",
                columns={
                    name: ColumnWords(text, f"What “{text}” means.")
                    for name, text in {**labels, **others}.items()
                },
            )
            for one in made.tables
        },
        locale=locale,
    )
