"""How fast an analysis is, cold and warm, and how much memory it takes.

    python -m benchmarks.speed [FILE] [--out]

Machines differ and are shared, so every time stands beside a reference measured in the same run: a float32
product of two 1024 x 1024 matrices.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.report import table, write

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT.parent / "shared" / "seed"
_COLD = """
import json, resource, sys, time
start = time.perf_counter()
from analysis import analyse, read_document
from components.figures import stance_matrix
path = sys.argv[1]
found = analyse(read_document(path.rsplit("/", 1)[-1], open(path, "rb").read()))
stance_matrix(found).to_json()
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def reference() -> float:
    """Median seconds of one 1024 x 1024 float32 matrix product."""
    a = np.random.default_rng(0).standard_normal((1024, 1024), dtype=np.float32)
    times = []
    for _ in range(25):
        started = time.perf_counter()
        a @ a
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def cold(path: Path) -> tuple[float, float]:
    """Seconds from a fresh process to the first chart, and that process's peak memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", _COLD, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, memory = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds, memory


def long_text(words: int) -> str:
    """The samples, repeated up to a number of words."""
    texts = [
        p.read_text(encoding="utf-8").split("---", 2)[-1] for p in sorted((ROOT / "sample_articles").glob("*-*.md"))
    ]
    out: list[str] = []
    n = 0
    while n < words:
        for t in texts:
            out.append(t)
            n += len(t.split())
    return "\n".join(out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--words", type=int, default=30_000, help="length of the long document")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    from analysis import analyse, read_document

    path = args.file or next(iter(sorted(SEED.glob("*.txt"))), None) or ROOT / "sample_articles/inf-1-meridian-wire.md"
    unit = reference()
    starts = [cold(path) for _ in range(3)]
    article = read_document(path.name, path.read_bytes())
    analyse(article)
    times, found = [], None
    for _ in range(9):
        _forget()
        started = time.perf_counter()
        found = analyse(article)
        times.append(time.perf_counter() - started)
    text = long_text(args.words)
    started = time.perf_counter()
    analyse(text)
    long = time.perf_counter() - started
    unit = (unit + reference()) / 2
    warm, first = statistics.median(times), statistics.median(s for s, _ in starts)
    n = len(article.text.split())
    rows = [
        [f"warm analysis, {n} words", f"{warm:.2f} s", f"{warm / unit:.0f}"],
        ["cold start to first chart", f"{first:.2f} s", f"{first / unit:.0f}"],
        [f"document of {len(text.split()):,} words", f"{long:.1f} s", f"{long / unit:.0f}"],
        ["reference: one matrix product", f"{unit * 1000:.2f} ms", "1"],
        ["peak memory of the cold process", f"{max(m for _, m in starts):.0f} MiB", ""],
    ]
    stages = [[k, f"{v:.3f} s"] for k, v in (found.timings if found else {}).items()]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    body = f"{_cpu()}, {cores} cores. Warm: median of nine, embeddings not remembered between runs.\n\n"
    body += table(["", "time", "in references"], rows) + "\n\n## Stages of the last warm run\n\n"
    write("speed", "Speed", body + table(["stage", "time"], stages), args.out)


def _forget() -> None:
    """Empty the encoder's memory of texts, so that a warm run does all of its work."""
    import models

    models.embedder().forget()


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
