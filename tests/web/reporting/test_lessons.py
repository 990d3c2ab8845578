"""Which lessons people finish, which they leave, and how long they take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from tests import factories
from tests.client import PageClient
from tests.people import MODULES, PROGRAMME, Cast
from tests.web.reporting.reading import lines_of
from tests.web.reporting.test_completion_scope import grant, put_bina_in_another_programme

Open = Callable[[User], PageClient]
MINUTES = (2, 10, 16, 17, 90, 241)
"""How long each reader takes; the last of them went away in between."""


def progress(
    session: Session, cast: Cast, lesson_id: str, *, days: float, minutes: float | None, opened: bool = True
) -> LessonProgress:
    """Return the progress of somebody new, who opened a lesson so many days ago and read it so much later."""
    enrolment = factories.enrolment(session, cohort=cast.cohort, user=factories.user(session))
    module = Shelf(session).module(MODULES[0])
    at = utc_now() - timedelta(days=days)
    read_at = None if minutes is None else at + timedelta(minutes=minutes, seconds=20)
    one = LessonProgress(
        enrolment_id=enrolment.id,
        module_slug=module.content.slug,
        lesson_id=lesson_id,
        revision_id=module.revision_id,
        opened_at=at if opened else None,
        touched_at=read_at or at,
        read_at=read_at,
    )
    session.add(one)
    return one


@pytest.fixture
def readers(session: Session, cast: Cast) -> Cast:
    """Return the cast with readers of the first lesson, some who left it, and one reader of the second."""
    first, second, *_rest = Shelf(session).module(MODULES[0]).content.lessons
    for minutes in MINUTES:
        progress(session, cast, first.id, days=20, minutes=minutes)
    progress(session, cast, first.id, days=20, minutes=0, opened=False)
    for days in (8, 9, 10, 2):
        progress(session, cast, first.id, days=days, minutes=None)
    progress(session, cast, first.id, days=8, minutes=None, opened=False)
    withdrawn = progress(session, cast, first.id, days=8, minutes=None)
    session.get_one(Enrolment, withdrawn.enrolment_id).withdrawn_at = utc_now()
    progress(session, cast, second.id, days=20, minutes=3)
    session.commit()
    return cast


def rows(browser: PageClient, query: str = "") -> list[dict[str, Any]]:
    [table] = browser.get(f"/reports/lessons.json{query}").get_json()["tables"]
    names = [column["name"] for column in table["columns"]]
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


def test_each_lesson_says_who_opened_read_and_left_it_and_how_long_it_took(
    session: Session, readers: Cast, client_for: Open
) -> None:
    lessons = Shelf(session).module(MODULES[0]).content.lessons
    rosa = client_for(readers.rosa)
    first, second, third, *rest = rows(rosa)
    assert [row["lesson"] for row in (first, second, third, *rest)] == [lesson.id for lesson in lessons]
    assert {name: first[name] for name in ("opened", "read", "left", "timed", "median_minutes")} == {
        "opened": 12,
        "read": 7,
        "left": 4,
        "timed": 5,
        "median_minutes": 16,
    }
    assert first["ratio"] == pytest.approx(16 / lessons[0].minutes)
    assert (second["timed"], second["median_minutes"]) == (1, {"absent": "too-few"})
    assert (third["opened"], third["median_minutes"]) == (0, {"absent": "no-data"})
    page = rosa.read("/reports/lessons")
    assert f"Left most often is “{lessons[0].title}”: 4 of the 12 who opened it (33 %)" in page.text
    assert dict(lines_of(page))[lessons[0].title]
    assert rows(rosa, f"?module={MODULES[1]}") == []


@pytest.mark.one_database
def test_a_small_count_of_a_lesson_is_not_published(
    session: Session, readers: Cast, client_for: Open
) -> None:
    lessons = Shelf(session).module(MODULES[0]).content.lessons
    rosa, query = client_for(readers.rosa), f"?for=publication&programme={PROGRAMME}"
    published = {row["lesson"]: row for row in rows(rosa, query)}
    first, second, *_rest = (published[lesson.id] for lesson in lessons)
    assert (second["opened"], first["left"]) == ({"absent": "suppressed"}, {"absent": "suppressed"})
    assert "Left most often" not in rosa.read(f"/reports/lessons{query}").text


@pytest.mark.one_database
def test_lessons_of_another_programme_are_not_counted(
    session: Session, readers: Cast, client_for: Open
) -> None:
    put_bina_in_another_programme(session, readers)
    grant(session, readers.tara, Role.TRAINER, "another-programme")
    assert rows(client_for(readers.tara)) == []
