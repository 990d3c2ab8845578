"""Where "Continue" leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.completion.rules import Evidence, Place, Reading, Step, missing, next_place
from tests.unit.content_factories import module

FIRST, SECOND = module("first", ("a", "b")), module("second", ("c", "d"))
NEW = Evidence(assessed_before=False, lessons_read=0, lessons=2, quiz_passed=False, assessed_after=False)
READ = replace(NEW, assessed_before=True, lessons_read=2)
DONE = replace(READ, quiz_passed=True, assessed_after=True, has_certificate=True)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def place(
    one: Evidence, two: Evidence, *, first: Reading | None = None, second: Reading | None = None
) -> Place | None:
    return next_place(
        (FIRST, SECOND),
        {"first": one, "second": two},
        {"first": first or Reading(), "second": second or Reading()},
    )


def test_a_newcomer_begins_by_rating_themselves_in_the_first_module() -> None:
    assert place(NEW, NEW) == Place(module_slug="first", step=Step.ASSESS_BEFORE)


def test_a_reader_returns_to_the_heading_they_left() -> None:
    reading = Reading(last_lesson="b", last_heading="s-why", last_at=NOON, read=frozenset({"a"}))
    started = replace(NEW, assessed_before=True, lessons_read=1)
    assert place(started, NEW, first=reading) == Place(
        module_slug="first", step=Step.READ, lesson_id="b", heading="s-why"
    )


def test_after_a_lesson_is_read_the_next_unread_one_follows_from_its_top() -> None:
    reading = Reading(last_lesson="a", last_heading="s-end", last_at=NOON, read=frozenset({"a"}))
    started = replace(NEW, assessed_before=True, lessons_read=1)
    assert place(started, NEW, first=reading) == Place(module_slug="first", step=Step.READ, lesson_id="b")


def test_the_module_touched_last_comes_first() -> None:
    early, late = Reading(last_at=NOON), Reading(last_at=NOON + timedelta(hours=1))
    assert place(READ, READ, first=early, second=late) == Place(module_slug="second", step=Step.QUIZ)


def test_an_open_attempt_comes_before_everything() -> None:
    sitting = Reading(last_at=NOON, attempt_id=UUID(int=1))
    later = Reading(last_at=NOON + timedelta(days=1))
    assert place(READ, READ, first=sitting, second=later) == Place(
        module_slug="first", step=Step.QUIZ, attempt_id=UUID(int=1)
    )


def test_a_finished_module_gives_way_to_the_next() -> None:
    assert place(DONE, NEW, first=Reading(last_at=NOON)) == Place(
        module_slug="second", step=Step.ASSESS_BEFORE
    )


def test_when_everything_is_done_there_is_nowhere_to_go() -> None:
    assert place(DONE, DONE) is None


evidence = st.builds(
    Evidence,
    assessed_before=st.booleans(),
    lessons_read=st.integers(0, 5),
    lessons=st.just(5),
    quiz_passed=st.booleans(),
    assessed_after=st.booleans(),
    has_read_through=st.booleans(),
    has_certificate=st.booleans(),
)


@given(evidence)
def test_progress_stays_between_nothing_and_everything(found: Evidence) -> None:
    assert 0 <= found.steps_done <= found.steps
    assert found.is_complete == (set(missing(found)) <= {Step.CERTIFICATE})


@given(evidence, st.integers(0, 5))
def test_a_module_read_through_once_stays_so_when_a_lesson_is_added(found: Evidence, read: int) -> None:
    through = replace(found, has_read_through=True, lessons_read=read)
    assert Step.READ not in missing(through)
    assert through.steps_done >= through.lessons


def test_an_open_check_before_is_gone_back_to_as_what_it_is() -> None:
    checking = Reading(last_at=NOON, attempt_id=UUID(int=2), is_before=True)
    found = place(NEW, NEW, first=checking)
    assert found is not None
    assert (found.attempt_id, found.is_before) == (UUID(int=2), True)
