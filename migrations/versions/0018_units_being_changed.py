"""0018_units_being_changed: drafts of the studio, their earlier texts, and who is at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import studyvisit.db

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('draft_presence',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('seen_at', studyvisit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_draft_presence_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('kind', 'slug', 'name', 'user_id', name=op.f('pk_draft_presence'))
    )
    op.create_table('draft_version',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', studyvisit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_draft_version_by_id_user')),
    sa.PrimaryKeyConstraint('kind', 'slug', 'name', 'sha256', name=op.f('pk_draft_version'))
    )
    op.create_index(op.f("ix_draft_version_kind_slug_name_at"), "draft_version", ['kind', 'slug', 'name', 'at'])

    op.create_table('draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('base_revision_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('created_at', studyvisit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Uuid(), nullable=False),
    sa.Column('changed_at', studyvisit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('module', 'questionnaire', 'programme', 'competencies')", name=op.f('ck_draft_kind_known')),
    sa.CheckConstraint("state IN ('open', 'in-review')", name=op.f('ck_draft_state_known')),
    sa.ForeignKeyConstraint(['base_revision_id'], ['revision.id'], name=op.f('fk_draft_base_revision_id_revision')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['user.id'], name=op.f('fk_draft_changed_by_id_user')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_draft_created_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('kind', 'slug', name=op.f('uq_draft_kind_slug'))
    )
    op.create_table('draft_file',
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('media_sha256', sa.Text(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changed_at', studyvisit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(text IS NULL) != (media_sha256 IS NULL)', name=op.f('ck_draft_file_text_or_media')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['user.id'], name=op.f('fk_draft_file_changed_by_id_user')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_file_draft_id_draft'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['media_sha256'], ['media_file.sha256'], name=op.f('fk_draft_file_media_sha256_media_file')),
    sa.PrimaryKeyConstraint('draft_id', 'name', name=op.f('pk_draft_file'))
    )
    op.create_index(op.f("ix_draft_file_media_sha256"), "draft_file", ['media_sha256'])



def downgrade() -> None:
    op.drop_table('draft_file')
    op.drop_table('draft')
    op.drop_table('draft_version')
    op.drop_table('draft_presence')
