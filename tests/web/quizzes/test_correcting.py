"""A trainer corrects a question: sees what changes, declares it, and the participant reads why."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.quizzes.models import Regrade
from tests.client import PageClient, Read
from tests.people import Cast
from tests.quizzing import FEEDBACK, MODULE, QUIZ_URL, RIGHT, WRONG, publish_quiz

Browser = Callable[[User], PageClient]
URL = f"/cohorts/incheon/modules/{MODULE}/corrections"
REASON = "Both answers are right & <b>we</b> had not seen it."


def finish(browser: PageClient, answers: dict[str, list[str]]) -> Read:
    """Sit the quiz with these answers and return the result."""
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    return browser.submit(browser.submit(page, answers, button="review"), action="/submit")


def look(trainer: PageClient, remedy: str) -> Read:
    """Return the preview of a correction of the first question."""
    asked = {"question": "one", "remedy": remedy, "reason": REASON}
    return trainer.submit(trainer.read(URL), asked, action="/preview")


def test_a_trainer_sees_every_score_before_it_changes_and_the_participant_reads_why(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, pass_mark=80)
    alem, tara = client_for(cast.alem), client_for(cast.tara)
    result = finish(alem, RIGHT | {"q1": ["no"], "q5": ["no"]})
    assert "3 of 5 points, 60 %" in result.text
    preview = look(tara, "credit")
    for words in (
        "1 finished attempt asks this question.",
        "Scores that rise: 1; that fall: 0; that stay: 0.",
        "1 person passes who had not passed.",
        "3 of 5 points, 60 %",
        "4 of 5 points, 80 %",
        "yes, newly",
    ):
        assert words in preview.text
    assert "60 %" in alem.read(result.response.request.path).text
    done = tara.submit(preview, action="/corrections")
    assert "Corrected: 1 score changed." in done.text
    assert REASON in done.text
    again = alem.read(result.response.request.path)
    for words in (
        "question 1 was corrected.",
        REASON,
        "Your score rose from 60 % to 80 %. With that you have passed.",
        "This question was at fault: everyone has its points.",
        "4 of 5 points, 80 %",
        "You have passed this quiz",
    ):
        assert words in again.text
    assert FEEDBACK not in again.html.split('id="q1"')[1].split('id="q2"')[0]


def test_the_same_correction_sent_twice_is_declared_once(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    finish(client_for(cast.alem), RIGHT)
    tara = client_for(cast.tara)
    preview = look(tara, "drop")
    for _again in range(2):
        assert "Corrected: 1 score changed." in tara.submit(preview, action="/corrections").text
    assert session.scalar(select(func.count()).select_from(Regrade)) == 1


def test_a_preview_that_is_no_longer_true_is_shown_again(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    alem, tara = client_for(cast.alem), client_for(cast.tara)
    finish(alem, WRONG)
    preview = look(tara, "credit")
    finish(alem, RIGHT | {"q1": ["no"]})
    shown = tara.submit(preview, action="/corrections")
    assert "Scores have changed meanwhile." in shown.text
    assert "2 finished attempts ask this question." in shown.text
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0
    tara.submit(shown, action="/corrections")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Regrade)) == 1


def test_nothing_is_previewed_without_a_reason(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session)
    tara = client_for(cast.tara)
    page = tara.submit(tara.read(URL), {"question": "one"}, action="/preview")
    assert page.status == 422
    assert "Choose what is done about it." in page.text
    assert "Say what was wrong: participants read it beside their result." in page.text


def test_a_trainer_of_another_study_visit_corrects_nothing_here(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    for person in (cast.olu, cast.rosa, cast.bina, cast.alem):
        assert client_for(person).get(URL).status_code in (403, 404)
