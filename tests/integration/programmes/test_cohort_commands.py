"""`flask cohorts`."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import Cohort
from tests import factories
from tests.people import PROGRAMME, Cast


def run(app: Flask, *words: str) -> Result:
    """Run a flask command."""
    return app.test_cli_runner().invoke(args=["cohorts", *words])


def test_a_cohort_is_opened_with_the_programmes_own_days(app: Flask, session: Session) -> None:
    done = run(app, "open", "incheon-2027", "--programme", PROGRAMME)
    assert done.exit_code == 0, done.output
    cohort = session.scalars(select(Cohort)).one()
    assert (cohort.slug, cohort.programme_slug) == ("incheon-2027", PROGRAMME)
    assert (cohort.starts_on, cohort.ends_on) == (date(2019, 4, 1), date(2019, 4, 5))
    assert "--cohort incheon-2027" in done.output, "the next step is named"


def test_opening_it_again_changes_nothing(app: Flask, session: Session) -> None:
    words = ("open", "c", "--programme", PROGRAMME, "--title", "First")
    run(app, *words)
    assert run(app, *words[:-1], "Second").exit_code == 0
    assert session.scalars(select(Cohort.title)).all() == ["First"]


def test_what_is_wrong_is_said_and_nothing_is_opened(app: Flask, session: Session) -> None:
    factories.cohort(session, slug="taken", programme_slug="another-programme")
    session.commit()
    before = session.scalar(select(func.count()).select_from(Cohort))
    unknown = run(app, "open", "c", "--programme", "nowhere")
    assert "no programme 'nowhere' is published" in unknown.output
    backwards = run(
        app, "open", "c", "--programme", PROGRAMME, "--from", "2027-04-09", "--until", "2027-04-05"
    )
    assert "is before the first" in backwards.output
    taken = run(app, "open", "taken", "--programme", PROGRAMME)
    assert "choose another slug" in taken.output
    assert {unknown.exit_code, backwards.exit_code, taken.exit_code} == {1}
    assert session.scalar(select(func.count()).select_from(Cohort)) == before


@pytest.mark.parametrize("slug", ["X y/../<b>", "", "Incheon", "a--b", "-a", "a-", "a b", "a\n", "สี่", "a/b"])
def test_a_cohort_is_only_opened_under_a_slug(app: Flask, session: Session, slug: str) -> None:
    refused = run(app, "open", "--programme", PROGRAMME, "--", slug)
    assert refused.exit_code == 1
    assert "is not a slug: use lower-case letters" in refused.output
    assert session.scalar(select(func.count()).select_from(Cohort)) == 0


def test_the_list_counts_who_is_enrolled(app: Flask, cast: Cast) -> None:
    lines = run(app, "list").output.splitlines()
    assert any(line.startswith("incheon ") and line.endswith("1 enrolled") for line in lines)
