"""What a page costs a person on a metered line. The goals are those of the design; the figures are printed."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.reporting.pages.catalogue import REPORTS
from tests.browser.conftest import Open, Visit
from tests.browser.meter import Meter, meter
from tests.browser.site import DEMO_COHORT, PASSWORD, Site, sign_in_by_hand
from tests.browser.test_journeys import module_of, rate_oneself, sit_quiz
from tests.people import MODULES, PROGRAMME

Units = tuple[CompiledUnit, ...]
INCHEON = f"/cohorts/incheon/modules/{MODULES[0]}"
DEMO = f"/cohorts/{DEMO_COHORT}/modules"
HANDHELD = {"width": 360, "height": 740}
PARTICIPANT_PAGES = {
    "sign-in": "/sign-in",
    "home": "/",
    "module": INCHEON,
    "lesson": f"{INCHEON}/lessons/{{lesson}}",
    "quiz": f"{INCHEON}/quiz",
    "attempt": "/attempts/{open}",
    "result": "/attempts/{finished}",
    "self-assessment": f"/cohorts/incheon/modules/{MODULES[1]}/self-assessment/before",
    "ratings given": f"{INCHEON}/self-assessment/after",
    "calibration": f"{INCHEON}/calibration",
    "certificate": "/certificates/{code}",
    "agenda": "/cohorts/incheon/agenda",
    "site visit": "/cohorts/incheon/visits/visit-songdo",
    "follow-up": "/cohorts/incheon/feedback/follow-up-12",
    "self-assessment, a year on": "/cohorts/incheon/self-assessment/follow-up-12",
    "profile": "/profile",
}

REPORT_PAGES = (
    "completion?by=person",
    *REPORTS,
    f"overview?for=publication&programme={PROGRAMME}",
    "learning-gain?by=institution",
    "data-quality?check=before-only",
    f"questions/{MODULES[0]}",
    f"modules/{MODULES[0]}",
    "modules",
    "feedback",
    "exports",
    "exports/new",
)


def visit_page(page: Page, path: str) -> None:
    """Open a page and wait until nothing more is asked for."""
    answer = page.goto(path, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, path


def line(name: str, found: Meter) -> str:
    """Return a figure as a line of a table."""
    parts = ", ".join(f"{kind} {size}" for kind, size in sorted(found.bytes_by_type.items()))
    return f"| {name} | {found.total} B | {len(found.requests)} requests | {parts} |"


@pytest.mark.parametrize("name", PARTICIPANT_PAGES)
def test_a_first_visit_stays_within_its_budget(visit: Visit, open_page: Open, name: str) -> None:
    own = visit.seeded.alem
    path = PARTICIPANT_PAGES[name].format(
        lesson=visit.seeded.lesson_id, open=own.open_attempt, finished=own.finished_attempt, code=own.code
    )
    page = open_page(None if name in ("sign-in", "certificate") else visit.cast.alem, viewport=HANDHELD)
    found = meter(page)
    visit_page(page, path)
    print(line(f"{name}, first visit", found))  # noqa: T201
    assert found.total <= 20_000
    # A picture further down comes when its reader does, or a little before: the letters of the machine decide.
    pictures = [url for url in found.requests if "/media/" in url]
    assert len(found.requests) - len(pictures) <= 4, found.requests
    assert found.of("Document") <= 14_000
    assert found.of("Stylesheet") <= 6_000
    assert found.of("Script") <= 8_000


def test_every_lesson_stays_within_its_budget(site: Site, open_page: Open, units: Units) -> None:
    page = open_page(site.participant("Almaz Desta"), viewport=HANDHELD)
    found = meter(page)
    for slug in MODULES:
        for number, lesson in enumerate(module_of(units, slug).lessons):
            found.reset()
            visit_page(page, f"{DEMO}/{slug}/lessons/{lesson.id}")
            print(line(f"lesson {slug}/{lesson.id}", found))  # noqa: T201
            has_pictures = found.of("Image") > 0
            if (slug, number) == (MODULES[0], 0):
                continue  # the static files came with this one
            assert found.total - found.of("Image") <= 6_000, lesson.id
            assert len(found.requests) == 1 or has_pictures, found.requests


def test_an_unchanged_lesson_costs_next_to_nothing(site: Site, open_page: Open, units: Units) -> None:
    page = open_page(site.participant("Fatou Sow"))
    found = meter(page)
    path = f"{DEMO}/{MODULES[0]}/lessons/{module_of(units, MODULES[0]).lessons[0].id}"
    for before in ("/", path, "/"):
        visit_page(page, before)
    found.reset()
    visit_page(page, path)
    print(line("unchanged lesson again", found))  # noqa: T201
    assert found.total <= 500
    assert len(found.requests) == 1


def test_a_whole_module_stays_within_its_budget(site: Site, open_page: Open, units: Units) -> None:
    """Signing in, six lessons, the quiz with each save, its result and the certificate."""
    user, (first, second) = site.participant("Dawa Zangmo"), MODULES
    module = module_of(units, first)
    lessons = [(first, lesson) for lesson in module.lessons] + [
        (second, lesson) for lesson in module_of(units, second).lessons
    ]
    page = open_page()
    found = meter(page)
    sign_in_by_hand(page, site, user.email, PASSWORD)
    for slug, lesson in lessons[:6]:
        path = f"{DEMO}/{slug}/lessons/{lesson.id}"
        if urlsplit(page.url).path != path:
            visit_page(page, path)
        if lesson is not lessons[5][1]:
            found.is_paused = lesson is module.lessons[-1]  # it leads back to the module's page
            page.get_by_role("button", name="Mark as read and go on").click()
            page.wait_for_load_state("networkidle")
            found.is_paused = False
    visit_page(page, f"{DEMO}/{first}/quiz")
    sit_quiz(page, site, module, saved_at_once=True)
    found.is_paused = True
    for wave in ("before", "after"):
        visit_page(page, f"{DEMO}/{first}/self-assessment/{wave}")
        rate_oneself(page)
    found.is_paused = False
    visit_page(page, f"{DEMO}/{first}/certificate")
    page.get_by_role("button", name="Issue my certificate").click()
    page.wait_for_load_state("networkidle")
    print(line("whole module", found))  # noqa: T201
    assert found.total <= 75_000


def test_every_report_stays_within_its_budget(site: Site, open_page: Open) -> None:
    """With all it is drawn by, as if it were the first page of the day; the longest have fifty rows of people."""
    page = open_page(site.demo("reviewer"))
    found = meter(page)
    drawn_by = 0
    for path in REPORT_PAGES:
        found.reset()
        visit_page(page, f"/reports/{path}")
        drawn_by += found.total - found.of("Document")  # what came already does not come again
        rows = page.locator("tbody tr").count()
        print(line(f"report {path}, {rows} rows", found))  # noqa: T201
        assert found.of("Document") + drawn_by <= 25_000, path
        assert rows >= 50 or path != "completion?by=person"
