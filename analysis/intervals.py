"""How sure a share is, so that a few statements aren't read as a trend."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

Z = 1.959964
"""Normal quantile of a 95% interval."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95% Wilson score interval of a share; (0, 1) where nothing was counted."""
    if total <= 0:
        return 0.0, 1.0
    p = hits / total
    scale = 1 + Z * Z / total
    middle = (p + Z * Z / (2 * total)) / scale
    reach = Z * sqrt(p * (1 - p) / total + Z * Z / (4 * total * total)) / scale
    # The bounds at 0 and total hits are exact; floating point leaves them a hair off.
    return (0.0 if hits == 0 else middle - reach), (1.0 if hits == total else middle + reach)


def by_article(counts: Sequence[tuple[int, int]], draws: int = 1000, seed: int = 0) -> tuple[float, float]:
    """95% bootstrap interval of a pooled share, with whole articles drawn again: (hits, total) per article.

    What one article prints hangs together, so articles and not statements are what was sampled.
    """
    table = np.array([c for c in counts if c[1] > 0], dtype=float).reshape(-1, 2)
    if not len(table):
        return 0.0, 1.0
    picks = np.random.default_rng(seed).integers(0, len(table), (draws, len(table)))
    sums = table[picks].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [0.025, 0.975])
    return float(low), float(high)
