"""Requests a second of a lesson and of a save, against the yardstick."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select

from studyvisit.clock import utc_now
from studyvisit.curriculum.questions import OneChoice, Question
from studyvisit.db import begin_write, new_id
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.rules import due_at
from studyvisit.quizzes.rules.asking import questions_of
from tests.bench import load, reference, server
from tests.every_rule import publish_quiz_of_every_rule
from tests.quizzing import MODULE as EVERY_RULE_IN

LESSON_USERS = 64
SAVERS = 8
ROUNDS = 9
SECONDS = 1.5  # of each turn
MODULE = "measuring-e-government"
Makers = Sequence[Callable[[int], bytes]]


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = server.make_instance(folder, participants=100)
        people = server.visitors(app, participants(app, LESSON_USERS))
        with app.app_context():
            begin_write(db.session())
            publish_quiz_of_every_rule(db.session())
        database = str(folder / "reference.db")
        reference.make_database(database)
        with (
            server.serve("tests.bench.reference:app", REFERENCE_DATABASE=database) as bare,
            server.serve("wsgi:app", STUDYVISIT_INSTANCE=name) as ours,
        ):
            yield from _lessons(app, bare, ours, people)
            yield from _saves(app, bare, ours, people)


def _lessons(app: object, bare: int, ours: int, people: list[server.Visitor]) -> Iterator[tuple[str, str]]:
    paths = [lesson_path(app, person.user_id) for person in people]
    reading = [_always(load.get(path, person.cookie)) for path, person in zip(paths, people, strict=True)]
    page = [_always(load.get("/page", cookie)) for cookie in _reference_cookies(LESSON_USERS)]
    yield from _compare("lesson page, 64 users", bare, page, ours, reading, goal=0.5)


def _saves(app: object, bare: int, ours: int, people: list[server.Visitor]) -> Iterator[tuple[str, str]]:
    saving = [_saver(app, person) for person in people[:SAVERS]]
    cookies = _reference_cookies(SAVERS)
    for name, path in (("the same page and an upsert", "/page"), ("an upsert and no page", "/save")):
        upsert = [_always(load.post(path, cookie, "answer=b")) for cookie in cookies]
        yield from _compare(f"saving, against {name}", bare, upsert, ours, saving, goal=1 / 3)


def _compare(
    name: str, bare: int, page: Makers, ours: int, made: Makers, *, goal: float
) -> Iterator[tuple[str, str]]:
    """Measure by turns and compare neighbours, so that whatever else the machine does falls on both."""
    yardstick: list[load.Load] = []
    platform: list[load.Load] = []
    for _ in range(ROUNDS):
        yardstick.append(load.run(bare, page, SECONDS))
        platform.append(load.run(ours, made, SECONDS))
    failures = [words for run in (*yardstick, *platform) for words in run.failures]
    if failures:
        raise RuntimeError(f"{len(failures)} requests failed: {failures[0]}")
    ratios = sorted(own.rate / plain.rate for own, plain in zip(platform, yardstick, strict=True))
    yield f"{name}: platform", f"{median(run.rate for run in platform):.0f}/s"
    yield f"{name}: bare view", f"{median(run.rate for run in yardstick):.0f}/s"
    yield f"{name}: ratio (goal {goal:.2f})", f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    yield f"{name}: p99", f"{median(run.percentile(0.99) for run in platform):.0f} ms"


def participants(app: object, count: int) -> list[UUID]:
    with app.app_context():  # type: ignore[attr-defined]
        enrolled = select(Enrolment.user_id).where(Enrolment.withdrawn_at.is_(None))
        return list(db.session.scalars(enrolled.order_by(Enrolment.id).limit(count)))


def lesson_path(app: object, user_id: UUID) -> str:
    with app.app_context():  # type: ignore[attr-defined]
        slug = db.session.scalars(
            select(Cohort.slug)
            .join(Enrolment, Enrolment.cohort_id == Cohort.id)
            .where(Enrolment.user_id == user_id)
        ).first()
        lesson = Shelf(db.session()).module(MODULE).content.lessons[0]
    return f"/cohorts/{slug}/modules/{MODULE}/lessons/{lesson.id}"


def _saver(app: object, person: server.Visitor) -> Callable[[int], bytes]:
    """Open an attempt for a person and return what saves its first choice again and again."""
    attempt, question = open_attempt(app, person, EVERY_RULE_IN)
    path = f"{attempt}/answers/{question.id}"
    return lambda n: load.post(path, person.cookie, _body(question, person, n))


def open_attempt(app: object, person: server.Visitor, slug: str = MODULE) -> tuple[str, Question]:
    """Open an attempt at a module's quiz, of all its questions, for a person.

    Return its address and its first question of one choice.
    """
    with app.app_context():  # type: ignore[attr-defined]
        begin_write(db.session())
        module = Shelf(db.session()).module(slug)
        quiz, now = module.content.quiz, utc_now()
        enrolment = db.session.scalars(select(Enrolment).where(Enrolment.user_id == person.user_id)).first()
        assert enrolment is not None
        question = next(q for q in quiz.questions if isinstance(q, OneChoice))
        attempt = Attempt(
            enrolment_id=enrolment.id,
            module_slug=slug,
            quiz_id=quiz.id,
            number=99,
            seed=1,
            revision_id=module.revision_id,
            question_ids=list(questions_of(quiz, 1)),
            started_at=now,
            due_at=due_at(quiz.rules, now),
        )
        db.session.execute(
            Attempt.__table__.delete().where(  # type: ignore[attr-defined]
                Attempt.enrolment_id == enrolment.id, Attempt.submitted_at.is_(None)
            )
        )
        db.session.add(attempt)
        db.session.commit()
        return f"/attempts/{attempt.id}", question


def _body(question: Question, person: server.Visitor, n: int) -> str:
    assert isinstance(question, OneChoice)
    option = question.options[n % len(question.options)].id
    return urlencode(
        {
            "value": option,
            "revision": n + 1,
            "key": str(new_id()),
            "csrf_token": person.csrf,
            "certainty": "sure",
        }
    )


def _reference_cookies(count: int) -> list[str]:
    cookies = []
    for person in range(count):
        response = reference.app.test_client().get(f"/sign-in?person={person}")
        cookies.append(response.headers["Set-Cookie"].split(";")[0])
    return cookies


def _always(request: bytes) -> Callable[[int], bytes]:
    return lambda n: request
