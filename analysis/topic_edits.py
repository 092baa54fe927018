"""Changing a codebook: add, edit, remove and merge topics, and try one before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.codebook import Codebook, dump_codebook, parse_codebook
from analysis.errors import CodebookError
from analysis.matching import Embed
from analysis.topics import relevance
from analysis.types import Analysis, Topic

RELEVANT = 0.5
"""From here on a statement counts as being on the topic, as in an analysis."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that a topic would match: numbers of the analysis and of the statement, and how surely."""

    analysis: int
    statement_id: int
    relevance: float


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
    analyses: Sequence[Analysis], topic: Topic, embed: Embed, beside: Sequence[Topic] = ()
) -> tuple[Hit, ...]:
    """The statements that a topic would match, the surest first. ``beside`` are topics that share its phrases."""
    places = [(i, s) for i, a in enumerate(analyses) for s in a.statements if s.type != "author"]
    if not places:
        return ()
    words = [" ".join(analyses[i].article.text[x:y] for x, y in s.content) for i, s in places]
    around = [_around(analyses[i], s.content[0][0], s.content[-1][1]) for i, s in places]
    scores = relevance(around, [topic, *(t for t in beside if t.id != topic.id)], embed, statements=words)[:, 0]
    hits = [Hit(i, s.id, float(x)) for (i, s), x in zip(places, scores, strict=True) if x >= RELEVANT]
    return tuple(sorted(hits, key=lambda h: (-h.relevance, h.analysis, h.statement_id)))


def _around(analysis: Analysis, start: int, end: int) -> str:
    near = [p for p in analysis.paragraphs if p.start < end and start < p.end]
    text = analysis.article.text
    if not near:
        return text[start:end]
    return text[max(near[0].start, start - 400) : min(near[-1].end, end + 300)]


def _checked(topics: tuple[Topic, ...]) -> Codebook:
    """A codebook of these topics that passes every check of a file."""
    return parse_codebook(dump_codebook(topics))
