"""The curriculum in figures as plain text, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studyvisit.curriculum.quality.summary import KINDS, Row, Span, Summary
from studyvisit.curriculum.questions.base import Form

_LESSONS = ("lessons", "words", "grade", "minutes", "competencies", "checks", "sources")
_BESIDE = ("pictures", "charts", "guides", "handouts", "problems")
_QUESTIONS = (
    "questions",
    "form a",
    "form b",
    "a competency",
    "longest is right",
    "right option is no. 1, 2, …",
)


def tables(summary: Summary) -> Iterator[str]:
    """Yield the lines of a table each for the lessons, what is beside them, the questions, and their kinds."""
    rows = (*summary.rows, summary.total)
    used = [kind for kind in KINDS if summary.total.kinds.get(kind)]
    yield from _table(("module", *_LESSONS), [(_name(row), *_lessons(row)) for row in rows])
    yield ""
    yield from _table(("module", *_BESIDE), [(_name(row), *_beside(row)) for row in rows])
    yield ""
    yield from _table(("module", *_QUESTIONS), [(_name(row), *_questions(row)) for row in rows])
    yield ""
    yield from _table(
        ("module", *used), [(_name(row), *(str(row.kinds.get(kind, 0)) for kind in used)) for row in rows]
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield lines: the first column to the left, the others to the right, the last row below a rule."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = "  ".join("-" * width for width in widths)
    yield _line(head, widths)
    yield rule
    for row in rows[:-1]:
        yield _line(row, widths)
    yield rule
    yield _line(rows[-1], widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if at else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, *others)).rstrip()


def _name(row: Row) -> str:
    return row.slug or "all"


def _lessons(row: Row) -> tuple[str, ...]:
    return (
        str(row.lessons),
        _span(row.words),
        _span(row.grade, decimals=1),
        str(row.minutes),
        *map(str, (row.competencies, row.checks, row.sources)),
    )


def _beside(row: Row) -> tuple[str, ...]:
    return tuple(map(str, (row.pictures, row.charts, row.guides, row.handouts, row.problems)))


def _questions(row: Row) -> tuple[str, ...]:
    share = row.longest_share
    return (
        str(row.questions),
        str(row.forms.get(Form.A, 0)),
        str(row.forms.get(Form.B, 0)),
        _span(row.per_competency),
        "–" if share is None else f"{row.longest} of {row.one_choice} ({share:.0%})",
        ", ".join(map(str, row.places)) or "–",
    )


def _span(span: Span | None, decimals: int = 0) -> str:
    if span is None:
        return "–"
    least, most = f"{span.least:.{decimals}f}", f"{span.most:.{decimals}f}"
    return least if least == most else f"{least}–{most}"
