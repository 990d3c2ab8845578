"""What the pages about quizzes share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import Blueprint

from studyvisit.curriculum.content import Module, Quiz
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.quizzes import queries
from studyvisit.quizzes.queries.corrections import corrections_seen
from studyvisit.quizzes.queries.papers import papers_of
from studyvisit.quizzes.queries.touched import results_touched
from studyvisit.quizzes.rules import asking
from studyvisit.web.access import current_actor
from studyvisit.web.languages import reading_language
from studyvisit.web.results import offer_results

blueprint = Blueprint("quizzes", "studyvisit.quizzes", template_folder="templates")
blueprint.record_once(lambda state: offer_results(state.app, results_touched))


def load_sitting(attempt_id: UUID) -> tuple[queries.Sitting, Module]:
    """Return an attempt of the person asking, with what people mark and what was corrected, and its module then."""
    sitting = queries.sitting_of(db.session(), current_actor(), attempt_id)
    module = module_revision(db.session(), sitting.attempt.revision_id)
    if any(isinstance(question, MarkedByPerson) for question in module.quiz.questions):
        sitting = replace(sitting, papers=papers_of(db.session(), attempt_id))
    if sitting.attempt.is_corrected:
        sitting = replace(sitting, corrections=corrections_seen(db.session(), sitting))
    module = module.in_language(reading_language())
    return sitting, replace(module, quiz=asking.as_sat(module.quiz, sitting.attempt.wave))


def load_sheet(attempt_id: UUID) -> tuple[queries.Sheet, Quiz]:
    """Return what saving into an attempt of the person asking needs to know, and its quiz as it was then."""
    sheet = queries.sheet_of(db.session(), current_actor(), attempt_id)
    quiz = asking.as_sat(module_revision(db.session(), sheet.revision_id).quiz, sheet.wave)
    return replace(sheet, places=asking.places_of(quiz, sheet.question_ids)), quiz


def closes_at_of(programme_slug: str, module: Module) -> datetime | None:
    """Return when the quiz closes, where what may be seen depends on it; asked only then."""
    if not module.quiz.rules.review.minds_closing:
        return None
    shelf = Shelf(db.session())
    if programme_slug not in shelf.slugs("programme"):
        return None
    window = shelf.programme(programme_slug).content.quizzes.get(module.slug)
    return window.closes if window else None
