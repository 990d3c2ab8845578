"""The addresses of people, for those who look after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from studyvisit.web.pages import Crumb, Page

MOST_ADDRESSES = 500
A_LETTER = 25
"""So many addresses fit into a link that every mail programme opens."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Some people with their addresses as text to copy, and a link that opens a letter hidden from one another."""

    count: int
    addresses: str
    url: str


@dataclass(frozen=True, kw_only=True)
class AddressesPage(Page):
    """Who to write to, some at a time; not `is_all` where there are more."""

    template: ClassVar[str] = "reporting/addresses.html"

    crumbs: tuple[Crumb, ...]
    letters: tuple[Letter, ...]
    activity_url: str
    is_all: bool


def letters(found: Sequence[tuple[str, str]]) -> tuple[Letter, ...]:
    """Return the people, given as name and address, in letters of up to A_LETTER."""
    return tuple(_letter(found[first : first + A_LETTER]) for first in range(0, len(found), A_LETTER))


def _letter(people: Sequence[tuple[str, str]]) -> Letter:
    addresses = [email for _name, email in people]
    hidden = ",".join(quote(address, safe="@") for address in addresses)
    return Letter(len(people), "; ".join(addresses), f"mailto:?bcc={hidden}")
