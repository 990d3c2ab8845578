"""What is done to what readers see: published, restored, retired, brought back; who, when and why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.errors import NotFound
from studyvisit.library.queries import Shelf, acts_of, editions_of, revision_numbered
from studyvisit.library.rules import Act
from studyvisit.library.services import NotPublished, publish, restore, retire
from studyvisit.programmes.models import Cohort, ModuleStanding
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import open_cohort, reach
from tests import factories
from tests.people import MODULES, PROGRAMME, Cast

MODULE = MODULES[0]
NOW = utc_now()
Units = tuple[CompiledUnit, ...]


def second_revision(session: Session, units: Units, cast: Cast) -> None:
    """Publish the module with another digest, by Tara."""
    unit = next(unit for unit in units if unit.slug == MODULE)
    changed = replace(unit, digest="0" * 64)
    assert publish(session, changed, published_by_id=cast.tara.id, now=utc_now(), why="A figure was old")


def test_every_revision_was_published_once_and_says_by_whom_and_why(
    session: Session, cast: Cast, units: Units
) -> None:
    second_revision(session, units, cast)
    latest, first = acts_of(session, "module", MODULE)
    assert (latest.act, latest.number, latest.why) == (Act.PUBLISHED, 2, "A figure was old")
    assert latest.by == cast.tara.name
    assert (first.act, first.number, first.by) == (Act.PUBLISHED, 1, "")


def test_going_back_shows_the_same_revision_and_is_an_act_of_its_own(
    session: Session, cast: Cast, units: Units
) -> None:
    second_revision(session, units, cast)
    revision = revision_numbered(session, "module", MODULE, 1)
    assert restore(session, revision, by_id=cast.ada.id, now=utc_now(), why="It was better")
    assert not restore(session, revision, by_id=cast.ada.id, now=utc_now(), why="Again")
    latest = acts_of(session, "module", MODULE)[0]
    assert (latest.act, latest.number) == (Act.RESTORED, 1)
    assert [one.number for one in editions_of(session, "module", MODULE)] == [2, 1]
    assert Shelf(session).module(MODULE).number == 1
    with pytest.raises(NotFound):
        revision_numbered(session, "module", MODULE, 3)


def test_publishing_an_earlier_text_again_is_told_as_going_back(
    session: Session, cast: Cast, units: Units
) -> None:
    second_revision(session, units, cast)
    unit = next(unit for unit in units if unit.slug == MODULE)
    assert publish(session, unit, published_by_id=None, now=utc_now())
    assert acts_of(session, "module", MODULE)[0].act is Act.RESTORED


def test_a_retired_module_stays_with_its_cohorts_and_is_in_no_new_one(session: Session, cast: Cast) -> None:
    assert retire(session, "module", MODULE, by_id=cast.ada.id, now=utc_now(), why="Out of date")
    assert not retire(session, "module", MODULE, by_id=cast.ada.id, now=utc_now(), why="Twice")
    shelf = Shelf(session)
    assert shelf.retired_at("module", MODULE)
    assert MODULE in shelf.as_seen_with(cast.cohort.pins).programme(PROGRAMME).content.modules
    titles = {getattr(content, "slug", "") for content in shelf.everything().values()}
    assert MODULE not in titles
    later = new_cohort(session, withheld=(MODULE,))
    assert shelf.as_seen_with(later.pins).programme(PROGRAMME).content.modules == MODULES[1:]
    assert retire(session, "module", MODULE, by_id=cast.ada.id, now=utc_now(), why="Mended", undo=True)
    assert [act.act for act in acts_of(session, "module", MODULE)][:2] == [Act.BROUGHT_BACK, Act.RETIRED]
    with pytest.raises(NotPublished):
        retire(session, "module", "no-such-module", by_id=None, now=utc_now(), why="")


def new_cohort(session: Session, withheld: tuple[str, ...]) -> Cohort:
    """Open a cohort that does not have some modules."""
    return open_cohort(
        session,
        programme_slug=PROGRAMME,
        slug="later",
        title="Later",
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        now=utc_now(),
        withheld=withheld,
    )


def test_a_cohort_without_a_module_is_through_when_the_others_are(session: Session, cast: Cast) -> None:
    cohort = new_cohort(session, withheld=(MODULE,))
    enrolment = factories.enrolment(session, cohort=cohort, user=cast.olu)
    for module in MODULES[1:]:
        reach(
            session,
            enrolment_id=enrolment.id,
            module_slug=module,
            modules=MODULES,
            milestone=Milestone.LESSONS_READ,
            now=utc_now(),
        )
    assert enrolment.lessons_read_at
    assert session.get(ModuleStanding, (enrolment.id, MODULE)) is None
