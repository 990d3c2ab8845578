from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from studyvisit.accounts.models import User
from studyvisit.db import begin_write
from studyvisit.programmes.models import Enrolment
from tests.browser.conftest import Open
from tests.browser.site import DEMO_COHORT, Site
from tests.steps import MODULE, complete

CLAIM = f"/cohorts/{DEMO_COHORT}/modules/{MODULE}/certificate"
A4_IN_POINTS = [595, 842]


def finisher(site: Site, name: str) -> User:
    """Enrol a person who has done everything but ask for the certificate."""
    user = site.participant(name)
    with site.session() as session:
        begin_write(session)
        enrolment_id = session.scalars(select(Enrolment.id).where(Enrolment.user_id == user.id)).one()
        complete(session, enrolment_id)
    return user


@pytest.mark.parametrize("name", ["Alem Bekele", "W" * 100, "Wilhelmina-Maria " * 5 + "van den Berg"])
@pytest.mark.parametrize("as_designed", [True, False])
def test_a_certificate_prints_on_exactly_one_a4_sheet(
    site: Site, open_page: Open, name: str, as_designed: bool
) -> None:
    page = open_page(finisher(site, name))
    page.goto(CLAIM)
    page.get_by_role("button", name="Issue my certificate").click()
    page.get_by_role("heading", name="Certificate of completion").wait_for()
    pdf = page.pdf(prefer_css_page_size=as_designed, format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 (\d+)\S* (\d+)\S*\]", pdf)
    assert box
    assert sorted((int(box[1]), int(box[2]))) == pytest.approx(A4_IN_POINTS, abs=1)


def test_only_the_certificate_is_printed(site: Site, open_page: Open) -> None:
    page = open_page(finisher(site, "Alem Bekele"))
    page.goto(CLAIM)
    page.get_by_role("button", name="Issue my certificate").click()
    certificate = page.get_by_role("article")
    certificate.wait_for()
    page.emulate_media(media="print")
    assert certificate.is_visible()
    assert certificate.get_by_role("img", name="QR code").is_visible()
    for hidden in (
        page.get_by_role("banner"),
        page.get_by_role("contentinfo"),
        page.get_by_text("Verified:"),
    ):
        assert hidden.is_hidden()


def test_the_code_on_paper_leads_back_to_the_certificate_without_signing_in(
    site: Site, open_page: Open
) -> None:
    page = open_page(finisher(site, "Alem Bekele"))
    page.goto(CLAIM)
    page.get_by_role("button", name="Issue my certificate").click()
    code = page.locator(".code").inner_text()
    reader = open_page(javascript=False)
    reader.goto("/certificates")
    reader.get_by_label("Code").fill(code.lower().replace("-", " "))
    reader.get_by_role("button", name="Check").click()
    expect(reader.get_by_role("main")).to_contain_text("Verified")
    expect(reader.get_by_role("main")).to_contain_text("Alem Bekele")
