"""Fit how a statement is placed on topics, on annotated articles, and show what thresholds would give.

    python -m training.placement [--articles benchmarks/articles]

A logistic over the evidence that ``analysis.judging.evidence`` gathers for each statement and each of its article's
topics: the pair classifier's relevance and the similarity score, each also beside the best that the statement has for any
topic. Statements and speakers are taken from the annotation, so that attribution doesn't enter. No codebook holds all that
people speak of: each article is also seen under codebooks that lack one of its topics, where nothing may take its
place. Figures are from leaving out one article at a time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import models
from analysis.codebook import load_codebook
from analysis.judging import EVIDENCE, article_topics, consistent, evidence, pairs_of
from analysis.pipeline import matched
from analysis.segment import segment
from analysis.types import Article, Statement, Topic
from models.pairs import STANCES


@dataclass(frozen=True)
class Annotated:
    """An article with its statements as annotated: the stance of (statement, topic id) for those that bear on it."""

    text: str
    statements: list[Statement]
    gold: dict[tuple[int, str], str]


def own(folder: Path) -> list[Annotated]:
    """The project's annotated articles, without their authors' own sentences."""
    out = []
    for path in sorted(folder.glob("*.json")):
        annotated = [s for s in json.loads(path.read_text(encoding="utf-8"))["statements"] if s["speaker"] != "Author"]
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        statements = [
            Statement(
                i, s["speaker"], s["type"], tuple(sorted((a, b) for a, b in s["content_offsets"])), cue=_cue(text, s)
            )
            for i, s in enumerate(annotated)
        ]
        gold = {(i, p["topic"]): p["stance"] for i, s in enumerate(annotated) for p in s["positions"]}
        out.append(Annotated(text, statements, gold))
    return out


def gathered(article: Annotated, book: Sequence[Topic]) -> dict:
    """An article's evidence [n, k] under a codebook, stances [n, 3], places, and what was annotated."""
    model = models.stance_model()
    text, statements = article.text, article.statements
    paragraphs = segment(Article(text))
    scores = matched(text, paragraphs, statements, book, models.embedder())
    fitting = article_topics(scores)
    topics, scores = [book[j] for j in fitting], scores[:, fitting]
    names = {s.speaker_id: s.speaker_id for s in statements}
    pairs, places = pairs_of(text, paragraphs, statements, names, topics, scores)
    # Where no topic is left nothing is placed, but what was annotated still counts.
    annotated = {"speakers": [s.speaker_id for s in statements], "gold": article.gold}
    if not pairs:
        return {"x": np.zeros((0, len(EVIDENCE))), "stance": np.zeros((0, 3)), "keys": [], **annotated}
    judged = model.classify(pairs)
    keys = [(i, topics[j].id) for i, j in places]
    return {"x": evidence(judged.relevance, scores, places), "stance": judged.stance, "keys": keys, **annotated}


def without(article: Annotated, book: Sequence[Topic]) -> list[dict]:
    """The article under codebooks that lack one of its topics each, as real ones do: what is said on it has no place."""
    lacking = sorted({t for _, t in article.gold})
    return [gathered(article, [t for t in book if t.id != missing]) | {"lacks": missing} for missing in lacking]


def _cue(text: str, s: dict) -> tuple[int, int] | None:
    """The annotated cue's place: its occurrence nearest to the words."""
    if not s["cue"]:
        return None
    start = s["content_offsets"][0][0]
    found = [i for i in range(max(0, start - 400), start + 1500) if text.startswith(s["cue"], i)]
    at = min(found, key=lambda i: abs(i - start), default=None)
    return (at, at + len(s["cue"])) if at is not None else None


def triples(article: dict, placed: np.ndarray, least: float) -> set[tuple[str, str, str]]:
    """Positions (speaker, topic, favor or against) that statements placed with at least ``placed`` certainty take."""
    kept = np.flatnonzero(placed)
    if not len(kept):
        return set()
    groups = [(article["speakers"][article["keys"][k][0]], article["keys"][k][1]) for k in kept]
    numbered = {g: n for n, g in enumerate(dict.fromkeys(groups))}
    p = consistent(article["stance"][kept], np.ones(len(kept)), [(g[0], numbered[g]) for g in groups])
    return {
        (*g, STANCES[int(row.argmax())])
        for g, row in zip(groups, p, strict=True)
        if row.max() >= least and row.argmax() != STANCES.index("neutral")
    }


def labels(article: dict) -> np.ndarray:
    """Which of the places were annotated: bool [n]."""
    return np.array([k in article["gold"] for k in article["keys"]], dtype=bool)


def fit(members: Iterable[int], data: Sequence[dict], gaps: Sequence[Sequence[dict]]) -> LogisticRegression:
    """The logistic over articles under their codebooks and, in all as heavy, under those with gaps."""
    parts, truth, weights = [], [], []
    for n in members:
        for article, weight in ((data[n], 1.0), *((g, 1 / len(gaps[n])) for g in gaps[n])):
            parts.append(article["x"])
            truth.append(labels(article))
            weights.append(np.full(len(article["x"]), weight))
    model = LogisticRegression(max_iter=1000)
    return model.fit(np.concatenate(parts), np.concatenate(truth), np.concatenate(weights))


def misplaced(gaps: Sequence[Sequence[dict]], least: float) -> float:
    """Share of the statements that bear on nothing in a codebook with a gap which are placed on something."""
    lost = wrong = 0
    for gap in (g for own_gaps in gaps for g in own_gaps):
        homeless = {i for i, t in gap["gold"] if t == gap["lacks"]} - {i for i, t in gap["gold"] if t != gap["lacks"]}
        placed = {i for (i, _), p in zip(gap["keys"], gap["held"], strict=True) if p >= least}
        lost, wrong = lost + len(homeless), wrong + len(homeless & placed)
    return wrong / max(1, lost)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=Path("benchmarks/articles"))
    args = parser.parse_args()
    book = load_codebook(args.articles / "topics.yaml").topics
    articles = own(args.articles)
    data = [gathered(a, book) for a in articles]
    gaps = [without(a, book) for a in articles]
    x = [a["x"] for a in data]
    y = [labels(a) for a in data]
    held = []
    for n in range(len(data)):
        fitted = fit([i for i in range(len(data)) if i != n], data, gaps)
        held.append(fitted.predict_proba(x[n])[:, 1])
        for gap in gaps[n]:
            gap["held"] = fitted.predict_proba(gap["x"])[:, 1] if len(gap["x"]) else np.zeros(0)
    print(f"AUC of placement, article left out: {roc_auc_score(np.concatenate(y), np.concatenate(held)):.3f}")
    print("of statements whose one topic the codebook lacks, share that is placed on another, from:")
    print({least: round(misplaced(gaps, least), 3) for least in (0.3, 0.4, 0.5, 0.6)})
    gold = [{(a["speakers"][i], t, s) for (i, t), s in a["gold"].items() if s in ("favor", "against")} for a in data]
    print("placed from, stance from: F1 precision recall of positions")
    for placed in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        row = []
        for least in (0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
            found = [triples(a, h >= placed, least) for a, h in zip(data, held, strict=True)]
            hit = sum(len(f & g) for f, g in zip(found, gold, strict=True))
            n, m = sum(map(len, found)), sum(map(len, gold))
            row.append(f"{least}: {2 * hit / max(1, n + m):.3f} {hit / max(1, n):.2f} {hit / m:.2f}")
        print(placed, " | ".join(row))
    whole = fit(range(len(data)), data, gaps)
    print("EVIDENCE", EVIDENCE)
    print(
        "coefficients",
        tuple(round(float(c), 3) for c in whole.coef_[0]),
        "intercept",
        round(float(whole.intercept_[0]), 3),
    )


if __name__ == "__main__":
    main()
