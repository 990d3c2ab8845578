"""Keeping what is ticked until it is given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Wave
from studyvisit.errors import Conflict
from studyvisit.programmes.models import Enrolment
from studyvisit.questionnaires import rules
from studyvisit.questionnaires.models import RatingDraft
from studyvisit.questionnaires.queries import Draft, Drafts, follow_up_of, sitting_of
from studyvisit.questionnaires.rules import Value


class NotYetOpen(Conflict):
    """The module has not come far enough for looking back, or it is not the time of a follow-up."""

    code: ClassVar[str] = "not-yet-open"


@dataclass(frozen=True, slots=True)
class Ticked:
    """A rating as a person ticked it; `revision` is their browser's count, from 1."""

    wave: Wave
    statement_id: str
    value: Value
    revision: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where what is ticked on one page is kept: whose it is, and of which module, none for a follow-up."""

    enrolment_id: UUID
    questionnaire_slug: str
    module_slug: str


def save_rating(
    session: Session, *, sheet: Sheet, asked: Collection[str], ticked: Ticked, now: datetime
) -> dict[str, Any]:
    """Keep one rating and return its receipt: what is stored now, and how many of its page are.

    `asked` are the statements of the page. Only a higher client revision replaces what is stored. Once its wave
    was given nothing more is kept, and the receipt says that it came too late. Raises NotYetOpen.
    """
    occasion = rules.occasion_of(ticked.wave)
    waves = occasion.waves if occasion else (ticked.wave,)
    drafts, is_given = _stored(session, sheet, ticked.wave)
    if is_given:
        late, whole = Draft(ticked.value, ticked.revision, now), len(waves) * len(asked)
        return _receipt(late, rated=whole, is_current=False, is_late=True)
    stored = _keep(session, sheet, drafts, ticked, now)
    rated = sum(wave in waves and statement_id in asked for wave, statement_id in drafts)
    return _receipt(stored, rated=rated, is_current=stored.value == ticked.value, is_late=False)


def save_ratings(session: Session, *, sheet: Sheet, ticked: Sequence[Ticked], now: datetime) -> bool:
    """Keep the ratings of a whole page that differ from what is stored, unless their wave was given.

    Return whether a newer rating from elsewhere was kept in place of one of them. Raises NotYetOpen.
    """
    is_newer_elsewhere = False
    for wave in dict.fromkeys(one.wave for one in ticked):
        drafts, is_given = _stored(session, sheet, wave)
        for one in ticked:
            before = drafts.get((wave, one.statement_id))
            if one.wave is not wave or is_given or (before is not None and before.value == one.value):
                continue
            is_newer_elsewhere |= _keep(session, sheet, drafts, one, now).value != one.value
    return is_newer_elsewhere


def forget_drafts(session: Session, sheet: Sheet, waves: Sequence[Wave]) -> None:
    """Forget what was ticked in waves that are given now."""
    session.execute(
        delete(RatingDraft).where(
            RatingDraft.enrolment_id == sheet.enrolment_id,
            RatingDraft.questionnaire_slug == sheet.questionnaire_slug,
            RatingDraft.module_slug == sheet.module_slug,
            RatingDraft.wave.in_(waves),
        )
    )


def _stored(session: Session, sheet: Sheet, wave: Wave) -> tuple[Drafts, bool]:
    """Return what is kept, and whether the wave was given; giving and saving come one after the other."""
    session.get_one(Enrolment, sheet.enrolment_id, with_for_update=True)
    if wave.is_follow_up:
        follow_up = follow_up_of(session, sheet.enrolment_id, sheet.questionnaire_slug, wave)
        return follow_up.drafts, any(wave in waves for waves in follow_up.waves.values())
    sitting = sitting_of(session, sheet.enrolment_id, sheet.questionnaire_slug, sheet.module_slug)
    occasion = rules.occasion_of(wave)
    if occasion and not rules.is_open(occasion, sitting.lessons_read_at, sitting.quiz_passed_at):
        raise NotYetOpen
    return sitting.drafts, wave in sitting.waves


def _keep(session: Session, sheet: Sheet, drafts: Drafts, ticked: Ticked, now: datetime) -> Draft:
    """Keep a rating where it is newer than what is stored; return what is stored now, also in `drafts`."""
    before = drafts.get((ticked.wave, ticked.statement_id))
    if before is not None and not rules.replaces(ticked.revision, before.revision):
        return before
    session.merge(
        RatingDraft(
            enrolment_id=sheet.enrolment_id,
            questionnaire_slug=sheet.questionnaire_slug,
            module_slug=sheet.module_slug,
            wave=ticked.wave.value,
            statement_id=ticked.statement_id,
            value=ticked.value,
            revision=ticked.revision,
            saved_at=now,
        )
    )
    kept = drafts[ticked.wave, ticked.statement_id] = Draft(ticked.value, ticked.revision, now)
    return kept


def _receipt(stored: Draft, *, rated: int, is_current: bool, is_late: bool) -> dict[str, Any]:
    return {
        "saved_at": stored.saved_at.isoformat(),
        "revision": stored.revision,
        "is_current": is_current,
        "is_late": is_late,
        "rated": rated,
    }
