"""Cohorts that follow the latest revision of a module, or stay on one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.audit.models import AuditEntry
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.content import Module
from studyvisit.library.services import publish, retire
from studyvisit.programmes.models import Cohort, ModuleStanding
from studyvisit.quizzes.models import Attempt
from tests.client import PageClient
from tests.factories import NOW
from tests.people import MODULES, Cast

MODULE = MODULES[0]
URL = "/cohorts/incheon/revisions"
PAGE = f"/cohorts/incheon/modules/{MODULE}"
ClientFor = Callable[[User], PageClient]


def publish_second(session: Session, units: tuple[CompiledUnit, ...]) -> None:
    """Publish another revision of the first module, with another title."""
    unit = next(unit for unit in units if unit.slug == MODULE)
    assert isinstance(unit.document, Module)
    lessons = tuple(replace(lesson, title=f"Rewritten {lesson.number}") for lesson in unit.document.lessons)
    quiz = replace(unit.document.quiz, title="A rewritten quiz")
    changed = replace(unit.document, title="The second revision", lessons=lessons, quiz=quiz)
    publish(session, replace(unit, digest="0" * 64, document=changed), published_by_id=None, now=NOW)
    session.commit()


def test_a_cohort_stays_on_a_revision_and_follows_the_latest_again(
    session: Session, cast: Cast, client_for: ClientFor, units: tuple[CompiledUnit, ...]
) -> None:
    title = next(unit.document for unit in units if unit.slug == MODULE)
    assert isinstance(title, Module)
    publish_second(session, units)
    alem, tara, bina = (client_for(person) for person in (cast.alem, cast.tara, cast.bina))
    lesson = f"{PAGE}/lessons/{title.lessons[0].id}"
    assert alem.read(PAGE).title == "The second revision"

    page = tara.read(URL)
    assert "Follow the latest (now revision 2)" in page.text
    saved = tara.submit(page, {f"revision-{MODULE}": "1"}, action="")
    assert "Saved." in saved.html
    assert alem.read(PAGE).title == title.title
    assert alem.read(lesson).title == title.lessons[0].title
    assert "A rewritten quiz" not in alem.read(f"{PAGE}/quiz").text
    assert title.title in alem.read("/").text
    assert bina.read(f"/cohorts/elsewhere/modules/{MODULE}").title == "The second revision"
    assert "stays on a revision" in tara.read("/reports/cohorts/incheon").text

    alem.submit(alem.read(f"{PAGE}/quiz"), action="/quiz")
    attempt = session.scalars(select(Attempt).where(Attempt.enrolment_id == cast.enrolment_id)).one()
    assert (
        str(attempt.revision_id)
        == session.scalars(select(Cohort.pins).filter_by(slug="incheon")).one()[MODULE]
    )

    tara.submit(tara.read(URL), {f"revision-{MODULE}": "latest"}, action="")
    assert alem.read(PAGE).title == "The second revision"
    session.rollback()
    entries = session.scalars(select(AuditEntry).filter_by(action="cohort.revisions-set")).all()
    assert len(entries) == 2


def test_who_is_midway_is_counted_and_a_revision_that_is_not_there_is_refused(
    session: Session, cast: Cast, client_for: ClientFor
) -> None:
    session.add(ModuleStanding(enrolment_id=cast.enrolment_id, module_slug=MODULE, started_at=NOW))
    session.commit()
    tara = client_for(cast.tara)
    page = tara.read(URL)
    assert "1 person is midway in this module." in page.text
    refused = tara.submit(page, {f"revision-{MODULE}": "9"}, action="")
    assert (refused.status, "Choose one of the revisions." in refused.text) == (422, True)


def test_a_cohort_that_lacks_a_retired_module_says_so_and_can_be_given_it(
    session: Session, cast: Cast, client_for: ClientFor
) -> None:
    retire(session, "module", MODULE, by_id=None, now=NOW, why="Out of date")
    session.get_one(Cohort, cast.cohort.id).pins = {MODULE: None}
    session.commit()
    alem, mona = client_for(cast.alem), client_for(cast.mona)
    assert alem.get(PAGE).status_code == 404
    page = mona.read(URL)
    assert "new cohorts do not get this module" in page.text
    assert "This cohort does not have it" in page.text
    mona.submit(page, {f"revision-{MODULE}": "latest"}, action="")
    assert alem.get(PAGE).status_code == 200


def test_only_who_teaches_the_programme_sets_revisions(cast: Cast, client_for: ClientFor) -> None:
    for person in (cast.rosa, cast.alem):
        assert client_for(person).get(URL).status_code == 403
