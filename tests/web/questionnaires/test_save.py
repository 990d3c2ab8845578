"""Ratings saved one by one, as the script does, kept until they are given, and found again anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from studyvisit.accounts.models import User
from studyvisit.questionnaires.models import Assessment, Rating, RatingDraft
from tests.client import PageClient, Read, held_by
from tests.people import Cast
from tests.steps import MODULE, STATEMENTS
from tests.web.feedback.test_fill_in import ended
from tests.web.questionnaires.test_follow_up import THREE, finish
from tests.web.questionnaires.test_rate_yourself import BEFORE, ROOT, checked, ticked

ClientFor = Callable[[User], PageClient]
FIRST = STATEMENTS[0]


@dataclass
class Script:
    """What save.js does on the page before a module."""

    client: PageClient
    page: Read

    def save(self, value: str, *, revision: int = 1, key: str = "key-1", path: str = "") -> TestResponse:
        token = held_by(self.page.form())["csrf_token"]
        return self.client.post(
            path or f"{ROOT}/ratings/pre/{FIRST}",
            data={"value": value, "revision": revision, "key": key, "csrf_token": token},
            headers={"Accept": "application/json"},
        )


@pytest.fixture
def script(client_for: ClientFor, cast: Cast) -> Script:
    """Return a script on the page before the module."""
    client = client_for(cast.alem)
    return Script(client, client.read(BEFORE))


def drafts(session: Session) -> dict[str, int | None]:
    session.rollback()
    return {draft.statement_id: draft.value for draft in session.scalars(select(RatingDraft))}


def test_a_rating_is_kept_with_a_receipt_and_found_on_another_device(
    script: Script, client_for: ClientFor, cast: Cast
) -> None:
    receipt = script.save("4").get_json()
    assert receipt["saved_at_words"].startswith("Saved ")
    assert (receipt["revision"], receipt["is_current"], receipt["is_late"]) == (1, True, False)
    assert receipt["progress"] == "1 of 3 rated"
    elsewhere = client_for(cast.alem).read(BEFORE)
    assert checked(elsewhere) == {(f"pre-{FIRST}", "4")}
    assert "1 of 3 rated" in elsewhere.text
    assert "Saved " in elsewhere.text


def test_only_a_newer_rating_replaces_what_is_kept(script: Script, session: Session) -> None:
    script.save("4", revision=5)
    older = script.save("1", revision=5, key="key-2").get_json()
    assert (older["is_current"], older["revision"]) == (False, 5)
    assert "A newer rating was saved elsewhere" in older["saved_at_words"]
    assert drafts(session) == {FIRST: 4}
    script.save("-", revision=6, key="key-3")
    assert drafts(session) == {FIRST: None}
    assert script.save("4", revision=5).get_json()["revision"] == 5, "the same save gets the same receipt"
    assert drafts(session) == {FIRST: None}


@pytest.mark.one_database
@pytest.mark.parametrize("value", ["", "0", "6", "x"])
def test_what_is_no_step_of_the_scale_is_not_kept(script: Script, session: Session, value: str) -> None:
    assert script.save(value).status_code == 422
    assert drafts(session) == {}


@pytest.mark.one_database
def test_nothing_is_kept_that_is_not_asked(script: Script, session: Session) -> None:
    for path in (f"{ROOT}/ratings/pre/sa-of-nothing", f"{ROOT}/ratings/follow-up-3/{FIRST}"):
        assert script.save("3", path=path).status_code == 404
    assert script.save("3", path=f"{ROOT}/ratings/post/{FIRST}").status_code == 409, "it is not yet open"
    assert drafts(session) == {}


def test_giving_a_wave_ends_its_draft_and_what_comes_later_is_told_so(
    script: Script, session: Session
) -> None:
    script.save("4")
    assert script.client.submit(script.page, ticked("pre", value="2")).title == "Your ratings"
    assert drafts(session) == {}
    late = script.save("5", revision=2, key="key-2").get_json()
    assert late["is_late"]
    assert "The ratings you gave first stand." in late["saved_at_words"]
    assert drafts(session) == {}
    assert set(session.scalars(select(Rating.value))) == {2}


def test_without_scripts_a_button_keeps_what_is_ticked_so_far(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    client = client_for(cast.alem)
    page = client.submit(client.read(BEFORE), {f"pre-{FIRST}": "3"}, button="save")
    assert page.status == 200
    assert "Your ratings so far are saved." in page.text
    assert checked(page) == {(f"pre-{FIRST}", "3")}
    assert drafts(session) == {FIRST: 3}
    assert session.scalars(select(Assessment)).all() == []


@pytest.mark.one_database
def test_an_older_page_does_not_replace_what_was_kept_since(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    client = client_for(cast.alem)
    first, second = client.read(BEFORE), client.read(BEFORE)
    client.submit(first, {f"pre-{FIRST}": "3"}, button="save")
    told = client.submit(second, {f"pre-{FIRST}": "1"}, button="save")
    assert "A newer rating was saved elsewhere and was kept." in told.text
    assert drafts(session) == {FIRST: 3}


@pytest.mark.one_database
def test_what_was_sent_half_filled_in_is_kept_too(script: Script, session: Session) -> None:
    assert script.client.submit(script.page, {f"pre-{FIRST}": "3"}).status == 422
    assert drafts(session) == {FIRST: 3}


def test_what_does_not_apply_is_neither_a_number_nor_blank(script: Script, session: Session) -> None:
    fields = ticked("pre", value="1") | {f"pre-{FIRST}": "-"}
    page = script.client.submit(script.page, fields)
    given = {rating.statement_id: rating.value for rating in session.scalars(select(Rating))}
    assert given == dict.fromkeys(STATEMENTS, 1) | {FIRST: None}
    rows = ["".join(row.itertext()) for row in page.all("tr")]
    assert sum("does not apply to my work" in row for row in rows) == 1
    assert page.html.count("<svg") == len(STATEMENTS) - 1, "it has no bar"


def test_a_follow_up_is_kept_and_given_in_the_same_way(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    finish(session, cast, MODULE)
    ended(session, cast, 100)
    client = client_for(cast.alem)
    script = Script(client, client.read(THREE))
    receipt = script.save("5", path=f"{THREE}/ratings/{FIRST}").get_json()
    assert receipt["progress"] == "1 of 3 rated"
    page = client.submit(client.read(THREE), {f"follow-up-3-{STATEMENTS[1]}": "2"}, button="save")
    assert checked(page) == {(f"follow-up-3-{FIRST}", "5"), (f"follow-up-3-{STATEMENTS[1]}", "2")}
    client.submit(page, {f"follow-up-3-{STATEMENTS[2]}": "-"})
    assert drafts(session) == {}
    ratings = session.scalars(select(Rating).join(Assessment).where(Assessment.wave == "follow-up-3"))
    assert {rating.statement_id: rating.value for rating in ratings} == dict(
        zip(STATEMENTS, (5, 2, None), strict=True)
    )
