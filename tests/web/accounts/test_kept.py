"""A session that ends while somebody types: nothing they typed is lost, and nobody else gets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from tests.client import PageClient, Read, held_by
from tests.factories import PASSWORD
from tests.people import MODULES, Cast
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


def test_what_machines_call_things_is_not_shown(ended: tuple[PageClient, Read], cast: Cast) -> None:
    client, page = ended
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    shown = ["".join(heading.itertext()) for heading in page.all("h3")]
    assert shown == ["Name", "Institution", "Position"]
    assert "3 answers that you had chosen" in page.text  # country, language and time zone
    assert "Africa/" not in page.text.partition("Send it now")[0]


def test_answers_are_counted_and_words_of_ones_own_are_shown(
    cast: Cast, client_for: Callable[[User], PageClient]
) -> None:
    client = client_for(cast.alem)
    token = held_by(client.read("/profile").form())["csrf_token"]
    be_idle(client, hours=3)
    path = f"/cohorts/incheon/modules/{MODULES[0]}/self-assessment/before"
    fields = {"csrf_token": token, "sa-explain-enabler": "3", "q1": "b", "q2": "በጣም ጥሩ", "page_key": "k1"}
    page = client._read(client.post(path, data=fields))
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert "2 answers that you had chosen" in page.text
    assert "በጣም ጥሩ" in page.text
    assert "explain" not in page.text
    assert "q1" not in page.text
    assert held_by(page.form(path)).to_dict(flat=True) | {"csrf_token": token} == fields


def test_a_tab_from_before_signing_in_again_sends_after_asking(
    cast: Cast, session: Session, client: PageClient, client_for: Callable[[User], PageClient]
) -> None:
    sign_in = {"email": cast.alem.email, "password": PASSWORD}
    client.submit(client.read("/sign-in"), sign_in, action="/sign-in")
    older_tab = client.read("/profile")
    token = held_by(older_tab.form())["csrf_token"]
    client.post("/sign-out", data={"csrf_token": token})
    client.submit(client.read("/sign-in"), sign_in, action="/sign-in")
    page = client.submit(older_tab, {"position": TYPED})
    assert page.status == 400
    assert page.title == "Send what you had typed?"
    assert "Nothing has been sent yet." in page.text
    assert "Head of digital services" in page.text
    assert session.scalar(select(User.position).where(User.id == cast.alem.id)) == ""
    session.rollback()
    page = client.submit(page, action="/profile")
    assert "Your profile is saved." in page.text


def test_a_second_tab_that_asks_to_sign_in_loses_nothing_when_the_first_did(
    ended: tuple[PageClient, Read], cast: Cast
) -> None:
    client, asking = ended
    sign_in = {"email": cast.alem.email, "password": PASSWORD}
    client.submit(asking, sign_in, action="/sign-in")
    page = client.submit(asking, sign_in, action="/sign-in")
    assert "Head of digital services" in page.text
    assert "Your profile is saved." in client.submit(page, action="/profile").text


def test_what_a_browser_without_its_cookie_sends_is_shown_to_be_copied(
    cast: Cast, client_for: Callable[[User], PageClient]
) -> None:
    client = client_for(cast.alem)
    older_tab = client.read("/profile")
    client.delete_cookie("session")
    page = client.submit(older_tab, {"position": TYPED})
    assert page.status == 400
    assert page.title == "You are not signed in on this device any more"
    assert "Nothing has been sent. Copy what you want to keep" in page.text
    assert "Head of digital services" in page.text
    assert page.links()["Sign in"] == "/sign-in"


def test_words_that_another_site_posts_are_not_shown(
    cast: Cast, client: PageClient, client_for: Callable[[User], PageClient]
) -> None:
    for browser in (client, client_for(cast.alem)):
        answer = browser.post(
            "/profile", data={"position": "Call this number"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 400
        assert "Call this number" not in answer.text


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
