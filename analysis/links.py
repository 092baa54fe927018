"""Which quotes of a set are versions of one another, found once for all the choices that are made of it.

What one speaker says in the same words is one *saying*, however many outlets print it. Only sayings that lie near
each other in the embedding space, or share a run of words, are compared; so the work grows with the set, not with
its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from analysis.collection import Entry
from analysis.matching import Embed, MatchKind, Progress, compare, in_steps, texts_compared, words_of

Saying = tuple[str, tuple[str, ...]]
"""A speaker and the plain words of a quote."""

NEAR = 0.35
"""Least cosine of two statements that are looked at further; no two versions of a quote lie farther apart."""
NEIGHBOURS = 40
"""Nearest sayings of the same speaker that each one is compared with at most."""
MOST_PAIRS = 20_000
"""Pairs looked at in a set of up to 5,000 sayings, and four a saying beyond; the nearest ones are."""
_RUN = 5
"""Words in a row that two speakers' statements must share to be looked at: a quote credited to another person."""
_COMMON = 50
"""A run of words in more sayings than this is a turn of phrase and tells nothing."""
_ROWS = 1024
_AT_ONCE = 256


@dataclass(frozen=True)
class Links:
    """Sayings joined to their other versions. ``known`` are all comparisons made, by the two texts."""

    kinds: Mapping[Saying, Mapping[Saying, MatchKind]]
    known: Mapping[tuple[str, str, bool], MatchKind | None] = field(default_factory=dict)

    def between(self, a: Saying, b: Saying) -> MatchKind | None:
        """How two sayings are versions of one another, or None. Word for word the same is exact."""
        return "exact" if a == b else self.kinds.get(a, {}).get(b)


def saying(entry: Entry) -> Saying:
    """What the entry says, and whose words it is."""
    return entry.speaker, words_of(entry.text).plain


def spoken(entries: Iterable[Entry]) -> list[Entry]:
    """Entries that quote somebody and have content."""
    return [e for e in entries if not e.own_voice and words_of(e.text).content]


def find_links(
    entries: Iterable[Entry], embed: Embed, before: Links | None = None, progress: Progress | None = None
) -> Links:
    """The links among all sayings of the entries that two outlets print. ``before`` spares comparing texts again."""
    report = progress or (lambda share: None)
    texts: dict[Saying, str] = {}
    outlets: dict[Saying, set[str]] = defaultdict(set)
    for e in spoken(entries):
        texts.setdefault(saying(e), e.text)
        outlets[saying(e)].add(e.outlet)
    sayings = list(texts)
    pairs = _candidates(sayings, [texts[s] for s in sayings], [outlets[s] for s in sayings], embed, report)
    old = before.known if before else {}
    known: dict[tuple[str, str, bool], MatchKind | None] = {}
    kinds: dict[Saying, dict[Saying, MatchKind]] = defaultdict(dict)
    for start in range(0, len(pairs), _AT_ONCE):
        report(0.5 + 0.5 * start / len(pairs))
        part = [(sayings[i], sayings[j], same) for i, j, same in pairs[start : start + _AT_ONCE]]
        new = [(texts[a], texts[b]) for a, b, same in part if same and (texts[a], texts[b], same) not in old]
        # One large batch is many times as fast as a small one for each pair.
        embed(list(dict.fromkeys(t for a, b in new for t in texts_compared(a, b))))
        for a, b, same in part:
            key = texts[a], texts[b], same
            if key in old:
                known[key] = old[key]
            else:
                found = compare(texts[a], texts[b], embed, same_speaker=same)
                known[key] = found.kind if found else None
            kind = known[key]
            if kind:
                kinds[a][b] = kinds[b][a] = kind
    report(1.0)
    return Links(dict(kinds), known)


def connected(sayings: Sequence[Saying], links: Links) -> list[list[Saying]]:
    """The sayings in groups that links among them join, in order of their first one."""
    here, seen = set(sayings), set[Saying]()
    groups = []
    for start in sayings:
        if start in seen:
            continue
        group, todo = [], [start]
        seen.add(start)
        while todo:
            one = todo.pop()
            group.append(one)
            fresh = [s for s in links.kinds.get(one, ()) if s in here and s not in seen]
            seen.update(fresh)
            todo += fresh
        groups.append(group)
    return groups


def _candidates(
    sayings: Sequence[Saying], texts: Sequence[str], outlets: Sequence[set[str]], embed: Embed, report: Progress
) -> list[tuple[int, int, bool]]:
    """Pairs worth comparing as (i, j, same speaker), of two outlets each, the nearest first."""
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for i, (speaker, _) in enumerate(sayings):
        by_speaker[speaker].append(i)
    found: dict[tuple[int, int], tuple[float, bool]] = {}

    def add(i: int, j: int, near: float, same: bool) -> None:
        if len(outlets[i] | outlets[j]) > 1:
            found.setdefault((min(i, j), max(i, j)), (near, same))

    shared = [m for m in by_speaker.values() if len(m) > 1 and len(set().union(*(outlets[i] for i in m))) > 1]
    rows = [i for mine in shared for i in mine]
    vectors = in_steps([texts[i] for i in rows], embed, lambda share: report(0.5 * share))
    at = 0
    for mine in shared:
        for a, b, near in _neighbours(vectors[at : at + len(mine)]):
            add(mine[a], mine[b], near, same=True)
        at += len(mine)
    runs: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for i, (_, plain) in enumerate(sayings):
        for k in range(len(plain) - _RUN + 1):
            runs[plain[k : k + _RUN]].add(i)
    for together in runs.values():
        if 2 <= len(together) <= _COMMON:
            for i, j in combinations(sorted(together), 2):
                add(i, j, 1.0, sayings[i][0] == sayings[j][0])
    ranked = sorted(found.items(), key=lambda x: (-x[1][0], x[0]))[: max(MOST_PAIRS, 4 * len(sayings))]
    return [(i, j, same) for (i, j), (_, same) in ranked]


def _neighbours(vectors: np.ndarray) -> Iterable[tuple[int, int, float]]:
    """Pairs of rows (a, b, cosine) that are near, each row with its nearest ones; float [n, d] in, never [n, n]."""
    for start in range(0, len(vectors), _ROWS):
        near = vectors[start : start + _ROWS] @ vectors.T
        rows = np.arange(len(near))
        near[rows, start + rows] = -1.0
        if len(vectors) <= NEIGHBOURS + 1:
            near[np.tril_indices(len(near))] = -1.0
        else:
            least = np.partition(near, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
            near[near < least[:, None]] = -1.0
        for a, b in zip(*np.nonzero(near >= NEAR), strict=True):
            yield start + int(a), int(b), float(near[a, b])
