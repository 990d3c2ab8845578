"""Rows some hundred at a time: what is written costs less by the batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Some = TypeVar("Some")

ROWS_A_BATCH = 500


def batches(rows: Iterable[Some]) -> Iterator[list[Some]]:
    """Yield rows in lists of up to ROWS_A_BATCH."""
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_A_BATCH)):
        yield batch
