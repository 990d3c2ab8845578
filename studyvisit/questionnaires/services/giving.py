"""Giving a self-assessment."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.content import Module, Questionnaire, Wave
from studyvisit.errors import Conflict, Unprocessable
from studyvisit.library.queries import Published
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.queries import Participation
from studyvisit.programmes.rules import Milestone, present_occasion
from studyvisit.programmes.services import reach, touch
from studyvisit.questionnaires import rules
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.questionnaires.queries import sitting_of, waves_of_enrolment
from studyvisit.questionnaires.rules import Occasion, Ratings, Value
from studyvisit.questionnaires.services.saving import NotYetOpen, Sheet, forget_drafts
from studyvisit.receipts.services import answer_once, key_of_form

_MILESTONES = {
    Occasion.BEFORE: Milestone.ASSESSED_BEFORE,
    Occasion.AFTER: Milestone.ASSESSED_AFTER,
}


class AlreadyGiven(Conflict):
    """The self-assessment was given before; it is not changed afterwards."""

    code: ClassVar[str] = "already-given"


class Unrated(Unprocessable):
    """A statement was left out, or rated with a value that the scale does not have."""

    code: ClassVar[str] = "unrated"


def give(
    session: Session,
    *,
    user_id: UUID,
    enrolment_id: UUID,
    modules: Sequence[str],
    module: Published[Module],
    questionnaire: Published[Questionnaire],
    occasion: Occasion,
    ratings: Ratings,
    page_key: str,
    now: datetime,
) -> None:
    """Record the ratings of one occasion, each wave once. `modules` are the programme's, by slug.

    The same page sent twice is recorded once and not an error. Raises NotYetOpen, AlreadyGiven, Unrated.
    """
    # Whoever sends twice at the same moment waits here, and then finds the receipt of the first.
    session.get_one(Enrolment, enrolment_id, with_for_update=True)
    body = {
        "enrolment": str(enrolment_id),
        "module": module.content.slug,
        "occasion": occasion,
        "ratings": {wave: dict(ratings.get(wave, {})) for wave in occasion.waves},
    }

    def act(session: Session) -> dict[str, Any]:
        _ensure_may_give(session, enrolment_id, module.content, questionnaire.content, occasion, ratings)
        for wave in occasion.waves:
            _add(session, enrolment_id, module.content, questionnaire, wave, ratings, now)
        forget_drafts(
            session, Sheet(enrolment_id, questionnaire.content.slug, module.content.slug), occasion.waves
        )
        record(
            session,
            actor_id=user_id,
            action="self-assessment.given",
            subject_kind="enrolment",
            subject_id=enrolment_id,
            now=now,
            module=module.content.slug,
            waves=list(occasion.waves),
        )
        reach(
            session,
            enrolment_id=enrolment_id,
            module_slug=module.content.slug,
            modules=modules,
            milestone=_MILESTONES[occasion],
            now=now,
        )
        return {}

    answer_once(session, user_id=user_id, key=key_of_form(page_key, body), body=body, now=now, act=act)


def give_again(
    session: Session,
    *,
    participation: Participation,
    modules: Sequence[Module],
    questionnaire: Published[Questionnaire],
    wave: Wave,
    ratings: Ratings,
    page_key: str,
    today: date,
    now: datetime,
) -> None:
    """Record the ratings of a follow-up, once, for each of the modules that it is asked about.

    `modules` are all of the programme's, `today` the day at the place of the visit. The same page sent
    twice is recorded once and not an error. Raises NotYetOpen, AlreadyGiven, Unrated.
    """
    enrolment_id = participation.enrolment_id
    session.get_one(Enrolment, enrolment_id, with_for_update=True)
    mine = dict(ratings.get(wave, {}))
    body = {"enrolment": str(enrolment_id), "wave": wave, "ratings": mine}

    def act(session: Session) -> dict[str, Any]:
        given = waves_of_enrolment(session, enrolment_id)
        asked = rules.asked_again(modules, given, wave)
        _ensure_may_give_again(participation, questionnaire.content, asked, given, wave, mine, today)
        for module in asked:
            ids = {statement.id for statement in questionnaire.content.statements_of(module)}
            its = {wave: {key: value for key, value in mine.items() if key in ids}}
            _add(session, enrolment_id, module, questionnaire, wave, its, now)
        forget_drafts(session, Sheet(enrolment_id, questionnaire.content.slug, ""), (wave,))
        record(
            session,
            actor_id=participation.user_id,
            action="self-assessment.given",
            subject_kind="enrolment",
            subject_id=enrolment_id,
            now=now,
            waves=[wave],
            modules=[module.slug for module in asked],
        )
        touch(session, enrolment_id, now)
        return {}

    key = key_of_form(page_key, body)
    answer_once(session, user_id=participation.user_id, key=key, body=body, now=now, act=act)


def _ensure_may_give_again(
    participation: Participation,
    questionnaire: Questionnaire,
    asked: Sequence[Module],
    given: Mapping[str, Container[Wave]],
    wave: Wave,
    ratings: Mapping[str, Value],
    today: date,
) -> None:
    occasion = present_occasion(participation.ends_on, today)
    if wave not in questionnaire.waves or occasion is None or occasion.value != wave.value:
        raise NotYetOpen
    if not asked:
        raise AlreadyGiven if any(wave in waves for waves in given.values()) else NotYetOpen
    statements = {one.id: one for module in asked for one in questionnaire.statements_of(module)}
    is_known = all(
        statement_id in statements and rules.is_allowed(questionnaire, value)
        for statement_id, value in ratings.items()
    )
    if not is_known or rules.unrated((wave,), list(statements.values()), {wave: ratings}):
        raise Unrated


def _ensure_may_give(
    session: Session,
    enrolment_id: UUID,
    module: Module,
    questionnaire: Questionnaire,
    occasion: Occasion,
    ratings: Ratings,
) -> None:
    sitting = sitting_of(session, enrolment_id, questionnaire.slug, module.slug)
    if rules.is_given(occasion, sitting.waves):
        raise AlreadyGiven
    if not rules.is_open(occasion, sitting.lessons_read_at, sitting.quiz_passed_at):
        raise NotYetOpen
    asked = questionnaire.statements_of(module)
    known = {statement.id for statement in asked}
    given = [pair for wave in occasion.waves for pair in ratings.get(wave, {}).items()]
    is_known = all(
        statement_id in known and rules.is_allowed(questionnaire, value) for statement_id, value in given
    )
    if not is_known or rules.unrated(occasion.waves, asked, ratings):
        raise Unrated


def _add(
    session: Session,
    enrolment_id: UUID,
    module: Module,
    questionnaire: Published[Questionnaire],
    wave: Wave,
    ratings: Ratings,
    now: datetime,
) -> None:
    session.add(
        Assessment(
            enrolment_id=enrolment_id,
            questionnaire_slug=questionnaire.content.slug,
            module_slug=module.slug,
            wave=wave.value,
            revision_id=questionnaire.revision_id,
            given_at=now,
            ratings=[Rating(statement_id=key, value=value) for key, value in ratings[wave].items()],
        )
    )
