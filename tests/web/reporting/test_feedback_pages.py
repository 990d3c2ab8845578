from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.feedback.models import FeedbackGiven, WaitingFeedback
from studyvisit.feedback.rules import Answers, Value
from studyvisit.programmes.models import Cohort
from tests import factories
from tests.client import PageClient, Read
from tests.integration.reporting.test_feedback import say, sheets, tell
from tests.people import Cast
from tests.web.feedback.test_fill_in import ended

FEEDBACK = "/reports/feedback"
REACTION, LATER = f"{FEEDBACK}/incheon/reaction", f"{FEEDBACK}/incheon/follow-up-3"
Open = Callable[[User], PageClient]


def counts(page: Read) -> dict[str, dict[str, str]]:
    """Return the tables of a page: by question, what was answered how often."""
    return {
        (table.find("caption").text or "").strip(): {  # type: ignore[union-attr]
            "".join(row[0].itertext()).strip(): (row[1].text or "").strip() for row in table.iter("tr")
        }
        for table in page.all("table")
    }


def test_the_list_says_how_many_gave_each_form_and_what_is_not_asked_yet(
    client_for: Open, session: Session, cast: Cast
) -> None:
    ended(session, cast, 100)
    tell(session, cast.enrolment_id, Answers({"applied": "once", "plan-status": "agreed"}))
    page = client_for(cast.rosa).read(FEEDBACK)
    cards = [one for one in page.all("section") if LATER in [link.get("href") for link in one.iter("a")]]
    words = " ".join("".join(cards[0].itertext()).split())
    assert "0 of 1 given" in words
    assert "1 of 1 given" in words
    assert words.count("asked from") == 2
    assert LATER in page.links().values()
    assert f"{FEEDBACK}/incheon/follow-up-6" not in page.links().values()


def test_reviewers_find_it_in_the_menu(client_for: Open, cast: Cast) -> None:
    assert client_for(cast.rosa).read("/reports/overview").links()["Feedback"] == FEEDBACK
    assert "Feedback" not in client_for(cast.tara).read("/reports/activity").links()


def test_too_few_anonymous_answers_are_not_shown(client_for: Open, session: Session, cast: Cast) -> None:
    say(session, cast, sheets(4))
    page = client_for(cast.rosa).read(REACTION)
    assert "4 answered" in page.text
    assert counts(page) == {}
    assert "hour" not in page.text.replace("Which hour", "")


def test_sheets_that_wait_are_counted_and_not_shown_until_two_weeks_have_passed(
    client_for: Open, session: Session, cast: Cast
) -> None:
    ended(session, cast, 3)
    say(session, cast, sheets(6), WaitingFeedback)
    for number in range(5):
        user = factories.user(session, name=f"Person {number}")
        enrolment = factories.enrolment(session, cohort=session.get_one(Cohort, cast.cohort.id), user=user)
        session.add(FeedbackGiven(enrolment_id=enrolment.id, occasion="reaction"))
    session.add(FeedbackGiven(enrolment_id=cast.enrolment_id, occasion="reaction"))
    session.commit()
    page = client_for(cast.rosa).read(REACTION)
    assert "0 answered" in page.text
    assert "6 forms more were given and wait." in page.text
    assert "=hour" not in page.html
    ended(session, cast, 14)
    page = client_for(cast.rosa).read(REACTION)
    assert "6 answered" in page.text
    assert "=hour 3" in page.text


def test_anonymous_answers_are_counted_and_nobody_is_named(
    client_for: Open, session: Session, cast: Cast
) -> None:
    say(session, cast, sheets(6))
    page = client_for(cast.rosa).read(REACTION)
    assert counts(page)["The study visit dealt with problems that I have at work."] == {
        "Not at all": "0",
        "Hardly": "0",
        "Partly": "0",
        "Mostly": "0",
        "Fully": "6",
        "Left blank": "0",
    }
    assert "=hour 3" in page.text
    assert "Alem" not in page.html


def test_a_follow_up_is_shown_with_names(client_for: Open, session: Session, cast: Cast) -> None:
    values: dict[str, Value] = {"applied": "once", "plan-status": "agreed", "shared": 0}
    values["example"] = "We cut two papers."
    tell(session, cast.enrolment_id, Answers(values))
    page = client_for(cast.rosa).read(LATER)
    assert "1 answered, 0 not taken" in page.text
    assert counts(page)["Have you used anything from the study visit in your work?"]["Yes, once"] == "1"
    assert counts(page)["With how many colleagues have you shared what you learned?"] == {
        "Smallest": "0",
        "Median": "0",
        "Largest": "0",
        "Left blank": "0",
    }
    assert "We cut two papers." in page.text
    assert page.links()["Alem Bekele"] == f"/reports/people/{cast.enrolment_id}"


def test_no_answers_are_no_data_and_not_zero(client_for: Open, cast: Cast) -> None:
    page = client_for(cast.rosa).read(LATER)
    assert "No data" in page.text
    assert counts(page) == {}


def test_the_file_holds_what_the_page_says(client_for: Open, session: Session, cast: Cast) -> None:
    say(session, cast, sheets(5))
    client = client_for(cast.rosa)
    answer = client.get(client.read(REACTION).links()["Download CSV"])
    assert answer.mimetype == "text/csv"
    assert "incheon-reaction-" in answer.headers["Content-Disposition"]
    assert "relevant,The study visit dealt with problems that I have at work.,Fully,5" in answer.text
    assert "'=hour 0" in answer.text
    answer = client.get(client.read(REACTION).links()["Download JSON"])
    assert answer.mimetype == "application/json"
    document = answer.get_json()
    assert (document["cohort"], document["occasion"]) == ("incheon", "reaction")
    rows = [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]
    assert [row["count"] for row in rows if (row["item"], row["answer"]) == ("relevant", "Fully")] == [5]
    assert "=hour 0" in [row["answer"] for row in rows]


def test_the_file_of_a_follow_up_holds_its_numbers_as_numbers(
    client_for: Open, session: Session, cast: Cast
) -> None:
    tell(session, cast.enrolment_id, Answers({"applied": "once", "shared": 0}))
    document = client_for(cast.rosa).get(f"{LATER}/answers.json").get_json()
    [row] = [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]
    assert (row["name"], row["status"], row["applied"], row["shared"]) == ("Alem Bekele", "given", "once", 0)


def test_a_reviewer_of_another_programme_finds_nothing(
    client_for: Open, session: Session, cast: Cast
) -> None:
    other = factories.user(session, name="Otto")
    session.add(
        RoleGrant(user_id=other.id, role=Role.REVIEWER, programme_slug="another", granted_at=factories.NOW)
    )
    session.commit()
    client = client_for(other)
    assert client.read(REACTION).status == 404
    assert client.get(f"{REACTION}/answers.csv").status_code == 404
    assert "No cohort yet" in client.read(FEEDBACK).text


def test_there_is_no_other_occasion(client_for: Open, cast: Cast) -> None:
    assert client_for(cast.rosa).read(f"{FEEDBACK}/incheon/later").status == 404
