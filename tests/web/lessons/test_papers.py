"""The papers beside the lessons: who may read the guide, and what everyone may print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum import document
from studyvisit.curriculum.content import Module
from studyvisit.library import queries
from studyvisit.library.models import Publication, Revision
from tests.client import PageClient, Read
from tests.people import Cast

SLUG = "measuring-e-government"
MODULE = f"/cohorts/incheon/modules/{SLUG}"
ClientFor = Callable[[User], PageClient]


def test_a_participant_prints_the_handout_and_knows_of_no_guide(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alem)
    module = client.read(MODULE)
    assert module.links()["Handout to print"] == f"{MODULE}/handout"
    assert "Trainer's guide" not in module.text
    handout = client.read(module.links()["Handout to print"])
    assert handout.title.startswith("Your country's figures")
    assert "Sources" in handout.text
    assert client.get(f"{MODULE}/guide").status_code == 404


@pytest.mark.parametrize("who", ["tara", "rosa", "ada", "mona"])
def test_those_who_work_for_the_programme_read_the_guide(cast: Cast, client_for: ClientFor, who: str) -> None:
    client = client_for(getattr(cast, who))
    module = client.read(MODULE)
    guide = client.read(module.links()["Trainer's guide"])
    assert guide.title.startswith("Measuring e-government in a room")
    assert "90 minutes in the room" in guide.text
    assert "If the line is down" in guide.text
    assert guide.links()["Handout to print"] == f"{MODULE}/handout"


def test_a_trainer_finds_guide_and_handout_on_the_cohorts_page(cast: Cast, client_for: ClientFor) -> None:
    links = client_for(cast.tara).read("/reports/cohorts/incheon").links()
    assert links["Trainer's guide (Measuring e-government)"] == f"{MODULE}/guide"
    assert links["Handout to print (Measuring e-government)"] == f"{MODULE}/handout"


@pytest.mark.parametrize("paper", ["guide", "handout"])
def test_who_has_a_paper_already_is_sent_nothing_again(cast: Cast, client_for: ClientFor, paper: str) -> None:
    client = client_for(cast.tara)
    client.read(f"{MODULE}/{paper}")
    etag = client.get(f"{MODULE}/{paper}").headers["ETag"]
    again = client.get(f"{MODULE}/{paper}", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_module_without_papers_has_no_links_to_them(
    cast: Cast, client_for: ClientFor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_read", {})  # the document is changed below, which never happens otherwise
    revision = session.scalars(
        select(Revision)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Revision.slug == SLUG)
    ).one()
    module = document.load(revision.kind, revision.document)
    assert isinstance(module, Module)
    revision.document = document.dump(replace(module, guide=None, handout=None))
    session.commit()
    client = client_for(cast.tara)
    shown = client.read(MODULE)
    assert not {"Handout to print", "Trainer's guide"} & set(shown.links())
    assert "Handout to print (Measuring e-government)" not in client.read("/reports/cohorts/incheon").links()
    for paper in ("guide", "handout"):
        assert client.get(f"{MODULE}/{paper}").status_code == 404


def test_a_module_that_is_not_the_programmes_has_no_papers(cast: Cast, client_for: ClientFor) -> None:
    for paper in ("guide", "handout"):
        assert client_for(cast.tara).get(f"/cohorts/incheon/modules/no-such/{paper}").status_code == 404


def read_as_printed(page: Read) -> list[str]:
    """Return what a page does not keep from the printer, as class names of its main parts."""
    return [element.get("class", "") for element in page.all("article")]


def test_a_handout_is_laid_out_for_paper(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.alem).read(f"{MODULE}/handout")
    assert read_as_printed(page) == ["lesson handout"]
    assert not page.all("button")[1:]  # only the one that signs out
