"""A module that Tara is changing, for the seeded database."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.accounts.queries import hash_of
from studyvisit.db import new_id
from studyvisit.studio.models import DraftComment, DraftReview, PreviewLink
from studyvisit.studio.queries.drafts import file_of, state_of
from studyvisit.studio.services.drafts import open_draft, save_text
from studyvisit.studio.services.presence import be_at
from tests.factories import NOW
from tests.people import MODULES, Cast

COMMENT = UUID("01a20a00-0000-7000-8000-00000000c0de")
LINK = UUID("01a20a00-0000-7000-8000-00000000c1de")
PREVIEW = "a-link-for-colleagues"


def seed_studio(session: Session, cast: Cast) -> None:
    """Let Tara change the overview of the first module, and Ada look on."""
    draft = open_draft(session, "module", MODULES[0], actor_id=cast.tara.id, now=NOW)
    before = file_of(session, draft, "module.md").text or ""
    save_text(
        session,
        draft,
        "module.md",
        f"{before}One more sentence.\n",
        base=state_of(before),
        actor_id=cast.tara.id,
        now=NOW,
    )
    be_at(session, "module", MODULES[0], "quiz.md", user_id=cast.ada.id, now=NOW)
    session.add_all(
        [
            DraftReview(
                draft_id=draft.id,
                act="submitted",
                digest="0" * 64,
                words="Have a look",
                at=NOW,
                by_id=cast.tara.id,
            ),
            PreviewLink(
                id=LINK,
                draft_id=draft.id,
                token_hash=hash_of(PREVIEW),
                made_at=NOW,
                made_by_id=cast.tara.id,
                expires_at=NOW + timedelta(days=3650),
            ),
        ]
    )
    for comment_id, about_id in ((COMMENT, None), (new_id(), COMMENT)):
        session.add(
            DraftComment(
                id=comment_id,
                draft_id=draft.id,
                about_id=about_id,
                file="module.md",
                line=1,
                line_text="---",
                words="Say it shorter",
                suggestion=None if about_id else "----",
                at=NOW,
                by_id=cast.ada.id,
            )
        )
        session.flush()
