"""How statements and the propositions they are held against are laid out for the pair classifier.

``[CLS] speaker cue: words [SEP] context [SEP]`` stands once, and after it every proposition as ``[CLS] … [SEP]``. A
proposition's pieces see the statement and themselves, the statement sees only itself: it is read once, whatever the
number of propositions, and a proposition's answer doesn't depend on what else is asked. (The sharing of a prefix among
several targets, as in PreTTR, MacAvaney et al., SIGIR 2020, here in every layer.) Features per piece: letter case,
inside quotation marks, and what the piece is for: 1 names the target (training data that marks it, or a caller that
knows where it is), 2 is context, 0 the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
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
ROW_TARGETS = 12
"""Most propositions in one row: what keeps the share of attention in its cost small."""

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


@dataclass(frozen=True, slots=True)
class Row:
    """One statement with propositions to hold it against, n pieces in all.

    ``ids`` [n], ``features`` [n, 3]; ``groups`` [n]: 0 for the statement with its context, 1, 2, … for the
    propositions; ``positions`` [n] within the statement or the proposition. ``members``: which of the pairs given each
    proposition belongs to, in the order of the groups.
    """

    ids: np.ndarray
    features: np.ndarray
    groups: np.ndarray
    positions: np.ndarray
    members: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)


def rows_of(pairs: Sequence[Pair], tokenizer: Tokenizer, limit: int) -> list[Row]:
    """The rows that hold all pairs; pairs with the same words, mark and context share them, ``ROW_TARGETS`` a row.

    A statement with its context takes at most ``limit`` pieces, a proposition at most ``TARGET_PIECES``.
    """
    shared: dict[tuple, list[int]] = {}
    for i, p in enumerate(pairs):
        shared.setdefault((p.text, p.marked, p.context), []).append(i)
    out = []
    for members in shared.values():
        ids, features = _statement(pairs[members[0]], tokenizer, limit)
        for k in range(0, len(members), ROW_TARGETS):
            part = members[k : k + ROW_TARGETS]
            targets = [_encoded(pairs[i].target, tokenizer).ids[: TARGET_PIECES - 2] for i in part]
            lengths = [len(ids), *(len(t) + 2 for t in targets)]
            blank = np.zeros((sum(lengths[1:]), 3), dtype=np.int64)
            out.append(
                Row(
                    np.concatenate([ids, *(np.concatenate([[CLS], t, [SEP]]) for t in targets)]).astype(np.int64),
                    np.concatenate([features, blank]),
                    np.repeat(np.arange(len(lengths)), lengths),
                    np.concatenate([np.arange(n) for n in lengths]),
                    tuple(part),
                )
            )
    return out


def _statement(pair: Pair, tokenizer: Tokenizer, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids [n] and features [n, 3] of the words with their context, n at most ``limit``.

    The context keeps its end; of words too long for what is left, the beginning stays.
    """
    a = _encoded(pair.text, tokenizer)
    c = _encoded(pair.context.strip(), tokenizer) if pair.context.strip() else None
    nc = min(len(c.ids), CONTEXT_PIECES, limit // 3) if c else 0
    na = min(len(a.ids), limit - 2 - (nc + 1 if nc else 0))
    ids, features = [np.array([CLS]), a.ids[:na], np.array([SEP])], np.zeros((na + 2, 3), dtype=np.int64)
    features[1 : na + 1, :2] = a.features[:na, :2]
    if pair.marked:
        lo, hi = pair.marked
        features[1 : na + 1, 2] = TARGET * ((a.offsets[:na, 0] < hi) & (a.offsets[:na, 1] > lo))
    if not (c and nc):
        return np.concatenate(ids), features
    around = np.full((nc + 1, 3), CONTEXT, dtype=np.int64)
    around[:, :2] = 0
    around[:nc, :2] = c.features[-nc:, :2]
    return np.concatenate([*ids, c.ids[-nc:], [SEP]]), np.concatenate([features, around])


@lru_cache(maxsize=4096)
def _encoded(text: str, tokenizer: Tokenizer) -> Pieces:
    """Pieces of a text, remembered: one statement meets many propositions, and one proposition many statements."""
    return encode(text, tokenizer)


def pad(rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """A batch, padded to its longest row: ids, features, groups (-1 where padded), positions, and ``slots`` [k].

    ``slots`` numbers the groups of propositions, 1 to the most that a row of the batch has.
    """
    b, t = len(rows), max(map(len, rows))
    out = {
        "ids": np.full((b, t), PAD, dtype=np.int64),
        "features": np.zeros((b, t, 3), dtype=np.int64),
        "groups": np.full((b, t), -1, dtype=np.int64),
        "positions": np.zeros((b, t), dtype=np.int64),
    }
    for i, r in enumerate(rows):
        for name, array in out.items():
            array[i, : len(r)] = getattr(r, name)
    return {**out, "slots": np.arange(1, 1 + max(len(r.members) for r in rows))}
