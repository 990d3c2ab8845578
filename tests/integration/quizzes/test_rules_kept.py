"""The rules of an attempt as the database keeps them, whatever a browser sends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Forms, Progress, QuizWindow, Wave
from studyvisit.errors import NotFound
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes import services
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries import record_at
from studyvisit.quizzes.rules.starting import Allowed, Refusal
from studyvisit.quizzes.services import MayNotStart
from tests.factories import NOW
from tests.integration.quizzes.sitting import count_of, go_on, save, start, submit, writing
from tests.people import Cast
from tests.quizzing import HALVES, MODULE, QUESTIONS, RIGHT, publish_quiz


def why_not(session: Session, cast: Cast, **given: object) -> Refusal:
    """Return why an attempt may not be started."""
    with pytest.raises(MayNotStart) as refused:
        start(session, cast, **given)  # type: ignore[arg-type]
    session.rollback()
    return refused.value.why


def grant(session: Session, cast: Cast, seconds: float, **allowed: int) -> None:
    """Let Tara grant Alem something so many seconds after NOW."""
    writing(session)
    services.grant(
        session,
        enrolment_id=cast.enrolment_id,
        module_slug=MODULE,
        allowed=Allowed(**allowed),
        reason="A slow line",
        window=QuizWindow(),
        granted_by_id=cast.tara.id,
        now=NOW + timedelta(seconds=seconds),
    )
    session.commit()


def test_what_is_behind_in_a_one_way_attempt_is_closed(session: Session, cast: Cast) -> None:
    publish_quiz(session, progress=Progress.ONE_WAY)
    attempt = start(session, cast)
    assert save(session, attempt, "one", ["no"])["is_late"] is False
    with pytest.raises(NotFound):
        save(session, attempt, "several", ["a"])  # not reached yet
    assert go_on(session, attempt, 0)
    assert not go_on(session, attempt, 0), "a second click closes nothing more"
    late = save(session, attempt, "one", ["yes"], revision=2)
    assert (late["is_late"], late["answered"]) == (True, 0)
    assert save(session, attempt, "several", ["a", "b", "c"])["is_late"] is False
    kept = session.execute(select(Response.question_id, Response.answer, Response.is_late)).all()
    assert sorted(kept, key=str) == [
        ("one", ["no"], False),
        ("one", ["yes"], True),
        ("several", ["a", "b", "c"], False),
    ]
    assert submit(session, cast, attempt).points == 1


def test_an_answer_racing_the_step_on_is_late_and_not_lost(session: Session, cast: Cast) -> None:
    publish_quiz(session, progress=Progress.ONE_WAY)
    attempt = start(session, cast)
    go_on(session, attempt, 0)
    session.expunge(attempt)
    attempt.reached = 0  # the save was on its way and still believes the first step open
    assert save(session, attempt, "one", ["yes"])["is_late"] is True


def test_nobody_goes_on_from_the_last_step_or_after_the_end(session: Session, cast: Cast) -> None:
    publish_quiz(session, QUESTIONS[:2], progress=Progress.ONE_WAY, time_limit=600)
    attempt = start(session, cast)
    assert not go_on(session, attempt, 0, seconds=606)
    assert go_on(session, attempt, 0)
    assert not go_on(session, attempt, 1)


def test_the_next_attempt_waits(session: Session, cast: Cast) -> None:
    publish_quiz(session, attempts=3, wait=86_400)
    submit(session, cast, start(session, cast), seconds=0)
    assert why_not(session, cast, minutes=24 * 60 - 1) is Refusal.TOO_SOON
    assert start(session, cast, minutes=24 * 60).number == 2


def test_a_quiz_opens_and_closes(session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=1200)
    window = QuizWindow(opens=NOW + timedelta(minutes=10), closes=NOW + timedelta(minutes=40))
    assert why_not(session, cast, window=window) is Refusal.NOT_OPEN_YET
    attempt = start(session, cast, minutes=30, window=window)
    assert attempt.due_at == window.closes
    save(session, attempt, "one", RIGHT["q1"], seconds=40 * 60 + 6)
    assert count_of(session, "attempt.closed") == 0
    writing(session)
    assert services.close_overdue(session, now=NOW + timedelta(minutes=41)) == 1
    session.commit()
    assert (attempt.submitted_at, attempt.points) == (window.closes, 0)
    assert why_not(session, cast, minutes=40, window=window) is Refusal.CLOSED


@pytest.mark.parametrize(("grace", "points"), [(0, 0), (5, 0), (30, 1)])
def test_the_grace_is_the_quizs_own(session: Session, cast: Cast, grace: int, points: int) -> None:
    publish_quiz(session, time_limit=600, grace=grace)
    attempt = start(session, cast)
    save(session, attempt, "one", RIGHT["q1"], seconds=629)
    writing(session)
    assert services.close_overdue(session, now=NOW + timedelta(seconds=620)) == (grace < 30)
    services.close_overdue(session, now=NOW + timedelta(seconds=631))
    session.commit()
    assert (attempt.points, attempt.submitted_at) == (points, NOW + timedelta(seconds=600))


def test_extra_time_reaches_an_attempt_under_way_and_the_next(session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=600, attempts=1)
    attempt = start(session, cast)
    grant(session, cast, 300, extra_seconds=300, extra_attempts=1)
    session.refresh(attempt)
    assert attempt.due_at == NOW + timedelta(seconds=900)
    grant(session, cast, 310, extra_seconds=60, extra_attempts=1)
    session.refresh(attempt)
    assert attempt.due_at == NOW + timedelta(seconds=900), "nobody's time is ever taken back"
    submit(session, cast, attempt)
    second = start(session, cast)
    assert (second.number, second.due_at) == (2, NOW + timedelta(seconds=660))
    submit(session, cast, second)
    assert why_not(session, cast) is Refusal.NONE_LEFT
    assert count_of(session, "allowance.granted") == 2


def test_time_that_has_run_out_does_not_come_back(session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=600)
    attempt = start(session, cast)
    grant(session, cast, 606, extra_seconds=300)
    session.refresh(attempt)
    assert attempt.due_at == NOW + timedelta(seconds=600)


def test_the_check_before_asks_one_form_and_the_quiz_the_other(session: Session, cast: Cast) -> None:
    quiz = publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER, pass_mark=0, draw=3)
    before = start(session, cast, wave=Wave.PRE)
    assert len(before.question_ids) == 3
    ended = submit(session, cast, before)
    assert (ended.percent, ended.passed) == (0, None)
    assert start(session, cast, wave=Wave.PRE).id == before.id, "there is one"
    after = submit(session, cast, start(session, cast))
    assert (after.number, after.passed) == (1, True)
    assert {before.form, after.form} == {"a", "b"}
    assert {str(one)[-1] for one in before.question_ids} == {before.form}
    assert {str(one)[-1] for one in after.question_ids} == {after.form}
    record = record_at(session, cast.enrolment_id, MODULE, quiz.id)
    assert record.before is not None
    assert (record.before.id, [one.id for one in record.attempts]) == (before.id, [after.id])


def test_the_check_before_never_passes_the_quiz(session: Session, cast: Cast) -> None:
    publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER, pass_mark=0)
    submit(session, cast, start(session, cast, wave=Wave.PRE))
    standing = session.get_one(ModuleStanding, (cast.enrolment_id, MODULE))
    assert (standing.started_at, standing.quiz_passed_at) == (NOW, None)


def test_starting_the_quiz_hands_in_the_check_before(session: Session, cast: Cast) -> None:
    publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER)
    before = start(session, cast, wave=Wave.PRE)
    after = start(session, cast, minutes=5)
    session.refresh(before)
    assert before.submitted_at == NOW + timedelta(minutes=5)
    assert after.submitted_at is None


def test_before_is_over_once_the_quiz_is_begun_or_every_lesson_read(session: Session, cast: Cast) -> None:
    publish_quiz(session, HALVES)
    assert why_not(session, cast, wave=Wave.PRE) is Refusal.NO_LONGER_BEFORE, "the quiz has no check before"
    publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER)
    attempt = start(session, cast)
    assert why_not(session, cast, wave=Wave.PRE) is Refusal.NO_LONGER_BEFORE
    writing(session)
    session.delete(session.get_one(Attempt, attempt.id))
    session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).lessons_read_at = NOW
    session.commit()
    assert why_not(session, cast, wave=Wave.PRE) is Refusal.NO_LONGER_BEFORE


def test_forms_change_from_attempt_to_attempt(session: Session, cast: Cast) -> None:
    publish_quiz(session, HALVES, forms=Forms.EITHER, attempts=None)
    forms = [submit(session, cast, start(session, cast)).form for _number in range(3)]
    assert forms in (["a", "b", "a"], ["b", "a", "b"])
