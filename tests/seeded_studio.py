"""A module that Tara is changing, for the seeded database."""

from __future__ import annotations

from sqlalchemy.orm import Session

from studyvisit.studio.queries.drafts import file_of, state_of
from studyvisit.studio.services.drafts import open_draft, save_text
from studyvisit.studio.services.presence import be_at
from tests.factories import NOW
from tests.people import MODULES, Cast


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
