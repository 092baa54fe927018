"""What stays in memory is bounded, for one visitor and for all; what was dropped comes back."""

import gc
import random
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from analysis.hosting import host_settings
from analysis.shelf import Shelf, analyses_shelf, weight
from analysis.types import Analysis
from components import state
from tests.browser import ROOT
from tests.made import made, project


def lead(n):
    """Twelve thousand letters that don't compress to nothing."""
    dice = random.Random(n)
    return f"Number {n}. " + " ".join(f"{dice.randrange(10**5):05}" for _ in range(2000))


STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "get", "drop"]), st.integers(0, 9), st.integers(1, 4000), st.sampled_from("abc"))
)


@given(STEPS, st.integers(500, 9000), st.integers(500, 9000), st.booleans())
def test_bounds_hold_whatever_is_done(steps, total, each, shrinks):
    shelf = Shelf(total, each, (lambda v: v[:10]) if shrinks else (lambda v: None), lambda d: d + b"x" * 90)
    put = {}
    for what, key, size, owner in steps:
        if what == "put":
            put[key] = (b"%d" % key).ljust(10) + b"x" * 90
            shelf.put(key, put[key], size, owner)
        elif what == "get":
            assert shelf.get(key, owner) in (None, put.get(key))
        else:
            shelf.drop(key)
            assert shelf.get(key, owner) is None
        assert shelf.used() <= total
        assert all(shelf.used(o) <= each for o in "abc")
        assert shelf.used() == sum(shelf.used(o) for o in "abc")
    shelf.clear()
    assert shelf.used() == 0


def test_the_least_recently_used_goes_first():
    shelf = Shelf(4000, 4000)
    for key in "abc":
        shelf.put(key, key, 1000)
    shelf.get("a")
    shelf.put("d", "d", 1000)
    assert [shelf.get(k) for k in "abcd"] == ["a", None, "c", "d"]


def test_one_visitor_pushes_out_only_their_own():
    shelf = Shelf(100_000, 5000)
    shelf.put("mine", 1, 1000, "me")
    for n in range(50):
        shelf.put(n, n, 1000, "other")
    assert shelf.get("mine", "me") == 1 and shelf.used("other") <= 5000


def test_memory_stays_within_the_bound_and_small_analyses_come_back_whole():
    shelf = analyses_shelf(2, 2)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for n in range(400):
        one = made(f"Article {n}", lead=lead(n))
        shelf.put(n, one, weight(one), "me")
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    # Without a bound these are at least 5 MB of text alone, and as much again around it.
    assert taken < 4_000_000 and shelf.used() <= 2_000_000
    there = [n for n in range(400) if shelf.get(n, "me") is not None]
    whole = 2_000_000 // weight(one)
    assert len(there) > 1.5 * whole and 399 in there and 0 not in there
    assert shelf.get(there[0], "me") == made(f"Article {there[0]}", lead=lead(there[0]))


def test_an_analysis_weighs_what_it_takes():
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [made(f"Article {n}", lead=lead(n)) for n in range(50)]
    taken = (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    tracemalloc.stop()
    assert taken / 2 < weight(kept[0]) < 3 * taken


def page():
    """The set of all open articles, as Compare asks for it."""
    import streamlit as st

    from components import workspace
    from tests.test_shelf import held_by

    st.text(len(workspace.workspace().corpus.analyses))
    st.text(held_by(st.session_state))


@pytest.fixture
def small(monkeypatch, tmp_path):
    monkeypatch.setenv("STANDPOINT_SESSION_MB", "1")
    monkeypatch.setenv("STANDPOINT_CACHE_MB", "2")
    monkeypatch.setenv("STANDPOINT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    host_settings.cache_clear()
    state.shelf.clear()
    yield
    host_settings.cache_clear()
    state.shelf.clear()


def held_by(session):
    """Analyses that can be reached from a session's state."""
    seen, todo, found = set(), [session[k] for k in session], 0
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, (str, bytes, int, float, type)):
            continue
        seen.add(id(one))
        found += isinstance(one, Analysis)
        if isinstance(one, dict):
            todo += [*one, *one.values()]
        elif isinstance(one, (list, tuple, set)):
            todo += one
        elif hasattr(type(one), "__dataclass_fields__"):
            todo += [getattr(one, f) for f in type(one).__dataclass_fields__]
    return found


def test_a_session_holds_no_more_than_it_may(small, monkeypatch):
    wholes = {}

    def analyse(article, *_, **__):
        number = int(article.title.split()[-1])
        wholes[number] = wholes.get(number, 0) + 1
        return made(article.title, lead=lead(number), outlet="Pier")

    monkeypatch.setattr(state, "analyse", analyse)
    articles = [made(f"Article {n}", lead=lead(n), outlet="Pier").article for n in range(60)]
    visits = []
    for _ in range(3):
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state["articles"] = articles
        visits.append(app)
    for app in visits * 2:
        app.run()
        assert not app.exception and app.text[0].value == "60"
        visit = app.session_state["visit"]
        assert app.text[1].value == "0"
        assert 0 < state.shelf().used(visit) <= 1_000_000 and state.shelf().used() <= 2_000_000
    assert sum(wholes.values()) < 60 * 6, "nothing was kept between looks"


def test_what_was_dropped_of_a_project_is_read_from_the_database(small, monkeypatch):
    def opens():
        import streamlit as st

        from components import identity, projects, workspace
        from tests.test_shelf import held_by

        if "project" not in st.session_state:
            saved = identity.store().load(identity.visitor(), st.session_state["wanted"])
            st.session_state["articles"] = [a.article for a in saved.project.analyses]
            projects._remember(saved)
        for a in st.session_state["articles"]:
            st.text(workspace.analysed(a).warnings[0])
        st.text(held_by(st.session_state))

    from analysis.storage import open_store
    from components import identity

    identity.store.clear()
    monkeypatch.setattr(identity, "on_this_machine", lambda: True)
    monkeypatch.setattr(state, "analyse", lambda *_, **__: pytest.fail("it is stored"))
    book = state.load_codebook()
    stored = [
        replace(made(f"Article {n}", lead=lead(n)), warnings=(f"stored {n}",), versions={"codebook": book.version})
        for n in range(40)
    ]
    store = open_store()
    saved = store.create(store.user("local", "You"), replace(project(*stored), codebook=book))
    app = AppTest.from_function(opens, default_timeout=60)
    app.session_state["wanted"] = saved.project.id
    for _ in range(2):
        app.run()
        assert not app.exception
        assert [t.value for t in app.text] == [*(f"stored {n}" for n in range(40)), "0"]
    state.shelf().clear()
    app.run()
    assert [t.value for t in app.text] == [*(f"stored {n}" for n in range(40)), "0"]
    identity.store.clear()


def test_all_sessions_share_one_copy_of_each_model():
    code = """
import threading
import onnxruntime as ort
made = []
plain = ort.InferenceSession
def counted(*args, **kwargs):
    made.append(args[0])
    return plain(*args, **kwargs)
ort.InferenceSession = counted
import models
from streamlit.testing.v1 import AppTest
page = (
    "import models, streamlit as st\\n"
    "st.text(f'{id(models.embedder())} {id(models.tagger())} {id(models.stance_model())}')"
)
def look():
    seen.append(AppTest.from_string(page, default_timeout=60).run().text[0].value)
seen = []
threads = [threading.Thread(target=look) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
assert len(seen) == 4 and len(set(seen)) == 1, seen
assert len(made) == len(set(made)) == 3, made
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=300)
