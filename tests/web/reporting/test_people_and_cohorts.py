"""One participant's page and the cohort's, as trainers and reviewers meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.completion.models import Certificate
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Rating
from tests import factories
from tests.client import PageClient
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME, Cast
from tests.seeded import seed
from tests.web.reporting.reading import words

Open = Callable[[User], PageClient]


def only_in(session: Session, user: User, role: Role, programme: str) -> None:
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)):
        session.delete(grant)
    session.flush()
    session.add(RoleGrant(user_id=user.id, role=role, programme_slug=programme, granted_at=NOW))
    session.commit()


@pytest.mark.parametrize("who", ["tara", "rosa", "ada"])
def test_a_persons_page_shows_what_they_completed(
    session: Session, cast: Cast, client_for: Open, who: str
) -> None:
    seeded = seed(session, cast)
    page = client_for(getattr(cast, who)).read(f"/reports/people/{cast.enrolment_id}")
    assert page.title == "Alem Bekele"
    assert "Ethiopia" in page.text
    assert "Ministry of Innovation" in page.text
    assert "Quiz, attempt 1" in page.text
    assert seeded.alem.code in page.links()


@pytest.mark.one_database
def test_a_persons_page_is_a_tree_of_what_completes_each_module(
    session: Session, cast: Cast, client_for: Open
) -> None:
    seed(session, cast)
    page = client_for(cast.rosa).read(f"/reports/people/{cast.enrolment_id}")
    first, second = page.tree.findall(".//section[@class='card']")
    lessons = first.findall("./ul/li[2]/ul/li")
    assert lessons
    assert all("read on" in words(lesson) for lesson in lessons)
    assert f"{len(lessons) + 3} of {len(lessons) + 3} steps done" in words(first)
    assert "Not yet" not in words(first)
    assert [words(step).split(" given")[0] for step in first.findall("./ul/li[4]/ul/li")] == [
        "Self-assessment after",
        "Self-assessment looking back",
    ]
    there = len(second.findall("./ul/li[2]/ul/li"))
    assert f"1 of {there + 3} steps done" in words(second)
    assert "Not yet: Self-assessment before, Lessons, Quiz, Self-assessments after, Certificate" in words(
        second
    )
    assert f"1 of {there} read" in words(second)
    assert "begun on" in words(second.findall("./ul/li[3]/ul/li")[0])


def test_how_someone_rated_themselves_is_nobodys_to_read(
    session: Session, cast: Cast, client_for: Open
) -> None:
    seed(session, cast)
    before = client_for(cast.rosa).read(f"/reports/people/{cast.enrolment_id}")
    session.execute(update(Rating).values(value=5))
    session.commit()
    after = client_for(cast.rosa).read(f"/reports/people/{cast.enrolment_id}")
    assert "Self-assessment before" in before.text
    assert before.text == after.text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR])
def test_a_person_of_another_programme_is_not_found(
    session: Session, cast: Cast, client_for: Open, role: Role
) -> None:
    only_in(session, cast.tara, role, "another-programme")
    tara = client_for(cast.tara)
    assert tara.get(f"/reports/people/{cast.enrolment_id}").status_code == 404
    only_in(session, cast.tara, role, PROGRAMME)
    assert tara.get(f"/reports/people/{cast.enrolment_id}").status_code == 200


def test_a_participant_cannot_open_their_own_report(cast: Cast, client_for: Open) -> None:
    assert client_for(cast.alem).get(f"/reports/people/{cast.enrolment_id}").status_code == 403


def test_a_revoked_certificate_says_so(session: Session, cast: Cast, client_for: Open) -> None:
    seeded = seed(session, cast)
    session.execute(
        update(Certificate)
        .where(Certificate.code == seeded.alem.code)
        .values(revoked_at=NOW, revoked_reason="a mistake")
    )
    session.commit()
    assert "revoked on" in client_for(cast.rosa).read(f"/reports/people/{cast.enrolment_id}").text


def member(session: Session, cast: Cast, name: str, quiet_for: timedelta, **reached: bool) -> None:
    """Put someone into Alem's cohort who was last active that long ago."""
    now = utc_now()
    user = factories.user(session, name=name, country="BD")
    enrolment = factories.enrolment(session, cohort=cast.cohort, user=user)
    enrolment.enrolled_at = now - timedelta(days=30)
    standing = ModuleStanding(enrolment_id=enrolment.id, module_slug=MODULES[0])
    for step in reached:
        setattr(standing, step, now - quiet_for)
    if reached:
        enrolment.started_at = enrolment.last_active_at = now - quiet_for
        session.add(standing)
    if "certified_at" in reached:
        enrolment.certified_at = now - quiet_for
    session.commit()


def test_the_stuck_come_first_with_where_they_are_and_since_when(
    session: Session, cast: Cast, client_for: Open
) -> None:
    session.execute(update(Enrolment).where(Enrolment.id == cast.enrolment_id).values(withdrawn_at=utc_now()))
    member(session, cast, "Busy", timedelta(days=1), started_at=True, assessed_before_at=True)
    member(session, cast, "Stuck", timedelta(days=9), started_at=True)
    member(
        session,
        cast,
        "Longer",
        timedelta(days=20),
        assessed_before_at=True,
        started_at=True,
        lessons_read_at=True,
    )
    member(session, cast, "Done", timedelta(days=25), started_at=True, certified_at=True)
    member(session, cast, "Absent", timedelta(0))
    page = client_for(cast.tara).read("/reports/cohorts/incheon")
    rows = [
        [" ".join("".join(c.itertext()).split()) for c in row] for row in page.tree.iterfind(".//tbody/tr")
    ]
    assert [row[0] for row in rows] == ["Absent", "Longer", "Stuck", "Busy", "Done"]
    assert [row[1] for row in rows] == ["never started", "stuck", "stuck", "getting on", "certified"]
    assert [row[2].split("“")[0].strip() for row in rows[:4]] == [
        "Begin",
        "Pass the quiz of",
        "Self-assess before",
        "Read the lessons of",
    ]
    assert "3 weeks ago" in rows[1][3]
    assert "3 people seem stuck" in page.text
    for said in ("Enrolled5", "Never started1", "Quiet for 7 days or longer3", "Certified1"):
        assert said in page.text


def test_the_list_counts_as_the_cohort_does(session: Session, cast: Cast, client_for: Open) -> None:
    member(session, cast, "Stuck", timedelta(days=9), started_at=True)
    tara = client_for(cast.tara)
    page = tara.read("/reports/cohorts")
    assert "/reports/cohorts/incheon" in page.links().values()
    assert "Enrolled2 Never started1 Quiet for 7 days or longer1 Certified0" in page.text


def test_a_trainer_of_one_programme_never_sees_anothers_cohorts(
    session: Session, cast: Cast, client_for: Open
) -> None:
    elsewhere = update(Cohort).where(Cohort.slug == "elsewhere")
    session.execute(elsewhere.values(programme_slug="another-programme", title="CANARY"))
    only_in(session, cast.tara, Role.TRAINER, PROGRAMME)
    tara = client_for(cast.tara)
    assert "CANARY" not in tara.get("/reports/cohorts").text
    assert tara.get("/reports/cohorts/elsewhere").status_code == 404
    only_in(session, cast.tara, Role.TRAINER, "another-programme")
    assert "CANARY" in tara.get("/reports/cohorts").text
    assert "not published" in tara.read(f"/reports/people/{cast.other_enrolment_id}").text


def test_a_trainer_without_cohorts_is_told_what_comes_next(
    session: Session, cast: Cast, client_for: Open
) -> None:
    only_in(session, cast.tara, Role.TRAINER, "a-programme-of-the-future")
    assert "No cohort yet" in client_for(cast.tara).read("/reports/cohorts").text


def test_a_cohort_without_people_is_told_so(session: Session, cast: Cast, client_for: Open) -> None:
    factories.cohort(session, slug="empty", programme_slug=PROGRAMME)
    session.commit()
    assert "Nobody is enrolled yet" in client_for(cast.tara).read("/reports/cohorts/empty").text
