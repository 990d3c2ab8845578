"""The counts behind reports as they were: counted again from enrolments and standings as those were."""

from __future__ import annotations

from studyvisit.programmes.models import NOBODY
from studyvisit.programmes.rules import Milestone

_STEPS = tuple(step.value.removesuffix("_at") for step in Milestone)
_KEYS = ("module_slug", "cohort_id", "country", "institution_id", "sex", "position_level", "enrolled_on")


def count_views(*, is_sqlite: bool) -> tuple[str, str]:
    """Return what makes the views of counts and of events, in front of which those of enrolments must stand.

    Everything is in the counts, and no event waits.
    """
    schema = "main" if is_sqlite else "public"
    there = "e.withdrawn_at IS NULL"
    people = [_number(there), _number(f"NOT ({there})")]
    people += [_number(f"{there} AND e.{step}_at IS NOT NULL") for step in _STEPS]
    standings = ["0", "0", *(_number(f"m.{step}_at IS NOT NULL") for step in _STEPS)]
    numbers = ("enrolled", "withdrawn", *_STEPS)
    named = ", ".join(f"{what} AS {name}" for what, name in zip(people, numbers, strict=True))
    by = ", ".join(str(place) for place in range(1, len(_KEYS) + 1))
    whole = _keys("''" if is_sqlite else "CAST('' AS text)", is_sqlite=is_sqlite)
    each = _keys("m.module_slug", is_sqlite=is_sqlite)
    # Names of our own tables and columns alone.
    counts = (
        f"CREATE TEMPORARY VIEW standing_count AS SELECT {whole}, {named} FROM enrolment e GROUP BY {by} "  # noqa: S608
        f"UNION ALL SELECT {each}, {', '.join(standings)} FROM module_standing m "
        f"JOIN enrolment e ON e.id = m.enrolment_id WHERE {there} GROUP BY {by}"
    )
    events = f"CREATE TEMPORARY VIEW standing_event AS SELECT * FROM {schema}.standing_event WHERE 1 = 0"  # noqa: S608
    return counts, events


def _number(condition: str) -> str:
    """Return how many rows of a group a condition holds for, as narrow a number as the table has."""
    return f"CAST(sum(CAST({condition} AS integer)) AS integer)"


def _keys(module: str, *, is_sqlite: bool) -> str:
    nobody = f"'{NOBODY.hex}'" if is_sqlite else f"CAST('{NOBODY}' AS uuid)"
    day = "substr(e.enrolled_at, 1, 10)" if is_sqlite else "CAST(e.enrolled_at AT TIME ZONE 'UTC' AS date)"
    found = (
        module,
        "e.cohort_id",
        "coalesce(e.country, '')",
        f"coalesce(e.institution_id, {nobody})",
        "coalesce(e.sex, '')",
        "coalesce(e.position_level, '')",
        day,
    )
    return ", ".join(f"{what} AS {name}" for what, name in zip(found, _KEYS, strict=True))
