"""Reading a lesson."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.extensions import db
from studyvisit.lessons.models import LessonProgress
from studyvisit.programmes.models import ModuleStanding
from tests.client import PageClient
from tests.people import Cast

MODULE = "/cohorts/incheon/modules/measuring-e-government"
LESSONS = ("the-survey", "groups-and-ranks", "participation-data-cities", "country-profile", "evidence")
ClientFor = Callable[[User], PageClient]


def test_a_participant_reads_a_lesson_with_its_sources(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.alem).read(f"{MODULE}/lessons/the-survey")
    assert page.title == "The Survey and the EGDI"
    assert "Sources" in page.text
    assert "Lesson 1 of 5" in page.text


def test_marking_a_lesson_as_read_leads_to_the_next_and_after_the_last_to_the_module(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{MODULE}/lessons/{LESSONS[0]}")
    for expected in LESSONS[1:]:
        page = client.submit(page, action="/read")
        assert page.response.request.path.endswith(expected)
    page = client.submit(page, action="/read")
    assert page.response.request.path == MODULE
    assert "5 of 8 done" in page.text
    standing = session.get_one(ModuleStanding, (cast.enrolment_id, "measuring-e-government"))
    assert standing.started_at is not None
    assert standing.lessons_read_at is not None
    assert standing.quiz_passed_at is None


def test_marking_a_lesson_twice_keeps_the_first_date(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{MODULE}/lessons/evidence")
    client.submit(page, action="/read")
    first = session.scalars(select(LessonProgress.read_at)).one()
    client.submit(page, action="/read")
    assert session.scalars(select(LessonProgress.read_at)).one() == first


def test_a_reader_who_has_the_lesson_is_sent_nothing_again(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    client.read(f"{MODULE}/lessons/the-survey")
    etag = client.get(f"{MODULE}/lessons/the-survey").headers["ETag"]
    again = client.get(f"{MODULE}/lessons/the-survey", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    client.submit(client.read(f"{MODULE}/lessons/evidence"), action="/read")
    changed = client.get(f"{MODULE}/lessons/the-survey", headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_a_check_is_answered_in_place_and_its_key_is_not_on_the_page_before(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{MODULE}/lessons/the-survey")
    assert "Right" not in page.text
    assert 'class="feedback"' not in page.html
    form = page.form("#")
    radio = next(field for field in form.iter("input") if field.get("type") == "radio")
    answered = client.submit(page, {radio.get("name", ""): radio.get("value", "")}, action="#")
    assert answered.status == 200
    assert 'class="feedback"' in answered.html


def test_an_answer_to_a_check_that_is_no_number_is_kept_and_explained(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    page = client.read(f"{MODULE}/lessons/the-survey")
    field = next(f for f in page.form("#").iter("input") if f.get("inputmode") == "decimal")
    answered = client.submit(page, {field.get("name", ""): "about a third"}, action="#")
    assert "Enter a number in digits" in answered.text
    assert 'value="about a third"' in answered.html


def test_where_the_reader_stopped_is_where_continue_leads(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    before = client.read(f"{MODULE}/self-assessment/before")
    ratings = {
        field.get("name", ""): "2" for field in before.form().iter("input") if field.get("type") == "radio"
    }
    client.submit(before, ratings)
    page = client.read(f"{MODULE}/lessons/country-profile")
    heading = next(h.get("id", "") for h in page.all("h2") if h.get("id", "").startswith("s-"))
    article = page.all("article")[0]
    kept = client.post(
        article.get("data-place", ""), data={"place": heading, "csrf_token": article.get("data-csrf", "")}
    )
    assert kept.status_code == 204
    home = client.read("/")
    link = next(url for words, url in home.links().items() if words.startswith("Continue"))
    assert link == f"{MODULE}/lessons/country-profile#{heading}"


def test_an_unknown_place_means_the_top(cast: Cast, client_for: ClientFor, session: Session) -> None:
    client = client_for(cast.alem)
    article = client.read(f"{MODULE}/lessons/the-survey").all("article")[0]
    data = {"place": "nowhere", "csrf_token": article.get("data-csrf", "")}
    assert client.post(article.get("data-place", ""), data=data).status_code == 204
    assert session.scalars(select(LessonProgress.place)).one() == ""


def test_an_outsider_cannot_tell_that_the_lesson_exists(cast: Cast, client_for: ClientFor) -> None:
    for person in (cast.bina, cast.olu, cast.ada):
        assert client_for(person).read(f"{MODULE}/lessons/the-survey").status == 404


def test_a_lesson_takes_at_most_four_questions_to_the_database(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    paths = (f"{MODULE}/lessons/the-survey", MODULE, "/")
    for path in paths:
        client.read(path)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    with client.application.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            for path in paths:
                statements.clear()
                client.read(path)
                assert len(statements) <= 4, (path, statements)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
