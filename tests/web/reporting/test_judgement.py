"""Self-ratings beside a quiz, added up for trainers; of fewer than five people nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.programmes.models import Cohort
from tests import factories
from tests.client import PageClient
from tests.people import Cast
from tests.quizzing import MODULE
from tests.web.calibration.test_calibration import publish_four, say, sit

Open = Callable[[User], PageClient]
PAGE = f"/reports/self-assessment/{MODULE}"
STATEMENT = "I can explain to a colleague how e-government supports the SDGs."


def crowd(session: Session, cast: Cast, people: int) -> None:
    """Let so many people rate themselves at the top and answer one question of four rightly, being sure."""
    publish_four(session)
    cohort = session.get_one(Cohort, cast.cohort.id)
    for number in range(people):
        user = factories.user(session, name=f"Person {number}")
        enrolment = factories.enrolment(session, cohort=cohort, user=user)
        sit(session, enrolment.id, right=1)
        say(session, enrolment.id, 5)


def row(client: PageClient) -> dict[str, str]:
    text = client.get(f"{PAGE}/figures.csv").text.removeprefix("\ufeff")
    return next(one for one in csv.DictReader(StringIO(text)) if one["statement"] == STATEMENT)


def test_five_people_are_told_together_and_nobody_by_name(
    client_for: Open, session: Session, cast: Cast
) -> None:
    crowd(session, cast, 5)
    client = client_for(cast.tara)
    page = client.read(PAGE)
    cells = ["".join(cell.itertext()).strip() for cell in page.all("tr")[1]]
    assert cells == [STATEMENT, "5", "0", "100 %", "25 %", "5", "0", "25 %"]
    assert "Person" not in page.text
    assert row(client) == {
        "competency": "explain-enabler",
        "statement": STATEMENT,
        "compared": "5",
        "rated": "5",
        "not_applicable": "0",
        "tested": "5",
        "self_rating": "1.0",
        "quiz": "0.25",
        "rated_higher": "5",
        "rated_lower": "0",
        "sure_answers": "20",
        "sure_and_right": "5",
    }
    assert PAGE in client.read("/reports/questions").links().values()


@pytest.mark.one_database
def test_of_four_people_nothing_is_told(client_for: Open, session: Session, cast: Cast) -> None:
    crowd(session, cast, 4)
    client = client_for(cast.tara)
    cells = ["".join(cell.itertext()).strip() for cell in client.read(PAGE).all("tr")[1]]
    assert cells == [STATEMENT, "4", "Too few people to say."]
    told = row(client)
    assert {name for name, value in told.items() if value} == {"competency", "statement", "compared"}


@pytest.mark.one_database
def test_what_does_not_apply_is_counted_apart(client_for: Open, session: Session, cast: Cast) -> None:
    crowd(session, cast, 5)
    sit(session, cast.enrolment_id, right=4)
    say(session, cast.enrolment_id, None)
    told = row(client_for(cast.tara))
    assert (told["rated"], told["not_applicable"], told["tested"], told["compared"]) == ("5", "1", "6", "5")


@pytest.mark.one_database
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/figures.csv"])
def test_a_module_that_nobody_teaches_is_not_there(client_for: Open, cast: Cast, path: str) -> None:
    assert client_for(cast.tara).get(path.replace(MODULE, "no-such-module")).status_code == 404
