"""Positions on annotated articles: (speaker, topic, stance) triples, favor or against, each counted once an article.

A folder holds ``topics.yaml``, ``ID.json`` with the annotation, and ``ID.txt`` beside it or under ``articles``.
A found triple is right when topic and stance match and the speaker's name does; it is false when the
annotation knows that speaker and topic with another stance.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scores import RESAMPLES, SEED

_TITLES = {"mr", "mrs", "ms", "dr", "sen", "rep", "president", "the", "a", "sir", "gov", "secretary"}


def name_words(name: str) -> list[str]:
    """Words of a name, lower case, without titles and possessives."""
    plain = re.sub(r"[’']s\b", "", (name or "").lower())
    return [w for w in re.findall(r"[\w’'-]+", plain) if w not in _TITLES]


def same_speaker(a: str, b: str) -> bool:
    """Whether two names are one person's or body's: the same last word, or one within the other."""
    x, y = name_words(a), name_words(b)
    return bool(x and y) and (x[-1] == y[-1] or set(x) <= set(y) or set(y) <= set(x))


def sides(statements: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], set[str]]:
    """(speaker, topic) → stances that the statements take."""
    out: dict[tuple[str, str], set[str]] = defaultdict(set)
    for s in statements:
        for p in s.get("positions", ()):
            out[s["speaker"], p["topic"]].add(p["stance"])
    return dict(out)


def counts(gold: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Triples that are right, annotated, found, and false, of one article's statements."""
    g, p = sides(gold), sides(found)
    left = sorted((s, t, x) for (s, t), all_ in g.items() for x in all_ if x in ("favor", "against"))
    mine = sorted((s, t, x) for (s, t), all_ in p.items() for x in all_ if x in ("favor", "against"))
    out = {"right": 0, "annotated": len(left), "found": len(mine), "false": 0}
    for speaker, topic, stance in mine:
        hit = next((x for x in left if x[1:] == (topic, stance) and same_speaker(x[0], speaker)), None)
        if hit:
            left.remove(hit)
            out["right"] += 1
        elif any(t == topic and same_speaker(s, speaker) for s, t in g):
            out["false"] += 1
    return out


def f1(rows: np.ndarray) -> np.ndarray:
    """F1 [...] of counts [..., 3]: right, annotated, found."""
    total = rows[..., 1] + rows[..., 2]
    return np.divide(2 * rows[..., 0], total, out=np.zeros(total.shape), where=total > 0)


def interval(rows: np.ndarray, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float] | None:
    """95 % bootstrap interval of the pooled F1 over articles, counts [n, 3]; None below five articles."""
    if len(rows) < 5:
        return None
    chosen = np.random.default_rng(seed).integers(0, len(rows), size=(resamples, len(rows)))
    low, high = np.quantile(f1(rows[chosen].sum(1)), (0.025, 0.975))
    return float(low), float(high)


def articles(folder: Path) -> list[tuple[str, Path, Path]]:
    """(id, text, annotation) of a folder's articles."""
    out = []
    for annotation in sorted(folder.glob("*.json")):
        for text in (folder / f"{annotation.stem}.txt", folder / "articles" / f"{annotation.stem}.txt"):
            if text.exists():
                out.append((annotation.stem, text, annotation))
                break
    return out


def measure(folder: Path, every: int = 1) -> dict[str, Any] | None:
    """Position F1 over a folder's articles with the shipped models; None where there are none."""
    from analysis import analyse, load_codebook, read_document
    from analysis.export import to_json

    known = articles(folder)[::every]
    if not known or not (folder / "topics.yaml").exists():
        return None
    book = load_codebook(folder / "topics.yaml")
    per_article = {}
    for name, text, annotation in known:
        found = to_json(analyse(read_document(text.name, text.read_bytes()), book))
        gold = json.loads(annotation.read_text(encoding="utf-8"))
        per_article[name] = counts(gold["statements"], found["statements"])
    rows = np.array([[c["right"], c["annotated"], c["found"]] for c in per_article.values()])
    total = {k: sum(c[k] for c in per_article.values()) for k in ("right", "annotated", "found", "false")}
    return {
        "folder": folder.name,
        "articles": len(known),
        "f1": float(f1(rows.sum(0))),
        "interval": interval(rows),
        **total,
        "precision": total["right"] / max(1, total["found"]),
        "recall": total["right"] / max(1, total["annotated"]),
        "per_article": per_article,
    }
