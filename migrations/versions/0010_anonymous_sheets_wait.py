"""0010_anonymous_sheets_wait: sheets that wait for a batch, and what no table may hold about whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAMED = "occasion <> 'reaction'"
ANONYMOUS = "occasion = 'reaction'"


def upgrade() -> None:
    op.create_table(
        "waiting_feedback",
        *_columns(),
        sa.CheckConstraint(ANONYMOUS, name=op.f("ck_waiting_feedback_occasion_anonymous")),
        sa.CheckConstraint(_random_id(), name=op.f("ck_waiting_feedback_id_random")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_waiting_feedback_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_waiting_feedback_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_feedback")),
        sqlite_with_rowid=False,  # SQLite's row ids would number the sheets in the order they came
    )
    op.create_index(
        op.f("ix_waiting_feedback_cohort_id_occasion"), "waiting_feedback", ["cohort_id", "occasion"]
    )
    # A copy made without saying so again would have row ids.
    with op.batch_alter_table("anonymous_feedback", table_kwargs={"sqlite_with_rowid": False}) as sheet:
        sheet.create_check_constraint(op.f("ck_anonymous_feedback_occasion_anonymous"), ANONYMOUS)
        sheet.create_check_constraint(op.f("ck_anonymous_feedback_id_random"), _random_id())
    with op.batch_alter_table("named_feedback") as sheet:
        sheet.create_check_constraint(op.f("ck_named_feedback_occasion_named"), NAMED)


def downgrade() -> None:
    with op.batch_alter_table("named_feedback") as sheet:
        sheet.drop_constraint(op.f("ck_named_feedback_occasion_named"), type_="check")
    with op.batch_alter_table("anonymous_feedback", table_kwargs={"sqlite_with_rowid": False}) as sheet:
        sheet.drop_constraint(op.f("ck_anonymous_feedback_id_random"), type_="check")
        sheet.drop_constraint(op.f("ck_anonymous_feedback_occasion_anonymous"), type_="check")
    # The earlier schema has no place to wait in; the sheets are laid open in the order of their random ids.
    names = [column.name for column in _columns()]
    waiting = sa.table("waiting_feedback", *(sa.column(name) for name in names))
    opened = sa.table("anonymous_feedback", *(sa.column(name) for name in names))
    op.execute(opened.insert().from_select(names, sa.select(*waiting.c).order_by(waiting.c.id)))
    op.drop_index(op.f("ix_waiting_feedback_cohort_id_occasion"), table_name="waiting_feedback")
    op.drop_table("waiting_feedback")


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
    ]


def _random_id() -> str:
    """Return the rule that an id has version 4, as this database writes ids."""
    return "substr(id, 13, 1) = '4'" if op.get_bind().dialect.name == "sqlite" else "substr(id::text, 15, 1) = '4'"
