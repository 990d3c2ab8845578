"""Marking an answer: claiming it, saying what it is worth, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Actor
from studyvisit.audit.services import record
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.errors import Conflict
from studyvisit.marking import queries, rules
from studyvisit.marking.models import Marking
from studyvisit.marking.policies import Marks
from studyvisit.marking.queries import AnswerToMark
from studyvisit.marking.rules import Made, MarkerRole, State
from studyvisit.messaging.services import enqueue
from studyvisit.programmes.models import Enrolment
from studyvisit.quizzes.models import Attempt, MarkingTask
from studyvisit.quizzes.services import lock_enrolment, settle


class MarkedMeanwhile(Conflict):
    """Somebody else has marked the answer since the page was opened."""

    code: ClassVar[str] = "marked-meanwhile"


@dataclass(frozen=True, slots=True)
class Given:
    """Marks as a person gave them on a page that showed them `revision` of their own, 0 for none, as `role`."""

    points: Mapping[str, int]
    comment: str
    role: MarkerRole
    revision: int


def claim_next(
    session: Session, *, actor: Actor, marks: Marks, module: str, question: str, now: datetime
) -> UUID | None:
    """Keep the oldest answer that waits for a person for them alone, for a while; return its id, or None."""
    task = queries.next_task(session, actor, marks, module=module, question=question, now=now)
    if task is None:
        return None
    task.claimed_by_id, task.claimed_until = actor.user_id, now + rules.CLAIM
    session.flush()
    return task.response_id


def mark_answer(
    session: Session,
    *,
    actor: Actor,
    marks: Marks,
    about: AnswerToMark,
    module: Module,
    given: Given,
    modules: Sequence[str],
    now: datetime,
) -> None:
    """Keep a person's marks for an answer; once nobody else has to, count its attempt anew and tell its owner.

    `module` is as the attempt was asked, `modules` are the programme's. Saying the same twice changes nothing.
    Raises MarkedMeanwhile when the answer is no longer as the person saw it.
    """
    question = module.quiz.question(about.question_id)
    assert isinstance(question, MarkedByPerson)
    assert question.is_complete(given.points)
    lock_enrolment(session, about.enrolment_id)
    task = session.get_one(MarkingTask, about.response_id, with_for_update=True, populate_existing=True)
    made = queries.markings_of(session, about.response_id)
    own = next((one for one in made if one.marker_id == actor.user_id), None)
    if own is not None and (dict(own.points), own.comment) == (dict(given.points), given.comment):
        return
    role = rules.own_role(
        State(task.state),
        task.markers,
        made,
        actor.user_id,
        may_mark=marks.may_mark(about.programme_slug),
        may_moderate=marks.may_moderate(about.programme_slug),
    )
    if role is not given.role or (own.revision if own else 0) != given.revision:
        raise MarkedMeanwhile
    _keep(session, about.response_id, actor.user_id, given, int(question.earned(given.points).points), now)
    made = queries.markings_of(session, about.response_id)
    task.state = _state_after(task, made, question.points, module)
    task.claimed_by_id = task.claimed_until = None
    session.flush()
    record(
        session,
        actor_id=actor.user_id,
        action="answer.marked",
        subject_kind="response",
        subject_id=about.response_id,
        now=now,
        role=role.value,
        points=dict(given.points),
        state=task.state,
    )
    if task.state == State.DONE:
        _settle(session, task, made, module, modules, now)


def _keep(
    session: Session, response_id: UUID, marker_id: UUID, given: Given, total: int, now: datetime
) -> None:
    marking = session.scalar(
        select(Marking).where(Marking.response_id == response_id, Marking.marker_id == marker_id)
    )
    if marking is None:
        marking = Marking(response_id=response_id, marker_id=marker_id, role=given.role.value, revision=0)
        session.add(marking)
    marking.points, marking.total, marking.comment = dict(given.points), total, given.comment
    marking.made_at = now
    marking.revision += 1
    session.flush()


def _state_after(task: MarkingTask, made: Sequence[Made], points: int, module: Module) -> State:
    """Return for whom an answer waits after these marks."""
    by_role = {one.role: one.total for one in made}
    if MarkerRole.MODERATOR in by_role or task.markers == 1:
        return State.DONE
    if MarkerRole.SECOND not in by_role:
        return State.SECOND
    first, second = by_role[MarkerRole.FIRST], by_role[MarkerRole.SECOND]
    are_apart = module.quiz.rules.marking.needs_moderator(first, second, points)
    return State.MODERATION if are_apart else State.DONE


def _settle(
    session: Session,
    task: MarkingTask,
    made: Sequence[Made],
    module: Module,
    modules: Sequence[str],
    now: datetime,
) -> None:
    points = rules.settled(made)
    attempt = settle(
        session,
        task=task,
        points=sum(points.values(), start=rules.NOTHING),
        result={
            "points": {criterion: float(value) for criterion, value in points.items()},
            "comments": rules.comments_of(made),
        },
        modules=modules,
        now=now,
    )
    if attempt.unmarked == 0:
        _tell(session, attempt, module, now)


def _tell(session: Session, attempt: Attempt, module: Module, now: datetime) -> None:
    """Write to the participant that everything is marked, once for each attempt."""
    user = session.execute(
        select(User.name, User.email, User.language)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.id == attempt.enrolment_id)
    ).one()
    enqueue(
        session,
        unique_key=f"answers-marked:{attempt.id}",
        address=user.email,
        language=user.language,
        template="answers-marked",
        parameters={"name": user.name, "quiz": module.quiz.title, "path": f"/attempts/{attempt.id}"},
        now=now,
    )
