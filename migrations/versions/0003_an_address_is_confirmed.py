"""0003_an_address_is_confirmed: links by which a new e-mail address is confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PURPOSES = "purpose IN ('invitation', 'password-reset')"
PURPOSES_NOW = "purpose IN ('invitation', 'password-reset', 'email-change')"


def upgrade() -> None:
    with op.batch_alter_table("access_link") as link:
        link.add_column(sa.Column("new_email", sa.Text(), nullable=True))
        link.drop_constraint(op.f("ck_access_link_purpose_known"), type_="check")
        link.create_check_constraint(op.f("ck_access_link_purpose_known"), PURPOSES_NOW)
        link.create_check_constraint(
            op.f("ck_access_link_new_email_to_change_to"),
            "(purpose = 'email-change') = (new_email IS NOT NULL)",
        )


def downgrade() -> None:
    # Changes that nobody has confirmed yet are forgotten; they can be asked for again.
    link = sa.table("access_link", sa.column("purpose"))
    op.execute(link.delete().where(link.c.purpose == "email-change"))
    with op.batch_alter_table("access_link") as link:
        link.drop_constraint(op.f("ck_access_link_new_email_to_change_to"), type_="check")
        link.drop_constraint(op.f("ck_access_link_purpose_known"), type_="check")
        link.create_check_constraint(op.f("ck_access_link_purpose_known"), PURPOSES)
        link.drop_column("new_email")
