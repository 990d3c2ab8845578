"""How people mark the answers of a quiz: whether they see whose it is, and how many of them mark it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_SHARE = re.compile(r"([0-9]{1,3})\s*%")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMarking:
    """The rules of marking by people.

    `second` is the share of answers, in per cent, that two people mark without seeing each other's marks;
    `moderate_from` the difference between them, in per cent of the question's points, from which a third
    decides.
    """

    anonymous: bool = True
    second: int = 0
    moderate_from: int = 25

    def markers(self, *parts: str) -> int:
        """Return how many people mark the answer that these parts name: the same for the same answer."""
        drawn = int.from_bytes(sha256("\n".join(parts).encode()).digest()[:4], "big")
        return 2 if drawn * 100 < self.second << 32 else 1

    def needs_moderator(self, first: int, second: int, points: int) -> bool:
        """Return whether two totals are so far apart that somebody else decides."""
        return first != second and Fraction(100 * abs(first - second), points) >= self.moderate_from


BY_ONE_PERSON = PersonMarking()


def _share(value: object) -> object:
    if isinstance(value, bool):
        return 100 if value else 0
    found = _SHARE.fullmatch(str(value).strip())
    if not found or int(found[1]) > 100:
        raise ValueError("is not a share: write it as `20 %`, or `yes` for all and `no` for none")
    return int(found[1])


class MarkingHead(BaseModel):
    """The rules of marking by people, as a quiz's front matter says them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    anonymous: bool = True
    second: Annotated[int, Field(ge=0, le=100), BeforeValidator(_share)] = 0
    moderate_from: Annotated[int, Field(ge=0, le=100), BeforeValidator(_share)] = 25

    @property
    def content(self) -> PersonMarking:
        """Return the rules as content."""
        return PersonMarking(anonymous=self.anonymous, second=self.second, moderate_from=self.moderate_from)
