"""The load measurement on a small crowd: everyone gets their pages, and no save is lost. No time is judged here."""

import json

import pytest

from benchmarks import load, report
from benchmarks.postgres import programs
from tests.browser import need


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_small_crowd(database, tmp_path, monkeypatch):
    if database == "postgresql":
        need(programs(), "PostgreSQL")
    monkeypatch.setattr(report, "REPORTS", tmp_path)
    asked = ["--people", "3", "--analysing", "1", "--seconds", "5", "--no-browser", "--database", database, "--out"]
    found = load.main(asked)
    assert found["errors"] == []
    assert found["readers who came"] == 3
    assert found["saves reported"] >= 2 and found["saves lost"] == []
    assert found["times"]["link opened"]["n"] == 3 and found["times"]["view changed"]["n"] >= 3
    assert found["server's log"]["analysed"] >= 1
    assert not [k for k in found["server's log"] if k.startswith(("warning", "error"))]
    assert found["memory MiB"]["most"] > 50
    assert json.loads((tmp_path / "load.json").read_text())["people"] == 3
    assert "Lost saves: 0 of" in (tmp_path / "load.md").read_text()


def test_a_lost_save_is_noticed(tmp_path):
    from analysis.hosting import HostSettings
    from analysis.storage import open_store
    from tests.made import made, project

    url = f"sqlite:///{tmp_path / 'd.sqlite'}"
    store = open_store(HostSettings(DATABASE_URL=url))
    user = store.user("local", "You")
    for name in ("kept", "other text", "older"):
        store.create(user, project(made(), name=name))
    store.engine.dispose()
    whole = f"title\n\n{made().article.text}"
    seen = load.Seen(
        saves={"kept": 1, "other text": 1, "older": 2, "gone": 1},
        texts={"kept": whole, "other text": "title\n\nSomething else.", "older": whole, "gone": whole},
    )
    load.look_for_saves(url, seen)
    assert seen.lost == ["other text", "older", "gone"]


def test_shares():
    assert load.share([3.0, 1.0, 2.0], 0.5) == 2.0
    assert load.share([float(n) for n in range(100)], 0.95) == 95.0
    assert load.share([1.0], 0.95) == 1.0
