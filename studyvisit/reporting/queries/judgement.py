"""How a group's self-ratings go together with what a module's quiz shows. Nobody's name is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from studyvisit.calibration.queries import SPOILT
from studyvisit.calibration.rules import (
    Given,
    Person,
    Shown,
    Together,
    answers_in,
    level_of,
    rated_in,
    shown_by,
    together,
)
from studyvisit.curriculum.content import Competency, Module, Questionnaire, Wave
from studyvisit.errors import NotFound
from studyvisit.library.queries import Shelf, published_module
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.questionnaires.queries import questionnaire_revision
from studyvisit.quizzes.models import Attempt, Regrade, Response
from studyvisit.reporting.policies import Scope, visible_in


@dataclass(frozen=True, slots=True)
class Judged:
    """A module's competencies with what a group comes to."""

    module: Module
    competencies: tuple[tuple[Competency, Together], ...]


def judged(session: Session, scope: Scope, slug: str) -> Judged:
    """Return what the people in a scope come to in a module, each by their latest rating and latest attempt.

    Raises NotFound for a module that no programme in the scope teaches.
    """
    shelf = Shelf(session)
    programmes = [one for one in shelf.slugs("programme") if scope is None or one in scope]
    if not any(slug in shelf.programme(one).content.modules for one in programmes):
        raise NotFound
    module = shelf.module(slug).content
    ratings, shown = _ratings(session, scope, slug), _shown(session, scope, slug)
    found = []
    for competency in module.competencies:
        people = [
            _person(competency.id, ratings.get(enrolment_id), shown.get(enrolment_id, {}))
            for enrolment_id in ratings.keys() | shown.keys()
        ]
        found.append((competency, together(people)))
    return Judged(module, tuple(found))


def _person(
    competency_id: str,
    rated: tuple[Questionnaire, Mapping[str, int | None]] | None,
    shown: Mapping[str, Shown],
) -> Person:
    level, does_not_apply = None, False
    if rated is not None and competency_id in rated[1]:
        value = rated[1][competency_id]
        level, does_not_apply = level_of(rated[0], value), value is None
    return Person(level=level, does_not_apply=does_not_apply, shown=shown.get(competency_id, Shown()))


def _ratings(
    session: Session, scope: Scope, slug: str
) -> dict[UUID, tuple[Questionnaire, Mapping[str, int | None]]]:
    """Return how people rated themselves, by competency: after the module, or before it where that is all."""
    rows = session.execute(
        select(
            Assessment.enrolment_id,
            Assessment.wave,
            Assessment.revision_id,
            Rating.statement_id,
            Rating.value,
        )
        .join(Rating, Rating.assessment_id == Assessment.id)
        .join(Enrolment, Enrolment.id == Assessment.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            visible_in(scope),
            Enrolment.withdrawn_at.is_(None),
            Assessment.module_slug == slug,
            Assessment.wave.in_((Wave.PRE, Wave.POST)),
        )
    )
    given: defaultdict[tuple[UUID, str], dict[str, int | None]] = defaultdict(dict)
    revisions: dict[tuple[UUID, str], UUID] = {}
    for enrolment_id, wave, revision_id, statement_id, value in rows:
        given[enrolment_id, wave][statement_id] = value
        revisions[enrolment_id, wave] = revision_id
    found: dict[UUID, tuple[Questionnaire, Mapping[str, int | None]]] = {}
    for enrolment_id, wave in sorted(given, key=lambda key: key[1] == Wave.POST):  # the later one stays
        questionnaire = questionnaire_revision(session, revisions[enrolment_id, wave])
        found[enrolment_id] = (questionnaire, rated_in(questionnaire, given[enrolment_id, wave]))
    return found


def _shown(session: Session, scope: Scope, slug: str) -> dict[UUID, dict[str, Shown]]:
    """Return what the quiz shows of people, by competency: their latest attempt that was handed in."""
    attempts = _latest_attempts(session, scope, slug)
    given: defaultdict[UUID, dict[str, Given]] = defaultdict(dict)
    rows = session.execute(
        _of_scope(
            select(
                Response.attempt_id,
                Response.question_id,
                Response.points,
                Response.certainty,
                Response.answer,
            ).join(Attempt, Attempt.id == Response.attempt_id),
            scope,
            slug,
        ).where(Response.is_late.is_(False))
    )
    for attempt_id, question_id, points, certainty, answer in rows:
        given[attempt_id][question_id] = Given(points, (certainty or "") if answer else "")
    spoilt = _spoilt(session, slug)
    found = {}
    for enrolment_id, attempt in attempts.items():
        published = published_module(session, attempt.revision_id)
        out = {
            question_id
            for (programme, question_id), number in spoilt.items()
            if programme == attempt.programme_slug and number >= published.number
        }
        answers = answers_in(published.content.quiz, attempt.question_ids, given[attempt.id], out)
        found[enrolment_id] = shown_by(answers)
    return found


def _latest_attempts(session: Session, scope: Scope, slug: str) -> dict[UUID, Any]:
    rows = session.execute(
        _of_scope(
            select(
                Attempt.id,
                Attempt.enrolment_id,
                Attempt.revision_id,
                Attempt.question_ids,
                Cohort.programme_slug,
            ),
            scope,
            slug,
        ).order_by(Attempt.submitted_at)
    )
    return {row.enrolment_id: row for row in rows}


def _of_scope(question: Any, scope: Scope, slug: str) -> Any:
    return (
        question.join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            visible_in(scope),
            Enrolment.withdrawn_at.is_(None),
            Attempt.module_slug == slug,
            Attempt.submitted_at.is_not(None),
            Attempt.wave == Wave.POST.value,
        )
    )


def _spoilt(session: Session, slug: str) -> dict[tuple[str, str], int]:
    """Return the questions of a module that were dropped or credited, with up to which revision, by programme."""
    rows = session.execute(
        select(Regrade.programme_slug, Regrade.question_id, Regrade.revision_number)
        .where(and_(Regrade.module_slug == slug, Regrade.remedy.in_(SPOILT)))
        .order_by(Regrade.revision_number)
    )
    return {(programme, question_id): number for programme, question_id, number in rows}
