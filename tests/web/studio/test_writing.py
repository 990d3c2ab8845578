"""A trainer writes a lesson in a browser without scripts: saved, looked at, checked, put together, published."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.source import digest
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf, current_bundles
from studyvisit.studio.models import Draft
from tests.client import PageClient, Read
from tests.people import MODULES, Cast

Open = Callable[[User], PageClient]
MODULE = f"/studio/module/{MODULES[1]}"
LESSON = f"{MODULE}/files/01-the-survey.md"


@pytest.fixture
def trainer(cast: Cast, client_for: Open) -> PageClient:
    """Return Tara's browser."""
    return client_for(cast.tara)


def text_of(page: Read) -> str:
    """Return what stands in the text field."""
    return next(area.text or "" for area in page.all("textarea")).removeprefix("\n")


def test_a_changed_text_is_kept_and_readers_see_it_only_once_it_is_published(
    session: Session, cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    page = trainer.read(LESSON)
    trainer.submit(page, {"text": text_of(page) + "\nA sentence that was not there.\n"})
    assert "A sentence that was not there." in text_of(trainer.read(LESSON))
    reader = client_for(cast.alem)
    lesson = f"/cohorts/incheon/modules/{MODULES[1]}/lessons/the-survey"
    assert "A sentence that was not there." not in reader.read(lesson).text
    trainer.submit(trainer.read(f"{MODULE}/publish"), {"why": "A sentence more."})
    assert "A sentence that was not there." in reader.read(lesson).text
    assert "Published, revision 2" in trainer.read(MODULE).text


def test_what_nobody_changed_is_published_byte_for_byte(session: Session, trainer: PageClient) -> None:
    before = {digest(bundle) for bundle in current_bundles(session)}
    session.rollback()  # a connection that waits in a transaction is ended by the server
    for name in ("01-the-survey.md", "quiz.md", "module.md", "guide.md"):
        for show in ("", "?show=text"):
            trainer.submit(trainer.read(f"{MODULE}/files/{name}{show}"))
    trainer.submit(trainer.read(f"{MODULE}/publish"), {"why": "A sentence more."})
    session.expire_all()
    assert {digest(bundle) for bundle in current_bundles(session)} == before
    assert session.scalar(select(Draft)) is None


def test_a_field_changes_its_line_of_the_front_matter_and_nothing_else(
    session: Session, trainer: PageClient
) -> None:
    before = text_of(trainer.read(f"{LESSON}?show=text"))
    trainer.submit(trainer.read(LESSON), {"head-title": "The Survey: what is in it", "head-minutes": "15"})
    after = text_of(trainer.read(f"{LESSON}?show=text"))
    changed = [
        pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if len(set(pair)) > 1
    ]
    assert changed == [
        ("title: The Survey and the EGDI", 'title: "The Survey: what is in it"'),
        ("minutes: 12", "minutes: 15"),
    ]


def test_two_trainers_in_one_lesson_lose_nothing(cast: Cast, client_for: Open, trainer: PageClient) -> None:
    other = client_for(cast.ada)
    mine, theirs = trainer.read(LESSON), other.read(LESSON)
    other.submit(theirs, {"text": "A new beginning.\n\n" + text_of(theirs)})
    trainer.submit(mine, {"text": text_of(mine) + "\nA new end.\n"})
    text = text_of(trainer.read(LESSON))
    assert text.startswith("A new beginning.")
    assert text.endswith("A new end.\n")
    assert "Ada has this text open too" in trainer.read(LESSON).text


def test_who_changed_the_same_words_is_asked_and_nothing_is_overwritten(
    cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    other = client_for(cast.ada)
    mine, theirs = trainer.read(LESSON), other.read(LESSON)
    first = text_of(mine).split("\n\n")[0]
    other.submit(theirs, {"text": text_of(theirs).replace(first, "What Ada wrote.")})
    asked = trainer.submit(mine, {"text": text_of(mine).replace(first, "What Tara wrote.")})
    assert asked.status == 409
    assert "What Ada wrote." in asked.text
    assert "What Tara wrote." in asked.text
    assert "What Ada wrote." in text_of(other.read(LESSON))
    trainer.submit(asked, {"take-0": "both"})
    text = text_of(trainer.read(LESSON))
    assert text.startswith("What Tara wrote.\n\nWhat Ada wrote.")


def test_a_lesson_that_was_moved_up_meanwhile_is_saved_where_it_is_now(trainer: PageClient) -> None:
    page = trainer.read(LESSON)
    trainer.submit(trainer.read(MODULE), action="/place")  # the first lesson's only way is down
    trainer.submit(page, {"text": text_of(page) + "\nStill mine.\n"})
    assert "Still mine." in text_of(trainer.read(f"{MODULE}/files/02-the-survey.md"))


def test_the_preview_is_the_page_that_is_published(
    session: Session, cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    page = trainer.read(f"{LESSON}?show=text")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.html)
    assert token
    shown = trainer.post(
        f"{MODULE}/preview/01-the-survey.md",
        data={"csrf_token": token[1], "text": text_of(page), "base": "", "as": "text", "view": "phone"},
        content_type="multipart/form-data",
    ).text
    lesson = client_for(cast.alem).read(f"/cohorts/incheon/modules/{MODULES[1]}/lessons/the-survey").html
    body = lesson[lesson.index("<h1>") : lesson.index("<hr>")].rstrip().removesuffix("</div>").rstrip()
    assert "The minister goes before" in body
    assert body in shown


@pytest.mark.one_database
def test_the_weight_that_a_trainer_is_told_is_what_a_reader_pays(
    cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    reader = client_for(cast.alem)
    for lesson, name in (("country-profile", "04-country-profile.md"), ("evidence", "05-evidence.md")):
        told = re.search(r"([\d.]+) kB for a reader", trainer.read(f"{MODULE}/files/{name}").text)
        answer = reader.get(
            f"/cohorts/incheon/modules/{MODULES[1]}/lessons/{lesson}", headers={"Accept-Encoding": "br"}
        )
        headers = sum(len(key) + len(value) + 4 for key, value in answer.headers)
        shown = set(re.findall(r"/media/[0-9a-f]{64}\.svg", reader.get(answer.request.path).text))
        pictures = sum(len(reader.get(picture).data) for picture in shown)
        assert told
        assert float(told[1]) * 1000 == pytest.approx(len(answer.data) + headers + pictures, rel=0.1)


def test_an_error_is_named_with_its_line_and_keeps_the_unit_from_being_published(
    session: Session, trainer: PageClient
) -> None:
    page = trainer.read(LESSON)
    trainer.submit(page, {"text": text_of(page) + "\n![](media/nowhere.svg)\n"})
    line = text_of(page).count("\n") + 2
    assert f"Line {line}" in trainer.read(LESSON).text
    assert "in the way" in trainer.read(f"{MODULE}/publish").text
    revision = session.scalar(select(Publication.revision_id).where(Publication.slug == MODULES[1]))
    assert session.get_one(Revision, revision).number == 1


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(
    cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    page = trainer.read(LESSON)
    trainer.submit(page, {"text": text_of(page) + "\nOne.\n"})
    looked = trainer.read(f"{MODULE}/publish")
    other = client_for(cast.ada)
    there = other.read(LESSON)
    other.submit(there, {"text": text_of(there) + "\nTwo.\n"})
    refused = trainer.submit(looked, {"why": "One sentence more."})
    assert refused.status == 409
    assert "changed since" in refused.text


def test_a_module_is_begun_with_a_title_and_its_outline_says_what_it_lacks(
    session: Session, trainer: PageClient
) -> None:
    assert trainer.submit(trainer.read("/studio"), {"title": " "}, action="/studio").status == 422
    outline = trainer.submit(trainer.read("/studio"), {"title": "Open data: a start"}, action="/studio")
    assert outline.title == "Open data: a start"
    editor = trainer.submit(outline, {"title": "Why publish data?"}, action="/lessons")
    assert editor.title == "Why publish data?"
    assert "open-data-a-start" not in Shelf(session).slugs("module")
    assert "Draft, never published" in trainer.read("/studio").text


def test_a_lesson_is_copied_moved_to_another_module_taken_out_and_put_back(trainer: PageClient) -> None:
    copy = trainer.submit(trainer.read(MODULE), action="/duplicate")
    assert copy.title == "Copy of The Survey and the EGDI"
    assert "Copy of The Survey and the EGDI no problems" in trainer.read(MODULE).text
    moved = trainer.submit(trainer.read(MODULE), {"to": MODULES[0]}, action="/move")
    assert moved.title == "The Survey and the EGDI"
    assert "The Survey and the EGDI" in trainer.read(f"/studio/module/{MODULES[0]}").text
    gone = trainer.submit(trainer.read(MODULE), action="/remove")
    title = next(iter(gone.links()))
    assert "was taken out" in gone.text
    back = trainer.submit(gone, action="/put-back")
    assert title in back.links()
    assert "was taken out" not in back.text
