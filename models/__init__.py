"""The neural runtime and the shipped weights. It knows strings and arrays, nothing of articles.

Models load on first use and stay loaded; each function returns the one instance of the process.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.checkpoint import Checkpoint
    from models.classifier import PairClassifier
    from models.linking import Tagger
    from models.sentences import Embedder

_embedding, _tagging, _judging = Lock(), Lock(), Lock()


@lru_cache(maxsize=1)
def _embedder() -> Embedder:
    from models.sentences import Embedder

    return Embedder()


@lru_cache(maxsize=1)
def _tagger() -> Tagger:
    from models.linking import Tagger

    return Tagger()


@lru_cache(maxsize=1)
def _classifier() -> PairClassifier:
    from models.classifier import PairClassifier

    return PairClassifier()


@lru_cache(maxsize=2)
def _checkpoint(name: str) -> Checkpoint:
    from models.checkpoint import Checkpoint

    return Checkpoint(name, _classifier())


def embedder() -> Embedder:
    """Sentence embeddings."""
    with _embedding:
        return _embedder()


def tagger() -> Tagger:
    """The attribution tagger."""
    with _tagging:
        return _tagger()


def stance_model(name: str = "") -> PairClassifier | Checkpoint:
    """The shipped classifier, or the checkpoint ``name``.

    Raises models.checkpoint.CheckpointError where that cannot be used.
    """
    with _judging:
        return _checkpoint(name) if name else _classifier()


def load(name: str = "") -> tuple[PairClassifier | Checkpoint, Embedder]:
    """``stance_model(name)`` and the embedder; these and the tagger load side by side where they aren't there yet.

    Raises what ``stance_model`` raises.
    """
    from models.runtime import in_parallel

    list(in_parallel(lambda one: one(), (lambda: stance_model(name), embedder, tagger)))
    return stance_model(name), embedder()
