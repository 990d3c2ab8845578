"""From signing in to a published lesson with a picture and a quiz, as somebody new to the platform does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.curriculum import document
from studyvisit.db import new_id
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf
from tests import factories
from tests.browser.conftest import Open
from tests.browser.site import Site

MOST_ACTIONS = 25
PROGRAMME, COHORT = "first-lesson", "first-lesson-cohort"
WRITTEN = """Ministers ask which services can be used online. Officials answer by counting them.

## How they are counted

They look at each site as a citizen would and note what can be done there.

"""
QUIZ = (
    (
        "Who looks at the sites?",
        "A citizen\n* An official, as a citizen would\n> Right: with a citizen's eyes.\nNobody",
    ),
    ("What is counted?", "* Services that can be used online\n> Right.\nVisitors of a site\nMinistries"),
    ("Who asks for the figure?", "* A minister\n> Right: it is the first sentence.\nA bank\nA school"),
)


@dataclass
class Hands:
    """What a person does with a page, counted: a click, a field filled in, a file chosen, keys typed."""

    page: Page
    actions: int = 0

    def click(self, role: str, name: str) -> None:
        """Press a button or follow a link."""
        self._count().get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def fill(self, label: str, words: str) -> None:
        """Fill in one field."""
        self._field(label).fill(words)

    def choose(self, label: str, number: int) -> None:
        """Choose from a list."""
        self._field(label).select_option(index=number)

    def give(self, label: str, file: Path) -> None:
        """Choose a file, once the button for it is there: its script shows it."""
        field = self._field(label)
        expect(field).to_be_visible()
        field.set_input_files(file)

    def type(self, words: str) -> None:
        """Type where the cursor stands."""
        self._count().keyboard.type(words)

    def _field(self, label: str) -> Locator:
        return self._count().get_by_label(label, exact=True)

    def _count(self) -> Page:
        self.actions += 1
        return self.page


def test_a_new_trainer_publishes_a_lesson_with_a_picture_and_three_questions_in_25_actions(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    with site.session() as session:
        trainer = factories.user(session, name="Amina Yusuf")
        session.add(RoleGrant(user_id=trainer.id, role=Role.TRAINER, granted_at=factories.NOW))
        session.commit()
        email = trainer.email
    picture = tmp_path / "sites.png"
    Image.new("RGB", (1200, 800), "teal").save(picture)
    page = open_page()
    page.goto("/sign-in")
    hands = Hands(page)

    hands.fill("E-mail", email)
    hands.fill("Password", factories.PASSWORD)
    hands.click("button", "Sign in")
    hands.click("link", "Studio")
    hands.fill("Title", "Counting services")
    hands.fill("What can people do after it?", "explain how online services are counted")
    hands.choose("Competency it serves most", 1)
    hands.fill("Title of the first lesson", "What officials look at")
    hands.click("button", "Begin the module")
    hands.fill("Text in Markdown", WRITTEN)
    hands.give("Insert a picture or a file", picture)
    expect(page.get_by_label("Text in Markdown")).to_have_value(WRITTEN + "![](media/sites.webp)")
    hands.type("A site as a citizen sees it")
    expect(page.locator("#receipt")).to_contain_text("Saved")
    hands.click("link", "Write the first question of the quiz")
    for number, (asked, options) in enumerate(QUIZ, 1):
        hands.fill("Question", asked)
        hands.fill("Options, one a line", options)
        hands.click("button", "Save and add another" if number < len(QUIZ) else "Save")
    hands.click("link", "Publish…")
    hands.click("button", "Publish now")
    expect(page.get_by_text("Published. Wherever it is used, readers see it from now on.")).to_be_visible()

    print(f"from signing in to a published lesson: {hands.actions} actions")  # noqa: T201
    assert hands.actions <= MOST_ACTIONS
    with site.session() as session:
        reader = read_in_a_cohort(session, "counting-services")
    read = open_page(reader)
    read.goto(f"/cohorts/{COHORT}/modules/counting-services/lessons/what-officials-look-at")
    shown = read.get_by_role("img", name="A site as a citizen sees it")
    assert shown.evaluate("async picture => { await picture.decode(); return picture.naturalWidth }") > 0
    read.goto(f"/cohorts/{COHORT}/modules/counting-services/quiz")
    read.get_by_role("button", name="Start the quiz").click()
    for asked, _options in QUIZ:
        expect(read.get_by_text(asked)).to_be_visible()


def read_in_a_cohort(session: Session, module: str) -> User:
    """Put a module into a programme of its own, and enrol a person in a cohort of it."""
    programme = replace(Shelf(session).programme("study-visit-2019").content, modules=(module,))
    revision = Revision(
        kind="programme",
        slug=PROGRAMME,
        number=1,
        sha256=new_id().hex,
        source="{}",
        document=document.dump(programme),
        published_at=factories.NOW,
    )
    session.add(revision)
    session.flush()
    session.add(Publication(kind="programme", slug=PROGRAMME, revision_id=revision.id))
    cohort = factories.cohort(session, slug=COHORT, programme_slug=PROGRAMME)
    reader = factories.user(session, name="Lemlem Haile", country="ET")
    factories.enrolment(session, cohort=cohort, user=reader)
    session.commit()
    return reader
