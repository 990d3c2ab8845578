"""What is done in the background, for the seeded cohort."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.jobs.models import Job
from studyvisit.reporting.models import Export, ReportSchedule, ScheduleReader
from tests.factories import NOW
from tests.people import PROGRAMME, Cast

GIVEN_UP = UUID("01900000-0000-7000-8000-00000000b0b0")
WAITING = UUID("01900000-0000-7000-8000-00000000b0b1")
EXPORT = UUID("01900000-0000-7000-8000-00000000b0b2")
SCHEDULE = UUID("01900000-0000-7000-8000-00000000b0b3")


def seed_jobs(session: Session, cast: Cast) -> None:
    """Leave a job behind that was given up, and let Rosa wait for a report that Ada has made every week."""
    session.add(
        Job(
            id=GIVEN_UP,
            kind="deliver-messages",
            unique_key="deliver-messages-by-hand",
            state="given-up",
            due_at=NOW,
            tries=5,
            last_error="OSError: disk full",
            created_at=NOW,
            finished_at=NOW,
        )
    )
    session.add(
        Job(
            id=WAITING,
            kind="report-export",
            unique_key=f"export:{EXPORT}",
            parameters={"export": str(EXPORT)},
            due_at=NOW + timedelta(days=3650),
            created_at=NOW,
        )
    )
    session.add(
        ReportSchedule(
            id=SCHEDULE,
            user_id=cast.ada.id,
            report="overview",
            parameters={"programme": PROGRAMME},
            format="csv",
            cadence="weekly",
            timezone="UTC",
            next_at=NOW + timedelta(days=3650),
            created_at=NOW,
        )
    )
    session.flush()
    session.add(ScheduleReader(schedule_id=SCHEDULE, user_id=cast.rosa.id))
    session.add(
        Export(
            id=EXPORT,
            user_id=cast.rosa.id,
            schedule_id=SCHEDULE,
            job_id=WAITING,
            report="overview",
            parameters={"programme": PROGRAMME},
            format="csv",
            asked_at=NOW,
        )
    )
