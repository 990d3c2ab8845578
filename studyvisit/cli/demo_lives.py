"""Who does what when: the lives of people who do not exist, decided by a seed and nothing else.

Nothing here knows a database. What a life says is what the platform itself would have recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import NamedTuple
from uuid import UUID

from studyvisit.cli.demo_names import COUNTRIES, POSITIONS, Country, a_name
from studyvisit.curriculum.content import Forms, QuizRules, Wave
from studyvisit.curriculum.questions import Answer
from studyvisit.curriculum.questions.base import Form
from studyvisit.programmes.rules import Milestone
from studyvisit.quizzes.rules import due_at, is_passed, percent_of
from studyvisit.quizzes.rules.certainty import Certainty

NEVER_START = 0.09
WITHDRAW = 0.02
RATE_BEFORE = 0.93
STOP_AT_A_LESSON = 0.02
SIT_THE_QUIZ = 0.95
WALK_OUT = 0.015
LEAVE_OUT = 0.02
TRY_AGAIN = 0.85
RATE_AFTER = 0.92
NOT_APPLICABLE = 0.03
CLAIM = 0.96
GO_ON = 0.87
CHECK_BEFORE = 0.4
KNOWN_LESS = 0.3
UNSAID = 0.1


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """A question as people answer it; `wrong` are answers with the points that they earn."""

    id: str
    points: int
    right: Answer
    wrong: tuple[tuple[Answer, Fraction | int], ...]


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """What a module asks of people. `draw` and `question` give what an attempt asks, by its seed.

    `form` gives the form of a person's attempt in a wave, by its number.
    """

    slug: str
    lessons: tuple[tuple[str, int], ...]
    quiz: QuizRules
    question: Callable[[str, int], QuestionPlan]
    draw: Callable[[int, Form | None], tuple[str, ...]]
    form: Callable[[UUID, Wave, int], Form | None]
    seeds: int
    statements: tuple[str, ...]
    has_not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the programme asks of people, and when each cohort meets."""

    modules: tuple[ModulePlan, ...]
    cohorts: tuple[date, ...]
    countries: tuple[Country, ...] = COUNTRIES


class Answered(NamedTuple):
    """An answer, when it was given, what it earned, and how sure the person was; None where they did not say."""

    question_id: str
    answer: Answer
    at: datetime
    points: Fraction | int
    certainty: Certainty | None


@dataclass(slots=True)
class Sitting:
    """One attempt; without `submitted_at` the person walked out and it is still open."""

    number: int
    seed: int
    question_ids: tuple[str, ...]
    started_at: datetime
    due_at: datetime | None
    wave: Wave = Wave.POST
    form: Form | None = None
    answers: list[Answered] = field(default_factory=list)
    submitted_at: datetime | None = None
    points: Fraction = Fraction(0)
    available: int = 0
    passed: bool = False


@dataclass(slots=True)
class ModuleLife:
    """What one person did in one module. `before` is the check before it, where they took it.

    `read` holds lesson, when opened, touched and marked as read.
    """

    plan: ModulePlan
    person_id: UUID
    before: Sitting | None = None
    read: list[tuple[str, datetime, datetime, datetime | None]] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    waves: dict[Wave, tuple[datetime, tuple[int | None, ...]]] = field(default_factory=dict)
    reached: dict[Milestone, datetime] = field(default_factory=dict)

    def reach(self, milestone: Milestone, at: datetime) -> None:
        """Note a step, and that the module was started by then."""
        self.reached.setdefault(Milestone.STARTED, at)
        self.reached.setdefault(milestone, at)


@dataclass(slots=True)
class Life:
    """One participant, from enrolment to the last thing they did."""

    id: UUID
    name: str
    latin: str
    country: Country
    institution: int | None
    is_stated: bool
    woman: bool
    position: str
    cohort: int
    enrolled_at: datetime
    modules: list[ModuleLife] = field(default_factory=list)
    last_active_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def reached(self, milestone: Milestone, modules: int) -> datetime | None:
        """Return when the programme's step was reached: with the last module, or for the start the first."""
        moments = [module.reached[milestone] for module in self.modules if milestone in module.reached]
        if milestone is Milestone.STARTED:
            return min(moments, default=None)
        return max(moments) if len(moments) == modules else None


@dataclass(slots=True)
class Walk:
    """A person on their way through time, in their own office hours."""

    rng: Random
    hours: int
    now: datetime

    def wait(self, minutes: float) -> datetime:
        """Let some minutes go by."""
        self.now += timedelta(seconds=int(minutes * self.rng.uniform(36, 90)))
        return self.now

    def sit_down(self, days: int) -> datetime:
        """Go on some working day later, between eight and five by the person's clock."""
        day = self.now.date() + timedelta(days=1 + int(self.rng.random() * days))
        at = datetime.combine(day, time(8), UTC) - timedelta(hours=self.hours)
        self.now = max(self.now, at) + timedelta(seconds=int(self.rng.random() * 9 * 3600))
        return self.now


def life_of(rng: Random, plan: Plan, person_id: UUID) -> Life:
    """Return one person's life; the same generator state and id give the same life."""
    country = rng.choice(plan.countries)
    woman = rng.random() < 0.45
    name, latin = a_name(rng, country, woman=woman)
    cohort = int(rng.random() * len(plan.cohorts))
    starts = datetime.combine(plan.cohorts[cohort], time(4), UTC)
    life = Life(
        id=person_id,
        name=name,
        latin=latin,
        country=country,
        institution=None if rng.random() < 0.04 else int(rng.random() * len(country.institutions)),
        is_stated=rng.random() >= 0.01,
        woman=woman,
        position=rng.choice(POSITIONS),
        cohort=cohort,
        enrolled_at=starts - timedelta(days=21) + timedelta(seconds=int(rng.random() * 14 * 86400)),
    )
    if rng.random() >= NEVER_START:
        _take_part(rng, plan, life)
    if rng.random() < WITHDRAW:
        walk = Walk(rng, country.hours, life.last_active_at or life.enrolled_at)
        life.withdrawn_at = walk.sit_down(5)
    return life


def _take_part(rng: Random, plan: Plan, life: Life) -> None:
    ability = rng.triangular(0.5, 1.0, 0.92)
    walk = Walk(rng, life.country.hours, life.enrolled_at)
    for module in plan.modules:
        walk.sit_down(6)
        done = ModuleLife(module, life.id)
        life.modules.append(done)
        _take_module(rng, walk, done, ability)
        life.last_active_at = walk.now
        if Milestone.LESSONS_READ not in done.reached or rng.random() > GO_ON:
            return


def _take_module(rng: Random, walk: Walk, done: ModuleLife, ability: float) -> None:
    if rng.random() < RATE_BEFORE:
        before = tuple(_rating(rng, done.plan, ability) for _ in done.plan.statements)
        done.waves[Wave.PRE] = (walk.wait(2), before)
        done.reach(Milestone.ASSESSED_BEFORE, walk.now)
    if done.plan.quiz.forms is Forms.BEFORE_AFTER and rng.random() < CHECK_BEFORE:
        done.before = answer_quiz(rng, walk, done, 1, max(0.2, ability - KNOWN_LESS), Wave.PRE)
        done.reach(Milestone.STARTED, done.before.started_at)
    if not _read(rng, walk, done):
        return
    if rng.random() < SIT_THE_QUIZ:
        walk.sit_down(3)
        sit_quiz(rng, walk, done, ability)
    if rng.random() < RATE_AFTER:
        _look_back(rng, walk, done)
    wanted = (Milestone.ASSESSED_BEFORE, Milestone.QUIZ_PASSED, Milestone.ASSESSED_AFTER)
    if all(milestone in done.reached for milestone in wanted) and rng.random() < CLAIM:
        done.reach(Milestone.CERTIFIED, walk.wait(3))


def _rating(rng: Random, plan: ModulePlan, ability: float) -> int | None:
    """Return how a person rates themselves before a module; None where that does not apply to their work."""
    if plan.has_not_applicable and rng.random() < NOT_APPLICABLE:
        return None
    return min(4, 1 + int(rng.random() * 5 * ability))


def _read(rng: Random, walk: Walk, done: ModuleLife) -> bool:
    """Read lesson after lesson; return whether the person came to the end."""
    for lesson_id, minutes in done.plan.lessons:
        if rng.random() < 0.4:
            walk.sit_down(3)
        opened_at = walk.now
        if rng.random() < STOP_AT_A_LESSON:
            done.read.append((lesson_id, opened_at, walk.wait(minutes / 3), None))
            return False
        done.read.append((lesson_id, opened_at, walk.wait(minutes + 1), walk.now))
        done.reach(Milestone.STARTED, walk.now)
    done.reach(Milestone.LESSONS_READ, walk.now)
    return True


def sit_quiz(rng: Random, walk: Walk, done: ModuleLife, ability: float) -> None:
    """Take a module's quiz, again until it is passed or the person gives up."""
    percents: list[Fraction] = []
    while done.plan.quiz.attempts is None or len(percents) < done.plan.quiz.attempts:
        sitting = answer_quiz(rng, walk, done, len(percents) + 1, min(0.98, ability + 0.08 * len(percents)))
        done.sittings.append(sitting)
        done.reach(Milestone.STARTED, sitting.started_at)
        if sitting.submitted_at is None:
            return
        percents.append(percent_of(sitting.points, sitting.available))
        if is_passed(done.plan.quiz, percents):
            sitting.passed = True
            done.reach(Milestone.QUIZ_PASSED, sitting.submitted_at)
            return
        if rng.random() > TRY_AGAIN:
            return
        walk.sit_down(2)


def answer_quiz(
    rng: Random, walk: Walk, done: ModuleLife, number: int, ability: float, wave: Wave = Wave.POST
) -> Sitting:
    """Return one sitting of a module's quiz, with its answers."""
    plan, form = done.plan, done.plan.form(done.person_id, wave, number)
    seed = 1 + int(rng.random() * plan.seeds)
    started_at = walk.wait(1)
    due = due_at(plan.quiz, started_at)
    sitting = Sitting(number, seed, plan.draw(seed, form), started_at, due, wave, form)
    walks_out = wave is Wave.POST and rng.random() < WALK_OUT
    earned: Fraction | int = 0
    leaves_after = int(rng.random() * len(sitting.question_ids)) if walks_out else None
    for place, question_id in enumerate(sitting.question_ids):
        if place == leaves_after:
            return sitting
        question = plan.question(question_id, seed)
        sitting.available += question.points
        if rng.random() < LEAVE_OUT:
            continue
        is_right = rng.random() < ability or not question.wrong
        answer, points = (question.right, question.points) if is_right else rng.choice(question.wrong)
        certainty = _certainty(rng, is_right=is_right) if plan.quiz.certainty else None
        sitting.answers.append(Answered(question_id, answer, walk.wait(1.2), points, certainty))
        earned += points
    sitting.points = Fraction(earned)
    sitting.submitted_at = walk.wait(1)
    return sitting


def _certainty(rng: Random, *, is_right: bool) -> Certainty | None:
    """Return how sure a person says they are: more often sure when right, and some are sure when wrong."""
    if rng.random() < UNSAID:
        return None
    place = rng.random() + (0.25 if is_right else -0.1)
    return Certainty.SURE if place > 0.6 else Certainty.FAIRLY if place > 0.2 else Certainty.GUESS


def _look_back(rng: Random, walk: Walk, done: ModuleLife) -> None:
    asked = len(done.plan.statements)
    before: tuple[int | None, ...] = done.waves[Wave.PRE][1] if Wave.PRE in done.waves else (2,) * asked
    after = tuple(None if value is None else min(5, value + int(rng.random() * 2.7)) for value in before)
    then = tuple(None if value is None else max(1, value - int(rng.random() * 1.6)) for value in before)
    given_at = walk.wait(3)
    done.waves[Wave.POST] = (given_at, after)
    done.waves[Wave.THEN] = (given_at, then)
    done.reach(Milestone.ASSESSED_AFTER, given_at)
