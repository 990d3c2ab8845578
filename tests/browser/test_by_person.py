"""What people mark, in a browser: long texts, files without scripts, and marking with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.questions import Question
from studyvisit.marking.models import Marking
from studyvisit.quizzes.models import Response
from tests.browser.conftest import PHONE, OpenClient
from tests.browser.gates import axe_finds, focused, load_axe, scrolls_sideways, small_targets
from tests.people import Cast
from tests.quizzing import BY_PERSON, QUIZ_URL, WRITTEN

PLAN = FilePayload(name="plan.txt", mimeType="text/plain", buffer=b"First the capital.")


@pytest.fixture
def questions() -> Sequence[Question]:
    """Let the quiz ask for a text and for a file."""
    return BY_PERSON


@dataclass(frozen=True)
class People:
    """Browsers of the participant without scripts, and of the trainer, both narrow."""

    alem: Page
    tara: Page


@pytest.fixture
def people(
    context: BrowserContext, browser: Browser, address: str, cast: Cast, client_for: OpenClient
) -> Iterator[People]:
    """Sign Alem and Tara in on phones; Alem's runs no scripts."""
    client = client_for(cast.tara)
    client.read("/profile")
    cookie = client.get_cookie("session")
    assert cookie is not None
    plain = browser.new_context(base_url=address, java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    plain.add_cookies(context.cookies())  # type: ignore[arg-type]
    trainer = browser.new_context(base_url=address, viewport=PHONE)  # type: ignore[arg-type]
    trainer.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    yield People(plain.new_page(), trainer.new_page())
    plain.close()
    trainer.close()


def passes(page: Page) -> None:
    """Hold a page to the gates."""
    load_axe(page)
    assert axe_finds(page) == []
    assert scrolls_sideways(page) == []
    assert small_targets(page) == []


def hand_in(page: Page) -> None:
    """Answer with a text and a file, without scripts, and hand it in."""
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_label("Your answer").fill(WRITTEN)
    page.get_by_role("button", name="Add a file").press("Enter")
    page.get_by_label("Add files").set_input_files(PLAN)
    page.get_by_role("button", name="Upload").press("Enter")
    expect(page.get_by_text("1 of at most 2 files added")).to_be_visible()
    page.get_by_role("link", name="Back to question 2").press("Enter")
    expect(page.get_by_label("Your answer")).to_have_value(WRITTEN)
    page.get_by_role("button", name="Review and submit").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("2 answers wait for a person to mark them.")).to_be_visible()


def test_a_long_text_is_saved_in_a_script_of_three_bytes_and_after_the_line_was_away(
    context: BrowserContext, session: Session
) -> None:
    page = context.new_page()
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_load_state("load")
    text = "পরিকল্পনা " * 1_500
    page.get_by_label("Your answer").fill(text)
    receipt = page.locator("#q1 .receipt")
    expect(receipt).to_have_text(re.compile(r"^Saved \d"))
    context.set_offline(True)
    page.get_by_label("Your answer").fill(f"{text}\n\nশেষ")
    expect(receipt).to_contain_text("Not saved yet.")
    context.set_offline(False)
    expect(receipt).to_have_text(re.compile(r"^Saved \d"))
    session.rollback()
    assert session.scalars(select(Response.answer)).one() == [f"{text}\n\nশেষ"]


def test_a_file_is_handed_in_without_scripts_and_marked_with_the_keyboard_alone(
    people: People, session: Session
) -> None:
    hand_in(people.alem)
    page = people.tara
    page.goto("/marking")
    page.get_by_role("button", name="Start marking").press("Enter")
    for _answer in BY_PERSON:
        page.locator("[name=level-problem]").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert focused(page)["name"] == "comment"
        page.keyboard.type("Read with care.")
        page.keyboard.press("Tab")
        with page.expect_navigation():  # the next answer has the same fields as this one
            page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing more waits for you here.")).to_be_visible()
    session.rollback()
    assert set(session.scalars(select(Marking.total))) == {2}
    people.alem.reload()
    expect(people.alem.get_by_text("4 of 8 points, 50 %")).to_be_visible()
    expect(people.alem.get_by_text("Read with care.")).to_have_count(2)


def test_the_pages_of_files_and_of_marking_pass_the_gates_from_right_to_left(
    context: BrowserContext, people: People, session: Session
) -> None:
    hand_in(people.alem)
    session.execute(update(User).values(language="ar"))
    session.commit()
    trainer = people.tara
    for path in ("/marking", f"/marking/agreement/{QUIZ_URL.split('/')[4]}/long-answer"):
        trainer.goto(path)
        passes(trainer)
    trainer.goto("/marking")
    trainer.locator("form[action$=next] button").click()
    trainer.locator("form button[value=next]").click()
    expect(trainer.locator("#error-summary")).to_be_visible()
    assert trainer.locator("html").get_attribute("dir") == "rtl"
    passes(trainer)
    page = context.new_page()
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(people.alem.url)
    passes(page)
    page.goto(QUIZ_URL)
    page.locator("form[action$=quiz] button").click()
    page.locator("button[value='files:file-upload']").click()
    page.wait_for_url("**/files/**")
    passes(page)
