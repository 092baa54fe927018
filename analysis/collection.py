"""A set of analyses made comparable: every statement with its outlet, date, event and merged speaker.

Statement ids are made unique over the set; ``Entry.statement.speaker_id`` is the merged name, so that
``analysis.positions.aggregate`` works on any choice of entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from analysis.corrections import article_key
from analysis.names import is_named, merged_names
from analysis.positions import aggregate
from analysis.types import AUTHOR_ID, AUTHOR_NAME, Analysis, Position, Statement, StatementType, Topic

NO_OUTLET = "Unknown outlet"
NO_EVENT = "Everything"


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement in the set. ``words`` counts words; ``copy`` says that its article repeats an earlier one.

    ``original_id`` and ``source_id`` are the statement's and its speaker's ids in the article's own analysis.
    """

    statement: Statement
    article: int
    original_id: int
    source_id: str
    text: str
    words: int
    outlet: str
    date: str
    event: str
    speaker: str
    named: bool
    copy: bool = False

    @property
    def id(self) -> int:
        """Number of the statement within the set."""
        return self.statement.id

    @property
    def own_voice(self) -> bool:
        """Whether the outlet itself speaks."""
        return self.speaker == AUTHOR_ID


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look at; an empty field means everything. ``confidence`` is the least one of a classification."""

    event: str = ""
    outlets: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    types: tuple[StatementType, ...] = ()
    since: str = ""
    until: str = ""
    confidence: float = 0.0
    without_copies: bool = False


@dataclass(frozen=True)
class Corpus:
    """Analyses and their entries, in order. Choose with ``filtered``; the analyses stay the same."""

    analyses: tuple[Analysis, ...]
    entries: tuple[Entry, ...]
    topics: tuple[Topic, ...]
    copies: Mapping[int, int] = field(default_factory=dict)
    """Article number to the number of the earlier article that it repeats."""
    events: tuple[str, ...] = ()
    """Name of each article's event."""

    @cached_property
    def by_id(self) -> dict[int, Entry]:
        """Entries by their number."""
        return {e.id: e for e in self.entries}

    @cached_property
    def articles(self) -> tuple[int, ...]:
        """Numbers of the articles that entries come from."""
        return tuple(dict.fromkeys(e.article for e in self.entries))

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """Outlets, the one with the most words first."""
        return _by_weight((e.outlet, e.words) for e in self.entries)

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Speakers other than the outlets themselves, the most quoted first."""
        return _by_weight((e.speaker, e.words) for e in self.entries if not e.own_voice)

    @cached_property
    def classified(self) -> frozenset[str]:
        """Speakers with a statement on any topic; the outlets' own voice is one of them."""
        return frozenset(e.speaker for e in self.entries if e.statement.classifications)

    @cached_property
    def ranked_topics(self) -> tuple[str, ...]:
        """Topic ids, those that most outlets have statements on first, then those with the most statements."""
        outlets: dict[str, set[str]] = {}
        count: dict[str, int] = {}
        for e in self.entries:
            for c in e.statement.classifications:
                outlets.setdefault(c.topic_id, set()).add(e.outlet)
                count[c.topic_id] = count.get(c.topic_id, 0) + 1
        return tuple(sorted(count, key=lambda t: (-len(outlets[t]), -count[t], t)))

    def topic(self, topic_id: str) -> Topic:
        """The topic with this id. Raises KeyError if there is none."""
        return {t.id: t for t in self.topics}[topic_id]

    @cached_property
    def by_outlet(self) -> dict[str, list[Entry]]:
        """Entries of each outlet, in the order of ``outlets``."""
        groups: dict[str, list[Entry]] = {outlet: [] for outlet in self.outlets}
        for e in self.entries:
            groups[e.outlet].append(e)
        return groups

    def positions(
        self, entries: Iterable[Entry] | None = None, topic_id: str = "", speaker: str | None = None
    ) -> tuple[Position, ...]:
        """Where each speaker stands, over the given entries (default: all of them).

        Only on the topic, where one is given. With ``speaker``, the entries count as this one's, whoever spoke.
        """
        topics = [t for t in self.topics if t.id == topic_id] if topic_id else self.topics
        return aggregate((e.statement for e in (self.entries if entries is None else entries)), topics, speaker)

    def positions_by_outlet(self) -> dict[str, tuple[Position, ...]]:
        """Where each speaker stands as each outlet presents it."""
        return {outlet: self.positions(mine) for outlet, mine in self.by_outlet.items()}

    def filtered(self, chosen: Filter) -> Corpus:
        """The entries that a filter lets through; classifications below the wanted confidence are left out.

        A topic filter keeps the statements on those topics and drops their classifications on others.
        """
        kept = [e for e in map(lambda e: _narrowed(e, chosen), self.entries) if e is not None]
        used = {c.topic_id for e in kept for c in e.statement.classifications}
        return replace(self, entries=tuple(kept), topics=tuple(t for t in self.topics if t.id in used))


def build(
    analyses: Sequence[Analysis],
    aliases: Mapping[str, str] | None = None,
    events: Sequence[str] | None = None,
    copies: Mapping[int, int] | None = None,
) -> Corpus:
    """The set of these analyses. ``events`` names each article's event, ``copies`` maps repeats to originals."""
    named_events = tuple(events) if events is not None else ("",) * len(analyses)
    names = merged_names(analyses, aliases)
    entries: list[Entry] = []
    topics: dict[str, Topic] = {}
    for i, a in enumerate(analyses):
        for t in a.topics:
            topics.setdefault(t.id, t)
        known = {s.id: s for s in a.speakers}
        for s in a.statements:
            text = a.words(s)
            speaker = names[i].get(s.speaker_id, s.speaker_id)
            entries.append(
                Entry(
                    statement=replace(s, id=len(entries), speaker_id=speaker),
                    article=i,
                    original_id=s.id,
                    source_id=s.speaker_id,
                    text=text,
                    words=len(text.replace("…", " ").split()),
                    outlet=a.article.outlet.strip() or NO_OUTLET,
                    date=a.article.date,
                    event=named_events[i],
                    speaker=speaker,
                    named=s.speaker_id in known and is_named(known[s.speaker_id]),
                    copy=bool(copies and i in copies),
                )
            )
    used = {c.topic_id for e in entries for c in e.statement.classifications}
    return Corpus(
        tuple(analyses),
        tuple(entries),
        tuple(t for t in topics.values() if t.id in used),
        dict(copies or {}),
        named_events,
    )


def speaker_label(name: str, outlet: str = "") -> str:
    """The name to show for a speaker; the outlet's own voice is the outlet's."""
    if name != AUTHOR_ID:
        return name
    return f"{outlet} itself" if outlet else AUTHOR_NAME


def key_of(corpus: Corpus, entry: Entry) -> tuple[str, int]:
    """What evidence is called outside the set: the article's key and the statement's id there."""
    return article_key(corpus.analyses[entry.article].article), entry.original_id


def _narrowed(e: Entry, f: Filter) -> Entry | None:
    """The entry as the filter leaves it, or None."""
    if (
        (f.event and e.event != f.event)
        or (f.outlets and e.outlet not in f.outlets)
        or (f.speakers and e.speaker not in f.speakers)
        or (f.types and e.statement.type not in f.types)
        or (f.since and e.date and e.date < f.since)
        or (f.until and e.date and e.date > f.until)
        or (f.without_copies and e.copy)
    ):
        return None
    if not f.topics and f.confidence <= 0:
        return e
    classified = e.statement.classifications
    kept = tuple(c for c in classified if (not f.topics or c.topic_id in f.topics) and c.confidence >= f.confidence)
    if f.topics and not kept:
        return None
    return e if kept == classified else replace(e, statement=replace(e.statement, classifications=kept))


def _by_weight(pairs: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    total: dict[str, int] = {}
    for key, n in pairs:
        total[key] = total.get(key, 0) + n
    return tuple(sorted(total, key=lambda k: (-total[k], k)))
