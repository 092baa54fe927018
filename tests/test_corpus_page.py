"""The dashboard's corpus page, in a headless Chromium and underneath it."""

import re

import pytest

from analysis.corpus import query
from analysis.corpus.query import Choice
from analysis.corpus.store import CorpusError
from tests.browser import WAIT, browser, chromium, dashboard, need, settled
from tests.test_bulk import BOOK, records, run, write_jsonl

N = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("corpora")
    book = base / "topics.yaml"
    book.write_text(BOOK)
    rows = records(N)
    rows[3]["headline"] = "<script>window.hacked=1</script>"
    source = write_jsonl(base / "in.jsonl", [*rows, "{broken"])
    (base / "open").mkdir()
    assert run(source, base / "open" / "harbour", book, "--partition", "10") == 2
    assert run(source, base / "secret", book, "--partition", "10") == 2
    (base / "open" / "link").symlink_to(base / "secret")
    return base / "open"


@pytest.fixture
def corpus(folder, monkeypatch):
    monkeypatch.setenv("STANDPOINT_CORPUS_DIR", str(folder))
    return query.find("harbour")


@pytest.mark.parametrize("name", ["../secret", "link", "none", "", ".", "harbour/statements", "/etc", "a\0b"])
def test_nothing_outside_is_opened(folder, monkeypatch, name):
    monkeypatch.setenv("STANDPOINT_CORPUS_DIR", str(folder))
    with pytest.raises(CorpusError, match="no corpus called"):
        query.find(name)


def test_an_absolute_path_outside_is_refused(folder, monkeypatch):
    monkeypatch.setenv("STANDPOINT_CORPUS_DIR", str(folder))
    with pytest.raises(CorpusError, match="no corpus called"):
        query.find(str(folder.parent / "secret"))
    monkeypatch.delenv("STANDPOINT_CORPUS_DIR")
    with pytest.raises(CorpusError, match="STANDPOINT_CORPUS_DIR"):
        query.find("harbour")


def test_queries_agree_with_the_tables(corpus):
    import pandas as pd

    positions = pd.read_parquet(corpus.folder / "positions")
    frame = pd.read_parquet(corpus.folder / "statements")
    assert query.totals(corpus) == {
        "articles": N,
        "statements": len(frame),
        "positions": len(positions),
        "failures": 1,
    }
    cells = query.matrix(corpus, Choice(), rows=100, columns=100)
    named = positions[positions["speaker_id"] != "author"]
    assert sum(c.statements for c in cells) == named["statements"].sum()
    cell = cells[0]
    mine = named[(named["speaker"] == cell.row) & (named["topic_id"] == cell.topic_id)]
    assert cell.favor == pytest.approx(mine["favor"].sum())
    assert cell.articles == mine["article_id"].nunique()
    assert dict(query.outlets(corpus)) == {"Pier News": 15, "Bay Post": 15}
    some = query.matrix(corpus, Choice(outlet="Bay Post"), by="outlet")
    assert {c.row for c in some} == {"Bay Post"}
    course = query.timeline(corpus, Choice(), "month")
    assert sum(n for _, _, n in course) == len(positions)
    assert {d for d, _, _ in course} == {f"2024-0{m}-01" for m in range(1, 10)}
    since = query.timeline(corpus, Choice(since="2024-05-01"), "year")
    assert sum(n for _, _, n in since) == (positions["date"] >= "2024-05-01").sum()


def test_pages_hold_every_statement_once(corpus):
    total, _ = query.statements(corpus, Choice())
    seen = []
    for page in range(total // 7 + 1):
        seen += [(r["article_id"], r["statement_id"]) for r in query.statements(corpus, Choice(), page, 7)[1]]
    assert len(seen) == len(set(seen)) == total > N
    _, rows = query.statements(corpus, Choice(words="FAMILIES leave", topic="rent-cap"), 0, 100)
    assert rows and all("families leave" in r["text"] and r["topic"] for r in rows)
    assert query.statements(corpus, Choice(words="'; drop table x; --")) == (0, [])


@pytest.fixture(scope="module")
def site(folder):
    need(chromium(), "Chromium")
    pytest.importorskip("playwright")
    with dashboard(STANDPOINT_CORPUS_DIR=str(folder)) as url, browser() as instance:
        yield url, instance


def test_the_corpus_page(site):
    url, instance = site
    context = instance.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(f"{url}/?corpus=harbour")
    settled(page)
    page.locator(".js-plotly-plot .scatterlayer .point").first.wait_for(timeout=WAIT)
    assert "Ann Kessler" in page.locator(".js-plotly-plot").first.inner_text()
    assert page.get_by_text(re.compile(rf"{N} articles")).count() == 1
    for view in ("Outlets", "Timeline", "Statements"):
        page.get_by_role("radio", name=view).or_(page.get_by_role("button", name=view, exact=True)).first.click()
        settled(page)
        assert page.locator('[data-testid="stException"]').count() == 0
        assert f"view={view}" in page.url
    page.locator(".sp-card").first.wait_for(timeout=WAIT)
    assert page.locator(".sp-card").count() == 25
    first = page.locator(".sp-card").first.inner_text()
    page.get_by_role("button", name="Next").click()
    page.get_by_text(re.compile("26 to 50 of")).wait_for(timeout=WAIT)
    settled(page)
    assert page.locator(".sp-card").first.inner_text() != first
    assert page.evaluate("window.hacked") is None
    context.close()


@pytest.mark.parametrize("name", ["../secret", "link"])
def test_the_page_opens_nothing_outside(site, name):
    url, instance = site
    page = instance.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{url}/?corpus={name}")
    settled(page)
    alert = page.get_by_test_id("stAlert").first
    alert.wait_for(timeout=WAIT)
    assert "no corpus called" in alert.inner_text()
    page.close()
