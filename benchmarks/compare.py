"""Comparison of outlets: how well quotes are matched, and how fast pages of 500 and 5,000 articles are.

    python -m benchmarks.compare [--sizes 500 5000] [--out]

Quote pairs are hand-written (benchmarks/quote_pairs.jsonl): exact copies, trimmed and reworded versions, and as many
near misses, which share a speaker and most of their words but not the claim. Half of them ("fit") set the weights of
``analysis.matching``; the other half ("check") did not.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import log
from pathlib import Path

import models
from analysis.collection import build
from analysis.events import beginning, copies, events
from analysis.links import find_links
from analysis.matching import compare
from analysis.types import Analysis
from benchmarks.compare_pages import OPENING, Wait, timed, waits
from benchmarks.elsewhere import ROOT
from benchmarks.report import table, write
from benchmarks.varied import OPENINGS, varied

BEGINNINGS = "vectors of the articles' beginnings"
GOAL = 1.0
"""Seconds within which a page should be there."""
PAIRS = Path(__file__).parent / "quote_pairs.jsonl"


def pairs() -> list[dict]:
    """The written pairs: id, a, b, kind (empty for a near miss) and part."""
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def score(rows: list[dict], found: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of "the same quote"."""
    hit = sum(bool(k) and bool(r["kind"]) for r, k in zip(rows, found, strict=True))
    said, true = sum(map(bool, found)), sum(bool(r["kind"]) for r in rows)
    return hit / max(1, said), hit / max(1, true), 2 * hit / max(1, said + true)


def quote_matching() -> tuple[str, dict[str, tuple[float, float, float]]]:
    """The section of the report on quote pairs, and its precision, recall and F1 by part."""
    embed = models.embedder().encode
    rows = pairs()
    found = [m.kind if (m := compare(r["a"], r["b"], embed)) else "" for r in rows]
    lines, scores = [], {}
    for part in ("all", "fit", "check"):
        mine = [(r, k) for r, k in zip(rows, found, strict=True) if part in ("all", r["part"])]
        scores[part] = score([r for r, _ in mine], [k for _, k in mine])
        lines.append([part, len(mine), *scores[part]])
    kinds = []
    for kind in ("exact", "trimmed", "reworded", ""):
        mine = [k for r, k in zip(rows, found, strict=True) if r["kind"] == kind]
        kinds.append([kind or "near miss", len(mine), *(mine.count(k) for k in ("exact", "trimmed", "reworded", ""))])
    body = (
        "## Matching of quotes\n\n"
        + table(["pairs", "n", "precision", "recall", "F1"], lines)
        + "\n\n"
        + table(["written as", "n", "exact", "trimmed", "reworded", "no match"], kinds)
    )
    return body, scores


def plain(found: Mapping[str, Mapping[str, Wait]]) -> dict[str, dict[str, dict[str, float]]]:
    """Waits as JSON holds them."""
    return {n: {name: asdict(w) for name, w in waits_.items()} for n, waits_ in found.items()}


def loading(made: list[Analysis]) -> dict[str, Wait]:
    """What opening a set takes, in its parts."""
    embed = models.embedder().encode
    found: dict = {}
    parts: dict[str, Callable[[], object]] = {
        BEGINNINGS: lambda: embed([beginning(a) for a in made]),
        "near-duplicates (MinHash)": lambda: found.update(copies=copies(made)),
        "events, of these vectors": lambda: found.update(events=events(made, embed)),
        "names and entries": lambda: found.update(corpus=build(made, None, found["events"], found["copies"])),
        "versions of quotes": lambda: found.update(links=find_links(found["corpus"].entries, embed)),
    }
    return {name: timed(work) for name, work in parts.items()}


def samples() -> list[Analysis]:
    """The seven sample articles on two events, analysed."""
    from analysis import analyse, read_document

    paths = [p for p in sorted((ROOT / "sample_articles").glob("*-*.md")) if p.name.startswith(("inf-", "kerch-"))]
    return [analyse(read_document(p.name, p.read_bytes())) for p in paths]


def measured(originals: list[Analysis], count: int) -> dict[str, Wait]:
    """Waits by name, on so many articles."""
    made = varied(originals, count)
    models.embedder().forget()
    return {**loading(made), **waits(made)}


def sizes(found: Mapping[str, Mapping[str, Wait]]) -> str:
    """The section of the report on many articles."""
    counts = [int(n) for n in found]
    header = [""]
    for n in counts:
        header += [f"{n:,}: clock", "processor"]
    if len(counts) > 1:
        header.append("grows as n to the power")

    def rows(names: Sequence[str]) -> list[list]:
        lines = []
        for name in names:
            line = [name]
            for n in counts:
                w = found[str(n)][name]
                line += [f"{w.clock:.2f} s", f"{w.processor:.2f} s"]
            if len(counts) > 1:
                first, last = (max(1e-3, found[str(n)][name].processor) for n in (counts[0], counts[-1]))
                line.append(f"{log(last / first) / log(counts[-1] / counts[0]):.2f}")
            lines.append(line)
        return lines

    one = found[str(counts[0])][BEGINNINGS].processor / min(counts[0], OPENINGS) * 1000
    names = list(found[str(counts[0])])
    pages = names[names.index(OPENING) + 1 :]
    verdicts = []
    for n in counts:
        slow = {name: w for name, w in found[str(n)].items() if name in pages and w.processor > GOAL}
        worst = max((found[str(n)][name].processor for name in pages), default=0.0)
        told = f"{len(pages) - len(slow)} of {len(pages)} within {GOAL:g} s" if slow else f"all within {GOAL:g} s"
        verdicts.append(f"{n:,} articles: {told} of processor time, the slowest in {worst:.2f} s.")
    return (
        "## Many articles\n\nMade by varying the seven samples (benchmarks/varied.py), of 12 outlets; the analyses "
        "themselves are not timed here (see the speed report). Where the clock shows much more than the processor, "
        f"other work ran on the machine. There was memory for the whole set "
        f"(`STANDPOINT_SESSION_MB`). At most {OPENINGS} articles begin differently, so that vectors are made of as "
        f"many beginnings; each further one would cost {one:.0f} ms of processor time.\n\n"
        "### Loading, once, with progress shown\n\n"
        + table(header, rows(names[: names.index(OPENING)]))
        + "\n\n### Pages after that\n\nEach as Streamlit serves it, with its figures, filters and HTML, on the first "
        "and on a second look. " + " ".join(verdicts) + "\n\n" + table(header, rows(pages))
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 5000], help="articles to make; none to skip")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    # Room for the largest set: what pages take where it has to be loaded again is another question.
    for name in ("STANDPOINT_CACHE_MB", "STANDPOINT_SESSION_MB"):
        os.environ.setdefault(name, "8000")
    matching, scores = quote_matching()
    quotes = {part: dict(zip(("precision", "recall", "f1"), s, strict=True)) for part, s in scores.items()}
    write("compare", "Comparison of outlets", matching, args.out, {"quotes": quotes, "waits": {}})
    originals = samples() if args.sizes else []
    found: dict[str, dict[str, Wait]] = {}
    for count in sorted(set(args.sizes)):
        found[str(count)] = measured(originals, count)
        # Written after each size: the large ones take their time.
        body = matching + "\n\n" + sizes(found)
        write("compare", "Comparison of outlets", body, args.out, {"quotes": quotes, "waits": plain(found)})


if __name__ == "__main__":
    main()
