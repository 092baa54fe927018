"""Reading and writing a project's rows, inside a transaction of a caller that has checked who may."""

from __future__ import annotations

import json
import uuid

import sqlalchemy as sa

from analysis.interchange.project_json import codebook_from_data, correction_from_data, correction_to_data
from analysis.project import Project
from analysis.storage import schema as t
from analysis.storage.codec import now, unpack
from analysis.storage.errors import NotFound, StorageError


def user_id(db: sa.Connection, subject: str, name: str, email: str = "") -> str:
    """The id of a user, who is made at the first visit. ``email`` is an address that is certainly the user's own."""
    found = _user_id(db, subject, name)
    if email:
        u = t.users.c
        # An address may pass to another person; it means the last one who signed in with it.
        db.execute(t.users.update().where(u.email == email, u.id != found).values(email=None))
        db.execute(t.users.update().where(u.id == found, sa.func.coalesce(u.email, "") != email).values(email=email))
        _take_invitations(db, found, email)
    return found


def _take_invitations(db: sa.Connection, user: str, email: str) -> None:
    """The user becomes a member wherever that address was invited; a role that they have already stays."""
    i, m = t.invitations.c, t.members.c
    for project_id, role in db.execute(sa.select(i.project_id, i.role).where(i.email == email)).all():
        if db.scalar(sa.select(m.role).where(m.project_id == project_id, m.user_id == user)) is None:
            db.execute(t.members.insert().values(project_id=project_id, user_id=user, role=role))
    db.execute(t.invitations.delete().where(i.email == email))


def _user_id(db: sa.Connection, subject: str, name: str) -> str:
    found = db.execute(sa.select(t.users.c.id, t.users.c.name).where(t.users.c.subject == subject)).first()
    if found is None:
        new = {"id": str(uuid.uuid4()), "subject": subject, "name": name, "created_at": now()}
        if db.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert

            # Two first visits at once: the second waits for the first, then finds it.
            db.execute(insert(t.users).values(new).on_conflict_do_nothing(index_elements=["subject"]))
        else:
            db.execute(t.users.insert().values(new))
        return db.scalar(sa.select(t.users.c.id).where(t.users.c.subject == subject))  # type: ignore[return-value]
    if found.name != name:
        db.execute(t.users.update().where(t.users.c.id == found.id).values(name=name))
    return found.id


def write_corrections(db: sa.Connection, saved_by: str, project: Project, at: str) -> None:
    """Add the corrections that are new. Raises StorageError where a stored one would change or go."""
    c = t.corrections.c
    stored = [
        correction_from_data(json.loads(x))
        for x in db.scalars(sa.select(c.data).where(c.project_id == project.id).order_by(c.number))
    ]
    if tuple(stored) != tuple(project.corrections[: len(stored)]):
        raise StorageError(
            "Nothing was saved: corrections that were saved are kept. Add a later one that decides otherwise."
        )
    for number in range(len(stored), len(project.corrections)):
        db.execute(
            t.corrections.insert().values(
                project_id=project.id,
                number=number,
                data=json.dumps(correction_to_data(project.corrections[number])),
                saved_at=at,
                saved_by=saved_by,
            )
        )


def present_digests(db: sa.Connection, project_id: str) -> tuple[str, ...]:
    """The digest of each present analysis of a project, in order."""
    a = t.analyses.c
    query = sa.select(a.digest).where(a.project_id == project_id, a.position.is_not(None)).order_by(a.position)
    return tuple(db.scalars(query))


def load_project(db: sa.Connection, project_id: str) -> tuple[Project, int, str]:
    """A project with its version and time, for callers that have checked permissions. Raises NotFound."""
    row = db.execute(sa.select(t.projects).where(t.projects.c.id == project_id)).first()
    if row is None:
        raise NotFound("There is no such project.")
    a, c, e, s = t.analyses.c, t.corrections.c, t.events.c, t.aliases.c
    project = Project(
        id=row.id,
        name=row.name,
        codebook=codebook_from_data(json.loads(row.codebook)),
        analyses=tuple(
            unpack(x)
            for x in db.scalars(
                sa.select(a.payload).where(a.project_id == project_id, a.position.is_not(None)).order_by(a.position)
            )
        ),
        corrections=tuple(
            correction_from_data(json.loads(x))
            for x in db.scalars(sa.select(c.data).where(c.project_id == project_id).order_by(c.number))
        ),
        events={
            k: json.loads(v)
            for k, v in db.execute(
                sa.select(e.article_key, e.event).where(e.project_id == project_id).order_by(e.article_key)
            )
        },
        aliases=dict(
            json.loads(x) for x in db.scalars(sa.select(s.data).where(s.project_id == project_id).order_by(s.id))
        ),
    )
    return project, row.version, row.updated_at
