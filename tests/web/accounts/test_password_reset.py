"""Setting a new password without the old one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import AccessLink, User
from studyvisit.clock import utc_now
from studyvisit.messaging.models import OutboxMessage
from tests.client import PageClient, Read
from tests.factories import PASSWORD
from tests.people import Cast

GOOD_PASSWORD = "river lantern goat seven"
LinkOf = Callable[[str], str]


def ask(client: PageClient, email: str) -> Read:
    """Ask for a link."""
    return client.submit(client.read("/password-reset"), {"email": email})


def test_the_answer_is_the_same_for_who_is_known_and_who_is_not(cast: Cast, client: PageClient) -> None:
    known, unknown = ask(client, cast.alem.email), ask(client, "nobody@example.org")
    assert known.status == unknown.status == 200
    assert known.html == unknown.html
    assert "If somebody signs in with that address" in known.text


def test_only_a_known_address_gets_an_e_mail(cast: Cast, session: Session, client: PageClient) -> None:
    ask(client, "nobody@example.org")
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
    session.commit()
    ask(client, cast.alem.email.upper())
    assert session.scalar(select(OutboxMessage.address)) == cast.alem.email


def test_the_link_sets_a_password_and_signs_every_device_out(
    cast: Cast, client: PageClient, link_of: LinkOf, client_for: Callable[[User], PageClient]
) -> None:
    elsewhere = client_for(cast.alem)
    ask(client, cast.alem.email)
    page = client.submit(client.read(link_of(cast.alem.email)), {"password": GOOD_PASSWORD})
    assert page.response.request.path == "/"
    assert "Your password is changed." in page.text
    assert elsewhere.get("/profile").status_code == 302


def test_the_new_password_signs_in_and_the_old_one_does_not(
    cast: Cast, client: PageClient, link_of: LinkOf, app_client: Callable[[], PageClient]
) -> None:
    ask(client, cast.alem.email)
    client.submit(client.read(link_of(cast.alem.email)), {"password": GOOD_PASSWORD})
    for password, status in (("a-long-walk-2030", 422), (GOOD_PASSWORD, 200)):
        fresh = app_client()
        page = fresh.submit(
            fresh.read("/sign-in"), {"email": cast.alem.email, "password": password}, action="/sign-in"
        )
        assert page.status == status


def test_a_reset_link_works_once_and_for_two_hours(
    cast: Cast, session: Session, client: PageClient, link_of: LinkOf
) -> None:
    ask(client, cast.alem.email)
    path = link_of(cast.alem.email)
    link = session.scalars(select(AccessLink)).one()
    assert timedelta(minutes=119) < link.expires_at - utc_now() <= timedelta(hours=2)
    client.submit(client.read(path), {"password": GOOD_PASSWORD})
    assert client.read(path).status == 410
    assert "This link works no more" in client.read(path).text


def test_changing_the_password_ends_a_link_sent_before(
    cast: Cast, client: PageClient, link_of: LinkOf, client_for: Callable[[User], PageClient]
) -> None:
    ask(client, cast.alem.email)
    path = link_of(cast.alem.email)
    alem = client_for(cast.alem)
    alem.submit(alem.read("/profile/password"), {"current": PASSWORD, "password": GOOD_PASSWORD})
    assert client.read(path).status == 410


def test_changing_the_address_ends_a_link_sent_before(
    cast: Cast, client: PageClient, link_of: LinkOf, client_for: Callable[[User], PageClient]
) -> None:
    ask(client, cast.alem.email)
    path = link_of(cast.alem.email)
    alem = client_for(cast.alem)
    alem.submit(alem.read("/profile/e-mail"), {"email": "new@example.org", "current": PASSWORD})
    assert client.read(path).status == 200, "nothing has changed yet"
    alem.submit(alem.read(link_of("new@example.org")), button="confirm")
    assert client.read(path).status == 410


def test_a_link_sent_before_a_suspension_opens_nothing_after_it(
    cast: Cast, client: PageClient, link_of: LinkOf, client_for: Callable[[User], PageClient]
) -> None:
    ask(client, cast.alem.email)
    path = link_of(cast.alem.email)
    assert client.read(path).status == 200
    ada = client_for(cast.ada)
    page = ada.submit(ada.read(f"/people/{cast.alem.id}"), action="/suspend")
    ada.submit(page, action="/restore")
    assert client.read(path).status == 410


def test_asking_three_times_is_enough_to_be_written_to_three_times(
    cast: Cast, session: Session, client: PageClient
) -> None:
    for _ in range(5):
        ask(client, cast.alem.email)
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 3


def test_a_suspended_person_gets_no_link(cast: Cast, session: Session, client: PageClient) -> None:
    cast.alem.suspended_at = utc_now()
    session.merge(cast.alem)
    session.commit()
    assert ask(client, cast.alem.email).status == 200
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_a_reset_lifts_the_throttle_of_its_owner(
    cast: Cast, client: PageClient, link_of: LinkOf, sign_in: Callable[..., Read]
) -> None:
    for _ in range(11):
        sign_in(cast.alem.email, "wrong")
    ask(client, cast.alem.email)
    client.submit(client.read(link_of(cast.alem.email)), {"password": GOOD_PASSWORD})
    client.post("/sign-out", data={"csrf_token": csrf_of(client.read("/profile").html)})
    assert sign_in(cast.alem.email, GOOD_PASSWORD).response.request.path == "/"


def test_an_invitations_secret_resets_no_password(cast: Cast, client: PageClient, link_of: LinkOf) -> None:
    ask(client, cast.alem.email)
    secret = link_of(cast.alem.email).rpartition("/")[2]
    assert client.read(f"/invitations/{secret}").status == 410


def test_asking_is_limited_per_address(cast: Cast, client: PageClient) -> None:
    statuses = [ask(client, f"someone-{n}@example.org").status for n in range(21)]
    assert statuses == [200] * 20 + [429]


def csrf_of(html: str) -> str:
    """Return the CSRF token of a page."""
    return html.partition('name="csrf_token" value="')[2].partition('"')[0]
