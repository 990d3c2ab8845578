"""0009_corrections: questions that were declared wrong, and what that did to scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "attempt", sa.Column("is_corrected", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "regrade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_slug", sa.Text(), nullable=False),
        sa.Column("module_slug", sa.Text(), nullable=False),
        sa.Column("quiz_id", sa.Text(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_by_id", sa.Uuid(), nullable=True),
        sa.Column("declared_at", studyvisit.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("remedy IN ('key', 'drop', 'credit')", name=op.f("ck_regrade_remedy_known")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["user.id"], name=op.f("fk_regrade_declared_by_id_user")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_regrade_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_index(
        op.f("ix_regrade_programme_slug_module_slug"), "regrade", ["programme_slug", "module_slug"]
    )
    op.create_table(
        "regrade_change",
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("points_before", sa.Double(), nullable=False),
        sa.Column("points_after", sa.Double(), nullable=False),
        sa.Column("available_before", sa.Integer(), nullable=False),
        sa.Column("available_after", sa.Integer(), nullable=False),
        sa.Column("passed_before", sa.Boolean(), nullable=True),
        sa.Column("passed_after", sa.Boolean(), nullable=True),
        sa.Column("keeps_pass", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_regrade_change_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["regrade_id"],
            ["regrade.id"],
            name=op.f("fk_regrade_change_regrade_id_regrade"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("regrade_id", "attempt_id", name=op.f("pk_regrade_change")),
    )
    op.create_index(op.f("ix_regrade_change_attempt_id"), "regrade_change", ["attempt_id"])


def downgrade() -> None:
    # The corrected scores stay; that and why they were corrected is lost.
    op.drop_index(op.f("ix_regrade_change_attempt_id"), "regrade_change")
    op.drop_table("regrade_change")
    op.drop_index(op.f("ix_regrade_programme_slug_module_slug"), "regrade")
    op.drop_table("regrade")
    op.drop_column("attempt", "is_corrected")
