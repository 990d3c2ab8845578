"""Changing the address one signs in with: the new one has to answer, and the old one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.accounts.models import AccessLink, User
from studyvisit.audit.models import AuditEntry
from studyvisit.clock import utc_now
from studyvisit.messaging.models import OutboxMessage
from tests import factories
from tests.client import PageClient, Read
from tests.factories import PASSWORD
from tests.people import Cast
from tests.web.accounts.conftest import forget, secret_in

NEW = "new@example.org"
ClientFor = Callable[[User], PageClient]
LinkOf = Callable[[str], str]


def ask(client: PageClient, email: str = "New@Example.org", password: str = PASSWORD) -> Read:
    """Ask for another address."""
    return client.submit(client.read("/profile/e-mail"), {"email": email, "current": password})


def email_of(session: Session, user: User) -> str:
    """Return the address a person signs in with now."""
    forget(session)
    found = session.scalars(select(User.email).where(User.id == user.id)).one()
    session.commit()
    return found


def sent(session: Session) -> list[tuple[str, str]]:
    """Return the e-mails so far: of which kind, and to whom."""
    forget(session)
    messages = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id))
    found = [(message.template, message.address) for message in messages]
    session.commit()
    return found


def test_asking_needs_the_password(cast: Cast, session: Session, client_for: ClientFor) -> None:
    page = ask(client_for(cast.alem), password="wrong")
    assert page.status == 422
    assert page.text.count("This is not your current password.") == 2
    assert sent(session) == []


def test_asking_writes_to_both_addresses_and_changes_nothing(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client, elsewhere = client_for(cast.alem), client_for(cast.alem)
    page = ask(client)
    assert "A link is on its way to new@example.org." in page.text
    assert sent(session) == [("email-change", NEW), ("email-change-asked", cast.alem.email)]
    assert email_of(session, cast.alem) == cast.alem.email
    assert elsewhere.get("/profile").status_code == 200


def test_opening_the_link_changes_nothing_and_saying_yes_does(
    cast: Cast, session: Session, client_for: ClientFor, link_of: LinkOf
) -> None:
    client, elsewhere, before = client_for(cast.alem), client_for(cast.alem), cast.alem.email
    ask(client)
    page = client.read(link_of(NEW))
    assert f"{cast.alem.name} would sign in to studyvisit with {NEW}" in page.text
    assert email_of(session, cast.alem) == before
    page = client.submit(page, button="confirm")
    assert page.response.request.path == "/profile"
    assert "From now on you sign in with new@example.org. Every other device was signed out." in page.text
    assert email_of(session, cast.alem) == NEW
    assert elsewhere.get("/profile").status_code == 302
    assert sent(session)[-1] == ("email-changed", before)
    told = select(AuditEntry.action).where(AuditEntry.action.like("email%")).order_by(AuditEntry.at)
    assert session.scalars(told).all() == ["email-change.asked", "email.changed"]


def test_the_link_works_where_nobody_is_signed_in(
    cast: Cast, session: Session, client: PageClient, client_for: ClientFor, link_of: LinkOf
) -> None:
    alem = client_for(cast.alem)
    ask(alem)
    page = client.submit(client.read(link_of(NEW)), button="confirm")
    assert page.response.request.path == "/sign-in"
    assert "From now on you sign in with new@example.org. Every device was signed out." in page.text
    assert alem.get("/profile").status_code == 302
    page = client.submit(page, {"email": NEW, "password": PASSWORD}, action="/sign-in")
    assert page.response.request.path == "/"


def test_another_person_at_the_device_stays_who_they_are(
    cast: Cast, session: Session, client_for: ClientFor, link_of: LinkOf
) -> None:
    alem, olu = client_for(cast.alem), client_for(cast.olu)
    ask(alem)
    olu.submit(olu.read(link_of(NEW)), button="confirm")
    assert (email_of(session, cast.alem), email_of(session, cast.olu)) == (NEW, cast.olu.email)
    assert alem.get("/profile").status_code == 302
    assert cast.olu.email in olu.read("/profile").text


def test_the_link_works_once_and_for_a_day(
    cast: Cast, session: Session, client_for: ClientFor, link_of: LinkOf
) -> None:
    client = client_for(cast.alem)
    ask(client)
    path = link_of(NEW)
    link = session.scalars(select(AccessLink)).one()
    assert timedelta(hours=23, minutes=59) < link.expires_at - utc_now() <= timedelta(days=1)
    session.commit()
    page = client.read(path)
    client.submit(page, button="confirm")
    assert client.read(path).status == 410
    assert client.submit(page, button="confirm").status == 410
    assert "Your profile" in client.read(path).links()


@pytest.mark.parametrize("then", ["time", "again", "password", "suspended"])
def test_a_link_that_is_good_no_longer_changes_nothing(
    cast: Cast, session: Session, client: PageClient, client_for: ClientFor, link_of: LinkOf, then: str
) -> None:
    alem = client_for(cast.alem)
    ask(alem)
    page = client.read(link_of(NEW))
    if then == "again":
        ask(alem, "newer@example.org")
    elif then == "password":
        form = alem.read("/profile/password")
        alem.submit(form, {"current": PASSWORD, "password": "river lantern goat seven"})
    elif then == "suspended":
        ada = client_for(cast.ada)
        ada.submit(ada.read(f"/people/{cast.alem.id}"), action="/suspend")
    else:
        session.scalars(select(AccessLink)).one().expires_at = utc_now()
        session.commit()
    assert client.submit(page, button="confirm").status == 410
    assert email_of(session, cast.alem) == cast.alem.email


def test_an_address_that_is_anothers_cannot_be_asked_for(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    page = ask(client_for(cast.alem), cast.olu.email)
    assert page.status == 422
    assert "Somebody signs in with this address already." in page.text
    assert sent(session) == []


def test_an_address_that_has_become_anothers_is_refused(
    cast: Cast, session: Session, client_for: ClientFor, link_of: LinkOf
) -> None:
    client = client_for(cast.alem)
    ask(client)
    page = client.read(link_of(NEW))
    factories.user(session, email=NEW)
    session.commit()
    page = client.submit(page, button="confirm")
    assert page.status == 409
    assert "Somebody signs in with this address already" in page.text
    assert email_of(session, cast.alem) == cast.alem.email


def test_no_column_of_the_database_holds_the_links_secret(
    cast: Cast, session: Session, client_for: ClientFor, link_of: LinkOf
) -> None:
    ask(client_for(cast.alem))
    secret = secret_in(link_of(NEW))
    connection = session.connection()
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # names from the schema
            assert secret not in str(row), f"{table} holds the secret"


@pytest.mark.parametrize(("purpose", "new_email"), [("email-change", None), ("invitation", NEW), ("x", None)])
def test_the_database_knows_which_links_have_an_address(
    cast: Cast, session: Session, purpose: str, new_email: str | None
) -> None:
    link = {"purpose": purpose, "new_email": new_email, "token_hash": "0", "user_id": cast.alem.id}
    session.add(AccessLink(**link, created_at=utc_now(), expires_at=utc_now()))
    with pytest.raises(IntegrityError):
        session.flush()
