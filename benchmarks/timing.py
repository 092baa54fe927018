"""What benchmarks.speed measures, each as a function: the machine, the shipped graphs, processes, growth."""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from benchmarks import elsewhere
from benchmarks.elsewhere import ROOT

WIDTH = 384
_COLD = """
import json, resource, sys, time
start = time.perf_counter()
from analysis import analyse, read_document
from components.figures import stance_matrix
path = sys.argv[1]
article = read_document(path.rsplit("/", 1)[-1], open(path, "rb").read())
found = analyse(article)
stance_matrix(found).to_json()
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
analyse(article)
try:
    resident = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 2**20
except OSError:
    resident = peak
print(json.dumps([seconds, peak, resident]))
"""
_WORKER = """
import json, sys
from pathlib import Path
import models
from analysis import analyse, read_document
articles = [read_document(p.name, p.read_bytes()) for p in map(Path, json.loads(sys.argv[1]))]
analyse(articles[0])
models.embedder().forget()
print("ready", flush=True)
sys.stdin.readline()
for a in articles:
    analyse(a)
print("done", flush=True)
"""


def median_seconds(run: Callable[[], Any], times: int) -> float:
    """Median time of ``run``, nothing left out."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def forget() -> None:
    """Empty what models remember of texts, so that a warm run does all of its work."""
    import models
    from models import pairs

    models.embedder().forget()
    pairs._encoded.cache_clear()


def product(n: int = 1024, times: int = 25) -> list[float]:
    """Seconds of float32 products of two n x n matrices."""
    a = np.random.default_rng(0).standard_normal((n, n), dtype=np.float32)
    out = []
    for _ in range(times):
        started = time.perf_counter()
        a @ a
        out.append(time.perf_counter() - started)
    return out


def bandwidth(megabytes: int = 256) -> float:
    """Bytes read and written a second by the best of seven copies."""
    a = np.ones(megabytes * 2**20, dtype=np.uint8)
    b = np.empty_like(a)
    return 2 * a.nbytes / min(median_seconds(lambda: np.copyto(b, a), 1) for _ in range(7))


def cold(path: Path) -> tuple[float, float, float]:
    """Of a fresh process: seconds to the first chart, peak MiB until then, and MiB held after a second analysis."""
    done = subprocess.run(
        [sys.executable, "-c", _COLD, str(path.resolve())], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, peak, resident = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds, peak, resident


def import_seconds(statement: str, times: int = 5) -> float:
    """Median seconds that an import statement takes in a fresh process."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    run = [sys.executable, "-c", code]
    return statistics.median(
        float(subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout) for _ in range(times)
    )


def bulk(paths: Sequence[Path], processes: int, threads: int) -> float:
    """Articles a second over warm processes that share the articles evenly."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, json.dumps([str(p.resolve()) for p in paths[k::processes]])],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "STANDPOINT_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)},
        )
        for k in range(processes)
    ]
    try:
        for w in workers:
            _expect(w, "ready")
        started = time.perf_counter()
        for w in workers:
            assert w.stdin
            w.stdin.write("go\n")
            w.stdin.flush()
        for w in workers:
            _expect(w, "done")
        return len(paths) / (time.perf_counter() - started)
    finally:
        for w in workers:
            w.kill()
            w.communicate()


def _expect(worker: subprocess.Popen, word: str) -> None:
    assert worker.stdout
    if worker.stdout.readline().strip() != word:
        raise RuntimeError("A process of the bulk measurement ended early; its error stands above.")


def sample_texts() -> list[str]:
    """The sample articles, without their head."""
    paths = sorted((ROOT / "sample_articles").glob("*-*.md"))
    return [p.read_text(encoding="utf-8").split("---", 2)[-1] for p in paths]


def long_text(words: int, texts: Sequence[str]) -> str:
    """The texts over and over, up to a number of words.

    Each round's sentences end with its number, so that nothing remembered from an earlier round spares work.
    """
    out: list[str] = []
    n = k = 0
    while n < words:
        k += 1
        for t in texts:
            part = re.sub(r"(?<=[a-z])([.,])(?=[”\"’']?(?:\s|$))", rf" {k}\1", t) if k > 1 else t
            pieces = part.split(" ")
            out.append(" ".join(pieces[: max(1, words - n)]))
            n += len(out[-1].split())
            if n >= words:
                break
    return "\n".join(out)


def profiled(run: Callable[[], Any], most: int = 15) -> list[list]:
    """The functions with the most time of their own: name, calls, own and total seconds."""
    profile = cProfile.Profile()
    profile.runcall(run)
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    rows = sorted(found.items(), key=lambda x: -x[1][2])[:most]
    return [[_place(where), calls, own, total] for where, (_, calls, own, total, _) in rows]


def _place(where: tuple[str, int, str]) -> str:
    file, line, name = where
    if file == "~":
        return re.sub(r" at 0x[0-9a-f]+", "", name)
    path = Path(file)
    short = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(*path.parts[-2:])
    return f"{name} ({short}:{line})"


@dataclass
class Passes:
    """What one graph did: calls, padded pieces, multiply-adds counted as two, and seconds of all threads at work."""

    calls: int = 0
    pieces: int = 0
    operations: float = 0.0
    seconds: float = 0.0


def layers(graph: Path) -> int:
    """Encoder layers of an ONNX file, from the names of its nodes."""
    return 1 + max((int(n) for n in re.findall(rb"layer\.(\d+)", graph.read_bytes())), default=-1)


def operations(batch: int, pieces: int, depth: int, width: int = WIDTH) -> float:
    """Floating-point operations of the matrix products of an encoder pass."""
    return depth * (24.0 * batch * pieces * width**2 + 4.0 * batch * pieces**2 * width)


@contextmanager
def recorded(depths: dict[str, int]) -> Iterator[dict[str, Passes]]:
    """Counts every pass of the shipped graphs; ``depths``: layers by graph, named as in the result."""
    from models.runtime import Session, threads_at_once

    threads, lock = threads_at_once(), Lock()
    names = {"cue": "tagger", "vectors": "embedder", "stance": "stance"}
    out = {name: Passes() for name in names.values()}
    plain = Session.__call__

    def counting(self, **arrays):
        started = time.perf_counter()
        found = plain(self, **arrays)
        taken = time.perf_counter() - started
        name = next((n for o, n in names.items() if o in found), None)
        if name and "embeddings" in arrays:
            b, t = arrays["embeddings"].shape[:2]
            p = out[name]
            with lock:
                p.calls += 1
                p.pieces += b * t
                p.operations += operations(b, t, depths[name])
                p.seconds += taken / threads
        return found

    Session.__call__ = counting  # type: ignore[method-assign]
    try:
        yield out
    finally:
        Session.__call__ = plain  # type: ignore[method-assign]


def batch_texts(text: str, n: int, pieces: int) -> list[str]:
    """``n`` stretches of a text of so many word pieces each. Raises ValueError where the text is too short."""
    from models.features import encode, load_tokenizer

    offsets = encode(text, load_tokenizer()).offsets
    if len(offsets) < n * pieces:
        raise ValueError(f"the text has {len(offsets)} word pieces, {n * pieces} are needed")
    return [text[offsets[k * pieces, 0] : offsets[(k + 1) * pieces - 1, 1]] for k in range(n)]


def torch_peer(python: str, job: dict[str, Any]) -> dict[str, Any] | str:
    """Timings of benchmarks/torch_peer.py under another Python, or why there are none."""
    probe = subprocess.run([python, "-c", "import torch, transformers"], capture_output=True, text=True, check=False)
    if probe.returncode:
        return f"{python} has no torch and transformers (pip install -r requirements-torch.txt, or --torch-python PATH)"
    variables = {"OMP_NUM_THREADS": str(job["threads"]), "TOKENIZERS_PARALLELISM": "false"}
    try:
        return elsewhere.ask(python, "torch_peer", [job], variables)[-1]
    except elsewhere.Unavailable as why:
        return f"torch's part failed: {why}"
