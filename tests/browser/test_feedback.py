"""The forms at the end of a study visit and after it, as people fill them in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.feedback.models import WaitingFeedback
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.rules import day_there
from tests.browser.conftest import LAPTOP, PHONE, Open
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways, small_targets
from tests.browser.site import Site
from tests.people import PROGRAMME


def guest(site: Site, slug: str, days: int) -> User:
    """Enrol a person in a cohort of their own whose visit ended so many days ago."""
    user = site.participant("Sonam Choden")
    ends_on: date = day_there(utc_now(), "Asia/Seoul") - timedelta(days)
    with site.session() as session:
        begin_write(session)
        cohort = Cohort(
            slug=slug,
            programme_slug=PROGRAMME,
            title=slug.title(),
            starts_on=ends_on - timedelta(4),
            ends_on=ends_on,
        )
        session.add(cohort)
        session.flush()
        session.add(Enrolment(cohort_id=cohort.id, user_id=user.id, enrolled_at=utc_now()))
        session.commit()
    return user


@pytest.mark.parametrize("javascript", [True, False])
def test_the_home_page_leads_to_a_form_that_is_given_with_and_without_scripts(
    site: Site, open_page: Open, javascript: bool
) -> None:
    slug = f"with-{javascript}".lower()
    page = open_page(guest(site, slug, 0), javascript=javascript, viewport=PHONE)
    page.goto("/")
    page.get_by_role("link", name="Tell us how it was").click()
    page.get_by_role("group", name="The study visit dealt with problems").get_by_label("Mostly").check()
    page.get_by_label("Which hour of the week was most useful, and why?").fill("The last one.")
    page.get_by_role("button", name="Send my answers").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_label("Which hour of the week was most useful, and why?")).to_have_value(
        "The last one."
    )
    page.locator("#error-summary a").click()
    expect(page.locator(":focus")).to_have_attribute("name", "q-intention")
    page.get_by_label("Perhaps").check()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    with site.session() as session:
        question = select(WaitingFeedback).join(Cohort, Cohort.id == WaitingFeedback.cohort_id)
        [sheet] = session.scalars(question.where(Cohort.slug == slug))
        assert sheet.answers == {
            "values": {"intention": "perhaps", "most-useful": "The last one.", "relevant": 4},
            "declined": [],
        }


@pytest.mark.parametrize("days", [0, 100])
def test_a_form_with_errors_is_as_accessible_as_one_without(site: Site, open_page: Open, days: int) -> None:
    page = open_page(guest(site, f"errors-{days}", days), viewport=PHONE)
    page.goto(f"/cohorts/errors-{days}/feedback/{'follow-up-3' if days else 'reaction'}")
    load_axe(page)
    assert axe_finds(page) + scrolls_sideways(page) + small_targets(page) == []
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("#error-summary")).to_be_focused()
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        load_axe(page)
        assert axe_finds(page) + scrolls_sideways(page) == []
