"""Changing drafts: nothing that somebody wrote is ever overwritten by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.media import media_file
from studyvisit.curriculum.source import UnitKind, is_text, load_bundle
from studyvisit.curriculum.tree import LARGEST_TEXT
from studyvisit.errors import Conflict, NotFound, Unprocessable
from studyvisit.library.models import MediaFile, Publication, Revision
from studyvisit.studio.models import Draft, DraftFile, DraftVersion
from studyvisit.studio.queries.drafts import FileGone, file_of, find_text_at, state_of
from studyvisit.studio.rules.merging import Merged, merge
from studyvisit.studio.services.versions import keep_version, move_versions


class NameTaken(Conflict):
    """There is a unit, or a file of the unit, of that name already."""

    code: ClassVar[str] = "name-taken"


class TextTooLong(Unprocessable):
    """A text is longer than a file of the content may be."""

    code: ClassVar[str] = "text-too-long"


class ChangedMeanwhile(Conflict):
    """Somebody else changed the same paragraphs; nothing was saved, and both sides are here to choose from."""

    code: ClassVar[str] = "changed-meanwhile"

    def __init__(self, mine: str, theirs: str, state: str, merged: Merged) -> None:
        super().__init__(self.code)
        self.mine, self.theirs, self.state, self.merged = mine, theirs, state, merged


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file says now, the name of that state, and whether a colleague's changes are in it."""

    text: str
    state: str
    number: int
    is_merged: bool


def open_draft(session: Session, kind: str, slug: str, *, actor_id: UUID, now: datetime) -> Draft:
    """Return the draft of a unit, made from what is published where there is none. Raises NotFound."""
    draft = _find(session, kind, slug)
    if draft is not None:
        return draft
    row = session.execute(
        select(Revision.id, Revision.source)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.kind == kind, Publication.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFound
    try:
        with session.begin_nested():
            return _make(session, kind, slug, row.id, load_bundle(row.source).files, actor_id, now)
    except IntegrityError:
        # Somebody else made it between the two questions.
        draft = _find(session, kind, slug)
        if draft is None:
            raise
        return draft


def new_unit(
    session: Session, kind: UnitKind, slug: str, files: Mapping[str, bytes], *, actor_id: UUID, now: datetime
) -> Draft:
    """Begin a unit that was never published. Raises NameTaken."""
    if _find(session, kind, slug) is not None or session.get(Publication, (kind, slug)) is not None:
        raise NameTaken
    draft = _make(session, kind, slug, None, files, actor_id, now)
    _say(session, draft, "draft.begun", actor_id, now)
    return draft


def save_text(
    session: Session, draft: Draft, name: str, text: str, *, base: str, actor_id: UUID, now: datetime
) -> Saved:
    """Put a text that was made from the state `base` into a file, with what others changed since.

    Raises ChangedMeanwhile where both changed the same, FileGone, TextTooLong.
    """
    file = file_of(session, draft, name)
    current = file.text or ""
    text = like(text, current)
    if len(text.encode()) > LARGEST_TEXT:
        raise TextTooLong
    state = state_of(current)
    whole = text if base == state else _merged(_base(session, draft, name, base), text, current)
    if whole != current:
        keep_version(session, draft, name, current, actor_id, now)
        _put(draft, file, whole, actor_id, now)
        keep_version(session, draft, name, whole, actor_id, now)
    session.flush()
    return Saved(whole, state_of(whole), file.number, whole != text)


def add_file(
    session: Session, draft: Draft, name: str, content: str | bytes, *, actor_id: UUID, now: datetime
) -> DraftFile:
    """Add a text or a picture to a draft. Raises NameTaken."""
    if session.get(DraftFile, (draft.id, name)) is not None:
        raise NameTaken
    raw = content.encode() if isinstance(content, str) else content
    file = _file(session, draft, name, raw, actor_id, now)
    _touch(draft, actor_id, now)
    session.flush()
    return file


def remove_file(session: Session, draft: Draft, name: str, *, actor_id: UUID, now: datetime) -> None:
    """Take a file out of a draft; its text is kept a while, so that it can be put back. Raises FileGone."""
    file = file_of(session, draft, name)
    if file.text is not None:
        keep_version(session, draft, name, file.text, actor_id, now)
    session.delete(file)
    _touch(draft, actor_id, now)
    session.flush()


def put_back(session: Session, draft: Draft, name: str, *, actor_id: UUID, now: datetime) -> None:
    """Put a text back that was taken out, as it was. Raises FileGone, and NameTaken when there is another."""
    kept = session.scalar(
        select(DraftVersion)
        .where(DraftVersion.kind == draft.kind, DraftVersion.slug == draft.slug, DraftVersion.name == name)
        .order_by(DraftVersion.at.desc())
        .limit(1)
    )
    if kept is None:
        raise FileGone
    add_file(session, draft, name, kept.text, actor_id=actor_id, now=now)


def rename_files(
    session: Session, draft: Draft, names: Mapping[str, str], *, actor_id: UUID, now: datetime
) -> None:
    """Give files other names, all at once; the earlier texts go with them. Raises FileGone and NameTaken."""
    moved = {old: new for old, new in names.items() if old != new}
    if not moved:
        return
    files = {file.name: file for file in session.scalars(select(DraftFile).filter_by(draft_id=draft.id))}
    if not files.keys() >= moved.keys():
        raise FileGone
    if set(moved.values()) & (files.keys() - moved.keys()) or len(set(moved.values())) < len(moved):
        raise NameTaken
    for step in ({old: f"{old}\n" for old in moved}, {f"{old}\n": new for old, new in moved.items()}):
        for old, new in step.items():
            session.execute(
                update(DraftFile)
                .where(DraftFile.draft_id == draft.id, DraftFile.name == old)
                .values(name=new)
                .execution_options(synchronize_session=False)
            )
            move_versions(session, draft, old, new)
    session.expire_all()
    _touch(draft, actor_id, now)
    session.flush()


def discard(session: Session, draft: Draft, *, actor_id: UUID, now: datetime) -> None:
    """Drop a draft: the unit is as it was published. Its texts are kept a while."""
    for file in session.scalars(select(DraftFile).filter_by(draft_id=draft.id)):
        if file.text is not None:
            keep_version(session, draft, file.name, file.text, actor_id, now)
    _say(session, draft, "draft.dropped", actor_id, now)
    session.flush()
    session.delete(draft)
    session.flush()


def like(text: str, current: str) -> str:
    """Return a text that came from a browser with the line ends of the text it was made from."""
    text = text.replace("\r\n", "\n").replace("\0", "").encode("utf-8", "replace").decode()
    if text == current.replace("\r\n", "\n"):
        return current
    return text.replace("\n", "\r\n") if "\r\n" in current else text


def _find(session: Session, kind: str, slug: str) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.kind == kind, Draft.slug == slug).with_for_update())


def _make(
    session: Session,
    kind: str,
    slug: str,
    revision_id: UUID | None,
    files: Mapping[str, bytes],
    actor_id: UUID,
    now: datetime,
) -> Draft:
    draft = Draft(
        kind=kind,
        slug=slug,
        base_revision_id=revision_id,
        state="open",
        number=0,
        created_at=now,
        created_by_id=actor_id,
        changed_at=now,
        changed_by_id=actor_id,
    )
    session.add(draft)
    session.flush()
    for name, content in files.items():
        _file(session, draft, name, content, actor_id, now)
    session.flush()
    return draft


def _file(
    session: Session, draft: Draft, name: str, content: bytes, actor_id: UUID, now: datetime
) -> DraftFile:
    file = DraftFile(draft_id=draft.id, name=name, number=0, changed_at=now, changed_by_id=actor_id)
    if is_text(name):
        file.text = content.decode()
    else:
        media = media_file(name, content)
        if session.get(MediaFile, media.sha256) is None:
            session.add(MediaFile(sha256=media.sha256, media_type=media.media_type, content=media.content))
            session.flush()
        file.media_sha256 = media.sha256
    session.add(file)
    return file


def _base(session: Session, draft: Draft, name: str, state: str) -> str:
    """Return what somebody wrote on top of; nothing where it is not known, and then every difference is one."""
    return find_text_at(session, draft.kind, draft.slug, name, state) or ""


def _merged(base: str, mine: str, theirs: str) -> str:
    merged = merge(base, mine, theirs)
    if merged.text is None:
        raise ChangedMeanwhile(mine, theirs, state_of(theirs), merged)
    return merged.text


def _put(draft: Draft, file: DraftFile, text: str, actor_id: UUID, now: datetime) -> None:
    file.text = text
    file.number += 1
    file.changed_at, file.changed_by_id = now, actor_id
    _touch(draft, actor_id, now)


def _touch(draft: Draft, actor_id: UUID, now: datetime) -> None:
    draft.number += 1
    draft.changed_at, draft.changed_by_id = now, actor_id


def _say(session: Session, draft: Draft, action: str, actor_id: UUID, now: datetime) -> None:
    record(session, actor_id=actor_id, action=action, subject_kind=draft.kind, subject_id=draft.slug, now=now)
