from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.completion import queries, rules, services
from studyvisit.completion.models import Certificate, Completion
from studyvisit.db import begin_write
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import ModuleStanding
from studyvisit.questionnaires.models import Assessment
from tests.factories import NOW
from tests.people import PROGRAMME, Cast
from tests.steps import MODULE, STEPS, complete

LATER = NOW + timedelta(days=2)


def issue(session: Session, enrolment_id: UUID, name: str = "Alem Bekele") -> str:
    shelf = Shelf(session)
    return services.issue_certificate(
        session,
        enrolment_id=enrolment_id,
        module=shelf.module(MODULE),
        programme=shelf.programme(PROGRAMME).content,
        programme_note="1 to 5 April 2019, Incheon",
        name=name,
        now=LATER,
    )


@pytest.mark.parametrize("left_out", range(len(STEPS)))
def test_no_certificate_while_a_step_is_missing(session: Session, cast: Cast, left_out: int) -> None:
    steps = STEPS if left_out != 1 else (STEPS[0], *STEPS[2:])
    for at, step in enumerate(steps):
        if at != left_out or left_out == 1:
            step(session, cast.enrolment_id)
    with pytest.raises(services.NotComplete):
        issue(session, cast.enrolment_id)
    assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_a_certificate_freezes_its_words_and_names_its_evidence(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    code = issue(session, cast.enrolment_id, "  Alem   Bekele ")
    session.commit()
    module = Shelf(session).module(MODULE)
    issued = queries.find_certificate(session, code)
    assert issued is not None
    assert (issued.name, issued.module_title) == ("Alem Bekele", module.content.title)
    assert issued.revision_label == f"1 ({module.sha256[:8]})"
    assert (issued.issued_at, issued.completed_at, issued.programme_slug) == (LATER, NOW, PROGRAMME)
    assert rules.read_code(code) == code

    completion = session.scalars(select(Completion)).one()
    assert completion.revision_id == module.revision_id
    evidence = completion.evidence
    assert isinstance(evidence, dict)
    assert set(evidence["lessons"]) == {lesson.id for lesson in module.content.lessons}
    assert {read["revision"] for read in evidence["lessons"].values()} == {str(module.revision_id)}
    assert evidence["attempt"]["percent"] == 80
    given = session.scalars(select(Assessment.id))
    assert set(evidence["assessments"].values()) == {str(assessment_id) for assessment_id in given}
    assert "ratings" not in str(evidence)


def test_issuing_it_is_the_last_step_and_in_the_audit_log(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    issue(session, cast.enrolment_id)
    session.commit()
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).certified_at == LATER
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.issued")).one()
    assert entry.actor_id == cast.alem.id


def test_asking_again_gives_the_same_certificate(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    code = issue(session, cast.enrolment_id)
    assert issue(session, cast.enrolment_id, "Another Name") == code
    issued = queries.find_certificate(session, code)
    assert issued is not None
    assert issued.name == "Alem Bekele"


def test_asking_twice_at_the_same_moment_gives_one_certificate(
    app: Flask, session: Session, cast: Cast
) -> None:
    complete(session, cast.enrolment_id)
    together = Barrier(2)

    def ask(_: int) -> str:
        with app.app_context(), Session(db.engine) as own:
            together.wait()
            begin_write(own)
            code = issue(own, cast.enrolment_id)
            own.commit()
            return code

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(ask, range(2)))) == 1
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_a_later_revision_does_not_change_what_a_certificate_says(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    code = issue(session, cast.enrolment_id)
    shelf = Shelf(session)
    module = shelf.module(MODULE)
    renamed = replace(module, number=2, content=replace(module.content, title="Renamed"))
    again = services.issue_certificate(
        session,
        enrolment_id=cast.enrolment_id,
        module=renamed,
        programme=shelf.programme(PROGRAMME).content,
        programme_note="",
        name="Alem Bekele",
        now=LATER,
    )
    issued = queries.find_certificate(session, again)
    assert issued is not None
    assert (again, issued.module_title) == (code, module.content.title)


def test_a_revoked_certificate_stays_with_its_first_reason(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    code = issue(session, cast.enrolment_id)
    for reason in ("Issued to the wrong person.", "Another reason."):
        services.revoke_certificate(
            session, code=code, reason=reason, may_be_replaced=False, revoked_by_id=cast.ada.id, now=LATER
        )
    session.commit()
    issued = queries.find_certificate(session, code)
    assert issued is not None
    assert (issued.revoked_at, issued.revoked_reason) == (LATER, "Issued to the wrong person.")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.revoked")).all()
    assert [entry.actor_id for entry in entries] == [cast.ada.id]
    standing = session.get_one(ModuleStanding, (cast.enrolment_id, MODULE))
    assert standing.certified_at is None, "reports would count a revoked certificate"
    assert standing.quiz_passed_at is not None
    with pytest.raises(services.RevokedForGood):
        issue(session, cast.enrolment_id)


def test_after_a_revocation_another_is_issued_for_the_same_completion(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    first = issue(session, cast.enrolment_id, "Alem Bekelle")
    services.revoke_certificate(
        session, code=first, reason="Misspelt.", may_be_replaced=True, revoked_by_id=cast.ada.id, now=LATER
    )
    session.commit()
    trace = queries.traces_of(session, cast.alem.id)[cast.enrolment_id, MODULE]
    assert (trace.certificate_code, trace.certificate_stands) == (first, False)
    second = issue(session, cast.enrolment_id)
    session.commit()
    assert issue(session, cast.enrolment_id, "Someone Else") == second != first
    trace = queries.traces_of(session, cast.alem.id)[cast.enrolment_id, MODULE]
    assert (trace.certificate_code, trace.certificate_stands) == (second, True)
    assert session.scalar(select(func.count()).select_from(Completion)) == 1
    old, new = (queries.find_certificate(session, code) for code in (first, second))
    assert old is not None
    assert new is not None
    assert (old.name, old.revoked_at, new.name, new.revoked_at) == (
        "Alem Bekelle",
        LATER,
        "Alem Bekele",
        None,
    )
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).certified_at == LATER


def test_the_database_itself_refuses_a_second_certificate_that_stands(session: Session, cast: Cast) -> None:
    complete(session, cast.enrolment_id)
    issue(session, cast.enrolment_id)
    issued = session.scalars(select(Certificate)).one()
    words = ("completion_id", "name", "programme_title", "programme_note", "module_title", "revision_label")
    again = {word: getattr(issued, word) for word in words}
    session.add(Certificate(**again, code="0000-0000-0000", issued_at=LATER))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_certificate_that_is_not_cannot_be_revoked(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        services.revoke_certificate(
            session,
            code="0000-0000-0000",
            reason="None.",
            may_be_replaced=False,
            revoked_by_id=cast.ada.id,
            now=LATER,
        )
