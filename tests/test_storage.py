"""Projects stay stored, on the real databases: whole saves, kept results, conflicts, permissions, kills."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
import sqlalchemy as sa

from analysis.corrections import Correction, article_key
from analysis.hosting import HostSettings
from analysis.storage import schema
from analysis.storage.backup import backup, restore
from analysis.storage.engine import database_url, make_engine, migrate, revision_of, scripts, writing
from analysis.storage.errors import Conflict, Forbidden, NotFound, QuotaExceeded, StorageError
from analysis.storage.store import Store
from tests.browser import ROOT
from tests.databases import engine, new_url, store, url  # noqa: F401
from tests.made import made, project

ODD = "Zero \0, half \ud83d, quote ' \" -- ; DROP TABLE projects, \u202e and \U0001f600"


def fix(analysis, by="Eve", value="neutral"):
    s = analysis.statements[0]
    return Correction(
        article_key(analysis.article), "stance", s.content, "border-wall", value, by=by, at="2024-01-01T00:00:00Z"
    )


def test_what_is_saved_comes_back(store):  # noqa: F811
    user = store.user("local", "Me")
    one, two = made(), made("Other", name="Zoë O’Neill", lead=ODD + "\n\n")
    wanted = project(
        one,
        two,
        one,
        corrections=(fix(one),),
        events={article_key(one.article): "Vote"},
        aliases={ODD: "Kessler", "b": "a"},
    )
    saved = store.create(user, wanted)
    loaded = store.load(user, saved.project.id)
    assert loaded.project == replace(wanted, id=saved.project.id)
    assert list(loaded.project.aliases) == [ODD, "b"]
    assert (loaded.version, loaded.role) == (1, "owner")
    listed = store.projects(user)
    assert [(x.name, x.articles) for x in listed] == [("Harbour", 3)]


def test_names_are_cleaned(store):  # noqa: F811
    user = store.user("s", "N\0\ud83d")
    assert user.name == "N"
    assert store.create(user, project(name="a\0b\n" + "x" * 999)).project.name == ("ab " + "x" * 999)[:300]
    assert store.create(user, project(name=" \0 ")).project.name == "Untitled project"


def test_reanalysis_keeps_the_old_result(store):  # noqa: F811
    user = store.user("local", "Me")
    old = made(model="first")
    saved = store.create(user, project(old))
    new = replace(old, versions={**old.versions, "stance model": "second"}, timings={"stance": 9.0})
    second = store.save(user, replace(saved.project, analyses=(new,)), 1)
    runs = store.history(user, saved.project.id, article_key(old.article))
    assert [(r.versions["stance model"], r.current) for r in runs] == [("second", True), ("first", False)]
    assert all(r.versions["codebook"] == old.versions["codebook"] and r.created_by == "Me" for r in runs)
    assert store.run(user, saved.project.id, runs[1].id) == old
    assert store.load(user, saved.project.id).project.analyses == (new,)
    # The same result again is no new one, however long it took; going back revives the old.
    again = store.save(user, replace(second.project, analyses=(replace(new, timings={"stance": 1.0}),)), 2)
    store.save(user, replace(again.project, analyses=(old,)), 3)
    runs = store.history(user, saved.project.id, article_key(old.article))
    assert [r.current for r in runs] == [False, True]


def test_corrections_are_only_added(store):  # noqa: F811
    user = store.user("local", "Me")
    a = made()
    saved = store.create(user, project(a, corrections=(fix(a),)))
    longer = replace(saved.project, corrections=(fix(a), fix(a, "Bob", "favor")))
    assert store.save(user, longer, 1).version == 2
    for worse in ((), (fix(a, "Mallory"),), (fix(a, "Bob", "favor"), fix(a))):
        with pytest.raises(StorageError, match="corrections that were saved are kept"):
            store.save(user, replace(saved.project, corrections=worse), 2)
    loaded = store.load(user, saved.project.id)
    assert loaded.project.corrections == longer.corrections and loaded.version == 2
    with pytest.raises(sa.exc.DatabaseError, match="never changed"), store.engine.begin() as db:
        db.execute(sa.text("UPDATE corrections SET data = '{}'"))
    with store.engine.connect() as db:
        kept = db.execute(sa.select(schema.corrections.c.saved_by, schema.corrections.c.saved_at)).all()
    assert [k[0] for k in kept] == [user.id] * 2 and kept[0][1] < kept[1][1]


def test_a_conflict_is_said_and_stores_nothing(store):  # noqa: F811
    user = store.user("local", "Me")
    saved = store.create(user, project(name="First"))
    store.save(user, replace(saved.project, name="Theirs"), 1)
    with pytest.raises(Conflict, match="Someone else saved this project"):
        store.save(user, replace(saved.project, name="Mine", analyses=(made("New"),)), 1)
    loaded = store.load(user, saved.project.id)
    assert (loaded.project.name, loaded.version, loaded.project.analyses) == ("Theirs", 2, saved.project.analyses)


def test_permissions(store):  # noqa: F811
    owner, editor, viewer, stranger = (store.user(x, x) for x in ("owner", "editor", "viewer", "stranger"))
    saved = store.create(owner, project())
    p = saved.project
    store.set_role(owner, p.id, editor, "editor")
    store.set_role(owner, p.id, viewer, "viewer")
    assert store.load(viewer, p.id).role == "viewer"
    assert store.save(editor, p, 1).version == 2
    with pytest.raises(Forbidden, match="You are a viewer"):
        store.save(viewer, p, 2)
    for who in (editor, viewer):
        with pytest.raises(Forbidden):
            store.delete(who, p.id)
        with pytest.raises(Forbidden):
            store.set_role(who, p.id, who, "owner")
    run = store.history(viewer, p.id, article_key(p.analyses[0].article))[0].id
    # For whoever has no part in it, the project doesn't exist.
    same = "There is no such project"
    for ask in (
        lambda: store.load(stranger, p.id),
        lambda: store.save(stranger, p, 2),
        lambda: store.delete(stranger, p.id),
        lambda: store.history(stranger, p.id, "x"),
        lambda: store.run(stranger, p.id, run),
        lambda: store.members(stranger, p.id),
        lambda: store.set_role(stranger, p.id, stranger, "owner"),
        lambda: store.load(owner, "00000000-0000-0000-0000-000000000000"),
    ):
        with pytest.raises(NotFound, match=same):
            ask()
    assert store.projects(stranger) == []
    other = store.create(stranger, project())
    with pytest.raises(NotFound):
        store.run(stranger, other.project.id, run)
    with pytest.raises(StorageError, match="needs an owner"):
        store.set_role(owner, p.id, owner, "viewer")
    with pytest.raises(NotFound):
        store.set_role(owner, p.id, replace(stranger, id="nobody"), "owner")
    assert dict(store.members(owner, p.id))[owner] == "owner"
    store.set_role(owner, p.id, viewer, None)
    assert store.projects(viewer) == []


def test_deleting_leaves_nothing(store):  # noqa: F811
    user = store.user("local", "Me")
    a = made()
    saved = store.create(user, project(a, corrections=(fix(a),), events={"k": "e"}, aliases={"a": "b"}))
    store.delete(user, saved.project.id)
    with store.engine.connect() as db:
        for table in schema.metadata.sorted_tables:
            if table.name != "users":
                assert db.scalar(sa.select(sa.func.count()).select_from(table)) == 0, table.name


def test_quota_and_number_of_articles(store):  # noqa: F811
    user = store.user("local", "Me")
    tight = Store(store.engine, HostSettings().model_copy(update={"quota_mb": 1, "max_articles": 4}))
    noise = os.urandom(700_000).hex()
    saved = tight.create(user, project(made(lead=f"{noise}\n\n")))
    with pytest.raises(QuotaExceeded, match="MB are allowed"):
        tight.create(user, project(made(lead=f"{noise[::-1]}\n\n")))
    assert len(store.projects(user)) == 1
    with pytest.raises(QuotaExceeded, match="at most 4"):
        tight.save(user, replace(saved.project, analyses=(made(),) * 5), 1)
    # Another user's share of the disk is their own.
    tight.create(store.user("other", "Other"), project(made(lead=f"{noise[::-1]}\n\n")))


def test_retention(store):  # noqa: F811
    user = store.user("local", "Me")
    old, new = (store.create(user, project(name=n)).project.id for n in ("old", "new"))
    with writing(store.engine) as db:
        db.execute(
            schema.projects.update().where(schema.projects.c.id == old).values(updated_at="2020-01-01T00:00:00.000000Z")
        )
    assert store.expire() == 0
    keeping = Store(store.engine, HostSettings().model_copy(update={"retention_days": 30}))
    assert keeping.expire() == 1
    assert [p.id for p in store.projects(user)] == [new]


# Several processes


ADDER = """
import sys, time
from dataclasses import replace
from analysis.hosting import HostSettings
from analysis.storage.engine import make_engine
from analysis.storage.errors import Conflict
from analysis.storage.store import Store
_, url, project_id, who, n = sys.argv
store = Store(make_engine(url), HostSettings())
user = store.user("local", "Me")
for i in range(int(n)):
    while True:
        saved = store.load(user, project_id)
        try:
            more = {**saved.project.aliases, f"{who}-{i}": "x"}
            store.save(user, replace(saved.project, aliases=more), saved.version)
            break
        except Conflict:
            time.sleep(0.01)
"""


def test_two_processes_lose_no_update(url, store):  # noqa: F811
    user = store.user("local", "Me")
    saved = store.create(user, project())
    workers = [
        subprocess.Popen([sys.executable, "-c", ADDER, url, saved.project.id, who, "12"], cwd=ROOT) for who in "ab"
    ]
    assert [w.wait(120) for w in workers] == [0, 0]
    loaded = store.load(user, saved.project.id)
    assert sorted(loaded.project.aliases) == sorted(f"{who}-{i}" for who in "ab" for i in range(12))
    assert loaded.version == 25


def test_first_visits_at_once_make_one_user(store):  # noqa: F811
    found = []
    threads = [threading.Thread(target=lambda: found.append(store.user("same", "Same").id)) for _ in range(8)]
    for x in threads:
        x.start()
    for x in threads:
        x.join()
    assert len(found) == 8 and len(set(found)) == 1


SAVER = """
import sys
from dataclasses import replace
from analysis.hosting import HostSettings
from analysis.storage.engine import make_engine
from analysis.storage.store import Store
from tests.made import made
store = Store(make_engine(sys.argv[1]), HostSettings())
user = store.user("local", "Me")
saved = store.load(user, sys.argv[2])
n = len(saved.project.analyses)
while True:
    more = (*saved.project.analyses, *(made(f"{n + i}") for i in range(3)))
    n += 3
    saved = store.save(user, replace(saved.project, analyses=more, events={"n": str(n)}), saved.version)
    print(n, saved.version, flush=True)
"""


@pytest.mark.parametrize("delay", [0.05, 0.21, 0.4])
def test_kill_in_mid_save_loses_nothing_reported(url, store, delay):  # noqa: F811
    user = store.user("local", "Me")
    saved = store.create(user, project())
    process = subprocess.Popen(
        [sys.executable, "-c", SAVER, url, saved.project.id], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    first = process.stdout.readline()
    assert first, "the saver failed"
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    reported = [first, *process.stdout.read().splitlines()]
    process.wait()
    n, version = map(int, next(x for x in reversed(reported) if len(x.split()) == 2).split())
    _server_has_settled(store.engine)
    loaded = store.load(user, saved.project.id)
    stored = len(loaded.project.analyses)
    # The last save may have been stored and not reported any more, but is then stored as a whole.
    assert (stored, loaded.version) in ((n, version), (n + 3, version + 1))
    assert loaded.project.events == {"n": str(stored)}
    store.save(user, loaded.project, loaded.version)


def _server_has_settled(engine):  # noqa: F811
    """A PostgreSQL server may still be at what a killed client had sent: wait until no other session is at work."""
    if engine.dialect.name != "postgresql":
        return
    busy = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND state <> 'idle'"
    )
    for _ in range(200):
        with engine.connect() as db:
            if not db.execute(busy).scalar():
                return
        time.sleep(0.05)
    pytest.fail("the server is still busy with the killed client's work")


IMPORT = """
import sys, time
from analysis.hosting import HostSettings
from analysis.interchange.project_json import project_from_json
from analysis.storage import store as module
from analysis.storage.engine import make_engine
real, done = module.pack, []
def stalled(analysis):
    done.append(analysis)
    if len(done) == 3:
        print("in the middle", flush=True)
        time.sleep(60)
    return real(analysis)
if sys.argv[3] == "stall":
    module.pack = stalled
store = module.Store(make_engine(sys.argv[1]), HostSettings())
with open(sys.argv[2], "rb") as file:
    store.create(store.user("local", "Me"), project_from_json(file.read()))
print("done", flush=True)
"""


def test_kill_in_mid_import_of_a_project_file_leaves_nothing_of_it(url, store, tmp_path):  # noqa: F811
    import json

    from analysis.interchange.project_json import project_to_data

    analyses = tuple(made(f"{n}", lead=f"{n}.\n\n") for n in range(5))
    wanted = project(*analyses, corrections=(fix(analyses[0]),), aliases={"a": "b"})
    file = tmp_path / "project.json"
    file.write_text(json.dumps(project_to_data(wanted)))
    user = store.user("local", "Me")
    before = store.create(user, project(name="Before"))
    command = [sys.executable, "-c", IMPORT, url, str(file)]
    process = subprocess.Popen([*command, "stall"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    _server_has_settled(store.engine)
    assert [p.name for p in store.projects(user)] == ["Before"]
    with store.engine.connect() as db:
        count = {x.name: db.scalar(sa.select(sa.func.count()).select_from(x)) for x in schema.metadata.sorted_tables}
    assert (count["projects"], count["analyses"], count["corrections"], count["aliases"]) == (1, 1, 0, 0)
    # What was there can be saved, and the file imported.
    assert store.save(user, before.project, 1).version == 2
    assert subprocess.run([*command, "go on"], cwd=ROOT, check=True, capture_output=True, text=True).stdout == "done\n"
    (imported,) = [p for p in store.projects(user) if p.name == wanted.name]
    assert store.load(user, imported.id).project == replace(wanted, id=imported.id)


RESTORE = """
import sys, time
from pathlib import Path
from analysis.storage import backup
from analysis.storage.engine import make_engine
real, done = backup._in, []
def stalled(value):
    done.append(value)
    if len(done) == int(sys.argv[3]):
        print("in the middle", flush=True)
        time.sleep(60)
    return real(value)
backup._in = stalled
backup.restore(make_engine(sys.argv[1]), Path(sys.argv[2]))
"""


def test_kill_in_mid_restore_leaves_an_empty_database(url, engine, tmp_path):  # noqa: F811
    full = make_engine(new_url("sqlite", tmp_path))
    migrate(full)
    there = Store(full, HostSettings())
    user = there.user("local", "Me")
    saved = there.create(user, project(made(), made("Other", lead="Other.\n\n")))
    backup(full, tmp_path / "all.gz")
    full.dispose()
    process = subprocess.Popen(
        [sys.executable, "-c", RESTORE, url, str(tmp_path / "all.gz"), "25"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    _server_has_settled(engine)
    with engine.connect() as db:
        assert sa.inspect(db).get_table_names() == []
    restore(engine, tmp_path / "all.gz")
    here = Store(engine, HostSettings())
    assert here.load(here.user("local", "Me"), saved.project.id).project == saved.project


# Migrations


def _old_data(engine, revision):  # noqa: F811
    """A database as revision ``revision`` had it, with a project in it."""
    import json

    from analysis.interchange.project_json import codebook_to_data, correction_to_data
    from analysis.storage.codec import pack

    migrate(engine, revision)
    a = made()
    packed = pack(a)
    wanted = project(a, corrections=(fix(a),), events={packed.article_key: "Vöte"}, aliases={"A": "B", "C": "D"})
    with writing(engine) as db:
        inspector = sa.inspect(db)

        def put(table, **values):
            known = {c["name"] for c in inspector.get_columns(table)}
            assert set(values) <= known
            names = list(values)
            db.execute(
                sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"),
                values,
            )

        put("users", id="u", subject="local", name="Me", created_at="2024")
        old = {"events": json.dumps(wanted.events), "aliases": json.dumps(wanted.aliases)} if revision == "0001" else {}
        put(
            "projects", id="p", name=wanted.name, codebook=json.dumps(codebook_to_data(wanted.codebook)), version=7,
            created_at="2024", updated_at="2024", **old,
        )  # fmt: skip
        put("members", project_id="p", user_id="u", role="owner")
        put(
            "analyses", project_id="p", position=0, article_key=packed.article_key, digest=packed.digest,
            versions=json.dumps(a.versions), payload=packed.data, created_at="2024", created_by="u",
        )  # fmt: skip
        put(
            "corrections",
            project_id="p",
            number=0,
            data=json.dumps(correction_to_data(fix(a))),
            saved_at="2024",
            saved_by="u",
        )
        if revision != "0001":
            put("events", project_id="p", article_key=packed.article_key, event=json.dumps("Vöte"))
            for pair in wanted.aliases.items():
                put("aliases", project_id="p", data=json.dumps(pair))
    return replace(wanted, id="p")


REVISIONS = [r.revision for r in reversed(list(scripts().walk_revisions()))]


@pytest.mark.parametrize("revision", REVISIONS)
def test_migration_from_every_schema_keeps_the_data(engine, revision):  # noqa: F811
    wanted = _old_data(engine, revision)
    migrate(engine)
    store = Store(engine, HostSettings())  # noqa: F811
    user = store.user("local", "Me")
    loaded = store.load(user, "p")
    assert loaded.project == wanted and loaded.version == 7
    assert store.save(user, replace(loaded.project, analyses=(*wanted.analyses, made("More"))), 7).version == 8
    if revision == "0001":
        with engine.connect() as db:
            first = db.execute(sa.select(schema.analyses.c.codebook_version, schema.analyses.c.size)).first()
        assert first[0] == wanted.analyses[0].versions["codebook"] and first[1] > 100


def test_the_tables_are_as_declared(engine):  # noqa: F811
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    migrate(engine)
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), schema.metadata) == []


def test_there_is_one_line_of_revisions():
    assert len(scripts().get_heads()) == 1 and len(REVISIONS) >= 3


def test_a_newer_database_is_refused(engine):  # noqa: F811
    migrate(engine)
    with engine.begin() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer version"):
        migrate(engine)


MIGRATE = """
import sys, time
from analysis.storage.engine import make_engine, migrate
from analysis.storage.migrations.versions import r0002_events_aliases as second
migrate(make_engine(sys.argv[1]))
print("done", flush=True)
"""
STALL = """
import alembic.operations.base as base
real = base.Operations.drop_column
def stalled(self, *a, **k):
    print("in the middle", flush=True)
    time.sleep(60)
base.Operations.drop_column = stalled
import alembic.op
alembic.op.drop_column = lambda *a, **k: stalled(None)
"""


def test_kill_in_mid_migration_leaves_the_old_schema(url, engine):  # noqa: F811
    wanted = _old_data(engine, "0001")
    stalling = MIGRATE.replace("migrate(make", STALL + "migrate(make", 1)
    process = subprocess.Popen([sys.executable, "-c", stalling, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    with engine.connect() as db:
        assert revision_of(db) == "0001"
        assert "events" not in sa.inspect(db).get_table_names()
    migrate(engine)
    assert Store(engine, HostSettings()).load(Store(engine, HostSettings()).user("local", "Me"), "p").project == wanted


def test_processes_that_start_at_once_migrate_once(url, engine):  # noqa: F811
    _old_data(engine, "0001")
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [p.communicate(timeout=60)[0] for p in started] == ["done\n"] * 3
    with engine.connect() as db:
        assert revision_of(db) == REVISIONS[-1]


# Backup


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
@pytest.mark.parametrize("revision", REVISIONS)
def test_backup_of_any_schema_is_restored_in_either_database(engine, tmp_path, to, revision):  # noqa: F811
    wanted = _old_data(engine, revision)
    path = tmp_path / "all.gz"
    backup(engine, path)
    assert path.stat().st_mode & 0o077 == 0
    other = make_engine(new_url(to, tmp_path))
    restore(other, path)
    there = Store(other, HostSettings())
    loaded = there.load(there.user("local", "Me"), "p")
    assert loaded.project == wanted
    there.save(
        there.user("local", "Me"), replace(wanted, analyses=(*wanted.analyses, made("More")), aliases={"x": "y"}), 7
    )
    with pytest.raises(StorageError, match="isn't empty"):
        restore(other, path)
    with pytest.raises(StorageError, match="exists already"):
        backup(engine, path)
    other.dispose()


def test_a_damaged_backup_restores_nothing(store, tmp_path):  # noqa: F811
    import gzip

    store.create(store.user("local", "Me"), project())
    path = tmp_path / "all.gz"
    backup(store.engine, path)
    whole = gzip.decompress(path.read_bytes())
    lines = whole.splitlines(keepends=True)
    for i, data in enumerate(
        (
            path.read_bytes()[:-40],
            gzip.compress(b"".join(lines[:-1])),
            gzip.compress(b"".join(lines[:2] + lines[3:])),
            gzip.compress(b"{}"),
            b"",
            gzip.compress(lines[0] + b'["alembic_version", {"version_num": "x"}]\n'),
        )
    ):
        bad = tmp_path / f"bad{i}.gz"
        bad.write_bytes(data)
        other = make_engine(new_url("sqlite", tmp_path))
        with pytest.raises(StorageError):
            restore(other, bad)
        with other.connect() as db:
            assert sa.inspect(db).get_table_names() == []


def test_commands(tmp_path):
    def run(*args, **env):
        return subprocess.run(
            [sys.executable, "-m", "analysis.storage", *args],
            check=False, cwd=ROOT, env={**os.environ, "STANDPOINT_DATA_DIR": str(tmp_path / "here"), **env}, capture_output=True, text=True,
        )  # fmt: skip

    assert run("migrate").returncode == 0
    assert (tmp_path / "here").stat().st_mode & 0o077 == 0
    file = str(tmp_path / "b.gz")
    assert "rows written" in run("backup", file).stdout
    assert "rows restored" in run("restore", file, STANDPOINT_DATA_DIR=str(tmp_path / "there")).stdout
    again = run("restore", file)
    assert again.returncode == 1 and "isn't empty" in again.stderr and "Traceback" not in again.stderr
    secret = run("migrate", DATABASE_URL="mysql://me:hunter2@host/db")
    assert secret.returncode == 1 and "DATABASE_URL" in secret.stderr and "hunter2" not in secret.stderr


def test_where_projects_are_stored(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("STANDPOINT_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert database_url(HostSettings()).database.startswith(str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://me:pw@host/db")
    assert database_url(HostSettings()).drivername == "postgresql+psycopg"
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("STANDPOINT_DATA_DIR", str(tmp_path / "file" / "x"))
    with pytest.raises(StorageError, match="STANDPOINT_DATA_DIR"):
        database_url(HostSettings())


def test_sqlite_is_in_wal_mode(tmp_path):
    engine = make_engine(new_url("sqlite", tmp_path))  # noqa: F811
    with engine.connect() as db:
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert db.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
