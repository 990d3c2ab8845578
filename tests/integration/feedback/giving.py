"""Ways to give a form, alone or many after one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.feedback.models import AnonymousFeedback, WaitingFeedback
from studyvisit.feedback.rules import Answers
from studyvisit.feedback.services import give
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.queries import Participation
from studyvisit.programmes.rules import FeedbackOccasion
from tests import factories
from tests.factories import NOW
from tests.people import PROGRAMME, Cast

TODAY = NOW.date()
REACTION, FOLLOW_UP = FeedbackOccasion.REACTION, FeedbackOccasion.FOLLOW_UP_3
ENDED = {REACTION: TODAY, FOLLOW_UP: date(2026, 8, 23)}
ANSWERS = {
    REACTION: Answers({"relevant": 4, "intention": "yes-first"}),
    FOLLOW_UP: Answers({"applied": "once", "plan-status": "agreed", "shared": 0}),
}


def participation(cast: Cast, enrolment_id: Any = None, ends_on: date = TODAY) -> Participation:
    """Return a place in Alem's cohort, his own if no other is given."""
    return Participation(
        enrolment_id or cast.enrolment_id, cast.alem.id, "incheon", PROGRAMME, date(2019, 4, 1), ends_on
    )


def hand_in(
    session: Session,
    cast: Cast,
    occasion: FeedbackOccasion,
    answers: Answers | None = None,
    *,
    enrolment_id: Any = None,
    today: date = TODAY,
    page_key: str = "page",
) -> None:
    """Give a form on its first day."""
    slug = "reaction" if occasion is REACTION else "follow-up"
    give(
        session,
        participation=participation(cast, enrolment_id, ENDED[occasion]),
        occasion=occasion,
        form=Shelf(session).feedback_form(slug),
        answers=answers or ANSWERS[occasion],
        page_key=page_key,
        today=today,
        now=NOW,
    )


def many(session: Session, cast: Cast, count: int) -> list[Enrolment]:
    """Enrol so many more people in Alem's cohort."""
    cohort = session.get_one(Cohort, cast.cohort.id)
    return [
        factories.enrolment(session, cohort=cohort, user=factories.user(session, name=f"Person {number}"))
        for number in range(count)
    ]


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def place_of(session: Session, cast: Cast, occasion: FeedbackOccasion = REACTION) -> dict[str, Any]:
    """Return where a sheet of Alem's cohort belongs."""
    form = Shelf(session).feedback_form("reaction")
    return {"cohort_id": cast.cohort.id, "occasion": occasion, "revision_id": form.revision_id}


def give_each(session: Session, cast: Cast, people: int, today: date = TODAY) -> Iterator[list[str]]:
    """Let so many people answer one after the other; yield after each what was said so far."""
    said: list[str] = []
    for one in many(session, cast, people):
        hand_in(session, cast, REACTION, saying(len(said)), enrolment_id=one.id, today=today)
        session.commit()
        said.append(f"hour {len(said)}")
        yield said


def give_all(session: Session, cast: Cast, people: int) -> None:
    """Let so many people answer; Alem, of the same cohort, has not."""
    for _said in give_each(session, cast, people):
        pass


def words(sheets: Iterable[AnonymousFeedback | WaitingFeedback]) -> list[str]:
    """Return what sheets say, in their order."""
    return [sheet.answers["values"]["most-useful"] for sheet in sheets]  # type: ignore[call-overload]


def saying(step: int) -> Answers:
    values = {**ANSWERS[REACTION].values, "most-useful": f"hour {step}"}
    return replace(ANSWERS[REACTION], values=values)
