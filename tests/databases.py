"""Real databases for tests: a SQLite file, and a PostgreSQL server of the test's own."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from analysis.hosting import HostSettings
from analysis.storage.engine import make_engine, migrate
from analysis.storage.store import Store
from tests.browser import free_port, need

_NUMBER = itertools.count()


def postgres_programs() -> Path | None:
    """Folder of initdb and postgres, the newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


@functools.cache
def server() -> str:
    """Address of a PostgreSQL server that ends with the tests."""
    programs = postgres_programs()
    need(programs, "PostgreSQL")
    folder, port = Path(tempfile.mkdtemp(prefix="standpoint-postgres-")), free_port()
    other = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        other = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    data = folder / "data"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **other}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "standpoint", "-A", "trust", "-E", "UTF8", "--locale=C"],
        check=True,
        **quiet,
    )
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"],
        **quiet,
    )

    def stop():
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    url = f"postgresql+psycopg://standpoint@127.0.0.1:{port}"
    engine = sa.create_engine(f"{url}/postgres")
    for _ in range(150):
        try:
            with engine.connect():
                return url
        except sa.exc.OperationalError:
            time.sleep(0.2)
    raise RuntimeError("PostgreSQL did not start")


def new_url(kind: str, folder: Path) -> str:
    """Address of an empty database of its own."""
    name = f"d{next(_NUMBER)}"
    if kind == "sqlite":
        return f"sqlite:///{folder / (name + '.sqlite')}"
    engine = sa.create_engine(f"{server()}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server()}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> str:
    return new_url(request.param, tmp_path)


@pytest.fixture
def engine(url):
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def store(engine) -> Store:
    migrate(engine)
    return Store(engine, HostSettings())
