"""Which articles repeat one another, and which tell of the same event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from analysis.corrections import article_key
from analysis.matching import Embed, Progress, in_steps
from analysis.types import Analysis

COPY = 0.6
"""Least share of five-word stretches (Jaccard) that a near-duplicate has in common with its original."""
APART = 0.5
"""Cosine distance of articles' beginnings from which, on average, they tell of two events."""
_SHINGLE = 5
_MONTH_APART = 0.2
"""Distance that a month between two articles adds: the same quarrel half a year later is another event."""
_BEGINNING = 900
_ROUND = 3000
"""Articles clustered all against all at a time."""


def copies(analyses: Sequence[Analysis]) -> dict[int, int]:
    """Numbers of articles that repeat an earlier one (by date, then by order), with the number of that one."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(0.3, COPY - 0.15), num_perm=64)
    shingled = [_shingles(a) for a in analyses]
    out: dict[int, int] = {}
    order = sorted(range(len(analyses)), key=lambda i: (analyses[i].article.date or "9999", i))
    for i in order:
        if not shingled[i]:
            continue
        sketch = MinHash(num_perm=64)
        sketch.update_batch([s.encode() for s in shingled[i]])
        near = [(len(shingled[i] & shingled[j]) / len(shingled[i] | shingled[j]), -j) for j in index.query(sketch)]
        best = max(near, default=(0.0, 0))
        if best[0] >= COPY:
            out[i] = -best[1]
        else:
            index.insert(i, sketch)
    return out


def _shingles(analysis: Analysis) -> frozenset[str]:
    """Stretches of five words of the body; captions and boilerplate differ between syndicated copies."""
    text = analysis.article.text
    body = " ".join(text[p.start : p.end] for p in analysis.paragraphs if p.kind == "body") or text
    words = re.findall(r"[^\W_]+", body.lower())
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(max(0, len(words) - _SHINGLE + 1)))


def beginning(analysis: Analysis) -> str:
    """Title and first paragraphs: what the article is about."""
    text = analysis.article.text
    body = [text[p.start : p.end] for p in analysis.paragraphs if p.kind == "body"]
    return f"{analysis.article.title}. {' '.join(body)[:_BEGINNING]}".strip()


def events(
    analyses: Sequence[Analysis],
    embed: Embed,
    chosen: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """The name of each article's event. ``chosen`` (article key to name) is a person's word and comes first.

    The rest are clustered by the embeddings of their beginnings and by date (average linkage). An event bears the
    title of its most central article. Of more than 3,000 articles, those that follow by date join the events that
    the ones before them make, or make new ones.
    """
    if not analyses:
        return ()
    chosen = chosen or {}
    fixed = [chosen.get(article_key(a.article), "") for a in analyses]
    groups = _clusters(analyses, embed, progress)
    names = list(fixed)
    taken = {n for n in fixed if n}
    for members, central in groups:
        mine = [fixed[i] for i in members if fixed[i]]
        # An event that a person named keeps that name for articles that join it later.
        name = max(sorted(set(mine)), key=mine.count) if mine else _fresh(_title(analyses[central]), taken)
        taken.add(name)
        for i in members:
            names[i] = names[i] or name
    return tuple(names)


def _clusters(
    analyses: Sequence[Analysis], embed: Embed, progress: Progress | None = None
) -> list[tuple[list[int], int]]:
    """Groups of article numbers, each with its most central article, in order of their first article."""
    vectors = in_steps([beginning(a) for a in analyses], embed, progress)
    days = np.array([_day(a.article.date) for a in analyses], dtype=np.float32)
    groups: list[list[int]] = []
    left = np.arange(len(analyses)) if len(analyses) <= _ROUND else np.argsort(days, kind="stable")
    while len(left):
        now, left = left[:_ROUND], left[_ROUND:]
        made = _linked(vectors[now], days[now])
        groups += [sorted(int(now[i]) for i in g) for g in made]
        if len(left):
            fresh = groups[len(groups) - len(made) :]
            left = _joined(fresh, left, vectors, days)
    groups = sorted(sorted(g) for g in groups)
    return [(g, g[_central(vectors[g], days[g])]) for g in groups]


def _linked(vectors: np.ndarray, days: np.ndarray) -> list[list[int]]:
    """Groups of rows by average linkage; all pairs are held at once."""
    if len(vectors) == 1:
        return [[0]]
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = _distance(vectors, vectors, days, days)
    np.fill_diagonal(distance, 0)
    labels = fcluster(linkage(squareform(distance, checks=False), "average"), APART, "distance")
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        groups.setdefault(int(label), []).append(i)
    return list(groups.values())


def _joined(groups: list[list[int]], left: np.ndarray, vectors: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Puts each article that is on average near enough to a group into the nearest one; returns the others."""
    members = np.concatenate(groups)
    starts = np.cumsum([0, *(len(g) for g in groups[:-1])])
    counts = np.array([len(g) for g in groups])
    rest: list[int] = []
    for at in range(0, len(left), _ROUND):
        some = left[at : at + _ROUND]
        distance = _distance(vectors[some], vectors[members], days[some], days[members])
        means = np.add.reduceat(distance, starts, axis=1) / counts
        for i, group, mean in zip(some, means.argmin(axis=1), means.min(axis=1), strict=True):
            if mean <= APART:
                groups[int(group)].append(int(i))
            else:
                rest.append(int(i))
    return np.array(rest, dtype=int)


def _central(vectors: np.ndarray, days: np.ndarray) -> int:
    """The row nearest to all the others; of a large group, to an even choice of them."""
    step = -(-len(vectors) // _ROUND)
    distance = _distance(vectors, vectors[::step], days, days[::step])
    if step == 1:
        np.fill_diagonal(distance, 0)
    return int(distance.sum(axis=1).argmin())


def _distance(one: np.ndarray, other: np.ndarray, days: np.ndarray, other_days: np.ndarray) -> np.ndarray:
    """Cosine distance and time apart (at most a month; 0 where a date isn't known), float [n, m]."""
    months = np.clip(np.abs(days[:, None] - other_days[None, :]) / 30, 0, 1)
    return np.clip(1 - one @ other.T, 0, 2) + _MONTH_APART * np.nan_to_num(months)


def _day(text: str) -> float:
    try:
        return float(date.fromisoformat(text).toordinal())
    except ValueError:
        return float("nan")


def _title(analysis: Analysis) -> str:
    title = analysis.article.title or beginning(analysis)
    words = title.split()
    return " ".join(words[:12]) + (" …" if len(words) > 12 else "") or "Untitled event"


def _fresh(name: str, taken: set[str]) -> str:
    n, out = 2, name
    while out in taken:
        out, n = f"{name} ({n})", n + 1
    return out
