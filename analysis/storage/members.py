"""Who has a part in a project: added by e-mail, with a role, by its owners; a project always keeps an owner.

An address that nobody has signed in with yet is invited: whoever signs in with it later, and of whom the identity
provider says that it is theirs, becomes a member then. Only owners see addresses.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import get_args

import sqlalchemy as sa

from analysis.storage import schema as t
from analysis.storage.activity import note
from analysis.storage.codec import now
from analysis.storage.engine import reading, writing
from analysis.storage.errors import NotFound, StorageError
from analysis.storage.store import Role, Store, User

MOST = 200
"""Members and invitations of one project."""
_EMAIL = re.compile(r"[^@\s\x00-\x1f,;<>\"()]+@[^@\s\x00-\x1f,;<>\"()]+\.[^@\s\x00-\x1f,;<>\"().]+")
_NOBODY = "There is no such member in this project. Somebody may have removed them in the meantime."


@dataclass(frozen=True, slots=True)
class Member:
    """A member or, where ``joined`` is false, somebody invited who hasn't signed in yet.

    ``id`` is the user's or the invitation's; ``email`` is empty where it isn't known or not for the asker to see.
    """

    id: str
    name: str
    email: str
    role: Role
    joined: bool = True


def same_email(text: str) -> str:
    """An address in the form in which two are compared. Raises StorageError where it is none."""
    found = text.strip().lower()
    if len(found) > 254 or not found.isprintable() or not _EMAIL.fullmatch(found):
        raise StorageError(f"“{' '.join(text.split())[:80]}” is no e-mail address. Write one like name@example.org.")
    return found


def list_members(store: Store, user: User, project_id: str) -> list[Member]:
    """Members by name, then who is invited. Every member may see it, invitations and addresses only owners."""
    u, m, i = t.users.c, t.members.c, t.invitations.c
    with reading(store.engine) as db:
        owner = store._require(db, user, project_id, "viewer") == "owner"
        members = db.execute(
            sa.select(u.id, u.name, u.email, m.role)
            .join(t.members, m.user_id == u.id)
            .where(m.project_id == project_id)
            .order_by(u.name, u.id)
        )
        found = [Member(k, name, (email or "") if owner else "", role) for k, name, email, role in members]
        if owner:
            invited = db.execute(sa.select(i.id, i.email, i.role).where(i.project_id == project_id).order_by(i.email))
            found += [Member(k, email, email, role, joined=False) for k, email, role in invited]
    return found


def add_member(store: Store, user: User, project_id: str, email: str, role: Role) -> Member:
    """Give whoever has this address a part in the project, now or once they sign in. Only an owner may.

    Raises StorageError for what is no address or no role, and for somebody who has a part in it already.
    """
    email = same_email(email)
    _known(role)
    u, m, i = t.users.c, t.members.c, t.invitations.c
    with writing(store.engine) as db:
        store._require(db, user, project_id, "owner", lock=True)
        found = db.execute(sa.select(u.id, u.name).where(u.email == email).order_by(u.id)).first()
        had = found and db.scalar(sa.select(m.role).where(m.project_id == project_id, m.user_id == found.id))
        had = had or db.scalar(sa.select(i.role).where(i.project_id == project_id, i.email == email))
        if had:
            raise StorageError(f"{email} is already here, as {had}. Change the role in the list.")
        count = sum(
            db.scalar(sa.select(sa.func.count()).where(x.c.project_id == project_id)) or 0
            for x in (t.members, t.invitations)
        )
        if count >= MOST:
            raise StorageError(f"A project has at most {MOST} members. Remove somebody first.")
        note(db, project_id, user.id, now(), "added", who=found.name if found else email, role=role)
        if found:
            db.execute(t.members.insert().values(project_id=project_id, user_id=found.id, role=role))
            return Member(found.id, found.name, email, role)
        new = Member(str(uuid.uuid4()), email, email, role, joined=False)
        db.execute(
            t.invitations.insert().values(
                id=new.id, project_id=project_id, email=email, role=role, created_at=now(), created_by=user.id
            )
        )
        return new


def change_role(store: Store, user: User, project_id: str, member_id: str, role: Role) -> None:
    """Give a member, or somebody invited, another role. Only an owner may; the last owner stays one."""
    _known(role)
    _change(store, user, project_id, member_id, role)


def remove_member(store: Store, user: User, project_id: str, member_id: str) -> None:
    """End somebody's part in the project. Owners may remove anybody, everyone else only themselves.

    What the person saved stays. The last owner can't go.
    """
    _change(store, user, project_id, member_id, None)


def transfer(store: Store, user: User, project_id: str, member_id: str) -> None:
    """Make another member the owner in the user's place, who stays as an editor. Both at once or neither."""
    with writing(store.engine) as db:
        store._require(db, user, project_id, "owner", lock=True)
        if member_id == user.id:
            raise StorageError("You own this project already. Choose somebody else.")
        name = _name(db, project_id, member_id)
        if name is None:
            if _invitation(db, project_id, member_id):
                raise StorageError("They have to sign in once before the project can be handed over to them.")
            raise NotFound(_NOBODY)
        for who, role, called in ((member_id, "owner", name), (user.id, "editor", user.name)):
            _set(db, project_id, who, role)
            note(db, project_id, user.id, now(), "role", who=called, role=role)


def _change(store: Store, user: User, project_id: str, member_id: str, role: Role | None) -> None:
    i, m = t.invitations.c, t.members.c
    with writing(store.engine) as db:
        leaves = role is None and member_id == user.id
        store._require(db, user, project_id, "viewer" if leaves else "owner", lock=True)
        name = _name(db, project_id, member_id)
        if name is not None:
            if role is None:
                db.execute(t.members.delete().where(m.project_id == project_id, m.user_id == member_id))
            else:
                _set(db, project_id, member_id, role)
        elif email := _invitation(db, project_id, member_id):
            name, mine = email, (i.project_id == project_id, i.id == member_id)
            if role is None:
                db.execute(t.invitations.delete().where(*mine))
            else:
                db.execute(t.invitations.update().where(*mine).values(role=role))
        else:
            raise NotFound(_NOBODY)
        if not db.scalar(sa.select(sa.func.count()).where(m.project_id == project_id, m.role == "owner")):
            raise StorageError("A project needs an owner. Make someone else its owner first.")
        note(db, project_id, user.id, now(), "removed" if role is None else "role", who=name, role=role)


def _known(role: str) -> None:
    if role not in get_args(Role):
        raise StorageError(f"There is no role {role!r}; choose owner, editor or viewer.")


def _name(db: sa.Connection, project_id: str, user_id: str) -> str | None:
    m, u = t.members.c, t.users.c
    return db.scalar(
        sa.select(u.name).join(t.members, m.user_id == u.id).where(m.project_id == project_id, m.user_id == user_id)
    )


def _invitation(db: sa.Connection, project_id: str, invitation_id: str) -> str | None:
    i = t.invitations.c
    return db.scalar(sa.select(i.email).where(i.project_id == project_id, i.id == invitation_id))


def _set(db: sa.Connection, project_id: str, user_id: str, role: str) -> None:
    m = t.members.c
    db.execute(t.members.update().where(m.project_id == project_id, m.user_id == user_id).values(role=role))
