"""The pure parts of the accuracy and speed benchmarks."""

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from benchmarks import positions, scores, timing
from benchmarks.accuracy import flips, relevance, scored, trusted
from benchmarks.accuracy_text import between, verdict
from benchmarks.drawing import growth_svg, reliability_svg
from benchmarks.report import table
from benchmarks.testsets import TEST_SETS, basil, objects, reported
from models.classifier import Judgements, calibration_error
from models.heldout import held_out


def test_confusion_and_scores():
    m = scores.confusion(np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0]), 3)
    assert m.tolist() == [[1, 1, 0], [0, 2, 0], [1, 0, 0]]
    assert scores.f1_per_class(m) == pytest.approx([0.5, 0.8, 0.0])
    assert scores.macro_f1(m) == pytest.approx(1.3 / 3)
    assert scores.sided_f1(m) == pytest.approx(0.65)
    assert scores.accuracy(m) == pytest.approx(0.6)


def test_intervals_are_fixed_hold_the_figure_and_narrow_with_rows():
    m = np.array([[30, 10], [5, 55]])
    low, high = scores.interval(m, scores.macro_f1)
    assert (low, high) == scores.interval(m, scores.macro_f1)
    assert low < scores.macro_f1(m) < high
    narrow = scores.interval(m * 100, scores.macro_f1)
    assert narrow[1] - narrow[0] < (high - low) / 5
    assert scores.interval(np.zeros((2, 2), dtype=int), scores.accuracy) == (0.0, 0.0)


def test_interval_of_counts_is_that_of_rows():
    rng = np.random.default_rng(3)
    gold, guess = rng.integers(0, 2, 300), rng.integers(0, 2, 300)
    drawn = [scores.accuracy(scores.confusion(gold[r], guess[r], 2)) for r in rng.integers(0, 300, size=(2000, 300))]
    assert scores.interval(scores.confusion(gold, guess, 2), scores.accuracy) == pytest.approx(
        np.quantile(drawn, (0.025, 0.975)), abs=0.012
    )


def test_auc_counts_pairs():
    p, gold = np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False])
    assert scores.auc(p, gold) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert scores.auc(p, ~gold) == pytest.approx(0.125)
    assert scores.auc(p, np.ones(4, dtype=bool)) == 0.5


def test_reliability_adds_up_to_the_calibration_error():
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1], size=400)
    gold = rng.integers(0, 3, 400)
    bins = scores.reliability(p, gold)
    assert sum(n for _, _, n in bins) == 400
    assert sum(abs(a - b) * n for a, b, n in bins) / 400 == pytest.approx(calibration_error(p, gold))


def test_two_class_sets_leave_neutral_out_of_the_answer_but_not_out_of_doubt():
    class Two:
        classes, measure = 2, "accuracy"

    p, gold = np.array([[0.3, 0.1, 0.6], [0.1, 0.8, 0.1]]), np.array([0, 1])
    assert scored(Two, gold, p)["value"] == 1.0
    found = trusted(gold, p, 0.6, 2)
    assert found["decided"] == 1.0
    assert found["precision_decided"] == 0.5
    assert found["ece_two"] == pytest.approx(calibration_error(np.array([[0.75, 0.25], [1 / 9, 8 / 9]]), gold))
    assert trusted(gold, p, 0.9, 2)["precision_decided"] is None


def test_flips_need_both_directions():
    rows = [
        {"speaker": "A", "cue": "said", "text": "x", "a": "yes", "stance_a": "favor", "b": "no", "stance_b": "against",
         "sentiment": "negative"},
        {"speaker": "A", "cue": "said", "text": "x", "a": "yes", "stance_a": "favor", "b": "yes", "stance_b": "against",
         "sentiment": "neutral"},
    ]  # fmt: skip

    def classify(pairs):
        p = np.array([[0.8, 0.1, 0.1] if x.target == "yes" else [0.1, 0.5, 0.4] for x in pairs])
        return Judgements(p, p, p[:, 0])

    found = flips(rows, classify, 0.6)
    assert found["first"][0] == 1.0
    assert found["both"][0] == 0.5
    assert found["decided"][0] == 0.75
    assert found["right where decided"][0] == pytest.approx(2 / 3)
    assert found["first where tone and stance disagree"][0] == 1.0


def test_relevance_beside_always_yes():
    found = relevance(np.array([True, True, False, True]), np.array([0.9, 0.8, 0.2, 0.4]))
    assert found["auc"][0] == 1.0
    assert found["f1"][0] == pytest.approx(0.8)
    assert found["always yes, f1"] == pytest.approx(6 / 7)


def test_positions_count_a_triple_once_and_know_false_ones():
    gold = [
        {"speaker": "Dmitry Peskov", "positions": [{"topic": "t", "stance": "against"}]},
        {"speaker": "Dmitry Peskov", "positions": [{"topic": "t", "stance": "against"}]},
        {"speaker": "Sen. Rose Webb", "positions": [{"topic": "u", "stance": "neutral"}]},
        {"speaker": "Author", "positions": []},
    ]
    found = [
        {"speaker": "Peskov", "positions": [{"topic": "t", "stance": "against"}]},
        {"speaker": "Webb", "positions": [{"topic": "u", "stance": "favor"}, {"topic": "t", "stance": "unclear"}]},
        {"speaker": "Someone else", "positions": [{"topic": "t", "stance": "against"}]},
    ]
    assert positions.counts(gold, found) == {"right": 1, "annotated": 1, "found": 3, "false": 1}
    assert positions.f1(np.array([1, 1, 3])) == pytest.approx(0.5)
    assert positions.f1(np.array([0, 0, 0])) == 0.0


def test_position_interval_resamples_articles():
    rows = np.array([[3, 4, 5]] * 6)
    assert positions.interval(rows) == pytest.approx((6 / 9, 6 / 9))
    assert positions.interval(rows[:4]) is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Mr. Bolton", "John Bolton", True),
        ("the White House", "White House", True),
        ("Trump’s", "Donald Trump", True),
        ("Ann Lee", "Bob Ray", False),
        ("the", "the", False),
        ("", "Ann", False),
    ],
)
def test_same_speaker(a, b, same):
    assert positions.same_speaker(a, b) is same
    assert positions.same_speaker(b, a) is same


def test_basil_rows_keep_the_sentence_as_context(tmp_path):
    path = tmp_path / "all.jsonl"
    rows = [
        {"sentence": "“Good,” he said.", "span": "Good", "speaker": "He", "target": "It", "polarity": "pos"},
        {"sentence": "Bad.", "span": "Bad.", "speaker": "", "target": "It", "polarity": "neg"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = basil(path)
    assert found.gold.tolist() == [0, 1]
    assert [(p.text, p.context) for p in found.pairs] == [("He: Good", "“Good,” he said."), ("Bad.", "")]


def test_own_statements_kept_aside_are_not_among_the_others(tmp_path):
    rows = [
        {"context": "", "speaker": "A", "cue": "said", "text": f"words {i}", "tone": "neutral",
         "judgments": [["P", "favor"], ["Q", "irrelevant"]]}
        for i in range(60)
    ]  # fmt: skip
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    aside, bears = reported(tmp_path)
    rest, _ = reported(tmp_path, kept_aside=False)
    assert len(aside.pairs) + len(rest.pairs) == 120
    assert 0 < len(aside.pairs) < len(rest.pairs)
    assert not {p.text for p in aside.pairs} & {p.text for p in rest.pairs}
    assert aside.gold.tolist() == [0, 2] * (len(aside.pairs) // 2)
    assert bears.tolist() == [True, False] * (len(aside.pairs) // 2)
    assert all(held_out({"text": p.text.split(": ")[1]}) for p in aside.pairs)


def test_no_set_names_a_test_file_to_train_on():
    assert len({t.name for t in TEST_SETS}) == len(TEST_SETS)
    for t in TEST_SETS:
        assert all(f.endswith("/train.jsonl") for f in t.train)
        assert t.path not in t.train


def test_verdicts_say_by_how_much():
    assert verdict(0.72, 0.70, 0.85) == "reached 0.70"
    assert verdict(0.86, 0.70, 0.85) == "beyond 0.85"
    assert verdict(0.655, 0.70, 0.85) == "4.5 points below 0.70"
    assert verdict(0.655, None, None) == "no goal set"
    assert between(0.5, (0.4, 0.6)) == "0.500 (0.400 – 0.600)"
    assert between(0.5, None) == "0.500"
    assert table(["a|b"], [[None], [0.5]]).splitlines()[2:] == ["|  |", "| 0.500 |"]


def test_drawings_are_well_formed_and_hold_their_points():
    drawn = reliability_svg([("A & B", 0.03, [(0.4, 0.5, 10), (0.9, 0.8, 40)])] * 5, 0.6)
    root = ET.fromstring(drawn)
    assert len(root.findall("{*}circle")) == 10
    line = ET.fromstring(growth_svg("t", "words", "s", [(1000, 0.4), (10_000, 4.1)]))
    assert len(line.findall("{*}circle")) == 2


def test_growth_exponent():
    sizes = [1000, 10_000, 100_000]
    assert scores.fitted_exponent(sizes, [3e-4 * n for n in sizes]) == pytest.approx(1)
    assert scores.fitted_exponent(sizes, [n**1.5 for n in sizes]) == pytest.approx(1.5)


def test_long_texts_have_their_length_and_repeat_no_sentence():
    text = timing.long_text(500, ["One sentence is here. Another one follows.", "A third one ends it."])
    assert len(text.split()) == 500
    sentences = [s.strip() for s in text.replace("\n", " ").split(".") if s.strip()]
    whole = sentences[:-1]  # the last is cut to length
    assert len(set(whole)) == len(whole)


def test_operations_of_a_pass():
    # One layer, width 1: four projections and two of four times the width, two operations each; two attention products.
    assert timing.operations(1, 1, 1, width=1) == 24 + 4
    assert timing.operations(2, 3, 5, width=7) == 5 * (24 * 6 * 49 + 4 * 2 * 9 * 7)


def test_layers_come_from_the_graph(tmp_path):
    graph = tmp_path / "x.onnx"
    graph.write_bytes(b"..layer.0/q..layer.11/k..layer.2/v")
    assert timing.layers(graph) == 12


def test_without_torch_it_says_so(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert "no torch" in timing.torch_peer(str(python), {})


def test_json_lines(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": "é"}\n{"a": "b"}\n', encoding="utf-8")
    assert [r["a"] for r in objects(path)] == ["é", "b"]


def test_quick_systems_are_timed_and_missing_ones_named():
    from benchmarks.speed_text import _systems
    from benchmarks.stage_peers import SYSTEMS, measured, timed

    calls = []
    assert timed(lambda: calls.append(1), 3) >= 0 and len(calls) == 4
    found = measured({"text": "A b.", "statements": ["A b."], "topics": ["C."], "repeats": 1})
    # The product's own environment has none of them.
    assert found["systems"] == [] and set(SYSTEMS) <= set(found["missing"])
    assert "VADER is missing" in _systems({"systems": found}, table)
    row = {"stage": "topics", "name": "BM25", "versions": "rank-bm25 0.2.2", "seconds": 0.002}
    shown = _systems({"systems": {"systems": [row], "missing": {}, "ours": {"topics": 0.4}}}, table)
    assert "| topics | 400 | rank-bm25 0.2.2 | 2 | 0.01 |" in shown


def test_what_is_missing_to_the_speed_goals_is_told_from_the_profile():
    from benchmarks.speed_text import _shortfall

    graphs = {"stance": {"seconds": 0.5, "operations": 2e11}}
    told = _shortfall({"warm": 0.7, "graphs": graphs, "peak": 3e11}, 2.5)
    assert "0.50 of the 0.70 s" in told and "133% of" in told and "leave the graphs 0.20 s" in told
    assert "2.5 times as fast" in told
    assert _shortfall({"warm": 0.3, "graphs": graphs, "peak": 3e11}, 3.5) == ""
