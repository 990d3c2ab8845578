"""A frozen report for publication: it counts for the next one, and can be verified like any other."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.signing.queries.versions import publications
from studyvisit.tables.content import Absent
from tests import factories
from tests.client import PageClient
from tests.people import PROGRAMME, Cast
from tests.web.signing.test_signed_reports import FREEZE, file, verify

Open = Callable[[User], PageClient]


def test_a_publication_that_was_frozen_counts_for_the_next_and_can_be_verified(
    session: Session, cast: Cast, client_for: Open
) -> None:
    for code, people in (("BT", 9), ("ET", 15), ("LA", 4), ("UG", 2)):
        for place in range(people):
            factories.enrolment(
                session,
                cohort=cast.cohort,
                user=factories.user(session, name=f"{code} {place}", country=code),
            )
    session.commit()
    rosa = client_for(cast.rosa)
    page = rosa.submit(rosa.read(f"{FREEZE}&for=publication"), action="freeze")
    record = file(rosa, page, "record.json")
    document = json.loads(record)
    assert document["audience"] == "publication"
    assert {"absent": "suppressed"} in [
        cell for table in document["tables"] for row in table["rows"] for cell in row
    ]
    [earlier] = publications(session, PROGRAMME)
    countries = earlier.table("countries")
    withheld = {row[0] for row in countries.rows if row[2] is Absent.SUPPRESSED}
    assert withheld >= {"LA", "UG"}
    asked = f"?for=publication&programme={PROGRAMME}"
    again = json.loads(rosa.get(f"/reports/completion.json{asked}").text)
    [table] = again["tables"]
    assert {row[0] for row in table["rows"] if row[2] == {"absent": "suppressed"}} == withheld
    assert again["facts"]["known_from_before"] == 0
    assert "differs" not in verify(rosa, record).text
