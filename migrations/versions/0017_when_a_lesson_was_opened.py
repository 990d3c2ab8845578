"""0017_when_a_lesson_was_opened: when a lesson was first seen open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "lesson_progress",
        sa.Column("opened_at", studyvisit.db.UtcDateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("lesson_progress", "opened_at")
