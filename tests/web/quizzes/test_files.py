"""Files as an answer: added without scripts, kept apart, and fetched only by those who may."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from config import Settings
from studyvisit.accounts.models import User
from studyvisit.quizzes.models import Response, Upload
from tests.client import PageClient, Read, held_by
from tests.people import Cast
from tests.quizzing import BY_PERSON, QUIZ_URL, WRITTEN, publish_quiz

Browser = Callable[[User], PageClient]
PDF = b"%PDF-1.7\n%%EOF\n"
TEXT = b"First the capital."


@pytest.fixture
def quiz(session: Session) -> None:
    """Let the quiz ask for a text and for files."""
    publish_quiz(session, BY_PERSON)


def begin(browser: PageClient) -> Read:
    """Return the page of an attempt that has just begun."""
    return browser.submit(browser.read(QUIZ_URL), action="/quiz")


def to_files(browser: PageClient, opened: Read, text: str = "") -> Read:
    """Go on to the page of the files, with a text typed on the page before."""
    return browser.submit(opened, {"q1": text}, button="files:file-upload")


def add(browser: PageClient, page: Read, *files: tuple[str, bytes]) -> Read:
    """Choose files and send them, as a browser would."""
    form = page.form("/files/file-upload")
    forms = [each for each in page.all("form") if each.get("enctype")]
    data: MultiDict[str, object] = MultiDict(held_by(forms[0] if forms else form))
    data.pop("files", None)
    for name, content in files:
        data.add("files", FileStorage(io.BytesIO(content), filename=name))
    path = page.response.request.path
    boundary, body = encode_multipart(data)
    sent = f"multipart/form-data; boundary={boundary}"
    answer = browser.post(path, data=body, content_type=sent, follow_redirects=True)
    return browser._read(answer)


def stored(app: Flask) -> list[Path]:
    """Return the files that are stored."""
    settings: Settings = app.config["SETTINGS"]
    return [path for path in settings.files.glob("??/*") if path.is_file()]


@pytest.mark.usefixtures("quiz")
def test_what_was_typed_is_saved_on_the_way_to_the_files_and_both_are_there_afterwards(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    page = to_files(browser, begin(browser), WRITTEN)
    assert "PDF or TXT, at most 2 files of 1 MB each." in page.text
    page = add(browser, page, ("plan.pdf", PDF), ("steps.txt", TEXT))
    assert "2 of at most 2 files added" in page.text
    assert "You have added as many files as are taken" in page.text
    attempt = browser.read(page.links()["Back to question 2"].partition("#")[0])
    assert "2 of 2 answered" in attempt.text
    assert {"plan.pdf", "steps.txt"} <= set(attempt.links())
    assert held_by(attempt.form("/attempts/")).get("q1") == WRITTEN
    saved = browser.submit(attempt, button="save")
    assert "2 of 2 answered" in saved.text, "saving the page leaves the files alone"
    answer = browser.get(saved.links()["plan.pdf"])
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("quiz")
def test_a_file_that_is_not_taken_is_named_with_the_reason_and_the_others_stay(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    page = to_files(browser, begin(browser))
    assert add(browser, page).text.count("Choose a file first.") == 1
    page = add(browser, page, ("page.html", b"<script>"), ("plan.pdf", b"no pdf"), ("steps.txt", TEXT))
    assert page.status == 422
    assert "“page.html” was not added: it is no file of a type that is taken here (PDF or TXT)." in page.text
    assert "“plan.pdf” was not added: what is in it is not what its name says." in page.text
    assert "1 of at most 2 files added" in page.text
    assert (
        "“steps.txt” was not added: it is larger" in add(browser, page, ("steps.txt", b"x" * 1_000_001)).text
    )
    page = add(browser, page, ("a.txt", b"a"), ("b.txt", b"b"))
    assert "Nothing was added: these would be too many files." in page.text
    assert session.scalar(select(func.count()).select_from(Upload)) == 1


@pytest.mark.usefixtures("quiz")
def test_a_double_click_adds_a_file_once_and_a_file_can_be_taken_out(
    app: Flask, cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    page = to_files(browser, begin(browser))
    before = len(stored(app))
    for _click in range(2):
        again = add(browser, page, ("once.txt", b"only once"))
    assert "1 of at most 2 files added" in again.text
    assert len(stored(app)) == before + 1
    gone = browser.submit(again, action="/remove")
    assert "0 of at most 2 files added" in gone.text
    assert session.scalars(select(Response.answer).where(Response.question_id == "file-upload")).one() == []


@pytest.mark.usefixtures("quiz")
def test_a_file_is_its_owners_and_its_markers_and_nobody_elses(cast: Cast, client_for: Browser) -> None:
    browser = client_for(cast.alem)
    page = add(browser, to_files(browser, begin(browser)), ("Alem Bekele.txt", TEXT))
    url = page.links()["Alem Bekele.txt"]
    for person in (cast.bina, cast.olu):
        assert client_for(person).get(url).status_code == 404
    fetched = client_for(cast.tara).get(url)
    assert fetched.data == TEXT
    assert "Alem" not in fetched.headers["Content-Disposition"], "a name may say whose it is"


@pytest.mark.usefixtures("quiz")
def test_a_text_that_is_too_short_or_too_long_is_pointed_out_and_kept(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    review = browser.submit(begin(browser), {"q1": "Four words, no more"}, button="review")
    assert "1 question is answered in part: Question 1" in review.text
    again = browser.read(review.links()["Question 1"].partition("#")[0])
    review = browser.submit(again, {"q1": "word " * 51}, button="review")
    assert "Question 1: your answer is longer than was asked for." in review.text
    assert session.scalars(select(Response.answer)).one() == ["word " * 51]


@pytest.mark.usefixtures("quiz")
def test_nothing_is_added_once_the_attempt_has_ended(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    opened = begin(browser)
    page = to_files(browser, opened, WRITTEN)
    browser.submit(browser.submit(opened, button="review"), action="/submit")
    late = add(browser, page, ("late.txt", TEXT))
    assert late.status == 409
    assert "This attempt is finished" in late.text
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


@pytest.mark.usefixtures("quiz")
def test_a_large_file_is_read_only_from_who_is_signed_in(app: Flask, cast: Cast, client_for: Browser) -> None:
    browser = client_for(cast.alem)
    page = to_files(browser, begin(browser))
    path, large = page.response.request.path, b"x" * 2_000_000
    stranger = app.test_client()
    assert stranger.post(path, data=large, content_type="multipart/form-data").status_code == 413
    assert "it is larger than 1 MB" in add(browser, page, ("a.txt", large)).text
