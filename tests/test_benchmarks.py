"""The scorer of statements, the regex baseline, and that the benchmark sees what the product shows."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from analysis import analyse
from benchmarks.attribution import PRODUCT, STATEMENTS, ahead, lead, plain, statement_rows
from benchmarks.peers import Found, by_expressions, joined, speakers
from benchmarks.scoring import (
    Figure,
    Measure,
    Said,
    Share,
    WordIndex,
    b_cubed,
    bootstrap,
    match,
    overlap,
    same_name,
    same_source,
    same_speaker,
    tally,
    tally_mentions,
)
from benchmarks.sets import annotated, nearest, polnear
from benchmarks.systems import as_said, product, run_peers
from tests.browser import ROOT

TEXT = "“We will not sign it,” Ada Lund said on Monday. Bo Ek, the mayor, said that the deal was dead.\n\nShe left."


def words(*numbers):
    return frozenset(numbers)


def test_a_word_belongs_to_a_span_that_has_any_of_it():
    index = WordIndex("one, two three")
    assert index.within([(0, 3)]) == {0}
    assert index.within([(2, 6)]) == {0, 5}
    assert index.within([(3, 5)]) == index.within([(5, 5)]) == frozenset()
    assert index.within([(0, 1), (9, 14)]) == {0, 9}


def test_direct_is_what_stands_in_quotation_marks():
    index = WordIndex('“One two,” he said. "Three four" five „sechs“ «sept» “never closed\nnext')
    text = '“One two,” he said. "Three four" five „sechs“ «sept» “never closed\nnext'

    def at(part):
        return index.within([(text.index(part), text.index(part) + len(part))])

    for part in ("One two", "Three four", "sechs", "sept", "never closed"):
        assert index.is_direct(at(part)), part
    for part in ("he said", "five", "next", "two,” he"):
        assert not index.is_direct(at(part)), part
    assert not index.is_direct(frozenset())


def test_overlap_is_dice():
    assert overlap(words(1, 2, 3, 4), words(3, 4)) == pytest.approx(4 / 6)
    assert overlap(words(), words()) == 0


def test_matching_is_one_to_one_and_best_first():
    gold = [Said(words(1, 2, 3, 4)), Said(words(1, 2, 3, 4, 5))]
    found = [Said(words(1, 2, 3, 4, 5)), Said(words(9))]
    assert match(gold, found, 0.8) == [(1, 0)]
    assert match(gold, [*found, Said(words(1, 2, 3))], 0.8) == [(1, 0), (0, 2)]
    assert match(gold, found, 0.0) == [(1, 0)], "nothing in common never matches"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Dmitry Peskov", "Peskov", True),
        ("Mr. Trump", "President Donald Trump", True),
        ("The White House", "White House", True),
        ("Ann Lee’s", "Lee", True),
        ("Ann", "Ann Lee", True),
        ("Ann Lee", "Bo Ek", False),
        ("he", "Ann Lee", False),
        ("", "Ann Lee", False),
        ("The", "The President", False),
    ],
)
def test_same_name(a, b, same):
    assert same_name(a, b) is same is same_name(b, a)


def test_same_source():
    assert same_source(Said(words(), words(1, 2)), Said(words(), words(2, 3)))
    assert not same_source(Said(words(), words(1, 2)), Said(words(), words(2, 3, 4, 5)))
    assert same_source(Said(words()), Said(words()))
    assert not same_source(Said(words(), words(1)), Said(words()))


def test_tally_counts_right_speakers_by_type():
    gold = [
        Said(words(1, 2, 3), speaker="Ada Lund", direct=True),
        Said(words(5, 6, 7), speaker="Bo Ek"),
        Said(words(9), speaker="Bo Ek", direct=True),
    ]
    found = [
        Said(words(1, 2, 3), speaker="Lund", direct=True),
        Said(words(5, 6, 7), speaker="Ada Lund"),
        Said(words(20), speaker="Cy"),
    ]
    counts = tally(gold, found, same_speaker)
    assert counts == {
        "gold": 3, "found": 3, "match": 2, "right": 1, "gold_direct": 2, "found_direct": 1, "hit_direct": 1,
        "match_direct": 1, "right_direct": 1, "match_other": 1, "right_other": 0,
    }  # fmt: skip


def test_b_cubed_is_that_of_bagga_and_baldwin():
    # Their example: 1-5, 6-7 and 8-12 in truth; the answer joins the last two.
    truth = ["a"] * 5 + ["b"] * 2 + ["c"] * 5
    p, n, r, m = b_cubed(list(zip(truth, ["a"] * 5 + ["bc"] * 7, strict=True)))
    assert (n, m) == (12, 12)
    assert p / n == pytest.approx((5 + 2 * 2 / 7 + 5 * 5 / 7) / 12) == pytest.approx(0.76, abs=0.005)
    assert r / m == 1
    # The other answer joins the first and the last.
    p, n, r, _ = b_cubed(list(zip(truth, ["ac"] * 5 + ["b"] * 2 + ["ac"] * 5, strict=True)))
    assert p / n == pytest.approx(0.58, abs=0.005) and r == 12


def test_b_cubed_counts_what_one_side_lacks():
    p, n, r, m = b_cubed([("a", "x"), ("a", None), (None, "x")])
    assert (p, n, r, m) == (0.5, 2, 0.5, 2)


def test_mentions_are_the_sources_of_matched_statements():
    s = words(99)
    gold = [Said(words(1, 2), s, group="Lund"), Said(words(3, 4), s, group="Lund"), Said(words(5, 6), group="Lund")]
    found = [Said(words(1, 2), s, group="7"), Said(words(5, 6), s, group="8"), Said(words(8), s, group="7")]
    counts = tally_mentions(gold, found)
    assert [counts[k] for k in ("b3_p", "b3_found", "b3_r", "b3_gold")] == [1, 1, 1, 1]
    assert [counts[k] for k in ("b3_all_p", "b3_all_found", "b3_all_r", "b3_all_gold")] == [0.5, 3, 0.5, 2]


def test_measures():
    sums = {"hit": np.array([2.0, 0.0]), "found": np.array([4.0, 0.0]), "gold": np.array([8.0, 8.0])}
    found = Measure("hit", "found", "gold")(sums)
    assert found["precision"][0] == 0.5 and found["recall"][0] == 0.25 and found["f1"][0] == pytest.approx(1 / 3)
    assert math.isnan(found["precision"][1]) and found["f1"][1] == 0, "who finds nothing has an F1 of 0"
    assert math.isnan(Share("hit", "found")(sums)["share"][1])


def test_intervals_hold_the_value_repeat_and_narrow_with_more_articles():
    measures = {"m": Measure("hit", "found", "gold")}
    few = [{"hit": i % 4, "found": 4, "gold": 4} for i in range(8)]
    one, two = bootstrap(few, measures)["m"]["f1"], bootstrap(few, measures)["m"]["f1"]
    assert one == two and one.value == pytest.approx(0.375) and one.low < one.value < one.high
    many = bootstrap(few * 10, measures)["m"]["f1"]
    assert many.high - many.low < (one.high - one.low) / 2
    with pytest.raises(ValueError, match="no articles"):
        bootstrap([], measures)


def test_the_lead_is_measured_on_the_same_draws():
    mine = [{"right": n, "found": 4, "gold": 4} for n in (1, 2, 3, 4)]
    theirs = [{"right": n - 1, "found": 4, "gold": 4} for n in (1, 2, 3, 4)]
    points = ahead(mine, theirs)
    assert points.value == points.low == points.high == pytest.approx(25), "always one of four ahead"
    scores = {PRODUCT: bootstrap(mine, {"end to end": STATEMENTS["end to end"]})}
    scores["other"] = bootstrap(theirs, {"end to end": STATEMENTS["end to end"]})
    assert "+25.0" in lead(scores, {"other": points}) and "other" in lead(scores, {"other": points})


def spoken(text, found):
    return [("".join(text[a:b] for a, b in f.content), f.source and text[slice(*f.source)]) for f in found]


def test_expressions_find_the_nearest_name_and_reports():
    text = TEXT.replace(", the mayor,", "")
    assert spoken(text, by_expressions(text)) == [
        ("“We will not sign it,”", "Ada Lund"),
        ("that the deal was dead", "Bo Ek"),
    ]


def test_expressions_join_what_a_cue_interrupts_and_prefer_the_paragraph():
    text = 'Bo Ek said no.\n"We will not go," said Ada Lund, "and nor will they."'
    found = by_expressions(text)
    assert [f.source and text[slice(*f.source)] for f in found if len(f.content) == 2] == ["Ada Lund"]
    assert by_expressions("“Just two” marks and nobody speaks here.") == []


def test_statements_with_one_cue_are_one():
    a, b = Found(((5, 9),), (0, 2), (3, 4)), Found(((10, 12),), (0, 2), (3, 4))
    assert joined([b, a]) == [Found(((5, 9), (10, 12)), (0, 2), (3, 4))]
    assert len(joined([Found(((1, 2),), None, None), Found(((3, 4),), None, None)])) == 2


def test_pronouns_take_the_last_name_and_surnames_their_group():
    named = speakers(["Ada Lund", "he", "Bo Ek", "Lund", "She"], same_name)
    assert [n for n, _ in named] == ["Ada Lund", "Ada Lund", "Bo Ek", "Lund", "Lund"]
    groups = [g for _, g in named]
    assert groups[0] == groups[1] == groups[3] == groups[4] != groups[2]
    assert speakers(["they"], same_name) == [("they", "they")]


def test_cues_that_voice_nothing_are_left_out():
    text = "Ada Lund hopes it will rain. Bo Ek said it will."
    found = [Found(((15, 27),), (0, 8), (9, 14)), Found(((40, 47),), (29, 34), (35, 39))]
    assert [s.speaker for s in as_said(found, text)] == ["Bo Ek"]


def test_a_mention_stands_nearest_to_what_it_says():
    text = "He ran. He said no."
    assert nearest(text, "He", [(16, 18)]) == [(8, 10)]
    assert nearest(text, "", [(16, 18)]) == nearest(text, "Zoe", [(16, 18)]) == []


def test_sets_are_read(tmp_path):
    start = TEXT.index("that the deal")
    row = {"id": "x", "text": TEXT, "attributions": [
        {"source": [[0, 3]], "cue": [[start - 5, start - 1]], "content": [[start, start + 22]]},
        {"source": None, "cue": None, "content": [[0, 5]]},
    ]}  # fmt: skip
    (tmp_path / "dev.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    texts = polnear(tmp_path / "dev.jsonl")
    assert len(texts.samples[0].spoken) == len(texts.samples[0].attributions) == 1
    assert annotated(tmp_path / "none", tmp_path, "k", "t") is None
    folder = ROOT / "benchmarks/articles"
    own = annotated(folder, folder, "articles", "")
    assert len(own.samples) == len(list(folder.glob("*.txt"))) > 10
    assert all(s.content and s.speaker for x in own.samples for s in x.spoken)
    with_source = [s for x in own.samples for s in x.spoken if s.source]
    assert len(with_source) > 200


def test_perfect_findings_score_one():
    own = annotated(ROOT / "benchmarks/articles", ROOT / "benchmarks/articles", "articles", "")
    rows = statement_rows(own, {s.id: s.spoken for s in own.samples})
    scores = bootstrap(rows, STATEMENTS)
    assert scores["end to end"]["f1"] == Figure(1, 1, 1) and scores["wrong"]["share"] == Figure(0, 0, 0)
    nothing = bootstrap(statement_rows(own, {s.id: [] for s in own.samples}), STATEMENTS)
    assert nothing["end to end"]["f1"].value == 0


def test_the_benchmark_sees_what_the_product_shows():
    text = (ROOT / "benchmarks/articles/dev10-tv-shooting.txt").open(encoding="utf-8", newline="").read()
    found, index = analyse(text), WordIndex(text)
    shown = [
        (index.within(s.content), found.speaker(s.speaker_id).name) for s in found.statements if s.type != "author"
    ]
    assert [(s.content, s.speaker) for s in product(text)] == shown


def test_missing_peers_are_reported(tmp_path):
    peers = run_peers(tmp_path, [])
    assert not peers.found and "no Python" in peers.missing["all"]


def test_peers_print_lines_and_say_what_is_missing():
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/peers.py")], input=json.dumps({"id": "x", "text": TEXT}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    head, *lines = (json.loads(line) for line in done.stdout.splitlines())
    assert set(head["systems"]) | set(head["missing"]) == {"textacy", "sayswho", "clauses"}
    for line in lines:
        for s in line["statements"]:
            assert all(0 <= a < b <= len(TEXT) for a, b in s["content"])


def test_plain_has_no_figure_that_json_lacks():
    assert plain({"a": Figure(0.5, math.nan, 1.0), "b": [1]}) == {"a": [0.5, None, 1.0], "b": [1]}
