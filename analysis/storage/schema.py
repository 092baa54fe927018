"""The tables. Migrations make them (``migrations/``); a test holds that both agree.

Times are text in UTC, ISO 8601 with microseconds, so that they sort; payloads are zlib-compressed ASCII JSON, so that
any character of an article survives in every database. Names are cleaned of what a database refuses.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("subject", String(500), nullable=False, unique=True),
    Column("name", String(300), nullable=False),
    Column("created_at", String(32), nullable=False),
    # As the identity provider vouches for it, in lower case; empty where it doesn't.
    Column("email", String(254)),
    Index("ix_users_email", "email"),
)

projects = Table(
    "projects",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("codebook", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(10), nullable=False),
    CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="ck_members_role"),
)

analyses = Table(
    "analyses",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    # Place in the project; empty for a result that a later one replaced, which is kept.
    Column("position", Integer),
    Column("article_key", String(24), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("versions", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("codebook_version", String(64), nullable=False, server_default=""),
    Column("size", Integer, nullable=False, server_default="0"),
    Index("ix_analyses_project", "project_id", "article_key"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Column("saved_at", String(32), nullable=False),
    Column("saved_by", String(36), nullable=False),
    UniqueConstraint("project_id", "number", name="uq_corrections_number"),
)

events = Table(
    "events",
    metadata,
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column("article_key", String(64), primary_key=True),
    Column("event", Text, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_aliases_project", "project_id"),
)

shares = Table(
    "shares",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    # SHA-256 of the token; the token itself is shown once and stored nowhere.
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("label", String(300), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("expires_at", String(32)),
    Column("revoked_at", String(32)),
    Column("password_hash", String(200)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("blocked_until", String(32)),
    Column("with_text", Integer, nullable=False),
    # The view as it was when the link was made; empty for a live link.
    Column("snapshot", LargeBinary),
    Index("ix_shares_project", "project_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("email", String(254), nullable=False),
    Column("role", String(10), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", String(36), nullable=False),
    UniqueConstraint("project_id", "email", name="uq_invitations_email"),
    CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="ck_invitations_role"),
    Index("ix_invitations_email", "email"),
)

activity = Table(
    "activity",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("project_id", String(36), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("done_at", String(32), nullable=False),
    Column("done_by", String(36), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_activity_project", "project_id"),
)
