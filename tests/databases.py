"""Real databases for tests: a SQLite file, and a PostgreSQL server of the test's own."""

from __future__ import annotations

import atexit
import functools
import itertools
from pathlib import Path

import pytest
import sqlalchemy as sa

from analysis.hosting import HostSettings
from analysis.storage.engine import make_engine, migrate
from analysis.storage.store import Store
from benchmarks import postgres
from tests.browser import free_port, need

_NUMBER = itertools.count()


@functools.cache
def server() -> str:
    """Address of a PostgreSQL server that ends with the tests."""
    need(postgres.programs(), "PostgreSQL")
    running = postgres.server(free_port())
    url = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return url


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
