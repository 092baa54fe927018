"""Logs are lines of numbers: nothing that a person wrote gets into them."""

import ast
import io
import json
import logging
import re

import pytest

from analysis import logs
from analysis.fetch import FetchError, fetch_article
from analysis.hosting import HostSettings
from analysis.pipeline import analyse
from analysis.storage.engine import make_engine, migrate
from analysis.storage.errors import NotFound, StorageError
from analysis.storage.shares import PasswordNeeded, create_share, open_share, revoke_share
from analysis.storage.store import Store
from tests.browser import ROOT, WAIT, browser, chromium, dashboard, need, settled
from tests.made import project

ARTICLE = """Quokkaville debates the zeppelin mast

"The zeppelin mast must never be built," Mayor Xanthippe Quillfeather said on Monday. "It ruins Quokkaville."

Her rival Barnaby Thistlewood said that he favors the mast.
"""
WORDS = {w for w in re.findall(r"\w{5,}", ARTICLE) if w[0].isupper() or w in ("zeppelin", "rival")}


@pytest.fixture
def written():
    stream = io.StringIO()
    before = logging.getLogger().level
    logs.configure("json", "debug", stream)
    yield stream
    root = logging.getLogger()
    for handler in [h for h in root.handlers if h.get_name() == "standpoint"]:
        root.removeHandler(handler)
    root.setLevel(before)
    logging.captureWarnings(False)


def lines(stream):
    return [json.loads(x) for x in stream.getvalue().splitlines()]


def test_nothing_of_an_article_a_link_or_a_password_is_logged(written, tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'd.sqlite'}")
    migrate(engine)
    store = Store(engine, HostSettings())
    user = store.user("quokka@example.org", "Xanthippe Quillfeather")
    saved = store.create(user, project(analyse(ARTICLE), name="Zeppelins of Quokkaville"))
    share, token = create_share(store, user, saved.project.id, password="correct zeppelin", label="Quillfeather")
    with pytest.raises(PasswordNeeded):
        open_share(store, token, "wrong zeppelin")
    open_share(store, token, "correct zeppelin")
    revoke_share(store, user, saved.project.id, share.id)
    with pytest.raises(NotFound):
        open_share(store, token)
    with pytest.raises(FetchError):
        fetch_article("http://10.0.0.1/quokkaville-zeppelin")
    store.load(user, saved.project.id)
    store.delete(user, saved.project.id)
    engine.dispose()
    found = lines(written)
    assert {"analysed", "project_created", "link_made", "link_password_wrong", "link_read", "link_refused"} <= {
        x["event"] for x in found
    }
    told = written.getvalue()
    for secret in (
        *WORDS,
        token,
        "correct zeppelin",
        "wrong zeppelin",
        saved.project.id,
        user.id,
        "10.0.0.1",
        "quokka",
    ):
        assert secret not in told


def test_messages_of_errors_and_libraries_are_left_out(written):
    # As Streamlit makes its loggers: with a handler of their own, and cut off from the root.
    other = logging.getLogger("streamlit.made.for.this.test")
    other.propagate = False
    other.addHandler(logging.StreamHandler(io.StringIO()))
    logs.take_over()
    assert not other.handlers
    try:
        try:
            raise ValueError("“The zeppelin mast”, said Quillfeather")
        except ValueError as error:
            raise StorageError("Quokkaville") from error
    except StorageError as error:
        caught = error
    other.error("The page %s failed", "Quokkaville", exc_info=caught)
    logs.event("failed", level="error", error=caught, seconds=1.23456, name="Quokkaville", token=None)
    first, second = lines(written)
    assert first["place"].startswith("streamlit.made.for.this.test:") and first["error"] == "StorageError < ValueError"
    assert second["seconds"] == 1.2346 and "name" not in second and "token" not in second
    assert any("tests/test_logs.py:" in f for f in second["frames"])
    assert "Quokkaville" not in written.getvalue() and "zeppelin" not in written.getvalue()


def test_a_visit_is_a_random_name_and_nothing_else(written):
    logs.visit("0123456789abcdef")
    logs.event("seen")
    assert lines(written)[0]["visit"] == "01234567"
    for name in ("Quillfeather", "", "zz345678"):
        with pytest.raises(ValueError):
            logs.visit(name)


def test_text_has_the_same_content():
    stream = io.StringIO()
    record = logging.LogRecord("standpoint", logging.INFO, "x.py", 1, "analysed", None, None)
    record.numbers = {"words": 3}
    stream.write(logs._Text().format(record))
    assert stream.getvalue().endswith(
        "analysed words=3" if not logs._visit.get() else f"visit={logs._visit.get()} words=3"
    )


def test_nothing_but_the_events_and_numbers_is_asked_to_be_logged():
    seen = 0
    for folder in ("analysis", "components"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "logs.event":
                    seen += 1
                    assert len(node.args) == 1 and isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                    assert all(k.arg for k in node.keywords), f"{path}:{node.lineno}"
    assert seen > 10


def test_the_running_dashboard_logs_lines_of_json_without_text(tmp_path):
    need(chromium(), "Chromium")
    pytest.importorskip("playwright")
    log = tmp_path / "log"
    own = {"STANDPOINT_LOG_FORMAT": "json", "STANDPOINT_LOG_LEVEL": "debug", "DATABASE_URL": ""}
    with dashboard(log=log, STANDPOINT_DATA_DIR=str(tmp_path / "data"), **own) as url, browser() as instance:
        page = instance.new_page()
        page.goto(url)
        settled(page)
        page.get_by_label("Article text").fill(ARTICLE)
        page.get_by_role("button", name="Analyse", exact=True).click()
        page.get_by_text("Speakers", exact=True).first.wait_for(timeout=WAIT)
        settled(page)
        page.goto(f"{url}/?share=quokka-token-quokka-token-quokka-token-quokka")
        page.get_by_text("This link doesn't exist").wait_for(timeout=WAIT)
    told = log.read_text(encoding="utf-8")
    events = [json.loads(x) for x in told.splitlines() if x.startswith("{")]
    names = {x["event"] for x in events}
    assert {"started", "visit_began", "analysed", "link_refused"} <= names
    assert next(x for x in events if x["event"] == "analysed")["visit"]
    for secret in (*WORDS, "quokka-token"):
        assert secret not in told
