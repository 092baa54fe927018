"""Which articles repeat one another, and which tell of the same event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from analysis.corrections import article_key
from analysis.matching import Embed
from analysis.types import Analysis

COPY = 0.6
"""Least share of five-word stretches (Jaccard) that a near-duplicate has in common with its original."""
APART = 0.5
"""Cosine distance of articles' beginnings from which, on average, they tell of two events."""
_SHINGLE = 5
_MONTH_APART = 0.2
"""Distance that a month between two articles adds: the same quarrel half a year later is another event."""
_BEGINNING = 900


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


def events(analyses: Sequence[Analysis], embed: Embed, chosen: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The name of each article's event. ``chosen`` (article key to name) is a person's word and comes first.

    The rest are clustered by the embeddings of their beginnings and by date (average linkage). An event bears the
    title of its most central article.
    """
    if not analyses:
        return ()
    chosen = chosen or {}
    fixed = [chosen.get(article_key(a.article), "") for a in analyses]
    groups = _clusters(analyses, embed)
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


def _clusters(analyses: Sequence[Analysis], embed: Embed) -> list[tuple[list[int], int]]:
    """Groups of article numbers, each with its most central article, in order of their first article."""
    vectors = np.asarray(embed([beginning(a) for a in analyses]), dtype=np.float32)
    if len(analyses) == 1:
        return [([0], 0)]
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = np.clip(1 - vectors @ vectors.T, 0, 2) + _MONTH_APART * _months([a.article.date for a in analyses])
    np.fill_diagonal(distance, 0)
    labels = fcluster(linkage(squareform(distance, checks=False), "average"), APART, "distance")
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        groups.setdefault(int(label), []).append(i)
    return [(g, g[int(distance[np.ix_(g, g)].sum(axis=1).argmin())]) for g in groups.values()]


def _months(dates: Sequence[str]) -> np.ndarray:
    """Months between articles, float [n, n], at most 1; 0 where a date isn't known."""
    days = np.array([_day(d) for d in dates], dtype=np.float32)
    apart = np.abs(days[:, None] - days[None, :]) / 30
    return np.nan_to_num(np.clip(apart, 0, 1))


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
