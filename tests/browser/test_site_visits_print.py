from __future__ import annotations

import re

import pytest

from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.content import Programme, SiteVisit
from tests.browser.conftest import Open
from tests.browser.site import DEMO_COHORT, Site
from tests.web.visits.test_site_visit import VISITS


def visits_of(units: tuple[CompiledUnit, ...]) -> list[SiteVisit]:
    """Return the site visits of the project's own programme."""
    return [visit for unit in units if isinstance(unit.document, Programme) for visit in unit.document.visits]


@pytest.mark.parametrize("visit", VISITS)
def test_a_site_visit_prints_on_one_a4_sheet(site: Site, open_page: Open, visit: str) -> None:
    page = open_page(site.participant("Alem Bekele"))
    page.goto(f"/cohorts/{DEMO_COHORT}/visits/{visit}")
    pdf = page.pdf(prefer_css_page_size=True, format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_every_site_visit_is_printed_in_these_tests(units: tuple[CompiledUnit, ...]) -> None:
    assert {visit.id for visit in visits_of(units)} == set(VISITS)
