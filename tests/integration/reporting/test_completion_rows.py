"""The one question behind screen, CSV and JSON, against a count made by hand, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.cli.demo_load import load
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.reporting.queries.completion import (
    begin_export,
    completion_rows,
    enrolled_count,
    withdrawn_count,
)
from studyvisit.reporting.queries.people_pages import Window
from studyvisit.reporting.rules import (
    NOT_STATED,
    STEPS,
    Asked,
    By,
    Filters,
    Order,
    Row,
    Sort,
    columns,
    key_columns,
    place_of,
    sorts_of,
)
from studyvisit.reporting.services.completion import completion
from studyvisit.tables.as_csv import table_as_csv
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME

PEOPLE = 400
GROUPS = [by for by in By if by not in (By.PERSON, By.MODULE)]


@pytest.fixture
def crowd(app: Flask, session: Session) -> Session:
    """Return a session on a database with four hundred believable people."""
    for _progress in load(
        session,
        participants=PEOPLE,
        seed=7,
        evidence_of=0,
        note_of=lambda programme, first, last: f"{first} to {last}, {programme.place}",
        now=NOW,
    ):
        pass
    return session


def by_hand(session: Session, filters: Filters) -> list[dict[str, Any]]:
    """Return what the filters let through, one enrolment at a time and without any SQL that counts."""
    cohorts = {cohort.id: cohort for cohort in session.scalars(select(Cohort))}
    institutions = {one.id: one for one in session.scalars(select(Institution))}
    standings = {(one.enrolment_id, one.module_slug): one for one in session.scalars(select(ModuleStanding))}
    kept = []
    for enrolment in session.scalars(select(Enrolment)):
        cohort = cohorts[enrolment.cohort_id]
        country = enrolment.country or NOT_STATED
        wanted = (
            filters.programme in (None, cohort.programme_slug)
            and filters.cohort in (None, cohort.slug)
            and filters.country in (None, country)
            and filters.institution in (None, enrolment.institution_id or NOT_STATED)
            and filters.sex in (None, enrolment.sex or NOT_STATED)
            and filters.position in (None, enrolment.position_level or NOT_STATED)
            and (filters.enrolled_from is None or enrolment.enrolled_at.date() >= filters.enrolled_from)
            and (filters.enrolled_to is None or enrolment.enrolled_at.date() <= filters.enrolled_to)
        )
        if not wanted or enrolment.withdrawn_at:
            continue
        source: Any = enrolment
        if filters.module:
            source = standings.get((enrolment.id, filters.module))
        if filters.reached and getattr(source, STEPS[filters.reached].value, None) is None:
            continue
        if filters.missing and getattr(source, STEPS[filters.missing].value, None) is not None:
            continue
        kept.append(
            {
                By.PROGRAMME: cohort.programme_slug,
                By.COHORT: cohort.slug,
                By.COUNTRY: enrolment.country,
                By.SEX: enrolment.sex,
                By.POSITION: enrolment.position_level,
                By.MONTH: f"{enrolment.enrolled_at.astimezone(UTC):%Y-%m}",
                By.INSTITUTION: str(institutions[enrolment.institution_id].id)
                if enrolment.institution_id
                else None,
                "id": str(enrolment.id),
                "reached": {step: getattr(source, moment.value, None) for step, moment in STEPS.items()},
            }
        )
    return kept


NARROWED = [
    Filters(),
    Filters(programme=PROGRAMME),
    Filters(programme="another"),
    Filters(cohort=f"{PROGRAMME}-demo-2019-05"),
    Filters(country="ET"),
    Filters(country=NOT_STATED),
    Filters(institution=NOT_STATED),
    Filters(module=MODULES[0]),
    Filters(module=MODULES[1], cohort=f"{PROGRAMME}-demo-2019-04", country="UG"),
    Filters(module="no-such-module"),
    Filters(sex="female", position="senior"),
    Filters(position=NOT_STATED),
    Filters(module=MODULES[0], reached=Sort.LESSONS_READ, missing=Sort.CERTIFIED),
    Filters(reached=Sort.QUIZ_PASSED),
    Filters(enrolled_from=date(2019, 4, 20), enrolled_to=date(2019, 5, 20)),
]


def test_counts_are_what_counting_by_hand_gives(crowd: Session) -> None:
    for filters in NARROWED:
        enrolments = [] if filters.module == "no-such-module" else by_hand(crowd, filters)
        for by in GROUPS:
            names = columns(by)
            found = {
                row[0]: dict(zip(names, row, strict=True))
                for row in completion_rows(crowd, None, Asked(by=by, filters=filters))
            }
            enrolled = Counter(one[by] for one in enrolments)
            reached: defaultdict[Any, Counter[Sort]] = defaultdict(Counter)
            for one in enrolments:
                reached[one[by]].update(step for step, at in one["reached"].items() if at)
            assert {key: row["enrolled"] for key, row in found.items()} == dict(enrolled), filters
            for key, row in found.items():
                assert {step: row[step] for step in STEPS} == {step: reached[key][step] for step in STEPS}
        people = completion_rows(crowd, None, Asked(by=By.PERSON, filters=filters))
        dates = {row[0]: row[6:] for row in people}
        assert dates == {
            one["id"]: tuple(
                at and f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in one["reached"].values()
            )
            for one in enrolments
        }
        assert enrolled_count(crowd, None, filters) == len(enrolments)


def test_a_module_counts_what_narrowing_to_it_counts(crowd: Session) -> None:
    for filters in (Filters(), Filters(country="ET"), Filters(sex="female", reached=Sort.STARTED)):
        rows = list(completion_rows(crowd, None, Asked(by=By.MODULE, filters=filters)))
        assert [row[0] for row in rows] == list(MODULES)
        for row in rows:
            alone = Asked(by=By.PROGRAMME, filters=replace(filters, module=str(row[0]), reached=None))
            if filters.reached is None:
                assert next(completion_rows(crowd, None, alone))[2:] == row[2:]
            assert row[2] == enrolled_count(crowd, None, filters)


def test_who_is_left_out_is_who_withdrew(crowd: Session) -> None:
    withdrawn = [one for one in crowd.scalars(select(Enrolment)) if one.withdrawn_at]
    assert 0 < len(withdrawn) == withdrawn_count(crowd, None, Filters())
    assert enrolled_count(crowd, None, Filters()) == PEOPLE - len(withdrawn)


def test_nothing_outside_the_scope_is_counted(crowd: Session) -> None:
    for by in By:
        assert list(completion_rows(crowd, frozenset({"another"}), Asked(by=by))) == []
        assert list(completion_rows(crowd, frozenset(), Asked(by=by))) == []
        everything = list(completion_rows(crowd, None, Asked(by=by)))
        assert list(completion_rows(crowd, frozenset({PROGRAMME}), Asked(by=by))) == everything
    assert enrolled_count(crowd, frozenset({"another"}), Filters()) == 0
    assert withdrawn_count(crowd, frozenset({"another"}), Filters()) == 0


@pytest.mark.parametrize("order", list(Order))
def test_rows_come_in_the_order_asked_for_and_the_unknown_last(crowd: Session, order: Order) -> None:
    for by in By:
        for sort in sorts_of(by):
            rows = list(completion_rows(crowd, None, Asked(by=by, sort=sort, order=order)))
            cells = [cell_of(by, sort, row) for row in rows]
            known = [cell for cell in cells if cell is not None]
            assert known == sorted(known, reverse=order is Order.DESCENDING), (by, sort)
            if by is By.PERSON or sort is Sort.NAME:
                assert cells == known + [None] * (len(cells) - len(known)), (by, sort)


def cell_of(by: By, sort: Sort, row: Row) -> Any:
    there = dict(zip(columns(by), row, strict=True))
    if by is By.PERSON:
        name = STEPS[sort].value if sort in STEPS else "enrolled_at" if sort is Sort.ENROLLED else sort.value
        return there[name]
    if sort is Sort.NAME and len(key_columns(by)) == 1:
        return None if row[0] is None else place_of(by, row)
    if sort is Sort.NAME:
        return row[1] and str(row[1]).casefold()
    return there[sort.value]


def test_people_come_in_the_order_they_were_enrolled_unless_told_otherwise(crowd: Session) -> None:
    ids = [row[0] for row in completion_rows(crowd, None, Asked(by=By.PERSON))]
    assert ids == sorted(map(str, ids))
    falling = Asked(by=By.PERSON, order=Order.DESCENDING)
    assert [row[0] for row in completion_rows(crowd, None, falling)] == ids[::-1]


def test_a_file_of_everyone_is_not_sorted_in_memory(crowd: Session) -> None:
    if crowd.get_bind().dialect.name != "sqlite":
        return
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    engine = crowd.get_bind()
    for scope in (None, frozenset({PROGRAMME})):
        for filters in (Filters(), Filters(programme=PROGRAMME), Filters(module=MODULES[0])):
            event.listen(engine, "before_cursor_execute", note)
            list(completion_rows(crowd, scope, Asked(by=By.PERSON, filters=filters)))
            event.remove(engine, "before_cursor_execute", note)
            plan = crowd.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {asked[-1]}", ("x",) * asked[-1].count("?")
            )
            assert "TEMP B-TREE" not in " ".join(str(step) for step in plan)


def test_pages_put_together_are_the_whole_counted_or_one_next_to_the_other(crowd: Session) -> None:
    filters = Filters(module=MODULES[0])
    total = enrolled_count(crowd, None, filters)
    for sort, order in product((None, *sorts_of(By.PERSON)), Order):
        asked = Asked(by=By.PERSON, sort=sort, order=order, filters=filters)
        whole = list(completion_rows(crowd, None, asked))
        assert len(whole) == total
        pages = partial(completion_rows, crowd, None, asked)
        assert [row for n in range(0, total, 90) for row in pages(window=Window(n, 90, total=total))] == whole
        walked = list(pages(window=Window(0, 90)))
        while more := list(pages(window=Window(0, 90, after=UUID(str(walked[-1][0]))))):
            walked += more
        assert walked == whole
        back = whole[-1:]
        while more := list(pages(window=Window(0, 90, before=UUID(str(back[0][0]))))):
            back = more + back
        assert back == whole


def test_somebody_who_may_not_be_seen_marks_no_place(crowd: Session) -> None:
    """Next to whom a page stands is in its address, and anybody can write one."""
    cohorts = list(crowd.scalars(select(Cohort).order_by(Cohort.slug)))
    outsider = crowd.scalars(select(Enrolment.id).where(Enrolment.cohort_id == cohorts[1].id)).first()
    asked = Asked(by=By.PERSON, sort=Sort.NAME, filters=Filters(cohort=cohorts[0].slug))
    first = list(completion_rows(crowd, None, asked, window=Window(0, 5)))
    assert list(completion_rows(crowd, None, asked, window=Window(0, 5, after=outsider))) == first


def test_a_file_shows_one_moment_while_people_go_on(crowd: Session) -> None:
    crowd.rollback()
    with Session(crowd.get_bind()) as reading:
        begin_export(reading)
        pieces = table_as_csv(completion(reading, None, Asked(by=By.PERSON), NOW).table("people"))
        begun = [next(pieces)]
        for enrolment in crowd.scalars(select(Enrolment).where(Enrolment.certified_at.is_(None))):
            enrolment.certified_at = datetime(2030, 1, 1, tzinfo=UTC)
        crowd.commit()
        text = "".join([*begun, *pieces])
    assert "2030-01-01" not in text
    assert text.count("\r\n") == 1 + enrolled_count(crowd, None, Filters())


def test_a_long_file_may_take_longer_than_a_page(crowd: Session) -> None:
    if crowd.get_bind().dialect.name != "postgresql":
        return

    with Session(crowd.get_bind()) as reading:
        begin_export(reading)
        assert reading.scalar(text("SHOW statement_timeout")) == "1min"
        assert reading.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    with Session(crowd.get_bind()) as later:
        assert later.scalar(text("SHOW statement_timeout")) == "5s"
        assert later.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_names_are_as_people_wrote_them(crowd: Session) -> None:
    user = crowd.scalars(select(User).where(User.email.like("%0000001@%"))).one()
    user.name = "ትዕግሥት; \"በቀለ\",\n'x'"
    crowd.commit()
    rows = completion_rows(crowd, None, Asked(by=By.PERSON))
    assert user.name in [row[1] for row in rows]
