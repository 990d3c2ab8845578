"""The report on questions: how hard, how telling and how misleading each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from studyvisit.evaluation.figures import LEAST, Figure, Reason
from studyvisit.reporting.policies import Scope, is_in
from studyvisit.reporting.queries.items import answered
from studyvisit.reporting.queries.quizzes import sat_quizzes
from studyvisit.reporting.rules import Asked, as_address
from studyvisit.tables.content import Absent, Cell, Column, Kind, Report, Row, Table

if TYPE_CHECKING:  # it loads NumPy and SciPy, which most workers never need
    from studyvisit.reporting.queries.item_figures import QuizReport

_CODES = ("question", "kind", "competency", "option", "is_right", "flags")
_COUNTS = ("asked", "answered", "blank")
_SHARES = (
    *("facility", "facility_low", "facility_high", "share", "share_low", "share_high"),
    *("upper", "lower", "false_alarms"),
)
_WHY = {Reason.TOO_FEW: Absent.TOO_FEW, Reason.NOBODY: Absent.NOT_TAKEN, Reason.NOT_GIVEN: Absent.NOT_TAKEN}


def questions(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return the figures of the questions of a module's quiz, or of every quiz that was sat. Nobody's name is in it.

    Raises NotFound for a module that no programme in the scope teaches.
    """
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.queries.item_figures import QUESTION_COLUMNS, question_rows

    programme, module = asked.filters.programme, asked.filters.module
    if programme is not None:
        scope = frozenset({programme}) if is_in(scope, programme) else frozenset()
    slugs = (
        [quiz.slug for quiz in sat_quizzes(session, scope) if quiz.attempts] if module is None else [module]
    )
    quizzes = [(slug, _figures(session, scope, slug, asked)) for slug in slugs]
    rows = [(slug, *row) for slug, quiz in quizzes for row in question_rows(quiz, _absent)]
    return Report(
        name="questions",
        programme=programme,
        parameters=as_address(asked),
        as_of=now,
        tables=(
            Table(
                name="questions",
                columns=(Column(name="module", kind=Kind.CODE, is_key=True), *_columns(QUESTION_COLUMNS)),
                rows=rows,
                n=sum(row[5] is None for row in rows),
            ),
            _beside(quizzes),
        ),
    )


def _figures(session: Session, scope: Scope, slug: str, asked: Asked) -> QuizReport:
    from studyvisit.reporting.queries.item_figures import quiz_report

    return quiz_report(answered(session, scope, slug, asked.attempts, asked.filters.cohort), asked.attempts)


def _beside(quizzes: Sequence[tuple[str, QuizReport]]) -> Table:
    """Return the mean result by form and by language, and the gain since the check before the module, in per cent."""
    rows = [(slug, *line) for slug, quiz in quizzes for line in _lines(quiz)]
    return Table(
        name="groups",
        columns=(
            Column(name="module", kind=Kind.CODE, is_key=True),
            Column(name="what", kind=Kind.CODE, is_key=True),
            Column(name="group", kind=Kind.CODE, is_key=True, empty=Absent.NOT_DEFINED),
            Column(name="attempts", kind=Kind.COUNT),
            *(
                Column(
                    name=f"percent{end}",
                    kind=Kind.NUMBER,
                    among="attempts",
                    decimals=1,
                    empty=Absent.NOT_DEFINED,
                )
                for end in ("", "_low", "_high")
            ),
        ),
        rows=rows,
    )


def _lines(quiz: QuizReport) -> Iterator[Row]:
    for what, groups in (("form", quiz.forms.groups), ("language", quiz.languages.groups)):
        for group in groups:
            yield (what, group.name, *_percent(group.mean))
    if quiz.gain is not None:
        both = quiz.gain.people.both
        few = (both, *(Absent.TOO_FEW,) * 3)
        yield ("gain", None, *(_percent(quiz.gain.difference) if both >= LEAST else few))


def _percent(figure: Figure) -> Row:
    if figure.value is None:
        return (figure.n, *(_absent(figure.reason or Reason.NOT_GIVEN),) * 3)
    return (figure.n, figure.value, figure.low, figure.high)


def _absent(reason: Reason) -> Cell:
    return _WHY.get(reason, Absent.NOT_DEFINED)


def _columns(names: Sequence[str]) -> Iterator[Column]:
    for name in names:
        yield Column(
            name=name,
            kind=_kind(name),
            is_key=name in ("question", "option"),
            among="answered" if name in _SHARES else "",
            decimals=0 if name == "seconds" else 2,
            empty=Absent.NOT_DEFINED if _kind(name) in (Kind.NUMBER, Kind.SHARE) else Absent.BLANK,
        )


def _kind(name: str) -> Kind:
    if name in _CODES:
        return Kind.CODE
    if name in _COUNTS:
        return Kind.COUNT
    if name in _SHARES:
        return Kind.SHARE
    return Kind.TEXT if name == "name" else Kind.NUMBER
