"""People who save answers over a bad line, and the checker that says what became of their answers."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.quizzes.models import Response
from studyvisit.quizzes.rules.certainty import Certainty
from studyvisit.receipts.models import Receipt

QUESTION = "short"
EVERY = 7
"""Every so many saves, the line breaks after the request was sent and before the reply came."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one person sits: their open attempt, their cookie and the token of their page."""

    attempt_id: UUID
    cookie: str
    token: str


@dataclass(slots=True)
class Tab:
    """One browser tab on an attempt, and what it was told."""

    desk: Desk
    port: int
    revisions: Iterator[int]
    name: str
    keeps_key: bool = True
    acknowledged: dict[str, int] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def save(self, number: int) -> None:
        """Save one answer, and again until it is acknowledged."""
        revision = next(self.revisions)
        key = f"{self.name}.{number}"
        for attempt in count():
            sent = key if self.keeps_key else f"{key}.{attempt}"
            try:
                status, body = self._post(sent, revision, hang_up=attempt == 0 and number % EVERY == 0)
            except (OSError, http.client.HTTPException):
                continue
            self.statuses[status] += 1
            if status == 200:
                assert json.loads(body)["revision"] >= revision
                self.acknowledged[key] = revision
                return
            assert status >= 500, f"{status}: {body[:300]!r}"

    def _post(self, key: str, revision: int, *, hang_up: bool) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                "POST",
                f"/attempts/{self.desk.attempt_id}/answers/{QUESTION}",
                urlencode(
                    {
                        "value": f"answer {revision}",
                        "certainty": certainty_of(revision),
                        "revision": revision,
                        "key": key,
                        "csrf_token": self.desk.token,
                    }
                ),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                    "Cookie": self.desk.cookie,
                },
            )
            reply = connection.getresponse()
            if hang_up:  # the server has answered, so the answer is kept; the person never hears of it
                raise ConnectionResetError
            return reply.status, reply.read()
        finally:
            connection.close()


def certainty_of(revision: int) -> str:
    """Return how sure the person says they are of the answer with that revision."""
    return tuple(Certainty)[revision % len(Certainty)].value


def save_all(tabs: list[Tab], saves: int, after_each: Callable[[int], None]) -> None:
    """Let every tab save so many answers, all at once; `after_each` gets the number of saves done so far."""
    done = count(1)

    def work(tab: Tab) -> None:
        for number in range(saves):
            tab.save(number)
            after_each(next(done))

    with ThreadPoolExecutor(len(tabs)) as pool:
        for finished in [pool.submit(work, tab) for tab in tabs]:
            finished.result()


def faults_of(session: Session, tabs: list[Tab]) -> list[str]:
    """Return what was lost, doubled or overwritten, in words; nothing when all is well."""
    session.rollback()
    stored = Counter(".".join(key.split(".")[:2]) for key in session.scalars(select(Receipt.key)))
    found = [
        f"{key} was acknowledged and is stored {stored[key]} times"
        for tab in tabs
        for key in tab.acknowledged
        if stored[key] != 1
    ]
    for desk in {tab.desk for tab in tabs}:
        highest = max(revision for tab in tabs if tab.desk == desk for revision in tab.acknowledged.values())
        responses = session.scalars(select(Response).where(Response.attempt_id == desk.attempt_id)).all()
        kept = [(response.revision, response.answer, response.certainty) for response in responses]
        if kept != [(highest, [f"answer {highest}"], certainty_of(highest))]:
            found.append(f"attempt {desk.attempt_id} keeps {kept}, not revision {highest}")
        if any(one.first_saved_at is None or one.first_saved_at > one.saved_at for one in responses):
            found.append(f"attempt {desk.attempt_id} does not know when it was first answered")
    return found
