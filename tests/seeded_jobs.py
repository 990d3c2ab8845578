"""What is done in the background, for the seeded cohort."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.jobs.models import Job
from tests.factories import NOW

GIVEN_UP = UUID("01900000-0000-7000-8000-00000000b0b0")


def seed_jobs(session: Session) -> None:
    """Leave a job behind that was given up."""
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
