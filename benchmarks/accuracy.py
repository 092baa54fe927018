"""Stance and sentiment of the shipped models on every evaluation set present, beside a baseline and published figures.

    python -m benchmarks.accuracy [--data ../shared/data] [--articles FOLDER …] [--fp32 FILE] [--every N] [--out]

No test set is trained on. Where a set has no neutral class, only favor and against compete. Probabilities, and what
is called unclear, are the product's: all three classes, as calibrated. ``--fp32`` takes the unquantised ONNX file of
the shipped pair classifier and measures what int8 costs. Intervals are 95 % bootstrap, fixed seed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import models
from benchmarks import baseline, positions, scores
from benchmarks.drawing import reliability_svg
from benchmarks.report import cpu, sha256, write
from benchmarks.testsets import AUTHORED, MEASURES, TEST_SETS, Labelled, TestSet, objects, reported
from models.classifier import Judgements, PairClassifier, calibration_error, overall
from models.features import WEIGHTS
from models.pairs import STANCES, Pair, statement_text
from models.runtime import Session, cores

HERE = Path(__file__).parent
FLIPS = HERE / "flips.jsonl"
DRAWING = "accuracy-reliability.svg"
OWN = TestSet(
    "Own statements kept aside",
    "",
    "macro-F1",
    lambda path: reported(path)[0],
    classes=3,
    train=(),
    note="Written for this project, read in their context; never trained on, but calibration and threshold were fitted "
    "with them among others, so that their ECE flatters.",
)
Classify = Callable[[Sequence[Pair]], Judgements]


class OtherGraph(PairClassifier):
    """The pair classifier on another graph, with the shipped word table and calibration."""

    def __init__(self, path: Path):
        super().__init__()
        self._session = Session(path)


def scored(test: TestSet, gold: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    """The set's measure with its interval, and the others, of probabilities [n, 3]."""
    m = scores.confusion(gold, p[:, : test.classes].argmax(1), test.classes)
    measure = MEASURES[test.measure]
    return {
        "value": float(measure(m)),
        "interval": scores.interval(m, measure),
        **{k: float(f(m)) for k, f in MEASURES.items()},
        "f1_per_class": [float(x) for x in scores.f1_per_class(m)],
        "confusion": m.tolist(),
    }


def probabilities(test: TestSet, judged: Judgements) -> np.ndarray:
    """What the set's labels are compared with, [n, 3].

    Where a set has a neutral class, many of its words have nothing to do with their target; the product finds that out
    first (``models.classifier.overall``).
    """
    if test.head == "sentiment":
        return judged.sentiment
    return overall(judged) if test.classes == 3 else judged.stance


def trusted(gold: np.ndarray, p: np.ndarray, threshold: float, classes: int) -> dict[str, Any]:
    """Calibration, and what is decided at the threshold, of probabilities [n, 3]."""
    decided = p.max(1) >= threshold
    right = p.argmax(1) == gold
    sided = p[:, :2] / np.maximum(p[:, :2].sum(1, keepdims=True), 1e-9)
    return {
        "ece": calibration_error(p, gold),
        "ece_two": calibration_error(sided, gold) if classes == 2 else None,
        "decided": float(decided.mean()),
        "precision_decided": float(right[decided].mean()) if decided.any() else None,
        "reliability": scores.reliability(p, gold),
    }


def evaluate(test: TestSet, rows: Labelled, classify: Classify, threshold: float) -> tuple[dict[str, Any], np.ndarray]:
    """Everything that the report says of one set but its baseline, and the probabilities [n, 3]."""
    started = time.perf_counter()
    judged = classify(rows.pairs)
    seconds = time.perf_counter() - started
    p = probabilities(test, judged)
    return {
        "name": test.name,
        "head": test.head,
        "rows": len(rows.gold),
        "classes": test.classes,
        "measure": test.measure,
        **scored(test, rows.gold, p),
        **trusted(rows.gold, p, threshold, test.classes),
        "reach": test.reach,
        "beyond": test.beyond,
        "peers": [[x.name, x.figure, x.source] for x in test.peers],
        "note": test.note,
        "seconds": round(seconds, 2),
    }, p


def quantised(test: TestSet, rows: Labelled, small: np.ndarray, classify: Classify) -> dict[str, Any]:
    """What int8 costs on one set: the measure of both, how often they agree, how far probabilities are apart."""
    full = probabilities(test, classify(rows.pairs))
    a, b = scored(test, rows.gold, small)["value"], scored(test, rows.gold, full)["value"]
    k = test.classes
    return {
        "name": test.name,
        "int8": a,
        "fp32": b,
        "loss": b - a,
        "agree": float((small[:, :k].argmax(1) == full[:, :k].argmax(1)).mean()),
        "apart": float(np.abs(small - full).mean()),
    }


def flips(rows: Sequence[dict], classify: Classify, threshold: float) -> dict[str, Any]:
    """Pairs of propositions on the same words with different stances: both must be right."""
    sides, gold = [], []
    for side in ("a", "b"):
        pairs = [Pair(statement_text(r["speaker"], r["cue"], r["text"]), r[side]) for r in rows]
        sides.append(classify(pairs).stance)
        gold.append(np.array([STANCES.index(r[f"stance_{side}"]) for r in rows]))
    first, second = (p.argmax(1) == g for p, g in zip(sides, gold, strict=True))
    decided = np.concatenate([p.max(1) >= threshold for p in sides])
    right = np.concatenate([first, second])
    tone = np.array([(r["stance_a"], r["sentiment"]) in (("favor", "negative"), ("against", "positive")) for r in rows])
    return {
        "rows": len(rows),
        "first": scores.share(first),
        "second": scores.share(second),
        "both": scores.share(first & second),
        "first where tone and stance disagree": scores.share(first[tone]),
        "decided": scores.share(decided),
        "right where decided": scores.share(right[decided]),
        "ece": calibration_error(np.concatenate(sides), np.concatenate(gold)),
    }


def relevance(bears: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    """How well the relevance head tells words that bear on a proposition from words that don't."""
    m = scores.confusion(bears.astype(int), (p >= 0.5).astype(int), 2)

    def positive(x: np.ndarray) -> np.ndarray:
        return scores.f1_per_class(x)[..., 1]

    def negative(x: np.ndarray) -> np.ndarray:
        return scores.f1_per_class(x)[..., 0]

    return {
        "rows": len(bears),
        "bear": int(bears.sum()),
        "auc": [scores.auc(p, bears), *scores.auc_interval(p, bears)],
        "f1": [float(positive(m)), *scores.interval(m, positive)],
        "f1_unrelated": [float(negative(m)), *scores.interval(m, negative)],
        "always yes, f1": float(2 * bears.mean() / (1 + bears.mean())),
        "ece": calibration_error(np.stack([1 - p, p], axis=1), bears.astype(int)),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    folders = [HERE / "unseen", HERE / "articles", Path("../shared/gold")]
    parser.add_argument("--articles", type=Path, nargs="*", default=folders, help="folders of annotated articles")
    parser.add_argument("--fp32", type=Path, help="the unquantised ONNX file of the shipped pair classifier")
    parser.add_argument("--every", type=int, default=1, help="measure (and train the baseline) on every so manieth row")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    if args.fp32 and not args.fp32.exists():
        parser.error(f"there is no file {args.fp32}")
    model = models.stance_model()
    threshold = model.threshold
    full = OtherGraph(args.fp32) if args.fp32 else None
    classify = model.classify
    word_counts: dict[tuple, baseline.Baseline] = {}
    entries, losses, missing = [], [], []
    for test in (*TEST_SETS, OWN):
        path = args.data / test.path if test.path else AUTHORED
        if not path.exists():
            missing.append(test.path or str(AUTHORED))
            continue
        rows = test.read(path).every(args.every)
        entry, p = evaluate(test, rows, classify, threshold)
        entry["baseline"] = _baseline(args.data, test, rows, word_counts, args.every)
        entries.append(entry)
        if full:
            losses.append(quantised(test, rows, p, full.classify))
    flipped = flips(objects(FLIPS)[:: args.every], classify, threshold)
    bearing = None
    if AUTHORED.exists():
        rows, bears = reported(AUTHORED)
        bearing = relevance(bears[:: args.every], classify(rows.every(args.every).pairs).relevance)
    placed = [x for folder in args.articles if (x := positions.measure(folder, args.every))]
    data = {
        "processor": f"{cpu()}, {cores()} cores",
        "model": model.name,
        "threshold": threshold,
        "weights": {f.name: sha256(f) for f in sorted(WEIGHTS.iterdir()) if f.is_file()},
        "every": args.every,
        "sets": entries,
        "flips": flipped,
        "relevance": bearing,
        "positions": placed,
        "int8": losses,
        "missing": sorted(set(missing)),
    }
    panels = [(e["name"], e["ece"], e["reliability"]) for e in entries if e["head"] == "stance"]
    from benchmarks.accuracy_text import render

    body = render(data, DRAWING, baseline.available(), str(args.data))
    write("accuracy", "Stance and sentiment", body, args.out, data, {DRAWING: reliability_svg(panels, threshold)})


def _baseline(
    data: Path, test: TestSet, rows: Labelled, known: dict[tuple, baseline.Baseline], every: int
) -> dict[str, Any] | None:
    """The TF-IDF baseline's score on a set; None without scikit-learn or without the files it learns from."""
    if not baseline.available():
        return None
    key = (test.train, test.head, test.classes)
    if key not in known:
        train = baseline.training_rows(data, test) if test.train else reported(AUTHORED, kept_aside=False)[0]
        if train is None:
            return None
        known[key] = baseline.Baseline(train.every(min(every, 10)))
    found = scored(test, rows.gold, known[key].probabilities(rows.pairs))
    return {"value": found["value"], "interval": found["interval"], "train": list(test.train) or ["own statements"]}


if __name__ == "__main__":
    main()
