"""Checks of passwords that were made before: argon2 is slow on purpose, and a thousand tests sign in alike."""

from __future__ import annotations

from typing import Literal

from argon2 import _password_hasher as library
from argon2 import low_level
from argon2.exceptions import VerificationError
from argon2.low_level import Type

Asked = tuple[bytes, bytes, Type]
_verify = low_level.verify_secret
_outcomes: dict[Asked, VerificationError | None] = {}


def verify_once(password_hash: bytes, password: bytes, kind: Type) -> Literal[True]:
    """Answer as argon2 does; whether a password has a hash is worked out the first time that it is asked."""
    asked = (password_hash, password, kind)
    if asked not in _outcomes:
        try:
            _verify(*asked)
            _outcomes[asked] = None
        except VerificationError as error:
            _outcomes[asked] = error.with_traceback(None)
    outcome = _outcomes[asked]
    if outcome is not None:
        raise type(outcome)(*outcome.args)
    return True


def remember_passwords() -> None:
    """Let argon2 answer from memory for as long as this process lives."""
    library.verify_secret = verify_once  # type: ignore[attr-defined,assignment]
