"""From an article to positions: the stages in order, each plain data in and out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analysis import logs
from analysis.attribution import attribute
from analysis.authorial import authorial_sentences
from analysis.codebook import Codebook, load_codebook
from analysis.errors import ModelError
from analysis.judging import DESCRIBED, ON_TOPIC, article_topics, judge
from analysis.positions import aggregate
from analysis.segment import segment
from analysis.settings import stance_model_name
from analysis.spans import spoken
from analysis.speakers import resolve
from analysis.topic_names import named
from analysis.topics import relevance, suggest
from analysis.types import (
    Analysis,
    Article,
    Attribution,
    Paragraph,
    Span,
    Statement,
    Topic,
)

if TYPE_CHECKING:
    from models.sentences import Embedder

Progress = Callable[[str, float], None]
"""Told the stage's name and the share of the whole job that is done, in [0, 1]."""

SUGGESTED = 5
SHARED = 500
BEFORE, AFTER = 120, 80
"""Characters: paragraphs up to SHARED are read whole, of longer ones the sentences that reach into so much before and
after a statement."""


def analyse(
    article: Article | str,
    codebook: Codebook | None = None,
    progress: Progress | None = None,
    *,
    model: str | None = None,
) -> Analysis:
    """Who takes which position on which topic in one article, and on which words that rests.

    ``codebook`` defaults to the one that ships; where none of its topics fits, topics are suggested from the
    article. ``model`` names a stance checkpoint (default: ``STANDPOINT_STANCE_MODEL``, else the shipped one).
    Raises InputError for text that cannot be analysed and ModelError for a model that cannot be loaded.
    """
    if isinstance(article, str):
        from analysis.ingest import read_text

        return analyse(read_text(article), codebook, progress, model=model)
    codebook = codebook or load_codebook()
    report = progress or (lambda stage, share: None)
    timings: dict[str, float] = {}
    clock = started = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal clock
        now = time.perf_counter()
        timings[stage] = round(now - clock, 4)
        clock = now

    classifier, embedder = _models(model)
    lap("models")
    report("Reading paragraphs", 0.02)
    paragraphs = segment(article)
    lap("segment")
    report("Finding statements", 0.05)
    attributions = attribute(article.text, paragraphs, progress=lambda s: report("Finding statements", 0.05 + 0.35 * s))
    attributions += authorial_sentences(article.text, paragraphs, attributions)
    lap("attribution")
    report("Resolving speakers", 0.42)
    resolution = resolve(article, paragraphs, attributions)
    lap("speakers")
    report("Matching topics", 0.5)
    names = {s.id: s.name for s in resolution.speakers}
    statements = [
        Statement(
            id=i,
            speaker_id=resolution.speaker_ids[i],
            type=a.type,
            content=a.content,
            source=a.source,
            cue=a.cue,
            via=resolution.via[i],
            confidence=a.confidence,
            speaker_confidence=resolution.confidences[i],
        )
        for i, a in enumerate(attributions)
    ]
    topics, scores = _topics(article, paragraphs, attributions, codebook, embedder)
    lap("topics")
    report("Judging stance", 0.7)
    statements = judge(article.text, paragraphs, statements, names, topics, scores, classifier)
    lap("stance")
    used = {c.topic_id for s in statements for c in s.classifications}
    topics = [t for t in topics if t.id in used or t.suggested]
    positions = aggregate(statements, topics)
    speaking = {s.speaker_id for s in statements}
    lap("positions")
    report("Done", 1.0)
    logs.event(
        "analysed",
        words=len(article.text.split()),
        statements=len(statements),
        speakers=len(speaking),
        positions=len(positions),
        seconds=time.perf_counter() - started,
    )
    return Analysis(
        article=article,
        paragraphs=tuple(paragraphs),
        speakers=tuple(s for s in resolution.speakers if s.id in speaking),
        statements=tuple(statements),
        topics=tuple(topics),
        positions=tuple(positions),
        versions={"stance model": classifier.name, "codebook": codebook.version},
        timings=timings,
        warnings=_warnings(statements, topics),
    )


def _models(name: str | None):
    import models
    from models.checkpoint import CheckpointError
    from models.runtime import ModelFileError

    try:
        return models.load(stance_model_name() if name is None else name)
    except (CheckpointError, ModelFileError) as error:
        raise ModelError(str(error)) from error


def _warnings(statements: Sequence[Statement], topics: Sequence[Topic]) -> tuple[str, ...]:
    out = []
    if not statements:
        out.append("No statement was found: nobody is quoted or reported in this text.")
    elif topics and all(t.suggested for t in topics):
        out.append("No topic of the codebook fits this article; the topics below are suggested from its text.")
    return tuple(out)


def surroundings(paragraphs: Sequence[Paragraph], a: Attribution | Statement) -> Span:
    """Where the paragraphs are that a statement stands in, long ones cut to a window: what it is read with.

    Statements of one short paragraph share it, so that it is embedded once.
    """
    start, end = a.content[0][0], a.content[-1][1]
    around = [p for p in paragraphs if p.start < end and start < p.end]
    if not around:
        return start, end
    first, last = around[0].start, around[-1].end
    if last - first <= SHARED:
        return first, last
    near = [(a, b) for p in around for a, b in p.sentences if a < end + AFTER and start - BEFORE < b]
    return (near[0][0], near[-1][1]) if near else (start, end)


def matched(
    text: str,
    paragraphs: Sequence[Paragraph],
    statements: Sequence[Attribution | Statement],
    topics: Sequence[Topic],
    embedder: Embedder,
) -> np.ndarray:
    """How surely each statement of an article addresses each topic: float [n_statements, n_topics], in [0, 1]."""
    around = [surroundings(paragraphs, s) for s in statements]
    return relevance(
        [text[a:b] for a, b in around],
        topics,
        embedder.encode,
        statements=[spoken(text, s.content) for s in statements],
        places=[[(x - a, y - a) for x, y in s.content] for s, (a, _) in zip(statements, around, strict=True)],
        read=embedder.parts,
    )


def held_against(analysis: Analysis, topics: Sequence[Topic], model: str | None = None) -> list[Statement]:
    """An article's statements but its author's, with the classifications that an analysis with these topics would give.

    In their order and with their numbers. Raises ModelError.
    """
    classifier, embedder = _models(model)
    text, said = analysis.article.text, [s for s in analysis.statements if s.type != "author"]
    scores = matched(text, analysis.paragraphs, said, topics, embedder)
    fitting = _fitting(text, scores, topics)
    names = {s.id: s.name for s in analysis.speakers}
    asked = [topics[j] for j in fitting]
    held = judge(text, analysis.paragraphs, said, names, asked, scores[:, fitting], classifier)
    return [replace(h, id=s.id) for h, s in zip(held, said, strict=True)]


def _fitting(text: str, scores: np.ndarray, topics: Sequence[Topic]) -> list[int]:
    """The columns of the topics that an article is about, by its statements' scores [n_statements, n_topics].

    None whose names it nowhere has.
    """
    there = [j for j, has in enumerate(named(topics, text)) if has]
    least = [DESCRIBED if topics[j].phrases else ON_TOPIC for j in there]
    return [there[j] for j in article_topics(scores[:, there], least)]


def _topics(
    article: Article,
    paragraphs: Sequence[Paragraph],
    attributions: Sequence[Attribution],
    codebook: Codebook,
    embedder: Embedder,
) -> tuple[list[Topic], np.ndarray]:
    """The topics that apply, and the relevance [n_statements, n_topics] of each statement to each."""
    topics = list(codebook.topics)
    scores = matched(article.text, paragraphs, attributions, topics, embedder)
    quoted = [i for i, a in enumerate(attributions) if a.type != "author"]
    fitting = _fitting(article.text, scores[quoted], topics)
    if fitting or not quoted:
        return [topics[j] for j in fitting], scores[:, fitting]
    quoted_words = [spoken(article.text, attributions[i].content) for i in quoted]
    body = "\n".join(article.text[p.start : p.end] for p in paragraphs if p.kind in ("body", "title"))
    topics = list(suggest(body, quoted_words, embedder.encode, limit=SUGGESTED))
    return topics, matched(article.text, paragraphs, attributions, topics, embedder)
