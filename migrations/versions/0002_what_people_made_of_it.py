"""0002_what_people_made_of_it: reaction and follow-up forms, and self-assessments months later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OCCASIONS = "occasion IN ('reaction', 'follow-up-3', 'follow-up-6', 'follow-up-12')"
WAVES = "wave IN ('pre', 'post', 'then')"
WAVES_NOW = "wave IN ('pre', 'post', 'then', 'follow-up-3', 'follow-up-6', 'follow-up-12')"


def upgrade() -> None:
    op.create_table(
        "anonymous_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint(OCCASIONS, name=op.f("ck_anonymous_feedback_occasion_known")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_anonymous_feedback_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_anonymous_feedback_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_feedback")),
        sqlite_with_rowid=False,  # SQLite's row ids would number the sheets in the order they came
    )
    op.create_index(
        op.f("ix_anonymous_feedback_cohort_id_occasion"), "anonymous_feedback", ["cohort_id", "occasion"]
    )
    op.create_table(
        "feedback_given",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.CheckConstraint(OCCASIONS, name=op.f("ck_feedback_given_occasion_known")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_feedback_given_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "occasion", name=op.f("pk_feedback_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "named_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", studyvisit.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint(OCCASIONS, name=op.f("ck_named_feedback_occasion_known")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_named_feedback_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_named_feedback_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_feedback")),
        sa.UniqueConstraint(
            "enrolment_id", "occasion", name=op.f("uq_named_feedback_enrolment_id_occasion")
        ),
    )
    _allow_waves(WAVES_NOW)


def downgrade() -> None:
    # What was answered cannot be brought back, nor what people rated months later.
    assessment = sa.table("assessment", sa.column("id"), sa.column("wave"))
    rating = sa.table("rating", sa.column("assessment_id"))
    later = sa.select(assessment.c.id).where(assessment.c.wave.like("follow-up-%"))
    op.execute(rating.delete().where(rating.c.assessment_id.in_(later)))
    op.execute(assessment.delete().where(assessment.c.wave.like("follow-up-%")))
    _allow_waves(WAVES)
    op.drop_table("named_feedback")
    op.drop_table("feedback_given")
    op.drop_index(op.f("ix_anonymous_feedback_cohort_id_occasion"), "anonymous_feedback")
    op.drop_table("anonymous_feedback")


def _allow_waves(known: str) -> None:
    with op.batch_alter_table("assessment") as assessment:
        assessment.drop_constraint(op.f("ck_assessment_wave_known"), type_="check")
        assessment.create_check_constraint(op.f("ck_assessment_wave_known"), known)
