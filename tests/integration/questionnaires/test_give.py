from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.curriculum.content import Wave
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.questionnaires import services
from studyvisit.questionnaires.models import Assessment
from studyvisit.questionnaires.queries import assessments_of, sitting_of
from studyvisit.questionnaires.rules import Occasion
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME, Cast
from tests.steps import MODULE, STATEMENTS, pass_quiz, rate, read_every_lesson


def test_ratings_are_kept_with_the_revision_that_asked_for_them(session: Session, cast: Cast) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE, value=2)
    session.commit()
    given = assessments_of(session, [cast.enrolment_id])[cast.enrolment_id, MODULE][Wave.PRE]
    assert given.ratings == dict.fromkeys(STATEMENTS, 2)
    assert given.given_at == NOW
    assert given.revision_id == Shelf(session).questionnaire("self-assessment").revision_id


def test_giving_it_is_a_step_of_the_module_and_in_the_audit_log(session: Session, cast: Cast) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE)
    session.commit()
    standing = session.get_one(ModuleStanding, (cast.enrolment_id, MODULE))
    assert standing.assessed_before_at == NOW
    assert session.get_one(Enrolment, cast.enrolment_id).assessed_before_at is None, "one module of two"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "self-assessment.given")).one()
    assert (entry.actor_id, entry.subject_id) == (cast.alem.id, str(cast.enrolment_id))


def test_rated_in_every_module_is_a_step_of_the_programme(session: Session, cast: Cast) -> None:
    for module in MODULES:
        rate(session, cast.enrolment_id, Occasion.BEFORE, module)
    session.commit()
    assert session.get_one(Enrolment, cast.enrolment_id).assessed_before_at == NOW


def test_the_same_page_sent_twice_counts_once(session: Session, cast: Cast) -> None:
    for _ in range(2):
        rate(session, cast.enrolment_id, Occasion.BEFORE)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Assessment)) == 1


def test_what_was_given_is_not_changed(session: Session, cast: Cast) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE, value=2)
    with pytest.raises(services.AlreadyGiven):
        rate(session, cast.enrolment_id, Occasion.BEFORE, value=5, now=NOW + timedelta(days=1))
    given = sitting_of(session, cast.enrolment_id, "self-assessment", MODULE).waves[Wave.PRE]
    assert set(given.ratings.values()) == {2}


def test_rating_oneself_after_waits_for_the_module(session: Session, cast: Cast) -> None:
    with pytest.raises(services.NotYetOpen):
        rate(session, cast.enrolment_id, Occasion.AFTER)


@pytest.mark.parametrize("step", [read_every_lesson, pass_quiz])
def test_either_the_lessons_or_the_quiz_opens_the_one_after(
    session: Session, cast: Cast, step: object
) -> None:
    assert callable(step)
    step(session, cast.enrolment_id)
    rate(session, cast.enrolment_id, Occasion.AFTER)
    session.commit()
    sitting = sitting_of(session, cast.enrolment_id, "self-assessment", MODULE)
    assert set(sitting.waves) == {Wave.POST, Wave.THEN}
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).assessed_after_at == NOW


@pytest.mark.parametrize(
    "ratings",
    [
        {},
        dict.fromkeys(STATEMENTS[:2], 3),
        dict.fromkeys(STATEMENTS, 6),
        dict.fromkeys((*STATEMENTS, "sa-of-another-module"), 3),
    ],
)
def test_half_a_self_assessment_is_refused(session: Session, cast: Cast, ratings: dict[str, int]) -> None:
    shelf = Shelf(session)
    with pytest.raises(services.Unrated):
        services.give(
            session,
            user_id=cast.alem.id,
            enrolment_id=cast.enrolment_id,
            modules=shelf.programme(PROGRAMME).content.modules,
            module=shelf.module(MODULE),
            questionnaire=shelf.questionnaire("self-assessment"),
            occasion=Occasion.BEFORE,
            ratings={Wave.PRE: ratings},
            page_key="page",
            now=NOW,
        )


@pytest.mark.parametrize("keys", [("same", "same"), ("one tab", "another tab")])
def test_two_at_the_same_moment_leave_one(
    app: Flask, session: Session, cast: Cast, keys: tuple[str, str]
) -> None:
    together = Barrier(2)

    def send(key: str) -> str:
        with app.app_context(), Session(db.engine) as own:
            together.wait()
            begin_write(own)
            try:
                rate(own, cast.enrolment_id, Occasion.BEFORE, page_key=key)
            except services.AlreadyGiven:
                return "given already"
            own.commit()
            return "saved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, keys))
    assert answers == (["saved", "saved"] if keys[0] == keys[1] else ["given already", "saved"])
    assert session.scalar(select(func.count()).select_from(Assessment)) == 1
