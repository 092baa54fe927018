"""Scores as functions of a confusion matrix, their bootstrap intervals, and what calibration is judged by.

A confusion matrix is [..., gold, guess], so that one call scores many resamples.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SEED = 20
RESAMPLES = 2000
Score = Callable[[np.ndarray], np.ndarray]


def confusion(gold: np.ndarray, guess: np.ndarray, n: int) -> np.ndarray:
    """Counts [n, n] of (gold, guess), both indices below ``n``."""
    return np.bincount(gold * n + guess, minlength=n * n).reshape(n, n)


def f1_per_class(m: np.ndarray) -> np.ndarray:
    """F1 [..., n]; 0 for a class that neither side has."""
    hit = np.diagonal(m, axis1=-2, axis2=-1)
    total = m.sum(-1) + m.sum(-2)
    return np.divide(2 * hit, total, out=np.zeros(hit.shape), where=total > 0)


def macro_f1(m: np.ndarray) -> np.ndarray:
    """Mean F1 of all classes."""
    return f1_per_class(m).mean(-1)


def sided_f1(m: np.ndarray) -> np.ndarray:
    """Mean F1 of the first two classes (favor and against), SemEval's F-avg."""
    return f1_per_class(m)[..., :2].mean(-1)


def accuracy(m: np.ndarray) -> np.ndarray:
    """Share on the diagonal."""
    return np.diagonal(m, axis1=-2, axis2=-1).sum(-1) / np.maximum(m.sum((-2, -1)), 1)


def interval(m: np.ndarray, score: Score, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """95 % percentile bootstrap interval of ``score`` over rows.

    Resampling rows changes the score only through the counts of the cells, and these are multinomial, so the
    counts are drawn instead of the rows.
    """
    n = int(m.sum())
    if not n:
        return 0.0, 0.0
    draws = np.random.default_rng(seed).multinomial(n, m.ravel() / n, size=resamples).reshape(resamples, *m.shape)
    low, high = np.quantile(score(draws), (0.025, 0.975))
    return float(low), float(high)


def share(hits: np.ndarray, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float, float]:
    """Mean of booleans [n] with its 95 % bootstrap interval."""
    n = len(hits)
    if not n:
        return 0.0, 0.0, 0.0
    draws = np.random.default_rng(seed).binomial(n, hits.mean(), size=resamples) / n
    low, high = np.quantile(draws, (0.025, 0.975))
    return float(hits.mean()), float(low), float(high)


def auc(p: np.ndarray, gold: np.ndarray) -> float:
    """Area under the ROC curve: how often a positive outranks a negative, ties counted half.

    ``p`` [n] scores, ``gold`` [n] booleans; 0.5 where one of the classes is missing.
    """
    positive = int(gold.sum())
    negative = len(gold) - positive
    if not positive or not negative:
        return 0.5
    values, inverse, counts = np.unique(p, return_inverse=True, return_counts=True)
    del values
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    return float((mean_rank[inverse][gold].sum() - positive * (positive + 1) / 2) / (positive * negative))


def auc_interval(p: np.ndarray, gold: np.ndarray, resamples: int = 500, seed: int = SEED) -> tuple[float, float]:
    """95 % bootstrap interval of ``auc`` over rows."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, len(gold), size=(resamples, len(gold)))
    low, high = np.quantile([auc(p[r], gold[r]) for r in rows], (0.025, 0.975))
    return float(low), float(high)


def reliability(p: np.ndarray, gold: np.ndarray, bins: int = 10) -> list[tuple[float, float, int]]:
    """Per non-empty bin of the most likely class's probability: mean probability, share right, rows."""
    sure, right = p.max(1), p.argmax(1) == gold
    which = np.minimum((sure * bins).astype(int), bins - 1)
    return [
        (float(sure[which == b].mean()), float(right[which == b].mean()), int((which == b).sum()))
        for b in range(bins)
        if (which == b).any()
    ]


def fitted_exponent(sizes: list[float], costs: list[float]) -> float:
    """The b of cost = a * size ** b, by least squares on logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])
