"""0022_evidence_added_up: what indicators and checks count, added up by cohort, and which cohorts have changed since.

As in 0016, triggers note the changes; a migration that makes one of these tables anew makes them again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NOTE = "INSERT INTO evidence_changed (cohort_id)"
ENROLMENT = ("cohort_id", "country", "withdrawn_at", "certified_at")
STANDING = ("quiz_passed_at", "certified_at")
ATTEMPT = ("submitted_at", "percent", "form")


def _of(row: str) -> str:
    return f"{NOTE} SELECT e.cohort_id FROM enrolment e WHERE e.id = {row}.enrolment_id"


def _differs(*columns: str) -> str:
    return "WHEN (" + " OR ".join(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in columns) + ")"


TRIGGERS = {
    "evidence_enrolled": ("enrolment", "AFTER INSERT", "", f"{NOTE} VALUES (NEW.cohort_id)"),
    "evidence_moved": (
        "enrolment",
        f"AFTER UPDATE OF {', '.join(ENROLMENT)}",
        _differs(*ENROLMENT),
        f"{NOTE} VALUES (OLD.cohort_id); {NOTE} VALUES (NEW.cohort_id)",
    ),
    "evidence_left": ("enrolment", "AFTER DELETE", "", f"{NOTE} VALUES (OLD.cohort_id)"),
    "evidence_stood": ("module_standing", "AFTER INSERT", "", _of("NEW")),
    "evidence_reached": (
        "module_standing",
        f"AFTER UPDATE OF {', '.join(STANDING)}",
        _differs(*STANDING),
        _of("NEW"),
    ),
    "evidence_unstood": ("module_standing", "AFTER DELETE", "", _of("OLD")),
    "evidence_rated": ("assessment", "AFTER INSERT", "", _of("NEW")),
    "evidence_unrated": ("assessment", "AFTER DELETE", "", _of("OLD")),
    "evidence_taken": ("attempt", "AFTER INSERT", "WHEN (NEW.submitted_at IS NOT NULL)", _of("NEW")),
    "evidence_marked": (
        "attempt",
        f"AFTER UPDATE OF {', '.join(ATTEMPT)}",
        _differs(*ATTEMPT),
        _of("NEW"),
    ),
    "evidence_untaken": ("attempt", "AFTER DELETE", "", _of("OLD")),
    "evidence_said": ("named_feedback", "AFTER INSERT", "", _of("NEW")),
    "evidence_said_again": ("named_feedback", "AFTER UPDATE", "", _of("NEW")),
    "evidence_unsaid": ("named_feedback", "AFTER DELETE", "", _of("OLD")),
    "evidence_opened": ("anonymous_feedback", "AFTER INSERT", "", f"{NOTE} VALUES (NEW.cohort_id)"),
    "evidence_closed": ("anonymous_feedback", "AFTER DELETE", "", f"{NOTE} VALUES (OLD.cohort_id)"),
}


def upgrade() -> None:
    op.create_table(
        "ledger_count",
        *_columns(),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("among", sa.Integer(), nullable=False),
        sa.Column("last_at", studyvisit.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_count")),
    )
    op.create_table(
        "checked_count",
        *_columns(),
        sa.Column("module_slug", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("people", "both")),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("before", "after", "rise", "squares")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checked_count")),
    )
    op.create_table(
        "evidence_summed",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("made_at", studyvisit.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_evidence_summed")),
    )
    op.create_table(
        "evidence_changed",
        *_columns()[:2],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_changed")),
    )
    for table in ("ledger_count", "checked_count", "evidence_changed"):
        op.create_index(op.f(f"ix_{table}_cohort_id"), table, ["cohort_id"])
    make_triggers()


def downgrade() -> None:
    drop_triggers()
    for table in ("ledger_count", "checked_count", "evidence_changed"):
        op.drop_index(op.f(f"ix_{table}_cohort_id"), table_name=table)
    for table in ("evidence_changed", "evidence_summed", "checked_count", "ledger_count"):
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


def _columns() -> list[sa.Column[object]]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [
        sa.Column("id", number, nullable=False, autoincrement=True),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
    ]
