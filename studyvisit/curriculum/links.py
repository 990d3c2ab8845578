"""Links that lead out: whether their addresses are well formed. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_SPACED = re.compile(
    r"\]\(\s*<?((?:https?:|www\.)[^()<>\"'\s]*[ \t]+(?![\"'\s])[^()<>\"']*)>?\)", re.IGNORECASE
)
_ITSELF = re.compile(r"<(https?:[^<>\s]*)>", re.IGNORECASE)
_HOST = re.compile(r"[^\s.@/\\]+(?:\.[^\s.@/\\]+)+\.?")
_BAD_PER_CENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def fault_of(address: str) -> str:
    """Return what is wrong with the form of an address and how to mend it; empty when nothing is.

    Addresses within the site and e-mail addresses that hold an @ have nothing wrong with them.
    """
    scheme, colon, rest = address.partition(":")
    if address.lower().startswith("www."):
        return f"leads nowhere from here: write https:// before `{address}`"
    if scheme.lower() == "mailto":
        return "" if "@" in rest else "names no e-mail address: write mailto:name@example.org"
    if not colon or scheme.lower() not in ("http", "https"):
        return ""
    if not rest.startswith("//"):
        return f"is malformed: write {scheme.lower()}:// with two strokes"
    return _fault_of_site(address)


def _fault_of_site(address: str) -> str:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"is malformed: copy the address `{address}` anew from the browser"
    if "@" in parts.netloc:
        return "has a name before its site: take out everything up to the @"
    if not _HOST.fullmatch(host) or "\\" in address:
        return f"names no site: `{host or address}` has no dot, or signs that no site has"
    if _BAD_PER_CENT.search(address):
        return "has a % that means nothing: write %25 for it"
    return ""


def is_open(address: str) -> bool:
    """Return whether an address leads over a line that is not encrypted."""
    return address.lower().startswith("http://")


def spaced(text: str) -> Iterator[str]:
    """Yield the addresses of links in a line that have a space in them."""
    return (found[1].strip() for found in _SPACED.finditer(text))


def cited(text: str) -> Iterator[str]:
    """Yield the addresses in a line that are their own words, as sources have them."""
    return (found[1] for found in _ITSELF.finditer(text))
