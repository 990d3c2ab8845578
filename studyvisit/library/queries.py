"""What is published now, and what any revision said.

A revision never changes, so its parsed form is kept in the process once it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum import document
from studyvisit.curriculum.content import Competencies, Module, Programme, Questionnaire
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.source import Bundle, load_bundle
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.library.models import MediaFile, Publication, Revision

Content = Module | Questionnaire | FeedbackForm | Programme | Competencies
T = TypeVar("T", bound=Content)

MOST_KEPT = 256
_read: dict[UUID, Content] = {}


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """A revision with its content."""

    revision_id: UUID
    number: int
    sha256: str
    published_at: datetime
    content: T


_publication, _revision = columns(Publication), columns(Revision)
_SHELF = select(
    _publication.kind,
    _publication.slug,
    _revision.id,
    _revision.number,
    _revision.sha256,
    _revision.published_at,
).join_from(Publication.__table__, Revision.__table__, _revision.id == _publication.revision_id)


class Shelf:
    """Everything published at one moment, read in one query; documents follow when they are asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        rows = session.execute(_SHELF)
        self._rows = {(row.kind, row.slug): row for row in rows}

    def module(self, slug: str) -> Published[Module]:
        """Return a module. Raises NotFound."""
        return cast("Published[Module]", self._published("module", slug))

    def questionnaire(self, slug: str) -> Published[Questionnaire]:
        """Return a self-assessment. Raises NotFound, for a form of another kind too."""
        found = self._published("questionnaire", slug)
        if not isinstance(found.content, Questionnaire):
            raise NotFound
        return cast("Published[Questionnaire]", found)

    def feedback_form(self, slug: str) -> Published[FeedbackForm]:
        """Return a reaction or follow-up form. Raises NotFound, for a self-assessment too."""
        found = self._published("questionnaire", slug)
        if not isinstance(found.content, FeedbackForm):
            raise NotFound
        return cast("Published[FeedbackForm]", found)

    def programme(self, slug: str) -> Published[Programme]:
        """Return a programme. Raises NotFound."""
        return cast("Published[Programme]", self._published("programme", slug))

    def slugs(self, kind: str) -> tuple[str, ...]:
        """Return the slugs published of one kind, sorted."""
        return tuple(sorted(slug for k, slug in self._rows if k == kind))

    def modules_of(self, programme: Programme) -> tuple[Published[Module], ...]:
        """Return a programme's modules in its order."""
        return tuple(self.module(slug) for slug in programme.modules)

    def everything(self) -> dict[UUID, Content]:
        """Return all that is published, by revision; what was not read before is read in one query."""
        wanted = [row.id for row in self._rows.values()]
        unread = [revision_id for revision_id in wanted if revision_id not in _read]
        if unread:
            found = self._session.execute(
                select(Revision.id, Revision.kind, Revision.document).where(Revision.id.in_(unread))
            )
            for row in found:
                _keep(row.id, document.load(row.kind, row.document))
        return {revision_id: content_of(self._session, revision_id) for revision_id in wanted}

    def _published(self, kind: str, slug: str) -> Published[Content]:
        try:
            row = self._rows[kind, slug]
        except KeyError:
            raise NotFound from None
        return Published(row.id, row.number, row.sha256, row.published_at, content_of(self._session, row.id))


def programme_titles(session: Session) -> dict[str, str]:
    """Return the titles of the published programmes by slug, in the order of their slugs."""
    shelf = Shelf(session)
    return {slug: shelf.programme(slug).content.title for slug in shelf.slugs("programme")}


def module_revision(session: Session, revision_id: UUID) -> Module:
    """Return the module as one revision of it said. Raises NotFound."""
    content = content_of(session, revision_id)
    if not isinstance(content, Module):
        raise NotFound
    return content


def content_of(session: Session, revision_id: UUID) -> Content:
    """Return what a revision says. Raises NotFound."""
    content = _read.get(revision_id)
    if content is None:
        row = session.execute(
            select(Revision.kind, Revision.document).where(Revision.id == revision_id)
        ).one_or_none()
        if row is None:
            raise NotFound
        content = document.load(row.kind, row.document)
        _keep(revision_id, content)
    return content


def _keep(revision_id: UUID, content: Content) -> None:
    if len(_read) >= MOST_KEPT:
        _read.clear()
    _read[revision_id] = content


def find_media(session: Session, sha256: str) -> MediaFile | None:
    """Return a picture or document by its content's hash, or None."""
    return session.get(MediaFile, sha256)


def current_bundles(session: Session) -> list[Bundle]:
    """Return the source of everything published now, as it came."""
    sources = session.scalars(
        select(Revision.source)
        .join(Publication, Publication.revision_id == Revision.id)
        .order_by(Publication.kind, Publication.slug)
    )
    return [load_bundle(source) for source in sources]
