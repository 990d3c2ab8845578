"""0020_acts_and_pins: who published what and why, what is retired, and cohorts that stay on a revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

import studyvisit.db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_REVISION = sa.table(
    "revision",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.Text()),
    sa.column("slug", sa.Text()),
    sa.column("published_at", studyvisit.db.UtcDateTime(timezone=True)),
    sa.column("published_by_id", sa.Uuid()),
)


def upgrade() -> None:
    # Plain ALTER TABLE … ADD COLUMN on both databases: no table is made anew, so no trigger is lost.
    op.add_column("cohort", sa.Column("pins", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column(
        "publication",
        sa.Column("retired_at", studyvisit.db.UtcDateTime(timezone=True), nullable=True),
    )
    act = op.create_table(
        "publication_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", studyvisit.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.Column("decisions", sa.JSON(none_as_null=True), nullable=False, server_default=sa.text("'{}'")),
        sa.CheckConstraint(
            "act IN ('published', 'restored', 'retired', 'brought-back')",
            name=op.f("ck_publication_act_act_known"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_publication_act_by_id_user")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_publication_act_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_act")),
    )
    op.create_index(op.f("ix_publication_act_kind_slug_at"), "publication_act", ["kind", "slug", "at"])
    op.create_index(op.f("ix_publication_act_revision_id"), "publication_act", ["revision_id"])
    # Every revision was published once; that is all that is known of what was done before.
    rows = op.get_bind().execute(sa.select(_REVISION).order_by(_REVISION.c.published_at)).mappings()
    op.bulk_insert(
        act,
        [
            {
                "id": uuid7(),
                "kind": row["kind"],
                "slug": row["slug"],
                "act": "published",
                "revision_id": row["id"],
                "by_id": row["published_by_id"],
                "at": row["published_at"],
                "why": "",
                "decisions": {},
            }
            for row in rows
        ],
    )


def downgrade() -> None:
    """Take the acts, the retirements and the pins away: the earlier step has no place for them."""
    op.drop_index(op.f("ix_publication_act_revision_id"), table_name="publication_act")
    op.drop_index(op.f("ix_publication_act_kind_slug_at"), table_name="publication_act")
    op.drop_table("publication_act")
    op.drop_column("publication", "retired_at")
    op.drop_column("cohort", "pins")
