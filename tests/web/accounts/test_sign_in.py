"""Signing in: who gets in, who does not, and what neither can learn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import SignInFailure, UserSession
from studyvisit.accounts.queries import hash_of
from studyvisit.accounts.rules import DEMO_PASSWORD
from studyvisit.accounts.services import hash_password
from studyvisit.audit.models import AuditEntry
from studyvisit.clock import utc_now
from studyvisit.extensions import db
from tests.client import PageClient, Read
from tests.factories import PASSWORD
from tests.people import Cast
from tests.unit.accounts.hostile import HOSTILE_PATHS
from tests.web.accounts.conftest import token_of

SignIn = Callable[..., Read]


def test_a_person_signs_in_with_e_mail_and_password_however_capitalised(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(f" {cast.alem.email.upper()} ")
    assert page.status == 200
    assert page.response.request.path == "/"
    assert "Alem" in page.text


def test_signing_in_is_in_the_audit_log(cast: Cast, sign_in: SignIn, session: Session) -> None:
    sign_in(cast.alem.email)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == cast.alem.id)).all()
    assert "session.started" in actions


def test_a_wrong_password_keeps_the_address_and_not_the_password(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.alem.email, "not-her-password")
    assert page.status == 422
    assert page.title == "Sign in"
    assert "Error:" in page.all("title")[0].itertext().__next__()
    assert "The e-mail address or the password is not right." in page.text
    assert cast.alem.email in page.html
    assert "not-her-password" not in page.html


def test_leaving_the_fields_empty_is_pointed_out_at_each(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("", "")
    assert page.status == 422
    assert page.text.count("Enter your e-mail address.") == 2
    assert page.text.count("Enter your password.") == 2


def test_an_unknown_address_gets_the_answer_of_a_known_one(cast: Cast, sign_in: SignIn) -> None:
    known = sign_in(cast.alem.email, "wrong").html.replace(cast.alem.email, "X")
    unknown = sign_in("nobody@example.org", "wrong").html.replace("nobody@example.org", "X")
    assert without_tokens(known) == without_tokens(unknown)


@pytest.mark.parametrize("who", ["known", "unknown", "suspended", "invited"])
def test_every_address_costs_one_check_of_a_password_so_that_time_tells_nothing(
    cast: Cast, session: Session, sign_in: SignIn, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if who == "suspended":
        cast.alem.suspended_at = utc_now()
    if who == "invited":
        cast.alem.password_hash = None
    session.merge(cast.alem)
    session.commit()
    checked = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, password_hash: str, password: str) -> bool:
        checked.append(password_hash.split("$")[3])
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    sign_in("nobody@example.org" if who == "unknown" else cast.alem.email, "wrong")
    assert checked == ["m=19456,t=2,p=1"]


def test_no_transaction_is_open_while_a_password_is_checked(
    app: Flask, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    verify = PasswordHasher.verify

    def noted(self: PasswordHasher, password_hash: str, password: str) -> bool:
        happened.append("argon2")
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    with app.app_context():
        engine = db.engine

        def began(connection: object) -> None:
            happened.append("begin")

        def ended(connection: object, record: object) -> None:
            happened.append("end")

        event.listen(engine, "begin", began)
        event.listen(engine, "checkin", ended)
        try:
            sign_in(cast.alem.email)
        finally:
            event.remove(engine, "begin", began)
            event.remove(engine, "checkin", ended)
    at = happened.index("argon2")
    assert happened[:at].count("begin") == happened[:at].count("end") > 0
    assert happened[at + 1] == "begin"


def test_ten_tries_are_allowed_and_the_eleventh_is_not_even_with_the_right_password(
    cast: Cast, sign_in: SignIn
) -> None:
    assert [sign_in(cast.alem.email, f"wrong-{n}").status for n in range(10)] == [422] * 10
    page = sign_in(cast.alem.email)
    assert page.status == 429
    assert "Too many attempts. Wait 15 minutes" in page.text
    assert cast.alem.email in page.html


def test_an_unknown_account_is_throttled_like_a_known_one(cast: Cast, sign_in: SignIn) -> None:
    statuses = [sign_in("nobody@example.org", "wrong").status for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_throttling_ends_after_fifteen_minutes(cast: Cast, session: Session, sign_in: SignIn) -> None:
    for _ in range(11):
        sign_in(cast.alem.email, "wrong")
    for failure in session.scalars(select(SignInFailure)):
        failure.at -= timedelta(minutes=15)
    session.commit()
    assert sign_in(cast.alem.email).response.request.path == "/"


def test_throttling_one_account_leaves_the_neighbour_at_the_next_desk_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    for _ in range(11):
        sign_in(cast.alem.email, "wrong")
    assert sign_in(cast.tara.email).response.request.path == "/"


def test_one_address_that_tries_many_accounts_is_throttled(
    cast: Cast, session: Session, sign_in: SignIn
) -> None:
    now = utc_now()
    session.add_all(
        SignInFailure(account_hash=hash_of(str(n)), address="127.0.0.1", at=now) for n in range(50)
    )
    session.commit()
    assert sign_in(cast.alem.email).status == 429


def test_success_forgets_the_tries_before_it(cast: Cast, session: Session, sign_in: SignIn) -> None:
    for _ in range(9):
        sign_in(cast.alem.email, "wrong")
    sign_in(cast.alem.email)
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_no_address_and_no_name_is_kept_of_who_failed(cast: Cast, session: Session, sign_in: SignIn) -> None:
    sign_in(cast.alem.email, "wrong")
    failure = session.scalars(select(SignInFailure)).one()
    assert failure.account_hash == hash_of(cast.alem.email)


def test_tries_in_four_workers_at_once_are_as_many_as_they_are(app: Flask, cast: Cast) -> None:
    def five(_worker: int) -> list[int]:
        browser = app.test_client()
        assert isinstance(browser, PageClient)
        page = browser.read("/sign-in")
        return [
            browser.submit(page, {"email": cast.alem.email, "password": "wrong"}, action="/sign-in").status
            for _ in range(5)
        ]

    with ThreadPoolExecutor(4) as workers:
        statuses = sorted(status for done in workers.map(five, range(4)) for status in done)
    assert len(statuses) == 20
    assert 1 <= statuses.count(422) <= 10
    assert statuses.count(429) == 20 - statuses.count(422)


@pytest.mark.one_database
@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_signing_in_never_leads_away_from_the_site(cast: Cast, client: PageClient, path: str) -> None:
    page = client.read("/sign-in")
    with client.session_transaction():
        token = page.form("/sign-in").find(".//input[@name='csrf_token']")
    assert token is not None
    response = client.post(
        "/sign-in",
        data={
            "email": cast.alem.email,
            "password": PASSWORD,
            "next": path,
            "csrf_token": token.get("value", ""),
        },
    )
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


def test_a_page_asked_for_while_signed_out_is_shown_after_signing_in(cast: Cast, client: PageClient) -> None:
    page = client.read("/profile?x=1")
    assert page.response.request.path == "/sign-in"
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert page.response.request.path == "/profile"
    assert page.response.request.query_string == b"x=1"


@pytest.mark.parametrize(
    "path", ["/sign-out", "/profile/devices/sign-out", "/no-such-page", "/sign-out?x=/profile"]
)
def test_signing_in_leads_only_where_a_page_is(cast: Cast, client: PageClient, path: str) -> None:
    page = client.read(f"/sign-in?next={path}")
    page = client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert page.status == 200
    assert page.response.request.path == "/"


def test_who_is_signed_in_already_is_led_home(cast: Cast, client_for: Callable[..., PageClient]) -> None:
    assert client_for(cast.alem).get("/sign-in").headers["Location"] == "/"


def test_the_session_changes_at_sign_in_and_the_one_before_ends(
    cast: Cast, session: Session, client: PageClient, client_for: Callable[..., PageClient]
) -> None:
    attacker = client_for(cast.olu)
    planted = token_of(attacker)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["seen"], cookie["csrf_token"] = planted, 0, "planted"
    page = client.read("/sign-in")
    client.submit(page, {"email": cast.alem.email, "password": PASSWORD}, action="/sign-in")
    assert token_of(client) not in ("", planted)
    with client.session_transaction() as cookie:
        assert cookie.get("csrf_token") != "planted"
    ended = session.scalars(select(UserSession).where(UserSession.token_hash == hash_of(planted))).one()
    assert ended.ended_at is not None
    assert attacker.get("/profile").status_code == 302


def test_the_cookie_holds_no_name_and_the_database_no_token(
    cast: Cast, session: Session, sign_in: SignIn, client: PageClient
) -> None:
    sign_in(cast.alem.email)
    token = token_of(client)
    assert len(token) == 43
    assert session.scalars(select(UserSession.token_hash)).all() == [hash_of(token)]
    with client.session_transaction() as cookie:
        assert set(cookie) <= {"_user_id", "seen", "csrf_token", "_fresh"}


def test_a_suspended_person_cannot_sign_in_and_is_told_no_more_than_a_stranger(
    cast: Cast, session: Session, sign_in: SignIn
) -> None:
    cast.alem.suspended_at = utc_now()
    session.merge(cast.alem)
    session.commit()
    page = sign_in(cast.alem.email)
    assert page.status == 422
    assert "The e-mail address or the password is not right." in page.text


def test_demo_people_are_shown_in_demo_mode(client: PageClient) -> None:
    page = client.read("/sign-in")
    assert "This is a demonstration" in page.text
    for role in ("participant", "trainer", "reviewer", "administrator"):
        assert f"{role}@example.org" in page.text
    assert "study-visit-2030" in page.text


def test_without_demo_mode_no_demo_person_is_named(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    page = client.read("/sign-in")
    assert "demonstration" not in page.text
    assert "study-visit-2030" not in page.html
    assert "@example.org" not in page.html


def test_the_public_password_signs_nobody_in_without_demo_mode(
    app: Flask, cast: Cast, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.alem.password_hash = hash_password(DEMO_PASSWORD)
    session.merge(cast.alem)
    session.commit()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    page = sign_in(cast.alem.email, DEMO_PASSWORD)
    assert page.status == 422
    assert "The e-mail address or the password is not right." in page.text
    monkeypatch.undo()
    assert sign_in(cast.alem.email, DEMO_PASSWORD).response.request.path == "/"


def test_without_a_csrf_token_nobody_signs_in(cast: Cast, client: PageClient) -> None:
    answer = client.post("/sign-in", data={"email": cast.alem.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert token_of(client) == ""


def without_tokens(html: str) -> str:
    """Return a page without the values that differ each time."""
    return "\n".join(line for line in html.splitlines() if "csrf_token" not in line)
