"""Questions about answers that people mark. Nobody finds their own answers here, nor those of other programmes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from studyvisit.accounts.models import User
from studyvisit.actor import Actor
from studyvisit.errors import NotFound
from studyvisit.marking.models import Marking
from studyvisit.marking.policies import Marks, within
from studyvisit.marking.rules import Made, MarkerRole, State
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, MarkingTask, Response, Upload
from studyvisit.quizzes.queries.papers import FileHeld, file_held

MOST_SHOWN = 200
AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits for a mark; whose it is is shown only where the quiz says so."""

    response_id: UUID
    attempt_id: UUID
    revision_id: UUID
    module_slug: str
    question_id: str
    state: str
    waits_since: datetime
    cohort_title: str
    name: str
    claimed_by_id: UUID | None
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answers people mark, with a revision that asks it and how many answers wait."""

    module_slug: str
    question_id: str
    revision_id: UUID
    waiting: int


@dataclass(frozen=True, slots=True)
class AnswerToMark:
    """An answer with all that marking it needs."""

    response_id: UUID
    attempt_id: UUID
    enrolment_id: UUID
    revision_id: UUID
    programme_slug: str
    module_slug: str
    question_id: str
    answer: tuple[str, ...]
    name: str
    state: State
    markers: int
    waits_since: datetime
    claimed_by_id: UUID | None
    claimed_until: datetime | None
    files: tuple[FileHeld, ...]
    made: tuple[Made, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What two markers gave the same answer, by criterion."""

    revision_id: UUID
    first: dict[str, int]
    second: dict[str, int]


def waiting(
    session: Session, actor: Actor, marks: Marks, *, module: str = "", question: str = ""
) -> tuple[Waiting, ...]:
    """Return the answers that wait for this person, the oldest first; at most 200."""
    rows = session.execute(_for_person(_columns(), actor, marks, module, question).limit(MOST_SHOWN))
    return tuple(Waiting(*row) for row in rows)


def next_task(
    session: Session, actor: Actor, marks: Marks, *, module: str, question: str, now: datetime
) -> MarkingTask | None:
    """Return the oldest task that waits for this person and that nobody else has begun, locked; or None."""
    is_free = or_(
        MarkingTask.claimed_by_id.is_(None),
        MarkingTask.claimed_by_id == actor.user_id,
        MarkingTask.claimed_until < now,
    )
    found = _for_person(select(MarkingTask), actor, marks, module, question).where(is_free).limit(1)
    task: MarkingTask | None = session.scalar(found.with_for_update(of=MarkingTask, skip_locked=True))
    return task


def questions_marked(session: Session, actor: Actor, marks: Marks) -> tuple[Asked, ...]:
    """Return the questions whose answers people mark, with how many of them wait for this person."""
    rows = session.execute(
        select(Attempt.module_slug, Response.question_id, Attempt.revision_id)
        .join_from(MarkingTask, Response, Response.id == MarkingTask.response_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(within(marks.moderating))
        .distinct()
    )
    newest: dict[tuple[str, str], UUID] = {}
    for slug, question_id, revision_id in rows:
        key = (slug, question_id)
        newest[key] = max(revision_id, newest.get(key, revision_id))
    counted = Counter(
        map(
            tuple,
            session.execute(
                _for_person(select(Attempt.module_slug, Response.question_id), actor, marks, "", "")
            ),
        )
    )
    return tuple(
        Asked(slug, question_id, revision_id, counted[slug, question_id])
        for (slug, question_id), revision_id in sorted(newest.items())
    )


def revision_asking(session: Session, marks: Marks, module_slug: str, question_id: str) -> UUID:
    """Return the revision that asked a question last, of those whose answers people mark. Raises NotFound."""
    found = session.scalar(
        select(Attempt.revision_id)
        .join_from(MarkingTask, Response, Response.id == MarkingTask.response_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Attempt.module_slug == module_slug,
            Response.question_id == question_id,
            within(marks.moderating),
        )
        .order_by(Response.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def answer_to_mark(session: Session, actor: Actor, marks: Marks, response_id: UUID) -> AnswerToMark:
    """Return an answer that is marked by people, with what was said so far. Raises NotFound."""
    row = session.execute(
        select(MarkingTask, Response, Attempt, Cohort.programme_slug, User.name)
        .join(Response, Response.id == MarkingTask.response_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(User, User.id == Enrolment.user_id)
        .where(
            MarkingTask.response_id == response_id,
            Enrolment.user_id != actor.user_id,
            within(marks.moderating),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    task, response, attempt, programme_slug, name = row
    return AnswerToMark(
        response_id=response.id,
        attempt_id=attempt.id,
        enrolment_id=attempt.enrolment_id,
        revision_id=attempt.revision_id,
        programme_slug=programme_slug,
        module_slug=attempt.module_slug,
        question_id=response.question_id,
        answer=tuple(response.answer),
        name=name,
        state=State(task.state),
        markers=task.markers,
        waits_since=task.waits_since,
        claimed_by_id=task.claimed_by_id,
        claimed_until=task.claimed_until,
        files=_files(session, attempt.id, response.question_id),
        made=markings_of(session, response_id),
    )


def markings_of(session: Session, response_id: UUID) -> tuple[Made, ...]:
    """Return what people said about an answer so far."""
    rows = session.scalars(
        select(Marking)
        .where(Marking.response_id == response_id)
        .order_by(Marking.made_at, Marking.id)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Made(
            marker_id=row.marker_id,
            role=MarkerRole(row.role),
            points={str(key): int(value) for key, value in dict(row.points).items()},
            total=row.total,
            comment=row.comment,
            revision=row.revision,
        )
        for row in rows
    )


def pairs_of(session: Session, marks: Marks, module_slug: str, question_id: str) -> tuple[Pair, ...]:
    """Return the answers to a question that two people marked, in the order they came."""
    first, second = aliased(Marking), aliased(Marking)
    rows = session.execute(
        select(Attempt.revision_id, first.points, second.points)
        .select_from(Response)
        .join(first, and_(first.response_id == Response.id, first.role == MarkerRole.FIRST))
        .join(second, and_(second.response_id == Response.id, second.role == MarkerRole.SECOND))
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Attempt.module_slug == module_slug,
            Response.question_id == question_id,
            within(marks.moderating),
        )
        .order_by(Response.id)
    )
    return tuple(Pair(revision_id, dict(one), dict(other)) for revision_id, one, other in rows)


def _columns() -> AnySelect:
    return select(
        Response.id,
        Attempt.id,
        Attempt.revision_id,
        Attempt.module_slug,
        Response.question_id,
        MarkingTask.state,
        MarkingTask.waits_since,
        Cohort.title,
        User.name,
        MarkingTask.claimed_by_id,
        MarkingTask.claimed_until,
    )


def _for_person(found: AnySelect, actor: Actor, marks: Marks, module: str, question: str) -> AnySelect:
    """Keep a question about tasks to those that wait for this person, the oldest first."""
    own = select(Marking.response_id).where(Marking.marker_id == actor.user_id)
    where: list[ColumnElement[bool]] = [
        or_(
            and_(MarkingTask.state.in_((State.FIRST, State.SECOND)), within(marks.marking)),
            and_(MarkingTask.state == State.MODERATION, within(marks.moderating)),
        ),
        MarkingTask.response_id.not_in(own),
        Enrolment.user_id != actor.user_id,
        Enrolment.withdrawn_at.is_(None),
    ]
    if module:
        where.append(Attempt.module_slug == module)
    if question:
        where.append(Response.question_id == question)
    return (
        found.join_from(MarkingTask, Response, Response.id == MarkingTask.response_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(User, User.id == Enrolment.user_id)
        .where(*where)
        .order_by(MarkingTask.waits_since, MarkingTask.response_id)
    )


def _files(session: Session, attempt_id: UUID, question_id: str) -> tuple[FileHeld, ...]:
    uploads: Sequence[Upload] = session.scalars(
        select(Upload)
        .where(Upload.attempt_id == attempt_id, Upload.question_id == question_id)
        .order_by(Upload.id)
    ).all()
    return tuple(file_held(upload) for upload in uploads)
