"""What was done with a project, when and by whom: written in the transaction that does it."""

from __future__ import annotations

import json
from typing import Any, Literal

import sqlalchemy as sa

from analysis.storage import schema as t

Kind = Literal["made", "saved", "restored", "added", "role", "removed"]
"""made, saved, restored: the project itself. added, role, removed: a member, named in the detail."""


def note(db: sa.Connection, project_id: str, by: str, at: str, kind: Kind, **detail: Any) -> None:
    """Add one line to the project's log. ``by`` is a user's id."""
    db.execute(
        t.activity.insert().values(project_id=project_id, done_by=by, done_at=at, kind=kind, detail=json.dumps(detail))
    )
