"""The studio in a real browser: how much a new trainer has to do, what it weighs, and what survives a crash."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.studio.models import Draft, DraftFile
from tests import factories
from tests.browser.conftest import ARGUMENTS, Open
from tests.browser.meter import meter
from tests.browser.site import Site, chromium
from tests.browser.test_budgets import line, visit_page
from tests.people import MODULES

LESSON = f"/studio/module/{MODULES[1]}/files/01-the-survey.md"
EDITOR_BUDGET = 40_000
LOST_AT_MOST = 2.0
"""Seconds of typing that may be lost when the browser dies."""


def a_trainer(site: Site) -> User:
    """Make a trainer of every programme."""
    with site.session() as session:
        made = factories.user(session, name="Teodros")
        session.add(RoleGrant(user_id=made.id, role=Role.TRAINER, granted_at=factories.NOW))
        session.commit()
        session.expunge(made)
        return made


def kept(site: Site, slug: str, name: str) -> str:
    """Return what a draft's file says on the server."""
    with site.session() as session:
        text = session.scalar(
            select(DraftFile.text)
            .join(Draft, Draft.id == DraftFile.draft_id)
            .where(Draft.slug == slug, DraftFile.name == name)
        )
    return text or ""


def test_the_editor_stays_within_its_budget_with_its_preview(site: Site, open_page: Open) -> None:
    page = open_page(a_trainer(site))
    found = meter(page)
    visit_page(page, LESSON)
    expect(page.frame_locator("iframe").get_by_text("The minister goes before")).to_be_visible()
    page.wait_for_load_state("networkidle")
    print(line("editor", found))  # noqa: T201
    assert found.total <= EDITOR_BUDGET


def test_a_link_to_a_question_puts_the_cursor_at_it(site: Site, open_page: Open) -> None:
    page = open_page(a_trainer(site))
    page.goto(f"/studio/module/{MODULES[1]}/files/quiz.md?question=components")
    expect(page.locator("#text")).to_be_focused()
    chosen = page.locator("#text").evaluate(
        "text => text.value.slice(text.selectionStart, text.selectionEnd)"
    )
    assert chosen.startswith("## ")
    assert "{#components" in chosen
    assert page.locator("#text").evaluate("text => text.scrollTop") > 0


def test_what_is_typed_when_the_browser_is_killed_is_there_but_for_the_last_two_seconds(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium(), args=ARGUMENTS, base_url=site.url
    )
    site.sign_in(context, a_trainer(site))
    page = context.pages[0]
    page.goto(LESSON)
    page.locator("#text").press("Control+End")
    typed: list[tuple[float, str]] = []
    until = monotonic() + 7
    while monotonic() < until:
        typed.append((monotonic(), f"word-{len(typed)}."))
        page.keyboard.type(f" {typed[-1][1]}")
    killed = monotonic()
    for process in Path("/proc").glob("[0-9]*"):
        if str(tmp_path) in command_of(process):
            os.kill(int(process.name), signal.SIGKILL)
    text = kept(site, MODULES[1], "01-the-survey.md")
    assert typed[0][1] in text
    assert not [word for at, word in typed if at < killed - LOST_AT_MOST and word not in text]


def command_of(process: Path) -> str:
    """Return the command line of a process; nothing when it has ended."""
    try:
        return (process / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
