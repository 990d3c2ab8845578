"""Demonstration people: believable, the same every time, and true to their own evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.accounts.rules import DEMO_PASSWORD
from studyvisit.accounts.services.passwords import is_password
from studyvisit.cli.demo_load import load
from studyvisit.completion.models import Certificate, Completion
from studyvisit.completion.rules import read_code
from studyvisit.curriculum.content import Quiz, Wave
from studyvisit.curriculum.questions import drawn, mark, read_answer
from studyvisit.curriculum.questions.base import Form
from studyvisit.db import Base
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback
from studyvisit.feedback.rules import Answers, is_fitting, unanswered
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.programmes.rules import Milestone
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.rules import is_passed, percent_of
from studyvisit.quizzes.rules.asking import form_of, questions_of
from tests.factories import NOW
from tests.integration.reporting.evidence import milestones_by_evidence
from tests.people import MODULES

PEOPLE = 300


def add_people(session: Session, participants: int = PEOPLE, seed: int = 3) -> int:
    added = 0
    session.rollback()
    for progress in load(
        session,
        participants=participants,
        seed=seed,
        note_of=lambda programme, first, last: f"{first} to {last}, {programme.place}",
        now=NOW,
    ):
        added = progress.added
    return added


@pytest.fixture
def crowd(app: Flask, session: Session) -> Session:
    """Return a session on a database with three hundred demonstration people."""
    add_people(session)
    return session


def test_milestones_are_what_the_evidence_says(crowd: Session) -> None:
    found = {(one.enrolment_id, one.module_slug): one for one in crowd.scalars(select(ModuleStanding))}
    recomputed = milestones_by_evidence(crowd)
    stated = {
        key: {step: at for step in Milestone if (at := getattr(standing, step.value))}
        for key, standing in found.items()
    }
    assert stated == recomputed
    for enrolment in crowd.scalars(select(Enrolment)):
        mine = [recomputed.get((enrolment.id, slug), {}) for slug in MODULES]
        for step in Milestone:
            moments = [one[step] for one in mine if step in one]
            whole = max(moments) if len(moments) == len(MODULES) else None
            expected = min(moments, default=None) if step is Milestone.STARTED else whole
            assert getattr(enrolment, step.value) == expected, (enrolment.id, step)
        latest = max((at for one in mine for at in one.values()), default=None)
        assert latest is None or (enrolment.last_active_at or latest) >= latest
        assert latest is None or latest > enrolment.enrolled_at


def form_asked(attempt: Attempt, quiz: Quiz, people: dict[UUID, UUID]) -> Form | None:
    person = people[attempt.enrolment_id]
    form = form_of(quiz.rules, person, attempt.module_slug, Wave(attempt.wave), attempt.number)
    assert attempt.form == form
    return form


@pytest.mark.one_database
def test_scores_are_what_marking_the_answers_gives(crowd: Session) -> None:
    shelf = Shelf(crowd)
    responses: defaultdict[UUID, dict[str, Response]] = defaultdict(dict)
    for response in crowd.scalars(select(Response)):
        responses[response.attempt_id][response.question_id] = response
    percents: defaultdict[tuple[UUID, str], list[Fraction]] = defaultdict(list)
    attempts = crowd.scalars(
        select(Attempt).order_by(Attempt.enrolment_id, Attempt.module_slug, Attempt.number)
    )
    people = {enrolment.id: enrolment.user_id for enrolment in crowd.scalars(select(Enrolment))}
    seen, waves = set(), set()
    for attempt in attempts:
        quiz = shelf.module(attempt.module_slug).content.quiz
        asked = list(questions_of(quiz, attempt.seed, form_asked(attempt, quiz, people)))
        assert list(attempt.question_ids) == asked
        points, available = Fraction(0), 0
        for question_id in asked:
            found = quiz.question(question_id)
            assert found is not None
            question = drawn(found, attempt.seed)
            given = responses[attempt.id].get(question_id)
            answer = tuple(given.answer) if given else ()
            assert read_answer(question, list(answer)) == answer
            earned = mark(question, answer)
            points, available = points + earned.points, available + earned.available
            if given is not None:
                assert given.points == (float(earned.points) if attempt.submitted_at else None)
                assert given.saved_at > attempt.started_at
                seen.add((question_id, earned.is_right))
        if attempt.submitted_at is None:
            assert attempt.percent is None
            continue
        assert (attempt.points, attempt.available) == (float(points), available)
        waves.add(attempt.wave)
        if attempt.wave == Wave.PRE:
            assert attempt.passed is None
            continue
        before = percents[attempt.enrolment_id, attempt.module_slug]
        assert attempt.number == len(before) + 1 <= (quiz.rules.attempts or 9)
        before.append(percent_of(points, available))
        assert attempt.percent == pytest.approx(float(before[-1]))
        assert attempt.passed is is_passed(quiz.rules, before)
        assert attempt.due_at is None or attempt.submitted_at <= attempt.due_at
    assert any(is_right for _question, is_right in seen)
    assert any(not is_right for _question, is_right in seen)
    assert waves == {Wave.PRE, Wave.POST}


@pytest.mark.one_database
def test_ratings_are_complete_and_on_the_scale(crowd: Session) -> None:
    shelf = Shelf(crowd)
    questionnaire = shelf.questionnaire("self-assessment").content
    values = {point.value for point in questionnaire.scale}
    ratings: defaultdict[UUID, dict[str, int | None]] = defaultdict(dict)
    for rating in crowd.scalars(select(Rating)):
        ratings[rating.assessment_id][rating.statement_id] = rating.value
    for assessment in crowd.scalars(select(Assessment)):
        asked = questionnaire.statements_of(shelf.module(assessment.module_slug).content)
        assert set(ratings[assessment.id]) == {statement.id for statement in asked}
        assert set(ratings[assessment.id].values()) <= values | {None}
    assert any(None in given.values() for given in ratings.values()), (
        "nobody says that something does not apply"
    )


@pytest.mark.one_database
def test_people_drop_out_at_every_step_and_some_waves_have_no_partner(crowd: Session) -> None:
    stayed = list(crowd.scalars(select(Enrolment).where(Enrolment.withdrawn_at.is_(None))))
    assert any(one.started_at is None for one in stayed)
    assert any(one.withdrawn_at for one in crowd.scalars(select(Enrolment)))
    standings = list(crowd.scalars(select(ModuleStanding)))
    for step in list(Milestone)[1:]:
        share = sum(getattr(one, step.value) is not None for one in standings) / len(standings)
        assert 0.2 < share < 0.99, step
    assert any(one.assessed_before_at and not one.assessed_after_at for one in standings)
    assert any(one.assessed_after_at and not one.assessed_before_at for one in standings)
    assert any(one.submitted_at is None for one in crowd.scalars(select(Attempt)))
    assert set(crowd.scalars(select(Attempt.number))) >= {1, 2, 3}


@pytest.mark.one_database
def test_people_come_from_five_countries_and_write_their_names_as_they_do_there(crowd: Session) -> None:
    users = list(crowd.scalars(select(User).where(User.email.like("%.s3.%"))))
    assert {user.country for user in users} == {"BD", "BT", "ET", "LA", "UG", None}
    assert all(user.email.endswith("@example.org") and user.email.isascii() for user in users)
    scripts = {sign for user in users for sign in user.name if sign > "\u0900"}
    for first, last in (
        ("\u0980", "\u09ff"),
        ("\u0f00", "\u0fff"),
        ("\u1200", "\u137f"),
        ("\u0e80", "\u0eff"),
    ):
        assert any(first <= sign <= last for sign in scripts)
    for country in ("BD", "BT", "ET", "LA", "UG"):
        offices = select(func.count()).select_from(Institution).where(Institution.country == country)
        assert (crowd.scalar(offices) or 0) >= 4


@pytest.mark.one_database
def test_everyone_enrolled_shortly_before_their_cohort_met_and_certificates_can_be_checked(
    crowd: Session,
) -> None:
    rows = crowd.execute(
        select(Enrolment.enrolled_at, Enrolment.last_active_at, Cohort.starts_on).join(
            Cohort, Cohort.id == Enrolment.cohort_id
        )
    ).all()
    for enrolled_at, last_active_at, starts_on in rows:
        assert 0 <= (starts_on - enrolled_at.date()).days <= 21
        assert last_active_at is None or last_active_at.year in (2019, 2020), "a follow-up is a year later"
    codes = list(crowd.scalars(select(Certificate.code)))
    assert len(codes) > 100
    assert all(read_code(code) == code for code in codes)


@pytest.mark.one_database
def test_a_certificate_names_the_days_of_its_own_cohort(crowd: Session) -> None:
    rows = crowd.execute(
        select(Certificate.programme_note, Cohort.starts_on, Cohort.ends_on)
        .join(Completion, Completion.id == Certificate.completion_id)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
    ).all()
    assert len({starts_on for _note, starts_on, _ends_on in rows}) > 1
    assert all(note.startswith(f"{first} to {last},") for note, first, last in rows)


@pytest.mark.one_database
def test_they_can_sign_in(crowd: Session) -> None:
    user = crowd.scalars(select(User).where(User.email.like("%0000001@%"))).one()
    assert is_password(user.password_hash, DEMO_PASSWORD)


def test_the_same_seed_adds_nothing_and_more_people_add_only_the_new(crowd: Session) -> None:
    before = rows_of(crowd)
    assert add_people(crowd) == 0
    assert rows_of(crowd) == before
    assert add_people(crowd, PEOPLE + 20) == 20
    assert add_people(crowd, 10, seed=4) == 10


def rows_of(session: Session) -> dict[str, int]:
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_the_same_seed_makes_the_same_people_wherever_they_are_made(app: Flask, session: Session) -> None:
    add_people(session, 30)
    first = snapshot(session)
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in ("revision", "publication", "media_file", "audit_entry"):
            session.execute(table.delete())
    session.commit()
    add_people(session, 30)
    assert snapshot(session) == first


def snapshot(session: Session) -> dict[str, list[Any]]:
    """Return everything about people but what is made anew each time: password hashes, institutions, cohorts."""
    anew = {"password_hash", "institution_id", "cohort_id"}
    return {
        model.__tablename__: sorted(
            str(
                {c.name: value for c, value in zip(model.__table__.c, row, strict=True) if c.name not in anew}
            )
            for row in session.execute(select(*model.__table__.c))
        )
        for model in (User, Enrolment, ModuleStanding, LessonProgress, Attempt, Response, Assessment, Rating)
    }


@pytest.mark.one_database
def test_the_command_refuses_outside_demo_mode(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    said = app.test_cli_runner().invoke(args=["demo", "load", "--participants", "5"])
    assert said.exit_code == 1
    assert "demo mode is off" in said.stderr


@pytest.mark.one_database
def test_what_people_made_of_their_visit_fits_the_forms(crowd: Session) -> None:
    shelf = Shelf(crowd)
    forms = {
        shelf.feedback_form(slug).revision_id: shelf.feedback_form(slug).content
        for slug in ("reaction", "follow-up", "follow-up-12")
    }
    sheets = [
        *crowd.execute(select(AnonymousFeedback.revision_id, AnonymousFeedback.answers)),
        *crowd.execute(select(NamedFeedback.revision_id, NamedFeedback.answers)),
    ]
    for revision_id, kept in sheets:
        answers = Answers.read(dict(kept))
        assert is_fitting(forms[revision_id], answers), answers
        assert unanswered(forms[revision_id], answers) == ()
    given = crowd.scalar(select(func.count()).select_from(FeedbackGiven))
    assert given == len(sheets) > PEOPLE / 2
    for model in (AnonymousFeedback, NamedFeedback):
        assert crowd.scalar(select(func.count()).select_from(model))
