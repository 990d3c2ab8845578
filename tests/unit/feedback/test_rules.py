from __future__ import annotations

import pytest

from studyvisit.curriculum.content import ScalePoint
from studyvisit.curriculum.feedback import (
    FeedbackForm,
    FeedbackItem,
    FeedbackKind,
    FeedbackOption,
    FeedbackSection,
    ItemKind,
)
from studyvisit.feedback.rules import Answers, Value, batch, is_fitting, unanswered

STEPS = (FeedbackOption(id="0", label="Not at all"), FeedbackOption(id="1", label="Fully"))
CHOICES = (FeedbackOption(id="yes", label="Yes"), FeedbackOption(id="no", label="No"))
ITEMS = (
    FeedbackItem(id="rated", kind=ItemKind.SCALE, text="It was good.", is_required=True, options=STEPS),
    FeedbackItem(
        id="one", kind=ItemKind.ONE_CHOICE, text="Will you?", is_required=True, decline="?", options=CHOICES
    ),
    FeedbackItem(id="several", kind=ItemKind.SEVERAL_CHOICES, text="What?", options=CHOICES),
    FeedbackItem(id="number", kind=ItemKind.NUMBER, text="How many?", smallest=0, largest=9, unit="people"),
    FeedbackItem(id="text", kind=ItemKind.TEXT, text="Why?", longest=5),
)
FORM = FeedbackForm(
    id="form",
    slug="form",
    title="Form",
    kind=FeedbackKind.FOLLOW_UP,
    is_anonymous=False,
    minutes=3,
    introduction="",
    scale=(ScalePoint(value=0, label="Not at all"), ScalePoint(value=1, label="Fully")),
    sections=(FeedbackSection(id="all", title="All", introduction="", items=ITEMS),),
)


def test_what_is_required_is_answered_or_declined() -> None:
    assert [item.id for item in unanswered(FORM, Answers())] == ["rated", "one"]
    assert [item.id for item in unanswered(FORM, Answers({"rated": 1}, frozenset({"one"})))] == []


def test_the_lowest_step_of_a_scale_and_a_zero_are_answers() -> None:
    answers = Answers({"rated": 0, "number": 0}, frozenset({"one"}))
    assert unanswered(FORM, answers) == ()
    assert is_fitting(FORM, answers)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("rated", 2),
        ("rated", "1"),
        ("one", "maybe"),
        ("one", ["yes"]),
        ("several", []),
        ("several", ["yes", "yes"]),
        ("several", ["yes", "maybe"]),
        ("number", 10),
        ("number", "3"),
        ("text", ""),
        ("text", "longer"),
        ("unknown", "x"),
    ],
)
def test_an_answer_that_the_form_does_not_offer_is_none(item: str, value: Value) -> None:
    assert not is_fitting(FORM, Answers({item: value}))


def test_only_what_may_be_declined_is() -> None:
    assert is_fitting(FORM, Answers({}, frozenset({"one"})))
    assert not is_fitting(FORM, Answers({}, frozenset({"rated"})))


def test_what_is_kept_is_read_again_and_its_order_says_nothing() -> None:
    answers = Answers({"text": "why", "rated": 0}, frozenset({"one"}))
    kept = answers.kept()
    assert Answers.read(kept) == answers
    assert list(kept["values"]) == ["rated", "text"]


@pytest.mark.parametrize(
    ("waiting", "is_last", "opened"),
    [(4, True, 0), (5, True, 5), (9, True, 9), (9, False, 0), (10, False, 5)],
)
def test_a_batch_is_five_at_least_and_leaves_as_many_to_hide_among(
    waiting: int, is_last: bool, opened: int
) -> None:
    assert batch(waiting, is_last=is_last) == opened
