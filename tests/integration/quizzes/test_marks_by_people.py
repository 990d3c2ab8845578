"""Answers that people mark: the attempt counts them when they come, by the quiz's scoring rule."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor, Grant, Role
from studyvisit.curriculum.content import Scoring
from studyvisit.curriculum.marking import PersonMarking
from studyvisit.db import new_id
from studyvisit.library.queries import module_revision
from studyvisit.marking.models import Marking
from studyvisit.marking.policies import marks_of
from studyvisit.marking.queries import answer_to_mark
from studyvisit.marking.rules import MarkerRole
from studyvisit.marking.services import Given, MarkedMeanwhile, mark_answer
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes.models import Attempt, MarkingTask
from studyvisit.quizzes.services import settle
from tests.factories import NOW
from tests.integration.quizzes.sitting import at_once, save, start, submit, writing
from tests.people import MODULES, Cast
from tests.quizzing import BY_PERSON, WRITTEN, publish_quiz


def sit(session: Session, cast: Cast) -> Attempt:
    """Hand in an attempt that a person has to mark."""
    attempt = start(session, cast)
    save(session, attempt, "long-answer", [WRITTEN])
    return submit(session, cast, attempt)


def give(session: Session, attempt: Attempt, points: int) -> None:
    """Let people agree on the points of an attempt's answer."""
    writing(session)
    task = session.scalars(select(MarkingTask).where(MarkingTask.attempt_id == attempt.id)).one()
    settle(session, task=task, points=Fraction(points), result={}, modules=MODULES, now=NOW)
    session.commit()


@pytest.mark.parametrize(
    ("scoring", "passes"),
    [
        (Scoring.HIGHEST, [True, True]),
        (Scoring.FIRST, [True, True]),
        (Scoring.LATEST, [True, False]),
        (Scoring.AVERAGE, [True, False]),
    ],
)
def test_marks_that_come_late_count_from_their_attempt_on(
    session: Session, cast: Cast, scoring: Scoring, passes: list[bool]
) -> None:
    publish_quiz(session, BY_PERSON[:1], scoring=scoring, attempts=None)
    first, second = sit(session, cast), sit(session, cast)
    assert [first.passed, second.passed] == [False, False]
    assert session.scalars(select(ModuleStanding.quiz_passed_at)).all() == [None]
    give(session, first, 4)
    session.refresh(second)
    session.refresh(first)
    assert [first.passed, second.passed] == passes
    assert (first.percent, first.unmarked, second.percent, second.unmarked) == (100, 0, 0, 1)
    assert session.scalars(select(ModuleStanding.quiz_passed_at)).one() is not None


def test_of_two_who_mark_at_once_one_is_kept_and_the_other_is_told(
    app: Flask, session: Session, cast: Cast
) -> None:
    publish_quiz(session, BY_PERSON[:1], marking=PersonMarking())
    sit(session, cast)
    response_id = session.scalars(select(MarkingTask.response_id)).one()
    session.rollback()
    markers = iter([cast.tara.id, cast.ada.id, cast.mona.id])

    def mark(own: Session) -> object:
        person = next(markers)
        actor = Actor(
            user_id=person,
            session_id=new_id(),
            name="",
            email="",
            language="en",
            timezone="UTC",
            grants=frozenset({Grant(Role.TRAINER)}),
        )
        marks = marks_of(actor)
        about = answer_to_mark(own, actor, marks, response_id)
        given = Given({"problem": 2, "proposal": 1}, str(person), MarkerRole.FIRST, 0)
        module = module_revision(own, about.revision_id)
        try:
            mark_answer(
                own,
                actor=actor,
                marks=marks,
                about=about,
                module=module,
                given=given,
                modules=MODULES,
                now=NOW,
            )
        except MarkedMeanwhile:
            return "told"
        return "kept"

    assert sorted(map(str, at_once(app, mark))) == ["kept", "told", "told"]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Marking)) == 1
    assert session.scalars(select(Attempt.points)).one() == 3
