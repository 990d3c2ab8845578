"""The people page: finding, suspending, restoring, and who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.accounts.queries import PEOPLE_A_PAGE
from studyvisit.audit.models import AuditEntry
from studyvisit.clock import utc_now
from tests import factories
from tests.client import PageClient, Read
from tests.people import PROGRAMME, Cast

ClientFor = Callable[[User], PageClient]


def names(page: Read) -> list[str]:
    """Return the names in the table."""
    return ["".join(cell.itertext()) for cell in page.tree.findall(".//tbody/tr/th")]


def test_administrators_see_everybody_with_role_country_and_status(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.ada).read("/people")
    assert names(page) == ["Ada", "Alem Bekele", "Bina Rahman", "Mona", "Olu Okello", "Rosa", "Tara"]
    assert "1 to 7 of 7 people" in page.text
    assert "Ethiopia" in page.text
    assert "Administrator" in page.text


@pytest.mark.parametrize("who", ["alem", "tara", "rosa", "mona"])
@pytest.mark.parametrize("path", ["/people", "/people/invite"])
def test_nobody_else_sees_the_people(cast: Cast, client_for: ClientFor, who: str, path: str) -> None:
    assert client_for(getattr(cast, who)).get(path).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("term=bekele", ["Alem Bekele"]),
        ("term=ALEM-", ["Alem Bekele"]),
        ("term=%25", []),
        ("term=_", []),
        ("role=trainer", ["Tara"]),
        ("role=participant", ["Alem Bekele", "Bina Rahman", "Olu Okello"]),
        ("status=suspended", []),
        ("role=reviewer&status=active", ["Rosa"]),
        (
            "role=nonsense&status=nonsense&page=nonsense",
            ["Ada", "Alem Bekele", "Bina Rahman", "Mona", "Olu Okello", "Rosa", "Tara"],
        ),
    ],
)
def test_people_are_found_by_name_address_role_and_status(
    cast: Cast, client_for: ClientFor, query: str, found: list[str]
) -> None:
    assert names(client_for(cast.ada).read(f"/people?{query}")) == found


def test_finding_nobody_offers_to_show_everybody(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.ada).read("/people?term=zzz")
    assert "Nobody matches what you asked for." in page.text
    assert page.links()["Show everybody"] == "/people"


def test_a_long_list_comes_in_pages_that_keep_the_filter(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    for number in range(PEOPLE_A_PAGE + 1):
        factories.user(session, name=f"Zed {number:03}")
    session.commit()
    ada = client_for(cast.ada)
    first = ada.read("/people?term=zed")
    assert f"1 to 50 of {PEOPLE_A_PAGE + 1} people" in first.text
    second = ada.read(first.links()["Next page"])
    assert names(second) == ["Zed 050"]
    assert names(ada.read(second.links()["Previous page"])) == names(first)


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("99999999999999999999999", "Zed 050"),
        ("3", "Zed 050"),
        ("9" * 5000, "Zed 000"),
        ("-1", "Zed 000"),
        ("0", "Zed 000"),
        ("two", "Zed 000"),
    ],
)
def test_a_page_past_the_last_is_the_last_and_one_that_is_none_the_first(
    cast: Cast, session: Session, client_for: ClientFor, page: str, first: str
) -> None:
    for number in range(PEOPLE_A_PAGE + 1):
        factories.user(session, name=f"Zed {number:03}")
    session.commit()
    ada = client_for(cast.ada)
    assert names(ada.read(f"/people?term=zed&page={page}"))[0] == first
    assert names(ada.read(f"/people?term=nobody-at-all&page={page}")) == []


def test_the_list_takes_few_queries_however_long(
    cast: Cast, session: Session, client_for: ClientFor, count_queries: Callable[[], list[str]]
) -> None:
    for number in range(20):
        factories.user(session, name=f"Zed {number:03}")
    session.commit()
    ada = client_for(cast.ada)
    statements = count_queries()
    ada.read("/people")
    assert len(statements) <= 4, statements


def test_the_profile_takes_at_most_four_queries(
    cast: Cast, client_for: ClientFor, count_queries: Callable[[], list[str]]
) -> None:
    alem = client_for(cast.alem)
    statements = count_queries()
    alem.read("/profile")
    assert len(statements) <= 4, statements


def test_suspending_signs_a_person_out_and_restoring_lets_them_in_again(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    ada, alem = client_for(cast.ada), client_for(cast.alem)
    page = ada.submit(ada.read(f"/people/{cast.alem.id}"), action="/suspend")
    assert "Suspended, and signed out everywhere." in page.text
    assert alem.get("/profile").status_code == 302
    assert names(ada.read("/people?status=suspended")) == ["Alem Bekele"]
    page = ada.submit(page, action="/restore")
    assert "Restored." in page.text
    assert alem.get("/profile").status_code == 302, "the session of before came back"
    assert client_for(cast.alem).get("/profile").status_code == 200
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == cast.ada.id)).all()
    assert {"user.suspended", "user.restored"} <= set(actions)


def test_administrators_cannot_suspend_themselves(cast: Cast, client_for: ClientFor) -> None:
    ada = client_for(cast.ada)
    page = ada.read(f"/people/{cast.ada.id}")
    assert "Suspend" not in [button.text for button in page.all("button")]
    token = page.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = ada.post(f"/people/{cast.ada.id}/suspend", data={"csrf_token": token})
    assert answer.status_code == 409
    assert ada.get("/people").status_code == 200


def test_a_role_is_given_and_withdrawn(cast: Cast, session: Session, client_for: ClientFor) -> None:
    ada, olu = client_for(cast.ada), client_for(cast.olu)
    page = ada.submit(
        ada.read(f"/people/{cast.olu.id}"), {"role": "administrator", "programme": ""}, action="/roles"
    )
    assert "Role given." in page.text
    assert olu.get("/people").status_code == 200
    page = ada.submit(page, action="/roles/withdraw")
    assert "Role withdrawn." in page.text
    assert olu.get("/people").status_code == 403


def test_an_administrator_of_one_programme_cannot_make_themselves_one_of_all(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    mona = client_for(cast.mona)
    home = mona.read("/profile")
    assert "People" not in home.links()
    token = home.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = mona.post(
        f"/people/{cast.mona.id}/roles",
        data={"csrf_token": token, "role": "administrator", "programme": ""},
    )
    assert answer.status_code == 403
    grants = session.scalars(select(RoleGrant.programme_slug).where(RoleGrant.user_id == cast.mona.id))
    assert grants.all() == [PROGRAMME]


def test_a_programme_that_does_not_exist_is_refused_and_nothing_is_given(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    ada = client_for(cast.ada)
    page = ada.submit(
        ada.read(f"/people/{cast.olu.id}"),
        {"role": "trainer", "programme": "study-visit-2091"},
        action="/roles",
    )
    assert page.status == 422
    assert "Not a valid choice" in page.text
    assert not session.scalars(select(RoleGrant).where(RoleGrant.user_id == cast.olu.id)).all()


def test_a_role_in_a_programme_that_is_no_longer_published_can_be_withdrawn(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    session.add(
        RoleGrant(user_id=cast.olu.id, role="trainer", programme_slug="long-ago", granted_at=utc_now())
    )
    session.commit()
    ada = client_for(cast.ada)
    ada.submit(ada.read(f"/people/{cast.olu.id}"), action="/roles/withdraw")
    session.rollback()
    assert not session.scalars(select(RoleGrant).where(RoleGrant.user_id == cast.olu.id)).all()


def test_a_role_can_be_given_in_one_programme_alone(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    ada = client_for(cast.ada)
    page = ada.read(f"/people/{cast.olu.id}")
    for _twice in range(2):
        ada.submit(page, {"role": "trainer", "programme": "study-visit-2019"}, action="/roles")
    grants = session.scalars(select(RoleGrant).where(RoleGrant.user_id == cast.olu.id)).all()
    assert [(grant.role, grant.programme_slug) for grant in grants] == [("trainer", "study-visit-2019")]


def test_administrators_cannot_withdraw_their_own_power(cast: Cast, client_for: ClientFor) -> None:
    ada = client_for(cast.ada)
    page = ada.submit(ada.read(f"/people/{cast.ada.id}"), action="/roles/withdraw")
    assert page.status == 409
    assert ada.get("/people").status_code == 200


def test_a_person_who_has_a_password_is_not_invited_again(cast: Cast, client_for: ClientFor) -> None:
    ada = client_for(cast.ada)
    token = ada.read("/people").html.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = ada.post(f"/people/{cast.alem.id}/invite", data={"csrf_token": token})
    assert answer.status_code == 409


def test_a_person_who_does_not_exist_is_not_found(cast: Cast, client_for: ClientFor) -> None:
    path = "/people/00000000-0000-0000-0000-000000000000"
    assert client_for(cast.ada).get(path).status_code == 404
