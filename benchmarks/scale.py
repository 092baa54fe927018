"""How cost grows with the number of articles, and what 100 million of them would take.

    python -m benchmarks.scale [--articles 10 20 40 80 120] [--short 1000 3000 10000] [--out]

Articles are made from the samples: each has paragraphs of two of them, with its own names and numbers, so that
no text comes twice and nothing that is remembered helps. Rates are of ``analysis.corpus`` itself, from plan to Parquet,
on this machine and on a local Ray cluster of two nodes. Prices and machines of the paper estimate are arguments, and
stated in the report.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.corpus.plan import make_plan
from analysis.corpus.schema import TABLES
from benchmarks.elsewhere import ROOT
from benchmarks.report import cpu, write
from benchmarks.scale_text import drawing, render
from models.runtime import cores

NAMES = (
    "Hale Moreau Okafor Lindqvist Tanaka Varga Brandt Silva Novak Reyes Duarte Kimura Halloran Petrov Adeyemi".split()
)
PLANNED = 10_000
"""Articles of the file that planning is measured on."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run, in seconds by the clock.

    ``seconds`` last from the start to the end of the command, ``start`` of them until the first partition is begun,
    ``busy`` are those spent on partitions, over all workers. ``processor`` is processor seconds, all in all (0 where
    others did the work). ``stored`` and ``taken`` are bytes of results and input; ``memory`` is that of the largest
    process, in MiB; ``size`` is articles a partition.
    """

    articles: int
    words: int
    size: int
    seconds: float
    start: float
    busy: float
    processor: float
    stored: int
    taken: int
    memory: float


def varied(number: int, seed: int = 7, paragraphs: int = 0) -> list[dict[str, str]]:
    """Articles that differ from each other, of the samples' paragraphs (at most so many each; 0: all)."""
    rng = random.Random(seed)
    texts = [p.read_text(encoding="utf-8").split("---", 2)[-1].strip() for p in _samples()]
    split = [[x for x in re.split(r"\n\s*\n", t) if x.strip()] for t in texts]
    out = []
    for i in range(number):
        one, two = rng.sample(split, 2)
        body = [p for p in one if rng.random() < 0.85] + [p for p in two if rng.random() < 0.25]
        body = body[: paragraphs or None]
        names = rng.sample(NAMES, 4)
        body = [re.sub(r"\d{2,}", lambda m: str(rng.randrange(10, 10 ** len(m.group()))), p) for p in body]
        body.append(f"“We looked at case {i} ourselves,” said {names[0]} {names[1]}, an observer from {names[2]}.")
        out.append(
            {"id": f"{i}", "title": f"Report {i}", "outlet": names[3], "date": "2024-05-01", "text": "\n\n".join(body)}
        )
    return out


def _samples() -> list[Path]:
    return sorted((ROOT / "sample_articles").glob("*-*.md"))


@dataclass(frozen=True, slots=True)
class Source:
    """A file of made articles."""

    path: Path
    articles: int
    words: int


def source(number: int, folder: Path, paragraphs: int = 0) -> Source:
    """Write a file of so many articles."""
    path = folder / f"{number}.jsonl"
    articles = varied(number, seed=number, paragraphs=paragraphs)
    path.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
    return Source(path, number, sum(len(a["text"].split()) for a in articles))


def command(path: Path, out: Path, size: int, options: Sequence[str]) -> list[str]:
    """The command line of a run."""
    plain = [sys.executable, "-m", "analysis.corpus", str(path), "--out", str(out), "--quiet"]
    return [*plain, "--partition", str(size), *options]


def marks(out: Path) -> list[dict[str, Any]]:
    """Marks of the finished partitions, with the time at which each was ``begun``."""
    found = []
    for path in sorted((out / "done").glob("*.json")):
        mark = json.loads(path.read_text())
        found.append({**mark, "begun": path.stat().st_mtime - mark["seconds"]})
    return found


def measure(given: Source, size: int, options: Sequence[str]) -> tuple[Run, Path]:
    """Analyse articles in a fresh process; the run and its results, beside the file.

    Raises SystemExit where an article is missing from the results.
    """
    out = Path(tempfile.mkdtemp(dir=given.path.parent))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, clock = time.time(), time.perf_counter()
    _run(command(given.path, out, size, options))
    seconds = time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = marks(out)
    if sum(m["rows"]["articles"] for m in found) != given.articles:
        raise SystemExit(f"{given.articles} articles were given, not all were analysed; see {out}/failures.")
    run = Run(
        articles=given.articles,
        words=given.words,
        size=size,
        seconds=seconds,
        start=max(0.0, min(m["begun"] for m in found) - started),
        busy=sum(m["seconds"] for m in found),
        processor=0.0 if "--ray" in options else _used(after) - _used(before),
        stored=sum(p.stat().st_size for p in out.rglob("*.parquet")),
        taken=given.path.stat().st_size,
        memory=after.ru_maxrss / 1024,
    )
    return run, out


def _run(line: list[str]) -> None:
    """Run a command. Articles that couldn't be analysed (status 2) are for the caller to count."""
    done = subprocess.run(line, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 2):
        raise SystemExit(f"{' '.join(line)} ended with status {done.returncode}; its message stands above.")


def _used(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def resume(given: Source, size: int, options: Sequence[str], whole: Path) -> dict[str, Any]:
    """Kill a run half-way, give its command again, and hold the files against ``whole``, those of an unbroken run."""
    out = Path(tempfile.mkdtemp(dir=given.path.parent))
    process = subprocess.Popen(
        command(given.path, out, size, options), cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
    )
    parts = -(-given.articles // size)
    while process.poll() is None and len(list(out.glob("done/*.json"))) < max(1, parts // 2):
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = {p.name for p in out.glob("done/*.json")}
    if len(kept) == parts:
        raise SystemExit("The run that was to be killed half-way ended before; give it more articles.")
    started, clock = time.time(), time.perf_counter()
    _run(command(given.path, out, size, options))
    seconds = time.perf_counter() - clock
    anew = [m for m in marks(out) if f"part-{m['partition']:06d}.json" not in kept]
    return {
        "articles": given.articles,
        "size": size,
        "partitions": parts,
        "kept": len(kept),
        "start": max(0.0, min(m["begun"] for m in anew) - started),
        "seconds": seconds,
        "same": _contents(out) == _contents(whole),
    }


def _contents(out: Path) -> dict[str, bytes]:
    return {f"{t}/{p.name}": p.read_bytes() for t in TABLES for p in sorted((out / t).glob("*.parquet"))}


def planning(folder: Path, size: int, number: int = PLANNED) -> dict[str, float]:
    """What it takes to plan a file of many articles: reading it once, and the plan itself."""
    few = [json.dumps(a) + "\n" for a in varied(min(number, 100))]
    path = folder / "many.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for i in range(number):
            file.write(few[i % len(few)])
    clock = time.perf_counter()
    plan = make_plan(str(path), size, {})
    seconds = time.perf_counter() - clock
    kept = sum(len(p.to_json()) + 1 for p in plan)
    found = {"articles": number, "seconds": seconds, "bytes": path.stat().st_size, "plan": kept / len(plan)}
    path.unlink()
    return found


@contextmanager
def cluster(nodes: int):
    """A Ray cluster on this machine, of nodes with a core each; gives its address, or None without Ray."""
    try:
        from ray.cluster_utils import Cluster
    except ImportError:
        yield None
        return
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        for _ in range(nodes - 1):
            made.add_node(num_cpus=1)
        made.wait_for_nodes()
        yield made.address
    finally:
        made.shutdown()


def line(runs: Sequence[Run], what: str) -> dict[str, float]:
    """``what`` = a + b · articles by least squares: a, b and the share of variance that it explains.

    No cost falls with the number of articles, nor is there less than none to begin with: where noise would have it so,
    as on a few articles of a busy machine, the line goes through zero.
    """
    import numpy as np

    x, y = np.array([r.articles for r in runs]), np.array([getattr(r, what) for r in runs])
    b, a = np.polyfit(x, y, 1)
    if a < 0 or b <= 0:
        a, b = 0.0, (x @ y) / (x @ x)
    rest = ((y - a - b * x) ** 2).sum() / max(1e-12, ((y - y.mean()) ** 2).sum())
    return {"a": float(a), "b": float(b), "explained": float(1 - rest)}


def partition_size(articles: int, workers: int) -> int:
    """Articles a partition, so that each worker has several."""
    return max(2, min(100, articles // (4 * workers)))


def collect(args: argparse.Namespace) -> dict[str, Any]:
    """All that the report says."""
    counts = sorted(set(args.articles))
    here = ["--workers", str(args.workers)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = {n: source(n, folder, args.paragraphs) for n in counts}
        made = {n: measure(given[n], partition_size(n, args.workers), here) for n in counts}
        runs = [run for run, _ in made.values()]
        notes = folder / "notes"
        notes.mkdir()
        few = sorted(set(args.short))
        short = [measure(source(n, notes, 1), partition_size(n, args.workers), here)[0] for n in few]
        middle = counts[1]
        size = partition_size(middle, args.workers)
        parts = [measure(given[middle], n, here)[0] for n in (1, max(size + 1, middle // args.workers))]
        parts = sorted([*parts, made[middle][0]], key=lambda r: r.size)
        broken = resume(given[middle], size, here, made[middle][1])
        plan = planning(folder, args.partition, args.planned)
        with cluster(args.workers) as address:
            on_ray = None
            if address:
                on_ray, _ = measure(given[middle], size, ["--ray", address])
    return {
        "processor": cpu(),
        "cores": cores(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        "workers": args.workers,
        "runs": [asdict(r) for r in runs],
        "clock": line(runs, "seconds"),
        "core": line(runs, "processor"),
        "short": [asdict(r) for r in short],
        "short clock": line(short, "seconds") if len(short) > 2 else None,
        "partitions": [asdict(r) for r in parts],
        "resume": broken,
        "planning": plan,
        "ray": asdict(on_ray) if on_ray else None,
        "assumed": {k: getattr(args, k) for k in ASSUMED},
    }


ASSUMED = ("core_hour", "gigabyte_month", "nodes", "node_cores", "partition")


def parser() -> argparse.ArgumentParser:
    """The command line's options."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--articles", type=int, nargs="+", default=[10, 20, 40, 80, 120])
    p.add_argument("--short", type=int, nargs="*", default=[1000, 3000, 10_000], help="numbers of notes of a paragraph")
    p.add_argument("--workers", type=int, default=max(2, cores()))
    p.add_argument("--paragraphs", type=int, default=0, help="of an article at most, for a quick trial (0: all)")
    p.add_argument("--planned", type=int, default=PLANNED, help="articles of the file that planning is measured on")
    p.add_argument("--core-hour", type=float, default=0.04, help="dollars; a common on-demand price of a vCPU")
    p.add_argument("--gigabyte-month", type=float, default=0.023, help="dollars; a common price of object storage")
    p.add_argument("--nodes", type=int, default=50)
    p.add_argument("--node-cores", type=int, default=16)
    p.add_argument("--partition", type=int, default=1000, help="articles a partition in the estimate")
    p.add_argument("--out", action="store_true")
    return p


def main(argv: Sequence[str] | None = None) -> None:
    """Command line."""
    options = parser()
    args = options.parse_args(argv)
    if len(set(args.articles)) < 3 or min(args.articles) < 4:
        options.error("--articles needs three different numbers or more, from 4 on, to show how cost grows")
    if args.short and min(args.short) < 4:
        options.error("--short needs numbers from 4 on")
    found = collect(args)
    write("scale", "Scale", render(found, "scale.svg"), args.out, found, {"scale.svg": drawing(found)})


if __name__ == "__main__":
    main()
