"""Stance and sentiment of a statement toward a proposition, with calibrated probabilities."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from models.features import load_tokenizer
from models.pairs import Pair, pad, rows_of
from models.runtime import ModelFileError, Session, batches_by_length, embed_words, in_parallel, weight_file


@dataclass(frozen=True, slots=True)
class Judgements:
    """Probabilities of n pairs; rows sum to 1.

    ``stance`` [n, 3] in the order of ``models.pairs.STANCES``; ``sentiment`` [n, 3] in that of
    ``models.pairs.SENTIMENTS``; ``relevance`` [n], how surely the words bear on the proposition.
    """

    stance: np.ndarray
    sentiment: np.ndarray
    relevance: np.ndarray


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns logits into probabilities that mean what they say, and when to abstain.

    Logits are divided by a temperature and shifted per class (Guo et al., ICML 2017, with biases), fitted
    on data that training never saw. Below ``threshold`` the most likely stance is called unclear.
    """

    stance_temperature: float = 1.0
    stance_bias: tuple[float, ...] = (0.0, 0.0, 0.0)
    sentiment_temperature: float = 1.0
    sentiment_bias: tuple[float, ...] = (0.0, 0.0, 0.0)
    relevance_temperature: float = 1.0
    relevance_bias: tuple[float, ...] = (0.0, 0.0)
    threshold: float = 0.5


class StanceModel(Protocol):
    """What the analysis asks of a stance model, shipped or named by the user."""

    name: str
    threshold: float

    def classify(self, pairs: Sequence[Pair]) -> Judgements:
        """Judge every pair, in order."""
        ...


def overall(judged: Judgements) -> np.ndarray:
    """Stance probabilities [n, 3] of pairs of which it isn't known whether they have to do with one another.

    ``judged.stance`` is the stance of words that bear on their proposition; words that don't are neutral toward it.
    """
    bears = judged.relevance[:, None]
    return judged.stance * bears + (1 - bears) * np.array([0.0, 0.0, 1.0])


def softmax(x: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def calibration_error(p: np.ndarray, gold: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error (Guo et al., ICML 2017) of the most likely class, equal-width bins.

    ``p`` [n, k] probabilities, ``gold`` [n] indices.
    """
    sure, right = p.max(1), p.argmax(1) == gold
    which = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[which == b].mean() - right[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )


def load_calibration() -> Calibration:
    """The shipped calibration. Raises ModelFileError where it is missing or damaged."""
    path = weight_file("calibration.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
        return Calibration(**values)
    except (ValueError, TypeError) as error:
        raise ModelFileError(f"The model file {path} cannot be read ({error}).") from error


class PairClassifier:
    """The shipped pair classifier."""

    name = "standpoint-pair-10"

    def __init__(self, limit: int = 176):
        self._session = Session(weight_file("stance.onnx"))
        self.calibration = load_calibration()
        self.threshold = self.calibration.threshold
        self._limit = limit

    def logits(self, pairs: Sequence[Pair], progress=None) -> dict[str, np.ndarray]:
        """Raw scores of the heads: stance [n, 3], sentiment [n, 3], relevance [n, 2], inference [n, 3]."""
        rows = rows_of(pairs, load_tokenizer(), self._limit)
        sizes = {"stance": 3, "sentiment": 3, "relevance": 2, "inference": 3}
        out = {k: np.zeros((len(pairs), n), dtype=np.float32) for k, n in sizes.items()}

        def read(batch: list[int]) -> dict[str, np.ndarray]:
            padded = pad([rows[i] for i in batch])
            return self._session(embeddings=embed_words(padded.pop("ids")), **padded)

        batches = batches_by_length([len(r) for r in rows])
        done = 0
        for batch, found in zip(batches, in_parallel(read, batches), strict=True):
            places = [(row, slot, pair) for row, i in enumerate(batch) for slot, pair in enumerate(rows[i].members)]
            row, slot, pair = np.array(places).T
            for k, v in out.items():
                v[pair] = found[k][row, slot]
            done += len(batch)
            if progress:
                progress(done / len(rows))
        return out

    def classify(self, pairs: Sequence[Pair], progress=None) -> Judgements:
        """Judge every pair, in order."""
        raw, c = self.logits(pairs, progress), self.calibration
        return Judgements(
            softmax(raw["stance"] / c.stance_temperature + np.asarray(c.stance_bias)),
            softmax(raw["sentiment"] / c.sentiment_temperature + np.asarray(c.sentiment_bias)),
            softmax(raw["relevance"] / c.relevance_temperature + np.asarray(c.relevance_bias))[:, 1],
        )
