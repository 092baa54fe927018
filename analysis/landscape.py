"""The whole set at once: who agrees with whom, on what, and when somebody changed position."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis.collection import Corpus, Entry
from analysis.comparison import lean
from analysis.types import AUTHOR_ID, Position, StanceLabel

if TYPE_CHECKING:
    import networkx

MOST_NODES = 30
"""Speakers shown at most; beyond that a picture says nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in the stance space. ``outlet`` is set for outlets (what they print, on the whole)."""

    name: str
    kind: Literal["speaker", "outlet"]
    x: float
    y: float
    statements: int
    topics: int


@dataclass(frozen=True, slots=True)
class Space:
    """Places on the two axes that tell most apart. ``explained`` is each axis's share of the variance.

    ``axes`` names, per axis, the topics that stretch it most as (topic id, weight), the heaviest first.
    """

    places: tuple[Place, ...]
    explained: tuple[float, float]
    axes: tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A position taken at a date in one article. ``changed`` says that it is the other side of the one before."""

    speaker: str
    outlet: str
    date: str
    stance: StanceLabel
    lean: float
    changed: bool
    evidence: tuple[int, ...]


def stance_space(corpus: Corpus) -> Space | None:
    """Speakers and outlets placed by their stances over topics (principal components), or None.

    None where fewer than three have taken a side, or all of them on one topic only: there is nothing to place.
    """
    topics = [t.id for t in corpus.topics]
    rows: list[tuple[str, Literal["speaker", "outlet"], dict[str, Position], int]] = []
    by_speaker = _group(corpus.positions([e for e in corpus.entries if not e.own_voice]))
    ranked = sorted(by_speaker, key=lambda s: -sum(len(p.statement_ids) for p in by_speaker[s].values()))
    for speaker in ranked[:MOST_NODES]:
        rows.append((speaker, "speaker", by_speaker[speaker], _count(by_speaker[speaker])))
    for outlet, mine in corpus.by_outlet.items():
        # The outlet as a whole: all its statements as if one voice had made them.
        found = _group(corpus.positions(mine, speaker=outlet)).get(outlet, {})
        rows.append((outlet, "outlet", found, _count(found)))
    rows = [r for r in rows if any(lean(p) for p in r[2].values())]
    table = np.array([[_signed(r[2].get(t)) for t in topics] for r in rows])
    used = np.flatnonzero(np.abs(table).sum(axis=0) > 0) if rows else np.array([], dtype=int)
    if len(rows) < 3 or len(used) < 2:
        return None
    table = table[:, used]
    centred = table - table.mean(axis=0)
    u, s, vt = np.linalg.svd(centred, full_matrices=False)
    variance = s**2
    if variance.sum() <= 1e-12:
        return None
    share = variance / variance.sum()
    # A singular vector's sign is arbitrary: the topic that stretches an axis most points to the right or up.
    signs = np.array([1.0 if v[np.abs(v).argmax()] >= 0 else -1.0 for v in vt[:2]])
    placed = u[:, :2] * s[:2] * signs
    axes = tuple(
        tuple((topics[used[j]], float(v[j] * sign)) for j in np.argsort(-np.abs(v))[:3] if abs(v[j]) > 0.1)
        for v, sign in zip(vt[:2], signs, strict=True)
    )
    places = tuple(
        Place(name, kind, float(placed[i, 0]), float(placed[i, 1]), n, len(found))
        for i, (name, kind, found, n) in enumerate(rows)
    )
    return Space(places, (float(share[0]), float(share[1])), axes)


def _group(positions: Sequence[Position]) -> dict[str, dict[str, Position]]:
    out: dict[str, dict[str, Position]] = {}
    for p in positions:
        out.setdefault(p.speaker_id, {})[p.topic_id] = p
    return out


def _count(positions: dict[str, Position]) -> int:
    return len({i for p in positions.values() for i in p.statement_ids})


def _signed(position: Position | None) -> float:
    return lean(position) * position.confidence if position else 0.0


def network(corpus: Corpus) -> networkx.Graph:
    """Speakers and topics, joined where a speaker takes a side.

    Nodes have ``kind`` and ``label``; edges have ``stance``, ``weight`` (confidence) and ``statements``.
    """
    import networkx

    graph = networkx.Graph()
    positions = [p for p in corpus.positions() if p.stance in ("favor", "against") and p.speaker_id != AUTHOR_ID]
    weight: dict[str, int] = {}
    for p in positions:
        weight[p.speaker_id] = weight.get(p.speaker_id, 0) + len(p.statement_ids)
    shown = set(sorted(weight, key=lambda s: (-weight[s], s))[:MOST_NODES])
    for p in positions:
        if p.speaker_id in shown:
            graph.add_node(f"topic:{p.topic_id}", kind="topic", label=corpus.topic(p.topic_id).label)
            graph.add_node(f"speaker:{p.speaker_id}", kind="speaker", label=p.speaker_id)
            graph.add_edge(
                f"speaker:{p.speaker_id}",
                f"topic:{p.topic_id}",
                stance=p.stance,
                weight=float(p.confidence),
                statements=len(p.statement_ids),
            )
    return graph


def graphml(graph: networkx.Graph) -> bytes:
    """The network for Gephi, Cytoscape and the like."""
    import networkx

    out = io.BytesIO()
    networkx.write_graphml(graph, out)
    return out.getvalue()


def agreement(corpus: Corpus) -> tuple[tuple[str, str, int, int], ...]:
    """Pairs of speakers as (one, other, topics agreed on, topics disagreed on), the most shared topics first."""
    sides: dict[str, dict[str, StanceLabel]] = {}
    for p in corpus.positions():
        if p.stance in ("favor", "against") and p.speaker_id != AUTHOR_ID:
            sides.setdefault(p.speaker_id, {})[p.topic_id] = p.stance
    names = sorted(sides, key=lambda s: (-len(sides[s]), s))[: 4 * MOST_NODES]
    out = []
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            both = sides[a].keys() & sides[b].keys()
            if both:
                same = sum(sides[a][t] == sides[b][t] for t in both)
                out.append((a, b, same, len(both) - same))
    return tuple(sorted(out, key=lambda x: (-(x[2] + x[3]), x[0], x[1])))


def timeline(corpus: Corpus, topic_id: str) -> tuple[Moment, ...]:
    """Every dated position on a topic, by speaker and date; changes of side within one speaker are marked.

    The outlets' own voices are speakers of their own. Articles without a date are left out.
    """
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for e in corpus.entries:
        if e.date and any(c.topic_id == topic_id for c in e.statement.classifications):
            who = e.outlet if e.own_voice else e.speaker
            groups.setdefault((who, e.date, e.outlet), []).append(e)
    moments: list[Moment] = []
    side: dict[str, StanceLabel] = {}
    for (who, date, outlet), entries in sorted(groups.items()):
        for p in corpus.positions(entries, topic_id):
            sided = p.stance in ("favor", "against")
            changed = sided and who in side and side[who] != p.stance
            if sided:
                side[who] = p.stance
            moments.append(Moment(who, outlet, date, p.stance, lean(p), changed, p.statement_ids))
    return tuple(moments)
