from dataclasses import replace

import pytest

import models
from analysis import read_document
from analysis.corrections import article_key
from analysis.events import copies, events
from analysis.segment import segment
from analysis.types import Analysis
from tests.browser import ROOT


def bare(article):
    return Analysis(article, tuple(segment(article)), (), (), (), ())


@pytest.fixture(scope="module")
def samples():
    paths = sorted((ROOT / "sample_articles").glob("*-*.md"))
    return {p.stem: bare(read_document(p.name, p.read_bytes())) for p in paths}


@pytest.fixture(scope="module")
def embed():
    return models.embedder().encode


def test_the_samples_are_four_events(samples, embed):
    names = dict(zip(samples, events(list(samples.values()), embed), strict=True))
    groups = {}
    for stem, name in names.items():
        groups.setdefault(name, set()).add(stem.split("-")[0])
    assert sorted(map(sorted, groups.values())) == [["business"], ["domestic"], ["inf"], ["kerch"]]


def test_many_articles_are_grouped_in_rounds_by_date(samples, embed, monkeypatch):
    from analysis import events as module

    told = []
    whole = events(list(samples.values()), embed, progress=told.append)
    assert told and all(0 <= share <= 1 for share in told)
    monkeypatch.setattr(module, "_ROUND", 3)
    found = events(list(samples.values()), embed)
    assert [found.index(x) for x in found] == [whole.index(x) for x in whole]


def test_a_person_decides_and_later_articles_follow(samples, embed):
    inf = [a for k, a in samples.items() if k.startswith("inf")]
    chosen = {article_key(inf[0].article): "Missiles"}
    assert set(events(inf, embed, chosen)) == {"Missiles"}
    split = {**chosen, article_key(inf[1].article): "Editorials"}
    found = events(inf, embed, split)
    assert found[:2] == ("Missiles", "Editorials")


def test_few_articles(samples, embed):
    one = next(iter(samples.values()))
    assert events([], embed) == ()
    assert len(events([one], embed)) == 1
    undated = [replace(a, article=replace(a.article, date="")) for a in list(samples.values())[:3]]
    assert len(events(undated, embed)) == 3


def test_copies_point_to_the_earliest(samples):
    wire = samples["inf-1-meridian-wire"]
    text = wire.article.text.replace("WASHINGTON — ", "WASHINGTON (MW) — ") + "\n\nCopyright Pier News"
    reprint = bare(replace(wire.article, text=text, outlet="Pier News", date="2018-10-25"))
    others = [a for k, a in samples.items() if k != "inf-1-meridian-wire"]
    assert copies([reprint, *others, wire]) == {0: len(others) + 1}
    assert copies(list(samples.values())) == {}
    assert copies([wire, wire]) == {1: 0}
    assert copies([]) == {}
