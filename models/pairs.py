"""How a (statement, proposition) pair is laid out for the pair classifier.

``[CLS] speaker cue: words [SEP] context [SEP] proposition [SEP]``, the proposition as segment 1; without context
its part and separator are missing. Features per piece: letter case, inside quotation marks, and what the piece is
for: 1 names the target (training data that marks it, or a caller that knows where it is), 2 is context, 0 the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from tokenizers import Tokenizer

from models.features import CLS, PAD, SEP, Pieces, encode

FEATURE_SIZES = (3, 2, 3)
"""Number of values of each feature."""
TARGET, CONTEXT = 1, 2
CONTEXT_PIECES = 56
TARGET_PIECES = 48

STANCES = ("favor", "against", "neutral")
SENTIMENTS = ("positive", "negative", "neutral")


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair; ``marked`` is the character range of the target in ``text``, if known.

    ``context`` is what the article says just before the words; its end is what is read where it is long.
    """

    text: str
    target: str
    marked: tuple[int, int] | None = None
    context: str = ""


def statement_text(speaker: str, cue: str, words: str) -> str:
    """The first part of a pair, as training and use both write it. Empty parts are left out."""
    head = " ".join(x for x in (speaker.strip(), cue.strip()) if x)
    return f"{head}: {words.strip()}" if head else words.strip()


def pair_pieces(pair: Pair, tokenizer: Tokenizer, limit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids [n], features [n, 3] and segments [n] of one pair, n at most ``limit``.

    The context keeps its end; of words too long for what is left, the beginning stays.
    """
    a, b = _encoded(pair.text, tokenizer), _encoded(pair.target, tokenizer)
    nb = min(len(b.ids), TARGET_PIECES, limit // 2)
    c = _encoded(pair.context.strip(), tokenizer) if pair.context.strip() else None
    nc = min(len(c.ids), CONTEXT_PIECES, limit // 3) if c else 0
    na = min(len(a.ids), limit - nb - 3 - (nc + 1 if nc else 0))
    ids, features = [np.array([CLS]), a.ids[:na], np.array([SEP])], np.zeros((na + 2, 3), dtype=np.int64)
    features[1 : na + 1, :2] = a.features[:na, :2]
    if pair.marked:
        lo, hi = pair.marked
        features[1 : na + 1, 2] = TARGET * ((a.offsets[:na, 0] < hi) & (a.offsets[:na, 1] > lo))
    parts = [features]
    if c and nc:
        ids += [c.ids[-nc:], np.array([SEP])]
        around = np.full((nc + 1, 3), CONTEXT, dtype=np.int64)
        around[:, :2] = 0
        around[:nc, :2] = c.features[-nc:, :2]
        parts.append(around)
    ids += [b.ids[:nb], np.array([SEP])]
    parts.append(np.zeros((nb + 1, 3), dtype=np.int64))
    laid, features = np.concatenate(ids), np.concatenate(parts)
    segments = np.zeros(len(laid), dtype=np.int64)
    segments[-(nb + 1) :] = 1
    return laid.astype(np.int64), features, segments


@lru_cache(maxsize=4096)
def _encoded(text: str, tokenizer: Tokenizer) -> Pieces:
    """Pieces of a text, remembered: one statement meets many propositions, and one proposition many statements."""
    return encode(text, tokenizer)


def pad(rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[np.ndarray, ...]:
    """Ids, features, segments and mask of a batch, padded to its longest row."""
    t = max(len(r[0]) for r in rows)
    ids = np.full((len(rows), t), PAD, dtype=np.int64)
    features = np.zeros((len(rows), t, 3), dtype=np.int64)
    segments = np.zeros((len(rows), t), dtype=np.int64)
    mask = np.zeros((len(rows), t), dtype=np.int64)
    for i, (a, f, s) in enumerate(rows):
        ids[i, : len(a)], features[i, : len(a)], segments[i, : len(a)], mask[i, : len(a)] = a, f, s, 1
    return ids, features, segments, mask
