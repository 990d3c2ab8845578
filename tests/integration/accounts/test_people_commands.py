"""`flask people` and `flask messages`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, RoleGrant, User
from studyvisit.accounts.queries import find_user_by_email
from studyvisit.audit.models import AuditEntry
from studyvisit.messaging.models import OutboxMessage
from studyvisit.programmes.models import Enrolment
from tests.client import PageClient
from tests.people import PROGRAMME, Cast


def run(app: Flask, *words: str) -> Result:
    """Run a command."""
    return app.test_cli_runner().invoke(args=list(words))


def test_a_participant_is_invited_and_enrolled(app: Flask, cast: Cast, session: Session) -> None:
    done = run(
        app, "people", "invite", "Nuwan@Example.org", "--name", "Nuwan Perera",
        "--role", "participant", "--cohort", "incheon", "--country", "lk", "--level", "senior",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "nuwan@example.org is invited as participant, enrolled in incheon" in done.output
    assert "1 e-mails sent" in done.output
    user = session.scalars(select(User).where(User.email == "nuwan@example.org")).one()
    enrolment = session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one()
    assert (user.country, enrolment.country, enrolment.cohort_id) == ("LK", "LK", cast.cohort.id)
    assert (user.position_level, enrolment.position_level) == ("senior", "senior")
    assert session.scalars(select(OutboxMessage)).one().sent_at is not None


def test_a_programme_alone_means_its_latest_cohort(app: Flask, cast: Cast) -> None:
    done = run(
        app, "people", "invite", "n@example.org", "--name", "N", "--role", "participant",
        "--programme", "study-visit-2019",
    )  # fmt: skip
    assert "enrolled in incheon" in done.output


def test_staff_are_invited_for_one_programme(app: Flask, cast: Cast, session: Session) -> None:
    run(
        app, "people", "invite", "t@example.org", "--name", "T", "--role", "trainer", "--programme", PROGRAMME
    )
    user = find_user_by_email(session, "t@example.org")
    assert user is not None
    grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).one()
    assert (grant.role, grant.programme_slug) == ("trainer", PROGRAMME)


def test_inviting_who_is_here_already_adds_the_role(app: Flask, cast: Cast, session: Session) -> None:
    done = run(app, "people", "invite", cast.alem.email, "--name", "x", "--role", "reviewer")
    assert "is here already; now also as reviewer" in done.output
    assert session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == cast.alem.id)).all() == [
        "reviewer"
    ]
    assert session.scalars(select(OutboxMessage)).all() == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nobody", "--name", "X", "--role", "trainer"], "is not an e-mail address"),
        (["a@example.org", "--name", " ", "--role", "trainer"], "--name is empty"),
        (["a@example.org", "--name", "X", "--role", "trainer", "--country", "XX1"], "ISO 3166"),
        (
            ["a@example.org", "--name", "X", "--role", "participant", "--cohort", "none"],
            "cohorts are: elsewhere, incheon",
        ),
        (
            ["a@example.org", "--name", "X", "--role", "trainer", "--cohort", "incheon"],
            "--cohort is for participants",
        ),
        (
            ["a@example.org", "--name", "X", "--role", "trainer", "--programme", "study-visit-2091"],
            "'study-visit-2091' is not published; programmes are: study-visit-2019",
        ),
        (["a@example.org", "--name", "X" * 101, "--role", "trainer"], "longer than 100 characters"),
        (["a@example.org", "--name", "X", "--role", "trainer", "--language", "tlh"], "is not one of: en"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(
    app: Flask, cast: Cast, session: Session, words: list[str], complaint: str
) -> None:
    done = run(app, "people", "invite", *words)
    assert done.exit_code == 1
    assert complaint in done.output
    assert find_user_by_email(session, "a@example.org") is None


def test_people_are_listed_as_text(app: Flask, cast: Cast) -> None:
    done = run(app, "people", "list", "--role", "trainer")
    assert "Tara" in done.output
    assert "Rosa" not in done.output
    assert "1 people" in done.output


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "＝HYPERLINK(1)", "\u200b=HYPERLINK(1)"])
def test_people_are_listed_as_csv_without_formulas(
    app: Flask, cast: Cast, session: Session, formula: str
) -> None:
    cast.alem.name = formula
    session.merge(cast.alem)
    session.commit()
    output = run(app, "people", "list", "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(output.removeprefix("\ufeff"))))
    assert len(rows) == 7
    assert next(row for row in rows if row["email"] == cast.alem.email)["name"] == f"'{formula}"
    assert next(row for row in rows if row["name"] == "Ada")["roles"] == "administrator"


def test_delivering_an_empty_outbox_says_so(app: Flask) -> None:
    assert "0 e-mails sent, 0 to be tried again" in run(app, "messages", "deliver").output


def test_a_person_is_withdrawn_from_a_cohort_and_taken_in_again(
    app: Flask, cast: Cast, session: Session, client_for: Callable[[User], PageClient]
) -> None:
    alem = client_for(cast.alem)
    agenda = f"/cohorts/{cast.cohort.slug}/agenda"
    assert alem.get(agenda).status_code == 200
    for _twice in range(2):
        done = run(app, "people", "withdraw", cast.alem.email.upper(), "--cohort", "incheon")
        assert done.exit_code == 0, done.output
        assert "is withdrawn from incheon" in done.output
    assert alem.get(agenda).status_code == 404
    for _twice in range(2):
        done = run(app, "people", "withdraw", cast.alem.email, "--cohort", "incheon", "--undo")
        assert "takes part in incheon" in done.output
    assert alem.get(agenda).status_code == 200
    actions = session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.subject_id == str(cast.enrolment_id))
        .order_by(AuditEntry.at)
    ).all()
    assert actions == ["enrolment.withdrawn", "enrolment.restored"]


def test_inviting_who_was_withdrawn_brings_them_back(app: Flask, cast: Cast, session: Session) -> None:
    run(app, "people", "withdraw", cast.alem.email, "--cohort", "incheon")
    words = (
        "people",
        "invite",
        cast.alem.email,
        "--name",
        "x",
        "--role",
        "participant",
        "--cohort",
        "incheon",
    )
    for _twice in range(2):
        assert "enrolled in incheon" in run(app, *words).output
    assert session.get_one(Enrolment, cast.enrolment_id).withdrawn_at is None
    told = select(AuditEntry.action).where(AuditEntry.subject_id == str(cast.enrolment_id))
    assert session.scalars(told.order_by(AuditEntry.at)).all() == [
        "enrolment.withdrawn",
        "enrolment.restored",
    ]


@pytest.mark.parametrize("cohort", ["elsewhere", "none"])
def test_only_who_is_enrolled_can_be_withdrawn(app: Flask, cast: Cast, session: Session, cohort: str) -> None:
    done = run(app, "people", "withdraw", cast.alem.email, "--cohort", cohort)
    assert done.exit_code == 1
    assert f"is not enrolled in {cohort}" in done.output
    assert session.scalars(select(Enrolment).where(Enrolment.withdrawn_at.is_not(None))).all() == []


def test_the_demo_people_join_those_who_were_loaded_before_them(app: Flask, session: Session) -> None:
    session.add(Institution(name="Ministry of Innovation and Technology", country="ET"))
    session.commit()
    done = run(app, "demo", "people")
    assert done.exit_code == 0, done.output
    assert find_user_by_email(session, "participant@example.org") is not None
