"""Facts about accounts: who may try to sign in, where one may be sent afterwards, what makes a password."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from studyvisit.actor import Role

DEMO_PASSWORD = "study-visit-2030"  # noqa: S105  # public: only demo mode takes it, and nobody may choose it
DEMO_PEOPLE: tuple[tuple[Role, str, str], ...] = (
    (Role.PARTICIPANT, "participant@example.org", "Tigist Bekele"),
    (Role.TRAINER, "trainer@example.org", "Kim Ji-woo"),
    (Role.REVIEWER, "reviewer@example.org", "Maria Santos"),
    (Role.ADMINISTRATOR, "administrator@example.org", "Amina Rahman"),
)
GRANTABLE = (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)

TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 50
TRIES_KEPT = timedelta(days=1)

RESETS_PER_WINDOW = 3

LONGEST_NAME = 100
_JOINERS = "\u200c\u200d"  # without a shape of their own, and needed by names in several scripts

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LEAST_STRENGTH = 3  # of zxcvbn's 0 to 4: "safely unguessable"


class Sex(StrEnum):
    """What a person may say of themselves; saying nothing is an answer too."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNDISCLOSED = "undisclosed"


class PositionLevel(StrEnum):
    """At which level a person works, from a short list that every public administration can be laid on."""

    HEAD = "head"
    SENIOR = "senior"
    MIDDLE = "middle"
    PROFESSIONAL = "professional"
    SUPPORT = "support"
    OTHER = "other"


class Status(StrEnum):
    """Where an account stands."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Purpose(StrEnum):
    """What a link sent by e-mail is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105  # a purpose, not a secret
    EMAIL_CHANGE = "email-change"


LINKS_LAST = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.PASSWORD_RESET: timedelta(hours=2),
    Purpose.EMAIL_CHANGE: timedelta(days=1),
}


def is_throttled(tries_at_account: int, tries_from_address: int) -> bool:
    """Return whether so many unsuccessful tries in the window are too many."""
    return tries_at_account > TRIES_PER_ACCOUNT or tries_from_address > TRIES_PER_ADDRESS


def network_of(address: str) -> str:
    """Return what to count an address under: itself, or for IPv6 its /64, which one household has whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_our_path(path: str) -> bool:
    """Return whether an address leads to a page of this site, whatever a browser makes of it."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    decoded = unquote(unquote(parts.path))
    return (
        path.startswith("/")
        and not parts.scheme
        and not parts.netloc
        and path.isprintable()
        and decoded.isprintable()
        and not re.search(r"//|\\|/\.", path.partition("?")[0] + "\n" + decoded)
        and "\\" not in path
    )


def status_of(*, has_password: bool, is_suspended: bool) -> Status:
    """Return where an account stands."""
    if is_suspended:
        return Status.SUSPENDED
    return Status.ACTIVE if has_password else Status.INVITED


def tidy(text: str) -> str:
    """Return a line as its writer meant it: spaces single, none at the ends, no sign that is not to be seen.

    Signs that turn the direction of what follows would let one name look like another.
    """
    kept = "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def own_words(name: str, email: str) -> tuple[str, ...]:
    """Return what a person's password must not hold: the longer words of their name and address."""
    words = re.split(r"[\W_]+", f"{name} {email.partition('@')[0]}".casefold())
    return tuple(dict.fromkeys(word for word in (email.casefold(), *words) if len(word) >= 4))


def holds_one_of(password: str, words: Iterable[str]) -> bool:
    """Return whether one of the words is in the password, however capitalised."""
    folded = password.casefold()
    return any(word in folded for word in words)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
)
_LATER_BROWSERS = (("Chrome/", "Chrome"), ("CriOS", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> tuple[str, str]:
    """Return the browser and the system that a browser says it is, "" for what it does not say."""
    browsers = (*_BROWSERS, *_LATER_BROWSERS)
    return (
        next((name for mark, name in browsers if mark in user_agent), ""),
        next((name for mark, name in _SYSTEMS if mark in user_agent), ""),
    )


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Return every time zone of a country with that country's code, sorted by name."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(sorted((row[2], row[0]) for row in rows))


# Regions that Babel names and that are not countries or territories of ISO 3166-1.
_NOT_ISO_3166 = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)


def is_country_code(code: str) -> bool:
    """Return whether Babel's region of this code is one of ISO 3166-1."""
    return len(code) == 2 and code.isalpha() and code.isascii() and code not in _NOT_ISO_3166
