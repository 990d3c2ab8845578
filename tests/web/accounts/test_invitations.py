"""Invitations: from an administrator's form to a person who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from studyvisit.accounts.models import AccessLink, RoleGrant, User
from studyvisit.clock import utc_now
from studyvisit.web.mail import deliver
from tests.client import PageClient, Read
from tests.people import Cast
from tests.web.accounts.conftest import secret_in

GOOD_PASSWORD = "river lantern goat seven"
NEW = "nuwan@example.org"
LinkOf = Callable[[str], str]


@pytest.fixture
def invited(cast: Cast, client_for: Callable[[User], PageClient]) -> Read:
    """Return the page after Ada invited Nuwan as a trainer of one programme."""
    ada = client_for(cast.ada)
    return ada.submit(
        ada.read("/people/invite"),
        {
            "name": "Nuwan  Perera",
            "email": "Nuwan@Example.org",
            "role": "trainer",
            "programme": "study-visit-2019",
        },
    )


def test_inviting_makes_an_account_without_a_password(invited: Read, session: Session) -> None:
    assert "An invitation is on its way to nuwan@example.org." in invited.text
    assert invited.title == "Nuwan Perera"
    assert "Invited" in invited.text
    user = session.scalars(select(User).where(User.email == NEW)).one()
    assert user.password_hash is None
    grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).one()
    assert (grant.role, grant.programme_slug) == ("trainer", "study-visit-2019")


def test_the_e_mail_leads_to_the_page_that_sets_a_password(
    app: Flask, invited: Read, client: PageClient, link_of: LinkOf
) -> None:
    with app.app_context():
        deliver()
    files = (app.config["SETTINGS"].instance / "outbox").glob("*.eml")
    path = link_of(NEW)
    assert any(f"{app.config['SETTINGS'].base_url}{path}" in file.read_text() for file in files)
    page = client.read(path)
    assert page.status == 200
    assert NEW in page.text


def test_accepting_signs_in_and_leads_to_the_profile(
    invited: Read, client: PageClient, link_of: LinkOf, session: Session
) -> None:
    page = client.submit(client.read(link_of(NEW)), {"name": "Nuwan A. Perera", "password": GOOD_PASSWORD})
    assert page.response.request.path == "/profile"
    assert "Your account is ready." in page.text
    user = session.scalars(select(User).where(User.email == NEW)).one()
    assert user.name == "Nuwan A. Perera"
    assert (user.password_hash or "").startswith("$argon2id$")


def test_a_link_works_once(invited: Read, client: PageClient, link_of: LinkOf, app: Flask) -> None:
    path = link_of(NEW)
    opened = client.read(path)
    client.submit(opened, {"password": GOOD_PASSWORD})
    other = app.test_client()
    assert isinstance(other, PageClient)
    page = other.read(path)
    assert page.status == 410
    assert page.title == "This invitation works no more"
    assert "Get a new link" in page.links()
    again = client.submit(opened, {"password": "another good one entirely"})
    assert again.status in (400, 410)


def test_a_link_ends_after_14_days(
    invited: Read, session: Session, client: PageClient, link_of: LinkOf
) -> None:
    path = link_of(NEW)
    link = session.scalars(select(AccessLink)).one()
    assert timedelta(days=13, hours=23) < link.expires_at - utc_now() <= timedelta(days=14)
    link.expires_at = utc_now()
    session.commit()
    assert client.read(path).status == 410


def test_no_column_of_the_database_holds_a_links_secret(
    invited: Read, session: Session, link_of: LinkOf
) -> None:
    secret = secret_in(link_of(NEW))
    connection = session.connection()
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # names from the schema
            assert secret not in str(row), f"{table} holds the secret"


def test_a_new_invitation_ends_the_one_before(
    invited: Read, cast: Cast, client: PageClient, link_of: LinkOf, client_for: Callable[[User], PageClient]
) -> None:
    before = link_of(NEW)
    ada = client_for(cast.ada)
    page = ada.submit(ada.read(invited.response.request.path), action="/invite")
    assert "A new invitation is on its way." in page.text
    after = link_of(NEW)
    assert before != after
    assert client.read(before).status == 410
    assert client.read(after).status == 200


def test_an_invited_person_who_lost_the_link_asks_for_another(
    invited: Read, client: PageClient, link_of: LinkOf
) -> None:
    before = link_of(NEW)
    client.submit(client.read("/password-reset"), {"email": NEW})
    assert link_of(NEW) != before
    assert client.read(link_of(NEW)).title == "Welcome to studyvisit"


def test_a_weak_password_is_refused_in_words_and_the_name_is_kept(
    invited: Read, client: PageClient, link_of: LinkOf
) -> None:
    page = client.submit(client.read(link_of(NEW)), {"name": "Nuwan of Colombo", "password": "password123"})
    assert page.status == 422
    assert page.text.count("This is one of the passwords that are tried first.") == 2
    assert "Nuwan of Colombo" in page.html
    assert "password123" not in page.html


def test_a_password_with_ones_own_name_is_refused(invited: Read, client: PageClient, link_of: LinkOf) -> None:
    page = client.submit(client.read(link_of(NEW)), {"password": "perera-lantern-goat-seven"})
    assert "Leave your own name and e-mail address out of your password." in page.text


def test_somebody_who_is_here_already_is_not_invited_twice(
    cast: Cast, client_for: Callable[[User], PageClient]
) -> None:
    ada = client_for(cast.ada)
    page = ada.submit(
        ada.read("/people/invite"), {"name": "Alem", "email": cast.alem.email.upper(), "role": "participant"}
    )
    assert page.status == 422
    assert page.text.count("Somebody with this e-mail address is here already.") == 2


@pytest.mark.parametrize(
    "email", ["nobody", "a@b", "a@example.org\r\nBcc: x@example.org", "a b@example.org", ""]
)
def test_only_an_e_mail_address_is_invited(
    cast: Cast, client_for: Callable[[User], PageClient], email: str, session: Session
) -> None:
    ada = client_for(cast.ada)
    page = ada.submit(ada.read("/people/invite"), {"name": "X", "email": email, "role": "trainer"})
    assert page.status == 422
    assert session.scalar(select(User.id).where(User.name == "X")) is None


def test_the_invitation_of_a_suspended_person_does_not_let_them_in(
    invited: Read, session: Session, client: PageClient, link_of: LinkOf
) -> None:
    path = link_of(NEW)
    session.scalars(select(User).where(User.email == NEW)).one().suspended_at = utc_now()
    session.commit()
    assert client.read(path).status == 410


def test_accepting_is_limited_per_address(client: PageClient) -> None:
    token = client.read("/sign-in").html.partition('name="csrf_token" value="')[2].partition('"')[0]
    statuses = [client.post("/invitations/x", data={"csrf_token": token}).status_code for _ in range(21)]
    assert statuses == [410] * 20 + [429]
