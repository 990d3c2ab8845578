"""Filling a database with believable people, in bulk."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.accounts.rules import DEMO_PASSWORD
from studyvisit.accounts.services import hash_password
from studyvisit.cli.demo_answers import plan_of
from studyvisit.cli.demo_feedback import feedback_plans
from studyvisit.cli.demo_insert import insert_rows
from studyvisit.cli.demo_lives import ModulePlan, Plan, QuestionPlan, life_of
from studyvisit.cli.demo_names import COUNTRIES
from studyvisit.cli.demo_planted import planted_life
from studyvisit.cli.demo_rows import RowMaker, Surroundings, drain, email_of, ids_of
from studyvisit.curriculum.content import Module, Programme, Questionnaire
from studyvisit.curriculum.questions import drawn
from studyvisit.curriculum.questions.base import Form
from studyvisit.db import begin_write
from studyvisit.library.queries import Shelf
from studyvisit.programmes.services import fold_counts, open_cohort
from studyvisit.quizzes.rules.asking import form_of, questions_of

PEOPLE_A_TRANSACTION = 2_000
SEEDS = 2_000
COHORTS = (date(2019, 4, 1), date(2019, 5, 6), date(2019, 6, 3), date(2019, 7, 1))


@dataclass(frozen=True, slots=True)
class Loaded:
    """How far the loading has come."""

    done: int
    added: int


def load(
    session: Session,
    *,
    participants: int,
    seed: int,
    evidence_of: int | None = None,
    planted: bool = False,
    note_of: Callable[[Programme, date, date], str],
    now: datetime,
) -> Iterator[Loaded]:
    """Add the people of a seed that are not there yet; yield after every transaction.

    Of `evidence_of` modules, the first, there will be lessons, answers and ratings, of the others milestones alone;
    None means of all. The ratings of `planted` people are known beforehand. `note_of` says on a certificate when
    and where a programme was held for a cohort. The session must be fresh. Commits as it goes, so that a hundred
    thousand people neither fill memory nor hold the database.
    """
    begin_write(session)
    plan, around = _prepare(session, seed, note_of, now)
    session.commit()
    added = 0
    gc.freeze()  # rows hold no cycles; looking for some among millions of them costs a third of the time
    gc.disable()
    for first in range(1, participants + 1, PEOPLE_A_TRANSACTION):
        serials = range(first, min(first + PEOPLE_A_TRANSACTION, participants + 1))
        begin_write(session)
        added += _add_people(session, plan, around, serials, evidence_of, planted=planted)
        session.commit()
        gc.collect()
        yield Loaded(serials[-1], added)
    gc.enable()
    gc.unfreeze()


def _add_people(
    session: Session,
    plan: Plan,
    around: Surroundings,
    serials: range,
    evidence_of: int | None,
    *,
    planted: bool,
) -> int:
    lives = []
    for serial in serials:
        rng = Random(f"planted:{around.seed}:{serial}" if planted else f"{around.seed}:{serial}")
        person_id = UUID(ids_of(rng, serial)())
        life = planted_life(rng, plan, person_id, serial) if planted else life_of(rng, plan, person_id)
        lives.append((serial, rng, life))
    emails = [email_of(life, around.seed, serial) for serial, _rng, life in lives]
    there = set(session.scalars(select(User.email).where(User.email.in_(emails))))
    maker = RowMaker(around, evidence_of)
    added = 0
    for (serial, rng, life), email in zip(lives, emails, strict=True):
        if email not in there:
            maker.add(life, serial, rng)
            added += 1
    for table, rows in drain(maker.rows):
        insert_rows(session.connection(), table, rows)
    while fold_counts(session):
        pass  # a hundred thousand people would leave half a million changes to fold in
    return added


def _prepare(
    session: Session, seed: int, note_of: Callable[[Programme, date, date], str], now: datetime
) -> tuple[Plan, Surroundings]:
    shelf = Shelf(session)
    programme = shelf.programme(shelf.slugs("programme")[0]).content
    modules = {module.content.slug: module for module in shelf.modules_of(programme)}
    questionnaire = shelf.questionnaire(programme.self_assessment)
    cohorts = tuple(
        open_cohort(
            session,
            programme_slug=programme.slug,
            slug=f"{programme.slug}-demo-{starts_on:%Y-%m}",
            title=f"Demonstration cohort {letter}, {starts_on:%B %Y}",
            starts_on=starts_on,
            ends_on=starts_on.replace(day=starts_on.day + 4),
            now=now,
        )
        for letter, starts_on in zip("ABCD", COHORTS, strict=True)
    )
    plan = Plan(
        modules=tuple(_plan(module.content, questionnaire.content) for module in modules.values()),
        cohorts=COHORTS,
    )
    return plan, Surroundings(
        seed=seed,
        password_hash=hash_password(DEMO_PASSWORD),
        institutions={
            country.code: _institutions(session, country.code, country.institutions) for country in COUNTRIES
        },
        cohorts=tuple(cohort.id for cohort in cohorts),
        modules=modules,
        questionnaire_slug=questionnaire.content.slug,
        questionnaire_revision=questionnaire.revision_id,
        programme_title=programme.title,
        programme_notes=tuple(note_of(programme, one.starts_on, one.ends_on) for one in cohorts),
        cohort_ends=tuple(one.ends_on for one in cohorts),
        feedback=feedback_plans(shelf, programme, seed),
    )


def _plan(module: Module, questionnaire: Questionnaire) -> ModulePlan:
    quiz = module.quiz

    plans = {question.id: plan_of(question) for question in quiz.questions}
    varying = {question.id: question for question in quiz.questions if drawn(question, 0) is not question}

    @cache
    def varied(question_id: str, seed: int) -> QuestionPlan:
        return plan_of(drawn(varying[question_id], seed))

    def asked(question_id: str, seed: int) -> QuestionPlan:
        return varied(question_id, seed) if question_id in varying else plans[question_id]

    @cache
    def drawn_for(seed: int, form: Form | None) -> tuple[str, ...]:
        return questions_of(quiz, seed, form)

    return ModulePlan(
        slug=module.slug,
        lessons=tuple((lesson.id, lesson.minutes) for lesson in module.lessons),
        quiz=quiz.rules,
        question=asked,
        draw=drawn_for,
        form=lambda person, wave, number: form_of(quiz.rules, person, module.slug, wave, number),
        seeds=SEEDS,
        statements=tuple(statement.id for statement in questionnaire.statements_of(module)),
        has_not_applicable=questionnaire.allows_not_applicable,
    )


def _institutions(session: Session, country: str, names: tuple[str, ...]) -> tuple[UUID, ...]:
    """Return the ids of a country's institutions in the order of their names here, making those missing."""
    there = {
        institution.name: institution
        for institution in session.scalars(select(Institution).where(Institution.country == country))
    }
    made = [there.get(name) or Institution(name=name, country=country) for name in names]
    session.add_all(made)
    session.flush()
    return tuple(institution.id for institution in made)
