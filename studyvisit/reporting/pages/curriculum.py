"""The page that shows the curriculum in figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.quality.summary import KINDS, Row, Span, Summary
from studyvisit.curriculum.questions.base import Form
from studyvisit.reporting.queries.curriculum import Curriculum
from studyvisit.web.pages import Crumb, Page

NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """A table of figures: the heads of its columns after the first, a line a module, and the line of all."""

    id: str
    caption: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """Something to mend: the module it is in and, in the words of the check, what it is."""

    module: str
    place: str
    words: str


@dataclass(frozen=True, kw_only=True)
class CurriculumPage(Page):
    """The published curriculum in figures, and what there is to mend."""

    template: ClassVar[str] = "reporting/curriculum.html"

    crumbs: tuple[Crumb, ...]
    tables: tuple[FigureTable, ...]
    findings: tuple[FindingLine, ...]


def figure_tables(summary: Summary) -> tuple[FigureTable, ...]:
    """Return a table for each sort of figure; none without a module."""
    kinds = (_lessons, _beside, _questions, _kinds)
    return tuple(table(summary) for table in kinds) if summary.rows else ()


def finding_lines(curriculum: Curriculum) -> tuple[FindingLine, ...]:
    """Return what there is to mend, in the order of the modules."""
    return tuple(_finding_line(finding, curriculum.titles) for finding in curriculum.findings)


def _finding_line(finding: Finding, titles: Mapping[str, str]) -> FindingLine:
    return FindingLine(
        module=titles.get(finding.unit, finding.unit),
        place=finding.subject,
        words=f"{finding.where}: {finding.message}",
    )


def _lessons(summary: Summary) -> FigureTable:
    heads = (
        _("Lessons"),
        _("Words a lesson"),
        _("Reading grade"),
        _("Minutes"),
        _("Competencies"),
        _("Questions in checks"),
        _("Sources"),
    )
    return _table("lessons", _("Lessons"), heads, summary, _lesson_cells)


def _beside(summary: Summary) -> FigureTable:
    heads = (_("Pictures"), _("Charts"), _("Guides"), _("Handouts"), _("To mend"))
    return _table("beside", _("What stands beside the lessons"), heads, summary, _beside_cells)


def _questions(summary: Summary) -> FigureTable:
    heads = (
        _("Questions"),
        _("Form A"),
        _("Form B"),
        _("For each competency"),
        _("Right option is the longest"),
        _("Right option is first, second …"),
    )
    return _table("questions", _("Questions of the quizzes"), heads, summary, _question_cells)


def _kinds(summary: Summary) -> FigureTable:
    names = kind_names()
    used = [kind for kind in KINDS if summary.total.kinds.get(kind)]

    def cells(row: Row) -> tuple[str, ...]:
        return tuple(_number(row.kinds.get(kind, 0)) for kind in used)

    heads = tuple(names.get(kind, kind) for kind in used)
    return _table("kinds", _("Kinds of question"), heads, summary, cells)


def _table(
    identity: str,
    caption: str,
    heads: tuple[str, ...],
    summary: Summary,
    cells: Callable[[Row], tuple[str, ...]],
) -> FigureTable:
    return FigureTable(
        id=identity,
        caption=caption,
        heads=heads,
        lines=tuple((row.title, cells(row)) for row in summary.rows),
        total=cells(summary.total),
    )


def _lesson_cells(row: Row) -> tuple[str, ...]:
    return (
        _number(row.lessons),
        _span(row.words),
        _span(row.grade, "#,##0.0"),
        _number(row.minutes),
        *map(_number, (row.competencies, row.checks, row.sources)),
    )


def _beside_cells(row: Row) -> tuple[str, ...]:
    return tuple(map(_number, (row.pictures, row.charts, row.guides, row.handouts, row.problems)))


def _question_cells(row: Row) -> tuple[str, ...]:
    share = row.longest_share
    return (
        _number(row.questions),
        _number(row.forms.get(Form.A, 0)),
        _number(row.forms.get(Form.B, 0)),
        _span(row.per_competency),
        NOTHING
        if share is None
        else _(
            "%(n)s of %(all)s (%(share)s)",
            n=_number(row.longest),
            all=_number(row.one_choice),
            share=format_percent(share),
        ),
        " · ".join(map(_number, row.places)) or NOTHING,
    )


def kind_names() -> dict[str, str]:
    """Return what each kind of question is called."""
    return {
        "one-choice": _("One choice"),
        "several-choices": _("Several choices"),
        "true-false": _("True or false"),
        "number": _("Number"),
        "short-answer": _("Short answer"),
        "matching": _("Matching"),
        "ordering": _("Ordering"),
        "categorising": _("Categorising"),
        "gap-fill": _("Gap fill"),
        "generated-number": _("Generated number"),
        "long-answer": _("Long answer"),
        "file-upload": _("File upload"),
    }


def _span(span: Span | None, pattern: str = "#,##0") -> str:
    if span is None:
        return NOTHING
    least, most = _number(span.least, pattern), _number(span.most, pattern)
    return least if least == most else f"{least}–{most}"


def _number(value: float, pattern: str = "#,##0") -> str:
    return format_decimal(value, format=pattern)
