"""Writing long reports as files: seconds, and how much memory that takes."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from studyvisit.tables.content import Absent, Column, Kind, Report, Rows, Table
from studyvisit.tables.files import Format, written
from studyvisit.tables.words import ReportWords, TableWords

SIZES = {100_000: (20, 64), 1_000_000: (240, 128)}
"""How many seconds and megabytes a workbook of so many rows may take."""
MOMENTS = 7
REACHED = 4


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name. A report is written in a process of its own."""
    for count, (seconds, memory) in SIZES.items():
        for wanted in (Format.CSV, Format.JSON, Format.XLSX):
            took, busy, grown, size = _apart(count, wanted)
            goal = f" (goal {seconds} s, {memory} MB)" if wanted is Format.XLSX else ""
            what = f"{wanted} of {count:,} people as they reached each step{goal}"
            yield (
                what,
                f"{took:.1f} s ({busy:.1f} s of CPU), {size / 2**20:.0f} MB long, memory grew by {grown:.0f} MB",
            )


def _apart(count: int, wanted: Format) -> tuple[float, float, float, int]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_write, args=(theirs, count, wanted))
    process.start()
    found: tuple[float, float, float, int] = ours.recv()
    process.join()
    return found


def _write(answer: Connection, count: int, wanted: Format) -> None:
    report, words = _report(count)
    for _piece in written(*_report(1), wanted):  # what the libraries themselves take does not count
        pass
    before, started, busy, size = _peak(), time.perf_counter(), time.process_time(), 0
    for piece in written(report, words, wanted):
        size += len(piece)
    answer.send((time.perf_counter() - started, time.process_time() - busy, _peak() - before, size))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report(count: int) -> tuple[Report, ReportWords]:
    columns = (
        Column(name="enrolment", kind=Kind.CODE, is_key=True),
        Column(name="name", kind=Kind.TEXT, is_key=True),
        Column(name="country", kind=Kind.CODE, empty=Absent.NOT_STATED),
        Column(name="institution", kind=Kind.TEXT, empty=Absent.NOT_STATED),
        Column(name="cohort", kind=Kind.CODE),
        *(Column(name=f"step_{step}", kind=Kind.MOMENT, empty=Absent.NOT_YET) for step in range(MOMENTS)),
    )
    table = Table(name="people", columns=columns, rows=_people(count), rows_are=Rows.PEOPLE, n=count)
    report = Report(name="files", parameters={}, as_of=datetime(2026, 11, 23, tzinfo=UTC), tables=(table,))
    words = TableWords(title="People", columns={})
    absents = {absent: absent.value for absent in Absent}
    return report, ReportWords(title="Files", absents=absents, tables={"people": words})


def _people(count: int) -> Iterator[tuple[str | None, ...]]:
    for number in range(count):
        reached = [
            f"2019-0{step + 1}-1{number % 10}T0{number % 10}:0{step}:{number % 60:02d}Z"
            for step in range(REACHED)
        ]
        yield (
            f"01a209b8-f4a9-7319-a0a9-{number:012d}",
            f"Karim Rahman {number}",
            "BD" if number % 7 else None,
            "Ministry of Public Administration",
            "study-visit-2019-demo-04",
            *reached,
            *(None,) * (MOMENTS - REACHED),
        )
