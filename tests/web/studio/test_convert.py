"""Converting questions in a browser: look at each as participants get it, read what was lost, download."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from studyvisit.accounts.models import User
from studyvisit.db import Base
from tests.client import PageClient
from tests.people import Cast

Open = Callable[[User], PageClient]
URL = "/questions/convert"
MOODLE = Path(__file__).parents[2] / "unit/curriculum/exchange/moodle.xml"
GIFT = "::Good::Is [it]<script>alert(1)</script>?{T#No.#Yes, so.}\n\n::Bad::Is it?{=a\n"


@pytest.fixture
def trainer(cast: Cast, client_for: Open) -> PageClient:
    """Return a trainer's browser."""
    return client_for(cast.tara)


def send(browser: PageClient, **fields: object) -> TestResponse:
    """Send the form with a token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(URL).text)
    assert token
    data = {"csrf_token": token[1], "kind": "", "wanted": "markdown", "action": "show", **fields}
    return browser.post(URL, data=data, content_type="multipart/form-data")


def file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    """Return a file as a form sends it."""
    return io.BytesIO(content), name


def test_a_trainer_sees_each_question_as_participants_get_it_and_what_was_left_out(
    trainer: PageClient, session: Session
) -> None:
    before = rows(session)
    answer = send(trainer, file=file(GIFT.encode(), "bank.gift"))
    page = answer.text
    assert answer.status_code == 200
    assert "1 question was read. 1 was left out." in page
    assert re.search(r"<b>Left out</b> \(Line 3, “Bad”\): <span[^>]*>has a \{ without a \}", page)
    assert re.search(r"<b>Lost</b>: <span[^>]*>a script goes", page)
    assert "Yes, so." in page
    assert "alert(1)" not in page.partition('id="result"')[2]
    assert "\n::Good::Is [it]&lt;script&gt;" in page  # the text stays in its field, to be mended
    assert 'value="gift" selected' in page or 'selected value="gift"' in page
    assert rows(session) == before


def rows(session: Session) -> int:
    """Return how many rows there are in the whole database."""
    return sum(
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.tables.values()
    )


def test_what_was_shown_is_downloaded_from_the_text_field(trainer: PageClient) -> None:
    answer = send(trainer, text="::Q::Is it?{T}", wanted="moodle-xml", action="download")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quiz.xml"'
    assert answer.mimetype == "application/xml"
    assert '<question type="truefalse">' in answer.text


def test_pictures_come_beside_the_quiz(trainer: PageClient) -> None:
    answer = send(
        trainer, file=file(MOODLE.read_bytes(), "bank.xml"), competency="explain-egdi", action="download"
    )
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quiz.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == ["media/the-map.png", "quiz.md"]
        assert b"competency=explain-egdi" in archive.read("quiz.md")


def test_every_kind_of_question_can_be_looked_at(trainer: PageClient) -> None:
    page = send(trainer, file=file(MOODLE.read_bytes(), "bank.xml")).text
    shown = page.partition('id="result"')[2]
    assert shown.count('class="question"') == 14
    assert "(A map)" in shown
    assert "<img" not in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a file or paste some questions."),
        ({"text": "::Q::x{T}", "competency": "Not An Id"}, "lower-case letters"),
        ({"file": (b"x", "bank.docx")}, "choose it"),
        ({"text": "<quiz></quiz>"}, "no question"),
        ({"text": "::Q::x{T}", "wanted": "docx"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_converted_is_said_in_a_sentence(
    trainer: PageClient, fields: dict[str, object], said: str
) -> None:
    given = {name: file(*value) if isinstance(value, tuple) else value for name, value in fields.items()}
    answer = send(trainer, **given)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_page_of_questions_leads_there_those_who_may(cast: Cast, client_for: Open) -> None:
    link = f'href="{URL}"'
    assert link in client_for(cast.tara).get("/reports/questions").text
    assert link not in client_for(cast.rosa).get("/reports/questions").text
