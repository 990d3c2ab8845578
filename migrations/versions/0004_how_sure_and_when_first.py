"""0004_how_sure_and_when_first: an answer says how sure the person was, and when it was first given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LEVELS = "certainty IN ('sure', 'fairly', 'guess')"


def upgrade() -> None:
    with op.batch_alter_table("response") as response:
        response.add_column(sa.Column("certainty", sa.Text(), nullable=True))
        response.add_column(
            sa.Column("first_saved_at", studyvisit.db.UtcDateTime(timezone=True), nullable=True)
        )
        response.create_check_constraint(op.f("ck_response_certainty_known"), LEVELS)


def downgrade() -> None:
    with op.batch_alter_table("response") as response:
        response.drop_constraint(op.f("ck_response_certainty_known"), type_="check")
        response.drop_column("first_saved_at")
        response.drop_column("certainty")
