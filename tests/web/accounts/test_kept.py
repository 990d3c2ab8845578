"""A session that ends while somebody types: nothing they typed is lost, and nobody else gets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from tests.client import PageClient, Read
from tests.factories import PASSWORD
from tests.people import Cast
from tests.web.accounts.conftest import be_idle

TYPED = "Head of digital services\nand more"


@pytest.fixture
def ended(cast: Cast, client_for: Callable[[User], PageClient]) -> tuple[PageClient, Read]:
    """Return a browser whose session ended while Alem filled in her profile, and the page it shows."""
    client = client_for(cast.alem)
    page = client.read("/profile")
    be_idle(client, hours=3)
    return client, client.submit(page, {"position": TYPED, "institution": "Ministry of <Trade>"})


def test_a_post_after_the_end_is_answered_by_a_page_that_keeps_it(ended: tuple[PageClient, Read]) -> None:
    _client, page = ended
    assert page.status == 401
    assert page.title == "Your session has ended – nothing you typed is lost"
    assert "You were signed out after 2 hours without activity." in page.text
    assert page.form("/sign-in").find(".//input[@name='kept']") is not None


def test_nothing_was_changed_by_it(ended: tuple[PageClient, Read], cast: Cast, session: Session) -> None:
    assert session.scalar(select(User.position).where(User.id == cast.alem.id)) == ""


def test_the_same_person_sees_what_they_typed_and_sends_it(
    ended: tuple[PageClient, Read], cast: Cast, session: Session
) -> None:
    client, page = ended
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert page.status == 200
    assert page.title == "Signed in again. Send what you had typed?"
    assert "Head of digital services" in page.text
    assert "Ministry of <Trade>" in page.text
    assert "Profile" in page.html, "the navigation of a signed-in person is missing"
    page = client.submit(page, action="/profile")
    assert "Your profile is saved." in page.text
    assert session.scalar(select(User.position).where(User.id == cast.alem.id)) == (
        "Head of digital services and more"
    )


def test_a_mistyped_password_loses_nothing(ended: tuple[PageClient, Read], cast: Cast) -> None:
    client, page = ended
    page = client.submit(page, {"email": cast.alem.email, "password": "wrong"}, action="/sign-in")
    assert page.status == 422
    page = client.submit(page, {"password": PASSWORD}, action="/sign-in")
    assert page.title == "Signed in again. Send what you had typed?"


def test_another_person_signing_in_gets_home_and_nothing_of_it(
    ended: tuple[PageClient, Read], cast: Cast
) -> None:
    client, page = ended
    page = client.submit(page, {"email": cast.olu.email, "password": PASSWORD}, action="/sign-in")
    assert page.response.request.path == "/"
    assert "Head of digital services" not in page.html


def test_what_is_kept_cannot_be_forged(ended: tuple[PageClient, Read], cast: Cast) -> None:
    client, page = ended
    kept = page.form("/sign-in").find(".//input[@name='kept']")
    assert kept is not None
    page = client.submit(
        page,
        {"email": cast.alem.email, "password": PASSWORD, "kept": kept.get("value", "")[:-2] + "xx"},
        action="/sign-in",
    )
    assert page.response.request.path == "/"


def test_passwords_are_never_kept(cast: Cast, client_for: Callable[[User], PageClient]) -> None:
    client = client_for(cast.alem)
    page = client.read("/profile/password")
    be_idle(client, hours=3)
    page = client.submit(page, {"current": PASSWORD, "password": "river lantern goat seven"})
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert page.title == "Signed in again. Go on?"
    assert PASSWORD not in page.html
    assert "river lantern" not in page.html


def test_a_stranger_who_posts_is_asked_to_sign_in(client: PageClient) -> None:
    token = client.read("/sign-in").html.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post("/profile", data={"csrf_token": token, "position": "x"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in"
