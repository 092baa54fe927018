"""A corpus on a Ray cluster: the same results as on one machine, also where a node is killed in mid-run."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.browser import ROOT, need
from tests.test_bulk import BOOK, contents, done, ids, records, run, wait_for, write_jsonl

ARTICLES = 40


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "topics.yaml"
    path.write_text(BOOK)
    return path


@pytest.fixture(scope="module")
def alone(tmp_path_factory, book):
    """The corpus and its results without Ray, one bad row among them."""
    folder = tmp_path_factory.mktemp("alone")
    source = write_jsonl(folder / "in.jsonl", [*records(ARTICLES), "{broken"])
    assert run(source, folder / "out", book, "--partition", "2") == 2
    return source, folder / "out"


@pytest.fixture
def cluster(monkeypatch):
    """Two nodes of one core each on this machine."""
    try:
        from ray.cluster_utils import Cluster
    except ImportError:
        need(False, "Ray")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.add_node(num_cpus=1)
    made.wait_for_nodes()
    yield made
    made.shutdown()


def start(source, out, book, address):
    command = [sys.executable, "-m", "analysis.corpus", str(source), "--out", str(out), "--codebook", str(book)]
    return subprocess.Popen(
        [*command, "--partition", "2", "--ray", address],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def hosts(out):
    """Which nodes did a partition."""
    return {json.loads(p.read_text())["worker"] for p in (out / "done").glob("*.json")}


def test_a_node_killed_in_mid_run_costs_nothing(cluster, alone, book, tmp_path):
    source, expected = alone
    out = tmp_path / "out"
    process = start(source, out, book, cluster.address)
    try:
        wait_for(lambda: len(hosts(out)) == 2 or process.poll() is not None)
        assert process.poll() is None, process.stdout.read()
        at = done(out)
        cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)
        assert at < 20, "the node was to be killed in mid-run"
        told, _ = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 2, told  # for the bad row
    assert contents(out) == contents(expected)
    assert ids(out, "articles") == [f"in.jsonl#{i}" for i in range(ARTICLES)]


def test_the_driver_killed_and_resumed_without_ray(cluster, alone, book, tmp_path):
    source, expected = alone
    out = tmp_path / "out"
    process = start(source, out, book, cluster.address)
    wait_for(lambda: done(out) >= 2 or process.poll() is not None)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert 2 <= done(out) < 21
    assert run(source, out, book, "--partition", "2") == 2
    assert contents(out) == contents(expected)


def test_without_ray_installed_it_says_what_to_install(alone, book, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ray", None)
    assert run(alone[0], tmp_path / "out", book, "--ray") == 1
    assert "requirements-ray.txt" in capsys.readouterr().err


def test_no_cluster_at_the_address(alone, book, tmp_path, capsys):
    need(_has_ray(), "Ray")
    assert run(alone[0], tmp_path / "out", book, "--ray", "127.0.0.1:1") == 1
    assert "127.0.0.1:1" in capsys.readouterr().err


def _has_ray():
    from importlib.util import find_spec

    return find_spec("ray") is not None
