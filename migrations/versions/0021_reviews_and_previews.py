"""0021_reviews_and_previews: steps of reviews, comments on lines of drafts, and links to drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_AT = studyvisit.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "draft_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "act IN ('submitted', 'returned', 'approved')", name=op.f("ck_draft_review_act_known")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_draft_review_by_id_user")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_review_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_review")),
    )
    op.create_index(op.f("ix_draft_review_draft_id_at"), "draft_review", ["draft_id", "at"])
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("line_text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("resolved_at", _AT, nullable=True),
        sa.Column("accepted_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["draft_comment.id"],
            name=op.f("fk_draft_comment_about_id_draft_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_draft_comment_by_id_user")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_comment_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
    )
    op.create_index(op.f("ix_draft_comment_draft_id_at"), "draft_comment", ["draft_id", "at"])
    op.create_table(
        "preview_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("revoked_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_preview_link_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_preview_link_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_preview_link_token_hash")),
    )
    op.create_index(op.f("ix_preview_link_draft_id"), "preview_link", ["draft_id"])


def downgrade() -> None:
    op.drop_table("preview_link")
    op.drop_table("draft_comment")
    op.drop_table("draft_review")
