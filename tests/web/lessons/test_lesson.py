"""Reading a lesson."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.extensions import db
from studyvisit.lessons.models import LessonProgress
from studyvisit.programmes.models import ModuleStanding
from tests import factories
from tests.client import PageClient
from tests.people import PROGRAMME, Cast

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


def test_a_reader_who_is_given_a_role_is_sent_the_lesson_again_with_the_new_menu(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client, path = client_for(cast.alem), f"{MODULE}/lessons/the-survey"
    client.read(path)
    etag = client.get(path).headers["ETag"]
    session.add(RoleGrant(user_id=cast.alem.id, role=Role.TRAINER, granted_at=factories.NOW))
    session.commit()
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert "/reports/cohorts" in again.text


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
    assert 'class="feedback"' not in client.read(f"{MODULE}/lessons/the-survey").html


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
    for person in (cast.bina, cast.olu):
        for path in (MODULE, f"{MODULE}/lessons/the-survey"):
            assert client_for(person).read(path).status == 404


@pytest.mark.parametrize("name", ["tara", "rosa", "ada"])
def test_staff_look_at_a_lesson_as_a_participant_will_and_leave_no_trace(
    cast: Cast, client_for: ClientFor, session: Session, name: str
) -> None:
    client = client_for(getattr(cast, name))
    page = client.read(f"{MODULE}/lessons/{LESSONS[0]}")
    assert "You are looking at this as a participant will." in page.text
    assert page.title == "The Survey and the EGDI"
    assert "Mark as read" not in page.text
    assert "data-place" not in page.html
    assert "place.js" not in page.html
    main = page.tree.find(".//main")
    assert main is not None
    assert not [form for form in main.iter("form") if form.get("method") == "post"]
    for number in range(1, len(LESSONS)):
        page = client.read(next(url for words, url in page.links().items() if words.startswith("Next: ")))
        assert page.response.request.path.endswith(LESSONS[number])
    assert page.links()["Back to the module"] == MODULE
    assert session.scalars(select(LessonProgress)).all() == []


def test_a_participant_is_not_told_that_they_look_as_a_participant(cast: Cast, client_for: ClientFor) -> None:
    for path in (MODULE, f"{MODULE}/lessons/the-survey"):
        assert "as a participant will" not in client_for(cast.alem).read(path).text


def test_staff_open_a_module_from_the_cohort_they_look_after(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.tara)
    cohort = client.read("/reports/cohorts/incheon")
    agenda = client.read(cohort.links()["Agenda and modules, as participants see them"])
    page = client.read(agenda.links()["Measuring e-government"])
    assert (page.status, page.response.request.path) == (200, MODULE)
    assert "You are looking at this as a participant will." in page.text
    assert "Rate yourself before" in page.text
    for words in ("Continue", "Begin", "Next", "To do", "done", "Still to do"):
        assert words not in page.text.partition("About this module")[0]
    inside = {url.removeprefix(MODULE) for url in page.links().values() if url.startswith(f"{MODULE}/")}
    assert inside == {"/guide", "/handout", *(f"/lessons/{lesson}" for lesson in LESSONS)}


def test_who_works_for_another_programme_does_not_see_the_lesson(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    for programme, status in (("another-programme", 404), (PROGRAMME, 200)):
        person = factories.user(session, name="Enzo")
        session.add(
            RoleGrant(
                user_id=person.id, role=Role.TRAINER, programme_slug=programme, granted_at=factories.NOW
            )
        )
        session.commit()
        assert client_for(person).read(f"{MODULE}/lessons/the-survey").status == status


@pytest.mark.parametrize("name", ["alem", "tara"])
def test_a_lesson_takes_at_most_four_questions_to_the_database(
    cast: Cast, client_for: ClientFor, name: str
) -> None:
    client = client_for(getattr(cast, name))
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
