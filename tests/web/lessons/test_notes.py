"""What learners say of a lesson, and what trainers answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.lessons.models import LessonNote
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from tests import factories
from tests.client import PageClient
from tests.people import Cast

SLUG = "measuring-e-government"
LESSON = f"/cohorts/incheon/modules/{SLUG}/lessons/the-survey"
INBOX = "/lesson-notes"
ClientFor = Callable[[User], PageClient]


def note(
    session: Session, cast: Cast, *, text: str = "What is an index?", kind: str = "unclear"
) -> LessonNote:
    """Let Alem have said something of a lesson."""
    made = LessonNote(
        enrolment_id=cast.enrolment_id,
        module_slug=SLUG,
        lesson_id="the-survey",
        revision_id=Shelf(session).module(SLUG).revision_id,
        kind=kind,
        text=text,
        made_at=factories.NOW,
        changed_at=factories.NOW,
    )
    session.add(made)
    session.commit()
    return made


def test_a_participant_says_what_is_unclear_changes_it_and_takes_it_back(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{LESSON}?note=1")
    assert "Your trainers read it, with your name." in page.text
    headings = [one.get("value", "") for one in page.all("option")]
    said = client.submit(
        page, {"text": "Why three?", "heading": headings[1], "kind": "unclear"}, action="/note"
    )
    assert "This is unclear" in said.text
    assert "Why three?" in said.text
    kept = session.scalars(select(LessonNote)).one()
    assert (kept.kind, kept.heading, kept.text, kept.revision) == ("unclear", headings[1], "Why three?", 1)
    assert kept.revision_id == Shelf(session).module(SLUG).revision_id
    again = client.submit(said, {"text": "Why not four?", "kind": "wrong"}, action="/note")
    assert "Why not four?" in again.text
    session.rollback()
    changed = session.scalars(select(LessonNote)).one()
    assert (changed.kind, changed.text, changed.revision) == ("wrong", "Why not four?", 2)
    gone = client.submit(again, {"note": str(changed.id)}, action="/withdraw-note")
    assert "Why not four?" not in gone.text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(LessonNote)) == 0


def test_sending_the_same_note_twice_keeps_one_even_where_it_was_answered_meanwhile(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{LESSON}?note=1")
    for _time in range(2):
        client.submit(page, {"text": "Why three?", "kind": "unclear"}, action="/note")
    kept = session.scalars(select(LessonNote)).one()
    assert kept.revision == 1
    kept.settled_at, kept.settled_by_id = factories.NOW, cast.tara.id
    session.commit()
    client.submit(page, {"text": "Why three?", "kind": "unclear"}, action="/note")
    assert session.scalar(select(func.count()).select_from(LessonNote)) == 1


@pytest.mark.one_database
def test_what_is_typed_stays_where_it_cannot_be_taken(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{LESSON}?note=1")
    wordless = client.submit(page, {"kind": "wrong"}, action="/note")
    assert (wordless.status, wordless.title) == (422, "The Survey and the EGDI")
    assert "Say in a few words what is wrong." in wordless.text
    long = client.submit(page, {"kind": "unclear", "text": "é" * 1001}, action="/note")
    assert long.status == 422
    assert "é" * 1001 in long.text
    strange = client.post(f"{LESSON}/note", data={"kind": "strange", "csrf_token": _token(page)})
    assert strange.status_code == 422
    assert not session.scalars(select(LessonNote)).all()


def _token(page: object) -> str:
    form = page.form("/note")  # type: ignore[attr-defined]
    return next(str(one.get("value")) for one in form.iter("input") if one.get("name") == "csrf_token")


def test_a_reader_who_has_the_lesson_is_sent_it_again_once_a_note_is_answered(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    kept = note(session, cast)
    client = client_for(cast.alem)
    client.read(f"{LESSON}?note=1")
    etag = client.get(LESSON).headers["ETag"]
    assert client.get(LESSON, headers={"If-None-Match": etag}).status_code == 304
    trainer = client_for(cast.tara)
    settled = trainer.submit(trainer.read(INBOX), {"answer": "A mean of three."}, action=str(kept.id))
    assert "Nothing waits for you" in settled.text
    page = client.get(LESSON, headers={"If-None-Match": etag})
    assert page.status_code == 200
    assert "A mean of three." in page.text


def test_an_answered_note_stays_beside_a_new_one(cast: Cast, client_for: ClientFor, session: Session) -> None:
    kept = note(session, cast)
    kept.settled_at, kept.settled_by_id = factories.NOW, cast.tara.id
    session.commit()
    client = client_for(cast.alem)
    page = client.read(f"{LESSON}?note=1")
    assert "Seen, thank you." in page.text
    client.submit(page, {"text": "And this?", "kind": "unclear"}, action="/note")
    texts = session.scalars(select(LessonNote.text).order_by(LessonNote.id)).all()
    assert texts == ["What is an index?", "And this?"]


def test_a_trainer_finds_what_waits_by_lesson_with_the_name_and_the_way_to_the_editor(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    note(session, cast)
    trainer = client_for(cast.tara)
    page = trainer.read(INBOX)
    assert "Measuring e-government: The Survey and the EGDI" in page.text
    assert "What is an index?" in page.text
    assert "Alem Bekele" in page.links()
    editor = trainer.get(page.links()["Open the lesson in the editor"])
    assert editor.location == f"/studio/module/{SLUG}/files/01-the-survey.md"
    there = trainer.read(f"{INBOX}?module={SLUG}&lesson=the-survey")
    assert "What is an index?" in there.text
    elsewhere = trainer.read(f"{INBOX}?module={SLUG}&lesson=evidence")
    assert "Nothing waits for you" in elsewhere.text
    settled = trainer.submit(page, {"answer": "A mean."}, action=INBOX)
    assert "What is an index?" not in settled.text
    shown = trainer.read(f"{INBOX}?show=settled")
    assert "A mean." in shown.text
    changed = trainer.submit(shown, {"answer": "A mean of three."}, action=INBOX)
    assert "A mean of three." in changed.text


def test_what_helped_waits_for_nobody(cast: Cast, client_for: ClientFor, session: Session) -> None:
    note(session, cast, text="The bars!", kind="helped")
    trainer = client_for(cast.tara)
    assert "The bars!" not in trainer.read(INBOX).text
    assert "The bars!" in trainer.read(f"{INBOX}?show=helped").text


def test_an_answer_to_a_note_that_has_changed_is_kept_on_the_page_and_not_given(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    kept = note(session, cast)
    trainer = client_for(cast.tara)
    page = trainer.read(INBOX)
    kept.text, kept.revision = "Something else", 2
    session.commit()
    answer = trainer.submit(page, {"answer": "A mean."}, action=INBOX)
    assert answer.status == 409
    assert "Something else" in answer.text
    assert "A mean." in answer.text
    session.rollback()
    assert session.scalars(select(LessonNote)).one().settled_at is None


def test_notes_of_other_programmes_and_of_those_who_withdrew_are_not_in_the_inbox(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    kept = note(session, cast)
    session.add(
        RoleGrant(
            user_id=cast.olu.id, role=Role.TRAINER, programme_slug="another-visit", granted_at=factories.NOW
        )
    )
    session.commit()
    stranger = client_for(cast.olu)
    page = stranger.read(INBOX)
    assert "What is an index?" not in page.text
    token = next(str(one.get("value")) for one in page.all("input") if one.get("name") == "csrf_token")
    posted = stranger.post(f"{INBOX}/{kept.id}", data={"answer": "x", "revision": "1", "csrf_token": token})
    assert posted.status_code == 404
    session.get_one(Enrolment, cast.enrolment_id).withdrawn_at = factories.NOW + timedelta(days=1)
    session.commit()
    assert "What is an index?" not in client_for(cast.tara).read(INBOX).text


@pytest.mark.one_database
def test_the_page_of_marking_tells_trainers_how_many_notes_wait(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    note(session, cast)
    assert client_for(cast.tara).read("/marking").links()["1 note of learners waits"] == INBOX
    assert INBOX not in client_for(cast.rosa).read("/marking").html
