"""0019_what_learners_say: notes of learners on lessons, and attempts by what they were asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    moment = studyvisit.db.UtcDateTime(timezone=True)
    op.create_table(
        "lesson_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("module_slug", sa.Text(), nullable=False),
        sa.Column("lesson_id", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('unclear', 'wrong', 'helped')", name=op.f("ck_lesson_note_kind_known")),
        sa.CheckConstraint(
            "settled_at IS NULL OR settled_by_id IS NOT NULL",
            name=op.f("ck_lesson_note_settled_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_lesson_note_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_lesson_note_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_lesson_note_settled_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_note")),
    )
    op.create_index(
        op.f("ix_lesson_note_enrolment_id_module_slug_lesson_id"),
        "lesson_note",
        ["enrolment_id", "module_slug", "lesson_id"],
    )
    op.create_index(
        "uq_lesson_note_open",
        "lesson_note",
        ["enrolment_id", "module_slug", "lesson_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_lesson_note_module_slug_lesson_id"), "lesson_note", ["module_slug", "lesson_id"])
    op.create_index(op.f("ix_attempt_module_slug_revision_id"), "attempt", ["module_slug", "revision_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attempt_module_slug_revision_id"), table_name="attempt")
    op.drop_table("lesson_note")
