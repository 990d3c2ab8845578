"""What is published now, and what any revision said.

A revision never changes, so its parsed form is kept in the process once it was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum import document
from studyvisit.curriculum.content import Competencies, Module, Programme, Questionnaire
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.source import Bundle, is_text, load_bundle
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.library.models import MediaFile, Publication, Revision

Content = Module | Questionnaire | FeedbackForm | Programme | Competencies
T = TypeVar("T", bound=Content)

MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """A revision with its content."""

    revision_id: UUID
    number: int
    sha256: str
    published_at: datetime
    content: T


_read: dict[UUID, Published[Content]] = {}
_publication, _revision = columns(Publication), columns(Revision)
_SHELF = select(_publication.kind, _publication.slug, _publication.revision_id)
_REVISION = select(
    _revision.id,
    _revision.number,
    _revision.sha256,
    _revision.published_at,
    _revision.kind,
    _revision.document,
)


class Shelf:
    """Everything published at one moment, read in one query; documents follow when they are asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._revisions = {(kind, slug): revision_id for kind, slug, revision_id in session.execute(_SHELF)}

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
        return tuple(sorted(slug for k, slug in self._revisions if k == kind))

    def modules_of(self, programme: Programme) -> tuple[Published[Module], ...]:
        """Return a programme's modules in its order."""
        return tuple(self.module(slug) for slug in programme.modules)

    def everything(self) -> dict[UUID, Content]:
        """Return all that is published, by revision; what was not read before is read in one query."""
        wanted = list(self._revisions.values())
        unread = [revision_id for revision_id in wanted if revision_id not in _read]
        if unread:
            for row in self._session.execute(_REVISION.where(_revision.id.in_(unread))):
                _keep(row)
        return {revision_id: content_of(self._session, revision_id) for revision_id in wanted}

    def _published(self, kind: str, slug: str) -> Published[Content]:
        try:
            revision_id = self._revisions[kind, slug]
        except KeyError:
            raise NotFound from None
        return _revision_of(self._session, revision_id)


def programme_titles(session: Session) -> dict[str, str]:
    """Return the titles of the published programmes by slug, in the order of their slugs."""
    shelf = Shelf(session)
    return {slug: shelf.programme(slug).content.title for slug in shelf.slugs("programme")}


def module_revision(session: Session, revision_id: UUID) -> Module:
    """Return the module as one revision of it said. Raises NotFound."""
    return published_module(session, revision_id).content


def published_module(session: Session, revision_id: UUID) -> Published[Module]:
    """Return a revision of a module, published now or earlier. Raises NotFound."""
    found = _revision_of(session, revision_id)
    if not isinstance(found.content, Module):
        raise NotFound
    return cast("Published[Module]", found)


def content_of(session: Session, revision_id: UUID) -> Content:
    """Return what a revision says. Raises NotFound."""
    return _revision_of(session, revision_id).content


def _revision_of(session: Session, revision_id: UUID) -> Published[Content]:
    found = _read.get(revision_id)
    if found is None:
        row = session.execute(_REVISION.where(_revision.id == revision_id)).one_or_none()
        if row is None:
            raise NotFound
        found = _keep(row)
    return found


def _keep(row: Any) -> Published[Content]:
    if len(_read) >= MOST_KEPT:
        _read.clear()
    content = document.load(row.kind, row.document)
    kept = _read[row.id] = Published(row.id, row.number, row.sha256, row.published_at, content)
    return kept


def find_media(session: Session, sha256: str) -> MediaFile | None:
    """Return a picture or document by its content's hash, or None."""
    return session.get(MediaFile, sha256)


def find_lesson_file(session: Session, module_slug: str, lesson_id: str) -> str | None:
    """Return the name of the file in which a lesson of a published module is written, or None.

    A lesson's number and name may change, its id does not; of a lesson with translations it is the original.
    """
    source = session.scalar(
        select(Revision.source)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.kind == "module", Publication.slug == module_slug)
    )
    if source is None:
        return None
    says_id = re.compile(
        rf"\A---\n(?:(?!---).*\n)*?id:[ \t]*[\"']?{re.escape(lesson_id)}[\"']?[ \t]*(?:#.*)?\n"
    )
    bundle = load_bundle(source)
    names = [name for name in bundle.files if is_text(name) and says_id.match(bundle.text(name))]
    return min(names, key=len, default=None)


def current_bundles(session: Session) -> list[Bundle]:
    """Return the source of everything published now, as it came."""
    sources = session.scalars(
        select(Revision.source)
        .join(Publication, Publication.revision_id == Revision.id)
        .order_by(Publication.kind, Publication.slug)
    )
    return [load_bundle(source) for source in sources]
