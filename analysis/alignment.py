"""Quotes that several outlets print: the versions side by side, and what each kept, cut or reworded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.collection import Corpus, Entry
from analysis.matching import Embed, MatchKind, Piece, align, compare, words_of

NEAR = 0.35
"""Least cosine of two statements that are looked at further; no two versions of a quote lie farther apart."""
MOST_PAIRS = 20_000
"""Pairs looked at per choice; with more candidates the nearest ones are."""
_RUN = 5
"""Words in a row that two speakers' statements must share to be looked at: a quote credited to another person."""
_ORDER: dict[MatchKind, int] = {"exact": 0, "trimmed": 1, "reworded": 2}


@dataclass(frozen=True, slots=True)
class Version:
    """One outlet's version. ``pieces`` holds it against the group's fullest version."""

    entry: int
    outlet: str
    speaker: str
    pieces: tuple[Piece, ...]
    kept: int
    """Words of the fullest version that this one has too."""
    cut: int
    """Words of the fullest version that this one lacks."""


@dataclass(frozen=True, slots=True)
class SharedQuote:
    """The same words in several outlets; the fullest version comes first. ``kind`` is the farthest of the matches."""

    kind: MatchKind
    speaker: str
    versions: tuple[Version, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """Outlets that print it."""
        return tuple(v.outlet for v in self.versions)


def shared_quotes(corpus: Corpus, embed: Embed) -> tuple[SharedQuote, ...]:
    """Quotes that at least two outlets of the set print, those with the most words first."""
    spoken = [e for e in corpus.entries if not e.own_voice and words_of(e.text).content]
    one_each: dict[tuple[str, str, tuple[str, ...]], Entry] = {}
    for e in spoken:
        one_each.setdefault((e.outlet, e.speaker, words_of(e.text).plain), e)
    entries = list(one_each.values())
    links: dict[int, list[tuple[int, MatchKind]]] = defaultdict(list)
    for i, j, same in _candidates(entries, embed):
        found = compare(entries[i].text, entries[j].text, embed, same_speaker=same)
        if found:
            links[i].append((j, found.kind))
            links[j].append((i, found.kind))
    groups = [g for g in _connected(links) if len({entries[i].outlet for i in g}) > 1]
    quotes = [_group(entries, sorted(g), links) for g in groups]
    return tuple(sorted(quotes, key=lambda q: (-len(q.versions), -q.versions[0].kept, q.versions[0].entry)))


def only_in(corpus: Corpus, quotes: Iterable[SharedQuote]) -> dict[str, tuple[int, ...]]:
    """Per outlet, the statements that no other outlet of the set prints in any version, the longest first."""
    texts: dict[tuple[str, tuple[str, ...]], bool] = {}
    by_id = corpus.by_id
    for q in quotes:
        for v in q.versions:
            texts[v.outlet, words_of(by_id[v.entry].text).plain] = True
    matched = {v.entry for q in quotes for v in q.versions}
    out: dict[str, list[Entry]] = {o: [] for o in corpus.outlets}
    for e in corpus.entries:
        if not e.own_voice and e.id not in matched and (e.outlet, words_of(e.text).plain) not in texts:
            out[e.outlet].append(e)
    return {o: tuple(e.id for e in sorted(found, key=lambda e: (-e.words, e.id))) for o, found in out.items()}


def _candidates(entries: Sequence[Entry], embed: Embed) -> list[tuple[int, int, bool]]:
    """Pairs worth comparing as (i, j, same speaker), of two outlets each, the nearest first."""
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for i, e in enumerate(entries):
        by_speaker[e.speaker].append(i)
    found: dict[tuple[int, int], tuple[float, bool]] = {}
    for mine in by_speaker.values():
        if len({entries[i].outlet for i in mine}) < 2:
            continue
        vectors = embed([entries[i].text for i in mine])
        near = vectors @ vectors.T
        for a, b in zip(*np.where(np.triu(near >= NEAR, 1)), strict=True):
            i, j = mine[a], mine[b]
            if entries[i].outlet != entries[j].outlet:
                found[i, j] = (float(near[a, b]), True)
    runs: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for i, e in enumerate(entries):
        plain = words_of(e.text).plain
        for k in range(len(plain) - _RUN + 1):
            runs[plain[k : k + _RUN]].add(i)
    for same in runs.values():
        if 2 <= len(same) <= 50:
            for i, j in combinations(sorted(same), 2):
                if entries[i].outlet != entries[j].outlet:
                    found.setdefault((i, j), (1.0, entries[i].speaker == entries[j].speaker))
    ranked = sorted(found.items(), key=lambda x: (-x[1][0], x[0]))[:MOST_PAIRS]
    return [(i, j, same) for (i, j), (_, same) in ranked]


def _connected(links: dict[int, list[tuple[int, MatchKind]]]) -> list[list[int]]:
    seen: set[int] = set()
    groups = []
    for start in sorted(links):
        if start in seen:
            continue
        group, todo = [], [start]
        seen.add(start)
        while todo:
            i = todo.pop()
            group.append(i)
            fresh = [j for j, _ in links[i] if j not in seen]
            seen.update(fresh)
            todo += fresh
        groups.append(group)
    return groups


def _group(entries: Sequence[Entry], group: list[int], links: dict[int, list[tuple[int, MatchKind]]]) -> SharedQuote:
    """One version per outlet, its fullest one, held against the fullest of all."""
    best: dict[str, int] = {}
    for i in group:
        e = entries[i]
        if e.outlet not in best or e.words > entries[best[e.outlet]].words:
            best[e.outlet] = i
    members = sorted(best.values(), key=lambda i: (-entries[i].words, i))
    base = entries[members[0]]
    kinds = [kind for i in members for j, kind in links[i] if j in best.values()]
    versions = []
    for i in members:
        e = entries[i]
        pieces = align(base.text, e.text)
        kept = sum(_count(p.text) for p in pieces if p.operation == "kept")
        versions.append(Version(e.id, e.outlet, e.speaker, pieces, kept, max(0, _count(base.text) - kept)))
    kind: MatchKind = max(kinds, key=_ORDER.__getitem__, default="reworded")
    return SharedQuote(kind, base.speaker, tuple(versions))


def _count(text: str) -> int:
    return len([w for w in text.split() if any(c.isalnum() for c in w)])
