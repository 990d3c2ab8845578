"""Practising questions like those that were missed."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.quizzes import queries
from studyvisit.quizzes.pages.practice import may_practise, practice_page
from studyvisit.quizzes.pages.result import views_of
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.quizzes.views.base import blueprint, closes_at_of, load_sitting
from studyvisit.web.access import Access, access

_MOST_TURNS = 9999


@blueprint.get("/attempts/<uuid:attempt_id>/practice/<string:question_id>")
@access(Access.SIGNED_IN)
def practice(attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Show a question like one of a result that was not fully right, and what an answer in the address earns."""
    sitting, module = load_sitting(attempt_id)
    attempt = sitting.attempt
    if attempt.submitted_at is None or attempt.wave == Wave.PRE or not module.quiz.rules.practice:
        raise NotFound
    record = queries.record_at(db.session(), attempt.enrolment_id, module.slug, attempt.quiz_id)
    if record.running is not None:
        return redirect(url_for(".attempt", attempt_id=attempt_id))
    sight = Sight(
        review=module.quiz.rules.review,
        closes_at=closes_at_of(sitting.programme_slug, module),
        has_passed=record.has_passed,
        now=utc_now(),
    )
    missed = next(
        (view for view in views_of(sitting, module.quiz, sight) if view.question.id == question_id), None
    )
    if missed is None or not may_practise(missed, module.quiz, attempt, record):
        raise NotFound
    written = request.args.get("turn", "1")
    turn = int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else 1
    return practice_page(
        sitting, module, missed, turn=min(max(turn, 1), _MOST_TURNS), values=request.args.getlist
    ).render()
