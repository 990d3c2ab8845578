"""The page before a quiz says the rules, shows what was done and leads on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum import document
from studyvisit.curriculum.content import Progress, QuizWindow, Reveal, Review, Scoring
from studyvisit.db import new_id
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from studyvisit.quizzes.models import Allowance
from tests.client import PageClient
from tests.people import PROGRAMME, Cast
from tests.quizzing import MODULE, QUIZ_URL, RIGHT, SECTIONS, WRONG, publish_quiz

Browser = Callable[[User], PageClient]


def sit(browser: PageClient, answers: dict[str, list[str]]) -> None:
    """Sit the whole quiz with these answers."""
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    browser.submit(browser.submit(page, answers, button="review"), action="/submit")


def test_the_rules_are_said_in_words(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(
        session,
        draw=4,
        pass_mark=75,
        attempts=3,
        time_limit=1800,
        scoring=Scoring.AVERAGE,
        review=Review(answers=Reveal.AFTER_PASS, feedback=Reveal.NEVER),
    )
    text = client_for(cast.alem).read(QUIZ_URL).text
    for words in (
        "4, drawn from 5, 1 point each",
        "75 % of the points or more",
        "3. The average of your attempts counts.",
        "30 minutes from the moment you start",
        "Marks: as soon as you submit",
        "Feedback: not shown",
        "Right answers: once you have passed",
    ):
        assert words in text


def test_an_open_attempt_is_continued_and_not_started_again(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    attempt = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    page = browser.read(QUIZ_URL)
    assert page.links()["Continue your attempt"] == f"{attempt.response.request.path}/continue"
    assert "Start" not in page.text


def test_a_double_click_on_start_gives_one_attempt(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = browser.read(QUIZ_URL)
    first = browser.submit(page, action="/quiz")
    browser.submit(browser.submit(first, RIGHT, button="review"), action="/submit")
    replayed = browser.submit(page, action="/quiz")
    assert replayed.response.request.path == first.response.request.path
    assert "Attempt 2" not in browser.read(QUIZ_URL).text


def test_earlier_attempts_are_listed_with_their_results(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, pass_mark=100)
    browser = client_for(cast.alem)
    sit(browser, RIGHT | {"q1": ["no"]})
    page = browser.read(QUIZ_URL)
    assert "4 of 5 points, 80 %" in page.text
    assert "1 of 2 left" in page.text
    assert "Start another attempt" in page.text


def test_that_no_attempt_is_left_is_said_and_no_button_offered(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, attempts=1)
    browser = client_for(cast.alem)
    before = browser.read(QUIZ_URL)
    sit(browser, WRONG)
    page = browser.read(QUIZ_URL)
    assert "You have used every attempt." in page.text
    assert "Start" not in page.text
    refused = browser.submit(before, {"key": "another-key"}, action="/quiz")
    assert (refused.status, refused.title) == (409, "No attempts left")


def test_someone_outside_the_cohort_finds_no_quiz(cast: Cast, client_for: Browser) -> None:
    assert client_for(cast.bina).read(QUIZ_URL).status == 404
    assert client_for(cast.olu).read(QUIZ_URL).status == 404


def test_a_module_outside_the_programme_has_no_quiz(cast: Cast, client_for: Browser) -> None:
    assert client_for(cast.alem).read("/cohorts/incheon/modules/nothing/quiz").status == 404


def test_after_withdrawing_neither_quiz_nor_attempt_is_there(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    attempt = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    session.get_one(Enrolment, cast.enrolment_id).withdrawn_at = utc_now()
    session.commit()
    assert browser.read(QUIZ_URL).status == 404
    assert browser.read(attempt.response.request.path).status == 404
    assert browser.submit(attempt, RIGHT, button="save").status == 404


def with_window(session: Session, **window: datetime) -> None:
    """Publish the programme with the first module's quiz open only then, and commit."""
    programme = Shelf(session).programme(PROGRAMME)
    changed = replace(programme.content, quizzes={MODULE: QuizWindow(**window)})
    latest = session.scalar(select(func.max(Revision.number)).where(Revision.slug == PROGRAMME)) or 0
    revision = Revision(
        kind="programme",
        slug=PROGRAMME,
        number=latest + 1,
        sha256=new_id().hex,
        source="{}",
        document=document.dump(changed),
        published_at=utc_now(),
    )
    session.add(revision)
    session.flush()
    session.get_one(Publication, ("programme", PROGRAMME)).revision_id = revision.id
    session.commit()


def test_every_further_rule_is_said_in_words(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(
        session,
        sections=SECTIONS,
        attempts=3,
        time_limit=1800,
        grace=30,
        wait=86_400,
        progress=Progress.ONE_WAY,
        look_back=True,
        practice=True,
    )
    closes = datetime(2099, 4, 30, 9, 0, tzinfo=UTC)
    with_window(session, opens=datetime(2019, 4, 2, 0, 0, tzinfo=UTC), closes=closes)
    cast.alem.timezone = "Asia/Dhaka"
    session.add(
        Allowance(
            enrolment_id=cast.enrolment_id,
            module_slug=MODULE,
            extra_seconds=600,
            extra_attempts=1,
            reason="A slow line",
            granted_by_id=cast.tara.id,
            granted_at=utc_now(),
        )
    )
    session.commit()
    text = client_for(cast.alem).read(QUIZ_URL).text
    for words in (
        "2 sections: What to choose · What to write",
        "You answer one section after the other. What is behind you can be read, but no longer changed.",
        "You can change it until you go on.",
        "40 minutes from the moment you start",
        "An answer on its way then still counts if it arrives within 30 seconds.",
        "4. Your best attempt counts. Between two attempts you wait 1 day.",
        "From 2 Apr 2019, 09:00 (Asia/Seoul), by your own clock 2 Apr 2019, 06:00.",
        "Until 30 Apr 2099, 18:00 (Asia/Seoul), by your own clock 30 Apr 2099, 15:00.",
        "10 minutes more for each attempt. 1 attempt more.",
        "Practice is not recorded.",
    ):
        assert words in text


def test_before_it_opens_and_after_it_closes_a_quiz_says_so_and_cannot_be_started(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = browser.read(QUIZ_URL)
    for window, words, title in (
        ({"opens": datetime(2099, 4, 1, tzinfo=UTC)}, "This quiz opens on 1 Apr 2099", "Not open yet"),
        ({"closes": datetime(2019, 4, 1, tzinfo=UTC)}, "This quiz closed on 1 Apr 2019", "Closed"),
    ):
        with_window(session, **window)
        shut = browser.read(QUIZ_URL)
        assert words in shut.text
        assert "Start" not in shut.text
        refused = browser.submit(page, {"key": title.replace(" ", "-") + "-key"}, action="/quiz")
        assert (refused.status, refused.title) == (409, title)


def test_from_when_on_the_next_attempt_can_start_is_said(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, wait=3600)
    browser = client_for(cast.alem)
    sit(browser, WRONG)
    page = browser.read(QUIZ_URL)
    assert "You can start your next attempt on" in page.text
    assert "Start another attempt" not in page.text


def test_weeks_until_a_quiz_closes_are_not_counted_down(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    for closes, is_counted in ((timedelta(days=20), False), (timedelta(minutes=20), True)):
        with_window(session, closes=utc_now() + closes)
        page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
        assert ("Time left" in page.text) is is_counted
        browser.submit(browser.submit(page, button="review"), action="/submit")
