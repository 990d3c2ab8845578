"""A person without scripts sits a quiz from its rules to its result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Reveal, Review
from studyvisit.curriculum.questions import Question, drawn
from studyvisit.extensions import db
from studyvisit.library.queries import module_revision
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes.models import Attempt, Response
from tests.client import PageClient, Read
from tests.people import MODULES, Cast
from tests.quizzing import FEEDBACK, KEYS, MODULE, QUIZ_URL, RIGHT, WRONG, publish_quiz

Browser = Callable[[User], PageClient]


def asked_on(session: Session, page: Read) -> list[Question]:
    """Return the questions of the attempt whose page this is."""
    attempt = attempt_of(session, page)
    quiz = module_revision(session, attempt.revision_id).quiz
    questions = [quiz.question(str(question_id)) for question_id in attempt.question_ids]
    return [drawn(question, attempt.seed) for question in questions if question is not None]


def attempt_of(session: Session, page: Read) -> Attempt:
    """Return the attempt whose page this is, as the database has it now."""
    session.rollback()
    return session.get_one(Attempt, UUID(page.response.request.path.split("/")[2]))


def start(browser: PageClient) -> Read:
    """Open the rules and start an attempt."""
    return browser.submit(browser.read(QUIZ_URL), action="/quiz")


def finish(browser: PageClient, answers: dict[str, list[str]]) -> Read:
    """Sit the whole quiz with these answers and return the result."""
    review = browser.submit(start(browser), answers, button="review")
    return browser.submit(review, action="/submit")


def let_time_run_out(session: Session, page: Read) -> None:
    """Move the attempt's deadline into the past."""
    attempt = attempt_of(session, page)
    attempt.due_at = utc_now() - timedelta(minutes=1)
    session.commit()


@pytest.mark.parametrize("module", MODULES)
def test_a_person_passes_the_published_quiz(
    module: str, cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    page = browser.submit(browser.read(f"/cohorts/incheon/modules/{module}/quiz"), action="/quiz")
    assert "0 of 8 answered" in page.text
    right: dict[str, str | list[str]] = {
        f"q{number}": list(question.right_answer)
        for number, question in enumerate(asked_on(session, page), start=1)
    }
    review = browser.submit(page, right, button="review")
    assert "Every question is answered." in review.text
    result = browser.submit(review, action="/submit")
    assert "You have passed this quiz" in result.text
    assert "100 %" in result.text
    assert attempt_of(session, result).passed is True
    assert session.get_one(ModuleStanding, (cast.enrolment_id, module)).quiz_passed_at is not None
    assert session.scalar(select(func.count()).select_from(Response)) == 8


def test_saved_answers_are_still_there_after_leaving(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = browser.submit(start(browser), {"q1": "no", "q5": "a word"}, button="save")
    assert "Your answers are saved." in page.text
    elsewhere = client_for(cast.alem).read(page.response.request.path)
    assert "2 of 5 answered" in elsewhere.text
    assert elsewhere.text.count("Saved ") == 2
    assert 'value="a word"' in elsewhere.html
    assert [field.get("value") for field in elsewhere.all("input") if field.get("checked") is not None] == [
        "no"
    ]


def test_unanswered_questions_are_pointed_out_before_handing_in(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    review = browser.submit(start(browser), {"q1": "yes", "q3": "true", "q4": "31337,25"}, button="review")
    assert "2 questions have no answer yet:" in review.text
    assert [link for link in review.links() if link.startswith("Question")] == ["Question 2", "Question 5"]
    assert attempt_of(session, review).submitted_at is None
    result = browser.submit(review, action="/submit")
    assert "3 of 5 points, 60 %" in result.text
    assert result.text.count("Not answered") == 2


def test_a_number_that_cannot_be_read_stays_in_its_field_and_the_rest_is_saved(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = browser.submit(start(browser), RIGHT | {"q4": ["thirty"]}, button="review")
    assert page.status == 422
    assert "".join(page.all("title")[0].itertext()).startswith("Error: ")
    assert page.text.count("Enter a number in digits") == 2
    assert 'value="thirty"' in page.html
    assert "4 of 5 answered" in page.text
    review = browser.submit(page, {"q4": "31337.25"}, button="review")
    assert "Every question is answered." in review.text


def test_the_same_page_sent_twice_is_saved_once(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = start(browser)
    for _again in range(2):
        browser.submit(page, RIGHT, button="save")
    assert {response.revision for response in session.scalars(select(Response))} == {1}


def test_an_older_page_does_not_overwrite_what_was_saved_elsewhere(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    old = start(browser)
    newer = browser.submit(old, {"q1": "no"}, button="save")
    browser.submit(newer, {"q1": "yes"}, button="save")
    told = browser.submit(old, {"q1": "no", "q5": "word"}, button="save")
    assert "A newer answer was saved elsewhere and was kept. Look again at: question 1." in told.text
    answers = {response.question_id: response.answer for response in session.scalars(select(Response))}
    assert answers == {"one": ["yes"], "short": ["word"]}


def test_going_back_after_handing_in_changes_nothing(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = start(browser)
    review = browser.submit(page, WRONG, button="review")
    result = browser.submit(review, action="/submit")
    assert "0 of 5 points" in result.text
    again = browser.submit(page, RIGHT, button="review")
    assert "Some answers came too late" in again.text
    assert "0 of 5 points" in browser.submit(review, action="/submit").text


def test_when_the_time_is_up_what_was_saved_counts(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, time_limit=600)
    browser = client_for(cast.alem)
    page = browser.submit(start(browser), RIGHT, button="save")
    assert "Time left: 10 minutes" in page.text
    let_time_run_out(session, page)
    assert "The time of your attempt is up." in browser.read(QUIZ_URL).text
    over = browser.read(page.response.request.path)
    assert (over.title, "5 of 5 answered" in over.text) == ("Time is up", True)
    assert browser.read(f"{page.response.request.path}/review").title == "Time is up"
    result = browser.submit(over, action="/submit")
    assert "5 of 5 points, 100 %" in result.text
    assert "ended by the clock" in result.text


def test_a_page_sent_after_the_time_is_up_ends_the_attempt_and_does_not_count(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, time_limit=600)
    browser = client_for(cast.alem)
    page = browser.submit(start(browser), {"q1": "yes"}, button="save")
    let_time_run_out(session, page)
    result = browser.submit(page, RIGHT | {"q4": ["thirty"]}, button="review")
    assert "1 of 5 points, 20 %" in result.text
    assert "They were kept, but do not count." in result.text


REVIEWS = [
    (Review(), True, True),
    (Review(feedback=Reveal.NEVER, answers=Reveal.AFTER_PASS), False, False),
    (Review(marks=Reveal.NEVER, feedback=Reveal.AFTER_PASS, answers=Reveal.NEVER), False, False),
]


@pytest.mark.parametrize(("review", "feedback", "answers"), REVIEWS)
def test_keys_and_feedback_stay_hidden_until_the_review_rule_lets_them_out(
    review: Review,
    feedback: bool,
    answers: bool,
    cast: Cast,
    client_for: Browser,
    session: Session,
) -> None:
    publish_quiz(session, review=review, time_limit=600, draw=5, shuffle=True)
    browser = client_for(cast.alem)
    pages = [browser.read(QUIZ_URL), start(browser)]
    fields = {question.id: f"q{n}" for n, question in enumerate(asked_on(session, pages[-1]), start=1)}
    wrong = dict(zip(("one", "several", "claim", "number", "short"), WRONG.values(), strict=True))
    posted: dict[str, str | list[str]] = {fields[question]: values for question, values in wrong.items()}
    pages.append(browser.submit(pages[-1], posted | {fields["number"]: "x"}, button="save"))
    pages.append(browser.submit(pages[-1], posted, button="review"))
    pages.append(browser.read(f"/cohorts/incheon/modules/{MODULE}"))
    for page in pages:
        assert FEEDBACK not in page.html
        assert "canary-name" not in page.html
        assert not [key for key in KEYS if key in page.html]
    result = browser.submit(pages[3], action="/submit")
    assert "canary-name" not in result.html
    assert (FEEDBACK in result.html) is feedback
    assert all((key in result.html) is answers for key in KEYS)


def test_the_feedback_on_a_number_that_was_missed_waits_for_the_right_answers(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, review=Review(answers=Reveal.AFTER_PASS))
    browser = client_for(cast.alem)
    missed = finish(browser, WRONG)
    assert [q.get("id") for q in missed.all("div") if q.get("class") == "question"][3:] == ["q4", "q5"]
    assert FEEDBACK not in missed.html.partition('id="q4"')[2]
    assert FEEDBACK in missed.html.partition('id="q4"')[0]
    assert FEEDBACK in finish(browser, RIGHT).html.partition('id="q4"')[2]


def test_after_passing_what_was_held_back_is_shown(cast: Cast, client_for: Browser, session: Session) -> None:
    held_back = Review(marks=Reveal.AFTER_PASS, feedback=Reveal.AFTER_PASS, answers=Reveal.AFTER_PASS)
    publish_quiz(session, review=held_back)
    browser = client_for(cast.alem)
    failed = finish(browser, WRONG)
    assert "Marks are shown once you have passed." in failed.text
    assert "points," not in failed.text
    assert "%" not in browser.read(QUIZ_URL).text.split("Your attempts")[1]
    finish(browser, RIGHT)
    before = browser.read(failed.response.request.path)
    assert "0 of 5 points, 0 %" in before.text
    assert all(key in before.html for key in KEYS)
    assert FEEDBACK in before.html


def test_marks_that_are_never_shown_appear_nowhere(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, review=Review(marks=Reveal.NEVER, feedback=Reveal.NEVER, answers=Reveal.NEVER))
    browser = client_for(cast.alem)
    result = finish(browser, RIGHT | {"q1": ["no"]})
    assert "You have passed this quiz" in result.text
    for page in (result, browser.read(QUIZ_URL)):
        assert "4 of 5" not in page.text
        assert "80" not in page.text
    assert 'class="outcome' not in result.html


def test_a_partly_right_answer_says_so(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session)
    result = finish(client_for(cast.alem), RIGHT | {"q2": ["a", "b"]})
    assert "Partly right · 0.67 of 1 point" in result.text
    assert "4.67 of 5 points, 93 %" in result.text


@pytest.mark.parametrize("state", ["rules", "open", "review", "time up", "result"])
def test_a_page_of_a_quiz_asks_the_database_at_most_four_questions(
    state: str, cast: Cast, client_for: Browser, session: Session, app: Flask
) -> None:
    publish_quiz(session, attempts=None, time_limit=600)
    browser = client_for(cast.alem)
    finish(browser, WRONG)
    page = browser.submit(start(browser), RIGHT, button="save")
    path = {"rules": QUIZ_URL, "review": f"{page.response.request.path}/review"}.get(
        state, page.response.request.path
    )
    if state == "result":
        browser.submit(browser.submit(page, button="review"), action="/submit")
    elif state == "time up":
        let_time_run_out(session, page)
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.read(path).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    questions = [statement for statement in statements if not statement.startswith(("BEGIN", "PRAGMA"))]
    assert len(questions) <= 4, "\n\n".join(questions)
