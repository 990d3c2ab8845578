"""Rating oneself again, months after the study visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.programmes.models import Enrolment
from studyvisit.questionnaires.models import Assessment
from studyvisit.questionnaires.rules import Occasion
from tests.client import PageClient
from tests.people import MODULES, Cast
from tests.steps import MODULE, STATEMENTS, pass_quiz, rate
from tests.web.feedback.test_fill_in import ended

THREE = "/cohorts/incheon/self-assessment/follow-up-3"
ClientFor = Callable[[User], PageClient]


def finish(session: Session, cast: Cast, *modules: str) -> None:
    """Rate modules afterwards."""
    for module in modules:
        pass_quiz(session, cast.enrolment_id, module)
        rate(session, cast.enrolment_id, Occasion.AFTER, module)
    session.commit()


def ticked(value: str = "4") -> dict[str, str | list[str]]:
    return {f"follow-up-3-{statement}": value for statement in STATEMENTS}


def test_what_was_rated_after_a_module_is_rated_again_months_later(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    finish(session, cast, MODULE)
    ended(session, cast, 100)
    client = client_for(cast.alem)
    home = client.read("/")
    assert home.links()["Rate yourself again"] == THREE
    page = client.read(THREE)
    assert "Three months have passed" in page.text
    assert len(page.all("fieldset")) == len(STATEMENTS)
    given = client.submit(page, ticked())
    assert given.title == "Your ratings"
    assert [cell.text for cell in given.all("th")[1:3]] == ["Now, after the module", "3 months on"]
    assert given.text.count("1 step up.") == len(STATEMENTS)
    after = client.read(f"/cohorts/incheon/modules/{MODULE}/self-assessment/after")
    assert "3 months on" not in after.text, "that has a page of its own"
    waves = session.execute(select(Assessment.wave, Assessment.module_slug)).all()
    assert ("follow-up-3", MODULE) in {tuple(wave) for wave in waves}
    assert "Rate yourself again" not in client.read("/").text


def test_two_modules_are_rated_on_one_page(client_for: ClientFor, session: Session, cast: Cast) -> None:
    finish(session, cast, *MODULES)
    ended(session, cast, 100)
    client = client_for(cast.alem)
    page = client.read(THREE)
    names = {field.get("name") or "" for field in page.all("input") if field.get("type") == "radio"}
    client.submit(page, dict.fromkeys(names, "5"))
    session.expire_all()
    given = session.execute(
        select(Assessment.module_slug)
        .where(Assessment.wave == "follow-up-3")
        .order_by(Assessment.module_slug)
    )
    assert [row.module_slug for row in given] == sorted(MODULES)


def test_what_was_ticked_stays_when_a_statement_is_left_out(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    finish(session, cast, MODULE)
    ended(session, cast, 100)
    client = client_for(cast.alem)
    page = client.submit(client.read(THREE), dict(list(ticked().items())[:2]))
    assert page.status == 422
    assert len([field for field in page.all("input") if field.get("checked") is not None]) == 2
    assert client.submit(page, ticked()).title == "Your ratings"


def test_sending_it_twice_keeps_the_first_ratings(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    finish(session, cast, MODULE)
    ended(session, cast, 100)
    client = client_for(cast.alem)
    page = client.read(THREE)
    assert "Your ratings were saved" in client.submit(page, ticked()).text
    assert "Your ratings were saved" in client.submit(page, ticked()).text
    assert "The ratings you gave first stand" in client.submit(page, ticked("1")).text


def test_a_follow_up_is_no_step_of_a_module(client_for: ClientFor, session: Session, cast: Cast) -> None:
    finish(session, cast, MODULE)
    ended(session, cast, 100)
    client = client_for(cast.alem)
    before = client.read("/").links()
    client.submit(client.read(THREE), ticked())
    after = client.read("/").links()
    del before["Rate yourself again"]
    assert after == before
    session.expire_all()
    assert session.get_one(Enrolment, cast.enrolment_id).assessed_after_at is None


@pytest.mark.parametrize("days", [0, 80, 250])
def test_it_is_asked_only_in_its_time(client_for: ClientFor, session: Session, cast: Cast, days: int) -> None:
    finish(session, cast, MODULE)
    ended(session, cast, days)
    client = client_for(cast.alem)
    assert client.read(THREE).status == 409
    assert THREE not in client.read("/").links().values()


def test_who_rated_nothing_is_not_asked_again(client_for: ClientFor, session: Session, cast: Cast) -> None:
    ended(session, cast, 100)
    client = client_for(cast.alem)
    assert client.read(THREE).title == "Nothing to rate"
    assert "Rate yourself again" not in client.read("/").text


@pytest.mark.parametrize("wave", ["pre", "then", "follow-up-4"])
def test_there_is_no_page_for_another_wave(client_for: ClientFor, cast: Cast, wave: str) -> None:
    assert client_for(cast.alem).read(f"/cohorts/incheon/self-assessment/{wave}").status == 404
