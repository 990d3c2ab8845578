"""What an attempt asks: forms by person and module, sections, steps, where one goes on, what is like what."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.content import Forms, Progress, Quiz, QuizSection, Wave
from studyvisit.curriculum.questions.base import Form
from studyvisit.quizzes.rules import asking
from tests.quizzing import EVERY_KIND
from tests.unit.content_factories import one_choice, quiz

PERSON = UUID(int=7)
POOL = tuple(
    replace(one_choice(f"{topic}-{form}-{number}", competency=f"c{number % 2}"), form=form, lesson=topic)
    for topic in ("law", "data")
    for form in Form
    for number in range(4)
)
SECTIONS = tuple(
    QuizSection(
        id=topic,
        title=topic,
        introduction="",
        questions=tuple(question.id for question in POOL if question.lesson == topic),
        draw=draw,
        shuffle=shuffle,
    )
    for topic, draw, shuffle in (("law", 2, None), ("data", None, False))
)


def sectioned(**rules: object) -> Quiz:
    return replace(quiz(POOL, **rules), sections=SECTIONS)


@given(seed=st.integers(0, 10**6), form=st.sampled_from([None, *Form]))
def test_each_section_draws_for_itself_in_its_place_and_of_one_form(seed: int, form: Form | None) -> None:
    asked = asking.questions_of(sectioned(shuffle=True), seed, form)
    count = 4 if form else 8
    assert [one.split("-")[0] for one in asked] == ["law"] * 2 + ["data"] * count
    assert list(asked[2:]) == sorted(asked[2:]), "this section is not shuffled"
    chosen = [question for question in POOL if question.id in asked]
    assert all(form is None or question.form is form for question in chosen)
    assert len({question.competency for question in chosen if question.lesson == "law"}) == 2, "balanced"


def test_a_persons_forms_stay_and_are_a_coins_toss() -> None:
    rules = quiz(forms=Forms.BEFORE_AFTER).rules
    firsts: Counter[Form | None] = Counter()
    for number in range(400):
        person = UUID(int=number)
        before = asking.form_of(rules, person, "module", Wave.PRE, 1)
        afters = {asking.form_of(rules, person, "module", Wave.POST, attempt) for attempt in (1, 2, 3)}
        assert before == asking.form_of(rules, person, "module", Wave.PRE, 1)
        assert len(afters) == 1
        assert afters != {before}
        firsts[before] += 1
    assert 160 < firsts[Form.A] < 240
    assert asking.first_form(PERSON, "measuring") is Form.B, "what was once decided is never decided anew"


def test_either_form_changes_with_each_attempt_and_without_forms_there_is_none() -> None:
    either = quiz(forms=Forms.EITHER).rules
    first, second, third = (asking.form_of(either, PERSON, "m", Wave.POST, number) for number in (1, 2, 3))
    assert {first, second} == set(Form)
    assert third is first
    assert asking.form_of(quiz().rules, PERSON, "m", Wave.POST, 1) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (sectioned(progress=Progress.ONE_WAY), [2, 8]),
        (quiz(POOL, progress=Progress.ONE_WAY), [1] * 16),
        (sectioned(), [10]),
    ],
)
def test_one_way_goes_by_section_or_else_by_question(asked: Quiz, expected: list[int]) -> None:
    ids = asking.questions_of(asked, 1)
    steps = asking.steps_of(asked, ids)
    assert [len(step.question_ids) for step in steps] == expected
    places = asking.places_of(asked, ids)
    if len(expected) > 1:
        assert [places[one] for one in ids] == [at for at, many in enumerate(expected) for _ in range(many)]
    else:
        assert places == {}


def test_how_many_are_asked_is_said_of_the_smaller_form() -> None:
    assert asking.count_of(sectioned()) == (10, 16)
    assert asking.count_of(sectioned(forms=Forms.BEFORE_AFTER)) == (6, 8)
    lopsided = replace(quiz(POOL[:-1], draw=3), sections=())
    assert asking.count_of(replace(lopsided, rules=replace(lopsided.rules, forms=Forms.EITHER))) == (3, 7)


@pytest.mark.parametrize(
    ("answered", "last", "place"),
    [
        ("", None, "a"),
        ("ab", "b", "c"),
        ("acd", "d", "b"),
        ("bd", "b", "c"),
        ("abcd", "c", "c"),
    ],
)
def test_who_comes_back_goes_on_after_what_they_gave_last(
    answered: str, last: str | None, place: str
) -> None:
    assert asking.place_to_go_on(tuple("abcd"), answered, last) == place


def test_a_like_question_is_of_the_same_lesson_and_form_and_was_not_asked() -> None:
    missed = POOL[0]
    assert [one.id for one in asking.like(quiz(POOL), missed, {missed.id, "law-a-1"})] == [
        "law-a-2",
        "law-a-3",
    ]
    homeless = tuple(replace(question, lesson=None) for question in POOL)
    found = asking.like(quiz(homeless), homeless[0], {missed.id})
    assert {(one.competency, one.form) for one in found} == {("c0", Form.A)}
    assert asking.like(quiz(POOL), missed, {question.id for question in POOL}) == ()


def test_a_generated_number_is_like_itself() -> None:
    generated = EVERY_KIND[-1]
    assert asking.like(quiz(EVERY_KIND), generated, {"generated"})[0] is generated
