"""Every module of the curriculum, taken from its first page to its certificate without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import ROOT, Settings
from studyvisit.accounts.rules import DEMO_PASSWORD
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.content import Check, Lesson, Module
from studyvisit.curriculum.questions import Question, drawn
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.quizzes.models import Attempt
from tests.client import PageClient, Read
from tests.conftest import build_template, make_app
from tests.people import PROGRAMME

CONTENT = ROOT / "content"
SLUGS = sorted(path.name for path in (CONTENT / "modules").iterdir())
COHORT = f"/cohorts/{PROGRAMME}-demo"
MOST_BYTES = 5_900  # of a next lesson; a server adds some 90 bytes of headers, and 6 kB is the goal
Fields = dict[str, str | list[str]]


@dataclass(frozen=True)
class Taking:
    """The browser of the demo participant, and the platform's database with the whole curriculum."""

    browser: PageClient
    engine: Engine

    def module(self, slug: str) -> Module:
        """Return a module as published."""
        with Session(self.engine) as session:
            return Shelf(session).module(slug).content

    def asked(self, module: Module) -> list[Question]:
        """Return the questions of the one attempt at a module's quiz, with the numbers it has drawn."""
        with Session(self.engine) as session:
            attempt = session.scalars(select(Attempt).where(Attempt.module_slug == module.slug)).one()
            questions = [module.quiz.question(str(question_id)) for question_id in attempt.question_ids]
            return [drawn(question, attempt.seed) for question in questions if question is not None]


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taking]:
    """Publish the whole curriculum and sign the demo participant in."""
    settings = Settings.from_environment(
        {"STUDYVISIT_INSTANCE": str(tmp_path_factory.mktemp("curriculum")), "STUDYVISIT_DEMO": "1"}
    )
    build_template(settings, compile_tree(CONTENT).units)
    app = make_app(settings)
    assert app.test_cli_runner().invoke(args=["demo", "people"]).exit_code == 0
    with app.app_context():
        engine = db.engine
    browser = app.test_client()
    assert isinstance(browser, PageClient)
    signed_in = browser.submit(
        browser.read("/sign-in"), {"email": "participant@example.org", "password": DEMO_PASSWORD}
    )
    assert signed_in.title.startswith("Welcome")
    yield Taking(browser, engine)
    engine.dispose()


def test_the_programme_has_every_module(taking: Taking) -> None:
    with Session(taking.engine) as session:
        assert sorted(Shelf(session).programme(PROGRAMME).content.modules) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_a_participant_completes_the_module_and_holds_its_certificate(taking: Taking, slug: str) -> None:
    module, participant = taking.module(slug), taking.browser
    home = f"{COHORT}/modules/{slug}"
    rate(participant, f"{home}/self-assessment/before")
    for lesson in module.lessons:
        read_lesson(participant, f"{home}/lessons/{lesson.id}", lesson)
    result = sit_quiz(taking, f"{home}/quiz", module).text
    assert "You have passed this quiz" in result
    assert "100 %" in result
    rate(participant, f"{home}/self-assessment/after")
    claim = participant.read(f"{home}/certificate")
    certificate = participant.submit(claim)
    assert certificate.title == "Certificate of completion"
    assert module.title in certificate.text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_lesson_keeps_within_the_weight_of_a_next_lesson(taking: Taking, slug: str) -> None:
    weights = {
        lesson.id: weight_of(taking.browser, f"{COHORT}/modules/{slug}/lessons/{lesson.id}")
        for lesson in taking.module(slug).lessons
    }
    assert {lesson: weight for lesson, weight in weights.items() if weight > MOST_BYTES} == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_modules_lessons_and_pictures_leave_room_for_the_rest(taking: Taking, slug: str) -> None:
    """A whole module may weigh 75 kB; signing in, the quiz, its saves and the certificate weigh 23 of them."""
    addresses = {f"{COHORT}/modules/{slug}/lessons/{lesson.id}" for lesson in taking.module(slug).lessons}
    for address in tuple(addresses):
        pictures = taking.browser.read(address).all("img")
        addresses |= {picture.get("src", "") for picture in pictures}
    assert sum(weight_of(taking.browser, address) for address in addresses) <= 50_000


def weight_of(browser: PageClient, path: str) -> int:
    """Return how many bytes a page is on the wire, its headers too."""
    response = browser.get(path, headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
    return len(response.data) + len(str(response.headers))


def rate(browser: PageClient, path: str) -> None:
    """Tick the middle of each scale."""
    page = browser.read(path)
    names = {box.get("name", "") for box in page.form().iter("input") if box.get("type") == "radio"}
    given = browser.submit(page, dict.fromkeys(names, "3"))
    assert given.title == "Your ratings"


def read_lesson(browser: PageClient, path: str, lesson: Lesson) -> None:
    """Answer the lesson's checks rightly and mark it as read."""
    page = browser.read(path)
    assert page.title == lesson.title
    for check in (block for block in lesson.body if isinstance(block, Check)):
        form = page.form(f"#{check.id}")
        boxes = [part for part in form.iter() if has_class(part, "question")]
        answers: Fields = {}
        for question, box in zip(check.questions, boxes, strict=True):
            answers |= right_answers(question, box)
        answered = browser.submit(page, answers, action=f"#{check.id}")
        outcomes = [part for part in answered.form(f"#{check.id}").iter() if has_class(part, "outcome")]
        assert all(has_class(part, "right") for part in outcomes), path
        assert len(outcomes) == len(check.questions), path
    browser.submit(page, action="/read")


def sit_quiz(taking: Taking, path: str, module: Module) -> Read:
    """Answer every question of an attempt rightly, submit it and return the result."""
    browser = taking.browser
    page = browser.submit(browser.read(path), action="/quiz")
    boxes = [part for part in page.form().iter() if has_class(part, "question")]
    answers: Fields = {}
    for question, box in zip(taking.asked(module), boxes, strict=True):
        answers |= right_answers(question, box)
    review = browser.submit(page, answers, button="review")
    assert "Every question is answered." in review.text
    return browser.submit(review, action="/submit")


def right_answers(question: Question, box: Element) -> Fields:
    """Return what to fill in where, of a question's part of a page, so that the answer is right."""
    names = [part.get("name", "") for part in box.iter() if part.tag in ("input", "select", "textarea")]
    names = [
        name
        for name in names
        if re.fullmatch(r"q\d+|[a-z0-9-]+", name) and not re.search("revision|certainty", name)
    ]
    assert len(set(names)) == 1, names
    return {names[0]: list(question.right_answer)}


def has_class(part: Element, name: str) -> bool:
    """Return whether an element has a class."""
    return name in part.get("class", "").split()
