"""Positions: where each speaker stands on each topic, over all of the speaker's statements.

A statement weighs as much as it is on topic, is surely a statement, is surely the speaker's, and, a little,
as it is long. Statements that leave the stance unclear never outvote one that doesn't; they lower confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt

from analysis.types import Classification, Position, SentimentLabel, StanceLabel, Statement, Topic

MIXED_SHARE = 1 / 3
"""From this share of the decided weight on, the weaker side is disagreement worth showing."""
EVEN_SHARE = 0.45
"""From this share on, neither side is the speaker's position."""
TONE = 0.15
"""Mean P(positive) - P(negative) beyond which a position's sentiment is called by its sign."""
_LONG = 400
"""Characters from which a statement weighs no more for being longer."""
_PRIOR = 0.15
"""Weight of doubt beside the evidence: one weak statement gives less confidence than three strong ones."""


def weight(statement: Statement, classification: Classification) -> float:
    """How much a statement counts for its speaker's position on a topic, in [0, 1]."""
    return classification.relevance * statement.confidence * statement.speaker_confidence * _length(statement)


def _length(statement: Statement) -> float:
    """What a statement's length makes of its weight, in [0.5, 1]."""
    return 0.5 + 0.5 * sqrt(min(sum(b - a for a, b in statement.content), _LONG) / _LONG)


def aggregate(
    statements: Iterable[Statement], topics: Sequence[Topic], speaker: str | None = None
) -> tuple[Position, ...]:
    """One position per speaker and topic that any statement of the speaker's bears on.

    Ordered by the topics' order, then by weight of evidence, strongest first. Statements about topics that
    are not among ``topics`` are left out. With ``speaker``, all statements count as this one's.
    """
    order = {t.id: i for i, t in enumerate(topics)}
    evidence: dict[tuple[str, str], list[tuple[float, Statement, Classification]]] = defaultdict(list)
    for s in statements:
        mine = [c for c in s.classifications if c.topic_id in order]
        if not mine:
            continue
        length, who = _length(s), s.speaker_id if speaker is None else speaker
        for c in mine:
            evidence[who, c.topic_id].append((c.relevance * s.confidence * s.speaker_confidence * length, s, c))
    found = [_position(who, topic, e) for (who, topic), e in evidence.items()]
    return tuple(sorted(found, key=lambda p: (order[p.topic_id], -sum(p.weights.values()), p.speaker_id)))


def _position(speaker: str, topic: str, evidence: list[tuple[float, Statement, Classification]]) -> Position:
    weights: dict[str, float] = {"favor": 0.0, "against": 0.0, "neutral": 0.0, "unclear": 0.0}
    for w, _, c in evidence:
        weights[c.stance] += w
    stance, mixed = _stance(weights)
    total = sum(weights.values())
    tone = sum(
        w * (c.sentiment_probabilities.get("positive", 0.0) - c.sentiment_probabilities.get("negative", 0.0))
        for w, _, c in evidence
    )
    score = tone / total if total else 0.0
    ranked = evidence
    if len(evidence) > 1:
        ranked = sorted(evidence, key=lambda x: (-(x[2].stance == stance), -x[0] * x[2].confidence, x[1].id))
    return Position(
        speaker_id=speaker,
        topic_id=topic,
        stance=stance,
        confidence=round(_confidence(stance, weights, evidence), 4),
        sentiment=_sentiment(score),
        sentiment_score=round(score, 4),
        weights={k: round(v, 4) for k, v in weights.items()},
        mixed=mixed,
        statement_ids=tuple(s.id for _, s, _ in ranked),
    )


def _stance(weights: dict[str, float]) -> tuple[StanceLabel, bool]:
    """The position's stance, and whether the speaker's own statements disagree."""
    favor, against = weights["favor"], weights["against"]
    decided = favor + against
    if decided > 0:
        share = min(favor, against) / decided
        mixed = share >= MIXED_SHARE
        if share >= EVEN_SHARE:
            return "unclear", True
        return ("favor" if favor > against else "against"), mixed
    return ("neutral" if weights["neutral"] >= weights["unclear"] else "unclear"), False


def _confidence(
    stance: StanceLabel,
    weights: dict[str, float],
    evidence: list[tuple[float, Statement, Classification]],
) -> float:
    """Mean probability of the stance over the evidence, shrunk toward nothing where evidence is thin."""
    total = sum(w for w, _, _ in evidence)
    if total <= 0:
        return 0.0
    if stance == "unclear":
        favor, against = weights["favor"], weights["against"]
        return min(favor, against) / total if favor + against else 0.0
    # Statements that take no side say little about a side taken elsewhere: they count a quarter.
    undecided = 1.0 if stance == "neutral" else 0.25
    counted = [(w * (1.0 if c.stance in ("favor", "against") else undecided), c) for w, _, c in evidence]
    mass = sum(w for w, _ in counted)
    mean = sum(w * c.stance_probabilities.get(stance, 0.0) for w, c in counted) / mass
    return mean * total / (total + _PRIOR)


def _sentiment(score: float) -> SentimentLabel:
    if score > TONE:
        return "positive"
    return "negative" if score < -TONE else "neutral"
