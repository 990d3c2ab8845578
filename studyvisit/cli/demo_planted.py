"""A demonstration programme whose answer is known: a planted gain, a planted response shift, planted gaps.

Of forty people of a country, two rate themselves before and then never again, two afterwards only, and thirty-six
both times and looking back. What the reports ought to find follows from the tables below and nothing else.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from studyvisit.cli.demo_lives import Life, ModuleLife, Plan, Walk, answer_quiz, sit_quiz
from studyvisit.cli.demo_names import COUNTRIES, POSITIONS, a_name
from studyvisit.curriculum.content import Forms, Wave
from studyvisit.programmes.rules import Milestone

ONLY_BEFORE, ONLY_AFTER = range(2), range(2, 4)
"""Who of a country did half of it, by their rank in it; everybody from rank 4 on did all."""
STARTS = (1, 2, 3)
"""Where people put themselves before, in turn."""
GAINS = (
    (0, 0, 1, 1),
    (0, 1, 1, 1),
    (0, 1, 1, 2),
    (1, 1, 1, 2),
    (1, 1, 2, 2),
)
"""By how many steps people rise, in turn; the means are 0.5, 0.75, 1, 1.25 and 1.5."""
SHIFTS = {1: 0, 2: -1, 3: -1}
"""Where people see their start afterwards, against where they put it before: a mean of −2/3."""
CYCLE = 12
"""So many people see every start with every gain once."""
STILL_THERE = 2
"""Every second person answers again after half a year, and is one step lower where they had risen by two."""


def gain_of(country: int, module: int) -> tuple[int, ...]:
    """Return the gains that people of a country make in a module, both counted from 0: those of a table above."""
    return GAINS[min(max(country + module % 3 - 1, 0), len(GAINS) - 1)]


def planted_life(rng: Random, plan: Plan, person_id: UUID, serial: int) -> Life:
    """Return the life of a participant, counted from 1: their ratings follow from the serial, the rest is drawn."""
    place, rank = (serial - 1) % len(COUNTRIES), (serial - 1) // len(COUNTRIES)
    country = COUNTRIES[place]
    woman = rank % 2 == 0
    name, latin = a_name(rng, country, woman=woman)
    cohort = rank % len(plan.cohorts)
    starts = datetime.combine(plan.cohorts[cohort], time(4), UTC)
    life = Life(
        id=person_id,
        name=name,
        latin=latin,
        country=country,
        institution=rank % len(country.institutions),
        is_stated=True,
        woman=woman,
        position=POSITIONS[rank % len(POSITIONS)],
        cohort=cohort,
        enrolled_at=starts - timedelta(days=21) + timedelta(seconds=int(rng.random() * 14 * 86_400)),
    )
    walk = Walk(rng, country.hours, life.enrolled_at)
    ability = rng.triangular(0.6, 1.0, 0.92)
    for number, module in enumerate(plan.modules):
        done = ModuleLife(module, life.id)
        life.modules.append(done)
        _take(rng, walk, done, ability, rank, gain_of(place, number))
        if Wave.POST in done.waves and rank % STILL_THERE == 0:
            _half_a_year_later(done, plan.cohorts[cohort], rank)
    life.last_active_at = walk.now
    return life


def _take(
    rng: Random, walk: Walk, done: ModuleLife, ability: float, rank: int, gains: tuple[int, ...]
) -> None:
    turn = rank % CYCLE
    before = STARTS[turn % len(STARTS)]
    after = before + gains[turn // len(STARTS)]
    walk.sit_down(2)
    if rank not in ONLY_AFTER:
        _rate(done, Wave.PRE, before, walk.wait(2), rank)
        done.reach(Milestone.ASSESSED_BEFORE, walk.now)
    if rank in ONLY_BEFORE:
        return
    if done.plan.quiz.forms is Forms.BEFORE_AFTER and turn % 2:
        done.before = answer_quiz(rng, walk, done, 1, ability - 0.3, Wave.PRE)
    for lesson_id, minutes in done.plan.lessons:
        opened_at, read_at = walk.now, walk.wait(minutes + 1)
        done.read.append((lesson_id, opened_at, read_at, read_at))
    done.reach(Milestone.LESSONS_READ, walk.now)
    if done.before is not None:
        done.reached[Milestone.STARTED] = min(done.reached[Milestone.STARTED], done.before.started_at)
    sit_quiz(rng, walk, done, ability)
    given_at = walk.wait(3)
    _rate(done, Wave.POST, after, given_at, rank)
    _rate(done, Wave.THEN, before + SHIFTS[before], given_at, rank)
    done.reach(Milestone.ASSESSED_AFTER, given_at)
    if {Milestone.ASSESSED_BEFORE, Milestone.QUIZ_PASSED} <= done.reached.keys():
        done.reach(Milestone.CERTIFIED, walk.wait(3))


def _rate(done: ModuleLife, wave: Wave, value: int, at: datetime, rank: int) -> None:
    """Rate all statements alike; to the last of a cycle the last statement does not apply."""
    values: list[int | None] = [value] * len(done.plan.statements)
    if done.plan.has_not_applicable and len(values) > 1 and rank % CYCLE == CYCLE - 1:
        values[-1] = None
    done.waves[wave] = (at, tuple(values))


def _half_a_year_later(done: ModuleLife, starts_on: date, rank: int) -> None:
    before, after = (done.waves.get(wave) for wave in (Wave.PRE, Wave.POST))
    if before is None or after is None:
        return
    month = starts_on.month + 6
    year, month = starts_on.year + (month - 1) // 12, (month - 1) % 12 + 1
    day = starts_on.replace(year=year, month=month, day=min(28, monthrange(year, month)[1]))
    has_risen_far = (after[1][0] or 0) - (before[1][0] or 0) > 1
    value = (after[1][0] or 0) - has_risen_far
    _rate(done, Wave.FOLLOW_UP_6, value, datetime.combine(day, time(9), UTC), rank)
