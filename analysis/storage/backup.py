"""Backup and restore: one compressed file of lines, from either database into either.

The first line says which revision the database was at, so that an old backup can be restored by a newer Standpoint:
the tables are made as they were, filled, and then migrated.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import zlib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from analysis.storage.codec import now
from analysis.storage.engine import migrate_within, reading, revision_of, scripts, writing
from analysis.storage.errors import StorageError

KIND = "standpoint backup"
_ORDER = (
    "users",
    "projects",
    "members",
    "invitations",
    "analyses",
    "corrections",
    "events",
    "aliases",
    "shares",
    "activity",
)


def backup(engine: sa.Engine, path: Path) -> int:
    """Write the whole database, as it is at one moment, to a new file; returns the number of rows.

    The file appears under its name only when it is complete. Raises StorageError.
    """
    if path.exists():
        raise StorageError(f"{path} exists already. Name a new file.")
    part = path.with_name(path.name + ".part")
    rows = 0
    try:
        with reading(engine) as db, part.open("wb") as raw:
            os.chmod(part, 0o600)
            with gzip.open(raw, "wt", encoding="ascii") as out:
                revision = revision_of(db)
                if revision is None:
                    raise StorageError("The database is empty; there is nothing to back up.")
                out.write(json.dumps({"kind": KIND, "schema": 1, "revision": revision, "at": now()}) + "\n")
                present = sa.inspect(db).get_table_names()
                for name in (n for n in _ORDER if n in present):
                    table = sa.Table(name, sa.MetaData(), autoload_with=db, resolve_fks=False)
                    for row in db.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings():
                        out.write(json.dumps([name, {k: _out(v) for k, v in row.items()}]) + "\n")
                        rows += 1
                out.write(json.dumps({"rows": rows}) + "\n")
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    except OSError as error:
        raise StorageError(f"{path} can't be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
    return rows


def restore(engine: sa.Engine, path: Path) -> int:
    """Fill an empty database from a backup, in one transaction; returns the number of rows. Raises StorageError."""
    found = scripts()
    known = {r.revision for r in found.walk_revisions()}
    try:
        with gzip.open(path, "rt", encoding="ascii") as lines, writing(engine) as db:
            head = json.loads(next(lines))
            if not isinstance(head, dict) or head.get("kind") != KIND or head.get("schema") != 1:
                raise StorageError(f"{path} is no backup of Standpoint.")
            if head.get("revision") not in known:
                raise StorageError(f"{path} was written by a newer version of Standpoint. Update Standpoint.")
            if sa.inspect(db).get_table_names():
                raise StorageError("The database isn't empty. Restore into a new one.")
            migrate_within(db, head["revision"], found, known)
            rows = _fill(db, lines, path)
            migrate_within(db, "head", found, known)
    except (OSError, EOFError, ValueError, StopIteration, KeyError, TypeError, zlib.error) as error:
        raise StorageError(f"{path} can't be read as a backup ({error}). Nothing was restored.") from error
    except sa.exc.SQLAlchemyError as error:
        raise StorageError(f"{path} doesn't fit the database. Nothing was restored.") from error
    return rows


def _fill(db: sa.Connection, lines, path: Path) -> int:
    tables: dict[str, sa.Table] = {}
    rows, end = 0, None
    for line in lines:
        entry = json.loads(line)
        if isinstance(entry, dict):
            end = entry["rows"]
            continue
        name, values = entry
        if name not in _ORDER:
            raise StorageError(f"{path} names a table {name!r} that Standpoint doesn't have. Nothing was restored.")
        if name not in tables:
            tables[name] = sa.Table(name, sa.MetaData(), autoload_with=db, resolve_fks=False)
        db.execute(tables[name].insert().values({k: _in(v) for k, v in values.items()}))
        rows += 1
    if end != rows:
        raise StorageError(f"{path} is incomplete ({rows} rows of {end}). Nothing was restored.")
    if db.dialect.name == "postgresql":
        for name in tables.keys() & {"analyses", "corrections", "aliases", "activity"}:
            # Rows came with their ids, so the counters have to go on behind the highest.
            db.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608
                    f"COALESCE((SELECT MAX(id) FROM {name}), 0) + 1, false)"
                )
            )
    return rows


def _out(value: Any) -> Any:
    return {"base64": base64.b64encode(bytes(value)).decode()} if isinstance(value, (bytes, memoryview)) else value


def _in(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value
