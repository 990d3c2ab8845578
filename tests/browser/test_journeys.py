"""Whole journeys, the way people take them."""

from __future__ import annotations

import csv
import re
import shutil
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.content import Check, Module
from studyvisit.curriculum.questions import GapFill, LongAnswer, Question, drawn
from studyvisit.lessons.models import LessonProgress
from studyvisit.programmes.models import Enrolment
from studyvisit.quizzes.models import Attempt
from tests.browser.conftest import PHONE, Open
from tests.browser.site import DEMO_COHORT, PASSWORD, Site, sign_in_by_hand
from tests.people import MODULES
from tests.quizzing import WRITTEN

Units = tuple[CompiledUnit, ...]
FIRST, SECOND = MODULES
RECEIPT = re.compile(r"saved.*\d", re.IGNORECASE)


def module_of(units: Units, slug: str) -> Module:
    """Return a module as published."""
    [module] = [unit.document for unit in units if unit.slug == slug]
    assert isinstance(module, Module)
    return module


def rate_oneself(page: Page) -> None:
    """Give the self-assessment that is open: the middle of each scale."""
    for group in page.locator("fieldset").all():
        group.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Send my ratings").click()
    expect(page.get_by_text("Your ratings were saved")).to_be_visible()


def fill_in(element: Locator, question: Question) -> None:
    """Answer one question rightly."""
    if isinstance(question, GapFill):
        for gap, value in zip(element.locator(".gap").all(), question.right_answer, strict=True):
            gap.select_option(value) if gap.evaluate("it => it.tagName") == "SELECT" else gap.fill(value)
        element.locator(".gap").last.blur()
        return
    if isinstance(question, LongAnswer):
        element.get_by_label("Your answer").fill(WRITTEN)
        element.get_by_label("Your answer").blur()
        return
    for value in question.right_answer:
        choice = element.locator(f'input[value="{value}"]:is([type=radio], [type=checkbox])')
        entry = element.locator(f'select:has(option[value="{value}"])')
        if choice.count():
            choice.check()
        elif entry.count():
            entry.select_option(value)
        else:
            element.get_by_label("Your answer").fill(value)
            element.get_by_label("Your answer").blur()


def answer(page: Page, site: Site, module: Module, *, saved_at_once: bool) -> None:
    """Answer every question of the open attempt; with scripts, wait for the receipt of each."""
    with site.session() as session:
        seed = session.get_one(Attempt, UUID(urlsplit(page.url).path.split("/")[2])).seed
    for element in page.locator("[data-save]").all():
        question = module.quiz.question((element.get_attribute("data-save") or "").rpartition("/")[2])
        assert question is not None
        fill_in(element, drawn(question, seed))
        if saved_at_once:
            expect(element.get_by_role("status")).to_have_text(RECEIPT)


def read_lessons(page: Page, module: Module) -> int:
    """Read on from the first lesson to the last, answer the checks on the way; return how many there were."""
    checks = 0
    for lesson in module.lessons:
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
        for check in (block for block in lesson.body if isinstance(block, Check)):
            box = page.locator(f"#{check.id}")
            for question, element in zip(check.questions, box.locator(".question").all(), strict=True):
                fill_in(element, question)
            box.get_by_role("button", name="Check").click()
            expect(page.locator(f"#{check.id} .outcome.right")).to_have_count(len(check.questions))
            checks += 1
        page.get_by_role("button", name="Mark as read and go on").click()
    return checks


def sit_quiz(page: Page, site: Site, module: Module, *, saved_at_once: bool) -> None:
    """Start the quiz whose rules are open, answer everything rightly, submit and see the result."""
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.locator("[data-save]").first).to_be_visible()
    page.wait_for_load_state("load")
    answer(page, site, module, saved_at_once=saved_at_once)
    page.get_by_role("button", name="Review and submit").click()
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("You have passed this quiz")).to_be_visible()


def take_part(page: Page, site: Site, module: Module, *, javascript: bool, start: str = "/") -> str:
    """Go, signed in, from the page that leads on to the module's certificate; return its code."""
    page.goto(start)
    go_on(page)
    rate_oneself(page)
    page.goto(start)
    go_on(page)
    assert read_lessons(page, module) > 0
    page.goto(start)
    go_on(page)
    sit_quiz(page, site, module, saved_at_once=javascript)
    page.get_by_role("main").get_by_role("link", name="Back to the module").click()
    go_on(page)
    rate_oneself(page)
    page.goto(start)
    go_on(page)
    page.get_by_role("button", name="Issue my certificate").click()
    expect(page.locator(".certificate .name")).to_be_visible()
    return page.url.rpartition("/")[2]


def go_on(page: Page) -> None:
    """Press the one button that leads on."""
    page.locator(".hero a.button").first.click()


def test_a_participant_goes_from_signing_in_to_a_certificate_that_anyone_can_check(
    site: Site, open_page: Open, units: Units
) -> None:
    user = site.participant("Sara Tesfaye")
    page = open_page()
    sign_in_by_hand(page, site, user.email, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sara Tesfaye")
    code = take_part(page, site, module_of(units, FIRST), javascript=True)
    with site.session() as session:
        mine = select(LessonProgress).join(Enrolment).where(Enrolment.user_id == user.id)
        read = session.scalars(mine).all()
        assert read
        assert all(one.opened_at and one.read_at and one.opened_at <= one.read_at for one in read)
    stranger = open_page()
    stranger.goto(f"/certificates/{code}")
    expect(stranger.get_by_text("Verified")).to_be_visible()
    expect(stranger.locator(".certificate")).to_contain_text("Sara Tesfaye")
    assert user.email not in stranger.content()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_participant_reaches_the_certificate_without_scripts(
    site: Site, open_page: Open, units: Units
) -> None:
    page = open_page(site.participant("Binta Diallo"), javascript=False, viewport=PHONE)
    code = take_part(page, site, module_of(units, FIRST), javascript=False)
    expect(page.locator(".certificate")).to_contain_text(code)


def test_a_module_of_figures_and_charts_is_taken_from_its_own_page(
    site: Site, open_page: Open, units: Units
) -> None:
    page = open_page(site.participant("Pema Wangmo"))
    start = f"/cohorts/{DEMO_COHORT}/modules/{SECOND}"
    code = take_part(page, site, module_of(units, SECOND), javascript=True, start=start)
    expect(page.locator(".certificate")).to_contain_text(code)


def test_an_answer_is_there_on_another_device_without_submitting(
    site: Site, open_page: Open, units: Units
) -> None:
    user, module = site.participant("Karma Dorji"), module_of(units, FIRST)
    at_work, at_home = open_page(user), open_page(user, viewport=PHONE)
    at_work.goto(f"/cohorts/{DEMO_COHORT}/modules/{FIRST}/quiz")
    at_work.get_by_role("button", name="Start the quiz").click()
    element = at_work.locator("[data-save]").first
    expect(element).to_be_visible()
    at_work.wait_for_load_state("load")
    question = module.quiz.question((element.get_attribute("data-save") or "").rpartition("/")[2])
    assert question is not None
    fill_in(element, question)
    expect(element.get_by_role("status")).to_have_text(RECEIPT)
    at_home.goto("/")
    go_on(at_home)  # one action from home to where they were
    expect(at_home.get_by_role("status").first).to_have_text(RECEIPT)
    expect(at_home.locator("#progress")).to_contain_text("1")


def test_a_trainer_edits_a_lesson_and_participants_see_it(
    site: Site, open_page: Open, units: Units, tmp_path: Path
) -> None:
    lesson = module_of(units, FIRST).lessons[0]
    path = f"/cohorts/{DEMO_COHORT}/modules/{FIRST}/lessons/{lesson.id}"
    page = open_page(site.participant("Noy Phommachanh"))
    page.goto(path)
    expect(page.get_by_role("main")).not_to_contain_text("A word from the trainer")
    content = shutil.copytree(site.content, tmp_path / "content")
    [file] = [
        path for path in content.glob(f"modules/{FIRST}/01-*.md") if "." not in path.stem
    ]  # no translation
    words = file.read_text(encoding="utf-8")
    file.write_text(
        words.replace("\n## ", "\n## A word from the trainer\n\nIt was *added* today.\n\n## ", 1),
        encoding="utf-8",
    )
    assert "0 errors" in site.flask("content", "check", str(content))
    assert f"published module {FIRST}" in site.flask("content", "publish", "--replace", FIRST, str(content))
    page.reload()
    expect(page.get_by_role("heading", name="A word from the trainer")).to_be_visible()
    expect(page.locator("em", has_text="added")).to_be_visible()
    site.flask("content", "publish", "--replace", FIRST)
    page.reload()
    expect(page.get_by_role("main")).not_to_contain_text("A word from the trainer")


def test_a_reviewer_finds_completion_by_country_in_one_action_and_downloads_what_is_shown(
    site: Site, open_page: Open
) -> None:
    page = open_page()
    sign_in_by_hand(page, site, "reviewer@example.org", "study-visit-2030")
    page.get_by_role("link", name="Completion", exact=True).click()
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader").first).to_contain_text("Country")
    shown = [
        [" ".join(cell.inner_text().split()) for cell in row.locator("th, td").all()]
        for row in table.locator("tbody tr, tfoot tr").all()
    ]
    with page.expect_download() as started:
        page.get_by_role("link", name="Download CSV").click()
    text = started.value.path().read_text(encoding="utf-8-sig")
    _titles, *downloaded = csv.reader(text.splitlines())
    assert len(downloaded) > 3
    rows = [
        [
            name.replace("not stated", "Not stated"),
            enrolled,
            *(f"{n} {round(Fraction(100 * int(n), int(enrolled)))} %" for n in figures[::2]),
        ]
        for _code, name, enrolled, *figures in downloaded
    ]
    assert rows == shown[:-1]
    for _code, _name, enrolled, *figures in downloaded:
        shares = [Fraction(int(n), int(enrolled)) for n in figures[::2]]
        assert all(
            abs(Fraction(share) - right) <= Fraction(1, 10_000)
            for share, right in zip(figures[1::2], shares, strict=True)
        )
    assert shown[-1][1] == str(sum(int(enrolled) for _code, _name, enrolled, *_ in downloaded))
