"""0013_counts_behind_reports: counts of enrolments and standings, and the events that change them.

Triggers write the events, so that no way of changing an enrolment can forget to. A later migration that makes
`enrolment` or `module_standing` anew (batch mode on SQLite does) loses them: it drops them before with
`drop_triggers` and makes them afterwards with `make_triggers`, copied from here.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEYS = ("module_slug", "cohort_id", "country", "institution_id", "sex", "position_level", "enrolled_on")
STEPS = ("started", "assessed_before", "lessons_read", "quiz_passed", "assessed_after", "certified")
NUMBERS = ("enrolled", "withdrawn", *STEPS)
INTO = f"INSERT INTO standing_event ({', '.join(KEYS + NUMBERS)})"
WHOLE = "''"  # what no module is called: the whole programme
NOBODY = "00000000000000000000000000000000"
NAMES = {
    "enrolment": ("enrolment_made", "enrolment_advanced", "enrolment_moved", "enrolment_gone"),
    "module_standing": ("standing_made", "standing_advanced", "standing_gone"),
}


def upgrade() -> None:
    op.create_table(
        "standing_count",
        *_columns(),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_standing_count")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_standing_count_cohort_id"), "standing_count", ["cohort_id"])
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "standing_event",
        sa.Column("id", key, nullable=False, autoincrement=True),
        *_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_event")),
    )
    for statement in first_counts():
        op.execute(statement)
    make_triggers()


def downgrade() -> None:
    drop_triggers()
    op.drop_table("standing_event")
    op.drop_index(op.f("ix_standing_count_cohort_id"), table_name="standing_count")
    op.drop_table("standing_count")


def make_triggers() -> None:
    """Make the triggers that write events."""
    for name, when, condition, statements in _triggers():
        body = ";\n".join(statements) + ";"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name} {when} FOR EACH ROW {condition} BEGIN {body} END")
            continue
        row = "OLD" if name.endswith("_gone") else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$body$ BEGIN {body} RETURN {row}; END $body$"
        )
        op.execute(f"CREATE TRIGGER {name} {when} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()")


def drop_triggers() -> None:
    """Drop the triggers that write events."""
    for table, names in NAMES.items():
        for name in names:
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")


def first_counts() -> Iterator[str]:
    """Yield what counts everything that is there."""
    into = INTO.replace("standing_event", "standing_count")
    keys = ", ".join(str(number + 1) for number in range(len(KEYS)))
    people = [f"sum({number})" for number in _of_enrolment("e")]
    yield f"{into} SELECT {_keys(WHOLE, 'e')}, {', '.join(people)} FROM enrolment e GROUP BY {keys}"
    steps = [f"sum({number})" for number in _of_standing("m")]
    yield (
        f"{into} SELECT {_keys('m.module_slug', 'e')}, {', '.join(steps)} FROM module_standing m "
        f"JOIN enrolment e ON e.id = m.enrolment_id WHERE e.withdrawn_at IS NULL GROUP BY {keys}"
    )


def _columns() -> list[sa.Column[object]]:
    kinds = {"cohort_id": sa.Uuid(), "institution_id": sa.Uuid(), "enrolled_on": sa.Date()}
    keys = [sa.Column(name, kinds.get(name, sa.Text()), nullable=False) for name in KEYS]
    return [*keys, *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS)]


def _triggers() -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield each trigger: its name, when it fires, on which condition, and what it does."""
    milestones = ", ".join(f"{step}_at" for step in STEPS)
    places = ("cohort_id", "country", "institution_id", "sex", "position_level", "enrolled_at", "withdrawn_at")
    moved = " OR ".join(f"NEW.{place} IS DISTINCT FROM OLD.{place}" for place in places)
    advanced = " OR ".join(f"(NEW.{step}_at IS NULL) <> (OLD.{step}_at IS NULL)" for step in STEPS)
    taken, given = _its_standings("OLD", "-"), _its_standings("NEW", "")
    yield "enrolment_made", "AFTER INSERT ON enrolment", "", [_enrolment("NEW", "")]
    yield (
        "enrolment_advanced",
        f"AFTER UPDATE OF {milestones} ON enrolment",
        f"WHEN (NEW.withdrawn_at IS NULL AND ({advanced}) AND NOT ({moved}))",
        [f"{INTO} VALUES ({_keys(WHOLE, 'NEW')}, 0, 0, {', '.join(_differences())})"],
    )
    yield (
        "enrolment_moved",
        f"AFTER UPDATE OF {', '.join(places)} ON enrolment",
        f"WHEN ({moved})",
        [_enrolment("OLD", "-"), _enrolment("NEW", ""), taken, given],
    )
    yield "enrolment_gone", "BEFORE DELETE ON enrolment", "", [_enrolment("OLD", "-"), taken]
    yield "standing_made", "AFTER INSERT ON module_standing", "", [_standing("NEW", _of_standing("NEW"))]
    yield (
        "standing_advanced",
        f"AFTER UPDATE OF {milestones} ON module_standing",
        f"WHEN ({advanced})",
        [_standing("NEW", ["0", "0", *_differences()])],
    )
    # With its enrolment a standing goes after it, and is taken away with it.
    yield "standing_gone", "AFTER DELETE ON module_standing", "", [_standing("OLD", _of_standing("OLD", "-"))]


def _enrolment(row: str, sign: str) -> str:
    return f"{INTO} VALUES ({_keys(WHOLE, row)}, {', '.join(_of_enrolment(row, sign))})"


def _its_standings(row: str, sign: str) -> str:
    return (
        f"{INTO} SELECT {_keys('m.module_slug', row)}, {', '.join(_of_standing('m', sign))} "
        f"FROM module_standing m WHERE m.enrolment_id = {row}.id AND {row}.withdrawn_at IS NULL"
    )


def _standing(row: str, numbers: list[str]) -> str:
    return (
        f"{INTO} SELECT {_keys(f'{row}.module_slug', 'e')}, {', '.join(numbers)} "
        f"FROM enrolment e WHERE e.id = {row}.enrolment_id AND e.withdrawn_at IS NULL"
    )


def _keys(module: str, row: str) -> str:
    """Return what a row is counted under; nothing is stated as nothing rather than NULL, for a key to hold it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = f"substr({row}.enrolled_at, 1, 10)"
    day = day if is_sqlite else f"CAST({row}.enrolled_at AT TIME ZONE 'UTC' AS date)"
    nobody = f"'{NOBODY}'" if is_sqlite else f"CAST('{NOBODY}' AS uuid)"
    texts = {name: f"coalesce({row}.{name}, '')" for name in ("country", "sex", "position_level")}
    institution = f"coalesce({row}.institution_id, {nobody})"
    return (
        f"{module}, {row}.cohort_id, {texts['country']}, {institution}, {texts['sex']}, "
        f"{texts['position_level']}, {day}"
    )


def _of_enrolment(row: str, sign: str = "") -> list[str]:
    there = f"{row}.withdrawn_at IS NULL"
    facts = [there, f"{row}.withdrawn_at IS NOT NULL", *(f"{there} AND {row}.{step}_at IS NOT NULL" for step in STEPS)]
    return [f"{sign}CAST({fact} AS integer)" for fact in facts]


def _of_standing(row: str, sign: str = "") -> list[str]:
    return ["0", "0", *(f"{sign}CAST({row}.{step}_at IS NOT NULL AS integer)" for step in STEPS)]


def _differences() -> list[str]:
    return [
        f"CAST(NEW.{step}_at IS NOT NULL AS integer) - CAST(OLD.{step}_at IS NOT NULL AS integer)" for step in STEPS
    ]
