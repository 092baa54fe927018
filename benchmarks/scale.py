"""How cost grows with the number of articles, and what 100 million of them would take.

    python -m benchmarks.scale [--articles 40 80 160 320 640] [--out]

Articles are made from the samples: each has paragraphs of two of them, with its own names and numbers, so that
no text comes twice and nothing that is remembered helps. Rates are of `analysis.corpus` itself, from plan to Parquet.
Prices and machines of the paper estimate are arguments, and stated in the report.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import REPORTS, table, write

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "Hale Moreau Okafor Lindqvist Tanaka Varga Brandt Silva Novak Reyes Duarte Kimura Halloran Petrov Adeyemi".split()
)
MILLIONS = 100
LIVE = 1000
"""Articles a minute of the live feed."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run. ``seconds`` are from start to end of the process, ``busy`` those spent on partitions.

    ``stored`` and ``taken`` are bytes of results and input; ``cores`` are core-seconds; ``memory`` is MiB, at most.
    """

    articles: int
    words: int
    seconds: float
    busy: float
    cores: float
    stored: int
    taken: int
    memory: float


def varied(number: int, seed: int = 7) -> list[dict[str, str]]:
    """Articles that differ from each other, of the samples' paragraphs."""
    rng = random.Random(seed)
    texts = [p.read_text(encoding="utf-8").split("---", 2)[-1].strip() for p in _samples()]
    paragraphs = [[x for x in re.split(r"\n\s*\n", t) if x.strip()] for t in texts]
    out = []
    for i in range(number):
        one, two = rng.sample(paragraphs, 2)
        body = [p for p in one if rng.random() < 0.85] + [p for p in two if rng.random() < 0.25]
        names = rng.sample(NAMES, 4)
        body = [re.sub(r"\d{2,}", lambda m: str(rng.randrange(10, 10 ** len(m.group()))), p) for p in body]
        body.append(f"“We looked at case {i} ourselves,” said {names[0]} {names[1]}, an observer from {names[2]}.")
        out.append(
            {"id": f"{i}", "title": f"Report {i}", "outlet": names[3], "date": "2024-05-01", "text": "\n\n".join(body)}
        )
    return out


def _samples() -> list[Path]:
    return sorted((ROOT / "sample_articles").glob("*-*.md"))


def measure(number: int, folder: Path, workers: int) -> Run:
    """Analyse so many articles in a fresh process."""
    source, out = folder / f"{number}.jsonl", folder / f"out-{number}"
    articles = varied(number, seed=number)
    source.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
    command = [sys.executable, "-m", "analysis.corpus", str(source), "--out", str(out), "--quiet"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    size = max(5, min(100, number // (2 * workers)))
    subprocess.run([*command, "--partition", str(size), "--workers", str(workers)], cwd=ROOT, check=True)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    marks = [json.loads(p.read_text()) for p in (out / "done").glob("*.json")]
    if sum(m["rows"]["articles"] for m in marks) != number:
        raise SystemExit(f"{number} articles were given, not all were analysed; see {out}/failures.")
    return Run(
        articles=number,
        words=sum(len(a["text"].split()) for a in articles),
        seconds=seconds,
        busy=sum(m["seconds"] for m in marks),
        cores=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        stored=sum(p.stat().st_size for p in out.rglob("*.parquet")),
        taken=source.stat().st_size,
        memory=after.ru_maxrss / 1024,
    )


def fit(runs: list[Run]) -> tuple[float, float, float]:
    """Seconds = a + b · articles by least squares: a, b and the share of variance that it explains."""
    import numpy as np

    x, y = np.array([r.articles for r in runs]), np.array([r.seconds for r in runs])
    b, a = np.polyfit(x, y, 1)
    rest = ((y - a - b * x) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    return float(a), float(b), float(1 - rest)


def plot(runs: list[Run], a: float, b: float) -> str:
    """Seconds over articles as a plain SVG, with the fitted line."""
    width, height, left, bottom, top = 640, 360, 64, 48, 20
    far, high = max(r.articles for r in runs) * 1.05, max(r.seconds for r in runs) * 1.1

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (width - left - 20) * x / far, height - bottom - (height - bottom - top) * y / high

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for i in range(5):
        (x, y), (gx, gy) = at(0, high * i / 4), at(far * i / 4, 0)
        lines.append(f'<path d="M{x:.1f} {y:.1f}H{width - 20}" stroke="#ddd"/>')
        lines.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{high * i / 4:.0f}</text>')
        lines.append(f'<text x="{gx:.1f}" y="{gy + 18:.1f}" text-anchor="middle">{far * i / 4:.0f}</text>')
    (x1, y1), (x2, y2) = at(0, max(0.0, a)), at(far, a + b * far)
    lines.append(
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#0067a5" stroke-dasharray="6 4" fill="none"/>'
    )
    lines += ['<circle cx="{:.1f}" cy="{:.1f}" r="5" fill="#b84a00"/>'.format(*at(r.articles, r.seconds)) for r in runs]
    lines.append(f'<text x="{width / 2}" y="{height - 8}" text-anchor="middle">articles</text>')
    lines.append(
        f'<text x="14" y="{height / 2}" text-anchor="middle" transform="rotate(-90 14 {height / 2})">seconds</text>'
    )
    return "\n".join([*lines, "</svg>"]) + "\n"


def estimate(last: Run, rate: float, args: argparse.Namespace) -> str:
    """What 100 million articles and a live feed take, computed from what was measured."""
    number = MILLIONS * 1_000_000
    core_seconds = last.cores / last.articles
    hours = number * core_seconds / 3600
    stored, taken = last.stored / last.articles * number, last.taken / last.articles * number
    compute = hours * args.core_hour
    month = (stored + taken) / 1e9 * args.gigabyte_month
    nodes = args.nodes
    days = hours / (nodes * args.node_cores) / 24
    parts = number / args.partition
    plan = taken / (args.scan * 1e6) / 3600
    live = LIVE / 60 * core_seconds
    reserve = live / 0.6
    rows = [
        ["core-seconds an article", f"{core_seconds:.2f}"],
        ["core-hours", f"{hours:,.0f}"],
        [f"days on {nodes} machines of {args.node_cores} cores", f"{days:.1f}"],
        [f"computing at ${args.core_hour} a core-hour", f"${compute:,.0f}"],
        ["input", f"{taken / 1e12:.2f} TB"],
        ["results (Parquet, zstd)", f"{stored / 1e12:.2f} TB"],
        [f"storage of both at ${args.gigabyte_month} a GB and month", f"${month:,.0f} a month"],
        [f"partitions of {args.partition:,}", f"{parts:,.0f} ({parts * 6:,.0f} files)"],
        [f"planning: one reader at {args.scan} MB/s", f"{plan:.1f} hours"],
        ["memory a core", f"{last.memory:.0f} MiB"],
        [f"live, {LIVE:,} articles a minute", f"{live:.1f} cores busy; {reserve:.0f} with two fifths in reserve"],
        ["live, a month of those cores", f"${reserve * 730 * args.core_hour:,.0f}"],
    ]
    return table(["100 million articles like these", ""], rows) + _breaks(parts, plan, days)


def _breaks(parts: float, plan: float, days: float) -> str:
    return f"""

## Where it would break first

1. **Planning** reads every table once, in one process: {plan:.1f} hours against {days:.1f} days of work. Parquet
   input needs only its footers; many JSONL files can be run as several corpora, one per folder.
2. **Small files.** {parts:,.0f} partitions are {parts * 6:,.0f} files, and the dashboard lists them on opening. Larger
   partitions (`--partition 10000`) make a tenth or less, and cost more work where a node is lost; beyond that, results
   should be compacted by date.
3. **The driver** holds one entry a partition and Ray's object store its plan; some hundred thousand are fine, many
   millions are not. It is also the one process that isn't retried: the command is given again and goes on.
4. **Speakers are joined by name** over articles, which at this size joins namesakes.

A live feed needs no cluster: it is written as one file a minute and analysed with `--partition` of its size divided
by the cores. The delay is the feed's interval, plus one partition, plus the start of the process where none is kept.
"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[40, 80, 160, 320, 640])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--core-hour", type=float, default=0.04, help="dollars; a common on-demand price of a vCPU")
    parser.add_argument("--gigabyte-month", type=float, default=0.023, help="dollars; a common price of object storage")
    parser.add_argument("--nodes", type=int, default=50)
    parser.add_argument("--node-cores", type=int, default=16)
    parser.add_argument("--partition", type=int, default=1000, help="articles a partition in the estimate")
    parser.add_argument("--scan", type=int, default=100, help="MB a second that one planning process reads")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    if len(set(args.articles)) < 3:
        parser.error("--articles needs three different numbers or more to show how cost grows")
    with tempfile.TemporaryDirectory() as folder:
        runs = [measure(n, Path(folder), args.workers) for n in sorted(set(args.articles))]
    a, b, explained = fit(runs)
    rows = [
        [
            f"{r.articles:,}",
            f"{r.words:,}",
            f"{r.seconds:.1f} s",
            f"{r.articles / r.seconds:.2f}",
            f"{r.cores / r.articles:.2f} s",
            f"{r.stored / r.articles / 1024:.1f} KiB",
            f"{r.memory:.0f} MiB",
        ]
        for r in runs
    ]
    header = ["articles", "words", "time", "articles a second", "core time an article", "stored an article", "memory"]
    body = f"{args.workers} worker processes on {os.cpu_count()} cores; each run starts anew and loads its models.\n\n"
    body += table(header, rows)
    body += (
        f"\n\nTime = {a:.1f} s + {b:.3f} s · articles explains {explained:.2%} of the variance: "
        f"{1 / b:.2f} articles a second once started.\n\n![Time by number of articles](scale.svg)\n\n"
        "## The paper estimate\n\nComputed from the largest run above; prices are arguments of the command.\n\n"
    )
    if args.out:
        REPORTS.mkdir(exist_ok=True)
        (REPORTS / "scale.svg").write_text(plot(runs, a, b), encoding="utf-8")
    write("scale", "Scale", body + estimate(runs[-1], 1 / b, args), args.out)


if __name__ == "__main__":
    main()
