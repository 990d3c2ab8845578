"""An order that chance decides once and that stays the same for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def shuffled(items: Iterable[T], seed: int, key: Callable[[T], str]) -> list[T]:
    """Return items in an order that the seed and their keys decide, the same on any machine for ever."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}\n{key(item)}".encode()).digest())
