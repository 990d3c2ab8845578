from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.feedback.models import FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.programmes.models import Cohort
from studyvisit.programmes.rules import day_there
from tests.client import PageClient, Read
from tests.people import Cast

ROOT = "/cohorts/incheon/feedback"
REACTION, LATER = f"{ROOT}/reaction", f"{ROOT}/follow-up-3"
REQUIRED = {"q-relevant": "4", "q-intention": "perhaps"}
REQUIRED_LATER = {"q-applied": "once", "q-plan-status": "-"}
ClientFor = Callable[[User], PageClient]


def ended(session: Session, cast: Cast, days: int = 0) -> date:
    """Let Alem's study visit have ended so many days ago, at its place, and return the day."""
    ends_on = day_there(utc_now(), "Asia/Seoul") - timedelta(days)
    session.get_one(Cohort, cast.cohort.id).ends_on = ends_on
    session.commit()
    return ends_on


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def checked(page: Read) -> set[tuple[str | None, str | None]]:
    return {
        (field.get("name"), field.get("value"))
        for field in page.all("input")
        if field.get("checked") is not None
    }


def test_the_page_says_how_long_it_takes_and_that_it_is_anonymous(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast)
    page = client_for(cast.alem).read(REACTION)
    assert page.title == "Tell us how it was"
    assert "About 3 minutes." in page.text
    assert "This form is anonymous" in page.text
    assert "page_key" not in page.html, "nothing that could be kept beside the answers"
    assert len(page.all("fieldset")) == 11
    assert len(page.all("textarea")) == 2


def test_an_anonymous_form_is_taken_and_cannot_be_looked_at_again(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast)
    client = client_for(cast.alem)
    page = client.submit(client.read(REACTION), {**REQUIRED, "q-most-useful": "The last hour"})
    assert page.title == "Thank you"
    assert "Your answers were saved" in page.text
    assert "we do not know which answers are yours" in page.text
    assert "The last hour" not in page.html
    assert count(session, WaitingFeedback) == count(session, FeedbackGiven) == 1
    assert client.read(REACTION).title == "Thank you"


def test_sending_an_anonymous_form_twice_keeps_the_first_answers(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast)
    client = client_for(cast.alem)
    page = client.read(REACTION)
    client.submit(page, REQUIRED)
    again = client.submit(page, {**REQUIRED, "q-relevant": "1"})
    assert "The answers you gave first stand" in again.text
    [sheet] = session.scalars(select(WaitingFeedback))
    assert isinstance(sheet.answers, dict)
    assert sheet.answers["values"]["relevant"] == 4


def test_what_was_typed_stays_when_something_is_missing(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast, 100)
    client = client_for(cast.alem)
    typed: dict[str, str | list[str]] = {
        "q-applied": "once",
        "q-what": ["journey", "data"],
        "q-example": "We <b>mapped</b> it.\nThen we cut it.",
        "q-shared": "many",
        "q-helped": "-",
    }
    page = client.submit(client.read(LATER), typed)
    assert page.status == 422
    assert page.all("title")[0].text is not None
    assert (page.all("title")[0].text or "").startswith("Error:")
    assert page.links()["Answer: “Where does it stand?”"] == "#q-plan-status"
    assert page.links()["Enter a whole number from 0 to 100000, in digits."] == "#q-shared"
    assert {
        ("q-applied", "once"),
        ("q-what", "journey"),
        ("q-what", "data"),
        ("q-helped", "-"),
    } == checked(page)
    assert "We <b>mapped</b> it.\nThen we cut it." in [area.text for area in page.all("textarea")]
    assert [field.get("value") for field in page.all("input") if field.get("id") == "q-shared"] == ["many"]
    assert count(session, NamedFeedback) == count(session, FeedbackGiven) == 0
    mended = client.submit(page, {"q-shared": "0", "q-plan-status": "agreed"})
    assert mended.title == "Thank you"


def test_a_follow_up_can_be_looked_at_again(client_for: ClientFor, session: Session, cast: Cast) -> None:
    ended(session, cast, 100)
    client = client_for(cast.alem)
    page = client.read(LATER)
    assert "This form carries your name" in page.text
    given = client.submit(page, {**REQUIRED_LATER, "q-shared": "0", "q-hindered": ["no-time", "rules"]})
    assert "Answers are not changed afterwards" in given.text
    answers = {
        "".join(pair[0].itertext()): "".join(pair[1].itertext())
        for pair in given.all("div")
        if len(pair) == 2
    }
    assert answers["Have you used anything from the study visit in your work?"] == "Yes, once"
    assert answers["Where does it stand?"] == "I know of no plan"
    assert answers["With how many colleagues have you shared what you learned?"] == "0 people"
    assert answers["What hindered?"].startswith("There is no time beside the daily work; The rules")
    assert answers["What helped?"] == "left blank"


def test_sending_the_same_follow_up_twice_is_one(client_for: ClientFor, session: Session, cast: Cast) -> None:
    ended(session, cast, 100)
    client = client_for(cast.alem)
    page = client.read(LATER)
    first, second = client.submit(page, REQUIRED_LATER), client.submit(page, REQUIRED_LATER)
    assert "Your answers were saved" in first.text
    assert "Your answers were saved" in second.text
    other = client.submit(page, {**REQUIRED_LATER, "q-applied": "routine"})
    assert "The answers you gave first stand" in other.text
    assert count(session, NamedFeedback) == 1


def test_a_form_waits_for_its_day_at_the_place_of_the_visit(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast, -1)
    client = client_for(cast.alem)
    page = client.read(REACTION)
    assert page.status == 409
    assert page.title == "Not yet"
    assert "Tell us how it was" not in client.read("/").text
    ended(session, cast)
    assert client.read(REACTION).status == 200
    assert "Tell us how it was" in client.read("/").text


def test_a_form_is_not_taken_once_the_next_one_is_due(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast)
    client = client_for(cast.alem)
    page = client.read(REACTION)
    ended(session, cast, 100)
    late = client.submit(page, REQUIRED)
    assert late.status == 409
    assert late.title == "No longer asked"
    assert count(session, FeedbackGiven) == 0


@pytest.mark.parametrize(
    "path", [f"{ROOT}/later", f"{ROOT}/follow-up-4", "/cohorts/elsewhere/feedback/reaction"]
)
def test_there_is_no_form_but_ones_own(client_for: ClientFor, cast: Cast, path: str) -> None:
    assert client_for(cast.alem).read(path).status == 404


def test_home_reminds_of_what_is_open_until_it_is_given(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    ended(session, cast)
    client = client_for(cast.alem)
    home = client.read("/")
    assert home.links()["Tell us how it was"] == REACTION
    assert "about 3 minutes, anonymous" in home.text
    client.submit(client.read(REACTION), REQUIRED)
    assert "Tell us how it was" not in client.read("/").text
    ended(session, cast, 100)
    assert client.read("/").links()["What became of it?"] == LATER
    assert "3 months on, about 6 minutes" in client.read("/").text
