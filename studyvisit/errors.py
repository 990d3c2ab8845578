"""What can go wrong, named after the fact. `web.errors` alone turns these into HTTP."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A request that cannot be carried out; `code` chooses the words a person reads."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"


class NotFound(DomainError):
    """The thing does not exist, or not for the one who asks."""

    status = 404
    code = "not-found"


class Forbidden(DomainError):
    """The person is known and may not do this."""

    status = 403
    code = "forbidden"


class Conflict(DomainError):
    """What was asked no longer fits the state of things."""

    status = 409
    code = "conflict"


class Unprocessable(DomainError):
    """What was sent can be read but not accepted."""

    status = 422
    code = "unprocessable"
