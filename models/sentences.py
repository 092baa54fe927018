"""Sentence embeddings: all-MiniLM-L6-v2, unchanged but for int8."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.features import Pieces, load_tokenizer
from models.runtime import Session, batches_by_length, collate, embed_words, in_parallel, weight_file

_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What k stretches of a text add to a mean of its states.

    ``vector`` [384] is the whole text's, of unit length; ``sums`` [k, 384] the sums of the states of each stretch's
    pieces; ``ends`` [384] the states of what begins and ends the text, which speak for all of it.
    """

    vector: np.ndarray
    sums: np.ndarray
    ends: np.ndarray


class Embedder:
    """Texts to unit vectors. The last 20,000 distinct texts are remembered (30 MB)."""

    width = 384

    def __init__(self):
        self._session = Session(weight_file("embedder.onnx"))
        self._tokenizer = load_tokenizer()
        self._seen: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, texts: list[str], limit: int = 128) -> np.ndarray:
        """Unit vectors float32 [n, 384]; texts are cut after ``limit`` word pieces."""
        new = [t for t in dict.fromkeys(texts) if t not in self._seen]
        fresh = {new[i]: vector for i, _, vector, _ in self._read(new, limit)}
        out = np.zeros((len(texts), self.width), dtype=np.float32)
        for i, text in enumerate(texts):
            out[i] = fresh[text] if text in fresh else self._seen[text]
        self._remember(fresh)
        return out

    def parts(self, texts: list[str], spans: list[list[tuple[int, int]]], limit: int = 128) -> list[Parts]:
        """The vector of each text and what stretches of it, [(start, end), …] in characters, contribute to one.

        A text is read once, whatever the number of stretches, each of which is understood from the whole. The vectors
        are remembered as those of ``encode`` are.
        """
        found: dict[int, Parts] = {}
        for i, offsets, vector, states in self._read(texts, limit):
            ends = states[0] + states[len(offsets) + 1]
            within = [(offsets[:, 0] < b) & (offsets[:, 1] > a) for a, b in spans[i]]
            sums = [states[1 : len(offsets) + 1][w].sum(0) for w in within]
            found[i] = Parts(vector, np.stack([*sums, ends])[:-1], ends)
        self._remember({texts[i]: p.vector for i, p in found.items()})
        return [found[i] for i in range(len(texts))]

    def _remember(self, fresh: dict[str, np.ndarray]) -> None:
        """Keep these vectors; the oldest go where there are too many."""
        self._seen.update(fresh)
        while len(self._seen) > _KEPT:
            self._seen.popitem(last=False)

    def _read(self, texts: list[str], limit: int) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
        """(index, offsets [n, 2] of the pieces, vector [384], states [t, 384]) of every text, in any order."""
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        rows = [np.asarray(e.ids[:limit], dtype=np.int64) for e in encodings]
        offsets = [np.asarray(e.offsets[:limit], dtype=np.int64).reshape(-1, 2) for e in encodings]

        def read(batch: list[int]) -> tuple[np.ndarray, np.ndarray]:
            # Letter case and quotes mean nothing to the base model: its features are all zero.
            pieces = [
                Pieces(rows[i], np.zeros((len(rows[i]), 2), np.int64), np.zeros((len(rows[i]), 3), np.int64))
                for i in batch
            ]
            ids, features, mask = collate(pieces)
            found = self._session(embeddings=embed_words(ids), features=features, mask=mask)
            return found["vectors"], found["states"]

        batches = batches_by_length([len(r) + 2 for r in rows])
        for batch, (vectors, states) in zip(batches, in_parallel(read, batches), strict=True):
            yield from zip(batch, [offsets[i] for i in batch], vectors, states, strict=True)

    def forget(self) -> None:
        """Drop the remembered texts."""
        self._seen.clear()
