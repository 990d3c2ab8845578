from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from studyvisit.feedback.forms import AnswersForm
from tests.unit.feedback.test_rules import FORM, ITEMS


@pytest.fixture(autouse=True)
def _babel() -> Iterator[None]:
    app = Flask(__name__)
    Babel().init_app(app)
    with app.test_request_context():
        yield


def parse(*fields: tuple[str, str]) -> AnswersForm:
    return AnswersForm.parse(MultiDict([("q-rated", "1"), ("q-one", "yes"), *fields]), FORM)


def test_every_kind_of_answer_is_read() -> None:
    form = parse(("q-several", "no"), ("q-several", "yes"), ("q-number", " 0 "), ("q-text", " why\r\n"))
    assert form.errors == {}
    assert form.answers.values == {
        "rated": 1,
        "one": "yes",
        "several": ["yes", "no"],
        "number": 0,
        "text": "why",
    }


def test_what_is_left_blank_is_not_there() -> None:
    assert set(parse(("q-number", ""), ("q-text", " ")).answers.values) == {"rated", "one"}


def test_what_is_required_is_asked_for_by_its_words() -> None:
    form = AnswersForm.parse(MultiDict(), FORM)
    assert form.errors == {"rated": "Answer: “It was good.”", "one": "Answer: “Will you?”"}


def test_declining_is_an_answer_of_its_own() -> None:
    form = AnswersForm.parse(MultiDict([("q-rated", "0"), ("q-one", "-")]), FORM)
    assert form.errors == {}
    assert form.answers.declined == {"one"}
    assert "one" not in form.answers.values


def test_only_what_offers_it_can_be_declined() -> None:
    form = AnswersForm.parse(MultiDict([("q-rated", "-"), ("q-one", "yes"), ("none-number", "-")]), FORM)
    assert form.answers.declined == frozenset()
    assert set(form.errors) == {"rated"}


def test_a_number_typed_counts_more_than_the_box_that_declines_it() -> None:
    number = replace(ITEMS[3], decline="Not known")
    form = replace(FORM, sections=(replace(FORM.sections[0], items=(number,)),))
    both = AnswersForm.parse(MultiDict([("q-number", "3"), ("none-number", "-")]), form)
    assert (both.answers.values, both.answers.declined) == ({"number": 3}, frozenset())
    declined = AnswersForm.parse(MultiDict([("q-number", ""), ("none-number", "-")]), form)
    assert (declined.answers.values, declined.answers.declined) == ({}, frozenset({"number"}))


@pytest.mark.parametrize("typed", ["ten", "-1", "10", "1.5", "9" * 5000, "1,00"])
def test_what_is_no_number_of_that_size_is_kept_and_explained(typed: str) -> None:
    form = parse(("q-number", typed))
    assert form.errors == {"number": "Enter a whole number from 0 to 9, in digits."}
    assert form.typed["number"] == typed


def test_a_text_that_is_too_long_is_kept_and_explained() -> None:
    form = parse(("q-text", "longer"))
    assert form.errors == {"text": "Shorten your answer to 5 characters; it has 6."}
    assert form.typed["text"] == "longer"


@pytest.mark.parametrize("typed", ["1,000", "1 000", "1.000", "1\u202f000", "1000"])
def test_thousands_may_be_set_apart(typed: str) -> None:
    items = (replace(ITEMS[3], largest=5000),)
    form = replace(FORM, sections=(replace(FORM.sections[0], items=items),))
    assert AnswersForm.parse(MultiDict([("q-number", typed)]), form).answers.values == {"number": 1000}


def test_a_choice_that_is_not_offered_counts_as_none() -> None:
    form = AnswersForm.parse(MultiDict([("q-rated", "7"), ("q-one", "maybe")]), FORM)
    assert form.answers.values == {}
