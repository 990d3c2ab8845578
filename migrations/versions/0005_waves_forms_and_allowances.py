"""0005_waves_forms_and_allowances: checks before a module, forms, one-way progress, and what trainers grant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBERED = ["enrolment_id", "module_slug", "quiz_id", "number"]
NUMBERED_NOW = ["enrolment_id", "module_slug", "quiz_id", "wave", "number"]


def upgrade() -> None:
    with op.batch_alter_table("attempt") as attempt:
        attempt.add_column(sa.Column("wave", sa.Text(), nullable=False, server_default="post"))
        attempt.add_column(sa.Column("form", sa.Text(), nullable=True))
        attempt.add_column(sa.Column("reached", sa.Integer(), nullable=False, server_default="0"))
        attempt.add_column(sa.Column("grace", sa.Integer(), nullable=False, server_default="5"))
        attempt.drop_constraint(op.f("uq_attempt_enrolment_id_module_slug_quiz_id_number"), type_="unique")
        attempt.create_unique_constraint(
            op.f("uq_attempt_enrolment_id_module_slug_quiz_id_wave_number"), NUMBERED_NOW
        )
        attempt.create_check_constraint(
            op.f("ck_attempt_wave_known"), "wave = 'post' OR (wave = 'pre' AND number = 1)"
        )
        attempt.create_check_constraint(op.f("ck_attempt_form_known"), "form IN ('a', 'b')")
    op.create_table(
        "allowance",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("module_slug", sa.Text(), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=False),
        sa.Column("granted_at", studyvisit.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "extra_seconds >= 0 AND extra_attempts >= 0", name=op.f("ck_allowance_only_ever_more")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_allowance_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user.id"], name=op.f("fk_allowance_granted_by_id_user")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "module_slug", name=op.f("pk_allowance")),
    )


def downgrade() -> None:
    # Checks before a module and what was granted have no place in the older schema and are lost.
    op.drop_table("allowance")
    attempt = sa.table("attempt", sa.column("id"), sa.column("wave"))
    response = sa.table("response", sa.column("attempt_id"))
    before = sa.select(attempt.c.id).where(attempt.c.wave == "pre")
    op.execute(response.delete().where(response.c.attempt_id.in_(before)))
    op.execute(attempt.delete().where(attempt.c.wave == "pre"))
    with op.batch_alter_table("attempt") as table:
        table.drop_constraint(op.f("ck_attempt_form_known"), type_="check")
        table.drop_constraint(op.f("ck_attempt_wave_known"), type_="check")
        table.drop_constraint(op.f("uq_attempt_enrolment_id_module_slug_quiz_id_wave_number"), type_="unique")
        table.create_unique_constraint(op.f("uq_attempt_enrolment_id_module_slug_quiz_id_number"), NUMBERED)
        table.drop_column("grace")
        table.drop_column("reached")
        table.drop_column("form")
        table.drop_column("wave")
