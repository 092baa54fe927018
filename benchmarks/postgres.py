"""A PostgreSQL server of one's own, for tests and measurements, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa


def programs() -> Path | None:
    """Folder of initdb and postgres, the newest version first; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def server(port: int) -> Iterator[str]:
    """The address of a new, empty server on the loopback, which ends and is deleted afterwards."""
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed. On Debian or Ubuntu: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="standpoint-postgres-"))
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        other = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    data = folder / "data"
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **other}
    subprocess.run(
        [found / "initdb", "-D", data, "-U", "standpoint", "-A", "trust", "-E", "UTF8", "--locale=C"],
        check=True,
        **quiet,
    )
    process = subprocess.Popen(
        [found / "postgres", "-D", data, "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"],
        **quiet,
    )
    try:
        url = f"postgresql+psycopg://standpoint@127.0.0.1:{port}"
        _wait(f"{url}/postgres")
        yield url
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str) -> None:
    engine = sa.create_engine(url)
    try:
        for _ in range(300):
            try:
                with engine.connect():
                    return
            except sa.exc.OperationalError:
                time.sleep(0.2)
        raise RuntimeError("PostgreSQL did not start")
    finally:
        engine.dispose()
