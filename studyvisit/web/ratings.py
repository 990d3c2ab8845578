"""How a statement to rate is shown, wherever one is."""

from __future__ import annotations

from dataclasses import dataclass

NOT_APPLICABLE = "-"
"""The value by which a statement is said not to apply; no step of a scale has this form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """One statement to rate: the name of its field, what was ticked and what is wrong with it.

    `place` says in words which of how many it is. `chosen` is the field's value, empty where nothing is ticked.
    Where ratings are saved as they are given there is a `save_url`, with the `revision` that is stored and
    its `receipt` in words.
    """

    field: str
    statement: str
    chosen: str = ""
    error: str = ""
    place: str = ""
    save_url: str = ""
    revision: int = 0
    receipt: str = ""
