"""Files as an answer: adding and removing them while the attempt is open."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.questions import FileUpload
from studyvisit.errors import Conflict
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt, Response, Upload
from studyvisit.quizzes.queries import Sheet
from studyvisit.quizzes.services.storage import BadFile, Stored, drop_file, stored_before

LONGEST_NAME = 120


class AttemptClosed(Conflict):
    """The attempt has ended, so nothing can be added to it."""

    code: ClassVar[str] = "attempt-closed"


def add_files(
    session: Session,
    *,
    sheet: Sheet,
    question: FileUpload,
    files: Sequence[tuple[str, Stored]],
    now: datetime,
) -> None:
    """Add stored files, each with the name it came by, to the answer to a question.

    A file that is there already is added once. Raises BadFile when there are too many, and AttemptClosed.
    """
    sheet.place_of(question.id)
    _lock(session, sheet, now)
    uploads = _uploads(session, sheet.attempt_id, question.id)
    for name, stored in files:
        if any(upload.sha256 == stored.sha256 for upload in uploads):
            continue
        upload = Upload(
            attempt_id=sheet.attempt_id,
            question_id=question.id,
            sha256=stored.sha256,
            type=stored.type,
            name=shown_name(name),
            size=stored.size,
            uploaded_at=now,
        )
        session.add(upload)
        session.flush()
        uploads.append(upload)
    if len(uploads) > question.most_files:
        raise BadFile("count")
    _answer(session, sheet, question.id, uploads, now)


def remove_file(session: Session, *, sheet: Sheet, question_id: str, upload_id: UUID, now: datetime) -> None:
    """Take a file out of an answer; again changes nothing. Raises AttemptClosed."""
    sheet.place_of(question_id)
    _lock(session, sheet, now)
    uploads = _uploads(session, sheet.attempt_id, question_id)
    gone = [upload for upload in uploads if upload.id == upload_id]
    for upload in gone:
        session.delete(upload)
    session.flush()
    if gone:
        _answer(session, sheet, question_id, [upload for upload in uploads if upload not in gone], now)


def shown_name(name: str) -> str:
    """Return a file's name as it is shown and sent: no folders, nothing unseen, not too long."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(character for character in plain if unicodedata.category(character)[0] != "C").strip()
    stem, dot, extension = seen.rpartition(".")
    return f"{(stem if dot else seen)[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}" or "file"


def tidy_files(session: Session, *, folder: Path, before: datetime) -> int:
    """Delete the stored files that no answer holds and that were handed in before a moment; return how many."""
    candidates = stored_before(folder, before)
    held = _held(session, candidates)
    return sum(drop_file(folder, sha256, before) for sha256 in candidates if sha256 not in held)


def _held(session: Session, hashes: Collection[str]) -> set[str]:
    found: set[str] = set()
    some = list(hashes)
    for start in range(0, len(some), 500):
        found |= set(
            session.scalars(select(Upload.sha256).where(Upload.sha256.in_(some[start : start + 500])))
        )
    return found


def _lock(session: Session, sheet: Sheet, now: datetime) -> None:
    attempt = session.get_one(Attempt, sheet.attempt_id, with_for_update=True, populate_existing=True)
    if attempt.submitted_at is not None or rules.is_overdue(attempt.due_at, now, attempt.grace):
        raise AttemptClosed


def _uploads(session: Session, attempt_id: UUID, question_id: str) -> list[Upload]:
    return list(
        session.scalars(
            select(Upload)
            .where(Upload.attempt_id == attempt_id, Upload.question_id == question_id)
            .order_by(Upload.id)
        )
    )


def _answer(
    session: Session, sheet: Sheet, question_id: str, uploads: Sequence[Upload], now: datetime
) -> None:
    """Let the answer be these files."""
    response = session.scalar(
        select(Response).where(
            Response.attempt_id == sheet.attempt_id,
            Response.question_id == question_id,
            Response.is_late.is_(False),
        )
    )
    if response is None:
        response = Response(
            attempt_id=sheet.attempt_id, question_id=question_id, revision=0, first_saved_at=now
        )
        session.add(response)
    response.answer = [str(upload.id) for upload in uploads]
    response.revision += 1
    response.saved_at = now
    session.flush()
