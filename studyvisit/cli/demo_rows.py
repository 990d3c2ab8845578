"""Lives as rows: what the platform's own services would have written, ready to be inserted in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from studyvisit.accounts.models import User
from studyvisit.accounts.rules import Sex
from studyvisit.cli.demo_feedback import FeedbackPlan, given_of
from studyvisit.cli.demo_lives import Life, ModuleLife, Sitting
from studyvisit.cli.demo_names import LEVELS
from studyvisit.completion.models import Certificate, Completion
from studyvisit.completion.rules import CODE_ALPHABET, CODE_LENGTH, code_of
from studyvisit.curriculum.content import Module, Wave
from studyvisit.db import Base
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.queries import Published
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.programmes.rules import Milestone
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.rules import percent_of

Rows = dict[type[Base], list[dict[str, Any]]]

# Parents before children: the order in which a database with foreign keys takes them.
TABLES: tuple[type[Base], ...] = (
    User,
    Enrolment,
    ModuleStanding,
    LessonProgress,
    Attempt,
    Response,
    Assessment,
    Rating,
    Completion,
    Certificate,
    FeedbackGiven,
    NamedFeedback,
    AnonymousFeedback,
)
_FIRST_MILLISECOND = 1_546_300_800_000  # 1 January 2019


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rows refer to. `institutions` and `cohorts` hold ids by country and in order.

    `programme_notes` are what certificates say of when and where, `cohort_ends` the last days, in the order
    of the cohorts.
    """

    seed: int
    password_hash: str
    institutions: dict[str, tuple[UUID, ...]]
    cohorts: tuple[UUID, ...]
    modules: dict[str, Published[Module]]
    questionnaire_slug: str
    questionnaire_revision: UUID
    programme_title: str
    programme_notes: tuple[str, ...]
    cohort_ends: tuple[date, ...]
    feedback: tuple[FeedbackPlan, ...]


class RowMaker:
    """Turns lives into rows; ids come from the same generator as the life, so they are the same every time."""

    def __init__(self, around: Surroundings, evidence_of: int | None) -> None:
        self._around = around
        self._with_evidence = frozenset(list(around.modules)[:evidence_of])
        self.rows: Rows = defaultdict(list)

    def add(self, life: Life, serial: int, rng: Random) -> None:
        """Add the rows of one life."""
        around = self._around
        new_id = ids_of(rng, serial)
        country = life.country.code if life.is_stated else None
        institution_id = (
            None if life.institution is None else around.institutions[life.country.code][life.institution]
        )
        user_id, enrolment_id = life.id, new_id()
        sex = Sex.FEMALE if life.woman else Sex.MALE
        self.rows[User].append(
            {
                "id": user_id,
                "email": email_of(life, around.seed, serial),
                "name": life.name,
                "password_hash": around.password_hash,
                "country": country,
                "institution_id": institution_id,
                "position": life.position,
                "position_level": LEVELS[life.position].value,
                "sex": sex.value,
                "language": "en",
                "timezone": life.country.timezone,
                "created_at": life.enrolled_at,
            }
        )
        self.rows[Enrolment].append(
            {
                "id": enrolment_id,
                "cohort_id": around.cohorts[life.cohort],
                "user_id": user_id,
                "country": country,
                "institution_id": institution_id,
                "position_level": LEVELS[life.position].value,
                "sex": sex.value,
                "enrolled_at": life.enrolled_at,
                "withdrawn_at": life.withdrawn_at,
                "last_active_at": life.last_active_at,
                **{step.value: life.reached(step, len(around.modules)) for step in Milestone},
            }
        )
        for module in life.modules:
            self._add_module(life, module, enrolment_id, new_id, rng)
        if self._with_evidence and life.modules and life.withdrawn_at is None:
            self._add_feedback(life, self.rows[Enrolment][-1], new_id, rng)

    def _add_module(
        self, life: Life, module: ModuleLife, enrolment_id: str, new_id: Callable[[], str], rng: Random
    ) -> None:
        key: dict[str, Any] = {"enrolment_id": enrolment_id, "module_slug": module.plan.slug}
        if module.reached:
            reached = {step.value: module.reached.get(step) for step in Milestone}
            self.rows[ModuleStanding].append({**key, **reached})
        if module.plan.slug not in self._with_evidence:
            return
        published = self._around.modules[module.plan.slug]
        key["revision_id"] = published.revision_id
        self.rows[LessonProgress] += [
            {
                **key,
                "lesson_id": lesson_id,
                "place": "",
                "opened_at": opened_at,
                "touched_at": touched_at,
                "read_at": read_at,
            }
            for lesson_id, opened_at, touched_at, read_at in module.read
        ]
        attempt_ids = [
            self._add_attempt(key, published.content.quiz.id, sitting, new_id) for sitting in module.sittings
        ]
        if module.before is not None:
            self._add_attempt(key, published.content.quiz.id, module.before, new_id)
        waves = self._add_assessments(module, enrolment_id, new_id)
        if Milestone.CERTIFIED in module.reached:
            evidence = evidence_of(module, published.revision_id, attempt_ids[-1], waves)
            self._add_certificate(life, module, key, evidence, new_id, rng)

    def _add_feedback(
        self, life: Life, enrolment: dict[str, Any], new_id: Callable[[], str], rng: Random
    ) -> None:
        around = self._around
        for plan, answers, at in given_of(rng, around.feedback, around.cohort_ends[life.cohort]):
            key = {"occasion": plan.occasion.value, "revision_id": plan.revision_id, "answers": answers}
            self.rows[FeedbackGiven].append(
                {"enrolment_id": enrolment["id"], "occasion": plan.occasion.value}
            )
            if plan.is_anonymous:
                random_id = UUID(int=rng.getrandbits(128), version=4)
                self.rows[AnonymousFeedback].append(
                    {**key, "id": random_id, "cohort_id": around.cohorts[life.cohort]}
                )
            else:
                self.rows[NamedFeedback].append(
                    {**key, "id": new_id(), "enrolment_id": enrolment["id"], "given_at": at}
                )
                enrolment["last_active_at"] = max(enrolment["last_active_at"] or at, at)

    def _add_attempt(
        self, key: dict[str, Any], quiz_id: str, sitting: Sitting, new_id: Callable[[], str]
    ) -> str:
        attempt_id = new_id()
        is_submitted = sitting.submitted_at is not None
        self.rows[Attempt].append(
            {
                **key,
                "id": attempt_id,
                "quiz_id": quiz_id,
                "number": sitting.number,
                "seed": sitting.seed,
                "question_ids": sitting.question_ids,
                "started_at": sitting.started_at,
                "due_at": sitting.due_at,
                "submitted_at": sitting.submitted_at,
                "points": float(sitting.points) if is_submitted else None,
                "available": sitting.available if is_submitted else None,
                "percent": float(percent_of(sitting.points, sitting.available)) if is_submitted else None,
                "passed": sitting.passed if is_submitted and sitting.wave is Wave.POST else None,
                "wave": sitting.wave.value,
                "form": sitting.form.value if sitting.form else None,
            }
        )
        self.rows[Response] += [
            {
                "id": new_id(),
                "attempt_id": attempt_id,
                "question_id": given.question_id,
                "answer": given.answer,
                "revision": 1,
                "saved_at": given.at,
                "first_saved_at": given.at,
                "is_late": False,
                "points": float(given.points) if is_submitted else None,
                "certainty": given.certainty,
            }
            for given in sitting.answers
        ]
        return attempt_id

    def _add_assessments(
        self, module: ModuleLife, enrolment_id: str, new_id: Callable[[], str]
    ) -> dict[str, str]:
        ids: dict[str, str] = {}
        for wave, (given_at, values) in module.waves.items():
            assessment_id = new_id()
            ids[wave.value] = _dashed(assessment_id)
            self.rows[Assessment].append(
                {
                    "id": assessment_id,
                    "enrolment_id": enrolment_id,
                    "questionnaire_slug": self._around.questionnaire_slug,
                    "module_slug": module.plan.slug,
                    "wave": wave.value,
                    "revision_id": self._around.questionnaire_revision,
                    "given_at": given_at,
                }
            )
            self.rows[Rating] += [
                {"assessment_id": assessment_id, "statement_id": statement_id, "value": value}
                for statement_id, value in zip(module.plan.statements, values, strict=True)
            ]
        return ids

    def _add_certificate(
        self,
        life: Life,
        module: ModuleLife,
        key: dict[str, Any],
        evidence: dict[str, object],
        new_id: Callable[[], str],
        rng: Random,
    ) -> None:
        published = self._around.modules[module.plan.slug]
        completion_id = new_id()
        completed_at = max(
            at for milestone, at in module.reached.items() if milestone is not Milestone.CERTIFIED
        )
        self.rows[Completion].append(
            {**key, "id": completion_id, "completed_at": completed_at, "evidence": evidence}
        )
        self.rows[Certificate].append(
            {
                "id": new_id(),
                "completion_id": completion_id,
                "code": code_of("".join(rng.choices(CODE_ALPHABET, k=CODE_LENGTH))),
                "name": life.name,
                "programme_title": self._around.programme_title,
                "programme_note": self._around.programme_notes[life.cohort],
                "module_title": published.content.title,
                "revision_label": f"{published.number} ({published.sha256[:8]})",
                "issued_at": module.reached[Milestone.CERTIFIED],
            }
        )


def email_of(life: Life, seed: int, serial: int) -> str:
    """Return an address that no one else has, at a domain that is nobody's."""
    return f"{life.latin.lower().replace(' ', '.')}.s{seed}.{serial:07d}@example.org"


def evidence_of(
    module: ModuleLife, revision_id: UUID, attempt_id: str, waves: dict[str, str]
) -> dict[str, object]:
    """Return what a completion rests on, in the form that issuing a certificate writes."""
    passed, revision = module.sittings[-1], str(revision_id)
    return {
        "lessons": {
            lesson_id: {"read_at": read_at.isoformat(), "revision": revision}
            for lesson_id, _opened_at, _touched_at, read_at in module.read
            if read_at
        },
        "attempt": {
            "id": _dashed(attempt_id),
            "percent": float(percent_of(passed.points, passed.available)),
            "revision": revision,
        },
        "assessments": waves,
    }


def drain(rows: Rows) -> Sequence[tuple[type[Base], list[dict[str, Any]]]]:
    """Take the rows out, parents first."""
    taken = [(table, rows.pop(table)) for table in TABLES if table in rows]
    assert not rows, f"tables without a place in the order: {list(rows)}"
    return taken


def ids_of(rng: Random, serial: int) -> Callable[[], str]:
    """Return a maker of UUIDv7s, as digits, that sort by serial: bulk rows land side by side in every index."""
    fixed = ((_FIRST_MILLISECOND + serial) << 80) | (0x7 << 76) | (0x2 << 62)

    def new_id() -> str:
        bits = rng.getrandbits(74)
        return f"{fixed | ((bits >> 62) << 64) | (bits & ((1 << 62) - 1)):032x}"

    return new_id


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
