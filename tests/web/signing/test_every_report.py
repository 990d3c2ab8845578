"""Every report of the catalogue can be frozen, and comes out again as it was after people went on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.reporting.pages.catalogue import REPORTS
from tests.client import PageClient
from tests.people import MODULES, PROGRAMME, Cast
from tests.seeded import seed

Open = Callable[[User], PageClient]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_report_comes_out_as_it_was_after_people_went_on(
    app: Flask, session: Session, cast: Cast, client_for: Open, name: str
) -> None:
    seed(session, cast)
    app.test_cli_runner().invoke(args=["summaries", "fold"])
    ada = client_for(cast.ada)
    asked = f"/signed-reports/freeze/{name}?programme={PROGRAMME}"
    asked += f"&module={MODULES[0]}" if name == "questions" else ""
    page = ada.submit(ada.read(asked), action="freeze")
    assert "version 1" in page.title, page.text[:300]
    go_on(session, cast)
    app.test_cli_runner().invoke(args=["summaries", "fold"])
    found = ada.submit(ada.read(page.response.request.path), action="/verify")
    assert "Equal: computed again as of" in found.text, found.text


def go_on(session: Session, cast: Cast) -> None:
    """Let Bina reach a step, rate herself again and Alem withdraw, all a little later than now."""
    later = utc_now() + timedelta(minutes=1)
    standing = session.get_one(ModuleStanding, (cast.other_enrolment_id, MODULES[1]))
    standing.quiz_passed_at = later
    session.get_one(Enrolment, cast.other_enrolment_id).certified_at = later
    session.get_one(Enrolment, cast.enrolment_id).withdrawn_at = later
    given = session.scalars(
        select(Assessment).where(Assessment.enrolment_id == cast.other_enrolment_id)
    ).first()
    assert given is not None
    for wave in ("pre", "post"):
        session.add(
            Assessment(
                enrolment_id=cast.other_enrolment_id,
                questionnaire_slug=given.questionnaire_slug,
                module_slug=MODULES[1],
                wave=wave,
                revision_id=given.revision_id,
                given_at=later,
                ratings=[Rating(statement_id="sa-explain-enabler", value=5)],
            )
        )
    session.commit()
