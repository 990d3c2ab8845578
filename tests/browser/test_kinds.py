"""Kinds of question in a browser with scripts: saved as they are answered, and found again."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.questions import FileUpload, Ordering, Question, drawn
from studyvisit.quizzes.models import Attempt, Response
from tests.browser.conftest import PHONE
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways, small_targets
from tests.browser.test_journeys import fill_in
from tests.quizzing import BY_FORM, EVERY_KIND, QUIZ_URL, good_answer

ORDERING = next(question for question in EVERY_KIND if isinstance(question, Ordering))
HERE = f"#q{EVERY_KIND.index(ORDERING) + 1}"
SAVED = re.compile(r"^Saved \d")


@pytest.fixture
def questions() -> Sequence[Question]:
    """Let the quiz have every kind."""
    return EVERY_KIND


def begin(context: BrowserContext) -> Page:
    """Return the page of an attempt that has just begun."""
    page = context.new_page()
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.locator("[data-save]")).to_have_count(len(BY_FORM))
    page.wait_for_load_state("load")
    return page


def answers(session: Session) -> dict[str, object]:
    """Return what the server holds."""
    session.rollback()
    return {response.question_id: response.answer for response in session.scalars(select(Response))}


def test_every_kind_is_saved_as_it_is_answered_and_is_there_on_another_device(
    context: BrowserContext, session: Session
) -> None:
    page = begin(context)
    seed = session.scalars(select(Attempt.seed)).one()
    asked = [drawn(question, seed) for question in EVERY_KIND]
    for number, question in enumerate(asked, start=1):
        if isinstance(question, FileUpload):
            continue
        element = page.locator(f"#q{number}")
        fill_in(element, question)
        expect(element.locator(".receipt")).to_have_text(SAVED)
    expect(page.locator("#progress")).to_have_text(f"{len(BY_FORM)} of {len(EVERY_KIND)} answered")
    page.wait_for_load_state("networkidle")
    assert answers(session) == {
        question.id: list(good_answer(question)) for question in asked if good_answer(question)
    }
    page.evaluate("sessionStorage.clear()")
    page.reload()
    for row in ORDERING.rows_in_order():
        expect(page.locator(f"{HERE}-{row.key}")).to_have_value(row.right.value)


def test_places_can_be_exchanged_and_only_a_place_given_twice_is_refused(
    context: BrowserContext, session: Session
) -> None:
    page = begin(context)
    first, second, third = ORDERING.rows_in_order()
    receipt = page.locator(f"{HERE} .receipt")
    for row, place in ((first, 0), (second, 0)):
        page.locator(f"{HERE}-{row.key}").select_option(row.choices[place].value)
    expect(receipt).to_have_text(re.compile("Not saved. Give each line a place of its own"))
    page.locator(f"{HERE}-{second.key}").select_option(second.choices[1].value)
    expect(receipt).to_have_text(SAVED)
    assert answers(session) == {ORDERING.id: [first.choices[0].value, second.choices[1].value]}
    page.context.set_offline(True)
    page.locator(f"{HERE}-{third.key}").select_option(third.choices[2].value)
    expect(receipt).to_contain_text("Not saved yet.")
    page.context.set_offline(False)
    page.reload()
    expect(receipt).to_have_text(SAVED)
    expect(page.locator(f"{HERE}-{third.key}")).to_have_value(third.choices[2].value)
    assert answers(session) == {ORDERING.id: list(ORDERING.right_answer)}


def test_every_kind_passes_the_gates_on_a_narrow_page(context: BrowserContext) -> None:
    page = begin(context)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    load_axe(page)
    assert axe_finds(page) == []
    assert scrolls_sideways(page) == []
    assert small_targets(page) == []
