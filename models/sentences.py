"""Sentence embeddings: all-MiniLM-L6-v2, unchanged but for int8."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from models.features import Pieces, load_tokenizer
from models.runtime import Session, batches_by_length, collate, embed_words, in_parallel, weight_file

_KEPT = 20_000


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
        fresh: dict[str, np.ndarray] = {}
        if new:
            encodings = self._tokenizer.encode_batch(new, add_special_tokens=False)
            rows = [np.asarray(e.ids[:limit], dtype=np.int64) for e in encodings]

            def read(batch: list[int]) -> np.ndarray:
                # Letter case and quotes mean nothing to the base model: its features are all zero.
                pieces = [
                    Pieces(rows[i], np.zeros((len(rows[i]), 2), np.int64), np.zeros((len(rows[i]), 3), np.int64))
                    for i in batch
                ]
                ids, features, mask = collate(pieces)
                return self._session(embeddings=embed_words(ids), features=features, mask=mask)["vectors"]

            batches = batches_by_length([len(r) + 2 for r in rows])
            for batch, vectors in zip(batches, in_parallel(read, batches), strict=True):
                fresh.update((new[i], v) for i, v in zip(batch, vectors, strict=True))
        out = np.zeros((len(texts), self.width), dtype=np.float32)
        for i, text in enumerate(texts):
            out[i] = fresh[text] if text in fresh else self._seen[text]
        self._seen.update(fresh)
        while len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return out

    def forget(self) -> None:
        """Drop the remembered texts."""
        self._seen.clear()
