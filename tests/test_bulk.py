"""A corpus on one machine: every kind of input, bad rows, killed and resumed, from object storage."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.corpus import job as jobs
from analysis.corpus.__main__ import main
from analysis.corpus.plan import make_plan, read
from analysis.corpus.schema import SCHEMA, TABLES
from analysis.corpus.store import CorpusError, Store
from tests.browser import ROOT, free_port

BOOK = """
- {id: border-wall, proposition: "The government should build the border wall."}
- {id: rent-cap, proposition: "The city should cap rents."}
"""
NAMES = "Ann Kessler,Tom Bright,Olga Brandt,Peter Lund,Mary Stone,Ivan Petrov,Jane Doyle,Carl Weiss".split(",")


def article(i):
    name, other = NAMES[i % len(NAMES)], NAMES[(i + 3) % len(NAMES)]
    return (
        f"Day {i} of the harbour talks\n\n"
        f"“The border wall is a disaster and it must never be built,” Mayor {name} said on day {i}.\n\n"
        f"Senator {other} called for rents to be capped. “We need the rent cap now, because {i + 2} families leave "
        f"every week,” {other.split()[1]} told reporters."
    )


def records(n):
    return [
        {
            "id": f"a{i}",
            "body": article(i),
            "headline": f"Talks, day {i}",
            "source": ("Pier News", "Bay Post")[i % 2],
            "date": f"2024-0{1 + i % 9}-11",
        }
        for i in range(n)
    ]


def write_jsonl(path, rows):
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "topics.yaml"
    path.write_text(BOOK)
    return path


def run(source, out, book, *options):
    return main([str(source), "--out", str(out), "--codebook", str(book), "--quiet", *options])


def contents(out):
    """Every file of results, by name."""
    return {f"{t}/{p.name}": p.read_bytes() for t in TABLES for p in sorted((out / t).glob("*"))}


def ids(out, table):
    return pd.read_parquet(out / table)["article_id"].tolist()


def planned(path, size=3, **chosen):
    return [[r for r in read(p, chosen)] for p in make_plan(str(path), size, chosen)]


def tables(folder, rows):
    """The same rows as JSONL, packed JSONL, CSV (with line breaks and quotes in cells) and Parquet."""
    write_jsonl(folder / "a.jsonl", rows)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes()))
    with open(folder / "c.csv", "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    pq.write_table(pa.Table.from_pylist(rows), folder / "d.parquet", row_group_size=4)
    return ["a.jsonl", "b.jsonl.gz", "c.csv", "d.parquet"]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_every_kind_of_table_gives_the_same_articles(tmp_path, size):
    rows = records(10)
    rows[4]["body"] += ' He added: "so,\nit; goes ""on"""'
    for name in tables(tmp_path, rows):
        parts = planned(tmp_path / name, size)
        assert [len(p) for p in parts] == [min(size, 10 - i) for i in range(0, 10, size)]
        found = [r for p in parts for r in p]
        assert [(r.source, r.row, r.given_id) for r in found] == [(name, i, f"a{i}") for i in range(10)]
        assert [r.article.text for r in found] == [r["body"] for r in rows]
        assert {(r.article.outlet, r.article.title) for r in found} >= {("Pier News", "Talks, day 0")}
        assert found[8].article.date == "2024-09-11"


def test_a_folder_and_a_glob(tmp_path):
    tables(tmp_path, records(2))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.txt").write_text(article(7))
    (tmp_path / ".hidden.txt").write_text("nothing")
    names = [r.source for p in planned(tmp_path) for r in p]
    assert sorted(set(names)) == ["a.jsonl", "b.jsonl.gz", "c.csv", "d.parquet", "sub/x.txt"]
    assert len(names) == 9
    assert {r.source for p in planned(f"{tmp_path}/*.jsonl*") for r in p} == {"a.jsonl", "b.jsonl.gz"}
    with pytest.raises(CorpusError, match="no file, folder or match"):
        make_plan(str(tmp_path / "none*.csv"), 3, {})


def test_columns_can_be_named(tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", [{"words": article(1), "paper": "Bay Post"}])
    (row,) = planned(path, text="words", outlet="paper")[0]
    assert row.article.outlet == "Bay Post"
    (tmp_path / "b.csv").write_text("words,paper\nx,y\n")
    with pytest.raises(CorpusError, match=r"words, paper.*--columns text=NAME"):
        make_plan(str(tmp_path / "b.csv"), 3, {})


def bad(folder):
    good = records(3)
    rows = [
        good[0],
        "{broken",
        "[1, 2]",
        {"id": "short", "body": "Too short."},
        {"title": "no text at all"},
        good[1],
        json.dumps({"id": "half", "body": article(1) + " \ud800"}),
        {"id": "spanish", "body": "El gobierno anunció ayer que la reforma será aprobada por todos los diputados " * 5},
        good[2],
    ]
    write_jsonl(folder / "a.jsonl", rows)
    with open(folder / "a.jsonl", "ab") as f:
        f.write(b'{"body": "\xff\xfe"}\n')
    (folder / "b.csv").write_bytes(
        b"text,title\n" + b"a b c,d,e,f\n" + b'"' + article(4).replace("“", "").replace("”", "").encode() + b'",ok\n'
        b"caf\xe9 is no text,x\n"
    )
    (folder / "c.parquet").write_bytes(b"PAR1 nothing of the kind")
    packed = gzip.compress((folder / "a.jsonl").read_bytes())
    (folder / "d.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (folder / "e.pdf").write_bytes(b"%PDF-1.4 nothing of the kind")
    (folder / "f.xyz").write_text(article(1))


def test_bad_rows_are_failures_with_their_reason(tmp_path, book):
    folder = tmp_path / "in"
    folder.mkdir()
    bad(folder)
    assert run(folder, tmp_path / "out", book, "--partition", "4") == 2
    failed = pd.read_parquet(tmp_path / "out" / "failures").set_index("article_id")["reason"].to_dict()
    expected = {
        "a.jsonl#1": "JSON",
        "a.jsonl#2": "object",
        "a.jsonl#3": "too short",
        "a.jsonl#4": "no text",
        "a.jsonl#6": "surrogate",
        "a.jsonl#7": "English",
        "a.jsonl#9": "UTF-8",
        "b.csv#0": "4 cells",
        "b.csv#2": "UTF-8",
        "c.parquet#0": "Parquet",
        "e.pdf#0": "PDF",
        "f.xyz#0": ".xyz",
    }
    for key, words in expected.items():
        assert words in failed[key], key
    assert any(k.startswith("d.jsonl.gz#") and "damaged" in v for k, v in failed.items())
    good = ids(tmp_path / "out", "articles")
    assert {"a.jsonl#0", "a.jsonl#5", "a.jsonl#8", "b.csv#1"} <= set(good)
    assert len(good) == len(set(good)) and not set(good) & set(failed)


def test_an_article_that_breaks_the_analysis_costs_no_other(tmp_path, book, monkeypatch):
    from analysis import pipeline

    real = pipeline.analyse

    def breaking(found, *args, **kwargs):
        if "day 1 " in found.text or "day 1." in found.text:
            raise ZeroDivisionError("of no use")
        return real(found, *args, **kwargs)

    monkeypatch.setattr(pipeline, "analyse", breaking)
    assert run(write_jsonl(tmp_path / "a.jsonl", records(3)), tmp_path / "out", book) == 2
    assert ids(tmp_path / "out", "articles") == ["a.jsonl#0", "a.jsonl#2"]
    (reason,) = pd.read_parquet(tmp_path / "out" / "failures")["reason"]
    assert "ZeroDivisionError" in reason


@pytest.fixture(scope="module")
def corpus(tmp_path_factory, book):
    """A finished corpus of 12 articles in 4 partitions, and its input."""
    folder = tmp_path_factory.mktemp("corpus")
    source = write_jsonl(folder / "in.jsonl", records(12))
    assert run(source, folder / "out", book, "--partition", "3") == 0
    return source, folder / "out"


def test_tables_join_and_carry_their_schema(corpus):
    _, out = corpus
    assert ids(out, "articles") == [f"in.jsonl#{i}" for i in range(12)]
    for table in TABLES:
        assert pq.read_schema(next((out / table).glob("*"))).metadata[b"standpoint.schema"] == str(SCHEMA).encode()
    db = duckdb.connect()
    statements, articles = f"'{out}/statements/*.parquet'", f"'{out}/articles/*.parquet'"
    joined = db.execute(
        f"select a.given_id, s.speaker from {statements} s join {articles} a using (article_id), "
        "unnest(s.classifications) t(c) where c.topic_id = 'border-wall'"
    ).fetchall()
    assert {given for given, _ in joined} == {f"a{i}" for i in range(12)}
    assert {speaker for _, speaker in joined} & set(NAMES)
    ((counted,),) = db.execute(f"select sum(statements) from {articles}").fetchall()
    assert db.execute(f"select count(*) from {statements}").fetchall() == [(counted,)]
    assert counted > 12


def test_order_and_neighbours_make_no_difference(corpus, tmp_path, book):
    _, out = corpus
    source = write_jsonl(tmp_path / "in.jsonl", list(reversed(records(12))))
    run(source, tmp_path / "out", book, "--partition", "5")

    def by_id(folder, table):
        numbers = pd.read_parquet(folder / "articles").set_index("article_id")["given_id"]
        frame = pd.read_parquet(folder / table)
        frame["article_id"] = frame["article_id"].map(numbers)
        return frame.sort_values("article_id", kind="stable").to_json(orient="records")

    for table in ("statements", "positions", "speakers"):
        assert by_id(out, table) == by_id(tmp_path / "out", table)


def test_a_finished_run_does_nothing_again_and_other_settings_are_refused(corpus, book, tmp_path, capsys):
    source, out = corpus
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    assert run(source, out, book, "--partition", "3") == 0
    assert before == {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    assert run(source, out, book, "--partition", "4") == 1
    assert "partition was 3, now 4" in capsys.readouterr().err
    other = tmp_path / "other.yaml"
    other.write_text(BOOK.replace("cap rents", "limit rents"))
    assert run(source, out, other, "--partition", "3") == 1
    assert "codebook" in capsys.readouterr().err
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("keep")
    assert run(source, tmp_path / "letters", book) == 1
    assert (tmp_path / "letters" / "mine.txt").read_text() == "keep"


def test_what_is_missing_is_done_again_and_nothing_else(corpus, book, tmp_path):
    import shutil

    source, out = corpus
    again = tmp_path / "out"
    shutil.copytree(out, again)
    (again / "done" / "part-000001.json").unlink()
    (again / "positions" / "part-000002.parquet").unlink()
    (again / "_tmp" / "statements-part-000001.parquet.host.1").write_bytes(b"half")
    kept = (again / "statements" / "part-000000.parquet").stat().st_mtime_ns
    assert run(source, again, book, "--partition", "3") == 0
    assert contents(again) == contents(out)
    assert (again / "statements" / "part-000000.parquet").stat().st_mtime_ns == kept
    assert not list((again / "_tmp").iterdir())


def test_changed_input_is_noticed(book, tmp_path, capsys):
    source = write_jsonl(tmp_path / "in.jsonl", records(4))
    store = Store(str(tmp_path / "out"))
    settings = jobs.settings(str(source), str(tmp_path / "out"), str(book), size=2)
    with store.alone():
        assert len(jobs.prepare(settings).pending) == 2
    write_jsonl(source, records(5))
    assert run(source, tmp_path / "out", book, "--partition", "2") == 1
    assert "has changed" in capsys.readouterr().err


def test_two_runs_do_not_write_to_one_folder(corpus, book, capsys):
    source, out = corpus
    with Store(str(out)).alone():
        assert run(source, out, book, "--partition", "3") == 1
    assert "Another run" in capsys.readouterr().err


def start(source, out, book, *options):
    command = [sys.executable, "-m", "analysis.corpus", str(source), "--out", str(out), "--codebook", str(book)]
    return subprocess.Popen([*command, *options], cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)


def wait_for(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


def done(out):
    return len(list((out / "done").glob("*.json"))) if (out / "done").exists() else 0


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_killed_and_resumed(tmp_path, book, options):
    source = write_jsonl(tmp_path / "in.jsonl", records(26))
    out, whole = tmp_path / "out", tmp_path / "whole"
    for stop in (1, 4):  # killed twice, at different places
        process = start(source, out, book, "--partition", "1", *options)
        wait_for(lambda stop=stop: done(out) >= stop)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    finished = {p: p.stat().st_mtime_ns for p in (out / "done").iterdir()}
    assert 4 <= len(finished) < 26, "it was to be killed in mid-run"
    for path in out.glob("*/*.parquet"):
        pq.read_table(path)  # none is half-written
    assert run(source, out, book, "--partition", "1") == 0
    assert {p: p.stat().st_mtime_ns for p in finished} == finished
    assert run(source, whole, book, "--partition", "1") == 0
    assert contents(out) == contents(whole)
    assert ids(out, "articles") == [f"in.jsonl#{i}" for i in range(26)]


def test_storage_in_memory(book):
    import fsspec

    fs = fsspec.filesystem("memory")
    fs.pipe_file("/corpus/in.jsonl", "".join(json.dumps(r) + "\n" for r in records(3)).encode())
    assert run("memory://corpus/in.jsonl", "memory://corpus/out", book, "--partition", "2") == 0
    names = sorted(p.rsplit("/", 1)[1] for p in fs.find("/corpus/out/positions"))
    assert names == ["part-000000.parquet", "part-000001.parquet"]
    assert run("memory://corpus/in.jsonl", "memory://corpus/out", book, "--partition", "2") == 0


def test_object_storage(book, monkeypatch, tmp_path):
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=free_port())
    server.start()
    try:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        fs = s3fs.S3FileSystem()
        fs.mkdir("corpus")
        source = write_jsonl(tmp_path / "in.jsonl", records(4))
        fs.put(str(source), "corpus/in/in.jsonl")
        assert run("s3://corpus/in/*.jsonl", "s3://corpus/out", book, "--partition", "2") == 0
        assert run(source, tmp_path / "out", book, "--partition", "2") == 0
        remote = {f"{t}/{p.rsplit('/', 1)[1]}": fs.cat_file(p) for t in TABLES for p in fs.find(f"corpus/out/{t}")}
        assert remote == contents(tmp_path / "out")
    finally:
        server.stop()


def test_unknown_storage_says_what_to_install():
    with pytest.raises(CorpusError, match="adlfs"):
        Store("abfs://container/folder")
    with pytest.raises(CorpusError, match="no kind of storage"):
        Store("carrier-pigeon://roof")
