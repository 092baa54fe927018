"""The attribution tagger: cues, and which words are each cue's source and content.

See ``training/tagger.py`` for the model. Long texts are read in overlapping windows: a cue is taken from the
window in whose core it lies, and sees some words beyond the core on either side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.features import Pieces, encode, load_tokenizer
from models.runtime import Session, batches_by_length, collate, embed_words, in_parallel, weight_file

WINDOW, LEFT, RIGHT = 382, 24, 40
"""Pieces in a window, and how many of them stand before and after its core."""


@dataclass(frozen=True, slots=True)
class Link:
    """One cue with the pieces that belong to it.

    ``cue`` (start, end) in characters; ``probability`` of the cue in [0, 1]; ``offsets`` int64 [n, 2], the
    characters of the window's pieces; ``source`` and ``content`` float32 [n], probabilities per piece.
    """

    cue: tuple[int, int]
    probability: float
    offsets: np.ndarray
    source: np.ndarray
    content: np.ndarray


class Tagger:
    """Finds cues in a text and links them."""

    def __init__(self, window: int = WINDOW, left: int = LEFT, right: int = RIGHT):
        self._session = Session(weight_file("tagger.onnx"))
        with np.load(weight_file("tagger_distance.npz")) as data:
            self._distance = data["distance"]
        self._window, self._left, self._right = window, left, right

    def tag(self, text: str, cue_threshold: float = 0.5, progress=None) -> list[Link]:
        """Links in text order; ``cue_threshold`` is the least probability of a cue's first piece."""
        pieces = encode(text, load_tokenizer())
        parts = self._parts(pieces)

        def read(batch: list[int]) -> list[Link]:
            rows = [
                Pieces(pieces.ids[a:b], pieces.offsets[a:b], pieces.features[a:b])
                for a, b, _, _ in (parts[i] for i in batch)
            ]
            ids, features, mask = collate(rows)
            out = self._session(embeddings=embed_words(ids), features=features, mask=mask)
            links: list[Link] = []
            for j, i in enumerate(batch):
                a, b, core_start, core_end = parts[i]
                n = b - a
                links += self._links(
                    out["cue"][j, 1 : n + 1],
                    out["keys"][j, 1 : n + 1],
                    out["queries"][j, 1 : n + 1],
                    rows[j].offsets,
                    (core_start - a, core_end - a),
                    cue_threshold,
                )
            return links

        found: list[Link] = []
        done = 0
        batches = batches_by_length([b - a + 2 for a, b, _, _ in parts])
        for batch, links in zip(batches, in_parallel(read, batches), strict=True):
            found += links
            done += len(batch)
            if progress:
                progress(done / len(parts))
        return sorted(found, key=lambda x: x.cue)

    def _parts(self, pieces: Pieces) -> list[tuple[int, int, int, int]]:
        """Windows (start, end, core start, core end); cores tile the text, cut at paragraph starts if they can be."""
        n = len(pieces.ids)
        if n <= self._window:
            return [(0, n, 0, n)] if n else []
        starts = np.flatnonzero(pieces.features[:, 2])
        out = []
        begin = 0
        while begin < n:
            left = max(0, begin - self._left)
            core = min(n, left + self._window - self._right)
            if left + self._window >= n:
                core = n
            else:
                inside = starts[(starts > begin + 20) & (starts <= core)]
                core = int(inside[-1]) if len(inside) else core
            end = min(n, left + self._window)
            out.append((left, end, begin, core))
            begin = core
        return out

    def _links(self, cue, keys, queries, offsets, core, threshold) -> list[Link]:
        e = np.exp(cue - cue.max(-1, keepdims=True))
        p = e / e.sum(-1, keepdims=True)
        any_cue = 1 - p[:, 0]
        n = len(p)
        out = []
        i = 0
        while i < n:
            if any_cue[i] < threshold:
                i += 1
                continue
            j = i + 1
            while j < n and any_cue[j] >= threshold and p[j, 2] >= p[j, 1]:
                j += 1
            if core[0] <= i < core[1]:
                source, content = self._scores(keys, queries, i, j)
                out.append(
                    Link(
                        (int(offsets[i, 0]), int(offsets[j - 1, 1])),
                        float(any_cue[i:j].max()),
                        offsets,
                        source,
                        content,
                    )
                )
            i = j
        return out

    def _scores(self, keys, queries, start, end) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities [n] of source and of content for the cue at pieces [start, end)."""
        n, _, link = keys.shape
        q = queries[start:end].mean(0)
        s = np.einsum("trd,rd->rt", keys, q) / link**0.5
        reach = (self._distance.shape[1] - 1) // 2
        at = np.arange(n)
        away = np.where(at < start, at - start, np.where(at >= end, at - end + 1, 0))
        s = s + self._distance[:, np.clip(away, -reach, reach) + reach]
        probability = 1 / (1 + np.exp(-np.clip(s, -30, 30)))
        return probability[0], probability[1]
