"""0015_files_of_reports: reports that are made in the background, once or again and again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = studyvisit.db.UtcDateTime(timezone=True)
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        *_order(),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.CheckConstraint("cadence IN ('weekly', 'monthly')", name=op.f("ck_report_schedule_cadence_known")),
        _of_user("report_schedule"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    op.create_index(op.f("ix_report_schedule_user_id"), "report_schedule", ["user_id"])
    op.create_index(op.f("ix_report_schedule_ended_at_next_at"), "report_schedule", ["ended_at", "next_at"])
    op.create_table(
        "schedule_reader",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("stopped_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["report_schedule.id"],
            name=op.f("fk_schedule_reader_schedule_id_report_schedule"),
            ondelete="CASCADE",
        ),
        _of_user("schedule_reader"),
        sa.PrimaryKeyConstraint("schedule_id", "user_id", name=op.f("pk_schedule_reader")),
    )
    op.create_index(op.f("ix_schedule_reader_user_id"), "schedule_reader", ["user_id"])
    op.create_table(
        "report_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        *_order(),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("refused_for", sa.Text(), nullable=True),
        sa.Column("ready_at", moment, nullable=True),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("stored", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("programmes", sa.JSON(none_as_null=True), nullable=True),
        *(
            sa.CheckConstraint(f"(ready_at IS NULL) = ({column} IS NULL)", name=op.f(f"ck_report_export_{name}"))
            for column, name in (
                ("stored", "stored_when_ready"),
                ("sha256", "hashed_when_ready"),
                ("expires_at", "expires_when_ready"),
            )
        ),
        sa.CheckConstraint(
            "refused_for IN ('role', 'nothing', 'too-long')", name=op.f("ck_report_export_refusal_known")
        ),
        _of_user("report_export"),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["report_schedule.id"],
            name=op.f("fk_report_export_schedule_id_report_schedule"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_report_export_job_id_job"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_export")),
    )
    for column in ("user_id", "schedule_id", "job_id", "expires_at"):
        op.create_index(op.f(f"ix_report_export_{column}"), "report_export", [column])


def downgrade() -> None:
    for table in ("report_export", "schedule_reader", "report_schedule"):
        op.drop_table(table)


def _order() -> list[sa.Column[object]]:
    """Return the columns that say which report is meant."""
    return [
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
    ]


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id_user"), ondelete="CASCADE"
    )
