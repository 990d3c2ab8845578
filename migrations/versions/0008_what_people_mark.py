"""0008_what_people_mark: files as answers, answers that people mark, and what they said about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = studyvisit.db.UtcDateTime(timezone=True)
    op.add_column("attempt", sa.Column("unmarked", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", moment, nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_file_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_upload_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint(
            "attempt_id", "question_id", "sha256", name=op.f("uq_upload_attempt_id_question_id_sha256")
        ),
    )
    op.create_index(op.f("ix_upload_sha256"), "upload", ["sha256"])
    op.create_table(
        "marking_task",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("markers", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waits_since", moment, nullable=False),
        sa.Column("claimed_by_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", moment, nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("markers IN (1, 2)", name=op.f("ck_marking_task_one_marker_or_two")),
        sa.CheckConstraint(
            "state IN ('first', 'second', 'moderation', 'done')", name=op.f("ck_marking_task_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_marking_task_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["user.id"], name=op.f("fk_marking_task_claimed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_marking_task_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_marking_task")),
    )
    op.create_index(op.f("ix_marking_task_attempt_id"), "marking_task", ["attempt_id"])
    op.create_index(op.f("ix_marking_task_state_waits_since"), "marking_task", ["state", "waits_since"])
    op.create_table(
        "marking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("marker_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('first', 'second', 'moderator')", name=op.f("ck_marking_role_known")),
        sa.ForeignKeyConstraint(["marker_id"], ["user.id"], name=op.f("fk_marking_marker_id_user")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_marking_response_id_response"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sa.UniqueConstraint("response_id", "marker_id", name=op.f("uq_marking_response_id_marker_id")),
        sa.UniqueConstraint("response_id", "role", name=op.f("uq_marking_response_id_role")),
    )
    op.create_index(op.f("ix_marking_marker_id"), "marking", ["marker_id"])


def downgrade() -> None:
    op.drop_table("marking")
    op.drop_table("marking_task")
    op.drop_table("upload")
    op.drop_column("attempt", "unmarked")
