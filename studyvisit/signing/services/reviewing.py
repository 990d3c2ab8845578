"""What reviewers do with a frozen report: comment, return, sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.audit.services import record
from studyvisit.errors import Conflict
from studyvisit.receipts.services import answer_once
from studyvisit.signing.models import FrozenReport, ReportAct
from studyvisit.signing.policies import role_of
from studyvisit.signing.queries.versions import Version, with_acts
from studyvisit.signing.rules.states import ActKind, State, has_signed
from studyvisit.signing.services.files import Content
from studyvisit.signing.services.freezing import keep_file
from studyvisit.tables.content import Report


class MovedOn(Conflict):
    """Somebody commented on, returned or signed the report since the page was opened."""

    code: ClassVar[str] = "report-moved-on"


class NotInReview(Conflict):
    """The report is signed or returned already."""

    code: ClassVar[str] = "report-not-in-review"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a comment is on: a table, the number of a row, counted from 1, and a column; "" where it is all."""

    table: str
    row: str = ""
    column: str = ""


def has_figure(report: Report, figure: Figure) -> bool:
    """Return whether a report has such a figure."""
    table = next((one for one in report.tables if one.name == figure.table), None)
    if table is None:
        return False
    rows = [str(number) for number, _row in enumerate(table.rows, start=1)]
    columns = [column.name for column in table.columns]
    return figure.row in ("", *rows) and figure.column in ("", *columns)


def comment(
    session: Session,
    *,
    actor: Actor,
    report_id: UUID,
    words: str,
    figure: Figure | None,
    key: str,
    now: datetime,
) -> None:
    """Keep a comment on a report or one of its figures, whatever its state; the same page twice is one comment."""
    about = None if figure is None else [figure.table, figure.row, figure.column]

    def act(session: Session) -> dict[str, str]:
        version = _locked(session, report_id)
        _keep(session, version, actor, ActKind.COMMENT, words, about, now)
        return {"comment": "kept"}

    body = {"report": str(report_id), "words": words, "about": about}
    answer_once(session, user_id=actor.user_id, key=key, body=body, now=now, act=act)


def return_report(
    session: Session, *, actor: Actor, report_id: UUID, words: str, seen: int, now: datetime
) -> None:
    """Return a report that is in review to whoever froze it, with a reason. Doing it twice changes nothing.

    `seen` is how many acts the person's page showed. Raises NotInReview, MovedOn.
    """
    version = _locked(session, report_id)
    is_again = any(
        act.kind == ActKind.RETURN and act.person_id == actor.user_id and act.words == words
        for act in version.acts
    )
    if is_again:
        return
    _refuse_if_stale(version, seen)
    _keep(session, version, actor, ActKind.RETURN, words, None, now)


def sign(
    session: Session, *, actor: Actor, report_id: UUID, seen: int, signed: Sequence[Content], now: datetime
) -> None:
    """Sign a report; with the last signature it needs, the `signed` files are kept. Twice changes nothing.

    Raises NotInReview, MovedOn.
    """
    version = _locked(session, report_id)
    if has_signed(version.acts, actor.user_id):
        return
    _refuse_if_stale(version, seen)
    _keep(session, version, actor, ActKind.SIGN, "", None, now)
    if with_acts(session, version.report).state is State.SIGNED:
        for file in signed:
            keep_file(session, report_id, file)
        session.flush()


def _locked(session: Session, report_id: UUID) -> Version:
    """Return a report as it stands now, and let nobody else act on it until the end of the transaction."""
    asked = select(FrozenReport).where(FrozenReport.id == report_id).with_for_update()
    return with_acts(session, session.scalars(asked.execution_options(populate_existing=True)).one())


def _refuse_if_stale(version: Version, seen: int) -> None:
    if version.state is not State.IN_REVIEW:
        raise NotInReview
    if len(version.acts) != seen:
        raise MovedOn


def _keep(
    session: Session,
    version: Version,
    actor: Actor,
    kind: ActKind,
    words: str,
    about: list[str] | None,
    now: datetime,
) -> None:
    session.add(
        ReportAct(
            report_id=version.report.id,
            at=now,
            kind=kind.value,
            person_id=actor.user_id,
            person=actor.name,
            role=role_of(actor, version.report.programme_slug).value,
            words=words,
            about=about,
        )
    )
    session.flush()
    done = {ActKind.COMMENT: "commented", ActKind.RETURN: "returned", ActKind.SIGN: "signed"}[kind]
    record(
        session,
        actor_id=actor.user_id,
        action=f"report.{done}",
        subject_kind="frozen-report",
        subject_id=version.report.id,
        now=now,
    )
