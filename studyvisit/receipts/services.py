"""Idempotent saves: the same key and body get the same answer, another body under the key is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.db import columns, delete_some, new_id
from studyvisit.db.writing import Work
from studyvisit.errors import Unprocessable
from studyvisit.receipts.models import Receipt

LONGEST_KEY = 100

# Every save asks and keeps, so both statements are put together once and leave the unit of work out.
_receipt = columns(Receipt)
_EARLIER = select(_receipt.body_hash, _receipt.answer).where(
    _receipt.user_id == bindparam("user_id"), _receipt.key == bindparam("key")
)
_KEEP = insert(Receipt.__table__)  # type: ignore[arg-type]  # a mapped class has a Table, typed as FromClause


class KeyReused(Unprocessable):
    """The idempotency key came before with another body."""

    code: ClassVar[str] = "key-reused"


class BadKey(Unprocessable):
    """The idempotency key is empty, too long or not printable ASCII."""

    code: ClassVar[str] = "bad-key"


def key_of_form(page_key: str, body: object) -> str:
    """Return the key of a form posted without a script: the page's key bound to what was sent.

    Going back and sending something else is then a new save, and a double click the same one.
    """
    return f"{page_key[:40]}.{_hash(body)[:32]}"


def _in_the_same_transaction(session: Session, work: Work[dict[str, Any]]) -> dict[str, Any]:
    return work(session)


def answer_once(
    session: Session,
    *,
    user_id: UUID,
    key: str,
    body: object,
    now: datetime,
    act: Work[dict[str, Any]],
    write: Callable[[Session, Work[dict[str, Any]]], dict[str, Any]] = _in_the_same_transaction,
) -> dict[str, Any]:
    """Carry out `act` unless this key was answered before, and return its answer, stored with the act.

    The act and its receipt are written in the session's transaction, which the caller commits, or by
    `write` where it is another that sees to both. When the same save arrives twice at once, the second
    finds the key taken, undoes its own act and gives the first one's answer. Raises BadKey, and KeyReused
    when the key came before with another body.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadKey
    body_hash = _hash(body)
    earlier = _find_earlier(session, user_id, key, body_hash)
    if earlier is not None:
        return earlier

    def act_and_keep(session: Session) -> dict[str, Any]:
        answer = act(session)
        values = {"user_id": user_id, "key": key, "body_hash": body_hash, "answer": answer, "created_at": now}
        session.execute(_KEEP, {"id": new_id()} | values)
        return answer

    try:
        return write(session, act_and_keep)
    except IntegrityError:
        session.rollback()
        earlier = _find_earlier(session, user_id, key, body_hash)
        if earlier is None:
            raise
        return earlier


def forget_receipts(session: Session, *, before: datetime) -> int:
    """Forget some of the receipts that were given before a moment; return how many, 0 when none is left."""
    return delete_some(session, Receipt, Receipt.created_at < before)


def _find_earlier(session: Session, user_id: UUID, key: str, body_hash: str) -> dict[str, Any] | None:
    earlier = session.execute(_EARLIER, {"user_id": user_id, "key": key}).one_or_none()
    if earlier is None:
        return None
    if earlier.body_hash != body_hash:
        raise KeyReused
    return dict(earlier.answer)


def _hash(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
