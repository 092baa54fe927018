"""Fit the calibration of the shipped pair classifier: temperatures, class biases, and when to abstain.

    python -m training.calibrate --data ../shared/data

Fitted on the development splits (none of them trained on) with the shipped int8 graph, one temperature and bias
vector per head by maximum likelihood, every set weighted equally. The threshold is the least probability at which the
stances that are given are right in at least ``--precision`` of cases.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from models.classifier import Calibration, PairClassifier, calibration_error, softmax
from models.features import WEIGHTS
from training.stance import NONE, Example, chosen_sets

PENALTY = 0.02


def fit(logits: np.ndarray, gold: np.ndarray, weights: np.ndarray, symmetric: bool = False) -> tuple[float, np.ndarray]:
    """Temperature and bias [k] that minimise the weighted log loss of ``gold`` [n] under ``logits`` [n, k].

    ``symmetric``: the first two classes share one bias, so that turning a proposition turns the answer.
    """
    k = logits.shape[1]

    def spread(x: np.ndarray) -> np.ndarray:
        return np.array([0.0, 0.0, x[1]]) if symmetric else np.append(x[1:], 0.0)

    def loss(x: np.ndarray) -> float:
        p = softmax(logits / np.exp(x[0]) + spread(x))
        nll = -np.log(np.maximum(p[np.arange(len(gold)), gold], 1e-9))
        return float((nll * weights).sum() / weights.sum() + PENALTY * (x[1:] ** 2).sum())

    best = minimize(loss, np.zeros(2 if symmetric else k), method="L-BFGS-B")
    bias = spread(best.x)
    return float(np.exp(best.x[0])), bias - bias.mean()


def gather(sets: dict[str, list[Example]], raw: dict[str, dict], head: str, label: str):
    """Logits, gold labels and weights of the examples that carry ``label``; every set weighs the same.

    Stance counts where the words bear on the proposition: the product asks for it there alone.
    """
    logits, gold, weights = [], [], []
    for name, examples in sets.items():
        y = np.array([getattr(e, label) for e in examples])
        known = (y != NONE) & (np.array([label != "stance" or e.relevant != 0 for e in examples]))
        if known.any():
            logits.append(raw[name][head][known])
            gold.append(y[known])
            weights.append(np.full(known.sum(), 1 / known.sum()))
    return np.concatenate(logits), np.concatenate(gold), np.concatenate(weights)


def threshold_for(p: np.ndarray, gold: np.ndarray, weights: np.ndarray, precision: float) -> float:
    """Least probability from which decided stances are right in ``precision`` of (weighted) cases."""
    confidence, right = p.max(1), (p.argmax(1) == gold).astype(float)
    for t in np.arange(0.36, 0.95, 0.01):
        take = confidence >= t
        if take.any() and (right * weights)[take].sum() / weights[take].sum() >= precision:
            return round(float(t), 2)
    return 0.95


def _rounded(x: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(v), 4) for v in x)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--precision", type=float, default=0.8)
    args = parser.parse_args()
    sets = chosen_sets(args.data)
    if not sets:
        parser.error(f"no development sets under {args.data} (see the model card for the public sources)")
    (WEIGHTS / "calibration.json").write_text(json.dumps(asdict(Calibration())), encoding="utf-8")
    model = PairClassifier()
    raw = {name: model.logits([e.pair for e in examples]) for name, examples in sets.items()}
    logits, gold, weights = gather(sets, raw, "stance", "stance")
    before = calibration_error(softmax(logits), gold)
    t, bias = fit(logits, gold, weights, symmetric=True)
    p = softmax(logits / t + bias)
    threshold = threshold_for(p, gold, weights, args.precision)
    s_logits, s_gold, s_weights = gather(sets, raw, "sentiment", "sentiment")
    s_t, s_bias = fit(s_logits, s_gold, s_weights)
    r_logits, r_gold, r_weights = gather(sets, raw, "relevance", "relevant")
    r_t, r_bias = fit(r_logits, r_gold, r_weights)
    calibration = Calibration(
        stance_temperature=round(t, 4),
        stance_bias=_rounded(bias),
        sentiment_temperature=round(s_t, 4),
        sentiment_bias=_rounded(s_bias),
        relevance_temperature=round(r_t, 4),
        relevance_bias=_rounded(r_bias),
        threshold=threshold,
    )
    (WEIGHTS / "calibration.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
    print(json.dumps(asdict(calibration)))
    print(f"stance ECE {before:.4f} -> {calibration_error(p, gold):.4f}")
    sp = softmax(s_logits / s_t + s_bias)
    print(f"sentiment ECE {calibration_error(softmax(s_logits), s_gold):.4f} -> {calibration_error(sp, s_gold):.4f}")


if __name__ == "__main__":
    main()
