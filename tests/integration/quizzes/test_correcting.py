"""Correcting a question afterwards: every attempt that asked it, whenever it is handed in."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.questions import OneChoice
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes import services
from studyvisit.quizzes.models import Attempt, MarkingTask, Regrade, RegradeChange, Response
from studyvisit.quizzes.queries.corrections import corrections_at
from studyvisit.quizzes.rules.correcting import Remedy
from studyvisit.quizzes.services import Proposal
from studyvisit.quizzes.services.scoring import score_of
from tests.factories import NOW
from tests.integration.quizzes.sitting import at_once, count_of, save, sit, start, submit, writing
from tests.people import MODULES, PROGRAMME, Cast
from tests.quizzing import BY_PERSON, MODULE, QUESTIONS, RIGHT, WRITTEN, publish_quiz

FIRST = QUESTIONS[0]
assert isinstance(FIRST, OneChoice)
TURNED = replace(
    FIRST, options=tuple(replace(option, is_right=not option.is_right) for option in FIRST.options)
)
"""The first question with its other option right."""


def proposal(session: Session, remedy: Remedy, question: str = "one") -> Proposal:
    return Proposal(
        programme_slug=PROGRAMME, module=Shelf(session).module(MODULE), question_id=question, remedy=remedy
    )


def declare(session: Session, remedy: Remedy, question: str = "one", digest: str = "") -> Regrade:
    """Declare a correction and commit."""
    writing(session)
    proposed = proposal(session, remedy, question)
    regrade = services.declare(
        session,
        proposal=proposed,
        reason="Its key was wrong.",
        digest=digest or services.preview(session, proposed).digest,
        modules=MODULES,
        user_id=None,
        now=NOW,
    )
    session.commit()
    return regrade


def score(session: Session, attempt: Attempt) -> tuple[float | None, int | None, bool | None]:
    """Return the score as stored, which is also what counting the attempt anew gives."""
    session.refresh(attempt)
    stored = {one.question_id: one for one in session.scalars(select(Response)) if not one.is_late}
    holding = corrections_at(
        session,
        enrolment_id=attempt.enrolment_id,
        module_slug=MODULE,
        quiz_id="check",
        revision_id=attempt.revision_id,
    )
    quiz = module_revision(session, attempt.revision_id).quiz
    own = {name: one for name, one in stored.items() if one.attempt_id == attempt.id}
    anew = score_of(attempt, quiz, own, holding)
    assert (float(anew.points), anew.available) == (attempt.points, attempt.available)
    return attempt.points, attempt.available, attempt.passed


def test_a_new_key_marks_the_attempts_that_were_marked_by_the_old_one(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = sit(session, cast, right=1)  # "one" right by the old key, the rest wrong
    publish_quiz(session, (TURNED, *QUESTIONS[1:]))
    regrade = declare(session, Remedy.KEY)
    assert score(session, attempt) == (0, 5, False)
    change = session.scalars(select(RegradeChange)).one()
    assert (change.regrade_id, change.points_before, change.points_after) == (regrade.id, 1, 0)
    assert count_of(session, "question.corrected") == 1


def test_a_dropped_question_counts_neither_way_and_may_bring_a_pass(session: Session, cast: Cast) -> None:
    publish_quiz(session, pass_mark=75)
    attempt = sit(session, cast, right=3)
    assert score(session, attempt) == (3, 5, False)
    declare(session, Remedy.DROP, "claim")
    assert score(session, attempt) == (2, 4, False)
    declare(session, Remedy.KEY, "claim")
    declare(session, Remedy.DROP, "short")
    assert score(session, attempt) == (3, 4, True)
    assert (
        sum(points or 0 for points in session.scalars(select(Response.points))) == 3
    )  # by the key, for statistics
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).quiz_passed_at == NOW


def test_everyone_is_credited_also_who_gave_no_answer(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = submit(session, cast, start(session, cast))
    declare(session, Remedy.CREDIT)
    assert score(session, attempt) == (1, 5, False)
    declare(session, Remedy.KEY)  # by the published key again: the answer was missing
    assert score(session, attempt) == (0, 5, False)


def test_what_was_passed_stays_passed(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = sit(session, cast, right=3)
    publish_quiz(session, (TURNED, *QUESTIONS[1:]))
    declare(session, Remedy.KEY)
    assert score(session, attempt) == (2, 5, True)
    assert session.scalars(select(RegradeChange.keeps_pass)).all() == [True]
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).quiz_passed_at is not None


def test_attempts_handed_in_later_are_marked_by_the_correction_until_the_question_is_published_anew(
    session: Session, cast: Cast
) -> None:
    publish_quiz(session, attempts=None)
    running = start(session, cast)
    declare(session, Remedy.CREDIT)
    assert score(session, submit(session, cast, running))[0] == 1
    again = start(session, cast)
    save(session, again, "one", ["no"])
    assert again.is_corrected
    assert score(session, submit(session, cast, again))[0] == 1
    publish_quiz(session, (replace(FIRST, points=2), *QUESTIONS[1:]), attempts=None)
    mended = start(session, cast)
    save(session, mended, "one", RIGHT["q1"])
    assert not mended.is_corrected
    assert score(session, submit(session, cast, mended))[:2] == (2, 6)


def test_nothing_is_corrected_that_nobody_has_seen_before(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    sit(session, cast, right=3)
    seen = services.preview(session, proposal(session, Remedy.DROP))
    assert [(str(change.before.points), str(change.after.points)) for change in seen.changes] == [("3", "2")]
    sit(session, cast, right=5)
    with pytest.raises(services.PreviewIsOld):
        declare(session, Remedy.DROP, digest=seen.digest)
    session.rollback()
    assert session.scalars(select(Regrade)).all() == []


def test_the_command_lists_what_changes_and_corrects_only_when_told_to(
    app: Flask, session: Session, cast: Cast
) -> None:
    publish_quiz(session)
    attempt = sit(session, cast, right=3)
    run = app.test_cli_runner()
    asked = ["quizzes", "correct", PROGRAMME, MODULE, "number", "credit", "Two values are right."]
    listed = run.invoke(args=asked)
    assert f"{cast.alem.name}, attempt 1: 60.0 % -> 80.0 %" in listed.output
    assert "nothing was changed" in listed.output
    assert score(session, attempt)[0] == 3
    session.rollback()
    assert run.invoke(args=[*asked, "--yes"]).output.endswith("corrected\n")
    session.rollback()
    assert score(session, attempt)[0] == 4
    unknown = run.invoke(args=["quizzes", "correct", PROGRAMME, MODULE, "nothing", "drop", "?"])
    assert "no such programme, module or question" in unknown.output


def test_handing_in_while_a_question_is_corrected_counts_it_once(
    app: Flask, session: Session, cast: Cast
) -> None:
    publish_quiz(session)
    attempt = start(session, cast)
    save(session, attempt, "several", RIGHT["q2"])
    acts = iter(("submit", "declare"))

    def act(own: Session) -> object:
        if next(acts) == "submit":
            return services.submit(
                own,
                attempt_id=attempt.id,
                enrolment_id=cast.enrolment_id,
                modules=MODULES,
                user_id=cast.alem.id,
                now=NOW,
            ).id
        proposed = proposal(own, Remedy.CREDIT)
        try:
            digest = services.preview(own, proposed).digest
            return services.declare(
                own,
                proposal=proposed,
                reason="Both are right.",
                digest=digest,
                modules=MODULES,
                user_id=None,
                now=NOW,
            ).id
        except services.PreviewIsOld:
            return None

    done = at_once(app, act, times=2)
    session.rollback()
    assert score(session, attempt)[0] == (2 if all(done) else 1)


def test_what_people_mark_is_credited_or_dropped_whether_they_have_marked_it_or_not(
    session: Session, cast: Cast
) -> None:
    publish_quiz(session, (*QUESTIONS[:1], *BY_PERSON[:1]), attempts=None)
    written, worth = BY_PERSON[0].id, BY_PERSON[0].points
    attempt = start(session, cast)
    save(session, attempt, written, [WRITTEN])
    attempt = submit(session, cast, attempt)
    declare(session, Remedy.CREDIT, written)
    assert score(session, attempt)[:2] == (worth, 1 + worth)
    writing(session)
    task = session.scalars(select(MarkingTask)).one()
    services.settle(session, task=task, points=Fraction(2), result={}, modules=MODULES, now=NOW)
    session.commit()
    assert score(session, attempt)[:2] == (worth, 1 + worth)
    declare(session, Remedy.DROP, written)
    assert score(session, attempt)[:2] == (0, 1)
    declare(session, Remedy.KEY, written)  # there is no key: what people gave holds again
    assert score(session, attempt)[:2] == (2, 1 + worth)
