"""The profile: what a person can change about themselves, and what nobody can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, RoleGrant, User
from studyvisit.messaging.models import OutboxMessage
from tests.client import PageClient, Read, held_by
from tests.factories import PASSWORD
from tests.people import Cast
from tests.web.accounts.conftest import forget

GOOD_PASSWORD = "river lantern goat seven"
ClientFor = Callable[[User], PageClient]


def save(client: PageClient, **fields: str) -> Read:
    """Change some fields of the profile."""
    return client.submit(client.read("/profile"), fields)


def reread(session: Session, user: User) -> User:
    """Return a person as the database has them now."""
    forget(session)
    found = session.scalars(select(User).where(User.id == user.id)).one()
    session.commit()
    return found


def test_the_profile_keeps_what_a_person_tells(cast: Cast, session: Session, client_for: ClientFor) -> None:
    page = save(
        client_for(cast.alem),
        name="  Alem  B. Bekele ",
        country="UG",
        institution="Ministry of ICT",
        position="Senior expert",
        sex="undisclosed",
        language="fr",
        timezone="Africa/Kampala",
    )
    assert page.status == 200
    assert page.all("html")[0].get("lang") == "fr"
    alem = reread(session, cast.alem)
    assert (alem.name, alem.country, alem.position) == ("Alem B. Bekele", "UG", "Senior expert")
    assert (alem.sex, alem.language, alem.timezone) == ("undisclosed", "fr", "Africa/Kampala")
    institution = session.get_one(Institution, alem.institution_id)
    assert (institution.name, institution.country) == ("Ministry of ICT", "UG")


def test_an_institution_is_the_same_however_it_is_capitalised(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    save(client_for(cast.alem), institution="MINISTRY OF INNOVATION")
    assert session.scalar(select(func.count()).select_from(Institution)) == 1


def test_known_institutions_of_the_country_are_suggested(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    session.add(Institution(name="Ministry of Elsewhere", country="BD"))
    session.commit()
    page = client_for(cast.alem).read("/profile")
    offered = [option.get("value") for option in page.tree.findall(".//datalist/option")]
    assert offered == ["Ministry of Innovation"]


def test_an_institution_needs_its_country(cast: Cast, client_for: ClientFor) -> None:
    page = save(client_for(cast.olu), country="", institution="Ministry of ICT")
    assert page.status == 422
    assert page.text.count("Choose the country of your institution as well.") == 2
    assert "Ministry of ICT" in page.html


def test_countries_are_named_and_sorted_in_the_readers_language(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    save(client, language="fr")
    options = client.read("/profile").tree.findall(".//select[@id='country']/option")
    names = ["".join(option.itertext()) for option in options]
    assert len(names) == 250
    assert names.index("Égypte") < names.index("Estonie") < names.index("Éthiopie") < names.index("Fidji")


def test_the_time_zones_of_ones_own_country_come_first(cast: Cast, client_for: ClientFor) -> None:
    groups = client_for(cast.alem).read("/profile").tree.findall(".//select[@id='timezone']/optgroup")
    assert [option.get("value") for option in groups[0]] == ["UTC", "Africa/Addis_Ababa"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "XX"),
        ("language", "tlh"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("sex", "unknown"),
        ("name", "   "),
        ("name", "x" * 201),
        ("position", "x" * 201),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    cast: Cast, session: Session, client_for: ClientFor, field: str, value: str
) -> None:
    page = save(client_for(cast.alem), **{field: value})
    assert page.status == 422
    assert "There is a problem" in page.text
    alem = reread(session, cast.alem)
    assert (alem.name, alem.country, alem.language, alem.timezone, alem.sex) == (
        "Alem Bekele",
        "ET",
        "en",
        "UTC",
        None,
    )


def test_every_column_posted_changes_only_what_the_form_shows(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    before = columns(reread(session, cast.alem))
    page = client.read("/profile")
    data = held_by(page.form())
    for name in [column.key for column in inspect(User).columns] + ["role", "grants", "is_admin", "user_id"]:
        if name not in data and name != "sex":  # which the form shows, too
            data.add(name, "administrator" if name == "role" else "1")
    data["name"] = "Another Name"
    assert client.post("/profile", data=data).status_code == 302
    after = columns(reread(session, cast.alem))
    assert {name for name in after if after[name] != before[name]} == {"name"}
    assert session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == cast.alem.id)) is None


def test_changing_the_password_signs_every_other_device_out_and_keeps_this_one(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    here, elsewhere = client_for(cast.alem), client_for(cast.alem)
    page = here.submit(here.read("/profile/password"), {"current": PASSWORD, "password": GOOD_PASSWORD})
    assert "Your password is changed. Every other device was signed out." in page.text
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.template, message.address) == ("password-changed", cast.alem.email)


def test_changing_the_password_needs_the_present_one(
    cast: Cast, session: Session, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    page = client.submit(client.read("/profile/password"), {"current": "wrong", "password": GOOD_PASSWORD})
    assert page.status == 422
    assert page.text.count("This is not your current password.") == 2
    assert reread(session, cast.alem).password_hash == cast.alem.password_hash


def test_guessing_the_present_password_is_throttled_too(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    for _ in range(10):
        client.submit(client.read("/profile/password"), {"current": "wrong", "password": GOOD_PASSWORD})
    page = client.submit(client.read("/profile/password"), {"current": PASSWORD, "password": GOOD_PASSWORD})
    assert "Too many attempts." in page.text


def columns(user: User) -> dict[str, object]:
    """Return a row as a dictionary."""
    return {column.key: getattr(user, column.key) for column in inspect(User).columns}
