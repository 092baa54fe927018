"""Text to word pieces, with what an uncased vocabulary loses given back as features.

The tokenizer is BERT's uncased WordPiece (30,522 pieces). Three features per piece restore what matters
for finding quotations: letter case, whether the piece stands inside quotation marks, and whether a
paragraph begins at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
CLS, SEP, MASK, PAD = 101, 102, 103, 0
FEATURE_SIZES = (3, 2, 2)
"""Number of values of each feature: case (lower, Capital, ALL CAPS), inside quotes, paragraph start."""

_OPEN, _CLOSE, _STRAIGHT = "“„«", "”»", '"'


@lru_cache(maxsize=4)
def load_tokenizer(path: str | None = None) -> Tokenizer:
    """The shipped WordPiece tokenizer, or the one in the folder ``path``. No truncation, no padding."""
    tokenizer = Tokenizer.from_file(str(Path(path or WEIGHTS) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of one text, without special tokens.

    ``ids`` int64 [n]; ``offsets`` int64 [n, 2], characters; ``features`` int64 [n, 3] (see FEATURE_SIZES).
    """

    ids: np.ndarray
    offsets: np.ndarray
    features: np.ndarray


def quote_state(text: str) -> np.ndarray:
    """bool [len(text)]: True for characters inside quotation marks, the marks included.

    A paragraph that ends while a quote is open closes it; one that reopens marks opens it again, which is
    how newspapers set quotes that run over paragraphs.
    """
    inside = np.zeros(len(text), dtype=bool)
    start = -1
    for i, c in enumerate(text):
        if c == "\n":
            if start >= 0:
                inside[start:i] = True
            start = -1
        elif c in _OPEN or (c == _STRAIGHT and start < 0):
            if start < 0:
                start = i
        elif (c in _CLOSE or c == _STRAIGHT) and start >= 0:
            inside[start : i + 1] = True
            start = -1
    if start >= 0:
        inside[start:] = True
    return inside


def encode(text: str, tokenizer: Tokenizer | None = None) -> Pieces:
    """Word pieces of ``text`` with character offsets and features."""
    encoding = (tokenizer or load_tokenizer()).encode(text, add_special_tokens=False)
    ids = np.asarray(encoding.ids, dtype=np.int64)
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    features = np.zeros((len(ids), 3), dtype=np.int64)
    inside = quote_state(text)
    last = 0
    for i, (start, end) in enumerate(offsets):
        piece = text[start:end]
        if piece[:1].isupper():
            features[i, 0] = 2 if len(piece) > 1 and piece.isupper() else 1
        features[i, 1] = inside[start] if start < len(text) else 0
        features[i, 2] = i == 0 or "\n" in text[last:start]
        last = end
    return Pieces(ids, offsets, features)


def windows(pieces: Pieces, size: int, first: int | None = None) -> list[tuple[int, int]]:
    """Cut ``pieces`` into consecutive ranges of at most ``size``, at paragraph starts where there are any.

    ``first`` limits the first window, so that training can see other cuts in every epoch.
    A paragraph longer than ``size`` is cut where it must be.
    """
    starts = np.flatnonzero(pieces.features[:, 2])
    out: list[tuple[int, int]] = []
    begin, n, limit = 0, len(pieces.ids), first or size
    while begin < n:
        end = min(begin + limit, n)
        if end < n:
            inside = starts[(starts > begin) & (starts <= end)]
            if len(inside):
                end = int(inside[-1])
        out.append((begin, end))
        begin, limit = end, size
    return out
