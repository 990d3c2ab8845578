"""What is published now, and what any revision said.

A revision never changes, so its parsed form is kept in the process once it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum import document
from studyvisit.curriculum.content import Competencies, Module, Programme, Questionnaire
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.source import Bundle, is_text, load_bundle
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.library.models import MediaFile, Publication, PublicationAct, Revision
from studyvisit.library.rules import Act

Content = Module | Questionnaire | FeedbackForm | Programme | Competencies
Pins = Mapping[str, str | None]
"""Of modules, by slug: the id of the revision that a cohort stays on, None where it does not have the module."""
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
_SHELF = select(_publication.kind, _publication.slug, _publication.revision_id, _publication.retired_at)
_REVISION = select(
    _revision.id,
    _revision.number,
    _revision.sha256,
    _revision.published_at,
    _revision.kind,
    _revision.document,
)


class Shelf:
    """Everything published at one moment, read in one query; documents follow when they are asked for.

    With the `pins` of a cohort it is what that cohort sees: of some modules an earlier revision, and in its
    programme no module that it does not have.
    """

    def __init__(self, session: Session, pins: Pins = MappingProxyType({})) -> None:
        self._session = session
        self._revisions: dict[tuple[str, str], UUID] = {}
        self._retired: dict[tuple[str, str], datetime] = {}
        for kind, slug, revision_id, retired_at in session.execute(_SHELF):
            self._revisions[kind, slug] = revision_id
            if retired_at is not None:
                self._retired[kind, slug] = retired_at
        self._look_with(pins)

    def as_seen_with(self, pins: Pins) -> Shelf:
        """Return the same shelf as another cohort sees it; nothing is read again."""
        other = copy(self)
        other._look_with(pins)
        return other

    def _look_with(self, pins: Pins) -> None:
        self._pins = {slug: UUID(pin) for slug, pin in pins.items() if pin}
        self._withheld = frozenset(slug for slug, pin in pins.items() if pin is None)

    def module(self, slug: str) -> Published[Module]:
        """Return a module. Raises NotFound."""
        if slug in self._pins:
            return published_module(self._session, self._pins[slug])
        return cast("Published[Module]", self._published("module", slug))

    def retired_at(self, kind: str, slug: str) -> datetime | None:
        """Return since when something is retired; None for what is not."""
        return self._retired.get((kind, slug))

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
        """Return a programme, without the modules that the cohort does not have. Raises NotFound."""
        found = cast("Published[Programme]", self._published("programme", slug))
        if self._withheld.isdisjoint(found.content.modules):
            return found
        modules = tuple(one for one in found.content.modules if one not in self._withheld)
        return replace(found, content=replace(found.content, modules=modules))

    def slugs(self, kind: str) -> tuple[str, ...]:
        """Return the slugs published of one kind, sorted."""
        return tuple(sorted(slug for k, slug in self._revisions if k == kind))

    def modules_of(self, programme: Programme) -> tuple[Published[Module], ...]:
        """Return a programme's modules in its order."""
        return tuple(self.module(slug) for slug in programme.modules)

    def everything(self, *, with_retired: bool = False) -> dict[UUID, Content]:
        """Return all that is published, by revision; what was not read before is read in one query.

        What is retired is left out unless it is asked for.
        """
        units = self._revisions.items()
        wanted = [revision for unit, revision in units if with_retired or unit not in self._retired]
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


def told_in(module: Published[Module], language: str) -> Published[Module]:
    """Return a module in a language; what is not translated into it stays in the original's."""
    return replace(module, content=module.content.in_language(language))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """Something done to what readers see; `by` is "" where a command did it. `number` is what they see since."""

    id: UUID
    act: Act
    number: int
    by: str
    at: datetime
    why: str
    decisions: Mapping[str, str]


def acts_of(session: Session, kind: str, slug: str) -> tuple[ActView, ...]:
    """Return what was done to a thing, the latest first."""
    rows = session.execute(
        select(PublicationAct, Revision.number, User.name)
        .join(Revision, Revision.id == PublicationAct.revision_id)
        .outerjoin(User, User.id == PublicationAct.by_id)
        .where(PublicationAct.kind == kind, PublicationAct.slug == slug)
        .order_by(PublicationAct.at.desc(), PublicationAct.id.desc())
    )
    return tuple(
        ActView(
            id=act.id,
            act=Act(act.act),
            number=number,
            by=name or "",
            at=act.at,
            why=act.why,
            decisions=cast("dict[str, str]", act.decisions),
        )
        for act, number, name in rows
    )


def publication_of(session: Session, kind: str, slug: str) -> Publication:
    """Return what readers see of a thing now. Raises NotFound."""
    found = session.get(Publication, (kind, slug))
    if found is None:
        raise NotFound
    return found


def revision_numbered(session: Session, kind: str, slug: str, number: int) -> Revision:
    """Return a revision of a thing by its number. Raises NotFound."""
    found = session.scalar(
        select(Revision).where(Revision.kind == kind, Revision.slug == slug, Revision.number == number)
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Edition:
    """A revision of a thing, without what it says."""

    number: int
    revision_id: UUID
    published_at: datetime


def editions_of(session: Session, kind: str, slug: str) -> tuple[Edition, ...]:
    """Return the revisions of a thing, the latest first."""
    rows = session.execute(
        select(Revision.number, Revision.id, Revision.published_at)
        .where(Revision.kind == kind, Revision.slug == slug)
        .order_by(Revision.number.desc())
    )
    return tuple(Edition(*row) for row in rows)


def editions_by_module(session: Session, slugs: Iterable[str]) -> dict[str, tuple[Edition, ...]]:
    """Return the revisions of modules, the latest first, by slug in the order given."""
    wanted = tuple(slugs)
    found: dict[str, list[Edition]] = {slug: [] for slug in wanted}
    for slug, number, revision_id, at in session.execute(
        select(Revision.slug, Revision.number, Revision.id, Revision.published_at)
        .where(Revision.kind == "module", Revision.slug.in_(wanted))
        .order_by(Revision.number.desc())
    ):
        found[slug].append(Edition(number, revision_id, at))
    return {slug: tuple(editions) for slug, editions in found.items()}
