"""Answers that people mark, on the seeded database: one waits, one is marked, and a third attempt is open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from studyvisit.curriculum import document
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.source import Bundle, UnitKind, dump_bundle
from studyvisit.db import new_id
from studyvisit.library.models import Revision
from studyvisit.library.queries import Published
from studyvisit.marking.models import Marking
from studyvisit.quizzes.models import Attempt, MarkingTask, Response, Upload
from studyvisit.quizzes.services import path_of
from tests.factories import NOW
from tests.quizzing import BY_PERSON, WRITTEN

PLAN = b"First the capital, then the districts."
QUIZ = "by-person"


@dataclass(frozen=True)
class ByPerson:
    """An open attempt with a file, and an answer that waits to be marked."""

    open_attempt: UUID
    upload_id: UUID
    response_id: UUID


def seed_marking(
    session: Session, enrolment_id: UUID, module: Published[Module], marker_id: UUID
) -> ByPerson:
    """Let somebody hand in a text and a file, of which the file is marked, and begin again."""
    revision_id = _revision(session, module.content)
    finished = _attempt(session, enrolment_id, module.content.slug, revision_id, number=1)
    running = _attempt(session, enrolment_id, module.content.slug, revision_id, number=2)
    waiting = _task(session, finished, "long-answer", [WRITTEN], "first")
    marked = _task(session, finished, "file-upload", [str(_upload(session, finished))], "done")
    marked.result = {"points": {"problem": 2, "proposal": 1}, "comments": ["A first step is missing"]}
    marked.claimed_by_id, marked.claimed_until = marker_id, NOW
    session.get_one(Response, marked.response_id).points = 3.0
    session.add(
        Marking(
            response_id=marked.response_id,
            marker_id=marker_id,
            role="first",
            points={"problem": 2, "proposal": 1},
            total=3,
            comment="A first step is missing",
            made_at=NOW,
        )
    )
    finished.submitted_at, finished.points, finished.available = NOW, 3.0, 8
    finished.percent, finished.passed, finished.unmarked = 37.5, False, 1
    upload_id = _upload(session, running)
    session.add(_response(running, "file-upload", [str(upload_id)]))
    session.flush()
    return ByPerson(running.id, upload_id, waiting.response_id)


def _revision(session: Session, module: Module) -> UUID:
    """Return a revision, not published, whose quiz asks only what people mark."""
    quiz = replace(module.quiz, id=QUIZ, questions=BY_PERSON, sections=())
    latest = session.scalar(select(func.max(Revision.number)).where(Revision.slug == module.slug)) or 0
    revision = Revision(
        kind="module",
        slug=module.slug,
        number=latest + 1,
        sha256=new_id().hex,
        source=dump_bundle(Bundle(UnitKind.MODULE, module.slug, {})),
        document=document.dump(replace(module, quiz=quiz)),
        published_at=NOW,
    )
    session.add(revision)
    session.flush()
    return revision.id


def _attempt(session: Session, enrolment_id: UUID, slug: str, revision_id: UUID, *, number: int) -> Attempt:
    made = Attempt(
        enrolment_id=enrolment_id,
        module_slug=slug,
        quiz_id=QUIZ,
        revision_id=revision_id,
        number=number,
        seed=1,
        question_ids=[question.id for question in BY_PERSON],
        started_at=NOW,
        submitted_at=NOW if number == 1 else None,
        points=0.0 if number == 1 else None,
        percent=0.0 if number == 1 else None,
    )
    session.add(made)
    session.flush()
    return made


def _response(attempt: Attempt, question_id: str, answer: list[str]) -> Response:
    return Response(
        attempt_id=attempt.id, question_id=question_id, answer=answer, revision=1, saved_at=NOW, points=None
    )


def _task(session: Session, attempt: Attempt, question_id: str, answer: list[str], state: str) -> MarkingTask:
    response = _response(attempt, question_id, answer)
    session.add(response)
    session.flush()
    task = MarkingTask(
        response_id=response.id, attempt_id=attempt.id, markers=1, state=state, waits_since=NOW
    )
    session.add(task)
    session.flush()
    return task


def _upload(session: Session, attempt: Attempt) -> UUID:
    sha256 = hashlib.sha256(PLAN).hexdigest()
    upload = Upload(
        attempt_id=attempt.id,
        question_id="file-upload",
        sha256=sha256,
        type="txt",
        name="plan.txt",
        size=len(PLAN),
        uploaded_at=NOW,
    )
    session.add(upload)
    session.flush()
    engine = session.get_bind()
    if isinstance(engine, Engine) and engine.dialect.name == "sqlite" and engine.url.database:
        path = path_of(Path(engine.url.database).parent / "files", sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PLAN)
    return upload.id
