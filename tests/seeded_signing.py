"""Two versions of a report for publication, the second one signed and public, for the seeded database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.accounts.queries import hash_of
from studyvisit.db import new_id
from studyvisit.library.models import MediaFile
from studyvisit.signing.models import FrozenFile, FrozenReport, PublicLink, ReportAct
from studyvisit.signing.rules.chain import canonical, sha256_of
from studyvisit.signing.rules.record import RECORD, Made, record_of
from studyvisit.tables.content import Absent, Audience, Column, Kind, Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords
from tests.factories import NOW
from tests.people import PROGRAMME, Cast

TOKEN = "a-link-that-anybody-can-open"


@dataclass(frozen=True)
class SignedReport:
    """The second version, and its public link."""

    report_id: UUID
    link_id: UUID


def a_report(*, certified: int = 6, minutes: int = 0) -> Report:
    """Return a report of one table: who is certified, by country."""
    return Report(
        name="overview",
        programme=PROGRAMME,
        audience=Audience.PUBLICATION,
        as_of=NOW + timedelta(minutes=minutes),
        parameters={"programme": PROGRAMME},
        facts={"withdrawn": 0},
        revisions={f"programme/{PROGRAMME}": "0" * 64},
        tables=(
            Table(
                name="countries",
                columns=(
                    Column(name="country", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED),
                    Column(name="enrolled", kind=Kind.COUNT, is_people=True),
                    Column(name="certified", kind=Kind.COUNT, is_people=True),
                ),
                rows=(("BT", 11, certified), ("ET", 9, Absent.SUPPRESSED), (None, 0, 0)),
                total=(None, 20, certified + 2),
                n=20,
            ),
        ),
    )


def some_words() -> ReportWords:
    """Return the words of that report."""
    columns = {
        "country": ColumnWords("Country", codes={"BT": "Bhutan", "ET": "Ethiopia"}),
        "enrolled": ColumnWords("Enrolled", "Everybody with a place."),
        "certified": ColumnWords("Certified"),
    }
    return ReportWords(
        title="Overview",
        tables={"countries": TableWords(title="By country", columns=columns, total="Total")},
        absents={absent: absent.value for absent in Absent},
    )


def seed_signing(session: Session, cast: Cast) -> SignedReport:
    """Freeze two versions, let Rosa comment on and sign the second, and make it public."""
    frozen = [
        _freeze(session, cast, a_report(certified=6 + number, minutes=number), number) for number in (1, 2)
    ]
    report_id, link_id = frozen[-1], new_id()
    session.add_all(
        ReportAct(
            report_id=report_id,
            at=NOW,
            kind=kind,
            person_id=cast.rosa.id,
            person=cast.rosa.name,
            role="reviewer",
            words="Please look again" if kind == "comment" else "",
            about=["countries", "1", "certified"] if kind == "comment" else None,
        )
        for kind in ("comment", "sign")
    )
    session.add(
        PublicLink(
            id=link_id,
            report_id=report_id,
            token_hash=hash_of(TOKEN),
            made_at=NOW,
            made_by_id=cast.rosa.id,
            expires_at=NOW + timedelta(days=3650),
        )
    )
    session.flush()
    return SignedReport(report_id, link_id)


def _freeze(session: Session, cast: Cast, report: Report, number: int) -> UUID:
    record = record_of(report, some_words(), Made(software="studyvisit"))
    frozen = FrozenReport(
        programme_slug=PROGRAMME,
        report=report.name,
        audience=report.audience.value,
        parameters=dict(report.parameters),
        series="0" * 64,
        revision=number,
        title="Overview",
        as_of=report.as_of,
        head=record["chain"]["head"],
        signatures=1,
        frozen_at=report.as_of,
        frozen_by_id=cast.rosa.id,
        frozen_by=cast.rosa.name,
    )
    session.add(frozen)
    session.flush()
    content = canonical(record)
    session.add(
        FrozenFile(
            report_id=frozen.id,
            name=RECORD,
            sha256=sha256_of(content),
            media_type="application/json",
            content=content,
        )
    )
    return frozen.id


def seed_picture(session: Session) -> MediaFile:
    """Make a picture of the curriculum, where it has none."""
    made = MediaFile(sha256="0" * 64, media_type="image/svg+xml", content=b"<svg/>")
    session.add(made)
    session.flush()
    return made
