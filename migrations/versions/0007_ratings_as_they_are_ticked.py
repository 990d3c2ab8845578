"""0007_ratings_as_they_are_ticked: drafts of ratings, and statements that do not apply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAVES = "wave IN ('pre', 'post', 'then', 'follow-up-3', 'follow-up-6', 'follow-up-12')"


def upgrade() -> None:
    op.create_table(
        "rating_draft",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_slug", sa.Text(), nullable=False),
        sa.Column("module_slug", sa.Text(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", studyvisit.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(WAVES, name=op.f("ck_rating_draft_wave_known")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_rating_draft_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "enrolment_id",
            "questionnaire_slug",
            "module_slug",
            "wave",
            "statement_id",
            name=op.f("pk_rating_draft"),
        ),
    )
    with op.batch_alter_table("rating") as rating:
        rating.alter_column("value", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    # The earlier schema has no way to say that a statement does not apply: those rows go.
    rating = sa.table("rating", sa.column("value"))
    op.execute(rating.delete().where(rating.c.value.is_(None)))
    with op.batch_alter_table("rating") as changed:
        changed.alter_column("value", existing_type=sa.Integer(), nullable=False)
    op.drop_table("rating_draft")
