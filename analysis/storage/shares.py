"""Read-only links to a project: made and revoked by its owners, opened by whoever has the link.

The token is 256 random bits and is stored only as its hash. A link that has expired, was revoked or never existed
reads the same. Nothing but names, articles (or their quotes) and what was found in them goes through a link: no
members, no corrections' authors, no other project.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from analysis import logs
from analysis.corrections import article_key
from analysis.export import from_json, to_json
from analysis.names import renamed
from analysis.project import Project
from analysis.redaction import quotes_only
from analysis.shelf import weight
from analysis.storage import schema as t
from analysis.storage.codec import expand, now, plain_name, squeeze
from analysis.storage.engine import reading, writing
from analysis.storage.errors import NotFound, StorageError
from analysis.storage.rows import load_project
from analysis.storage.store import Store, User
from analysis.types import Analysis

MIN_PASSWORD = 8
TRIES = 5
"""Wrong passwords after which a link is closed for a while, twice as long each further time."""
_BLOCK = timedelta(seconds=30)
_LONGEST_BLOCK = timedelta(hours=1)
_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}
_PROCESS = secrets.token_bytes(32)
_GONE = "This link doesn't exist, has expired or was revoked. Ask whoever sent it for a new one."


class PasswordNeeded(StorageError):
    """The link has a password and none, or a wrong one, was given."""


@dataclass(frozen=True, slots=True)
class Share:
    """A link in the owner's list. ``expires_at`` is empty for one without end."""

    id: str
    label: str
    created_at: str
    expires_at: str
    revoked: bool
    password: bool
    with_text: bool
    live: bool


@dataclass(frozen=True, slots=True)
class SharedView:
    """What a link shows. ``at`` is when this state was saved.

    ``analyses`` are corrected and have the names that people chose for speakers; ``events`` names each one's event
    where a person did, and is "" otherwise.
    """

    name: str
    analyses: tuple[Analysis, ...]
    events: tuple[str, ...]
    at: str
    live: bool
    with_text: bool
    key: str = field(default="", repr=False)


def create_share(
    store: Store,
    user: User,
    project_id: str,
    *,
    label: str = "",
    days: int | None = 90,
    password: str = "",
    with_text: bool = False,
    live: bool = False,
) -> tuple[Share, str]:
    """Make a link; returns it and its token, which can't be had again. Only an owner may."""
    if password and len(password) < MIN_PASSWORD:
        raise StorageError(f"Give the link a password of at least {MIN_PASSWORD} characters, or none.")
    token = secrets.token_urlsafe(32)
    at = datetime.now(UTC)
    ends = now(at + timedelta(days=days)) if days else None
    share = Share(str(uuid.uuid4()), plain_name(label), now(at), ends or "", False, bool(password), with_text, live)
    row: dict[str, Any] = {
        "id": share.id,
        "project_id": project_id,
        "token_hash": _hash(token),
        "label": share.label,
        "created_at": share.created_at,
        "created_by": user.id,
        "expires_at": ends,
        "password_hash": hash_password(password) if password else None,
        "with_text": int(with_text),
        "snapshot": None,
    }
    with writing(store.engine) as db:
        store._require(db, user, project_id, "owner")
        if not live:
            project, _, saved = load_project(db, project_id)
            row["snapshot"] = squeeze(_view_data(project, saved, with_text=with_text))
        db.execute(t.shares.insert().values(row))
    logs.event("link_made", days=days, live=live, with_text=with_text, password=bool(password))
    return (
        Share(
            row["id"], row["label"], row["created_at"], row["expires_at"] or "", False, bool(password), with_text, live
        ),
        token,
    )


def list_shares(store: Store, user: User, project_id: str) -> list[Share]:
    """The project's links, the newest first. Only an owner may see them."""
    s = t.shares.c
    with reading(store.engine) as db:
        store._require(db, user, project_id, "owner")
        rows = db.execute(
            sa.select(
                s.id, s.label, s.created_at, s.expires_at, s.revoked_at, s.password_hash.is_not(None), s.with_text,
                s.snapshot.is_(None),
            )
            .where(s.project_id == project_id)
            .order_by(s.created_at.desc(), s.id)
        )  # fmt: skip
        return [
            Share(i, label, made, ends or "", gone is not None, bool(locked), bool(text), bool(live))
            for i, label, made, ends, gone, locked, text, live in rows
        ]


def revoke_share(store: Store, user: User, project_id: str, share_id: str) -> None:
    """End a link at once. Only an owner may; the snapshot is deleted with it."""
    s = t.shares.c
    with writing(store.engine) as db:
        store._require(db, user, project_id, "owner")
        # An empty snapshot would read as a live link, so the row keeps one that shows nothing.
        done = db.execute(
            t.shares.update()
            .where(s.id == share_id, s.project_id == project_id)
            .values(revoked_at=now(), snapshot=sa.case((s.snapshot.is_(None), sa.null()), else_=b""))
        )
        if not done.rowcount:
            raise NotFound("There is no such link in this project.")
    logs.event("link_revoked")


def open_share(store: Store, token: str, password: str = "", key: str = "") -> SharedView:
    """What the link shows. Raises NotFound, or PasswordNeeded where a password is missing or wrong.

    ``key`` is that of a view which this visitor's session was given before; it stands in for the password.
    """
    s, p = t.shares.c, t.projects.c
    query = (
        sa.select(
            s.id, s.project_id, s.revoked_at, s.expires_at, s.password_hash, s.with_text,
            s.snapshot.is_(None).label("live"), p.version,
        )
        .join(t.projects, p.id == s.project_id)
        .where(s.token_hash == _hash(token))
    )  # fmt: skip
    with reading(store.engine) as db:
        row = db.execute(query).first()
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now()):
        logs.event("link_refused", level="warning", known=row is not None)
        raise NotFound(_GONE)
    opens = _key(row.id, row.password_hash) if row.password_hash else ""
    if row.password_hash and not hmac.compare_digest(key.encode(), opens.encode()):
        _check_password(store, row.id, password)
    # Whether the link still holds is asked every time; what it shows is kept while it can't have changed.
    name = (row.id, row.version if row.live else None)
    found = store.views.get(name)
    if found is None:
        with reading(store.engine) as db:
            found = _view(db, row)
        store.views.put(name, found, sum(weight(a) for a in found.analyses))
        logs.event("link_read", articles=len(found.analyses), live=found.live)
    return replace(found, key=opens)


def _key(share_id: str, password_hash: str) -> str:
    """What a session keeps once the password was right; it holds in this process and for this password only."""
    return hmac.new(_PROCESS, f"{share_id} {password_hash}".encode(), "sha256").hexdigest()


def _view(db: sa.Connection, row) -> SharedView:
    if row.live:
        project, _, saved = load_project(db, row.project_id)
        data = _view_data(project, saved, with_text=bool(row.with_text))
    else:
        snapshot = db.scalar(sa.select(t.shares.c.snapshot).where(t.shares.c.id == row.id))
        if not snapshot:
            raise NotFound(_GONE)
        data = expand(snapshot)
    analyses = tuple(from_json(a) for a in data["analyses"])
    # Snapshots of before events were shared name none.
    events = tuple(data.get("events") or ("",) * len(analyses))
    return SharedView(data["name"], analyses, events, data["at"], bool(row.live), bool(row.with_text))


def _view_data(project: Project, at: str, *, with_text: bool) -> dict:
    corrected = renamed(project.corrected(), project.aliases)
    # By place, not by the article's key: that is of the full text.
    events = [project.events.get(article_key(a.article), "") for a in corrected]
    shown = [replace(a, article=replace(a.article, filename="")) for a in corrected]
    if not with_text:
        shown = [quotes_only(a) for a in shown]
    return {"name": project.name, "at": at, "analyses": [to_json(a) for a in shown], "events": events}


def _check_password(store: Store, share_id: str, password: str) -> None:
    """Raises unless the password is right. Wrong ones are counted for the link, not for the visitor."""
    if not password:
        raise PasswordNeeded("This link has a password.")
    at = datetime.now(UTC)
    with writing(store.engine) as db:
        row = db.execute(
            sa.select(t.shares.c.password_hash, t.shares.c.failures, t.shares.c.blocked_until)
            .where(t.shares.c.id == share_id)
            .with_for_update()
        ).first()
        if row is None:
            raise NotFound(_GONE)
        if row.blocked_until and row.blocked_until > now(at):
            raise PasswordNeeded("Too many wrong passwords. Wait a while, then try again.")
        right = check_password(password, row.password_hash)
        failures = 0 if right else row.failures + 1
        blocked = None
        if failures >= TRIES:
            blocked = now(at + min(_BLOCK * 2 ** min(failures - TRIES, 12), _LONGEST_BLOCK))
        if failures != row.failures or blocked != row.blocked_until:
            db.execute(
                t.shares.update().where(t.shares.c.id == share_id).values(failures=failures, blocked_until=blocked)
            )
    if not right:
        logs.event("link_password_wrong", level="warning", failures=failures)
        raise PasswordNeeded("That is not the password.")


def _hash(token: str) -> str:
    # A hash without salt or stretching suffices: the token is random and too long to guess.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """The password under scrypt (32 MB of memory a guess) with its own salt, to store."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT).hex()}"


def check_password(password: str, stored: str) -> bool:
    """Whether the password is the one that was stored."""
    _, salt, digest = stored.split("$")
    found = hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=bytes.fromhex(salt), **_SCRYPT)
    return hmac.compare_digest(found.hex(), digest)
