"""Changing a codebook: add, edit, remove and merge topics, and try one before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.codebook import Codebook, dump_codebook, parse_codebook
from analysis.errors import CodebookError
from analysis.pipeline import held_against
from analysis.types import Analysis, StanceLabel, Topic


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that bears on a topic: numbers of the analysis and of the statement, how surely, and its stance."""

    analysis: int
    statement_id: int
    relevance: float
    stance: StanceLabel


def with_topic(book: Codebook, topic: Topic, replacing: str = "") -> Codebook:
    """The codebook with a topic added, or put in the place of the one called ``replacing``. Raises CodebookError."""
    if any(t.id == topic.id and t.id != replacing for t in book.topics):
        raise CodebookError(f"There is already a topic with the id {topic.id!r}. Choose another id.")
    topics = tuple(topic if t.id == replacing else t for t in book.topics) if replacing else (*book.topics, topic)
    return _checked(topics)


def without_topic(book: Codebook, topic_id: str) -> Codebook:
    """The codebook without one topic. Raises CodebookError where it would be empty."""
    rest = tuple(t for t in book.topics if t.id != topic_id)
    if not rest:
        raise CodebookError("A codebook needs at least one topic.")
    return _checked(rest)


def merged(book: Codebook, kept: str, gone: str) -> Codebook:
    """The codebook with one topic taken into another, which keeps its proposition and gains the phrases."""
    by_id = {t.id: t for t in book.topics}
    if kept == gone or kept not in by_id or gone not in by_id:
        raise CodebookError("Choose two different topics to merge.")
    into, other = by_id[kept], by_id[gone]
    phrases = tuple(dict.fromkeys([*into.phrases, *other.phrases, *([other.name] if other.name else [])]))[:50]
    joined = replace(into, phrases=phrases, description=into.description or other.description)
    return _checked(tuple(joined if t.id == kept else t for t in book.topics if t.id != gone))


def try_topic(
    analyses: Sequence[Analysis], topic: Topic, beside: Sequence[Topic] = (), model: str | None = None
) -> tuple[Hit, ...]:
    """The statements that an analysis with this topic, and those ``beside``, would place on it, the surest first.

    Raises ModelError.
    """
    topics = [topic, *(t for t in beside if t.id != topic.id)]
    hits = [
        Hit(i, s.id, c.relevance, c.stance)
        for i, a in enumerate(analyses)
        for s in held_against(a, topics, model)
        for c in s.classifications
        if c.topic_id == topic.id
    ]
    return tuple(sorted(hits, key=lambda h: (-h.relevance, h.analysis, h.statement_id)))


def _checked(topics: tuple[Topic, ...]) -> Codebook:
    """A codebook of these topics that passes every check of a file."""
    return parse_codebook(dump_codebook(topics))
