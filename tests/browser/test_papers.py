"""A module with a chart, a picture, a handout and a guide, in a browser: on a phone, on paper, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from config import ROOT
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.content import Module
from studyvisit.lessons.pages import HandoutPage, figures_of
from studyvisit.web.assets import SOURCE, whole
from tests.browser.conftest import PHONE, Open
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways
from tests.browser.meter import meter
from tests.browser.site import DEMO_COHORT, Site

MODULE = f"/cohorts/{DEMO_COHORT}/modules/measuring-e-government"
_SHEET = re.compile(rb"/Type\s*/Page\b")
_WIDER = """(region) => region.scrollWidth - region.clientWidth"""


def handouts(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield every module of the project with its handout's page as it is sent, the style sheet within."""
    styles = whole(SOURCE / "app.css").decode()
    for unit in compile_tree(ROOT / "content").units:
        if isinstance(unit.document, Module) and unit.document.handout is not None:
            module, handout = unit.document, unit.document.handout
            with app.test_request_context():
                html = HandoutPage(
                    title=handout.title, crumbs=(), module=module, figures=figures_of(handout)
                ).render()
            yield module.slug, re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{styles}</style>", html)


def test_every_handout_prints_on_two_sheets_at_most(open_page: Open, shared_app: Flask) -> None:
    page = open_page()
    sheets: dict[str, int] = {}
    for slug, html in handouts(shared_app):
        page.set_content(html)
        sheets[slug] = len(_SHEET.findall(page.pdf(prefer_css_page_size=True, format="A4")))
    assert sheets
    assert {slug: count for slug, count in sheets.items() if count > 2} == {}


def test_a_participant_reads_charts_and_pictures_and_prints_the_handout(site: Site, open_page: Open) -> None:
    page = open_page(site.participant("Kesang Wangmo"), viewport=PHONE)
    page.goto(f"{MODULE}/lessons/country-profile")
    chart = page.locator("#s-chart-tii-six")
    expect(chart.get_by_role("row")).to_have_count(8)
    expect(chart.get_by_role("row", name="Lao PDR")).to_contain_text("0.2246")
    assert chart.get_by_role("region").evaluate(_WIDER) == 0, "a chart of three editions fits a phone"
    with page.expect_download() as download:
        chart.get_by_role("link", name="Data (CSV, 0.2 kB)").click()
    assert download.value.suggested_filename == "tii.csv"
    assert download.value.path().read_text(encoding="utf-8").startswith("country,2018,2020,2022\n")
    assert scrolls_sideways(page) == []

    page.goto(f"{MODULE}/lessons/the-survey")
    figure = page.get_by_role("figure").filter(has=page.get_by_role("img", name="The EGDI is one third"))
    described = figure.get_by_text("Three boxes stand")
    expect(described).to_be_hidden()
    figure.get_by_text("Picture in words").click()
    expect(described).to_be_visible()

    page.goto(MODULE)
    expect(page.get_by_role("link", name="Trainer's guide")).to_have_count(0)
    page.get_by_role("link", name="Handout to print").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your country's figures")
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("article")).to_be_visible()


def test_a_trainer_goes_from_the_cohort_to_the_guide(site: Site, open_page: Open) -> None:
    page = open_page(site.demo("trainer"))
    page.goto(f"/reports/cohorts/{DEMO_COHORT}")
    page.get_by_role("link", name="Trainer's guide (Measuring e-government)").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Measuring e-government in a room")
    page.get_by_role("complementary").get_by_role("link", name="If the line is down").click()
    expect(page.get_by_role("heading", name="If the line is down")).to_be_in_viewport()
    page.get_by_role("link", name="Handout to print").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your country's figures")


@pytest.mark.parametrize("how", ["without scripts", "in forced colours", "from right to left"])
def test_a_lesson_with_charts_is_whole(site: Site, open_page: Open, how: str) -> None:
    user = site.participant("Noy Phommachanh")
    if how == "from right to left":
        with site.session() as session:
            session.merge(user).language = "ar"
            session.commit()
    page = open_page(
        user,
        viewport=PHONE,
        javascript=how != "without scripts",
        forced_colors="active" if how == "in forced colours" else "none",
    )
    page.goto(f"{MODULE}/lessons/country-profile")
    bars = page.locator("#s-chart-osi-six .bar rect:not(.back)")
    expect(bars).to_have_count(21)
    expect(page.locator("#s-chart-osi-six td").first).to_contain_text("0.9792")
    if how == "without scripts":
        return
    assert begins_where_reading_does(page)
    load_axe(page)
    assert axe_finds(page) == []
    assert scrolls_sideways(page) == []


def begins_where_reading_does(page: Page) -> bool:
    """Return whether the bars of a page stand at the side of their cells where a line begins."""
    found: bool = page.evaluate("""() => {
      const rtl = document.documentElement.dir === "rtl";
      return [...document.querySelectorAll(".chart .bar")].every((bar) => {
        const [back, front] = [...bar.querySelectorAll("rect")].map((rect) => rect.getBoundingClientRect());
        return Math.abs(rtl ? back.right - front.right : back.left - front.left) < 1;
      });
    }""")
    return found


def test_a_small_picture_costs_no_request(site: Site, open_page: Open) -> None:
    page = open_page(site.participant("Deki Lhamo"), viewport={"width": 360, "height": 740})
    page.goto(f"{MODULE}/lessons/evidence", wait_until="networkidle")
    found = meter(page)
    page.goto(f"{MODULE}/lessons/the-survey", wait_until="networkidle")
    assert found.total <= 6_000
    assert len(found.requests) == 1, found.requests
