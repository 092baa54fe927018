"""Users get the address they signed in with; people can be invited before they sign in; a log of what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the column and the tables."""
    op.add_column("users", sa.Column("email", sa.String(254)))
    op.create_index("ix_users_email", "users", ["email"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("project_id", sa.String(36), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(36), nullable=False),
        sa.UniqueConstraint("project_id", "email", name="uq_invitations_email"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="ck_invitations_role"),
    )
    op.create_index("ix_invitations_email", "invitations", ["email"])
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("project_id", sa.String(36), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("done_at", sa.String(32), nullable=False),
        sa.Column("done_by", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_activity_project", "activity", ["project_id"])
