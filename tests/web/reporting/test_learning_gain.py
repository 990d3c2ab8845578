"""The learning gain on its page and in its files: who is counted, who is not, and what small groups say."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt
from tests import factories
from tests.client import PageClient
from tests.factories import NOW
from tests.people import MODULES, Cast

Open = Callable[[User], PageClient]
PAGE = "/reports/learning-gain"
STATEMENTS = ("sa-explain-enabler", "sa-name-targets", "sa-apply-principles")
Waves = Mapping[str, tuple[int | None, ...]]


def person(session: Session, cohort: Cohort, country: str | None, waves: Waves) -> Enrolment:
    """Enrol somebody who rated the statements of the first module so, wave by wave."""
    user = factories.user(session, name="Secret", country=country)
    enrolment = factories.enrolment(session, cohort=cohort, user=user)
    revision = Shelf(session).questionnaire("self-assessment").revision_id
    for wave, values in waves.items():
        session.add(
            Assessment(
                enrolment_id=enrolment.id,
                questionnaire_slug="self-assessment",
                module_slug=MODULES[0],
                wave=wave,
                revision_id=revision,
                given_at=NOW,
                ratings=[
                    Rating(statement_id=name, value=value)
                    for name, value in zip(STATEMENTS, values, strict=True)
                ],
            )
        )
    session.flush()
    return enrolment


def crowd(session: Session, cast: Cast) -> None:
    """Let eleven people of Bhutan rise by one step, three of Uganda fall, and some do half of it or withdraw."""
    cohort = session.get_one(Cohort, cast.cohort.id)
    for place in range(11):
        low = 1 + place % 3
        waves: Waves = {"pre": (low,) * 3, "post": (low + 1,) * 3, "then": (1,) * 3}
        person(session, cohort, "BT", waves)
    for _place in range(3):
        person(session, cohort, "UG", {"pre": (4, 4, 4), "post": (3, 3, 3)})
    person(session, cohort, "BT", {"pre": (1, 1, 1)})
    person(session, cohort, "BT", {"post": (5, 5, 5)})
    person(session, cohort, "BT", {"pre": (None, 2, None), "post": (3, 4, None)})
    gone = person(session, cohort, "BT", {"pre": (1, 1, 1), "post": (5, 5, 5)})
    gone.withdrawn_at = NOW
    session.commit()


def table(client: PageClient, name: str, query: str = "") -> list[dict[str, Any]]:
    document = json.loads(client.get(f"{PAGE}.json{query}").text)
    found = next(one for one in document["tables"] if one["name"] == name)
    names = [column["name"] for column in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def test_people_with_both_ratings_are_counted_and_the_others_beside_them(
    client_for: Open, session: Session, cast: Cast
) -> None:
    crowd(session, cast)
    client = client_for(cast.rosa)
    first = table(client, "modules")[0]
    assert (first["module"], first["people"]) == (MODULES[0], 15)
    assert (first["only_before"], first["only_after"], first["not_applicable"]) == (1, 1, 0)
    assert first["change"] == pytest.approx((11 - 3 + 2) / 15)
    assert first["increased"] == 12
    statement = table(client, "competencies")[0]
    assert (statement["statement"], statement["people"], statement["not_applicable"]) == (
        STATEMENTS[0],
        14,
        1,
    )
    page = client.read(PAGE)
    assert "15 people rated themselves before and after." in page.text
    assert "Secret" not in page.text


def test_of_fewer_than_five_matched_people_only_their_number_is_said(
    client_for: Open, session: Session, cast: Cast
) -> None:
    crowd(session, cast)
    client = client_for(cast.rosa)
    uganda = next(row for row in table(client, "countries") if row["country"] == "UG")
    assert uganda["people"] == 3
    told = {name for name, cell in uganda.items() if cell != {"absent": "too-few"}}
    assert told == {"country", "country_name", "people", "only_before", "only_after", "not_applicable"}
    heat = next(row for row in table(client, "countries_and_modules") if row["country"] == "UG")
    assert heat[MODULES[0]] == {"absent": "too-few"}
    assert heat[MODULES[1]] == {"absent": "no-data"}
    text = client.get(f"{PAGE}.csv?table=countries").text.removeprefix("\ufeff")
    line = next(one for one in csv.DictReader(StringIO(text)) if one["country"] == "UG")
    assert (line["people"], line["change"], line["share_increased"]) == ("3", "too few", "too few")


@pytest.mark.one_database
def test_both_gains_and_the_shift_between_them_stand_side_by_side(
    client_for: Open, session: Session, cast: Cast
) -> None:
    crowd(session, cast)
    first = table(client_for(cast.rosa), "looking_back")[0]
    lows = [1 + place % 3 for place in range(11)]
    assert first["people"] == 11
    assert first["conventional"] == pytest.approx(1)
    assert first["retrospective"] == pytest.approx(sum(lows) / 11)
    assert first["shift"] == pytest.approx(1 - sum(lows) / 11)


@pytest.mark.one_database
def test_a_harder_form_is_no_gain(client_for: Open, session: Session, cast: Cast) -> None:
    cohort = session.get_one(Cohort, cast.cohort.id)
    module = Shelf(session).module(MODULES[0])
    for place in range(12):
        enrolment = factories.enrolment(
            session, cohort=cohort, user=factories.user(session, name=f"Taker {place}")
        )
        first = "ab"[place % 2]
        # Form B is twenty points easier; people really gain ten.
        for wave, form, percent in (
            ("pre", first, 50 + place),
            ("post", "ba"[place % 2], 60 + place),
        ):
            session.add(
                Attempt(
                    enrolment_id=enrolment.id,
                    module_slug=MODULES[0],
                    quiz_id=module.content.quiz.id,
                    revision_id=module.revision_id,
                    number=1,
                    seed=1,
                    question_ids=[],
                    started_at=NOW,
                    submitted_at=NOW,
                    percent=percent + 20 * (form == "b"),
                    form=form,
                    wave=wave,
                )
            )
    session.commit()
    row = table(client_for(cast.rosa), "checks")[0]
    assert (row["people"], row["corrected"], row["difference"]) == (12, 10, 20)


@pytest.mark.one_database
def test_sex_appears_only_when_it_is_asked_for(client_for: Open, session: Session, cast: Cast) -> None:
    crowd(session, cast)
    client = client_for(cast.rosa)
    assert "by_sex" not in client.get(f"{PAGE}.json").text
    assert table(client, "by_sex", "?by=sex")[0]["people"] == 15


def test_a_reviewer_of_another_programme_sees_nobody(client_for: Open, session: Session, cast: Cast) -> None:
    crowd(session, cast)
    session.add(
        RoleGrant(user_id=cast.olu.id, role=Role.REVIEWER, programme_slug="elsewhere", granted_at=NOW)
    )
    session.commit()
    client = client_for(cast.olu)
    assert table(client, "modules") == []
    assert table(client, "countries") == []
