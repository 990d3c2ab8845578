"""`flask summaries`: look after the counts behind reports."""

from __future__ import annotations

import time
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.programmes.models import Cohort
from studyvisit.programmes.services import begin_making_again, count_again, fold_counts
from studyvisit.questionnaires.services import cohorts_to_sum, sum_ratings
from studyvisit.reporting.services.summing import evidence_to_sum, sum_evidence

summaries = AppGroup("summaries", help="Look after the counts behind reports, which are right without.")


@summaries.command()
def fold() -> None:
    """Fold the changes since the last time into the counts, so that reports stay quick. For a timer."""
    click.echo(f"{_fold():,} changes folded in")
    click.echo(f"ratings and other evidence of {sum_changed(db.session()):,} cohorts added up")


@summaries.command()
def rebuild() -> None:
    """Make every count and sum again from enrolments and ratings, cohort by cohort, while people go on working."""
    session, began = db.session(), time.monotonic()
    cohorts = session.execute(select(Cohort.id, Cohort.slug).order_by(Cohort.slug)).all()
    session.rollback()
    for cohort in cohorts:
        begin_making_again(session)
        count_again(session, cohort.id)
        session.commit()
        for add_up in (sum_ratings, sum_evidence):
            add_up(session, cohort.id, utc_now())
            session.commit()
        click.echo(f"  {cohort.slug}", err=True)
    click.echo(f"{len(cohorts):,} cohorts counted again in {time.monotonic() - began:.0f} s")


def sum_changed(session: Session) -> int:
    """Add up ratings and other evidence of the cohorts where they have changed, and commit each; return how many."""
    changed: set[UUID] = set()
    for to_sum, add_up in ((cohorts_to_sum, sum_ratings), (evidence_to_sum, sum_evidence)):
        for cohort_id in to_sum(session):
            session.rollback()
            add_up(session, cohort_id, utc_now())
            session.commit()
            changed.add(cohort_id)
        session.rollback()
    return len(changed)


def _fold() -> int:
    session, folded = db.session(), 0
    while True:
        session.rollback()
        begin_write(session)
        some = fold_counts(session)
        session.commit()
        if not some:
            return folded
        folded += some
