"""0011_what_enrolments_say: the level of a position, and sex and level on the enrolment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SEXES = "sex IN ('female', 'male', 'other', 'undisclosed')"
LEVELS = "position_level IN ('head', 'senior', 'middle', 'professional', 'support', 'other')"


def upgrade() -> None:
    with op.batch_alter_table("user") as user:
        user.add_column(sa.Column("position_level", sa.Text(), nullable=True))
        user.create_check_constraint(op.f("ck_user_position_level_known"), LEVELS)
    with op.batch_alter_table("enrolment") as enrolment:
        enrolment.add_column(sa.Column("sex", sa.Text(), nullable=True))
        enrolment.add_column(sa.Column("position_level", sa.Text(), nullable=True))
        enrolment.create_check_constraint(op.f("ck_enrolment_sex_known"), SEXES)
        enrolment.create_check_constraint(op.f("ck_enrolment_position_level_known"), LEVELS)
    user_ = sa.table("user", sa.column("id", sa.Uuid()), sa.column("sex"))
    enrolment_ = sa.table("enrolment", sa.column("user_id", sa.Uuid()), sa.column("sex"))
    told = sa.select(user_.c.sex).where(user_.c.id == enrolment_.c.user_id).scalar_subquery()
    op.execute(enrolment_.update().values(sex=told))


def downgrade() -> None:
    with op.batch_alter_table("enrolment") as enrolment:
        enrolment.drop_constraint(op.f("ck_enrolment_position_level_known"), type_="check")
        enrolment.drop_constraint(op.f("ck_enrolment_sex_known"), type_="check")
        enrolment.drop_column("position_level")
        enrolment.drop_column("sex")
    with op.batch_alter_table("user") as user:
        user.drop_constraint(op.f("ck_user_position_level_known"), type_="check")
        user.drop_column("position_level")
