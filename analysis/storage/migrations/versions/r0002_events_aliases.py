"""Events and aliases get tables; analyses say their codebook's version and size; corrections can't be rewritten."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Move events and aliases out of the project's row and fill the new columns."""
    op.create_table(
        "events",
        sa.Column("project_id", sa.String(36), sa.ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("article_key", sa.String(64), primary_key=True),
        sa.Column("event", sa.Text, nullable=False),
    )
    op.create_table(
        "aliases",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("project_id", sa.String(36), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_index("ix_aliases_project", "aliases", ["project_id"])
    op.add_column("analyses", sa.Column("codebook_version", sa.String(64), nullable=False, server_default=""))
    op.add_column("analyses", sa.Column("size", sa.Integer, nullable=False, server_default="0"))
    db = op.get_bind()
    for project, raw_events, raw_aliases in db.execute(sa.text("SELECT id, events, aliases FROM projects")).all():
        for key, event in json.loads(raw_events).items():
            db.execute(
                sa.text("INSERT INTO events (project_id, article_key, event) VALUES (:p, :k, :e)"),
                {"p": project, "k": key, "e": json.dumps(event)},
            )
        for pair in json.loads(raw_aliases).items():
            db.execute(
                sa.text("INSERT INTO aliases (project_id, data) VALUES (:p, :d)"),
                {"p": project, "d": json.dumps(pair)},
            )
    for row, versions, payload in db.execute(sa.text("SELECT id, versions, payload FROM analyses")).all():
        db.execute(
            sa.text("UPDATE analyses SET codebook_version = :v, size = :s WHERE id = :i"),
            {"v": str(json.loads(versions).get("codebook", ""))[:64], "s": len(payload), "i": row},
        )
    op.drop_column("projects", "events")
    op.drop_column("projects", "aliases")
    _append_only(db)


def _append_only(db: sa.Connection) -> None:
    """A correction that was saved stays as it was: the database itself refuses to change it."""
    if db.dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION corrections_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'corrections are never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER corrections_are_kept BEFORE UPDATE ON corrections "
            "FOR EACH ROW EXECUTE FUNCTION corrections_are_kept()"
        )
    else:
        op.execute(
            "CREATE TRIGGER corrections_are_kept BEFORE UPDATE ON corrections "
            "BEGIN SELECT RAISE(ABORT, 'corrections are never changed'); END"
        )
