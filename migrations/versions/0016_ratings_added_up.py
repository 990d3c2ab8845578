"""0016_ratings_added_up: ratings added up by cohort, and which cohorts have changed since.

As in 0013, triggers note the changes; a migration that makes `assessment` or `enrolment` anew makes them again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHANGED = "INSERT INTO ratings_changed (cohort_id)"
OF_ASSESSMENT = f"{CHANGED} SELECT e.cohort_id FROM enrolment e WHERE e.id = {{row}}.enrolment_id"
MOVED = " OR ".join(
    f"NEW.{place} IS DISTINCT FROM OLD.{place}" for place in ("cohort_id", "country", "withdrawn_at")
)
TRIGGERS = {
    "ratings_given": ("assessment", "AFTER INSERT", "", OF_ASSESSMENT.format(row="NEW")),
    "ratings_gone": ("assessment", "AFTER DELETE", "", OF_ASSESSMENT.format(row="OLD")),
    "rater_moved": (
        "enrolment",
        "AFTER UPDATE OF cohort_id, country, withdrawn_at",
        f"WHEN ({MOVED})",
        f"{CHANGED} VALUES (OLD.cohort_id); {CHANGED} VALUES (NEW.cohort_id)",
    ),
    "rater_gone": ("enrolment", "AFTER DELETE", "", f"{CHANGED} VALUES (OLD.cohort_id)"),
}


def upgrade() -> None:
    numbers = ("before", "after", "then")
    op.create_table(
        "rated_count",
        *_columns("rated_count"),
        sa.Column("statement_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in numbers),
    )
    sums = ("both", "before", "after", "all_three", "before_of_three", "after_of_three", "then_of_three")
    op.create_table(
        "summed_count",
        *_columns("summed_count"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in sums),
        sa.Column("gave_before", sa.Boolean(), nullable=False),
        sa.Column("gave_after", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "ratings_summed",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_ratings_summed")),
    )
    op.create_table(
        "ratings_changed",
        sa.Column("id", _number(), nullable=False, autoincrement=True),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings_changed")),
    )
    for table in ("rated_count", "summed_count", "ratings_changed"):
        op.create_index(op.f(f"ix_{table}_cohort_id"), table, ["cohort_id"])
    make_triggers()


def downgrade() -> None:
    drop_triggers()
    for table in ("rated_count", "summed_count", "ratings_changed"):
        op.drop_index(op.f(f"ix_{table}_cohort_id"), table_name=table)
    for table in ("ratings_changed", "ratings_summed", "summed_count", "rated_count"):
        op.drop_table(table)


def make_triggers() -> None:
    """Make the triggers that note changes."""
    for name, (table, when, condition, body) in TRIGGERS.items():
        head = f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW {condition}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"{head} BEGIN {body}; END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$body$ BEGIN {body}; RETURN NULL; END $body$"
        )
        op.execute(f"{head} EXECUTE FUNCTION {name}()")


def drop_triggers() -> None:
    """Drop the triggers that note changes."""
    for name, (table, *_rest) in TRIGGERS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _columns(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", _number(), nullable=False, autoincrement=True),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("module_slug", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
