"""Handing a report out as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.feedback import FeedbackForm, FeedbackItem, FeedbackSection, ItemKind
from studyvisit.feedback.rules import FEWEST, Answers, Tally, lines_of, merged, mixed, tallied
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.completion import begin_export
from studyvisit.reporting.queries.feedback import (
    AskedCohort,
    NamedSheet,
    anonymous_sheets,
    forms_asked,
    named_sheets,
)
from studyvisit.reporting.queries.items import answered
from studyvisit.reporting.rules import (
    Cell,
    Row,
    Which,
)
from studyvisit.tables.as_csv import csv_chunks
from studyvisit.tables.as_json import json_chunks

WHO = ("enrolment", "name", "country", "institution", "status", "given_at")
COUNTED = ("section", "item", "question", "answer", "count")


class Kind(StrEnum):
    """How a report is written."""

    CSV = "csv"
    JSON = "json"


def export_answers(
    session: Session, cohort: AskedCohort, occasion: FeedbackOccasion, today: date, kind: Kind = Kind.CSV
) -> Iterator[str]:
    """Return what a cohort answered in a form as CSV or JSON in pieces, read in one transaction, on a day.

    Under names: a row for everybody, "not taken" where the form was not given, an empty cell where an answer
    was left blank. Anonymous: counts for each option, nothing of fewer than five. The session must be fresh.
    """
    begin_export(session)
    head = {"cohort": cohort.slug, "occasion": occasion, "on": f"{today:%Y-%m-%d}"}
    is_anonymous = occasion is FeedbackOccasion.REACTION
    forms = forms_asked(session, cohort.id, occasion, is_anonymous=is_anonymous)
    sections = merged([forms[key] for key in sorted(forms, reverse=True)])
    if is_anonymous:
        sheets = ((*sheet, "") for sheet in anonymous_sheets(session, cohort, occasion, today))
        counted = tallied(sections, forms, sheets)
        lines = counted_rows(sections, *counted)
        if kind is Kind.JSON:
            return json_chunks(head, COUNTED, lines)
        return csv_chunks(COUNTED, lines, ours=("section", "item", "count"))
    items = [item for section in sections for item in section.items]
    columns = (*WHO, *(item.id for item in items))
    typed = {"name", "institution", *(item.id for item in items if item.kind is ItemKind.TEXT)}
    rows = _begun(_named_row(sheet, items, forms) for sheet in named_sheets(session, cohort.id, occasion))
    if kind is Kind.JSON:
        return json_chunks(head, columns, rows)
    return csv_chunks(columns, rows, ours=set(columns) - typed)


def counted_rows(
    sections: Sequence[FeedbackSection], tallies: Mapping[str, Tally], sheets: int
) -> Iterator[Row]:
    """Yield the rows of an anonymous form: what was chosen how often, and what was written."""
    for section in sections:
        for item in section.items:
            tally = tallies[item.id]
            about = (section.id, item.id, item.text)
            if sheets < FEWEST or (item.kind is not ItemKind.TEXT and tally.answered < FEWEST):
                yield (*about, "(too few)", None)
                continue
            for text in mixed(item.id, (text for text, _source in tally.texts)):
                yield (*about, text, 1)
            for line in lines_of(tally):
                yield (*about, line.label if line.mark is None else f"({line.mark})", line.number)


def _named_row(sheet: NamedSheet, items: Sequence[FeedbackItem], forms: Mapping[UUID, FeedbackForm]) -> Row:
    who = (sheet.enrolment_id, sheet.name, sheet.country, sheet.institution)
    if sheet.answers is None or sheet.revision_id is None:
        return (*who, "not taken", None, *("not taken" for _item in items))
    asked = {item.id for item in forms[sheet.revision_id].items}
    cells = (_cell(item, sheet.answers) if item.id in asked else "not asked" for item in items)
    return (*who, "given", sheet.given_at, *cells)


def _cell(item: FeedbackItem, answers: Answers) -> Cell:
    if item.id in answers.declined:
        return "(declined)"
    value = answers.values.get(item.id)
    return "; ".join(value) if isinstance(value, list) else value


def export_questions(
    session: Session,
    scope: Scope,
    module: str,
    which: Which,
    cohort: str | None,
    kind: Kind,
    *,
    now: datetime,
) -> str:
    """Return the figures of a quiz's questions as text: the same rows as on the screen, and nobody's name.

    Raises NotFound for a module that no programme in the scope teaches.
    """
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.queries.item_figures import (
        QUESTION_COLUMNS,
        TYPED,
        question_rows,
        quiz_cells,
        quiz_report,
    )

    report = quiz_report(answered(session, scope, module, which, cohort), which)
    if kind is Kind.CSV:
        ours = set(QUESTION_COLUMNS) - TYPED
        return "".join(csv_chunks(QUESTION_COLUMNS, question_rows(report), ours=ours))
    head: dict[str, object] = {
        "as_of": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "module": module,
        "attempts": which,
        "cohort": cohort,
        "quiz": quiz_cells(report),
    }
    return "".join(json_chunks(head, QUESTION_COLUMNS, question_rows(report)))


def _begun(rows: Iterator[Row]) -> Iterator[Row]:
    """Fetch the first row now, so that a busy database is an error page and not half a file."""
    first = [row for row in (next(rows, None),) if row is not None]
    return chain(first, rows)
