from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.extensions import db
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.questionnaires.rules import Occasion
from tests.client import PageClient, Read
from tests.people import Cast
from tests.steps import MODULE, STATEMENTS, pass_quiz, rate, read_every_lesson

ROOT = f"/cohorts/incheon/modules/{MODULE}/self-assessment"
BEFORE, AFTER = f"{ROOT}/before", f"{ROOT}/after"
ClientFor = Callable[[User], PageClient]


def ticked(*waves: str, value: str = "3") -> dict[str, str | list[str]]:
    return {f"{wave}-{statement}": value for wave in waves for statement in STATEMENTS}


def checked(page: Read) -> set[tuple[str | None, str | None]]:
    return {
        (field.get("name"), field.get("value"))
        for field in page.all("input")
        if field.get("checked") is not None
    }


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Assessment)) or 0


def test_the_page_says_why_how_long_and_that_it_does_not_count(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.alem).read(BEFORE)
    assert "About 1 minute." in page.text
    assert "It does not count" in page.text
    assert "not change them" in page.text
    assert "what the study visit changed" in page.text
    groups = page.all("fieldset")
    assert len(groups) == len(STATEMENTS)
    assert all(len(list(group.iter("label"))) == 6 and group.find("legend") is not None for group in groups)


def test_ratings_given_are_saved_and_shown_with_their_date(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    client = client_for(cast.alem)
    page = client.submit(client.read(BEFORE), ticked("pre", value="4"))
    assert (page.status, page.title) == (200, "Your ratings")
    assert "You rated yourself on" in page.text
    assert page.text.count("4: Can do independently") == 3
    assert not [field for field in page.all("input") if field.get("type") == "radio"]
    assert set(session.scalars(select(Rating.value))) == {4}


def test_an_unrated_statement_is_pointed_out_and_the_rest_kept(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    client = client_for(cast.alem)
    page = client.submit(client.read(BEFORE), {f"pre-{STATEMENTS[0]}": "2"})
    assert page.status == 422
    assert checked(page) == {(f"pre-{STATEMENTS[0]}", "2")}
    words = "Rate “I can propose indicators of use and satisfaction.”"
    assert page.text.count(words) == 2, "in the summary and at the statement"
    assert page.links()[words] == f"#pre-{STATEMENTS[2]}"
    assert any(field.get("id") == f"pre-{STATEMENTS[2]}" for field in page.all("input"))
    assert count(session) == 0
    assert client.submit(page, ticked("pre")).title == "Your ratings"


def test_a_value_that_the_scale_does_not_have_counts_as_none(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.alem)
    for value in ("0", "6", "-1", "x", "²", "9" * 5000):
        assert client.submit(client.read(BEFORE), ticked("pre", value=value)).status == 422


def test_sending_the_page_twice_saves_it_once(client_for: ClientFor, session: Session, cast: Cast) -> None:
    client = client_for(cast.alem)
    page = client.read(BEFORE)
    for _ in range(2):
        assert "Your ratings were saved" in client.submit(page, ticked("pre")).text
    assert count(session) == 1


def test_a_key_that_cannot_be_stored_is_refused(client_for: ClientFor, session: Session, cast: Cast) -> None:
    client = client_for(cast.alem)
    data = {"csrf_token": _token(client.read(BEFORE)), "page_key": "a\x00b", **ticked("pre")}
    assert client.post(BEFORE, data=data).status_code == 422
    assert count(session) == 0


def test_a_second_tab_does_not_change_what_was_given(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.alem)
    first, second = client.read(BEFORE), client.read(BEFORE)
    client.submit(first, ticked("pre", value="2"))
    page = client.submit(second, ticked("pre", value="5"))
    assert "The ratings you gave first stand" in page.text
    assert page.text.count("2: Aware") == 3
    page = client.submit(second, {})
    assert "The ratings you gave first stand" in page.text, "half filled in, it is too late as well"


def test_before_the_module_is_done_the_page_after_says_what_is_missing(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    client = client_for(cast.alem)
    page = client.read(AFTER)
    assert page.status == 409
    assert page.links()["passed the quiz"] == f"/cohorts/incheon/modules/{MODULE}/quiz"
    token = client.read(BEFORE)
    for fields in (ticked("post", "then"), {}):
        data = {"csrf_token": _token(token), "page_key": "k", **fields}
        assert client.post(AFTER, data=data, follow_redirects=True).status_code == 409
    assert count(session) == 0


def test_after_the_module_both_questions_are_asked_and_compared(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE, value=3)
    read_every_lesson(session, cast.enrolment_id)
    session.commit()
    client = client_for(cast.alem)
    page = client.read(AFTER)
    assert len(page.all("fieldset")) == 2 * len(STATEMENTS)
    page = client.submit(page, ticked("post", value="5"))
    assert page.status == 422
    assert page.text.count("Rate for looking back") == 2 * len(STATEMENTS)
    page = client.submit(page, ticked("then", value="1"))
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tbody")[0].iter("tr")]
    assert rows[0].endswith("2 steps up. Looking back, you put your start 2 steps lower.")
    assert rows[1:] == [
        "Before the module3: Can do with support",
        "Now, after the module5: Can guide others",
        "Thinking back1: Not yet aware",
    ]
    assert "3 statements compared: 3 rated higher, 0 the same, 0 lower." in page.text
    assert "lower than you had said on 3 of 3 statements." in page.text
    assert count(session) == 3


def test_who_skipped_the_page_before_is_asked_for_it_first(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    pass_quiz(session, cast.enrolment_id)
    session.commit()
    client = client_for(cast.alem)
    assert client.read(AFTER).links()["Do that first"] == BEFORE
    page = client.submit(client.read(AFTER), ticked("post", "then"))
    assert len(page.all("th")) == 3 * len(STATEMENTS), "without a line for what was not given"


@pytest.mark.parametrize("url", [BEFORE, AFTER])
def test_strangers_and_staff_get_nothing(client_for: ClientFor, cast: Cast, url: str) -> None:
    for stranger in (cast.bina, cast.olu, cast.tara, cast.ada):
        assert client_for(stranger).read(url).status == 404
    assert client_for(cast.alem).read(url.replace(MODULE, "no-such-module")).status == 404


@pytest.mark.parametrize("url", [BEFORE, AFTER])
def test_a_page_asks_the_database_four_questions_at_most(
    app: Flask, client_for: ClientFor, session: Session, cast: Cast, url: str
) -> None:
    rate(session, cast.enrolment_id, Occasion.BEFORE)
    read_every_lesson(session, cast.enrolment_id)
    session.commit()
    client = client_for(cast.alem)
    client.read(url)
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.extend([statement] if statement.startswith("SELECT") else [])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.read(url)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(asked) <= 4, asked


def _token(page: Read) -> str:
    return next(field.get("value", "") for field in page.all("input") if field.get("name") == "csrf_token")
