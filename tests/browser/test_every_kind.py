"""A quiz of every kind by all means there are: the keyboard alone, no scripts, a screen reader, right to left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.questions import Answer, Question, drawn
from studyvisit.quizzes.models import Attempt, Response
from tests.browser.conftest import PHONE
from tests.browser.gates import axe_finds, focused, load_axe, scrolls_sideways
from tests.browser.test_journeys import fill_in
from tests.browser.test_kinds import answers, begin
from tests.quizzing import BY_FORM, BY_PERSON, EVERY_KIND, QUIZ_URL, good_answer

SAVED = re.compile(r"^Saved \d")
PARTS = {
    "one-choice": [("radio", "This one"), ("radio", "That one")],
    "several-choices": [("checkbox", name) for name in "ABCD"],
    "true-false": [("radio", "True"), ("radio", "False")],
    "number": [("textbox", "Your answer")],
    "short-answer": [("textbox", "Your answer")],
    "matching": [("combobox", "Ears"), ("combobox", "Eyes")],
    "ordering": [("combobox", name) for name in ("Dawn", "Noon", "Dusk")],
    "categorising": [("combobox", name) for name in ("Cod", "Carp", "Cow")],
    "gap-fill": [("textbox", "Gap 1"), ("combobox", "Gap 2")],
    "long-answer": [("textbox", "Your answer")],
    "file-upload": [("button", "Add a file Question 11")],
    "generated-number": [("textbox", "Your answer")],
}
"""What a screen reader meets in each kind of question: what it is, and its name."""


@pytest.fixture
def questions() -> Sequence[Question]:
    """Let the quiz have every kind."""
    return EVERY_KIND


def asked(session: Session) -> list[Question]:
    """Return the questions as the attempt that was begun asks them."""
    seed = session.scalars(select(Attempt.seed)).one()
    return [drawn(question, seed) for question in EVERY_KIND]


def box(page: Page, question: Question) -> Locator:
    """Return where a question stands on the page."""
    return page.locator(f"#q{[one.id for one in EVERY_KIND].index(question.id) + 1}")


def test_a_keyboard_answers_every_kind_and_says_how_sure_one_is(
    context: BrowserContext, session: Session
) -> None:
    page = begin(context)
    wanted = {f"q{number}": question for number, question in enumerate(asked(session), start=1)}
    texts = {name: list(good_answer(question)) for name, question in wanted.items()}
    for _step in range(120):
        page.keyboard.press("Tab")
        where = focused(page)
        assert where["is_shown"], f"nobody sees that this has the focus: {where}"
        if where["words"] == "Review and submit":
            break
        name = page.evaluate("document.activeElement.closest('.question')?.id")
        if name is not None:
            _act(page, where, texts[name], good_answer(wanted[name]))
    for question in BY_FORM:
        expect(box(page, question).locator(".receipt")).to_have_text(SAVED)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Before you submit").wait_for()
    assert answers(session) == {
        question.id: list(good_answer(question))
        for question in wanted.values()
        if question.id != "file-upload"
    }
    marked_at_once = Response.question_id.not_in([question.id for question in BY_PERSON])
    assert set(session.scalars(select(Response.certainty).where(marked_at_once))) == {"sure"}


def _act(page: Page, where: Mapping[str, Any], texts: list[str], right: Answer) -> None:
    """Do with the control that has the focus what a right answer asks for; every answer is given as sure."""
    kind = page.evaluate("document.activeElement.type || ''")
    if where["name"].endswith("-certainty") or (kind == "checkbox" and where["value"] in right):
        page.keyboard.press("Space")
    elif kind == "radio":
        _reach(page, right)
        page.keyboard.press("Space")
    elif kind == "select-one":
        page.keyboard.press("ArrowDown")
        _reach(page, right)
        texts[:] = texts[1:]
    elif kind in ("text", "textarea"):
        page.keyboard.type(texts.pop(0))


def _reach(page: Page, right: Answer) -> None:
    """Press the arrow until what is chosen is right."""
    for _step in range(8):
        if page.evaluate("document.activeElement.value") in right:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("a keyboard does not reach the right answer")


def test_every_kind_is_answered_and_looked_back_at_without_scripts(
    context: BrowserContext, browser: Browser, address: str, session: Session
) -> None:
    plain = browser.new_context(base_url=address, java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    plain.add_cookies(context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    wanted = asked(session)
    for question in BY_FORM:
        fill_in(box(page, question), wanted[EVERY_KIND.index(question)])
    page.get_by_role("button", name="Save and stay here").last.click()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    assert answers(session) == {one.id: list(good_answer(one)) for one in wanted if good_answer(one)}
    page.get_by_role("button", name="Review and submit").click()
    page.get_by_role("button", name="Submit").click()
    for any_kind in EVERY_KIND:
        right = box(page, any_kind).locator(".outcome.right")
        expect(right).to_have_count(0 if any_kind in BY_PERSON else 1)
    plain.close()


def test_a_screen_reader_is_told_the_name_and_the_state_of_every_part(context: BrowserContext) -> None:
    page = begin(context)
    for place, question in enumerate(EVERY_KIND, start=1):
        group = page.get_by_role("group", name=re.compile(f"^Question {place} · "))
        expect(group).to_have_count(1)
        told = group.aria_snapshot()
        found = re.findall(r'- (radio|checkbox|textbox|combobox|button) "([^"]*)"', told)
        own = [part for part in found if part[1] not in ("Sure", "Fairly sure", "A guess")]
        assert sorted(own) == sorted(PARTS[question.kind]), told
        assert "[checked]" not in told
        assert ('radiogroup "How sure are you?"' in told) == (question not in BY_PERSON)
    one, several, _claim, number, _short, matching, *_rest = (box(page, question) for question in EVERY_KIND)
    one.get_by_role("radio", name="This one").check()
    several.get_by_role("checkbox", name="A", exact=True).check()
    matching.get_by_role("combobox", name="Ears").select_option("hear")
    assert 'radio "This one" [checked]' in one.aria_snapshot()
    assert 'checkbox "A" [checked]' in several.aria_snapshot()
    assert 'option "hear" [selected]' in matching.aria_snapshot()
    expect(one.get_by_role("status")).to_have_text(SAVED)
    number.get_by_role("textbox").fill("many")
    number.get_by_role("textbox").blur()
    expect(number.get_by_role("status")).to_contain_text("Not saved. Enter a number in digits")
    expect(number.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")


def test_every_kind_reads_from_right_to_left_on_a_narrow_page(
    context: BrowserContext, session: Session
) -> None:
    session.execute(update(User).values(language="ar"))
    session.commit()
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(QUIZ_URL)
    page.locator("form button:not(.plain)").last.click()
    expect(page.locator("[data-save]")).to_have_count(len(BY_FORM))
    assert page.evaluate("document.documentElement.dir") == "rtl"
    _passes(page)
    for question, as_asked in zip(EVERY_KIND, asked(session), strict=True):
        if question in BY_FORM:
            fill_in(box(page, question), as_asked)
    page.locator("button[value=review]").click()
    page.locator("main form button").last.click()
    expect(page.locator(".outcome").first).to_be_visible()
    _passes(page)


def _passes(page: Page) -> None:
    load_axe(page)
    assert axe_finds(page) == []
    assert scrolls_sideways(page) == []
