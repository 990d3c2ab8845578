"""The media files of a draft: taken in, taken out, put back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.kinds import KINDS
from studyvisit.curriculum.writing.media_markdown import uses
from studyvisit.errors import NotFound
from studyvisit.library.models import MediaFile
from studyvisit.studio.models import Draft, DraftFile
from studyvisit.studio.queries.drafts import bundle_of
from studyvisit.studio.services.drafts import NameTaken, add_file, remove_file

_NAME = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def add_media(
    session: Session, draft: Draft, files: Mapping[str, bytes], *, actor_id: UUID, now: datetime
) -> None:
    """Add media files to a draft; one that is there already stays. Raises NameTaken for another of its name."""
    for name, content in files.items():
        there = session.get(DraftFile, (draft.id, name))
        if there is None:
            add_file(session, draft, name, content, actor_id=actor_id, now=now)
        elif there.media_sha256 != sha256(content).hexdigest():
            raise NameTaken


def remove_unused(
    session: Session, draft: Draft, names: Iterable[str], *, actor_id: UUID, now: datetime
) -> dict[str, str]:
    """Take media files out that no text names, and return the hash of each that went, by its name."""
    used = uses(bundle_of(session, draft).files)
    gone: dict[str, str] = {}
    for name in names:
        file = session.get(DraftFile, (draft.id, name))
        if file is None or file.media_sha256 is None or used.get(name):
            continue
        gone[name] = file.media_sha256
        remove_file(session, draft, name, actor_id=actor_id, now=now)
    return gone


def put_media_back(
    session: Session, draft: Draft, gone: Mapping[str, str], *, actor_id: UUID, now: datetime
) -> None:
    """Put media files back that were taken out. Raises NotFound for a file that nobody has, or of another kind."""
    for name, digest in gone.items():
        media = session.get(MediaFile, digest)
        kind = KINDS.get(PurePosixPath(name).suffix)
        if media is None or kind is None or kind.media_type != media.media_type or not _NAME.fullmatch(name):
            raise NotFound
        add_media(session, draft, {name: media.content}, actor_id=actor_id, now=now)
