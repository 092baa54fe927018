"""Comparison of outlets: how well quotes are matched, and how fast pages of 500 and 5,000 articles are.

    python -m benchmarks.compare [--sizes 500 5000] [--out]

Quote pairs are hand-written (benchmarks/quote_pairs.jsonl): exact copies, trimmed and reworded versions, and as many
near misses, which share a speaker and most of their words but not the claim. Half of them ("fit") set the weights of
``analysis.matching``; the other half ("check") did not.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import models
from analysis.alignment import SharedQuote, shared_quotes
from analysis.collection import Corpus, Filter, build
from analysis.comparison import balance, shared_topics, side_by_side
from analysis.differences import differences
from analysis.events import copies, events
from analysis.landscape import stance_space, timeline
from analysis.matching import compare
from analysis.types import Analysis
from benchmarks.report import table, write
from benchmarks.varied import varied
from components import comparison_figures as figures
from components.comparison_html import columns_html, quotes_html

ROOT = Path(__file__).resolve().parent.parent
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


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def pages(corpus: Corpus) -> dict[str, float]:
    """Seconds that each page takes once the set is loaded, figures included. Quotes are sought on the first look."""
    embed = models.embedder().encode
    names: dict[str, int] = {}
    for e in corpus.entries:
        names[e.event] = names.get(e.event, 0) + 1
    event = corpus.filtered(Filter(event=max(names, key=names.__getitem__)))
    chosen = event.filtered(Filter(outlets=event.outlets[:6]))
    topics = shared_topics(chosen)
    out: dict[str, float] = {}

    def looked_at(name: str, work: Callable[[], object]) -> None:
        out[name] = timed(work)

    quotes: list[SharedQuote] = []
    looked_at("quotes of six outlets, first look", lambda: quotes.extend(shared_quotes(chosen, embed)))

    def columns() -> None:
        found = side_by_side(chosen, chosen.outlets, topics[0], embed, quotes)
        differences(chosen, found)
        columns_html(chosen, found, found.speakers[:12])
        quotes_html(chosen, found.quotes[:15], chosen.outlets)

    looked_at("side by side", columns)
    looked_at("matrix", lambda: figures.small_multiples(corpus, corpus.speakers[:25], shared_topics(corpus)[:10]))
    looked_at("stance space", lambda: stance_space(corpus))
    looked_at("network", lambda: figures.network_figure(corpus))
    looked_at("timeline", lambda: timeline(corpus, topics[0]))
    looked_at("balance", lambda: [balance(corpus, o, topics[0]) for o in corpus.outlets])
    looked_at("filters", lambda: corpus.filtered(Filter(speakers=corpus.speakers[:3], confidence=0.5)))
    return out


def sizes(counts: list[int]) -> str:
    """The section of the report on many articles."""
    from analysis import analyse, read_document

    paths = [p for p in sorted((ROOT / "sample_articles").glob("*-*.md")) if p.name.startswith(("inf-", "kerch-"))]
    originals = [analyse(read_document(p.name, p.read_bytes())) for p in paths]
    embed = models.embedder().encode
    columns: list[dict[str, float]] = []
    for count in counts:
        made = varied(originals, count)
        times: dict[str, float] = {}
        found: dict = {}

        def load(made: list[Analysis] = made, found: dict = found) -> None:
            found["copies"] = copies(made)
            found["events"] = events(made, embed)
            found["corpus"] = build(made, None, found["events"], found["copies"])

        times["grouping on load (copies, events, names)"] = timed(load)
        columns.append({**times, **pages(found["corpus"])})
    rows = [[name, *(f"{c[name]:.2f} s" for c in columns)] for name in (columns[0] if columns else {})]
    return (
        "## Many articles\n\nMade by varying the seven samples (benchmarks/varied.py), 12 outlets; the analyses "
        "themselves are not timed here (see the speed report).\n\n"
        + table(["", *(f"{n:,} articles" for n in counts)], rows)
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 5000], help="articles to make; none to skip")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    body = quote_matching()
    if args.sizes:
        body += "\n\n" + sizes(args.sizes)
    write("compare", "Comparison of outlets", body, args.out)


if __name__ == "__main__":
    main()
