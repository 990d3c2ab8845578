"""Where a draft's review stands, what was said about its lines, and who was given a link to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.accounts.queries import hash_of
from studyvisit.curriculum.differences.texts import lines_of
from studyvisit.curriculum.source import UnitKind, digest
from studyvisit.errors import NotFound
from studyvisit.library.queries import Shelf
from studyvisit.studio.models import Draft, DraftComment, DraftReview, PreviewLink
from studyvisit.studio.queries.drafts import Unit
from studyvisit.studio.rules.anchoring import line_now


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with who made it, its answers, and where its line stands now; None where the line is gone."""

    comment: DraftComment
    by: str
    line: int | None
    answers: tuple[tuple[DraftComment, str], ...]


def steps_of(session: Session, draft: Draft) -> tuple[tuple[DraftReview, str], ...]:
    """Return the steps of a draft's review with who took them, the latest first."""
    rows = session.execute(
        select(DraftReview, User.name)
        .join(User, User.id == DraftReview.by_id)
        .where(DraftReview.draft_id == draft.id)
        .order_by(DraftReview.at.desc(), DraftReview.id.desc())
    )
    return tuple((step, name) for step, name in rows)


def threads_of(session: Session, unit: Unit, draft: Draft) -> tuple[Thread, ...]:
    """Return what was said about the lines of a draft, in the order of its files and lines."""
    rows = session.execute(
        select(DraftComment, User.name)
        .join(User, User.id == DraftComment.by_id)
        .where(DraftComment.draft_id == draft.id)
        .order_by(DraftComment.at, DraftComment.id)
    ).all()
    answers: dict[UUID, list[tuple[DraftComment, str]]] = {}
    for one, name in rows:
        if one.about_id is not None:
            answers.setdefault(one.about_id, []).append((one, name))
    lines = {name: _lines(unit, name) for name in unit.bundle.files}
    threads = [
        Thread(
            one,
            name,
            line_now(lines.get(one.file, ()), one.line_text, one.line),
            tuple(answers.get(one.id, ())),
        )
        for one, name in rows
        if one.about_id is None
    ]
    return tuple(sorted(threads, key=lambda thread: (thread.comment.file, thread.line or 0)))


def _lines(unit: Unit, name: str) -> Sequence[str]:
    return lines_of(unit.bundle.text(name)) if name.endswith(".md") else ()


def comment_of(session: Session, draft: Draft, comment_id: UUID) -> DraftComment:
    """Return a comment on a draft. Raises NotFound."""
    found = session.get(DraftComment, comment_id)
    if found is None or found.draft_id != draft.id or found.about_id is not None:
        raise NotFound
    return found


def asks_second_reader(session: Session, kind: str, slug: str) -> bool:
    """Return whether a programme that a unit belongs to asks for a second reader."""
    shelf = Shelf(session)
    for name in shelf.slugs(UnitKind.PROGRAMME):
        programme = shelf.programme(name).content
        if programme.second_reader and (
            (kind == UnitKind.PROGRAMME and slug == name)
            or (kind == UnitKind.MODULE and slug in programme.modules)
            or (kind == UnitKind.QUESTIONNAIRE and slug in programme.questionnaires)
        ):
            return True
    return False


def lacks_second_reader(session: Session, unit: Unit, draft: Draft) -> bool:
    """Return whether a second reader is asked for who has not approved exactly this state.

    Whoever changed the draft last is no second reader.
    """
    if not asks_second_reader(session, unit.kind, unit.slug):
        return False
    state = digest(unit.bundle)
    return not any(
        step.act == "approved" and step.digest == state and step.by_id != draft.changed_by_id
        for step, _name in steps_of(session, draft)
    )


def links_of(session: Session, draft: Draft) -> tuple[tuple[PreviewLink, str], ...]:
    """Return the links to a draft with who made them, the latest first."""
    rows = session.execute(
        select(PreviewLink, User.name)
        .join(User, User.id == PreviewLink.made_by_id)
        .where(PreviewLink.draft_id == draft.id)
        .order_by(PreviewLink.made_at.desc())
    )
    return tuple((link, name) for link, name in rows)


def link_of(session: Session, draft: Draft, link_id: UUID) -> PreviewLink:
    """Return a link to a draft. Raises NotFound."""
    found = session.get(PreviewLink, link_id)
    if found is None or found.draft_id != draft.id:
        raise NotFound
    return found


def find_shared(session: Session, token: str, now: datetime) -> tuple[Draft, PreviewLink] | None:
    """Return the draft that a token lets one read now, with the link, or None."""
    row = session.execute(
        select(Draft, PreviewLink)
        .join(PreviewLink, PreviewLink.draft_id == Draft.id)
        .where(
            PreviewLink.token_hash == hash_of(token),
            PreviewLink.revoked_at.is_(None),
            PreviewLink.expires_at > now,
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None
