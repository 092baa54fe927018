import datetime
import re
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[1] / "sample_articles"
FILES = sorted(p for p in FOLDER.glob("*.md") if p.name != "README.md")


def read(path):
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body.strip()


def test_the_promised_articles_are_here():
    outlets = {}
    for path in FILES:
        outlets.setdefault(path.name.split("-")[0], set()).add(read(path)[0]["outlet"])
    assert len(outlets["inf"]) == 4
    assert len(outlets["kerch"]) == 3
    assert {"domestic", "business"} <= outlets.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_front_matter_and_body(path):
    meta, body = read(path)
    assert set(meta) - {"url"} == {"outlet", "date", "title", "note"}
    assert isinstance(meta["date"], datetime.date)
    assert "Written for this project" in meta["note"]
    title, text = body.split("\n", 1)
    assert title == f"# {meta['title']}"
    assert 350 <= len(re.findall(r"[\w'’-]+", text)) <= 700
    # Quotes that run over paragraphs open again without closing, so opening marks may outnumber closing ones.
    for paragraph in text.split("\n\n"):
        assert 0 <= paragraph.count("“") - paragraph.count("”") <= 1, paragraph


def test_readme_names_every_article():
    listed = set(re.findall(r"`([\w-]+\.md)`", (FOLDER / "README.md").read_text(encoding="utf-8")))
    assert listed == {p.name for p in FILES}


def test_some_quotes_run_over_paragraphs():
    running = [p for p in FILES if any(q.count("“") > q.count("”") for q in read(p)[1].split("\n\n"))]
    assert len(running) >= 3
