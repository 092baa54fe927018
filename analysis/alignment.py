"""Quotes that several outlets print: the versions side by side, and what each kept, cut or reworded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.collection import Corpus, Entry
from analysis.links import Links, Saying, connected, find_links, saying, spoken
from analysis.matching import Embed, MatchKind, Piece, align, words_of

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


def shared_quotes(corpus: Corpus, embed: Embed, links: Links | None = None) -> tuple[SharedQuote, ...]:
    """Quotes that at least two outlets of the set print, those with the most words first.

    ``links``, found before in this set or in one that it was chosen from, spares comparing them again.
    """
    one_each: dict[tuple[str, Saying], Entry] = {}
    for e in spoken(corpus.entries):
        one_each.setdefault((e.outlet, saying(e)), e)
    said: dict[Saying, list[Entry]] = {}
    for e in one_each.values():
        said.setdefault(saying(e), []).append(e)
    links = find_links(corpus.entries, embed) if links is None else links
    groups = [[e for s in g for e in said[s]] for g in connected(list(said), links)]
    quotes = [_group(sorted(g, key=lambda e: e.id), links) for g in groups if len({e.outlet for e in g}) > 1]
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


def _group(group: Sequence[Entry], links: Links) -> SharedQuote:
    """One version per outlet, its fullest one, held against the fullest of all."""
    best: dict[str, Entry] = {}
    for e in group:
        if e.outlet not in best or e.words > best[e.outlet].words:
            best[e.outlet] = e
    members = sorted(best.values(), key=lambda e: (-e.words, e.id))
    base = members[0]
    said = [saying(e) for e in members]
    kinds = [k for i, a in enumerate(said) for b in said[i + 1 :] if (k := links.between(a, b))]
    versions = []
    for e in members:
        pieces = align(base.text, e.text)
        kept = sum(_count(p.text) for p in pieces if p.operation == "kept")
        versions.append(Version(e.id, e.outlet, e.speaker, pieces, kept, max(0, _count(base.text) - kept)))
    kind: MatchKind = max(kinds, key=_ORDER.__getitem__, default="reworded")
    return SharedQuote(kind, base.speaker, tuple(versions))


def _count(text: str) -> int:
    return len([w for w in text.split() if any(c.isalnum() for c in w)])
