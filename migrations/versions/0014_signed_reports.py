"""0014_signed_reports: frozen reports, their files and acts, which nobody can change, and links to publish them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FOREVER = ("frozen_report", "frozen_file", "report_act")
WORDS = "what is frozen stays as it is"


def upgrade() -> None:
    op.create_table(
        "frozen_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_slug", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.Uuid(), nullable=False),
        sa.Column("frozen_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('internal', 'publication')", name=op.f("ck_frozen_report_audience_known")
        ),
        sa.CheckConstraint("signatures IN (1, 2)", name=op.f("ck_frozen_report_signatures_one_or_two")),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["user.id"], name=op.f("fk_frozen_report_frozen_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_report")),
        sa.UniqueConstraint("head", name=op.f("uq_frozen_report_head")),
        sa.UniqueConstraint("series", "revision", name=op.f("uq_frozen_report_series_revision")),
    )
    op.create_index(
        op.f("ix_frozen_report_programme_slug_frozen_at"), "frozen_report", ["programme_slug", "frozen_at"]
    )
    op.create_table(
        "frozen_file",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["frozen_report.id"], name=op.f("fk_frozen_file_report_id_frozen_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "name", name=op.f("pk_frozen_file")),
    )
    op.create_index(op.f("ix_frozen_file_sha256"), "frozen_file", ["sha256"])
    op.create_table(
        "report_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("kind IN ('comment', 'return', 'sign')", name=op.f("ck_report_act_kind_known")),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_report_act_person_id_user")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["frozen_report.id"], name=op.f("fk_report_act_report_id_frozen_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_act")),
    )
    op.create_index(op.f("ix_report_act_report_id_at"), "report_act", ["report_id", "at"])
    op.create_index(
        "uq_report_act_signed_once",
        "report_act",
        ["report_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'sign'"),
        postgresql_where=sa.text("kind = 'sign'"),
    )
    op.create_table(
        "public_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_public_link_made_by_id_user")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["frozen_report.id"], name=op.f("fk_public_link_report_id_frozen_report")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["user.id"], name=op.f("fk_public_link_revoked_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_public_link_token_hash")),
    )
    op.create_index(op.f("ix_public_link_report_id"), "public_link", ["report_id"])
    _keep_forever()


def _keep_forever() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FOREVER:
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_stays_on_{act} BEFORE {act.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_to_change_what_is_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in FOREVER:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_what_is_frozen()"
        )


def downgrade() -> None:
    for table in ("public_link", "report_act", "frozen_file", "frozen_report"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_what_is_frozen()")
