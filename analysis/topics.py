"""Which topics a statement is about, and which topics an article offers when no codebook fits.

Relevance joins two kinds of evidence in one fixed logistic: how close the words are to the topic in the
space of sentence embeddings, and which of the topic's phrases they contain. Embeddings alone confuse
neighbouring topics of one field; phrases alone miss whatever is said in other words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from analysis.phrases import Pattern, find, is_acronym, pattern, tokens
from analysis.propositions import search_text, target_of
from analysis.segment import sentences
from analysis.suggestion import suggest
from analysis.types import Span, Topic
from models.runtime import in_parallel

if TYPE_CHECKING:
    from models.sentences import Parts

Embed = Callable[[list[str]], np.ndarray]
"""Texts to unit vectors, float [n, d]."""
Read = Callable[[list[str], list[list[Span]]], "list[Parts]"]
"""Texts and stretches of each to what those add to a vector: ``models.sentences.Embedder.parts``."""

__all__ = ["FEATURES", "Embed", "features", "forget", "relevance", "suggest"]

FEATURES = ("similarity", "context similarity", "phrases", "context phrases")
INTERCEPT = -8.86
COEFFICIENTS = (12.27, 5.51, 2.53, 1.19)
"""Fitted by ``python -m training.relevance``; its head says on what, its report how well."""


def relevance(
    contexts: Sequence[str],
    topics: Sequence[Topic],
    embed: Embed,
    *,
    statements: Sequence[str] | None = None,
    places: Sequence[Sequence[Span]] | None = None,
    read: Read | None = None,
) -> np.ndarray:
    """How surely each statement addresses each topic: float [n_contexts, n_topics], in [0, 1].

    ``contexts`` holds each statement with a little of the text around it (its paragraph, say);
    ``statements`` holds the bare words, in the same order, and defaults to ``contexts``. With ``places``, where those
    words stand in their contexts, and ``read``, each sentence is read once, for all that stands in it. A value of 0.5
    means as likely as not where one topic in sixteen applies, which is how the logistic was fitted.
    Raises ValueError where the two lengths differ.
    """
    if not contexts or not topics:
        return np.zeros((len(contexts), len(topics)))
    x = features(contexts, topics, embed, statements=statements, places=places, read=read)
    return 1.0 / (1.0 + np.exp(-(x @ np.asarray(COEFFICIENTS) + INTERCEPT)))


def features(
    contexts: Sequence[str],
    topics: Sequence[Topic],
    embed: Embed,
    *,
    statements: Sequence[str] | None = None,
    places: Sequence[Sequence[Span]] | None = None,
    read: Read | None = None,
) -> np.ndarray:
    """The evidence that ``relevance`` weighs: float [n_contexts, n_topics, 4], named by ``FEATURES``.

    Similarities are cosines, the best over the topic's texts (proposition, target, name with description,
    phrases). Phrase scores are in [0, 1]: each phrase that occurs takes away a share of the doubt, and a
    phrase that several topics share takes less.
    """
    statements = contexts if statements is None else statements
    if len(statements) != len(contexts):
        raise ValueError(f"{len(statements)} statements but {len(contexts)} contexts")
    distinct = list(dict.fromkeys([*statements, *contexts]))
    rows = {text: i for i, text in enumerate(distinct)}
    hits = _phrase_scores(distinct, topics)
    s, c = [rows[t] for t in statements], [rows[t] for t in contexts]
    if places and read:
        alone, around = _vectors_in_place(places, contexts, read)
    else:
        alone, around = _vectors(statements, contexts, embed)
    topic_vectors = list(in_parallel(lambda t: _topic_vectors(_texts(t), embed), topics))
    similar = [np.stack([(v @ t.T).max(axis=1) for t in topic_vectors], axis=1) for v in (alone, around)]
    return np.stack([*similar, hits[s], hits[c]], axis=-1)


def _vectors(statements: Sequence[str], contexts: Sequence[str], embed: Embed) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors [n, d] of statements and of their contexts, a context's the mean of its sentences'.

    Contexts share sentences, each of which is embedded once; a statement that is a sentence, too. Sentences count by
    the root of their length: long ones say more, and not in proportion.
    """
    parts = {c: [c[a:b] for a, b in sentences(c, 0, len(c))] or [c] for c in dict.fromkeys(contexts)}
    distinct = list(dict.fromkeys([*statements, *(s for own in parts.values() for s in own)]))
    vectors = dict(zip(distinct, np.asarray(embed(distinct), dtype=np.float64), strict=True))
    means = _unit([sum(len(s) ** 0.5 * vectors[s] for s in parts[c]) for c in contexts])
    return np.stack([vectors[s] for s in statements]), means


def _vectors_in_place(
    places: Sequence[Sequence[Span]], contexts: Sequence[str], read: Read
) -> tuple[np.ndarray, np.ndarray]:
    """The same from one reading of every sentence: a statement is the mean of its own pieces there."""
    within = {c: sentences(c, 0, len(c)) or [(0, len(c))] for c in dict.fromkeys(contexts)}
    asked: dict[str, list[Span]] = {c[a:b]: [] for c, own in within.items() for a, b in own}
    found: list[list[tuple[str, int, int]]] = []  # per statement: sentence, and which of its stretches, from and to
    for spans, c in zip(places, contexts, strict=True):
        found.append([])
        for a, b in within[c]:
            mine = [(max(a, x) - a, min(b, y) - a) for x, y in spans if x < b and a < y]
            if mine:
                stretches = asked[c[a:b]]
                found[-1].append((c[a:b], len(stretches), len(stretches) + len(mine)))
                stretches += mine
    parts = dict(zip(asked, read(list(asked), list(asked.values())), strict=True))
    around = _unit([sum((b - a) ** 0.5 * parts[c[a:b]].vector for a, b in within[c]) for c in contexts])
    alone = [
        sum(parts[s].sums[i:j].sum(0) + parts[s].ends for s, i, j in own) if own else whole
        for own, whole in zip(found, around, strict=True)
    ]
    return _unit(alone), around


def _unit(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Rows [n, d] with unit length, float64."""
    x = np.stack(rows).astype(np.float64)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def _texts(topic: Topic) -> tuple[str, ...]:
    described = ". ".join(p for p in (topic.name, topic.description) if p) if topic.description else ""
    found_by = ", ".join(topic.phrases)
    target = topic.target or target_of(topic.proposition)
    return tuple(dict.fromkeys(t for t in (topic.proposition, target, described, found_by) if t))


def forget(keep: Iterable[Topic] = ()) -> None:
    """Drop the remembered vectors of all topics but ``keep``.

    Vectors depend in their last digits on what they were made with.
    """
    kept = {_texts(t) for t in keep}
    for key in list(_VECTORS):
        if key[0] not in kept:
            _VECTORS.pop(key, None)


_VECTORS: dict[tuple[tuple[str, ...], Embed], np.ndarray] = {}
_MOST_VECTORS = 1024


def _topic_vectors(texts: tuple[str, ...], embed: Embed) -> np.ndarray:
    """Unit vectors of a topic's texts, remembered."""
    found = _VECTORS.get((texts, embed))
    if found is None:
        if len(_VECTORS) >= _MOST_VECTORS:
            _VECTORS.clear()
        found = _VECTORS[texts, embed] = np.asarray(embed(list(texts)), dtype=np.float64)
    return found


@lru_cache(maxsize=1024)
def _patterns(topic: Topic) -> tuple[tuple[Pattern, float], ...]:
    """Search patterns with the share of doubt that each takes away."""
    weights: dict[Pattern, float] = {}
    for phrase in topic.phrases:
        p = pattern(phrase)
        if p:
            weights[p] = 0.9 if len(p) > 1 or is_acronym(p[0][1]) else 0.7
    if not weights:
        # A bare entry: pairs of neighbouring content words are telling, single ones a little.
        words = tokens(search_text(topic.proposition))
        weights = {(w,): 0.7 if is_acronym(w[1]) else 0.3 for w in words}
        weights |= {(a, b): 0.8 for a, b in pairwise(words)}
    return tuple(weights.items())


def _phrase_scores(texts: Sequence[str], topics: Sequence[Topic]) -> np.ndarray:
    """Float [n_texts, n_topics] in [0, 1]."""
    per_topic = [_patterns(t) for t in topics]
    sharing = Counter(tuple(k for k, _ in p) for patterns in per_topic for p, _ in patterns)
    doubt = np.ones((len(texts), len(topics)))
    every = [(j, p, weight) for j, patterns in enumerate(per_topic) for p, weight in patterns]
    wanted = [p for _, p, _ in every]
    for i, text in enumerate(texts):
        for hit in find(wanted, tokens(text)):
            j, p, weight = every[hit]
            doubt[i, j] *= 1 - weight / sharing[tuple(k for k, _ in p)] ** 0.5
    return 1 - doubt
