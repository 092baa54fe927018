"""Stance and sentiment of the shipped pair classifier on test sets that it never saw.

    python -m benchmarks.accuracy [--data ../shared/data] [--out]

The public sets are named in the model card. Where a set has no neutral class, only favor and against compete.
Predictions are the most likely label; how often the product would abstain instead is reported beside them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import models
from benchmarks.report import table, write
from models.classifier import Judgements, calibration_error
from models.pairs import SENTIMENTS, STANCES, Pair, statement_text

FLIPS = Path(__file__).parent / "flips.jsonl"
STANCE_SETS = {
    "IBM-ArgQ-30k test": "stance/ibm_argq30k/test.jsonl",
    "Perspectrum test": "stance/perspectrum/test.jsonl",
    "VAST test (zero-shot topics)": "stance/vast/test.jsonl",
    "SemEval-2016 6A test": "stance/semeval2016/test.jsonl",
    "P-Stance test": "stance/pstance/test.jsonl",
    "GWSD (climate news spans)": "stance/gwsd/all.jsonl",
}
SENTIMENT_SETS = {
    "NewsMTSC rw-test": "sentiment/newsmtsc/rw-test.jsonl",
    "NewsMTSC mt-test": "sentiment/newsmtsc/mt-test.jsonl",
}


def rows(path: Path) -> list[dict]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def f1_per_class(gold: np.ndarray, guess: np.ndarray, n: int) -> np.ndarray:
    """F1 of classes 0 … n - 1, float [n]."""
    out = np.zeros(n)
    for k in range(n):
        hit = ((gold == k) & (guess == k)).sum()
        total = (gold == k).sum() + (guess == k).sum()
        out[k] = 2 * hit / total if total else 0.0
    return out


def stance_row(name: str, data: list[dict], judged: Judgements, threshold: float) -> list:
    """One line of the report for a stance set."""
    gold = np.array([STANCES.index(r["stance"]) for r in data])
    three = (gold == 2).any()
    p = judged.stance if three else judged.stance[:, :2]
    scores = f1_per_class(gold, p.argmax(1), 3 if three else 2)
    decided = judged.stance.max(1) >= threshold
    kept = judged.stance.argmax(1)[decided] == gold[decided]
    return [
        name,
        len(gold),
        3 if three else 2,
        float(scores.mean()),
        float(scores[:2].mean()),
        calibration_error(judged.stance, gold),
        float(decided.mean()),
        float(kept.mean()) if decided.any() else 0.0,
    ]


def flips(model, threshold: float) -> str:
    """Pairs of propositions on the same words with different stances: both must be right."""
    if not FLIPS.exists():
        return ""
    data = rows(FLIPS)
    both = []
    right = wrong = 0
    for side in ("a", "b"):
        pairs = [Pair(statement_text(r["speaker"], r["cue"], r["text"]), r[side]) for r in data]
        p = model.classify(pairs).stance
        gold = np.array([STANCES.index(r[f"stance_{side}"]) for r in data])
        both.append(p.argmax(1) == gold)
        decided = p.max(1) >= threshold
        right += int((decided & (p.argmax(1) == gold)).sum())
        wrong += int((decided & (p.argmax(1) != gold)).sum())
    tone = np.array([(r["stance_a"], r["sentiment"]) in (("favor", "negative"), ("against", "positive")) for r in data])
    body = [
        ["stance toward the first proposition", float(both[0].mean())],
        ["stance toward the second", float(both[1].mean())],
        ["both", float((both[0] & both[1]).mean())],
        ["first, where tone and stance disagree", float(both[0][tone].mean()) if tone.any() else 0.0],
        ["decided (not unclear)", (right + wrong) / (2 * len(data))],
        ["right where decided", right / max(1, right + wrong)],
    ]
    intro = f"{len(data)} statements written for this project (benchmarks/flips.jsonl), none trained on.\n\n"
    return intro + table(["", "share"], body)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--every", type=int, default=1, help="measure on every so manieth row")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    model = models.stance_model()
    threshold = model.threshold
    stance, sentiment = [], []
    for name, path in STANCE_SETS.items():
        if (args.data / path).exists():
            data = [r for r in rows(args.data / path) if r["stance"] in STANCES][:: args.every]
            judged = model.classify([Pair(r["text"], r["target"]) for r in data])
            stance.append(stance_row(name, data, judged, threshold))
    for name, path in SENTIMENT_SETS.items():
        if (args.data / path).exists():
            data = rows(args.data / path)[:: args.every]
            pairs = [Pair(r["text"], r["text"][slice(*r["target"])], tuple(r["target"])) for r in data]
            p = model.classify(pairs).sentiment
            gold = np.array([SENTIMENTS.index(r["sentiment"]) for r in data])
            macro = float(f1_per_class(gold, p.argmax(1), 3).mean())
            sentiment.append([name, len(gold), macro, calibration_error(p, gold)])
    body = ""
    if stance:
        header = [
            "set",
            "rows",
            "classes",
            "macro-F1",
            "F-avg (favor, against)",
            "ECE",
            "decided",
            "right where decided",
        ]
        body += f"## Stance\n\nUnclear below a probability of {threshold}.\n\n{table(header, stance)}\n\n"
    if sentiment:
        body += f"## Sentiment toward a target\n\n{table(['set', 'rows', 'macro-F1', 'ECE'], sentiment)}\n\n"
    body += f"## Same words, other proposition\n\n{flips(model, threshold)}\n"
    if not stance:
        print(f"No public sets under {args.data}: only the project's own are measured.")
    write("accuracy", "Stance and sentiment", body, args.out)


if __name__ == "__main__":
    main()
