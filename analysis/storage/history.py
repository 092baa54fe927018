"""What happened to a project: every save with its analyses and corrections, by whom and when; earlier results restored.

Saves of before the log was kept are read off the analyses and corrections that they left.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from analysis import logs
from analysis.corrections import Correction
from analysis.interchange.project_json import correction_from_data
from analysis.storage import schema as t
from analysis.storage.activity import Kind, note
from analysis.storage.codec import now
from analysis.storage.engine import reading, writing
from analysis.storage.errors import NotFound, QuotaExceeded, StorageError
from analysis.storage.rows import load_project, present_digests
from analysis.storage.store import Run, Saved, Store, User

_MEMBERS = ("added", "role", "removed")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done. ``at`` is UTC, ISO 8601; ``by`` a name.

    ``runs`` are the analyses that came with it, ``corrections`` the decisions, and ``changed`` says what else it
    changed ("name", "topics", "events", "names"). ``article`` is the key of the article whose earlier analysis was
    restored; ``who`` and ``role`` are of a member. ``version`` is 0 where it isn't known.
    """

    at: str
    by: str
    kind: Kind
    version: int = 0
    changed: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    corrections: tuple[Correction, ...] = ()
    article: str = ""
    who: str = ""
    role: str = ""


def project_history(store: Store, user: User, project_id: str) -> list[Event]:
    """All that was done, the newest first. Every member may see it; what concerns members only owners."""
    a, c, v, u = t.analyses.c, t.corrections.c, t.activity.c, t.users.c
    with reading(store.engine) as db:
        owner = store._require(db, user, project_id, "viewer") == "owner"
        log = db.execute(
            sa.select(v.done_at, v.done_by, v.kind, v.detail).where(v.project_id == project_id).order_by(v.id)
        ).all()
        analyses = db.execute(
            sa.select(a.id, a.versions, a.created_at, a.created_by, a.position, a.article_key)
            .where(a.project_id == project_id)
            .order_by(a.id)
        ).all()
        made = db.execute(
            sa.select(c.saved_at, c.saved_by, c.data).where(c.project_id == project_id).order_by(c.number)
        ).all()
        ids = {x.done_by for x in log} | {x.created_by for x in analyses} | {x.saved_by for x in made}
        names = {k: name for k, name in db.execute(sa.select(u.id, u.name).where(u.id.in_(ids)))}
    runs: dict[tuple[str, str], list[Run]] = {}
    for x in analyses:
        by = names.get(x.created_by, "Somebody")
        runs.setdefault((x.created_at, x.created_by), []).append(
            Run(x.id, json.loads(x.versions), x.created_at, by, x.position is not None, x.article_key)
        )
    decided: dict[tuple[str, str], list[Correction]] = {}
    for x in made:
        decided.setdefault((x.saved_at, x.saved_by), []).append(correction_from_data(json.loads(x.data)))
    found: list[Event] = []
    for x in log:
        if x.kind in _MEMBERS and not owner:
            continue
        key, detail = (x.done_at, x.done_by), json.loads(x.detail)
        saved = x.kind in ("made", "saved")
        found.append(
            Event(
                at=x.done_at,
                by=names.get(x.done_by, "Somebody"),
                kind=x.kind,
                version=1 if x.kind == "made" else int(detail.get("version", 0)),
                changed=tuple(detail.get("changed", ())),
                runs=tuple(runs.pop(key, ())) if saved else (),
                corrections=tuple(decided.pop(key, ())) if saved else (),
                article=detail.get("article", ""),
                who=detail.get("who") or "",
                role=detail.get("role") or "",
            )
        )
    for at, by in runs.keys() | decided.keys():
        found.append(
            Event(
                at,
                names.get(by, "Somebody"),
                "saved",
                runs=tuple(runs.get((at, by), ())),
                corrections=tuple(decided.get((at, by), ())),
            )
        )
    # The sort keeps what was done in one moment in its order, so the reversal puts the later of them first.
    return sorted(found, key=lambda e: e.at)[::-1]


def restore_run(store: Store, user: User, project_id: str, run_id: int, version: int) -> Saved:
    """Make an earlier analysis the present one of its article; the one in its place becomes an earlier one.

    Nothing is lost by it, and corrections stay. An article that the project doesn't hold any more comes back at the
    end. Raises NotFound, Forbidden, Conflict as a save does, and StorageError where it is the present one already.
    """
    a, at = t.analyses.c, now()
    with writing(store.engine) as db:
        role = store._require(db, user, project_id, "editor", lock=True)
        run = db.execute(sa.select(a.position, a.article_key).where(a.project_id == project_id, a.id == run_id)).first()
        if run is None:
            raise NotFound("There is no such analysis in this project.")
        if run.position is not None:
            raise StorageError("This analysis is the present one already.")
        store._raise_version(db, project_id, version, at)
        present = (a.project_id == project_id, a.position.is_not(None))
        current = db.execute(
            sa.select(a.id, a.position).where(*present, a.article_key == run.article_key).order_by(a.position)
        ).first()
        if current is not None:
            place = current.position
            db.execute(t.analyses.update().where(a.id == current.id).values(position=None))
        else:
            count = db.scalar(sa.select(sa.func.count()).where(*present)) or 0
            if count >= store.settings.max_articles:
                raise QuotaExceeded(f"This project has {count} articles; more don't fit in one.")
            place = (db.scalar(sa.select(sa.func.max(a.position)).where(*present)) or 0) + bool(count)
        db.execute(t.analyses.update().where(a.id == run_id).values(position=place))
        note(db, project_id, user.id, at, "restored", version=version + 1, article=run.article_key)
        project, digests = load_project(db, project_id)[0], present_digests(db, project_id)
    logs.event("analysis_restored", version=version + 1)
    return Saved(project, version + 1, role, at, digests)
