"""An answer that people mark, from the participant who hands it in to the marks they read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.audit.models import AuditEntry
from studyvisit.clock import utc_now
from studyvisit.curriculum.marking import PersonMarking
from studyvisit.marking.models import Marking
from studyvisit.messaging.models import OutboxMessage
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes.models import Attempt, MarkingTask, Response
from tests import factories
from tests.client import PageClient, Read
from tests.people import Cast
from tests.quizzing import BY_PERSON, QUIZ_URL, WRITTEN, publish_quiz

Browser = Callable[[User], PageClient]
FULL = {"level-problem": "2", "level-proposal": "2"}
HALF = {"level-problem": "2", "level-proposal": "1"}
NOTHING = {"level-problem": "0", "level-proposal": "0"}


@pytest.fixture
def quiz(session: Session, request: pytest.FixtureRequest) -> None:
    """Let the quiz ask for one text, marked by the rules that a test gives."""
    publish_quiz(session, BY_PERSON[:1], marking=PersonMarking(**getattr(request, "param", {})))


def hand_in(browser: PageClient, text: str = WRITTEN) -> Read:
    """Answer the quiz and return the page of the result."""
    opened = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    return browser.submit(browser.submit(opened, {"q1": text}, button="review"), action="/submit")


def first_in(browser: PageClient) -> Read:
    """Begin with what has waited longest."""
    return browser.submit(browser.read("/marking"), action="/marking/next")


def count(session: Session, *where: object) -> int:
    """Return how many rows there are."""
    session.rollback()
    return session.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]


@pytest.mark.usefixtures("quiz")
def test_an_answer_waits_is_marked_and_its_marks_come_back(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    alem, tara = client_for(cast.alem), client_for(cast.tara)
    result = hand_in(alem)
    assert "1 answer waits for a person to mark it. It can only add points." in result.text
    assert "0 of 4 points" in result.text
    assert "Not decided yet" in result.text
    assert "so far" in alem.read(QUIZ_URL).text
    report = tara.read(f"/reports/people/{cast.enrolment_id}")
    assert "1 answer waits to be marked" in report.text
    page = first_in(tara)
    assert f"{len(WRITTEN.split())} words" in page.text
    assert "Alem" not in page.html
    assert "Alem" not in tara.read("/marking").html
    partly = tara.submit(page, {"level-problem": "2", "comment": "Well said."}, action="", button="next")
    assert partly.status == 422
    assert partly.text.count("Choose a level for each criterion.") == 2
    done = tara.submit(partly, FULL, button="next")
    assert "Nothing more waits for you here." in done.text
    assert "Nothing waits for you" in done.text
    result = alem.read(result.response.request.path)
    assert "4 of 4 points, 100 %" in result.text
    assert "You have passed this quiz" in result.text
    assert "Marked · 4 of 4 points" in result.text
    assert "The proposal2 of 2 points: a first step" in result.text
    assert "Comment: Well said." in result.text
    assert count(session, ModuleStanding.quiz_passed_at.is_not(None)) == 1
    assert count(session, OutboxMessage.template == "answers-marked") == 1
    assert count(session, AuditEntry.action == "answer.marked") == 1


@pytest.mark.usefixtures("quiz")
def test_marks_may_be_corrected_and_the_letter_goes_out_once(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    alem, tara = client_for(cast.alem), client_for(cast.tara)
    result = hand_in(alem)
    page = tara.submit(first_in(tara), HALF, button="save")
    again = tara.submit(page, FULL | {"comment": "I read it again."}, button="save")
    assert "Your marks are saved." in again.text
    tara.submit(again, FULL | {"comment": "I read it again."}, button="save")
    text = alem.read(result.response.request.path).text
    assert "4 of 4 points" in text
    assert "I read it again." in text
    assert count(session, Marking.id.is_not(None)) == 1
    assert count(session, OutboxMessage.template == "answers-marked") == 1
    assert count(session, AuditEntry.action == "answer.marked") == 2, "saying the same twice is nothing new"


@pytest.mark.usefixtures("quiz")
def test_who_is_slower_overwrites_nothing_and_loses_nothing(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    hand_in(client_for(cast.alem))
    tara, ada = client_for(cast.tara), client_for(cast.ada)
    page = first_in(tara)
    other = ada.read(page.response.request.path)
    assert "Somebody else has begun to mark this answer." in other.text
    tara.submit(page, FULL, button="save")
    late = ada.submit(other, NOTHING | {"comment": "My own words"}, button="next")
    assert late.status == 409
    assert "Somebody else marked this answer while you did" in late.text
    assert session.scalars(select(Marking.total)).all() == [4]
    assert "My own words" not in ada.read("/marking").html


@pytest.mark.usefixtures("quiz")
def test_what_somebody_has_begun_is_offered_to_others_only_after_a_while(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    hand_in(client_for(cast.alem))
    tara, ada = client_for(cast.tara), client_for(cast.ada)
    page = first_in(tara)
    assert "Nothing more waits for you here." in first_in(ada).text
    assert "Somebody is at it." in ada.read("/marking").text
    assert first_in(tara).response.request.path == page.response.request.path
    session.execute(update(MarkingTask).values(claimed_until=utc_now() - timedelta(seconds=1)))
    session.commit()
    assert first_in(ada).response.request.path == page.response.request.path


@pytest.mark.parametrize("quiz", [{"anonymous": False}], indirect=True)
def test_a_name_is_shown_where_the_quiz_says_so(quiz: None, cast: Cast, client_for: Browser) -> None:
    hand_in(client_for(cast.alem))
    assert "Alem Bekele" in first_in(client_for(cast.tara)).title


@pytest.mark.parametrize("quiz", [{"second": 100}], indirect=True)
def test_two_markers_who_nearly_agree_meet_half_way(
    quiz: None, cast: Cast, client_for: Browser, session: Session
) -> None:
    result = hand_in(client_for(cast.alem))
    tara, ada = client_for(cast.tara), client_for(cast.ada)
    page = tara.submit(first_in(tara), FULL | {"comment": "Very good."}, button="save")
    assert "waits for: a second marker" in page.text
    assert "Nothing waits for you" in tara.read("/marking").text, "nobody marks an answer twice"
    second = first_in(ada)
    assert "Very good." not in second.html
    assert "checked" not in second.html
    ada.submit(second, FULL | {"comment": "I agree."}, button="save")
    text = client_for(cast.alem).read(result.response.request.path).text
    assert "4 of 4 points" in text
    assert "Comment: Very good. Comment: I agree." in text


@pytest.mark.parametrize("quiz", [{"second": 100}], indirect=True)
def test_two_markers_far_apart_leave_it_to_a_third_who_sees_both(
    quiz: None, cast: Cast, client_for: Browser, session: Session
) -> None:
    alem, tara, ada, rosa = (client_for(who) for who in (cast.alem, cast.tara, cast.ada, cast.rosa))
    result = hand_in(alem)
    assert "Nothing waits for you" in rosa.read("/marking").text, "a reviewer only decides"
    tara.submit(first_in(tara), FULL | {"comment": "Very good."}, button="save")
    ada.submit(first_in(ada), NOTHING | {"comment": "Not at all."}, button="save")
    assert "1 answer waits" in alem.read(result.response.request.path).text
    for marker in (tara, ada):
        assert "Nothing waits for you" in marker.read("/marking").text
    page = first_in(rosa)
    assert "First marker4 of 4 pointsVery good." in page.text
    assert "Second marker0 of 4 pointsNot at all." in page.text
    rosa.submit(page, HALF | {"comment": "Something between."}, button="save")
    text = alem.read(result.response.request.path).text
    assert "3 of 4 points" in text
    assert "Something between." in text
    assert "Very good." not in text
    agreed = rosa.read("/marking").links()
    [agreement] = [url for words, url in agreed.items() if words.startswith("Agreement")]
    assert "1 answer was marked by two people" in rosa.read(agreement).text
    assert "too few" in rosa.read(agreement).text


@pytest.mark.usefixtures("quiz")
def test_agreement_is_told_with_its_interval_once_there_are_ten(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    hand_in(client_for(cast.alem))
    attempt = session.scalars(select(Attempt)).one()
    pairs = [({"problem": 2, "proposal": 2}, {"problem": 2, "proposal": n % 3}) for n in range(12)]
    for number, (first, second) in enumerate(pairs, start=2):
        answer = {"answer": [WRITTEN], "revision": 1, "saved_at": factories.NOW, "points": 0.0}
        again = Attempt(
            enrolment_id=attempt.enrolment_id,
            module_slug=attempt.module_slug,
            quiz_id=attempt.quiz_id,
            revision_id=attempt.revision_id,
            number=number,
            seed=1,
            question_ids=["long-answer"],
            started_at=factories.NOW,
            submitted_at=factories.NOW,
            points=0.0,
            available=4,
            percent=0.0,
            passed=False,
        )
        session.add(again)
        session.flush()
        response = Response(attempt_id=again.id, question_id="long-answer", **answer)
        session.add(response)
        session.flush()
        for marker, role, points in ((cast.tara, "first", first), (cast.ada, "second", second)):
            session.add(
                Marking(
                    response_id=response.id,
                    marker_id=marker.id,
                    role=role,
                    points=points,
                    total=sum(points.values()),
                    made_at=factories.NOW,
                )
            )
    session.commit()
    page = client_for(cast.tara).read(f"/marking/agreement/{attempt.module_slug}/long-answer")
    assert "12 answers were marked by two people" in page.text
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tr")]
    assert rows[1] == "The problem100 %––", "where both gave one level only, chance explains everything"
    assert re.match(r"The proposal33 %0\.00", rows[2])


@pytest.mark.usefixtures("quiz")
def test_nobody_marks_their_own_answer_nor_one_of_another_programme(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    hand_in(client_for(cast.alem))
    response_id = session.scalars(select(MarkingTask.response_id)).one()
    stranger = factories.user(session, name="Sam Stranger")
    for user, programme in ((cast.alem, None), (stranger, "another-visit")):
        session.add(
            RoleGrant(user_id=user.id, role=Role.TRAINER, programme_slug=programme, granted_at=factories.NOW)
        )
    session.commit()
    for user in (cast.alem, stranger):
        browser = client_for(user)
        assert "Nothing waits for you" in browser.read("/marking").text
        assert browser.get(f"/marking/answers/{response_id}").status_code == 404
        assert browser.get(f"/marking/agreement/{QUIZ_URL.split('/')[4]}/long-answer").status_code in (
            200,
            404,
        )


@pytest.mark.usefixtures("quiz")
def test_an_empty_answer_waits_for_nobody(cast: Cast, client_for: Browser, session: Session) -> None:
    result = hand_in(client_for(cast.alem), text=" ")
    assert "waits" not in result.text
    assert "Not answered" in result.text
    assert count(session, MarkingTask.response_id.is_not(None)) == 0
