"""Comparison of outlets: how well quotes are matched, and how fast pages of 500 and 5,000 articles are.

    python -m benchmarks.compare [--sizes 500 5000] [--out]

Quote pairs are hand-written (benchmarks/quote_pairs.jsonl): exact copies, trimmed and reworded versions, and as many
near misses, which share a speaker and most of their words but not the claim. Half of them ("fit") set the weights of
``analysis.matching``; the other half ("check") did not.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import models
from analysis.matching import compare
from benchmarks.report import table, write

PAIRS = Path(__file__).parent / "quote_pairs.jsonl"


def pairs() -> list[dict]:
    """The written pairs: id, a, b, kind (empty for a near miss) and part."""
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def score(rows: list[dict], found: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of "the same quote"."""
    hit = sum(bool(k) and bool(r["kind"]) for r, k in zip(rows, found, strict=True))
    said, true = sum(map(bool, found)), sum(bool(r["kind"]) for r in rows)
    return hit / max(1, said), hit / max(1, true), 2 * hit / max(1, said + true)


def quote_matching() -> str:
    """The section of the report on quote pairs."""
    embed = models.embedder().encode
    rows = pairs()
    found = [m.kind if (m := compare(r["a"], r["b"], embed)) else "" for r in rows]
    lines = []
    for part in ("all", "fit", "check"):
        mine = [(r, k) for r, k in zip(rows, found, strict=True) if part in ("all", r["part"])]
        lines.append([part, len(mine), *score([r for r, _ in mine], [k for _, k in mine])])
    kinds = []
    for kind in ("exact", "trimmed", "reworded", ""):
        mine = [k for r, k in zip(rows, found, strict=True) if r["kind"] == kind]
        kinds.append([kind or "near miss", len(mine), *(mine.count(k) for k in ("exact", "trimmed", "reworded", ""))])
    return (
        "## Matching of quotes\n\n"
        + table(["pairs", "n", "precision", "recall", "F1"], lines)
        + "\n\n"
        + table(["written as", "n", "exact", "trimmed", "reworded", "no match"], kinds)
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 5000], help="articles to make; none to skip")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    body = quote_matching()
    write("compare", "Comparison of outlets", body, args.out)


if __name__ == "__main__":
    main()
