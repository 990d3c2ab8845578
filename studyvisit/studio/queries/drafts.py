"""Units as they stand in the studio: drafts where somebody changed something, else what is published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.curriculum.source import Bundle, UnitKind, load_bundle
from studyvisit.errors import Conflict, NotFound
from studyvisit.library.models import MediaFile, Publication, Revision
from studyvisit.library.queries import Shelf
from studyvisit.studio.models import Draft, DraftFile, DraftVersion
from studyvisit.studio.queries.scope import Scope, editable_units

_RECENT = 5


_NUMBERED = re.compile(r"\d{2}-(.+)")


class FileGone(Conflict):
    """A file that somebody writes on is no longer there: a colleague took it out."""

    code: ClassVar[str] = "file-gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit as it stands in the studio: its files, the draft that holds them, and the revision it comes from.

    Where nobody has changed anything there is no draft and the files are those of the revision; where it was
    never published there is no revision.
    """

    kind: UnitKind
    slug: str
    bundle: Bundle
    draft: Draft | None
    revision_id: UUID | None
    revision_number: int
    published_at: datetime | None

    def text(self, name: str) -> str:
        """Return a file's text as it is. Raises NotFound for a file that the unit does not have."""
        try:
            return self.bundle.text(name)
        except KeyError:
            raise NotFound from None

    def present_name(self, name: str) -> str:
        """Return the name that a file has now: a lesson at another place has another number. Raises FileGone."""
        if name in self.bundle.files:
            return name
        rest = _NUMBERED.fullmatch(name)
        for other in self.bundle.files:
            if rest and (found := _NUMBERED.fullmatch(other)) and found[1] == rest[1]:
                return other
        raise FileGone

    @property
    def number(self) -> int:
        """Return how often the draft was changed; 0 where there is none."""
        return self.draft.number if self.draft else 0


def state_of(text: str) -> str:
    """Return the name of a text's state, by which a page says what it was made from."""
    return sha256(text.encode()).hexdigest()


def unit_of(session: Session, actor: Actor, kind: str, slug: str) -> Unit:
    """Return a unit that a person may write on. Raises NotFound to everyone else."""
    shelf = Shelf(session)
    return unit_within(session, editable_units(session, actor, shelf), kind, slug)


def unit_within(session: Session, scope: Scope, kind: str, slug: str) -> Unit:
    """Return a unit of a scope. Raises NotFound for one outside it, and for one that does not exist."""
    if not scope.holds(kind, slug):
        raise NotFound
    draft = session.scalar(select(Draft).where(Draft.kind == kind, Draft.slug == slug))
    revision = session.execute(_published(kind, slug)).one_or_none()
    if draft is not None:
        bundle = bundle_of(session, draft)
    elif revision is not None:
        bundle = load_bundle(revision.source)
    else:
        raise NotFound
    return Unit(
        kind=UnitKind(kind),
        slug=slug,
        bundle=bundle,
        draft=draft,
        revision_id=revision.id if revision else None,
        revision_number=revision.number if revision else 0,
        published_at=revision.published_at if revision else None,
    )


def _published(kind: str, slug: str) -> Select[UUID, int, datetime, str]:
    return (
        select(Revision.id, Revision.number, Revision.published_at, Revision.source)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.kind == kind, Publication.slug == slug)
    )


def bundle_of(session: Session, draft: Draft) -> Bundle:
    """Return the files of a draft, byte for byte."""
    rows = session.execute(
        select(DraftFile.name, DraftFile.text, MediaFile.content)
        .outerjoin(MediaFile, MediaFile.sha256 == DraftFile.media_sha256)
        .where(DraftFile.draft_id == draft.id)
    )
    files = {name: content if text is None else text.encode() for name, text, content in rows}
    return Bundle(UnitKind(draft.kind), draft.slug, files)


def draft_of(session: Session, actor: Actor, kind: str, slug: str) -> Draft:
    """Return a draft that a person may write on. Raises NotFound, also where nothing was changed yet."""
    draft = unit_of(session, actor, kind, slug).draft
    if draft is None:
        raise NotFound
    return draft


def file_of(session: Session, draft: Draft, name: str) -> DraftFile:
    """Return a file of a draft. Raises FileGone."""
    file = session.get(DraftFile, (draft.id, name))
    if file is None:
        raise FileGone
    return file


def find_text_at(session: Session, kind: str, slug: str, name: str, state: str) -> str | None:
    """Return the text that a file had in a state, from what was kept; None where nothing is known of it."""
    kept = session.get(DraftVersion, (kind, slug, name, state))
    if kept is not None:
        return kept.text
    sources = session.scalars(
        select(Revision.source)
        .where(Revision.kind == kind, Revision.slug == slug)
        .order_by(Revision.number.desc())
        .limit(_RECENT)
    )
    for source in sources:
        content = load_bundle(source).files.get(name)
        if content is not None and sha256(content).hexdigest() == state:
            return content.decode()
    return None
