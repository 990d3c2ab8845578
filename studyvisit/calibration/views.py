"""How well a person knows what they know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.calibration import pages, queries, rules
from studyvisit.calibration.queries import Record
from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Shown, Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.questionnaires.queries import questionnaire_revision
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

blueprint = Blueprint("calibration", __name__, template_folder="templates")


@blueprint.get("/cohorts/<string:cohort>/modules/<string:module_slug>/calibration")
@access(Access.SIGNED_IN)
def calibration(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show a person's ratings beside what the quiz shows of each competency, and how sure they were."""
    record = queries.record_of(db.session(), current_actor(), cohort, module_slug)
    shelf = Shelf(db.session(), record.pins)
    programme = shelf.programme(record.programme_slug).content
    if module_slug not in programme.modules:
        raise NotFound
    module = shelf.module(module_slug).content
    wave = Wave.POST if Wave.POST in record.ratings else Wave.PRE
    window = programme.quizzes.get(module_slug)
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module_slug}
    missing: list[tuple[str, str]] = []
    if wave not in record.ratings:
        missing.append((_("rate yourself"), url_for("questionnaires.before", **where)))
    if record.attempt is None:
        missing.append((_("sit the quiz"), url_for("quizzes.quiz", **where)))
    elif not _may_see(record, window.closes if window else None):
        missing.append((_("wait until the quiz shows what was right"), url_for("quizzes.quiz", **where)))
    return pages.CalibrationPage(
        title=_("How well you know what you know"),
        crumbs=(
            Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
            Crumb(module.title, url_for("completion.module", **where)),
        ),
        competencies=() if missing else _competencies(record, wave),
        is_rated_after=wave is Wave.POST,
        missing=tuple(missing),
        module_url=url_for("completion.module", **where),
    ).render()


def _competencies(record: Record, wave: Wave) -> tuple[pages.CompetencyView, ...]:
    """Return what is compared, in the words of the revisions that were rated and sat."""
    assert record.attempt is not None
    module = module_revision(db.session(), record.attempt.revision_id)
    questionnaire = questionnaire_revision(db.session(), record.revisions[wave])
    return pages.competencies_of(
        module,
        questionnaire,
        rules.rated_in(questionnaire, record.ratings[wave]),
        rules.shown_by(queries.answers_of(db.session(), record, module)),
        is_rated_after=wave is Wave.POST,
    )


def _may_see(record: Record, closes_at: datetime | None) -> bool:
    """Return whether the quiz shows by now which answers of the attempt were right, and for how much."""
    assert record.attempt is not None
    review = module_revision(db.session(), record.attempt.revision_id).quiz.rules.review
    has_passed = record.quiz_passed_at is not None
    sight = Sight(review=review, closes_at=closes_at, has_passed=has_passed, now=utc_now())
    submitted_at = record.attempt.submitted_at
    return sight.shows(Shown.OUTCOME, submitted_at) and sight.shows(Shown.MARKS, submitted_at)
