"""Stance and sentiment of every statement toward the topics that it bears on.

Topics are proposed by similarity and phrases (``analysis.topics``), carried on from a speaker's statement to the
next, and confirmed by the pair classifier, which reads the words with what the article says just before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from analysis.spans import spoken
from analysis.types import (
    Classification,
    Paragraph,
    SentimentLabel,
    StanceLabel,
    Statement,
    Topic,
)
from models.classifier import StanceModel

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
AUTHOR_RELEVANT = 0.6
AUTHOR_CERTAIN = 0.8
"""An author's sentence counts only where topic and stance are sure: plain narration takes no side."""
CONTEXT = 320
"""Characters before a statement that it is read with: what 56 word pieces, the classifier's share, take up."""


def context_of(text: str, paragraphs: Sequence[Paragraph], statement: Statement) -> str:
    """What the article says just before a statement's words: the end of the text before them, captions left out."""
    start = statement.content[0][0]
    parts: list[str] = []
    left = CONTEXT
    for p in reversed([p for p in paragraphs if p.kind in ("body", "title") and p.start < start]):
        part = text[max(p.start, min(p.end, start) - left) : min(p.end, start)].strip()
        if part:
            parts.insert(0, part)
            left -= len(part)
        if left <= 40:
            break
    return " ".join(parts)


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


def judge(
    text: str,
    paragraphs: Sequence[Paragraph],
    statements: Sequence[Statement],
    names: dict[str, str],
    topics: Sequence[Topic],
    scores: np.ndarray,
    classifier: StanceModel,
) -> list[Statement]:
    """Statements with their classifications; an author's sentence that takes no clear side is left out."""
    from models.pairs import SENTIMENTS, STANCES, Pair, statement_text

    pairs, places = [], []
    for i, s in enumerate(statements):
        cue = text[s.cue[0] : s.cue[1]] if s.cue else ""
        context = context_of(text, paragraphs, s)
        said = statement_text("" if s.type == "author" else names[s.speaker_id], cue, spoken(text, s.content))
        for j in np.argsort(-scores[i])[:MAX_TOPICS] if len(topics) else []:
            if scores[i, j] >= CANDIDATE:
                pairs.append(Pair(said, topics[j].proposition, context=""))
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
