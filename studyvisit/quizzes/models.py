"""Attempts and their responses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.curriculum.content import Wave
from studyvisit.curriculum.sitting import DEFAULT_GRACE
from studyvisit.db import Base, Json, new_id


class Attempt(Base):
    """One sitting of a quiz. The row exists from the start, so the clock and the questions are the server's.

    `question_ids` and `seed` fix what is asked in which order; the score is NULL until it is submitted.
    At most one attempt of a quiz is open at a time. `passed` says whether the quiz was passed, by its scoring
    rule, once this attempt counted.

    `wave` is `pre` for the check before a module, which is numbered for itself, counts for nothing and passes
    nothing: `passed` stays NULL. `form` is the half of the pool that was asked, NULL without forms. `reached` counts
    the steps that one-way progress has closed. `grace` is the quiz's, in seconds. `unmarked` answers still wait
    for a person and have earned nothing yet. `is_corrected` says that a question it asks
    was corrected since.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "module_slug", "quiz_id", "wave", "number"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "module_slug",
            "quiz_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        Index(None, "module_slug", "revision_id"),
        CheckConstraint("(submitted_at IS NULL) = (percent IS NULL)", name="submitted_has_a_score"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
        CheckConstraint("wave = 'post' OR (wave = 'pre' AND number = 1)", name="wave_known"),
        CheckConstraint("form IN ('a', 'b')", name="form_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    module_slug: Mapped[str]
    quiz_id: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[int]
    seed: Mapped[int]
    question_ids: Mapped[Json]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
    points: Mapped[float | None]
    available: Mapped[int | None]
    percent: Mapped[float | None]
    passed: Mapped[bool | None]
    wave: Mapped[str] = mapped_column(default=Wave.POST.value, server_default=Wave.POST.value)
    form: Mapped[str | None]
    reached: Mapped[int] = mapped_column(default=0, server_default="0")
    grace: Mapped[int] = mapped_column(default=DEFAULT_GRACE, server_default=str(DEFAULT_GRACE))
    unmarked: Mapped[int] = mapped_column(default=0, server_default="0")
    is_corrected: Mapped[bool] = mapped_column(default=False, server_default=false())


class Allowance(Base):
    """What a trainer has granted one person at a module's quiz; a later grant takes the place of an earlier one."""

    __tablename__ = "allowance"
    __table_args__ = (CheckConstraint("extra_seconds >= 0 AND extra_attempts >= 0", name="only_ever_more"),)

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    module_slug: Mapped[str] = mapped_column(primary_key=True)
    extra_seconds: Mapped[int]
    extra_attempts: Mapped[int]
    reason: Mapped[str]
    granted_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime]


class Response(Base):
    """The current answer to one question of an attempt; `revision` is the client's count and only grows.

    An answer that came after the attempt ended stands beside the one that counts: late, kept, never marked.
    `certainty` is how sure the person said they were; `first_saved_at` is when the question first got an answer,
    NULL for none yet and for what is older than the column. From `checked_at` on the answer stays as it is.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id", "is_late"),
        CheckConstraint("certainty IN ('sure', 'fairly', 'guess')", name="certainty_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_id: Mapped[str]
    answer: Mapped[Json]
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    points: Mapped[float | None]
    certainty: Mapped[str | None]
    first_saved_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]


class Upload(Base):
    """A file of an answer. `sha256` names its content among the stored files; `name` is only shown."""

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id", "sha256"),
        CheckConstraint("size > 0", name="file_is_not_empty"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_id: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    uploaded_at: Mapped[datetime]


class MarkingTask(Base):
    """An answer that people mark: how far that is, and in the end what they said.

    `markers` is how many mark it; `result` holds the points by criterion, and the comments, once `state` is
    done. Who claims it has it to themselves for a while; what they save is checked all the same.
    """

    __tablename__ = "marking_task"
    __table_args__ = (
        CheckConstraint("state IN ('first', 'second', 'moderation', 'done')", name="state_known"),
        CheckConstraint("markers IN (1, 2)", name="one_marker_or_two"),
        Index(None, "state", "waits_since"),
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    markers: Mapped[int]
    state: Mapped[str] = mapped_column(default="first")
    waits_since: Mapped[datetime]
    claimed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    claimed_until: Mapped[datetime | None]
    result: Mapped[Json] = mapped_column(default=dict)


class Regrade(Base):
    """A correction that was declared of one question, for every cohort of a programme. Never edited.

    It bears on attempts at the revision that was published then, `revision_id`, and at earlier ones; the last one
    declared holds. `reason` is read by participants.
    """

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint("remedy IN ('key', 'drop', 'credit')", name="remedy_known"),
        Index(None, "programme_slug", "module_slug"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_slug: Mapped[str]
    module_slug: Mapped[str]
    quiz_id: Mapped[str]
    question_id: Mapped[str]
    remedy: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    revision_number: Mapped[int]
    reason: Mapped[str]
    declared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    declared_at: Mapped[datetime]


class RegradeChange(Base):
    """What one correction did to one attempt's score."""

    __tablename__ = "regrade_change"

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    points_before: Mapped[float]
    points_after: Mapped[float]
    available_before: Mapped[int]
    available_after: Mapped[int]
    passed_before: Mapped[bool | None]
    passed_after: Mapped[bool | None]
    keeps_pass: Mapped[bool]
