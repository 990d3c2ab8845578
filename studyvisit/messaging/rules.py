"""Facts about e-mail: what may stand in a header, when to try again, which secret a link holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from datetime import timedelta

MOST_TRIES = 12
_LONGEST_WAIT = timedelta(hours=6)


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: two minutes, then twice as long each time, at most six hours."""
    return min(timedelta(minutes=2**tries), _LONGEST_WAIT)


def is_one_line(text: str) -> bool:
    """Return whether a text may stand in a header: no line break and no other control character."""
    return not any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text)


def secret_for(key: str, subject: object) -> str:
    """Return the secret of a link to `subject`: nobody without the key can make it, and the key can again.

    So the outbox need not hold it: it is made when the message is written, and a copy of the database
    opens nothing.
    """
    digest = hmac.digest(key.encode(), f"link:{subject}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
