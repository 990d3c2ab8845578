"""Being signed in, on one device and on several, and ceasing to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User, UserSession
from studyvisit.accounts.services import suspend
from studyvisit.audit.models import AuditEntry
from studyvisit.clock import utc_now
from tests.client import PageClient
from tests.factories import PASSWORD
from tests.people import Cast
from tests.web.accounts.conftest import be_idle, expire

ClientFor = Callable[[User], PageClient]


def test_a_cookie_kept_from_before_signing_out_is_refused(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    page = client.read("/profile")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    client.post("/sign-out", data={"csrf_token": csrf_of(page.html)}, follow_redirects=True)
    with client.session_transaction() as cookie:
        cookie.update(kept)
    answer = client.get("/profile")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_signing_out_twice_is_no_error(cast: Cast, client: PageClient) -> None:
    page = client.read("/sign-in")
    assert client.post("/sign-out", data={"csrf_token": csrf_of(page.html)}).status_code == 302


def test_two_hours_without_activity_end_a_session_and_the_page_says_so(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    be_idle(client, hours=1.9)
    assert client.read("/profile").title == "Profile"
    be_idle(client, hours=2.1)
    page = client.read("/profile?tab=1")
    assert page.title == "Sign in"
    assert "You were signed out after 2 hours without activity." in page.text
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert page.response.request.full_path == "/profile?tab=1"


def test_activity_keeps_a_session_alive(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    for _ in range(3):
        be_idle(client, hours=1.5)
        assert client.read("/profile").title == "Profile"


def test_a_session_ends_after_its_longest_time_however_active(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    expire(session, client, utc_now())
    page = client.read("/profile")
    assert page.title == "Sign in"
    assert "because you had been signed in for 12 hours" in page.text


def test_a_script_is_told_in_json_that_its_session_has_ended(cast: Cast, client: PageClient) -> None:
    for method in ("get", "post"):
        token = csrf_of(client.read("/sign-in").html)
        answer = getattr(client, method)(
            "/profile", headers={"Accept": "application/json", "X-CSRFToken": token}
        )
        assert answer.status_code == 401
        assert answer.json is not None
        assert answer.json["error"] == "signed-out"


def test_the_profile_lists_where_a_person_is_signed_in(cast: Cast, client_for: ClientFor) -> None:
    office, phone = client_for(cast.alem), client_for(cast.alem)
    page = phone.read("/profile")
    assert page.text.count("This device") == 1
    assert page.text.count("since ") == 2
    assert "Sign out everywhere else" in page.text
    del office


def test_signing_out_everywhere_else_ends_every_other_device_at_once(
    cast: Cast, client_for: ClientFor
) -> None:
    office, phone = client_for(cast.alem), client_for(cast.alem)
    page = phone.submit(phone.read("/profile"), action="/profile/devices/sign-out")
    assert "Every other device was signed out." in page.text
    assert "Sign out everywhere else" not in page.text
    assert office.get("/profile").status_code == 302
    assert "You were signed out on this device." in office.read("/profile").text


def test_one_device_can_be_signed_out_alone(cast: Cast, session: Session, client_for: ClientFor) -> None:
    office, home, phone = (client_for(cast.alem) for _ in range(3))
    page = phone.read("/profile")
    ids = session.scalars(
        select(UserSession.id).where(UserSession.user_id == cast.alem.id).order_by(UserSession.created_at)
    ).all()
    phone.submit(page, action=f"/profile/devices/{ids[0]}/sign-out")
    assert office.get("/profile").status_code == 302
    assert home.get("/profile").status_code == 200


def test_another_persons_device_cannot_be_signed_out(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    alem, olu = client_for(cast.alem), client_for(cast.olu)
    theirs = session.scalars(select(UserSession.id).where(UserSession.user_id == cast.alem.id)).one()
    token = csrf_of(olu.read("/profile").html)
    assert olu.post(f"/profile/devices/{theirs}/sign-out", data={"csrf_token": token}).status_code == 404
    assert alem.get("/profile").status_code == 200


def test_a_suspended_person_is_out_at_the_next_request(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    assert client.get("/profile").status_code == 200
    suspend(session, user_id=cast.alem.id, by_id=cast.ada.id, now=utc_now())
    session.commit()
    assert client.get("/profile").status_code == 302


def test_a_role_withdrawn_is_gone_at_the_next_request(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client = client_for(cast.ada)
    assert client.get("/people").status_code == 200
    session.execute(delete(RoleGrant).where(RoleGrant.user_id == cast.ada.id))
    session.commit()
    assert client.get("/people").status_code == 403


def test_the_end_of_a_session_is_in_the_audit_log(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    client.post("/sign-out", data={"csrf_token": csrf_of(client.read("/profile").html)})
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == cast.alem.id)).all()
    assert actions.count("session.ended") == 1


@pytest.mark.parametrize("path", ["/profile", "/people"])
def test_private_pages_are_stored_nowhere(cast: Cast, client_for: ClientFor, path: str) -> None:
    assert client_for(cast.ada).get(path).headers["Cache-Control"] == "no-store"


def csrf_of(html: str) -> str:
    """Return the CSRF token of a page."""
    return html.partition('name="csrf_token" value="')[2].partition('"')[0]
