"""A question of every kind on the page of a quiz: answered without scripts, saved, kept back and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Reveal, Review
from studyvisit.curriculum.questions import GeneratedNumber, Ordering, Question, drawn, type_of_question
from studyvisit.quizzes.models import Attempt
from tests.client import PageClient, Read, held_by
from tests.people import Cast
from tests.quizzing import BY_FORM, BY_PERSON, EVERY_KIND, FEEDBACK, QUIZ_URL, good_answer, publish_quiz

Browser = Callable[[User], PageClient]
NUMBERS = {question.id: number for number, question in enumerate(EVERY_KIND, start=1)}
POINTS = sum(question.points for question in EVERY_KIND)


def start(browser: PageClient) -> Read:
    """Open the rules and start an attempt."""
    return browser.submit(browser.read(QUIZ_URL), action="/quiz")


def right_for(session: Session, page: Read) -> dict[str, str | list[str]]:
    """Return the right answers to the attempt whose page this is."""
    session.rollback()
    attempt = session.get_one(Attempt, UUID(page.response.request.path.split("/")[2]))
    return {
        f"q{number}": list(good_answer(drawn(question, attempt.seed)))
        for number, question in enumerate(EVERY_KIND, start=1)
        if question in BY_FORM
    }


def question_html(page: Read, question_id: str) -> str:
    """Return the source of one question on a page."""
    here = page.html.partition(f'id="q{NUMBERS[question_id]}"')[2]
    return here.partition('<div class="question"')[0]


def the(kind: type[Question]) -> Question:
    """Return the question of a kind."""
    return next(question for question in EVERY_KIND if isinstance(question, kind))


def test_the_quiz_of_every_kind_has_every_kind() -> None:
    assert {type(question) for question in EVERY_KIND} == set(get_args(type_of_question))


def test_a_person_without_scripts_answers_every_kind_and_gets_every_point(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, EVERY_KIND, shuffle=False)
    browser = client_for(cast.alem)
    opened = start(browser)
    right = right_for(session, opened)
    page = browser.submit(opened, right, button="save")
    assert f"{len(BY_FORM)} of {len(EVERY_KIND)} answered" in page.text
    shown = {
        name: [value for value in values if value]
        for name, values in held_by(page.form("/attempts/")).lists()
        if name in right
    }
    assert {name: sorted(values) for name, values in shown.items()} == {
        name: sorted(values) for name, values in right.items()
    }, "a page that was left and comes back shows what was answered"
    review = browser.submit(page, button="review")
    assert "1 question has no answer yet" in review.text, "the file"
    result = browser.submit(review, action="/submit")
    waiting = sum(question.points for question in BY_PERSON)
    assert f"{POINTS - waiting} of {POINTS} points" in result.text
    assert "Waits for a person to mark it" in question_html(result, "long-answer")
    assert FEEDBACK in result.html


def test_no_kind_gives_its_key_away_before_it_may_be_seen(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, EVERY_KIND, review=Review(answers=Reveal.AFTER_PASS), shuffle=False)
    browser = client_for(cast.alem)
    page = start(browser)
    result = browser.submit(browser.submit(page, {}, button="review"), action="/submit")
    for read in (page, result):
        assert "canary-left" not in read.html
        assert "canary-dawn" not in read.html
        assert ">right answer<" not in read.html
        for kind in ("matching", "ordering", "categorising", "gap-fill", "long-answer", "generated"):
            assert FEEDBACK not in question_html(read, kind)
    shown = question_html(page, "ordering")
    places = [shown.index(f">{word}<") for word in ("Dawn", "Noon", "Dusk")]
    assert places != sorted(places), "items are never shown in their right order"


def test_a_half_filled_ordering_is_kept_and_earns_its_share(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    ordering = the(Ordering)
    name = f"q{NUMBERS['ordering']}"
    page = browser.submit(start(browser), {name: ["", *ordering.right_answer[:2]]}, button="review")
    assert "1 question is answered in part: Question 7" in page.text
    assert page.links()["Go back and answer"].endswith("#q1")
    result = browser.submit(page, action="/submit")
    assert "Partly right · 1 of 3 points" in result.text
    assert "no answer" in result.text


def test_two_items_in_the_same_place_are_refused_and_what_was_chosen_stays(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    first, second, third = (value.partition("=")[0] for value in the(Ordering).right_answer)
    name = f"q{NUMBERS['ordering']}"
    twice = [f"{first}=2", f"{second}=2", f"{third}=1"]
    opened = start(browser)
    page = browser.submit(opened, right_for(session, opened) | {name: twice}, button="review")
    assert page.status == 422
    assert page.text.count("Give each line a place of its own") == 2
    assert sorted(held_by(page.form("/attempts/")).getlist(name)) == sorted(twice)
    assert f"{len(BY_FORM) - 1} of {len(EVERY_KIND)} answered" in page.text


def test_a_line_matched_wrongly_costs_its_share(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    (left, _, hear), (right, _, _see) = (value.partition("=") for value in _right_of("matching"))
    name = f"q{NUMBERS['matching']}"
    page = browser.submit(start(browser), {name: [f"{left}={hear}", f"{right}={hear}"]}, button="review")
    result = browser.submit(page, action="/submit")
    shown = question_html(result, "matching")
    assert "Partly right · 1 of 2 points" in result.text
    assert shown.count("<b>hear</b>") == 2
    assert "<bdi>see</bdi>" in shown


def test_what_is_not_on_the_page_cannot_be_chosen(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    opened = start(browser)
    for question_id in ("matching", "ordering", "categorising"):
        name = f"q{NUMBERS[question_id]}"
        line, _, choice = _right_of(question_id)[0].partition("=")
        for values in ([f"{line}=x"], [f"{line}=99"], ["canary=1"], [f"{line}={choice}", f"{line}=2"]):
            page = browser.submit(opened, {name: values}, button="save")
            assert page.status == 422, values


def test_each_gap_earns_its_share_and_the_other_is_told(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    name = f"q{NUMBERS['gap-fill']}"
    page = browser.submit(start(browser), {name: ["", _right_of("gap-fill")[1]]}, button="save")
    assert f"1 of {len(EVERY_KIND)} answered" in page.text
    review = browser.submit(page, {name: ["canary-anything", ""]}, button="review")
    shown = question_html(browser.submit(review, action="/submit"), "gap-fill")
    assert "1 of 2 points" in shown
    assert "canary-anything" in shown
    assert "no answer" in shown
    assert "<bdi>lamb</bdi>" in shown


def test_a_gap_takes_no_more_than_fits(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    opened = start(browser)
    name = f"q{NUMBERS['gap-fill']}"
    for values in (["x" * 201, ""], ["", "canary"], ["", "", "more"]):
        assert browser.submit(opened, {name: values}, button="save").status == 422, values


def test_an_attempt_keeps_the_numbers_that_were_drawn_for_it(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, EVERY_KIND)
    browser = client_for(cast.alem)
    opened = start(browser)
    generated = next(question for question in EVERY_KIND if isinstance(question, GeneratedNumber))
    right = right_for(session, opened)[f"q{NUMBERS['generated']}"][0]
    shown = question_html(opened, "generated")
    assert "{{" not in opened.html
    assert right not in shown
    other = replace(generated, formula="a", prompt="<p>Another: {{a}}</p>")
    publish_quiz(session, [*EVERY_KIND[:-1], other])
    again = browser.read(opened.response.request.path)
    asked = [paragraph for paragraph in shown.split("<p>") if "How much is" in paragraph]
    assert asked[0] in again.html
    review = browser.submit(again, {f"q{NUMBERS['generated']}": right}, button="review")
    result = question_html(browser.submit(review, action="/submit"), "generated")
    assert "1 of 1 point" in result
    assert f"{FEEDBACK}: {right}" in result


def test_what_questions_have_in_common_stands_above_the_first_of_them(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    case = "<p>A ministry has a register.</p>"
    questions = [
        replace(question, setting=case if place < 2 else "") for place, question in enumerate(EVERY_KIND)
    ]
    publish_quiz(session, questions)
    browser = client_for(cast.alem)
    page = start(browser)
    assert page.html.count(case) == 1
    assert page.html.index(case) < page.html.index("Which one?")
    result = browser.submit(browser.submit(page, {}, button="review"), action="/submit")
    assert result.html.count(case) == 1


def _right_of(question_id: str) -> list[str]:
    return list(next(question for question in EVERY_KIND if question.id == question_id).right_answer)
