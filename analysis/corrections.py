"""What people decided, over what the model found.

A correction names its statement by the article and the words it covers, not by a number, so that it survives
re-analysis: after a new run it is applied to the statement whose words overlap most. Nothing here changes an
analysis in place; ``apply`` gives a new one, with its positions made anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from analysis.errors import StandpointError
from analysis.positions import aggregate
from analysis.types import (
    Analysis,
    Article,
    Classification,
    SentimentLabel,
    Span,
    Speaker,
    StanceLabel,
    Statement,
)

Kind = Literal["speaker", "join", "stance", "sentiment", "accept", "reject", "remove"]
"""speaker: the statement is ``value``'s (an id or a new name). join: speaker ``value`` is the same as ``target``.
stance, sentiment: ``value`` on ``topic_id``. accept: the classification on ``topic_id`` is right.
reject: the statement isn't about ``topic_id``. remove: these words are no statement."""

SAME_WORDS = 0.5
"""Dice overlap of words from which a statement of a new analysis is the one that a correction meant."""


class CorrectionError(StandpointError):
    """A correction that makes no sense for its analysis. The message says why."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a person. ``at`` is ISO 8601 in UTC; ``by`` is how the person signs.

    ``words`` is the statement's content when it was corrected (empty for ``join``). Later corrections of the same
    thing win over earlier ones, and all are kept.
    """

    article: str
    kind: Kind
    words: tuple[Span, ...] = ()
    topic_id: str = ""
    value: str = ""
    target: str = ""
    by: str = ""
    at: str = ""
    note: str = ""

    def __post_init__(self):
        if self.kind not in get_args(Kind):
            raise CorrectionError(f"There is no correction of kind {self.kind!r}.")
        if self.kind == "stance" and self.value not in get_args(StanceLabel):
            raise CorrectionError(f"{self.value!r} is no stance; choose favor, against, neutral or unclear.")
        if self.kind == "sentiment" and self.value not in get_args(SentimentLabel):
            raise CorrectionError(f"{self.value!r} is no sentiment; choose positive, negative or neutral.")


def article_key(article: Article) -> str:
    """What corrections call an article: a hash of its text, 24 hex digits."""
    return hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def apply(analysis: Analysis, corrections: Sequence[Correction]) -> tuple[Analysis, tuple[Correction, ...]]:
    """The corrected analysis, and the corrections of this article that found nothing to apply to.

    Corrections of other articles are passed over. Those that found nothing (the statement isn't found any more)
    are for the caller to keep and to show, not to drop.
    """
    key = article_key(analysis.article)
    mine = [c for c in corrections if c.article == key]
    if not mine:
        return analysis, ()
    statements = list(analysis.statements)
    speakers = {s.id: s for s in analysis.speakers}
    topics = {t.id for t in analysis.topics}
    unmatched: list[Correction] = []
    for c in mine:
        if c.kind == "join":
            if not _join(c, statements, speakers):
                unmatched.append(c)
            continue
        at = _find(statements, c.words)
        if at is None or (c.topic_id and c.topic_id not in topics):
            unmatched.append(c)
            continue
        if c.kind == "remove":
            del statements[at]
        elif c.kind == "speaker":
            statements[at] = _given_to(statements[at], c.value, speakers)
        else:
            statements[at] = _classified(statements[at], c)
    speaking = {s.speaker_id for s in statements}
    return (
        replace(
            analysis,
            statements=tuple(statements),
            speakers=tuple(s for s in speakers.values() if s.id in speaking),
            positions=aggregate(statements, analysis.topics),
        ),
        tuple(unmatched),
    )


def _find(statements: Sequence[Statement], words: Sequence[Span]) -> int | None:
    def overlap(s: Statement) -> float:
        both = sum(max(0, min(b, y) - max(a, x)) for a, b in s.content for x, y in words)
        total = sum(b - a for a, b in s.content) + sum(y - x for x, y in words)
        return 2 * both / total if total else 0.0

    best = max(range(len(statements)), key=lambda i: overlap(statements[i]), default=None)
    return best if best is not None and overlap(statements[best]) >= SAME_WORDS else None


def _given_to(s: Statement, value: str, speakers: dict[str, Speaker]) -> Statement:
    """The statement as a known speaker's, or as a new one's of that name."""
    if value not in speakers:
        named = next((k for k, v in speakers.items() if v.name.casefold() == value.strip().casefold()), None)
        if named is None:
            base = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:60] or "speaker"
            named, n = base, 2
            while named in speakers:
                named, n = f"{base}-{n}", n + 1
            speakers[named] = Speaker(named, value.strip())
        value = named
    return replace(s, speaker_id=value, speaker_confidence=1.0, origin="human")


def _join(c: Correction, statements: list[Statement], speakers: dict[str, Speaker]) -> bool:
    """Two speakers are one: ``value`` goes into ``target``."""
    if c.value not in speakers or c.target not in speakers or c.value == c.target:
        return False
    gone, kept = speakers.pop(c.value), speakers[c.target]
    aliases = tuple(dict.fromkeys(a for a in (*kept.aliases, gone.name, *gone.aliases) if a != kept.name))
    speakers[c.target] = replace(
        kept,
        aliases=aliases,
        mentions=tuple(sorted({*kept.mentions, *gone.mentions})),
        role=kept.role or gone.role,
        affiliation=kept.affiliation or gone.affiliation,
    )
    for i, s in enumerate(statements):
        if s.speaker_id == c.value:
            statements[i] = replace(s, speaker_id=c.target, origin="human")
    return True


def _classified(s: Statement, c: Correction) -> Statement:
    """The statement with a person's decision on one topic."""
    old = next((k for k in s.classifications if k.topic_id == c.topic_id), None)
    rest = tuple(k for k in s.classifications if k.topic_id != c.topic_id)
    if c.kind == "reject":
        return replace(s, classifications=rest)
    if old is None:
        old = Classification(c.topic_id, 1.0, "unclear", {}, s.sentiment, dict(s.sentiment_probabilities))
    new = replace(old, origin="human", relevance=1.0)
    if c.kind == "stance":
        stance = cast(StanceLabel, c.value)
        new = replace(new, stance=stance, stance_probabilities=_certain(stance, ("favor", "against", "neutral")))
    elif c.kind == "sentiment":
        tone = cast(SentimentLabel, c.value)
        new = replace(new, sentiment=tone, sentiment_probabilities=_certain(tone, ("positive", "negative", "neutral")))
    else:
        new = replace(new, stance_probabilities=_certain(old.stance, ("favor", "against", "neutral")))
    ordered = {k.topic_id: k for k in (*rest, new)}
    order = [k.topic_id for k in s.classifications] + [c.topic_id]
    return replace(s, classifications=tuple(ordered[t] for t in dict.fromkeys(order)))


def _certain(label: str, labels: Sequence[str]) -> dict[str, float]:
    """All probability on one label; spread evenly for "unclear"."""
    if label not in labels:
        return {k: round(1 / len(labels), 4) for k in labels}
    return {k: float(k == label) for k in labels}
