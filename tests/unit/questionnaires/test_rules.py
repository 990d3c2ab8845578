from __future__ import annotations

from dataclasses import replace

import pytest

from studyvisit.curriculum.content import Questionnaire, ScalePoint, Statement, Wave
from studyvisit.questionnaires import rules
from studyvisit.questionnaires.rules import Occasion
from tests.factories import NOW

STATEMENTS = tuple(Statement(id=key, competency=key, text=f"I can {key}.") for key in ("read", "write"))

ASKED = Questionnaire(
    id="q",
    slug="q",
    title="How well?",
    introduction="",
    waves={},
    scale=tuple(ScalePoint(value=value, label=str(value)) for value in (0, 10, 20)),
    statements=STATEMENTS,
)


def test_rating_oneself_before_is_always_open() -> None:
    assert rules.is_open(Occasion.BEFORE, None, None)


def test_rating_oneself_after_waits_for_the_lessons_or_the_quiz() -> None:
    assert not rules.is_open(Occasion.AFTER, None, None)
    assert rules.is_open(Occasion.AFTER, NOW, None)
    assert rules.is_open(Occasion.AFTER, None, NOW)


def test_afterwards_both_waves_are_needed() -> None:
    assert not rules.is_given(Occasion.AFTER, {Wave.PRE: 1, Wave.POST: 1})
    assert rules.is_given(Occasion.AFTER, {Wave.POST: 1, Wave.THEN: 1})


def test_what_is_left_out_is_named_in_the_order_it_is_asked() -> None:
    left = rules.unrated(Occasion.AFTER.waves, STATEMENTS, {Wave.POST: {"read": 1}, Wave.THEN: {"write": 2}})
    assert [(wave, statement.id) for wave, statement in left] == [(Wave.POST, "write"), (Wave.THEN, "read")]


@pytest.mark.parametrize(("statements", "minutes"), [(0, 1), (3, 1), (6, 2), (20, 5)])
def test_it_takes_at_least_a_minute(statements: int, minutes: int) -> None:
    assert rules.minutes(Occasion.BEFORE.waves, STATEMENTS[:1] * statements) == minutes


def test_steps_are_counted_on_the_scale_and_not_in_its_values() -> None:
    assert rules.steps_between(ASKED, 0, 20) == 2
    assert rules.steps_between(ASKED, 20, 10) == -1
    assert rules.steps_between(ASKED, 0, 0) == 0, "a value of 0 is a rating like any other"


@pytest.mark.parametrize("pair", [(None, 10), (10, None), (15, 10)])
def test_what_does_not_apply_or_is_no_step_is_not_compared(pair: tuple[int | None, int | None]) -> None:
    assert rules.steps_between(ASKED, *pair) is None


def test_not_applicable_is_an_answer_only_where_it_is_offered() -> None:
    assert not rules.is_allowed(ASKED, None)
    assert rules.is_allowed(replace(ASKED, allows_not_applicable=True), None)
    assert rules.is_allowed(ASKED, 0)
