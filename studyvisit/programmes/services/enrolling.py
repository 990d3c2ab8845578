"""Enrolling people and recording how far they have come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.accounts.rules import Sex
from studyvisit.audit.services import record
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.programmes.rules import Milestone


def open_cohort(
    session: Session,
    *,
    programme_slug: str,
    slug: str,
    title: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
    withheld: Iterable[str] = (),
) -> Cohort:
    """Open a cohort of a programme, or return the one of that slug; `withheld` modules it does not have."""
    cohort = session.scalar(select(Cohort).where(Cohort.slug == slug))
    if cohort is None:
        cohort = Cohort(
            programme_slug=programme_slug,
            slug=slug,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            pins=dict.fromkeys(withheld),
        )
        session.add(cohort)
        session.flush()
        record(
            session,
            actor_id=None,
            action="cohort.opened",
            subject_kind="cohort",
            subject_id=cohort.id,
            now=now,
        )
    return cohort


def enrol(
    session: Session,
    *,
    cohort: Cohort,
    person: User,
    enrolled_by_id: UUID | None,
    now: datetime,
) -> Enrolment:
    """Enrol a person in a cohort, or return the enrolment they have; who was withdrawn takes part again.

    The enrolment keeps what their profile says by now; `follow_profile` says what travels later.
    """
    enrolment = session.scalar(
        select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.user_id == person.id)
    )
    if enrolment is None:
        enrolment = Enrolment(
            cohort_id=cohort.id,
            user_id=person.id,
            country=person.country,
            institution_id=person.institution_id,
            sex=person.sex,
            position_level=person.position_level,
            enrolled_at=now,
        )
        session.add(enrolment)
        session.flush()
        record(
            session,
            actor_id=enrolled_by_id,
            action="enrolment.made",
            subject_kind="enrolment",
            subject_id=enrolment.id,
            now=now,
        )
    withdraw(session, enrolment=enrolment, by_id=enrolled_by_id, now=now, undo=True)
    return enrolment


def follow_profile(session: Session, person: User, now: datetime) -> None:
    """Bring a person's enrolments up to date with what they have just told about themselves.

    What an enrolment did not say yet is filled in. Sex and level also follow a correction until the day after
    the cohort's last, and sex follows whenever it is withheld; country and institution stand as they were.
    """
    enrolments = session.execute(
        select(Enrolment, Cohort.ends_on)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.user_id == person.id)
    )
    for enrolment, ends_on in enrolments:
        enrolment.country = enrolment.country or person.country
        enrolment.institution_id = enrolment.institution_id or person.institution_id
        is_open = now.date() <= ends_on + timedelta(days=1)  # the last day ends later in the west
        if is_open or person.sex == Sex.UNDISCLOSED:
            enrolment.sex = person.sex or enrolment.sex
        if is_open:
            enrolment.position_level = person.position_level or enrolment.position_level
        enrolment.sex = enrolment.sex or person.sex
        enrolment.position_level = enrolment.position_level or person.position_level
    session.flush()


def touch(session: Session, enrolment_id: UUID, now: datetime) -> None:
    """Record that a person did something in an enrolment, whether or not it took them a step further.

    What they did later stays what they did last.
    """
    enrolment = session.get_one(Enrolment, enrolment_id)
    enrolment.last_active_at = max(now, enrolment.last_active_at or now)
    session.flush()


def withdraw(
    session: Session, *, enrolment: Enrolment, by_id: UUID | None, now: datetime, undo: bool = False
) -> None:
    """Take a person out of a cohort, or with `undo` back in; what they have done there stays.

    Doing it again changes nothing.
    """
    if (enrolment.withdrawn_at is None) is undo:
        return
    enrolment.withdrawn_at = None if undo else now
    record(
        session,
        actor_id=by_id,
        action="enrolment.restored" if undo else "enrolment.withdrawn",
        subject_kind="enrolment",
        subject_id=enrolment.id,
        now=now,
    )
    session.flush()


def reach(
    session: Session,
    *,
    enrolment_id: UUID,
    module_slug: str,
    modules: Sequence[str],
    milestone: Milestone,
    now: datetime,
    by_clock: bool = False,
) -> None:
    """Record that an enrolment reached a step in a module, and in the programme once every module has.

    A step reached before keeps its first date. `modules` are the programme's, by slug; those that the cohort does
    not have are not waited for. A step that the clock took, `by_clock`, is no sign that the person is there.
    """
    enrolment = session.get_one(Enrolment, enrolment_id, with_for_update=True)
    if not by_clock:
        touch(session, enrolment_id, now)
    standing = session.get(ModuleStanding, (enrolment_id, module_slug))
    if standing is None:
        standing = ModuleStanding(enrolment_id=enrolment_id, module_slug=module_slug)
        session.add(standing)
    for target in (standing, enrolment):
        target.started_at = target.started_at or now
    if getattr(standing, milestone) is None:
        setattr(standing, milestone, now)
    session.flush()
    if getattr(enrolment, milestone) is None:
        missing = set(modules) - _modules_at(session, enrolment_id, milestone)
        if not missing or missing <= _withheld(session, enrolment.cohort_id):
            setattr(enrolment, milestone, now)
            session.flush()


def lose_certificate(session: Session, *, enrolment_id: UUID, module_slug: str) -> None:
    """Count an enrolment as certified no longer, in a module and so in the programme.

    The one step that is ever taken back: by the audited act of revoking, never by itself.
    """
    enrolment = session.get_one(Enrolment, enrolment_id, with_for_update=True)
    standing = session.get_one(ModuleStanding, (enrolment_id, module_slug))
    standing.certified_at = enrolment.certified_at = None
    session.flush()


def _withheld(session: Session, cohort_id: UUID) -> set[str]:
    """Return the modules that a cohort does not have."""
    pins = session.get_one(Cohort, cohort_id).pins
    return {slug for slug, pin in pins.items() if pin is None}


def _modules_at(session: Session, enrolment_id: UUID, milestone: Milestone) -> set[str]:
    column = getattr(ModuleStanding, milestone)
    return set(
        session.scalars(
            select(ModuleStanding.module_slug).where(
                ModuleStanding.enrolment_id == enrolment_id, column.is_not(None)
            )
        )
    )
