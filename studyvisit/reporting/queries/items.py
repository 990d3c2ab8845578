"""What was answered in the quiz of a module, as plain columns: nothing here is slow for 100,000 attempts."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from math import nan
from typing import Any
from uuid import UUID

from sqlalchemy import Double, Select, String, Text, and_, case, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Module, Wave
from studyvisit.curriculum.questions import OneChoice, Question, SeveralChoices, TrueFalse
from studyvisit.errors import NotFound
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.quizzes.models import Attempt, Regrade, Response
from studyvisit.quizzes.queries.corrections import in_force
from studyvisit.quizzes.rules.correcting import Remedy
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.plain_text import json_list, moment_seconds
from studyvisit.reporting.rules import Which

AnySelect = Select[*tuple[Any, ...]]

ROWS_AT_A_TIME = 1_000
UNKNOWN = -1
BLANK, GIVEN = "[]", '["given"]'


@dataclass(slots=True)
class Sittings:
    """The attempts that count, a column each; `asked` says which set of questions, `revision` which text.

    `before` is what the same person reached in the check before the module, NaN without one, and
    `first_forms` the form it asked ("" without forms).
    """

    languages: list[str] = field(default_factory=list)
    forms: list[str | None] = field(default_factory=list)
    percents: array[float] = field(default_factory=lambda: array("d"))
    started: array[int] = field(default_factory=lambda: array("q"))
    asked: array[int] = field(default_factory=lambda: array("i"))
    revisions: array[int] = field(default_factory=lambda: array("i"))
    before: array[float] = field(default_factory=lambda: array("d"))
    first_forms: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Given:
    """The responses of these attempts, a column each: whose, to which question, what, for how much, and when.

    `answers` are numbers of `texts`; -1 stands for points not given yet, for a moment not known, and for a
    question that no text has.
    """

    attempts: array[int] = field(default_factory=lambda: array("i"))
    questions: array[int] = field(default_factory=lambda: array("h"))
    answers: array[int] = field(default_factory=lambda: array("i"))
    points: array[float] = field(default_factory=lambda: array("d"))
    saved: array[int] = field(default_factory=lambda: array("q"))
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answered:
    """A quiz with everything that was answered in it.

    `questions` are those of the newest text first and then what earlier texts asked; `points` gives the points
    of each question by revision; `asked` the sets of questions, as places in `questions`. `left_out` are the ids
    of questions that a correction dropped or credited to everyone in some attempt: there they say nothing.
    """

    module: Module
    questions: tuple[Question, ...]
    points: tuple[tuple[float, ...], ...]
    asked: tuple[tuple[int, ...], ...]
    sittings: Sittings
    given: Given
    earlier: int
    left_out: frozenset[str]


def submitted(scope: Scope, *what: Any, wave: Wave = Wave.POST) -> AnySelect:
    """Return a question about the submitted attempts in a scope of people who have not withdrawn."""
    return (
        select(Attempt.module_slug, *what)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            visible_in(scope),
            Enrolment.withdrawn_at.is_(None),
            Attempt.submitted_at.is_not(None),
            Attempt.wave == wave.value,
        )
    )


def answered(
    session: Session,
    scope: Scope,
    slug: str,
    which: Which,
    cohort: str | None = None,
    *,
    shelf: Shelf | None = None,
    since: UUID | None = None,
    has_checks: bool = True,
) -> Answered:
    """Return what people in a scope answered in a module's quiz, of their submitted attempts that are meant.

    Answers that came late count for nothing and are left out, as are people who withdrew; with `since`, those
    enrolled before that enrolment too. Where not `has_checks`, nothing is said of the check before the module.
    Raises NotFound for a module that no programme in the scope teaches.
    """
    shelf = shelf or Shelf(session)
    taught = [
        shelf.programme(one).content for one in shelf.slugs("programme") if scope is None or one in scope
    ]
    if not any(slug in programme.modules for programme in taught):
        raise NotFound
    newest = shelf.module(slug)
    where = [Attempt.module_slug == slug, Attempt.quiz_id == newest.content.quiz.id]
    if cohort is not None:
        where.append(Cohort.slug == cohort)
    if since is not None:
        # So they are looked up one by one, and not among all who sat the quiz.
        meant = (ModuleStanding.enrolment_id >= since, ModuleStanding.module_slug == slug)
        where.append(Attempt.enrolment_id.in_(select(ModuleStanding.enrolment_id).where(*meant)))
    rows = list(_counting(session.execute(_attempts(scope).where(*where)), which))
    revisions = dict.fromkeys([newest.revision_id, *(row[2] for row in rows)])
    modules = [module_revision(session, revision_id) for revision_id in revisions]
    regrades = list(session.scalars(_regrades(scope, slug, newest.content.quiz.id)))
    asked, sets, left_out = _asked_sets(session, rows, regrades)
    questions = _questions(modules, {question_id for one in sets for question_id in one} | left_out)
    places = {question.id: place for place, question in enumerate(questions)}
    sittings = _sittings(rows, asked, {revision_id: place for place, revision_id in enumerate(revisions)})
    _add_checks(sittings, rows, session.execute(_checks(scope).where(*where)) if has_checks else ())
    return Answered(
        module=newest.content,
        questions=questions,
        points=tuple(_points(module, questions) for module in modules),
        asked=tuple(
            tuple(places[question_id] for question_id in one if question_id in places) for one in sets
        ),
        sittings=sittings,
        given=_given(session, scope, where, {row[0]: place for place, row in enumerate(rows)}, questions),
        earlier=sum(row[2] != newest.revision_id for row in rows),
        left_out=frozenset(left_out),
    )


def _attempts(scope: Scope) -> AnySelect:
    return (
        submitted(scope)
        .join(User, User.id == Enrolment.user_id)
        .with_only_columns(
            type_coerce(Attempt.id, String),
            type_coerce(Attempt.enrolment_id, String),
            Attempt.revision_id,
            cast(Attempt.question_ids, Text),
            moment_seconds(Attempt.started_at),
            Attempt.percent,
            Attempt.form,
            User.language,
            Cohort.programme_slug,
        )
        .order_by(Attempt.enrolment_id, Attempt.number)
    )


def _checks(scope: Scope) -> AnySelect:
    return submitted(scope, wave=Wave.PRE).with_only_columns(
        type_coerce(Attempt.enrolment_id, String), Attempt.percent, Attempt.form
    )


def _add_checks(sittings: Sittings, rows: Sequence[Any], checks: Iterable[Any]) -> None:
    found = {enrolment: (percent, form or "") for enrolment, percent, form in checks}
    for row in rows:
        percent, form = found.get(row[1], (nan, ""))
        sittings.before.append(percent)
        sittings.first_forms.append(form)


def _counting(rows: Iterable[Any], which: Which) -> Iterator[Any]:
    """Yield the attempts that are meant; of a person's equal best ones the first."""
    if which is Which.ALL:
        yield from rows
        return
    kept: dict[Any, Any] = {}
    for row in rows:
        held = kept.get(row[1])
        if held is None or which is Which.LAST or (which is Which.HIGHEST and row[5] > held[5]):
            kept[row[1]] = row
    yield from kept.values()


def _regrades(scope: Scope, slug: str, quiz_id: str) -> Select[Any]:
    programmes = [] if scope is None else [Regrade.programme_slug.in_(sorted(scope))]
    return (
        select(Regrade)
        .where(Regrade.module_slug == slug, Regrade.quiz_id == quiz_id, *programmes)
        .order_by(Regrade.declared_at, Regrade.id)
    )


Sets = tuple[dict[Any, int], list[list[str]], set[str]]


def _asked_sets(session: Session, rows: Sequence[Any], regrades: Sequence[Regrade]) -> Sets:
    """Return the sets of questions that were asked and still count, a number for each, and what was left out.

    A set is known by how it stands in the database, by the programme and by the revision, on which depends
    what was corrected.
    """
    known = {key: number for number, key in enumerate(dict.fromkeys(map(_set_of, rows)))}
    sets, left_out = [], set()
    for text, programme, revision_id in known:
        declared = [regrade for regrade in regrades if regrade.programme_slug == programme]
        corrections = in_force(session, declared, revision_id) if declared else {}
        void = {one for one, correction in corrections.items() if correction.remedy is not Remedy.KEY}
        asked = [str(question_id) for question_id in json.loads(text)]
        sets.append([question_id for question_id in asked if question_id not in void])
        left_out |= void.intersection(asked)
    return known, sets, left_out


def _set_of(row: Any) -> tuple[str, str, UUID]:
    return row[3], row[8], row[2]


def _sittings(rows: Sequence[Any], asked: dict[Any, int], revisions: dict[UUID, int]) -> Sittings:
    found = Sittings()
    for row in rows:
        _id, _enrolment, revision_id, _questions, started, percent, form, language, _programme = row
        found.languages.append(language)
        found.forms.append(form)
        found.percents.append(percent)
        found.started.append(started)
        found.asked.append(asked[_set_of(row)])
        found.revisions.append(revisions[revision_id])
    return found


def _questions(modules: Sequence[Module], asked: Collection[str]) -> tuple[Question, ...]:
    """Return the questions of the newest text, then those that only earlier ones asked, each once."""
    found = {question.id: question for question in modules[0].quiz.questions}
    for module in modules[1:]:
        for question in module.quiz.questions:
            if question.id in asked:
                found.setdefault(question.id, question)
    return tuple(found.values())


def _points(module: Module, questions: Sequence[Question]) -> tuple[float, ...]:
    then = {question.id: question.points for question in module.quiz.questions}
    return tuple(float(then.get(question.id, question.points)) for question in questions)


def _given(
    session: Session,
    scope: Scope,
    where: Sequence[Any],
    attempts: dict[Any, int],
    questions: Sequence[Question],
) -> Given:
    places = {question.id: place for place, question in enumerate(questions)}
    chosen = [question.id for question in questions if has_options(question)]
    text = cast(Response.answer, Text)
    # Which option was chosen matters; of a text it is enough that there is one.
    answer = case(
        (Response.question_id.in_(chosen), func.coalesce(text, BLANK)), (text == BLANK, BLANK), else_=GIVEN
    )
    question = (
        submitted(scope)
        .join(Response, and_(Response.attempt_id == Attempt.id, Response.is_late.is_(False)))
        .where(*where)
        .with_only_columns(
            type_coerce(Response.attempt_id, String),
            json_list(Response.question_id),
            json_list(answer),
            json_list(func.coalesce(Response.points, literal(float(UNKNOWN), Double))),
            json_list(func.coalesce(moment_seconds(Response.first_saved_at), UNKNOWN)),
        )
        .group_by(Response.attempt_id)
    )
    found = Given()
    numbers: dict[str, int] = {}
    asked: dict[str, list[int]] = {}
    # A row an attempt, because three million rows cost more than what is in them.
    result = session.connection().execute(question, execution_options={"yield_per": ROWS_AT_A_TIME})
    for attempt, ids, answers, points, saved in result:
        if attempt not in attempts:
            continue
        if ids not in asked:
            asked[ids] = [places.get(question_id, UNKNOWN) for question_id in json.loads(ids)]
        given = json.loads(answers)
        found.attempts.extend(repeat(attempts[attempt], len(given)))
        found.questions.extend(asked[ids])
        found.answers.extend([numbers.setdefault(one, len(numbers)) for one in given])
        found.points.extend(json.loads(points))
        found.saved.extend(json.loads(saved))
    found.texts = list(numbers)
    return found


def has_options(question: Question) -> bool:
    """Return whether a question is answered by choosing among options that stand in it."""
    return isinstance(question, OneChoice | SeveralChoices | TrueFalse)
