"""Passwords: hashing, checking, and whether one is good enough. All of it is slow; none needs a database."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from studyvisit.accounts import rules

# argon2id at the first choice of OWASP's cheat sheet: 19 MiB, twice, one lane. With eight threads on a
# small machine, the library's 64 MiB in four lanes would be half a gigabyte.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when the account is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
_ZXCVBN_READS = 72

_WEAKNESSES = {
    "This is a top-10 common password.": "common",
    "This is a top-100 common password.": "common",
    "This is a very common password.": "common",
    "This is similar to a commonly used password.": "like-common",
    "A word by itself is easy to guess.": "one-word",
    "Names and surnames by themselves are easy to guess.": "name",
    "Common names and surnames are easy to guess.": "name",
    "Straight rows of keys are easy to guess.": "keys",
    "Short keyboard patterns are easy to guess.": "keys",
    'Repeats like "aaa" are easy to guess.': "repeats",
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': "repeats",
    'Sequences like "abc" or "6543" are easy to guess.': "sequence",
    "Recent years are easy to guess.": "date",
    "Dates are often easy to guess.": "date",
}


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Return whether a password has this hash, in the same time when there is no hash at all."""
    try:
        _hasher.verify(password_hash or _NOBODY, password[: rules.LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Return whether a hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weakness_of(password: str, own: Sequence[str]) -> str | None:
    """Return what is wrong with a new password as a code, or None; `own` are words of its owner's."""
    if len(password) < rules.SHORTEST_PASSWORD:
        return "too-short"
    if len(password) > rules.LONGEST_PASSWORD:
        return "too-long"
    if rules.holds_one_of(password, (rules.DEMO_PASSWORD,)):
        return "common"
    if rules.holds_one_of(password, own):
        return "own-name"
    found = zxcvbn(password[:_ZXCVBN_READS], user_inputs=[*own, "studyvisit"])
    if found["score"] >= rules.LEAST_STRENGTH:
        return None
    return _WEAKNESSES.get(found["feedback"]["warning"], "guessable")
