"""A person without scripts sits a quiz from its rules to its result."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.questions import Question
from studyvisit.library.queries import module_revision
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes.models import Attempt, Response
from tests.client import PageClient, Read
from tests.people import MODULES, Cast

Browser = Callable[[User], PageClient]
URL = f"/cohorts/incheon/modules/{MODULES[0]}/quiz"


def asked_in(session: Session, page: Read) -> list[Question]:
    """Return the questions of the attempt whose page this is."""
    session.rollback()
    attempt = session.get_one(Attempt, UUID(page.response.request.path.split("/")[2]))
    quiz = module_revision(session, attempt.revision_id).quiz
    questions = [quiz.question(str(question_id)) for question_id in attempt.question_ids]
    return [question for question in questions if question is not None]


def right_answers(questions: list[Question]) -> dict[str, str | list[str]]:
    """Return the fields of a page on which everything is right."""
    return {f"q{number}": list(question.right_answer) for number, question in enumerate(questions, start=1)}


def test_a_person_passes_the_quiz(cast: Cast, client_for: Browser, session: Session) -> None:
    browser = client_for(cast.alem)
    page = browser.submit(browser.read(URL), action="/quiz")
    assert "0 of 8 answered" in page.text
    review = browser.submit(page, right_answers(asked_in(session, page)), button="review")
    assert "Every question is answered." in review.text
    result = browser.submit(review, action="/submit")
    assert "You have passed this quiz" in result.text
    assert "8 of 8 points, 100 %" in result.text
    session.rollback()
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.percent, attempt.passed, attempt.available) == (100.0, True, 8)
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULES[0])).quiz_passed_at is not None
    assert session.scalar(select(func.count()).select_from(Response)) == 8
