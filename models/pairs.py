"""How a (statement, proposition) pair is laid out for the pair classifier.

``[CLS] speaker cue: words [SEP] proposition [SEP]``, second part as segment 1. Features per piece: letter case,
inside quotation marks, and whether the piece names the target (training data that marks it, or a caller
that knows where it is).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from models.features import CLS, PAD, SEP, encode

STANCES = ("favor", "against", "neutral")
SENTIMENTS = ("positive", "negative", "neutral")


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair; ``marked`` is the character range of the target in ``text``, if known."""

    text: str
    target: str
    marked: tuple[int, int] | None = None


def statement_text(speaker: str, cue: str, words: str) -> str:
    """The first half of a pair, as training and use both write it. Empty parts are left out."""
    head = " ".join(x for x in (speaker.strip(), cue.strip()) if x)
    return f"{head}: {words.strip()}" if head else words.strip()


def pair_pieces(pair: Pair, tokenizer: Tokenizer, limit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids [n], features [n, 3] and segments [n] of one pair.

    At most ``limit`` pieces; the text is cut, not the target.
    """
    a, b = encode(pair.text, tokenizer), encode(pair.target, tokenizer)
    nb = min(len(b.ids), limit // 2)
    na = min(len(a.ids), limit - nb - 3)
    ids = np.concatenate([[CLS], a.ids[:na], [SEP], b.ids[:nb], [SEP]])
    features = np.zeros((len(ids), 3), dtype=np.int64)
    features[1 : na + 1, :2] = a.features[:na, :2]
    if pair.marked:
        lo, hi = pair.marked
        features[1 : na + 1, 2] = (a.offsets[:na, 0] < hi) & (a.offsets[:na, 1] > lo)
    segments = np.zeros(len(ids), dtype=np.int64)
    segments[na + 2 :] = 1
    return ids.astype(np.int64), features, segments


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
