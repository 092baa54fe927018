"""Projects in the database: saved as a whole or not at all, with every earlier result kept.

Who may do what is decided here, for every caller: ``User`` says who asks, and a project that this user has no part
in reads as one that doesn't exist.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import Literal

import sqlalchemy as sa

from analysis import logs
from analysis.hosting import HostSettings, host_settings
from analysis.interchange.project_json import codebook_to_data
from analysis.project import Project
from analysis.shelf import Shelf
from analysis.storage import schema as t
from analysis.storage.activity import Kind, note
from analysis.storage.codec import Packed, now, pack, plain_name, unpack
from analysis.storage.engine import database_url, make_engine, migrate, reading, writing
from analysis.storage.errors import Conflict, Forbidden, NotFound, QuotaExceeded, StorageError
from analysis.storage.rows import load_project, present_digests, user_id, write_corrections
from analysis.types import Analysis

Role = Literal["owner", "editor", "viewer"]
_RANK = {"viewer": 1, "editor": 2, "owner": 3}
_MAY = {"viewer": "see it", "editor": "change it", "owner": "share or delete it, or say who has a part in it"}


@dataclass(frozen=True, slots=True)
class User:
    """Who asks. ``id`` is the database's; get one from ``Store.user``."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A project as stored. ``version`` rises with every save; the next save must name it.

    ``digests`` are those of its analyses, in order: ``Store.analysis`` loads each again.
    """

    project: Project
    version: int
    role: Role
    updated_at: str
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A project in a list. ``articles`` counts the present ones."""

    id: str
    name: str
    articles: int
    role: Role
    updated_at: str


@dataclass(frozen=True, slots=True)
class Run:
    """One analysis of one article, present or replaced by a later one."""

    id: int
    versions: dict[str, str]
    created_at: str
    created_by: str
    current: bool
    article_key: str = ""


class Store:
    """The database of projects. Safe to use from several threads and processes."""

    def __init__(self, engine: sa.Engine, settings: HostSettings | None = None):
        self.engine = engine
        self.settings = settings or host_settings()
        self.views = Shelf(self.settings.cache_mb * 1_000_000, self.settings.cache_mb * 1_000_000)
        """What links showed last, for ``shares``: many people may look at one link."""

    def user(self, subject: str, name: str, email: str = "") -> User:
        """The user whom a login (or the machine itself) calls ``subject``; made at the first visit.

        ``email`` is an address that the identity provider vouches for: whoever has it takes up the invitations to it.
        """
        name = plain_name(name) or "Somebody"
        with writing(self.engine) as db:
            return User(user_id(db, subject, name, email), name)

    # Projects

    def create(self, user: User, project: Project) -> Saved:
        """Store a project that is new; its id is made here. The user becomes its owner."""
        project = replace(project, id=str(uuid.uuid4()))
        name, at = plain_name(project.name) or "Untitled project", now()
        with writing(self.engine) as db:
            db.execute(
                t.projects.insert().values(
                    id=project.id, name=name, codebook="{}", version=1, created_at=at, updated_at=at
                )
            )
            db.execute(t.members.insert().values(project_id=project.id, user_id=user.id, role="owner"))
            self._write(db, user, replace(project, name=name), at)
            note(db, project.id, user.id, at, "made")
            digests = present_digests(db, project.id)
        logs.event("project_created", articles=len(project.analyses))
        return Saved(replace(project, name=name), 1, "owner", at, digests)

    def save(self, user: User, project: Project, version: int) -> Saved:
        """Store a project over version ``version`` of it.

        Analyses that are new come beside the old ones, which are kept as earlier results; corrections are only ever
        added. Raises Conflict where someone else saved in between, Forbidden, NotFound, QuotaExceeded; nothing is
        stored then.
        """
        name, at = plain_name(project.name) or "Untitled project", now()
        with writing(self.engine) as db:
            role = self._require(db, user, project.id, "editor", lock=True)
            self._raise_version(db, project.id, version, at)
            changed = self._write(db, user, replace(project, name=name), at)
            note(db, project.id, user.id, at, "saved", version=version + 1, changed=changed)
            digests = present_digests(db, project.id)
        logs.event("project_saved", articles=len(project.analyses), version=version + 1)
        return Saved(replace(project, name=name), version + 1, role, at, digests)

    def load(self, user: User, project_id: str) -> Saved:
        """The project as last saved. Raises NotFound."""
        with reading(self.engine) as db:
            role = self._require(db, user, project_id, "viewer")
            project, version, at = load_project(db, project_id)
            digests = present_digests(db, project_id)
        logs.event("project_opened", articles=len(project.analyses), version=version)
        return Saved(project, version, role, at, digests)

    def analysis(self, user: User, project_id: str, digest: str) -> Analysis:
        """One analysis of a project, present or earlier. Raises NotFound."""
        a = t.analyses.c
        with reading(self.engine) as db:
            self._require(db, user, project_id, "viewer")
            payload = db.scalar(
                sa.select(a.payload).where(a.project_id == project_id, a.digest == digest).order_by(a.id.desc())
            )
        if payload is None:
            raise NotFound("There is no such analysis in this project.")
        return unpack(payload)

    def role(self, user: User, project_id: str) -> Role:
        """What the user may do in the project now. Raises NotFound."""
        with reading(self.engine) as db:
            return self._require(db, user, project_id, "viewer")

    def projects(self, user: User) -> list[Listed]:
        """The user's projects, the last changed first."""
        count = (
            sa.select(sa.func.count())
            .where(t.analyses.c.project_id == t.projects.c.id, t.analyses.c.position.is_not(None))
            .scalar_subquery()
        )
        p = t.projects.c
        query = (
            sa.select(p.id, p.name, count, t.members.c.role, p.updated_at)
            .join(t.members, t.members.c.project_id == p.id)
            .where(t.members.c.user_id == user.id)
            .order_by(p.updated_at.desc(), p.id)
        )
        with reading(self.engine) as db:
            return [Listed(*row) for row in db.execute(query)]

    def delete(self, user: User, project_id: str) -> None:
        """Delete a project with everything that hangs on it, links too. Only its owner may."""
        with writing(self.engine) as db:
            self._require(db, user, project_id, "owner")
            db.execute(t.projects.delete().where(t.projects.c.id == project_id))
        logs.event("project_deleted")

    def history(self, user: User, project_id: str, article_key: str) -> list[Run]:
        """Every analysis of one article, the newest first."""
        a = t.analyses.c
        query = (
            sa.select(a.id, a.versions, a.created_at, t.users.c.name, a.position)
            .join(t.users, t.users.c.id == a.created_by, isouter=True)
            .where(a.project_id == project_id, a.article_key == article_key)
            .order_by(a.id.desc())
        )
        with reading(self.engine) as db:
            self._require(db, user, project_id, "viewer")
            return [
                Run(row[0], json.loads(row[1]), row[2], row[3] or "Somebody", row[4] is not None, article_key)
                for row in db.execute(query)
            ]

    def run(self, user: User, project_id: str, run_id: int):
        """One analysis of the history. Raises NotFound."""
        with reading(self.engine) as db:
            self._require(db, user, project_id, "viewer")
            payload = db.scalar(
                sa.select(t.analyses.c.payload).where(t.analyses.c.project_id == project_id, t.analyses.c.id == run_id)
            )
        if payload is None:
            raise NotFound("There is no such analysis in this project.")
        return unpack(payload)

    # Members

    def members(self, user: User, project_id: str) -> list[tuple[User, Role]]:
        """Who has a part in the project."""
        with reading(self.engine) as db:
            self._require(db, user, project_id, "viewer")
            rows = db.execute(
                sa.select(t.users.c.id, t.users.c.name, t.members.c.role)
                .join(t.members, t.members.c.user_id == t.users.c.id)
                .where(t.members.c.project_id == project_id)
                .order_by(t.users.c.name)
            )
            return [(User(i, n), role) for i, n, role in rows]

    def set_role(self, user: User, project_id: str, other: User, role: Role | None) -> None:
        """Give another user a role, or none. Only an owner may; the last owner stays one."""
        if role is not None and role not in _RANK:
            raise StorageError(f"There is no role {role!r}; choose owner, editor or viewer.")
        m = t.members.c
        with writing(self.engine) as db:
            self._require(db, user, project_id, "owner", lock=True)
            if db.scalar(sa.select(t.users.c.id).where(t.users.c.id == other.id)) is None:
                raise NotFound("There is no such user; they have to sign in once before.")
            had = db.execute(t.members.delete().where(m.project_id == project_id, m.user_id == other.id)).rowcount
            if role is not None:
                db.execute(t.members.insert().values(project_id=project_id, user_id=other.id, role=role))
            kind: Kind = "removed" if role is None else "role" if had else "added"
            note(db, project_id, user.id, now(), kind, who=other.name, role=role)
            owners = db.scalar(sa.select(sa.func.count()).where(m.project_id == project_id, m.role == "owner"))
            if not owners:
                raise StorageError("A project needs an owner. Make someone else its owner first.")

    def expire(self) -> int:
        """Delete projects that nobody changed within the retention period; returns how many."""
        from datetime import UTC, datetime, timedelta

        if not self.settings.retention_days:
            return 0
        limit = now(datetime.now(UTC) - timedelta(days=self.settings.retention_days))
        with writing(self.engine) as db:
            gone = db.execute(t.projects.delete().where(t.projects.c.updated_at < limit)).rowcount
        logs.event("projects_expired", projects=gone, days=self.settings.retention_days)
        return gone

    def healthy(self) -> bool:
        """Whether the database answers."""
        with reading(self.engine) as db:
            return db.scalar(sa.select(sa.literal(1))) == 1

    # Within a transaction

    def _require(self, db: sa.Connection, user: User, project_id: str, role: Role, *, lock: bool = False) -> Role:
        """The user's role in the project; raises where it doesn't reach to ``role``."""
        if lock and db.dialect.name == "postgresql":
            db.execute(sa.select(t.projects.c.id).where(t.projects.c.id == project_id).with_for_update())
        found = db.scalar(
            sa.select(t.members.c.role).where(t.members.c.project_id == project_id, t.members.c.user_id == user.id)
        )
        if found is None:
            raise NotFound("There is no such project.")
        if _RANK[found] < _RANK[role]:
            one = "an editor" if found == "editor" else f"a {found}"
            raise Forbidden(f"You are {one} of this project and can't {_MAY[role]}. Ask its owner.")
        return found

    def _raise_version(self, db: sa.Connection, project_id: str, version: int, at: str) -> None:
        """Go from ``version`` to the next. Raises Conflict where the project isn't at ``version`` any more."""
        done = db.execute(
            t.projects.update()
            .where(t.projects.c.id == project_id, t.projects.c.version == version)
            .values(version=version + 1, updated_at=at)
        )
        if done.rowcount != 1:
            logs.event("save_conflict", level="warning", version=version)
            raise Conflict(
                "Someone else saved this project in the meantime, so nothing was saved now. "
                "Reload the project, or save yours as a copy."
            )

    def _write(self, db: sa.Connection, user: User, project: Project, at: str) -> list[str]:
        """Store the project; returns what of it is other than before, besides analyses and corrections."""
        book = json.dumps(codebook_to_data(project.codebook))
        changed = self._changed(db, project, book)
        db.execute(t.projects.update().where(t.projects.c.id == project.id).values(name=project.name, codebook=book))
        self._write_analyses(db, user, project, at)
        write_corrections(db, user.id, project, at)
        db.execute(t.events.delete().where(t.events.c.project_id == project.id))
        db.execute(t.aliases.delete().where(t.aliases.c.project_id == project.id))
        for key, event in project.events.items():
            db.execute(t.events.insert().values(project_id=project.id, article_key=key, event=json.dumps(event)))
        for pair in project.aliases.items():
            db.execute(t.aliases.insert().values(project_id=project.id, data=json.dumps(pair)))
        self._within_quota(db, project.id)
        return changed

    def _changed(self, db: sa.Connection, project: Project, book: str) -> list[str]:
        p, e, s = t.projects.c, t.events.c, t.aliases.c
        name, topics = db.execute(sa.select(p.name, p.codebook).where(p.id == project.id)).one()
        events = db.execute(sa.select(e.article_key, e.event).where(e.project_id == project.id)).all()
        aliases = db.scalars(sa.select(s.data).where(s.project_id == project.id).order_by(s.id)).all()
        before = (name, topics, {k: json.loads(v) for k, v in events}, [json.loads(x) for x in aliases])
        after = (project.name, book, dict(project.events), [list(x) for x in project.aliases.items()])
        return [w for w, a, b in zip(("name", "topics", "events", "names"), before, after, strict=True) if a != b]

    def _write_analyses(self, db: sa.Connection, user: User, project: Project, at: str) -> None:
        if len(project.analyses) > self.settings.max_articles:
            raise QuotaExceeded(
                f"This project has {len(project.analyses)} articles; at most {self.settings.max_articles} fit in one."
            )
        a = t.analyses.c
        rows = db.execute(
            sa.select(a.id, a.digest).where(a.project_id == project.id).order_by(a.position.is_(None), a.id.desc())
        )
        stored: dict[str, list[int]] = {}
        for row_id, digest in rows:
            stored.setdefault(digest, []).append(row_id)
        db.execute(t.analyses.update().where(a.project_id == project.id).values(position=None))
        for position, analysis in enumerate(project.analyses):
            packed: Packed = pack(analysis)
            if same := stored.get(packed.digest):
                db.execute(t.analyses.update().where(a.id == same.pop(0)).values(position=position))
                continue
            db.execute(
                t.analyses.insert().values(
                    project_id=project.id,
                    position=position,
                    article_key=packed.article_key,
                    digest=packed.digest,
                    versions=json.dumps(analysis.versions),
                    codebook_version=plain_name(analysis.versions.get("codebook", ""))[:64],
                    payload=packed.data,
                    size=len(packed.data),
                    created_at=at,
                    created_by=user.id,
                )
            )

    def _within_quota(self, db: sa.Connection, project_id: str) -> None:
        """Raises where an owner of the project stores more than the quota, counted over all that they own."""
        owned, m = t.members.alias(), t.members.c
        query = (
            sa.select(sa.func.sum(t.analyses.c.size))
            .join(owned, owned.c.project_id == t.analyses.c.project_id)
            .join(t.members, sa.and_(m.user_id == owned.c.user_id, m.project_id == project_id, m.role == "owner"))
            .where(owned.c.role == "owner")
            .group_by(owned.c.user_id)
        )
        most = max((int(x or 0) for x in db.scalars(query)), default=0)
        if most > self.settings.quota_mb * 1_000_000:
            logs.event("quota_exceeded", level="warning", megabytes=most / 1e6, allowed=self.settings.quota_mb)
            raise QuotaExceeded(
                f"Nothing was saved: the projects would take {most / 1e6:.0f} MB, and {self.settings.quota_mb} MB are "
                "allowed. Delete a project that you no longer need."
            )


def open_store(settings: HostSettings | None = None) -> Store:
    """The configured database, brought up to date. Raises StorageError or SettingsError."""
    settings = settings or host_settings()
    engine = make_engine(database_url(settings))
    migrate(engine)
    store = Store(engine, settings)
    store.expire()
    return store
