"""Pages of rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a page stands among its neighbours."""

    first: int
    last: int
    total: int
    before_url: str
    after_url: str
