"""A trainer brings in lessons that knew nothing of us and gets a draft, with what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.packing import module_in
from studyvisit.curriculum.taking_in.archives import files_of_zip
from studyvisit.studio.models import Draft, DraftFile
from studyvisit.studio.queries.drafts import bundle_of
from tests.client import PageClient, Read, held_by
from tests.folders import in_zip, plain, site
from tests.people import MODULES, Cast

Open = Callable[[User], PageClient]
DOOR = "/studio/plain-lessons"
MODULE = MODULES[1]
OUTLINE = "/studio/module/one-door-for-every-service"
PLAIN = "/studio/module/seoul-seen"


@pytest.fixture
def trainer(cast: Cast, client_for: Open) -> PageClient:
    """Return Tara's browser."""
    return client_for(cast.tara)


def bring_in(browser: PageClient, given: Mapping[str, bytes], **fields: object) -> Read:
    """Open the page, choose files on it and send them."""
    return send(browser, held_by(browser.read(DOOR).form(DOOR)), given, **fields)


def send(
    browser: PageClient, held: Mapping[str, object], given: Mapping[str, bytes], **fields: object
) -> Read:
    """Send files with what an open page holds."""
    chosen = [(BytesIO(content), name) for name, content in given.items()]
    return browser._read(browser.post(DOOR, data={**held, "files": chosen, **fields}))


def drafts(session: Session) -> int:
    """Count what is being written."""
    session.rollback()
    count = session.scalar(select(func.count()).select_from(Draft)) or 0
    session.rollback()  # a connection that waits in a transaction cannot write later
    return count


def test_a_zip_becomes_a_draft_with_a_list_of_what_is_left_and_can_be_discarded(
    session: Session, trainer: PageClient
) -> None:
    before = drafts(session)
    packed = in_zip({f"site/{name}": content for name, content in site().items()})
    page = bring_in(trainer, {"site.zip": packed}, competencies="explain-egdi")
    assert page.status == 200
    assert "A draft was made of 2 lessons." in page.text
    links = {a.get("href", "") for a in page.all("a")}
    assert f"{OUTLINE}/files/02-the-form.md#L5" in links
    assert "front matter, `objective`: is empty" in page.text
    assert "is written but not cited" in page.text
    assert "static/img/hall.jpg is media/hall.webp; the place it told of is taken out" in page.text
    assert "static/img/unused.png" in page.text
    with session.begin():
        files = set(session.scalars(select(DraftFile.name).join(Draft).where(Draft.slug.like("one-door%"))))
    assert {"module.md", "quiz.md", "01-the-queue.md", "02-the-form.md", "media/hall.webp"} <= files
    assert drafts(session) == before + 1
    again = bring_in(trainer, {"site.zip": packed})
    assert f"{OUTLINE}-2/files/module.md" in {a.get("href", "").partition("#")[0] for a in again.all("a")}
    trainer.submit(page, action=f"{OUTLINE}/drop")
    assert drafts(session) == before + 1


def test_what_is_sent_twice_is_made_once_and_another_title_makes_another(
    session: Session, trainer: PageClient
) -> None:
    before = drafts(session)
    held = held_by(trainer.read(DOOR).form(DOOR))
    first, again = (send(trainer, held, plain(), title="Seoul, seen") for _time in range(2))
    assert first.all("h1")[0].text == again.all("h1")[0].text
    assert f"{PLAIN}/files/module.md" in again.html
    assert drafts(session) == before + 1
    send(trainer, held, plain(), title="Seoul, seen again")
    assert drafts(session) == before + 2
    packed = trainer.get(f"/studio/module/{MODULE}/zip").data
    files = {name.replace(MODULE, "travelled"): content for name, content in files_of_zip(packed).items()}
    name = "modules/travelled/module.md"
    files[name] = files[name].replace(f"id: {MODULE}".encode(), b"id: travelled")
    for _time in range(2):
        assert send(trainer, held, {"any.zip": in_zip(files)}).status == 200
    assert drafts(session) == before + 3


@pytest.mark.one_database
def test_lessons_are_chosen_one_by_one_with_their_pictures(session: Session, trainer: PageClient) -> None:
    flat = {
        name.rpartition("/")[2]: content
        for name, content in plain().items()
        if name.endswith((".md", ".png"))
    }
    page = bring_in(trainer, flat, title="Seoul, seen")
    assert "A draft was made of 3 lessons." in page.text
    assert "pictures/line.png" not in page.text
    assert "line.png is media/line.webp" in page.text
    assert "Windows-1252" in page.text
    assert drafts(session) >= 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose a ZIP file, or lessons and their pictures, first."),
        ({"a.zip": b"no"}, "This is no ZIP file that can be read."),
        ({"a.zip": in_zip({"../a.md": b"x"})}, "../a.md: It holds a name that leads elsewhere"),
        (
            {"a.zip": in_zip({"a.md": b"x"}), "b.md": b"x"},
            "Choose one ZIP file, or the lessons themselves, not both.",
        ),
        ({"a.docx": b"PK"}, "There is no lesson in it"),
        ({f"{number}.md": b"" for number in range(201)}, "At most 200 files are taken at once."),
    ],
)
def test_what_cannot_be_taken_says_why_and_makes_no_draft(
    session: Session, trainer: PageClient, given: Mapping[str, bytes], words: str
) -> None:
    before = drafts(session)
    page = bring_in(trainer, given, title="Kept")
    assert page.status == 422
    assert words in page.text
    assert any(field.get("value") == "Kept" for field in page.all("input"))
    assert drafts(session) == before


def test_a_module_that_was_downloaded_comes_in_as_it_went_out(session: Session, trainer: PageClient) -> None:
    answer = trainer.get(f"/studio/module/{MODULE}/zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    before = drafts(session)
    refused = bring_in(trainer, {"module.zip": answer.data})
    assert refused.status == 422
    assert f"There is a module “{MODULE}” here already, and nothing was changed." in refused.text
    files = dict(files_of_zip(answer.data))
    head = files.pop(f"modules/{MODULE}/module.md").replace(f"id: {MODULE}".encode(), b"id: travelled")
    files = {name.replace(MODULE, "travelled"): content for name, content in files.items()}
    page = bring_in(trainer, {"any.zip": in_zip({**files, "modules/travelled/module.md": head})})
    assert page.status == 200
    with session.begin():
        draft = session.scalars(select(Draft).where(Draft.slug == "travelled")).one()
        assert bundle_of(session, draft) == module_in({**files, "modules/travelled/module.md": head})
    assert drafts(session) == before + 1
    spoilt = {
        "a/module.md": head.replace(b"travelled", b"spoilt"),
        "a/media/a.svg": b"<svg onload='x'></svg>",
    }
    refused = bring_in(trainer, {"any.zip": in_zip(spoilt)})
    assert refused.status == 422
    assert "media/a.svg: " in refused.text
    assert drafts(session) == before + 1
