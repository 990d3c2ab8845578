"""When a lesson was first seen open."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.lessons.models import LessonProgress
from tests.people import Cast
from tests.web.lessons.test_lesson import MODULE, ClientFor


def test_opening_an_unread_lesson_is_noted_once_and_forgets_no_place(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client, url = client_for(cast.alem), f"{MODULE}/lessons/country-profile"
    article = client.read(url).all("article")[0]
    token, place = {"csrf_token": article.get("data-csrf", "")}, article.get("data-place", "")
    heading = next(h.get("id", "") for h in article.iter("h2") if h.get("id"))
    before = utc_now()
    assert client.post(place, data={**token, "place": heading, "seconds": "90"}).status_code == 204
    opened_at = session.scalars(select(LessonProgress.opened_at)).one()
    assert opened_at is not None
    assert timedelta(0) <= opened_at - (before - timedelta(seconds=90)) < timedelta(seconds=60)
    assert client.post(place, data={**token, "place": heading, "seconds": "5"}).status_code == 204
    client.post(f"{url}/read", data=token)
    row = session.execute(select(LessonProgress.opened_at, LessonProgress.place)).one()
    assert tuple(row) == (opened_at, heading)


def test_marking_a_lesson_as_read_tells_for_how_long_it_was_open(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client, url = client_for(cast.alem), f"{MODULE}/lessons/country-profile"
    token = {"csrf_token": client.read(url).all("article")[0].get("data-csrf", "")}
    client.post(f"{url}/read", data={**token, "seconds": "600"})
    row = session.execute(select(LessonProgress.opened_at, LessonProgress.read_at)).one()
    assert row.read_at - row.opened_at == timedelta(minutes=10)


def test_of_a_lesson_marked_as_read_at_first_sight_nobody_knows_when_it_was_opened(
    cast: Cast, client_for: ClientFor, session: Session
) -> None:
    client, url = client_for(cast.alem), f"{MODULE}/lessons/country-profile"
    article = client.read(url).all("article")[0]
    token = {"csrf_token": article.get("data-csrf", "")}
    client.post(f"{url}/read", data=token)
    for seconds in ("", "-1", "x", "9" * 30, "5"):
        client.post(article.get("data-place", ""), data={**token, "seconds": seconds})
        assert session.scalars(select(LessonProgress.opened_at)).one() is None
