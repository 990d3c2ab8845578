"""Where a reader stopped, and when."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from studyvisit.lessons.services import keep_place
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from tests.factories import NOW
from tests.people import MODULES, Cast


def test_reading_on_is_being_active(session: Session, cast: Cast) -> None:
    module = Shelf(session).module(MODULES[0])
    for days in (1, 3):
        now = NOW + timedelta(days)
        keep_place(
            session,
            enrolment_id=cast.enrolment_id,
            module=module,
            lesson=module.content.lessons[0],
            place="",
            now=now,
        )
        session.commit()
        enrolment = session.get_one(Enrolment, cast.enrolment_id)
        assert enrolment.last_active_at == now
        assert enrolment.started_at is None, "looking at a lesson is not a step"
