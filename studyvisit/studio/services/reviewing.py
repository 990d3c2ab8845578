"""Reviewing a draft: handing it in, answering to it, commenting on its lines."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.differences.texts import lines_of
from studyvisit.curriculum.source import digest
from studyvisit.errors import Conflict, NotFound
from studyvisit.studio.models import Draft, DraftComment, DraftReview, PreviewLink
from studyvisit.studio.queries.drafts import bundle_of, file_of, state_of
from studyvisit.studio.rules.anchoring import line_now, replaced
from studyvisit.studio.services.drafts import save_text

PREVIEW_LASTS = timedelta(days=7)


class Step(StrEnum):
    """A step of a review."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class LineIsGone(Conflict):
    """The line that a suggestion would replace says something else by now."""

    code: ClassVar[str] = "line-is-gone"


def take_step(
    session: Session, draft: Draft, step: Step, words: str, *, by_id: UUID, now: datetime
) -> DraftReview:
    """Hand a draft in for review, send it back with words, or approve it as it stands."""
    made = DraftReview(
        draft_id=draft.id,
        act=step.value,
        digest=digest(bundle_of(session, draft)),
        words=words,
        at=now,
        by_id=by_id,
    )
    session.add(made)
    draft.state = "open" if step is Step.RETURNED else "in-review"
    record(
        session,
        actor_id=by_id,
        action=f"draft.{step.value}",
        subject_kind=draft.kind,
        subject_id=draft.slug,
        now=now,
        digest=made.digest,
    )
    session.flush()
    return made


def comment(
    session: Session,
    draft: Draft,
    file: str,
    line: int,
    words: str,
    *,
    suggestion: str | None,
    by_id: UUID,
    now: datetime,
) -> DraftComment:
    """Say something about a line, with words to put in its place or without. Raises NotFound."""
    lines = lines_of(file_of(session, draft, file).text or "")
    if not 1 <= line <= len(lines):
        raise NotFound
    made = DraftComment(
        draft_id=draft.id,
        file=file,
        line=line,
        line_text=lines[line - 1],
        words=words,
        suggestion=suggestion,
        at=now,
        by_id=by_id,
    )
    session.add(made)
    session.flush()
    return made


def answer(session: Session, about: DraftComment, words: str, *, by_id: UUID, now: datetime) -> None:
    """Answer to a comment."""
    session.add(
        DraftComment(
            draft_id=about.draft_id,
            about_id=about.id,
            file=about.file,
            line=about.line,
            line_text=about.line_text,
            words=words,
            at=now,
            by_id=by_id,
        )
    )
    session.flush()


def resolve(session: Session, one: DraftComment, *, now: datetime, undo: bool = False) -> None:
    """Lay a comment aside, or with `undo` open it again."""
    one.resolved_at = None if undo else now
    session.flush()


def accept(session: Session, draft: Draft, one: DraftComment, *, by_id: UUID, now: datetime) -> None:
    """Put a suggestion in the place of its line. Raises LineIsGone."""
    text = file_of(session, draft, one.file).text or ""
    lines = text.replace("\r\n", "\n").split("\n")
    place = line_now(lines, one.line_text, one.line)
    suggestion = (one.suggestion or "").replace("\r\n", "\n")
    whole = (
        replaced(lines, place, one.line_text, suggestion) if place and one.suggestion is not None else None
    )
    if whole is None:
        raise LineIsGone
    save_text(session, draft, one.file, "\n".join(whole), base=state_of(text), actor_id=by_id, now=now)
    one.accepted_at = one.resolved_at = now
    session.flush()


def make_link(session: Session, draft: Draft, token_hash: str, *, by_id: UUID, now: datetime) -> PreviewLink:
    """Let whoever has the token read a draft for a week."""
    link = PreviewLink(
        draft_id=draft.id,
        token_hash=token_hash,
        made_at=now,
        made_by_id=by_id,
        expires_at=now + PREVIEW_LASTS,
    )
    session.add(link)
    record(
        session,
        actor_id=by_id,
        action="preview.shared",
        subject_kind=draft.kind,
        subject_id=draft.slug,
        now=now,
    )
    session.flush()
    return link


def withdraw_link(session: Session, draft: Draft, link: PreviewLink, *, by_id: UUID, now: datetime) -> None:
    """Take a link back."""
    link.revoked_at = link.revoked_at or now
    record(
        session,
        actor_id=by_id,
        action="preview.withdrawn",
        subject_kind=draft.kind,
        subject_id=draft.slug,
        now=now,
    )
    session.flush()
