"""Hostile text, and where in the database a person's text can stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, String, Text, UniqueConstraint, cast, literal, text, update
from sqlalchemy.orm import Session

from studyvisit.db import Base

CORPUS = (
    "<script>alert(1)</script>",
    "</title></textarea></style></script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover=alert(1) x='",
    "` onerror=alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form><button formaction=javascript:alert(1)>x",
    "<details open ontoggle=alert(1)>",
    "<base href=//example.org/><meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    "%(name)s %s %n",
    "\u202e\u2066<script\u2028>alert(1)</script>",
    "]]><![CDATA[<script>alert(1)</script>",
)
PAYLOADS = (" ".join(CORPUS), '"><script>alert(1)</script>', "javascript:alert(1)")

# Columns that hold no person's words: keys, names from closed lists, hashes, and what was sanitised at publishing.
STRUCTURE = {
    "anonymous_feedback": {"occasion"},
    "waiting_feedback": {"occasion"},
    "feedback_given": {"occasion"},
    "named_feedback": {"occasion"},
    "access_link": {"purpose", "token_hash"},
    "assessment": {"module_slug", "questionnaire_slug", "wave"},
    "allowance": {"module_slug"},
    "attempt": {"form", "module_slug", "quiz_id", "wave"},
    "certificate": {"code"},
    "cohort": {"programme_slug", "slug"},
    "completion": {"module_slug"},
    "draft": {"kind", "slug", "state"},
    "draft_file": {"media_sha256", "name"},
    "draft_presence": {"kind", "name", "slug"},
    "draft_version": {"kind", "name", "sha256", "slug"},
    "enrolment": {"country", "position_level", "sex"},
    "frozen_file": {"media_type", "name", "sha256"},
    "frozen_report": {"audience", "head", "programme_slug", "report", "series"},
    "institution": {"country"},
    "job": {"kind", "state", "unique_key"},
    "lesson_note": {"heading", "kind", "lesson_id", "module_slug"},
    "lesson_progress": {"lesson_id", "module_slug"},
    "marking": {"role"},
    "marking_task": {"state"},
    "media_file": {"media_type", "sha256"},
    "module_standing": {"module_slug"},
    "rated_count": {"country", "module_slug", "statement_id"},
    "summed_count": {"country", "module_slug"},
    "checked_count": {"country", "form", "module_slug"},
    "evidence_summed": {"measures"},
    "ledger_count": {"country", "measure"},
    "standing_count": {"country", "module_slug", "position_level", "sex"},
    "standing_event": {"country", "module_slug", "position_level", "sex"},
    "outbox_message": {"language", "template", "unique_key"},
    "public_link": {"token_hash"},
    "publication": {"kind", "slug"},
    "draft_comment": {"file", "line_text"},
    "draft_review": {"act", "digest"},
    "preview_link": {"token_hash"},
    "publication_act": {"act", "kind", "slug"},
    "rating": {"statement_id"},
    "rating_draft": {"module_slug", "questionnaire_slug", "statement_id", "wave"},
    "receipt": {"body_hash", "key"},
    "regrade": {"module_slug", "programme_slug", "question_id", "quiz_id", "remedy"},
    "report_act": {"kind", "role"},
    "report_export": {"file_name", "format", "refused_for", "report", "sha256", "stored"},
    "report_schedule": {"cadence", "format", "report", "timezone"},
    "response": {"certainty", "question_id"},
    "revision": {"document", "kind", "sha256", "slug", "source"},
    "role_grant": {"programme_slug", "role"},
    "sign_in_failure": {"account_hash"},
    "upload": {"question_id", "sha256", "type"},
    "user": {"country", "language", "password_hash", "position_level", "sex", "timezone"},
    "user_session": {"token_hash"},
}


def written_columns() -> list[Column[Any]]:
    """Return every column in which a person's words can stand."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text) and column.name not in STRUCTURE.get(table.name, set())
    ]


def _is_unique(column: Column[Any]) -> bool:
    rules = [rule for rule in column.table.constraints if isinstance(rule, UniqueConstraint)]
    return bool(column.unique) or any(column.name in rule.columns for rule in rules)


def write_everywhere(session: Session, words: str) -> None:
    """Put a text in every such column of every row, and in every answer typed; commit."""
    let_what_is_frozen_change(session)
    for column in written_columns():
        table = column.table
        key = next(iter(table.primary_key.columns))
        # What must be unique stays so, by its row's own key.
        value = literal(words) + cast(key, String) if _is_unique(column) else literal(words)
        session.execute(update(table).where(column.is_not(None)).values({column: value}))
    session.execute(update(Base.metadata.tables["response"]).values(answer=[words]))
    session.execute(
        update(Base.metadata.tables["marking_task"]).values(result={"points": {}, "comments": [words]})
    )
    for name, item in (
        ("named_feedback", "example"),
        ("anonymous_feedback", "most-useful"),
        ("waiting_feedback", "most-useful"),
    ):
        answers = {"values": {item: words}, "declined": []}
        session.execute(update(Base.metadata.tables[name]).values(answers=answers))
    session.commit()


def let_what_is_frozen_change(session: Session) -> None:
    """Let this session change rows that the database keeps from changing."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE name LIKE '%stays_on%'")).all():
        session.execute(text(f'DROP TRIGGER "{name}"'))
