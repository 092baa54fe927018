"""Stance and sentiment of every statement toward the topics that it bears on.

Similarity and phrases (``analysis.topics``) tell which topics the article is about; whether a statement bears on one of
them is for the pair classifier to say, which reads the words with what the article says just before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from analysis.propositions import asked
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

if TYPE_CHECKING:
    from models.pairs import Pair

RELEVANT = 0.45
"""Least relevance of a statement to a topic; below it, the statement isn't placed on the topic.

Of what 0.45 lets in and 0.5 does not, half is right on annotated articles, as of the rest; lower, it is less."""
ON_TOPIC = 0.04
"""Mean similarity score of an article's three closest statements from which the article is about a topic at all."""
DESCRIBED = 0.43
"""The same for topics that come with phrases to look for, whose scores are higher all round."""
MOST_TOPICS = 8
"""Most topics of one article; longer texts may have one more for every twenty statements."""
PER_STATEMENT = 5
"""Most topics that one statement is held against; of three, one side in seven is never asked where topics are many."""
EVIDENCE = ("relevance", "relevance less the best", "similarity", "similarity less the best")
COEFFICIENTS = (0.354, 0.487, 0.084, 0.296)
INTERCEPT = 0.305
"""Fitted by ``python -m training.placement``."""
CONSISTENCY = 0.6
"""How much a speaker's other statements on a topic count beside a statement's own words."""
AT_MOST = 2.0
"""Most log odds that the others can lend, so that they settle doubts and don't outvote a clear statement."""
AUTHOR_RELEVANT = 0.6
AUTHOR_CERTAIN = 0.8
"""An author's sentence takes a side only where that is sure; plain narration is left out."""
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


def article_topics(scores: np.ndarray, least: Sequence[float] | float = ON_TOPIC) -> list[int]:
    """The columns of the topics that an article is about, in their order.

    ``scores`` [n_statements, n_topics] is each statement's similarity score to each topic (``analysis.topics``);
    ``least`` is what a topic needs, one value or one per topic. Single
    statements are short and lean on what stands around them, so that their own scores tell little; an article as a
    whole tells its topics from others nearly without error.
    """
    n, m = scores.shape
    if not n or not m:
        return []
    closest = np.sort(scores, axis=0)[-3:].mean(axis=0)
    bar = np.broadcast_to(least, (m,))
    most = MOST_TOPICS + n // 20
    return sorted(int(j) for j in np.argsort(-closest)[:most] if closest[j] >= bar[j])


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
            others = float(np.clip(others, -AT_MOST, AT_MOST))
            share = 1 / (1 + np.exp(-(odds[n] + CONSISTENCY * others)))
            sided = stance[n, 0] + stance[n, 1]
            out[n, 0], out[n, 1] = share * sided, (1 - share) * sided
    return out


def pairs_of(
    text: str,
    paragraphs: Sequence[Paragraph],
    statements: Sequence[Statement],
    names: dict[str, str],
    topics: Sequence[Topic],
    scores: np.ndarray,
) -> tuple[list[Pair], list[tuple[int, int]]]:
    """What the classifier is asked: each statement with its likeliest topics, and (statement, topic) of every pair."""
    from models.pairs import Pair, statement_text

    pairs, places = [], []
    questions = [asked(t.proposition) for t in topics]
    for i, s in enumerate(statements):
        cue = text[s.cue[0] : s.cue[1]] if s.cue else ""
        context = context_of(text, paragraphs, s)
        said = statement_text("" if s.type == "author" else names[s.speaker_id], cue, spoken(text, s.content))
        for j in np.argsort(-scores[i])[:PER_STATEMENT] if len(topics) else []:
            pairs.append(Pair(said, questions[j], context=context))
            places.append((i, int(j)))
    return pairs, places


def evidence(relevance: np.ndarray, scores: np.ndarray, places: Sequence[tuple[int, int]]) -> np.ndarray:
    """What speaks for each pair's statement bearing on its topic: float [n, 4], named by ``EVIDENCE``.

    ``relevance`` [n] is the classifier's, ``scores`` [n_statements, n_topics] the similarity scores. Both enter as log
    odds, by themselves and less the best that the same statement has: words are about few things at a time.
    """
    columns = []
    for given in (relevance, np.array([scores[i, j] for i, j in places])):
        p = np.clip(given, 1e-4, 1 - 1e-4)
        odds = np.log(p / (1 - p))
        best: dict[int, float] = {}
        for (i, _), o in zip(places, odds, strict=True):
            best[i] = max(best.get(i, -np.inf), float(o))
        columns += [odds, odds - np.array([best[i] for i, _ in places])]
    return np.stack(columns, axis=1)


def placed(relevance: np.ndarray, scores: np.ndarray, places: Sequence[tuple[int, int]]) -> np.ndarray:
    """Probability [n] that each pair's statement bears on its topic."""
    x = evidence(relevance, scores, places)
    return 1 / (1 + np.exp(-(x @ np.asarray(COEFFICIENTS) + INTERCEPT)))


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
    from models.pairs import SENTIMENTS, STANCES

    pairs, places = pairs_of(text, paragraphs, statements, names, topics, scores)
    if not pairs:
        return [replace(s, id=i) for i, s in enumerate(s for s in statements if s.type != "author")]
    judged = classifier.classify(pairs)
    relevance = placed(judged.relevance, scores, places)
    kept = [
        k
        for k, (i, _) in enumerate(places)
        if relevance[k] >= (AUTHOR_RELEVANT if statements[i].type == "author" else RELEVANT)
    ]
    stance = consistent(
        judged.stance[kept],
        relevance[kept],
        [(statements[places[k][0]].speaker_id, places[k][1]) for k in kept],
    )
    found: dict[int, list[Classification]] = {}
    for p, k in zip(stance, kept, strict=True):
        i, j = places[k]
        q = judged.sentiment[k]
        likely = STANCES[int(p.argmax())] if p.max() >= classifier.threshold else "unclear"
        if statements[i].type == "author":
            if likely == "neutral":
                continue
            if p.max() < AUTHOR_CERTAIN:
                likely = "unclear"
        found.setdefault(i, []).append(
            Classification(
                topics[j].id,
                round(float(relevance[k]), 4),
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
