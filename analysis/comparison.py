"""Outlets side by side on one event and topic: who speaks, how much, and on which side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.alignment import SharedQuote, only_in, shared_quotes
from analysis.collection import Corpus, Entry
from analysis.intervals import by_article, wilson
from analysis.matching import Embed
from analysis.types import AUTHOR_ID, Position

FEW_ARTICLES = 5
"""Below this many articles an outlet's interval is Wilson's; from here on articles are drawn again."""
MOST_OUTLETS = 6


@dataclass(frozen=True, slots=True)
class Voice:
    """How one outlet presents one speaker. Shares are of what the outlet quotes, its own voice left out."""

    outlet: str
    speaker: str
    statements: int
    words: int
    share_of_statements: float
    share_of_words: float
    position: Position | None
    evidence: tuple[int, ...]
    """The speaker's statements in this outlet, those behind the position first."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How an outlet's sources lean on one topic. A source counts once per article, however often it is quoted.

    ``share`` is that of sources in favor among those that take a side, within ``low`` and ``high`` (95%).
    """

    outlet: str
    favor: int
    against: int
    undecided: int
    articles: int
    share: float
    low: float
    high: float
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One outlet. ``tone`` is the mean of P(positive) - P(negative) over what it prints on the topic."""

    outlet: str
    articles: tuple[int, ...]
    statements: int
    words: int
    voices: tuple[Voice, ...]
    own: Voice | None
    tone: float
    balance: Balance


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Outlets on one topic (or, with an empty ``topic_id``, on all of them)."""

    topic_id: str
    columns: tuple[Column, ...]
    quotes: tuple[SharedQuote, ...]
    only: dict[str, tuple[int, ...]]

    @property
    def speakers(self) -> tuple[str, ...]:
        """Speakers of any column: those in the most outlets first, then the most quoted."""
        total: dict[str, list[int]] = {}
        for column in self.columns:
            for v in column.voices:
                total.setdefault(v.speaker, []).append(v.words)
        return tuple(sorted(total, key=lambda s: (-len(total[s]), -sum(total[s]), s)))

    def voice(self, outlet: str, speaker: str) -> Voice | None:
        """How the outlet presents the speaker, if it does."""
        column = next((c for c in self.columns if c.outlet == outlet), None)
        return next((v for v in column.voices if v.speaker == speaker), None) if column else None


def lean(position: Position | None) -> float:
    """From -1 (all the evidence against) over 0 (no side) to 1 (all in favor)."""
    if position is None:
        return 0.0
    total = sum(position.weights.values())
    return (position.weights["favor"] - position.weights["against"]) / total if total else 0.0


def shared_topics(corpus: Corpus) -> tuple[str, ...]:
    """Topic ids, those that most outlets have statements on first, then those with the most statements."""
    return corpus.ranked_topics


def side_by_side(
    corpus: Corpus, outlets: Sequence[str], topic_id: str, embed: Embed, quotes: Sequence[SharedQuote] | None = None
) -> SideBySide:
    """The given outlets of the set, compared. ``quotes`` spares finding them again."""
    chosen = set(outlets)
    mine = replace(corpus, entries=tuple(e for e in corpus.entries if e.outlet in chosen))
    found = tuple(quotes) if quotes is not None else shared_quotes(mine, embed)
    columns = tuple(_column(mine, outlet, topic_id) for outlet in outlets)
    return SideBySide(topic_id, columns, found, only_in(mine, found))


def _column(corpus: Corpus, outlet: str, topic_id: str) -> Column:
    entries = corpus.by_outlet.get(outlet, [])
    quoted = [e for e in entries if not e.own_voice]
    topics = {topic_id} if topic_id else {t.id for t in corpus.topics}
    positions = {p.speaker_id: p for p in _strongest(corpus.positions(entries, topic_id), topics)}
    words, count = sum(e.words for e in quoted), len(quoted)
    voices = [_voice(outlet, s, mine, words, count, positions.get(s)) for s, mine in _by_speaker(quoted).items()]
    own = [e for e in entries if e.own_voice]
    on_topic = [c for e in entries for c in e.statement.classifications if c.topic_id in topics]
    tones = [
        c.sentiment_probabilities.get("positive", 0.0) - c.sentiment_probabilities.get("negative", 0.0)
        for c in on_topic
    ]
    return Column(
        outlet,
        tuple(dict.fromkeys(e.article for e in entries)),
        count,
        words,
        tuple(sorted(voices, key=lambda v: (-v.words, v.speaker))),
        _voice(outlet, AUTHOR_ID, own, 0, 0, positions.get(AUTHOR_ID)) if own else None,
        sum(tones) / len(tones) if tones else 0.0,
        balance(corpus, outlet, topic_id),
    )


def _strongest(positions: Sequence[Position], topics: set[str]) -> list[Position]:
    """Positions on the topics, weakest evidence first, so that a dict keeps each speaker's strongest."""
    return sorted((p for p in positions if p.topic_id in topics), key=lambda p: sum(p.weights.values()))


def _by_speaker(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    out: dict[str, list[Entry]] = {}
    for e in entries:
        out.setdefault(e.speaker, []).append(e)
    return out


def _voice(outlet: str, speaker: str, mine: list[Entry], words: int, count: int, p: Position | None) -> Voice:
    said = sum(e.words for e in mine)
    behind = p.statement_ids if p else ()
    return Voice(
        outlet,
        speaker,
        len(mine),
        said,
        len(mine) / count if count else 0.0,
        said / words if words else 0.0,
        p,
        (*behind, *(e.id for e in mine if e.id not in behind)),
    )


def balance(corpus: Corpus, outlet: str, topic_id: str) -> Balance:
    """How the outlet's sources lean on the topic (on every topic, if none is given), each once per article."""
    by_source: dict[int, list[Entry]] = {}
    for e in corpus.by_outlet.get(outlet, []):
        if not e.own_voice:
            by_source.setdefault(e.article, []).append(e)
    counts: list[tuple[int, int]] = []
    tally = {"favor": 0, "against": 0, "undecided": 0}
    evidence: list[int] = []
    for entries in by_source.values():
        found = corpus.positions(entries, topic_id)
        for p in found:
            tally[p.stance if p.stance in tally else "undecided"] += 1
            if p.stance in tally:
                evidence += p.statement_ids
        favor, against = (sum(p.stance == k for p in found) for k in ("favor", "against"))
        counts.append((favor, favor + against))
    favor, decided = tally["favor"], tally["favor"] + tally["against"]
    articles = len(by_source)
    low, high = by_article(counts) if articles >= FEW_ARTICLES else wilson(favor, decided)
    return Balance(
        outlet,
        favor,
        tally["against"],
        tally["undecided"],
        articles,
        favor / decided if decided else 0.5,
        low,
        high,
        tuple(dict.fromkeys(evidence)),
    )
