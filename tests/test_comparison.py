import json
from dataclasses import replace

import numpy as np
import pytest

import models
from analysis.alignment import shared_quotes
from analysis.collection import Filter, build
from analysis.comparison import balance, shared_topics, side_by_side
from analysis.differences import differences
from analysis.intervals import by_article, wilson
from analysis.links import find_links
from analysis.matching import align, compare, texts_compared
from analysis.names import merged_names
from analysis.types import AUTHOR_ID
from benchmarks.compare import pairs, score
from benchmarks.varied import varied
from tests.made_set import made, on, valley


@pytest.fixture(scope="module")
def embed():
    return models.embedder().encode


@pytest.fixture(scope="module")
def corpus():
    return build(valley())


def test_surnames_join_full_names_and_aliases_come_first():
    analyses = valley()
    names = merged_names(analyses)
    assert names[1]["kessler"] == "Ann Kessler"
    assert names[0][AUTHOR_ID] == AUTHOR_ID
    renamed = merged_names(analyses, {"Kessler": "Mayor Kessler", "ann kessler": "Mayor Kessler"})
    assert {n[k] for n in renamed for k in n if "kessler" in k} == {"Mayor Kessler"}


def test_two_people_of_one_surname_stay_apart():
    two = [*valley(), made("East", "2024-05-03", ("Bob Kessler", "“No.”"))]
    assert merged_names(two)[1]["kessler"] == "Kessler"


def test_a_body_is_one_by_its_name_and_its_short_form():
    a = made("A", "", ("Doctors Without Borders (MSF)", "“No.”"), kinds={"Doctors Without Borders (MSF)": "body"})
    b = made("B", "", ("MSF", "“Yes.”"), kinds={"MSF": "body"})
    c = made("C", "", ("Doctors Without Borders", "“Yes.”"), kinds={"Doctors Without Borders": "body"})
    names = [n for found in merged_names([a, b, c]) for n in found.values()]
    assert names == ["Doctors Without Borders (MSF)"] * 3
    other = made("D", "", ("Malta Sailing Federation (MSF)", "“No.”"), kinds={"Malta Sailing Federation (MSF)": "body"})
    assert merged_names([a, b, other])[1]["msf"] == "MSF"


def test_anonymous_sources_are_not_one_person():
    a = made("A", "", ("His spokesman", "“We will see what comes of it.”"), ("Spokesman", "“No.”"))
    b = made("B", "", ("His spokesman", "“No comment.”"))
    names = [n for found in merged_names([a, b]) for n in found.values()]
    assert len(set(names)) == 3


def test_statement_numbers_are_unique_and_lead_back(corpus):
    assert len({e.id for e in corpus.entries}) == len(corpus.entries)
    for e in corpus.entries:
        original = corpus.analyses[e.article].statements[e.original_id]
        assert corpus.analyses[e.article].words(original) == e.text


def test_filter(corpus):
    assert {e.outlet for e in corpus.filtered(Filter(outlets=("North Post",))).entries} == {"North Post"}
    assert {e.speaker for e in corpus.filtered(Filter(speakers=("Ann Kessler",))).entries} == {"Ann Kessler"}
    assert all(e.statement.type == "direct" for e in corpus.filtered(Filter(types=("direct",))).entries)
    assert {e.date for e in corpus.filtered(Filter(since="2024-05-02")).entries} == {"2024-05-02"}
    tax = corpus.filtered(Filter(topics=("tax",)))
    assert [t.id for t in tax.topics] == ["tax"]
    assert len(tax.entries) == 1
    sure = corpus.filtered(Filter(confidence=0.95))
    assert all(not e.statement.classifications for e in sure.entries)
    assert corpus.filtered(Filter()).entries == corpus.entries


def test_shares_of_voice_leave_out_the_own_voice(corpus, embed):
    compared = side_by_side(corpus, ("North Post", "South Star"), "dam", embed)
    north = compared.columns[0]
    assert sum(v.share_of_words for v in north.voices) == pytest.approx(1)
    assert AUTHOR_ID not in {v.speaker for v in north.voices}
    assert north.own.position.stance == "favor"
    assert compared.columns[1].own is None
    assert compared.voice("North Post", "Ann Kessler").position.stance == "favor"
    assert compared.voice("South Star", "Ann Kessler").position.stance == "against"


def test_quotes_are_matched_across_outlets(corpus, embed):
    quotes = shared_quotes(corpus, embed)
    by_speaker = {q.speaker: q for q in quotes}
    assert set(by_speaker) == {"Ann Kessler", "Tom Bright"}
    trimmed = by_speaker["Ann Kessler"]
    assert trimmed.kind == "trimmed"
    assert trimmed.outlets == ("North Post", "South Star")
    assert trimmed.versions[1].cut > 10
    river = by_speaker["Tom Bright"]
    assert river.kind == "reworded"
    assert len(river.versions) == 3


def test_links_of_the_whole_set_serve_every_choice(embed):
    whole = build(varied(valley(), 30))
    links = find_links(whole.entries, embed)
    for outlets in (whole.outlets, whole.outlets[:3], whole.outlets[3:7], whole.outlets[:1]):
        chosen = whole.filtered(Filter(outlets=outlets))
        assert shared_quotes(chosen, embed, links) == shared_quotes(chosen, embed)
    assert len(shared_quotes(whole, embed, links)) >= 3


def test_links_found_before_are_not_sought_again(corpus, embed, monkeypatch):
    from analysis import links as module

    told = []
    before = find_links(corpus.entries, embed, progress=told.append)
    assert told == sorted(told) and told[-1] == 1.0
    monkeypatch.setattr(module, "compare", None)
    assert find_links(corpus.entries, embed, before) == before
    monkeypatch.undo()
    assert find_links([], embed).kinds == {}


def test_a_saying_is_held_against_its_nearest_ones_only(monkeypatch):
    from analysis import links as module

    monkeypatch.setattr(module, "NEIGHBOURS", 3)
    monkeypatch.setattr(module, "_ROWS", 4)
    angles = np.linspace(0, 1, 30)
    pairs = set()
    for a, b, near in module._neighbours(np.stack([np.cos(angles), np.sin(angles)], axis=1)):
        assert near == pytest.approx(np.cos(angles[a] - angles[b]))
        pairs.add((min(a, b), max(a, b)))
    assert {(i, i + 1) for i in range(29)} <= pairs
    assert len(pairs) <= 3 * 30
    assert max(b - a for a, b in pairs) <= 3


def test_only_in_one_outlet(corpus, embed):
    compared = side_by_side(corpus, corpus.outlets, "dam", embed)
    texts = {o: [corpus.by_id[i].text for i in ids] for o, ids in compared.only.items()}
    assert any("fishermen" in t for t in texts["South Star"])
    assert not any("twenty years" in t for t in [t for found in texts.values() for t in found])
    assert not any("overdue" in t for t in texts["North Post"])


def test_differences_name_what_differs_with_evidence(corpus, embed):
    compared = side_by_side(corpus, ("North Post", "South Star"), "dam", embed)
    found = differences(corpus, compared)
    kinds = [d.kind for d in found]
    assert {"position", "own voice", "share of voice", "quote", "balance"} == set(kinds)
    assert kinds[0] == "position"
    assert len(set(kinds[:3])) == 3
    first = found[0]
    assert "Ann Kessler" in first.sentence
    assert "North Post" in first.sentence and "South Star" in first.sentence
    for d in found:
        assert d.evidence
        assert set(d.evidence) <= set(corpus.by_id)
        assert 0 < d.score <= 1


def test_no_difference_where_outlets_say_the_same(embed):
    a = made("A", "2024-01-01", ("Ann Kessler", "“The dam must be built at last and at once.”", on("dam", "favor")))
    same = build([a, replace(a, article=replace(a.article, outlet="B"))])
    compared = side_by_side(same, ("A", "B"), "dam", embed)
    assert differences(same, compared) == ()
    assert compared.quotes[0].kind == "exact"


def test_one_article_no_topic_and_nothing(embed):
    one = build(valley()[:1])
    compared = side_by_side(one, one.outlets, "dam", embed)
    assert len(compared.columns) == 1
    assert compared.quotes == ()
    empty = build([])
    assert side_by_side(empty, (), "", embed).columns == ()
    bare = build([made("A", "", ("Ann Kessler", "“Hello to all of you.”")), made("B", "", ("Tom Bright", "“No.”"))])
    assert shared_topics(bare) == ()
    assert len(side_by_side(bare, bare.outlets, "", embed).columns) == 2


def test_topics_that_most_outlets_share_come_first(corpus):
    assert shared_topics(corpus) == ("dam", "tax")


def test_a_source_counts_once_per_article(corpus):
    b = balance(corpus, "North Post", "dam")
    assert (b.favor, b.against, b.articles) == (1, 1, 1)
    assert b.low < 0.2 and b.high > 0.8


def test_intervals():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(5, 10)
    assert low == pytest.approx(0.2366, abs=1e-3) and high == pytest.approx(0.7634, abs=1e-3)
    assert wilson(0, 4)[0] == 0 and wilson(4, 4)[1] == 1
    assert by_article([(1, 2)] * 30) == (0.5, 0.5)
    spread = by_article([(2, 2), (0, 2)] * 5)
    assert spread[0] < 0.35 and spread[1] > 0.65
    assert by_article([]) == (0.0, 1.0)


def test_alignment_reads_back_as_the_other_version():
    base = "“We will build the dam, and we will pay for it ourselves.”"
    other = "“We shall build the dam … ourselves.”"
    pieces = align(base, other)
    assert " ".join(p.text for p in pieces if p.operation != "cut") == other
    assert any(p.operation == "reworded" and p.text == "shall" and p.other == "will" for p in pieces)
    assert {p.operation for p in align(base, base)} == {"kept"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“We will sign the treaty.”", "“We will not sign the treaty.”"),
        ("that six sailors had been wounded", "that three sailors had been wounded"),
        ("“Prices will rise next year.”", "“Prices will fall next year.”"),
        ("“Yes.”", "“No.”"),
        ("", ""),
    ],
)
def test_near_misses(a, b, embed):
    assert compare(a, b, embed) is None


def test_all_texts_that_are_compared_are_known_before(embed):
    for row in pairs():
        asked = []
        compare(row["a"], row["b"], lambda texts, asked=asked: asked.extend(texts) or embed(texts))
        assert set(asked) <= set(texts_compared(row["a"], row["b"]))


def test_other_speakers_must_say_it_word_for_word(embed):
    a, b = "that the river would need twenty years to recover", "“It will take the river twenty years to recover.”"
    assert compare(a, b, embed).kind == "reworded"
    assert compare(a, b, embed, same_speaker=False) is None


def test_quote_matching_on_the_written_pairs(embed):
    rows = pairs()
    assert len(rows) >= 150
    assert sum(not r["kind"] for r in rows) >= len(rows) / 2
    assert len({json.dumps([r["a"], r["b"]]) for r in rows}) == len(rows)
    for part in ("fit", "check"):
        mine = [r for r in rows if r["part"] == part]
        found = [m.kind if (m := compare(r["a"], r["b"], embed)) else "" for r in mine]
        assert score(mine, found)[2] >= 0.90, part
