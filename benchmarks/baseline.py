"""What word counts alone reach: TF-IDF and logistic regression, trained here on the train split.

Needs scikit-learn (requirements-baseline.txt), imported on use.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.testsets import NEUTRAL, Labelled, TestSet, news, objects, stances
from models.pairs import Pair

SEED = 20
UNRELATED = 0.25
NEAR = 60
"""Share of debate pairs that get another row's target, as neutral; characters around a marked target."""


def available() -> bool:
    """Whether scikit-learn is installed."""
    from importlib.util import find_spec

    return find_spec("sklearn") is not None


def training_rows(data: Path, test: TestSet) -> Labelled | None:
    """What the baseline of a set learns from; None where a file is missing.

    The debates know no neutral, so that for sets which do, some of their arguments meet a foreign target.
    """
    paths = [data / p for p in test.train]
    if not all(p.exists() for p in paths):
        return None
    if test.head == "sentiment":
        return news(paths[0])
    rows = stances([r for p in paths for r in objects(p)])
    return with_unrelated(rows) if test.classes == 3 else rows


def with_unrelated(rows: Labelled, part: float = UNRELATED, seed: int = SEED) -> Labelled:
    """The rows, a part of them turned neutral by another row's target."""
    rng = random.Random(seed)
    targets = sorted({p.target for p in rows.pairs})
    pairs, gold = list(rows.pairs), rows.gold.copy()
    for i, p in enumerate(rows.pairs):
        if rng.random() < part:
            other = rng.choice(targets)
            if other != p.target:
                pairs[i], gold[i] = replace(p, target=other), NEUTRAL
    return Labelled(pairs, gold)


class Baseline:
    """Logistic regression on words and word pairs of the text, of the target, and of what stands near the target."""

    def __init__(self, rows: Labelled):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        self._views = [
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), min_df=1, sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        ]
        marked = any(p.marked for p in rows.pairs)
        self._used = (0, 1, 2) if marked else (0, 1)
        for k in self._used:
            self._views[k].fit(_view(rows.pairs, k))
        self._model = LogisticRegression(C=2.0, max_iter=2000, tol=1e-3, class_weight="balanced")
        # The matrices are sparse: a second BLAS thread gains nothing, and waits for its turn on a busy machine.
        with threadpool_limits(1):
            self._model.fit(self._features(rows.pairs), rows.gold)

    def _features(self, pairs: Sequence[Pair]):
        from scipy.sparse import csr_matrix, hstack

        parts = [self._views[k].transform(_view(pairs, k)) for k in self._used]
        shared = [[_shared(p)] for p in pairs]
        return hstack([*parts, csr_matrix(np.array(shared, dtype=float))]).tocsr()

    def probabilities(self, pairs: Sequence[Pair]) -> np.ndarray:
        """float [n, 3]; a class that training never saw has 0."""
        out = np.zeros((len(pairs), 3))
        out[:, self._model.classes_] = self._model.predict_proba(self._features(pairs))
        return out


def _view(pairs: Sequence[Pair], kind: int) -> list[str]:
    if kind == 0:
        return [p.text for p in pairs]
    if kind == 1:
        return [p.target for p in pairs]
    return [p.text[max(0, p.marked[0] - NEAR) : p.marked[1] + NEAR] if p.marked else "" for p in pairs]


def _shared(pair: Pair) -> float:
    """Share of the target's words that the text has too."""
    words = set(pair.target.lower().split())
    return len(words & set(pair.text.lower().split())) / max(1, len(words))
