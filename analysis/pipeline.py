"""From an article to positions: the stages in order, each plain data in and out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from analysis.attribution import attribute
from analysis.authorial import authorial_sentences
from analysis.codebook import Codebook, load_codebook
from analysis.errors import ModelError
from analysis.positions import aggregate
from analysis.segment import segment
from analysis.settings import stance_model_name
from analysis.speakers import resolve
from analysis.topics import relevance, suggest
from analysis.types import (
    Analysis,
    Article,
    Attribution,
    Classification,
    Paragraph,
    SentimentLabel,
    Span,
    StanceLabel,
    Statement,
    Topic,
)
from models.classifier import StanceModel

log = logging.getLogger(__name__)

Progress = Callable[[str, float], None]
"""Told the stage's name and the share of the whole job that is done, in [0, 1]."""

RELEVANT = 0.5
"""Least relevance of a statement to a topic; below it, the statement isn't placed on the topic."""
CANDIDATE = 0.2
"""Similarity and phrases propose a topic from here on; the pair classifier has the second word."""
MAX_TOPICS = 5
"""Most topics that one statement is held against."""
BESIDE_BEST = 0.85
"""A topic much less relevant than a statement's best one is a neighbour of it, not what the words are about."""
CONSISTENCY = 0.6
"""How much a speaker's other statements on a topic count beside a statement's own words."""
CARRIED = 0.8
"""Share of a topic's relevance that passes to the speaker's next statement, where that names no topic itself."""
SUGGESTED = 5
AUTHOR_RELEVANT = 0.6
AUTHOR_CERTAIN = 0.8
"""An author's sentence counts only where topic and stance are sure: plain narration takes no side."""


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
    clock = time.perf_counter()

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
    topics, scores = _topics(article, paragraphs, attributions, codebook, embedder.encode)
    lap("topics")
    report("Judging stance", 0.7)
    scores = carry_over(article.text, statements, scores)
    statements = _judge(article, statements, names, topics, scores, classifier)
    lap("stance")
    used = {c.topic_id for s in statements for c in s.classifications}
    topics = [t for t in topics if t.id in used or t.suggested]
    positions = aggregate(statements, topics)
    speaking = {s.speaker_id for s in statements}
    lap("positions")
    report("Done", 1.0)
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
        return models.stance_model(stance_model_name() if name is None else name), models.embedder()
    except (CheckpointError, ModelFileError) as error:
        raise ModelError(str(error)) from error


def _warnings(statements: Sequence[Statement], topics: Sequence[Topic]) -> tuple[str, ...]:
    out = []
    if not statements:
        out.append("No statement was found: nobody is quoted or reported in this text.")
    elif topics and all(t.suggested for t in topics):
        out.append("No topic of the codebook fits this article; the topics below are suggested from its text.")
    return tuple(out)


def _bounds(article: Article, paragraphs: Sequence[Paragraph], a: Attribution | Statement) -> str:
    """The paragraphs that a statement stands in, cut to a window: what it is read with."""
    start, end = a.content[0][0], a.content[-1][1]
    around = [p for p in paragraphs if p.start < end and start < p.end]
    if not around:
        return article.text[start:end]
    return article.text[max(around[0].start, start - 400) : min(around[-1].end, end + 300)]


def _spoken(text: str, spans: Sequence[Span]) -> str:
    return " ".join(text[a:b] for a, b in spans)


def _topics(article, paragraphs, attributions, codebook: Codebook, embed) -> tuple[list[Topic], np.ndarray]:
    """The topics that apply, and the relevance [n_statements, n_topics] of each statement to each."""
    words = [_spoken(article.text, a.content) for a in attributions]
    contexts = [_bounds(article, paragraphs, a) for a in attributions]
    topics = list(codebook.topics)
    scores = relevance(contexts, topics, embed, statements=words)
    quoted = [i for i, a in enumerate(attributions) if a.type != "author"]
    if not quoted or (topics and scores[quoted].max(initial=0.0) >= RELEVANT):
        return topics, scores
    spoken = [words[i] for i in quoted]
    body = "\n".join(article.text[p.start : p.end] for p in paragraphs if p.kind in ("body", "title"))
    topics = list(suggest(body, spoken, embed, limit=SUGGESTED))
    return topics, relevance(contexts, topics, embed, statements=words)


def carry_over(text: str, statements: Sequence[Statement], scores: np.ndarray) -> np.ndarray:
    """Relevance [n_statements, n_topics] with topics carried on to statements that name none.

    "The withdrawal would be dangerous," he said. "The consequences can be very bad," he added: the second is
    about the withdrawal too. Topics pass from a speaker's statement to the same speaker's next one, if that
    stands in the same paragraph or the one after.
    """
    out = scores.copy()
    last: dict[str, int] = {}
    for i in sorted(range(len(statements)), key=lambda i: statements[i].content[0][0]):
        s = statements[i]
        before = last.get(s.speaker_id)
        if s.type != "author" and out.shape[1] and out[i].max() < RELEVANT and before is not None:
            gap = text[statements[before].content[-1][1] : s.content[0][0]]
            if len([line for line in gap.split("\n") if line.strip()]) <= 2:
                out[i] = np.maximum(out[i], CARRIED * out[before])
        last[s.speaker_id] = i
    return out


def consistent(stance: np.ndarray, relevance_: np.ndarray, groups: Sequence[tuple[str, int]]) -> np.ndarray:
    """Stance probabilities [n, 3] read in the light of the speaker's other statements on the same topic.

    Within one article people seldom argue both sides. Each statement's log odds of favor and against get a part
    (``CONSISTENCY``) of the mean log odds of the others in its group, weighted by relevance; its neutral share
    stays as it is. A statement that is sure of itself keeps its side, so that real disagreement stays visible.
    """
    out = stance.copy()
    odds = np.log(np.maximum(stance[:, 0], 1e-4) / np.maximum(stance[:, 1], 1e-4))
    members: dict[tuple[str, int], list[int]] = {}
    for n, group in enumerate(groups):
        members.setdefault(group, []).append(n)
    for same in members.values():
        if len(same) < 2:
            continue
        weight = relevance_[same] * (1 - stance[same, 2])
        total, count = (weight * odds[same]).sum(), weight.sum()
        for n, w in zip(same, weight, strict=True):
            others = (total - w * odds[n]) / max(count - w, 1e-6)
            share = 1 / (1 + np.exp(-(odds[n] + CONSISTENCY * others)))
            sided = stance[n, 0] + stance[n, 1]
            out[n, 0], out[n, 1] = share * sided, (1 - share) * sided
    return out


def _judge(
    article: Article,
    statements: Sequence[Statement],
    names: dict[str, str],
    topics: Sequence[Topic],
    scores: np.ndarray,
    classifier: StanceModel,
) -> list[Statement]:
    """Statements with their classifications; an author's sentence that takes no clear side is left out."""
    from models.pairs import SENTIMENTS, STANCES, Pair, statement_text

    text = article.text
    pairs, places = [], []
    for i, s in enumerate(statements):
        cue = text[s.cue[0] : s.cue[1]] if s.cue else ""
        said = statement_text("" if s.type == "author" else names[s.speaker_id], cue, _spoken(text, s.content))
        for j in np.argsort(-scores[i])[:MAX_TOPICS] if len(topics) else []:
            if scores[i, j] >= CANDIDATE:
                pairs.append(Pair(said, topics[j].proposition))
                places.append((i, int(j)))
    if not pairs:
        return [replace(s, id=i) for i, s in enumerate(s for s in statements if s.type != "author")]
    judged = classifier.classify(pairs)
    # Both must agree that the words bear on the topic: the geometric mean is low where either is.
    joint = np.sqrt([scores[i, j] * judged.relevance[k] for k, (i, j) in enumerate(places)])
    best: dict[int, float] = {}
    for k, (i, _) in enumerate(places):
        best[i] = max(best.get(i, 0.0), float(joint[k]))
    kept = [
        k
        for k, (i, _) in enumerate(places)
        if joint[k] >= max(AUTHOR_RELEVANT if statements[i].type == "author" else RELEVANT, BESIDE_BEST * best[i])
    ]
    stance = consistent(
        judged.stance[kept],
        joint[kept],
        [(statements[places[k][0]].speaker_id, places[k][1]) for k in kept],
    )
    found: dict[int, list[Classification]] = {}
    for p, k in zip(stance, kept, strict=True):
        i, j = places[k]
        q = judged.sentiment[k]
        likely = STANCES[int(p.argmax())] if p.max() >= classifier.threshold else "unclear"
        if statements[i].type == "author" and (likely not in ("favor", "against") or p.max() < AUTHOR_CERTAIN):
            continue
        found.setdefault(i, []).append(
            Classification(
                topics[j].id,
                round(float(joint[k]), 4),
                cast(StanceLabel, likely),
                {label: round(float(x), 4) for label, x in zip(STANCES, p, strict=True)},
                cast(SentimentLabel, SENTIMENTS[int(q.argmax())]),
                {label: round(float(x), 4) for label, x in zip(SENTIMENTS, q, strict=True)},
            )
        )
    out: list[Statement] = []
    for i, s in enumerate(statements):
        mine = tuple(found.get(i, ()))
        if s.type == "author" and not mine:
            continue
        tone = _tone(mine)
        out.append(replace(s, id=len(out), classifications=mine, **tone))
    return out


def _tone(mine: tuple[Classification, ...]) -> dict:
    """A statement's own sentiment: the mean over its topics, weighted by relevance."""
    if not mine:
        return {}
    total = sum(c.relevance for c in mine)
    labels = mine[0].sentiment_probabilities
    p = {k: round(sum(c.relevance * c.sentiment_probabilities[k] for c in mine) / total, 4) for k in labels}
    return {"sentiment": max(p, key=lambda k: p[k]), "sentiment_probabilities": p}
