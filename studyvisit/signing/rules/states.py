"""How a frozen report stands, by what was done with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class ActKind(StrEnum):
    """What a reviewer does with a frozen report."""

    COMMENT = "comment"
    RETURN = "return"
    SIGN = "sign"


class State(StrEnum):
    """How a frozen report stands. What is returned or signed stays so; the next version is another."""

    IN_REVIEW = "in-review"
    RETURNED = "returned"
    SIGNED = "signed"


class Acted(Protocol):
    """An act, as far as the rules need it."""

    @property
    def kind(self) -> str: ...
    @property
    def person_id(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...


def state_of(acts: Iterable[Acted], signatures: int) -> State:
    """Return how a report that needs so many signatures stands."""
    done = list(acts)
    if any(act.kind == ActKind.RETURN for act in done):
        return State.RETURNED
    signers = {act.person_id for act in done if act.kind == ActKind.SIGN}
    return State.SIGNED if len(signers) >= signatures else State.IN_REVIEW


def has_signed(acts: Iterable[Acted], person_id: UUID) -> bool:
    """Return whether a person has signed: nobody signs twice, so a second signature is another's."""
    return any(act.kind == ActKind.SIGN and act.person_id == person_id for act in acts)


def completes(acts: Iterable[Acted], signatures: int, person_id: UUID) -> bool:
    """Return whether the report is signed once this person has signed it."""
    return len({act.person_id for act in acts if act.kind == ActKind.SIGN} | {person_id}) >= signatures
