"""The counts behind reports: right after every change, folded or not, and the same when made again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, func, inspect, select, text
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.db import begin_write
from studyvisit.programmes.models import Enrolment, ModuleStanding, StandingCount, StandingEvent
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import (
    begin_making_again,
    count_again,
    enrol,
    fold_counts,
    follow_profile,
    lose_certificate,
    reach,
    withdraw,
)
from studyvisit.reporting.queries.counts import Counted, Dimension, enrolment_counts
from studyvisit.reporting.rules import NOT_STATED, Filters, Sort
from tests import factories
from tests.factories import NOW
from tests.people import MODULES, Cast

STEPS = tuple(Milestone)
PLACES = (
    Dimension.COHORT,
    Dimension.COUNTRY,
    Dimension.INSTITUTION,
    Dimension.SEX,
    Dimension.POSITION_LEVEL,
    Dimension.ENROLLED_ON,
)


class History:
    """People who come, go on, go back, move and leave, as a seed decides."""

    def __init__(self, session: Session, cast: Cast, seed: int) -> None:
        self.session, self.rng = session, Random(seed)
        self.cohorts = (cast.cohort, cast.other_cohort)
        self.ministry = factories.institution(session, name="Ministry of Works", country="UG")
        self.now = NOW
        session.commit()

    def happen(self, acts: int) -> None:
        """Let some acts happen, each in a transaction of its own."""
        for _ in range(acts):
            self.now += timedelta(hours=self.rng.randrange(30))
            begin_write(self.session)
            self._act()
            self.session.commit()

    def _act(self) -> None:
        acts = {
            self._step: 30,
            self._come: 8,
            self._leave: 5,
            self._tell: 4,
            self._move: 2,
            self._lose: 3,
            self._fold: 2,
            self._vanish: 1,
            self._erase: 1,
        }
        self.rng.choices(list(acts), list(acts.values()))[0]()

    def _one(self) -> Enrolment:
        return self.rng.choice(self.session.scalars(select(Enrolment).order_by(Enrolment.id)).all())

    def _standings(self) -> list[ModuleStanding]:
        order = (ModuleStanding.enrolment_id, ModuleStanding.module_slug)
        return self.rng.sample(
            there := list(self.session.scalars(select(ModuleStanding).order_by(*order))), len(there)
        )

    def _leave(self) -> None:
        withdraw(self.session, enrolment=self._one(), by_id=None, now=self.now, undo=self.rng.random() < 0.4)

    def _tell(self) -> None:
        person = self.session.get_one(User, self._one().user_id)
        person.sex = self.rng.choice((None, "female", "male", "undisclosed"))
        person.position_level = self.rng.choice((None, "head", "support"))
        follow_profile(self.session, person, self.now - timedelta(days=3000))

    def _move(self) -> None:
        one = self._one()
        there = self.session.scalars(
            select(Enrolment.cohort_id).where(Enrolment.user_id == one.user_id)
        ).all()
        one.cohort_id = next((each.id for each in self.cohorts if each.id not in there), one.cohort_id)

    def _lose(self) -> None:
        for lost in self._standings()[:1]:
            lose_certificate(self.session, enrolment_id=lost.enrolment_id, module_slug=lost.module_slug)

    def _fold(self) -> None:
        fold_counts(self.session, most=self.rng.randrange(1, 60))

    def _vanish(self) -> None:
        for lost in self._standings()[:1]:
            self.session.delete(lost)

    def _erase(self) -> None:
        self.session.execute(delete(Enrolment).where(Enrolment.id == self._one().id))
        self.session.expire_all()

    def _come(self) -> None:
        person = factories.user(self.session, country=self.rng.choice((None, "ET", "UG")))
        person.sex = self.rng.choice((None, "female", "male"))
        person.institution_id = self.rng.choice((None, self.ministry.id))
        enrol(
            self.session,
            cohort=self.rng.choice(self.cohorts),
            person=person,
            enrolled_by_id=None,
            now=self.now,
        )

    def _step(self) -> None:
        reach(
            self.session,
            enrolment_id=self._one().id,
            module_slug=self.rng.choice(MODULES),
            modules=MODULES,
            milestone=self.rng.choice(STEPS),
            now=self.now,
        )


def as_counted(rows: list[Counted]) -> dict[object, object]:
    """Return counts by their keys."""
    return {row.key: (row.enrolled, row.withdrawn, row.reached) for row in rows}


def one_by_one(session: Session) -> tuple[dict[object, object], dict[object, object]]:
    """Return what everybody counts under, whole and by module, by looking at each of them."""
    whole: dict[object, Counter[str]] = {}
    modules: dict[object, Counter[str]] = {}
    for each in session.scalars(select(Enrolment)):
        key = (each.cohort_id, each.country, each.institution_id, each.sex, each.position_level)
        key_on = (*key, each.enrolled_at.date())
        counts = whole.setdefault(key_on, Counter())
        counts["enrolled" if each.withdrawn_at is None else "withdrawn"] += 1
        if each.withdrawn_at is not None:
            continue
        counts.update(step.value for step in STEPS if getattr(each, step.value))
        for standing in session.scalars(select(ModuleStanding).where(ModuleStanding.enrolment_id == each.id)):
            reached = modules.setdefault((standing.module_slug, *key_on), Counter())
            reached.update(step.value for step in STEPS if getattr(standing, step.value))
    return _numbers(whole), _numbers(modules)


def _numbers(counts: dict[object, Counter[str]]) -> dict[object, object]:
    return {
        key: (each["enrolled"], each["withdrawn"], tuple(each[step.value] for step in STEPS))
        for key, each in counts.items()
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counts_are_right_after_any_history_and_the_same_when_made_again(
    cast: Cast, session: Session, seed: int
) -> None:
    history = History(session, cast, seed)
    for _ in range(6):
        history.happen(25)
        session.expire_all()
        whole, modules = one_by_one(session)
        assert as_counted(enrolment_counts(session, None, Filters(), PLACES)) == whole
        by_module = (Dimension.MODULE, *PLACES)
        assert as_counted(enrolment_counts(session, None, Filters(), by_module)) == modules
        session.rollback()
    begin_write(session)
    while fold_counts(session, most=7):
        pass
    session.commit()
    assert not session.scalar(select(func.count()).select_from(StandingEvent))
    kept = sorted_counts(session)
    session.execute(delete(StandingCount))
    session.commit()
    for cohort in history.cohorts:
        begin_making_again(session)
        count_again(session, cohort.id)
        session.commit()
    assert sorted_counts(session) == kept
    session.rollback()


def sorted_counts(session: Session) -> list[tuple[object, ...]]:
    """Return the counts that are kept, without those that have become nought."""
    rows = [tuple(row) for row in session.execute(select(inspect(StandingCount).local_table))]
    return sorted((row for row in rows if any(row[7:])), key=repr)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("filters", "who"),
    [
        (Filters(), {"Alem", "Bina"}),
        (Filters(cohort="incheon"), {"Alem"}),
        (Filters(country="BD"), {"Bina"}),
        (Filters(institution=NOT_STATED), {"Bina"}),
        (Filters(sex="female"), {"Alem"}),
        (Filters(position=NOT_STATED), {"Alem", "Bina"}),
        (Filters(enrolled_from=NOW.date(), enrolled_to=NOW.date()), {"Alem", "Bina"}),
        (Filters(enrolled_from=NOW.date() + timedelta(days=1)), set()),
        (Filters(module=MODULES[0]), {"Alem", "Bina"}),
        (Filters(module="taught-nowhere"), set()),
        (Filters(programme="another"), set()),
    ],
)
def test_every_filter_leaves_whom_it_names(
    cast: Cast, session: Session, filters: Filters, who: set[str]
) -> None:
    session.get_one(Enrolment, cast.enrolment_id).sex = "female"
    session.commit()
    (counts,) = enrolment_counts(session, None, filters) or [Counted((), 0, 0, ())]
    assert counts.enrolled == len(who)
    assert not enrolment_counts(session, frozenset({"another"}), filters)


def test_a_modules_steps_are_counted_of_everybody_enrolled(cast: Cast, session: Session) -> None:
    for module, step in ((MODULES[0], Milestone.QUIZ_PASSED), (MODULES[1], Milestone.STARTED)):
        reach(
            session,
            enrolment_id=cast.enrolment_id,
            module_slug=module,
            modules=MODULES,
            milestone=step,
            now=NOW,
        )
    session.commit()
    by_country = as_counted(enrolment_counts(session, None, Filters(module=MODULES[0]), (Dimension.COUNTRY,)))
    assert by_country == {("ET",): (1, 0, (1, 0, 0, 1, 0, 0)), ("BD",): (1, 0, (0,) * 6)}


def test_the_triggers_are_there(session: Session, engine: str) -> None:
    """A migration that makes a table anew would lose them in silence."""
    tables = "sqlite_master WHERE type = 'trigger'"
    if engine == "postgresql":
        tables = "pg_trigger WHERE NOT tgisinternal"
    column = "name" if engine == "sqlite" else "tgname"
    names = set(session.scalars(text(f"SELECT {column} FROM {tables}")))
    assert names >= {
        "enrolment_made",
        "enrolment_advanced",
        "enrolment_moved",
        "enrolment_gone",
        "standing_made",
        "standing_advanced",
        "standing_gone",
    }


@pytest.mark.one_database
def test_the_commands_fold_and_count_again(app: Flask, cast: Cast, session: Session) -> None:
    session.close()
    folded = app.test_cli_runner().invoke(args=["summaries", "fold"])
    assert "2 changes folded in" in folded.output
    rebuilt = app.test_cli_runner().invoke(args=["summaries", "rebuild"])
    assert "2 cohorts counted again" in rebuilt.output
    assert session.scalar(select(func.sum(StandingCount.enrolled))) == 2


@pytest.mark.parametrize("module", [None, MODULES[0]])
def test_who_reached_one_step_and_missed_another_is_counted_one_by_one(
    cast: Cast, session: Session, module: str | None
) -> None:
    for slug in MODULES:
        reach(
            session,
            enrolment_id=cast.enrolment_id,
            module_slug=slug,
            modules=MODULES,
            milestone=Milestone.LESSONS_READ,
            now=NOW,
        )
    session.commit()
    filters = Filters(module=module, reached=Sort.LESSONS_READ, missing=Sort.CERTIFIED)
    on = (Dimension.COUNTRY, Dimension.ENROLLED_ON)
    found = as_counted(enrolment_counts(session, None, filters, on))
    assert found == {("ET", NOW.date()): (1, 0, (1, 0, 1, 0, 0, 0))}
    by_module = as_counted(
        enrolment_counts(session, None, Filters(reached=Sort.STARTED), (Dimension.MODULE,))
    )
    assert by_module == {(slug,): (0, 0, (1, 0, 1, 0, 0, 0)) for slug in MODULES}
