"""Milestones: reached once, kept for ever, and the programme's only when every module's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import reach
from tests.factories import NOW
from tests.people import MODULES, Cast

LATER = NOW + timedelta(days=1)


def _reach(session: Session, cast: Cast, module: str, milestone: Milestone, *, later: bool = False) -> None:
    reach(
        session,
        enrolment_id=cast.enrolment_id,
        module_slug=module,
        modules=MODULES,
        milestone=milestone,
        now=LATER if later else NOW,
    )
    session.commit()


def test_the_first_date_stays(cast: Cast, session: Session) -> None:
    _reach(session, cast, MODULES[0], Milestone.QUIZ_PASSED)
    _reach(session, cast, MODULES[0], Milestone.QUIZ_PASSED, later=True)
    standing = session.get_one(ModuleStanding, (cast.enrolment_id, MODULES[0]))
    assert standing.quiz_passed_at == NOW
    assert standing.started_at == NOW


def test_any_step_starts_the_programme(cast: Cast, session: Session) -> None:
    _reach(session, cast, MODULES[1], Milestone.ASSESSED_BEFORE)
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    assert enrolment.started_at == NOW
    assert enrolment.assessed_before_at is None


def test_the_programme_reaches_a_step_when_its_last_module_does(cast: Cast, session: Session) -> None:
    _reach(session, cast, MODULES[0], Milestone.LESSONS_READ)
    assert session.get_one(Enrolment, cast.enrolment_id).lessons_read_at is None
    _reach(session, cast, MODULES[1], Milestone.LESSONS_READ, later=True)
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    assert enrolment.lessons_read_at == LATER
    assert enrolment.last_active_at == LATER
    assert enrolment.quiz_passed_at is None
