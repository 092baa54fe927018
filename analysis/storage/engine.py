"""The database: SQLite in WAL mode in the user's data folder, or PostgreSQL; brought up to date under a lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from analysis import logs
from analysis.hosting import HostSettings, host_settings
from analysis.storage.errors import StorageError
from analysis.storage.schema import metadata

WAIT_S = 30
"""Seconds that a writer waits for another."""
_LOCK = 0x5374616E64  # any number that no other program takes as its advisory lock: "Stand"
_MIGRATIONS = Path(__file__).parent / "migrations"


def database_url(settings: HostSettings | None = None) -> sa.URL:
    """Where projects are stored. Raises StorageError where the folder can't be made."""
    settings = settings or host_settings()
    if settings.database_url:
        url = sa.make_url(settings.database_url)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        return url
    folder = settings.data_dir
    if folder is None:
        from platformdirs import user_data_path

        folder = user_data_path("standpoint", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"Projects can't be saved: the folder {folder} can't be made ({error.strerror}). "
            "Name another with STANDPOINT_DATA_DIR."
        ) from error
    return sa.URL.create("sqlite", database=str(folder / "standpoint.sqlite"))


def make_engine(url: sa.URL | str) -> sa.Engine:
    """An engine whose transactions mean the same on both databases."""
    url = sa.make_url(url)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, pool_timeout=WAIT_S)
    engine = sa.create_engine(url, connect_args={"timeout": WAIT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record) -> None:
        # The driver's own transactions begin late and end at DDL; "begin" below does it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT_S * 1000}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        # A writer takes the lock at once: one that read first could no longer get it when another wrote in between.
        write = connection.get_execution_options().get("standpoint_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes: all of it or nothing. Raises StorageError where the database fails."""
    try:
        with engine.connect().execution_options(standpoint_write=True) as db, db.begin():
            yield db
    except (sa.exc.OperationalError, sa.exc.DataError) as error:
        raise _explained(error) from error


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that sees the database as it is at one moment."""
    try:
        with engine.connect() as plain:
            level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
            db = plain.execution_options(**level)
            with db.begin():
                yield db
    except sa.exc.OperationalError as error:
        raise _explained(error) from error


def _explained(error: sa.exc.DBAPIError) -> StorageError:
    logs.event("database_failed", level="error", error=error)
    said = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
    if "locked" in said:
        return StorageError("The database is busy. Nothing was saved; try again in a moment.")
    if "full" in said or "No space" in said:
        return StorageError("The disk is full. Nothing was saved.")
    if "readonly" in said or "read-only" in said:
        return StorageError("The database can only be read. Nothing was saved.")
    return StorageError(f"The database can't be used: {said}")


def scripts() -> ScriptDirectory:
    """The migrations, for Alembic."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return ScriptDirectory.from_config(config)


def revision_of(db: sa.Connection) -> str | None:
    """The revision that the database is at; None where it is empty."""
    return MigrationContext.configure(db).get_current_revision()


def migrate(engine: sa.Engine, to: str = "head") -> None:
    """Bring the database to a revision, in one transaction and under a lock.

    Several processes may start at once: one migrates, the others wait and find it done. A process that is killed
    leaves the database as it was. Raises StorageError for a database of a newer version of Standpoint.
    """
    found = scripts()
    known = {r.revision for r in found.walk_revisions()}
    if to == "head":
        with reading(engine) as db:
            if revision_of(db) == found.get_current_head():
                return
    with writing(engine) as db:
        if engine.dialect.name == "postgresql":
            db.execute(sa.text("SELECT pg_advisory_xact_lock(:k)"), {"k": _LOCK})
        migrate_within(db, to, found, known)


def migrate_within(db: sa.Connection, to: str, found: ScriptDirectory, known: set[str]) -> None:
    """``migrate`` inside a transaction that the caller holds."""
    at = revision_of(db)
    if at is not None and at not in known:
        raise StorageError(
            f"The database was written by a newer version of Standpoint (revision {at}). Update Standpoint."
        )
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    context = EnvironmentContext(config, found, fn=lambda rev, _: found._upgrade_revs(to, rev))
    with context:
        context.configure(connection=db, target_metadata=metadata)
        context.run_migrations()
