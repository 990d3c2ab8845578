"""What is frozen stays: the database itself refuses to change it; and the past can be asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from studyvisit.db import Base
from studyvisit.programmes.models import Enrolment, StandingCount
from studyvisit.programmes.services import fold_counts
from studyvisit.questionnaires.models import Assessment
from studyvisit.quizzes.models import Attempt
from studyvisit.signing.models import FrozenFile, FrozenReport, ReportAct
from studyvisit.signing.queries.as_it_was import PASTS, as_it_was
from studyvisit.signing.queries.versions import publications
from tests.factories import NOW
from tests.people import PROGRAMME, Cast
from tests.seeded import seed


@pytest.mark.parametrize("model", [FrozenReport, FrozenFile, ReportAct])
def test_nobody_changes_or_deletes_what_is_frozen(session: Session, cast: Cast, model: type[Base]) -> None:
    seed(session, cast)
    column = {FrozenReport: "title", FrozenFile: "sha256", ReportAct: "words"}[model]
    for statement in (update(model).values({column: "another"}), delete(model)):
        with pytest.raises(DBAPIError, match="what is frozen stays as it is"):
            session.execute(statement)
        session.rollback()


def test_earlier_publications_of_a_programme_are_reports_again(session: Session, cast: Cast) -> None:
    seed(session, cast)
    found = publications(session, PROGRAMME)
    assert [next(iter(report.table("countries").rows))[2] for report in found] == [7, 8]
    assert publications(session, "another") == ()
    assert publications(session, PROGRAMME, before=NOW + timedelta(minutes=2)) == found[:1]


def test_the_past_hides_what_came_later_and_nothing_else(session: Session, cast: Cast) -> None:
    seed(session, cast)
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    enrolment.certified_at = NOW + timedelta(hours=2)
    enrolment.withdrawn_at = NOW + timedelta(hours=3)
    session.get_one(Enrolment, cast.other_enrolment_id).enrolled_at = NOW + timedelta(hours=1)
    session.commit()
    asked = select(Enrolment.id, Enrolment.started_at, Enrolment.certified_at, Enrolment.withdrawn_at)
    with as_it_was(session, NOW):
        assert session.execute(asked).all() == [(cast.enrolment_id, NOW, None, None)]
        assert session.scalar(select(func.count()).select_from(Assessment)) == 8
    with as_it_was(session, NOW - timedelta(seconds=1)):
        assert session.execute(asked).all() == []
        assert session.scalar(select(func.count()).select_from(Assessment)) == 0
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0
    with as_it_was(session, NOW + timedelta(hours=2)):
        found = {row.id: row for row in session.execute(asked)}
        assert found[cast.enrolment_id].certified_at == NOW + timedelta(hours=2)
        assert found[cast.enrolment_id].withdrawn_at is None
        assert len(found) == 2
    assert session.get_one(Enrolment, cast.enrolment_id).withdrawn_at == NOW + timedelta(hours=3)


def test_the_past_is_the_present_where_nothing_came_later(session: Session, cast: Cast) -> None:
    seed(session, cast)
    tables = [Base.metadata.tables[name] for name in PASTS]
    before = {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}
    counts = StandingCount
    asked = select(counts.module_slug, func.sum(counts.enrolled), func.sum(counts.certified))
    asked = asked.group_by(counts.module_slug).order_by(counts.module_slug)
    while fold_counts(session):
        session.commit()
    counted = session.execute(asked).all()
    with as_it_was(session, NOW):
        assert session.execute(asked).all() == counted
        now = {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}
    assert now == before
