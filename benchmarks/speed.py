"""How fast an analysis is, how much memory it takes, how it grows, and what the same work costs with torch.

    python -m benchmarks.speed [FILE] [--torch-python PATH] [--peers ENVIRONMENT] [--words 100000] [--every N] [--out]

Machines differ and are shared, so times stand beside a reference measured in the same run, a float32 product of two
1024 x 1024 matrices, and comparisons are ratios of times measured side by side. Torch runs in a process of its own:
the shipped classifier's shape in float32, and transformers' zero-shot pipeline on a DeBERTa-v3-base shape. Quick
systems for single stages run in the environment that benchmarks/peers.py names.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import elsewhere, timing
from benchmarks.drawing import growth_svg
from benchmarks.elsewhere import ROOT
from benchmarks.report import cpu, table, write
from benchmarks.scores import fitted_exponent
from models.runtime import cores

SEED = ROOT.parent / "shared" / "seed"
DRAWING = "speed-growth.svg"
BATCH, PIECES = 32, 128
PROPOSITION = "The treaty should be kept."


def warm_runs(article, times: int) -> tuple[float, dict[str, float]]:
    """Median seconds of a warm analysis, and of each of its stages; nothing remembered between runs."""
    from analysis import analyse

    taken, stages = [], []
    for _ in range(times):
        timing.forget()
        started = time.perf_counter()
        found = analyse(article)
        taken.append(time.perf_counter() - started)
        stages.append(found.timings)
    return statistics.median(taken), {k: statistics.median(s[k] for s in stages) for k in stages[0]}


def graphs(article) -> dict[str, timing.Passes]:
    """What each shipped graph did in one warm analysis."""
    from analysis import analyse
    from models.runtime import weight_file

    timing.forget()
    with timing.recorded({n: timing.layers(weight_file(f"{n}.onnx")) for n in ("tagger", "embedder", "stance")}) as out:
        analyse(article)
    return out


def growth(most: int) -> list[tuple[int, float]]:
    """(words, seconds) of ever longer documents up to ``most`` words."""
    from analysis import analyse

    texts = timing.sample_texts()
    sizes = [n for n in (1000, 3000, 10_000, 30_000, 100_000) if n < most] + [most]
    out = []
    for n in sizes:
        text = timing.long_text(n, texts)

        def run(text: str = text) -> None:
            timing.forget()
            analyse(text)

        out.append((len(text.split()), timing.median_seconds(run, 3 if n <= 3000 else 1)))
    return out


def beside_torch(article, python: str, every: int) -> dict[str, Any]:
    """The same batches and the same article here and with torch, ours measured before and after it."""
    import models
    from analysis import analyse, load_codebook
    from models.features import WEIGHTS, encode, load_tokenizer
    from models.pairs import Pair, rows_of, statement_text
    from models.runtime import threads_at_once, weight_file

    model = models.stance_model("")
    target = len(encode(PROPOSITION, load_tokenizer()).ids)
    texts = timing.batch_texts("\n".join(timing.sample_texts()), BATCH, PIECES - 5 - target)
    pairs = [Pair(t, PROPOSITION) for t in texts]
    lengths = [len(r) for r in rows_of(pairs, load_tokenizer(), 176)]
    found = analyse(article)
    names = {s.id: s.name for s in found.speakers}
    said = [
        statement_text(names[s.speaker_id], article.text[slice(*s.cue)] if s.cue else "", found.words(s))
        for s in found.statements
        if s.type != "author"
    ]
    propositions = [t.proposition for t in load_codebook().topics]
    asked = said[::every] or said

    def batch() -> None:
        timing.forget()
        model.classify(pairs)

    def whole() -> None:
        timing.forget()
        analyse(article)

    def ours() -> tuple[list[float], list[float]]:
        batch()
        return [timing.median_seconds(batch, 1) for _ in range(7)], [timing.median_seconds(whole, 1) for _ in range(3)]

    before = ours()
    peer = timing.torch_peer(
        python,
        {
            "threads": threads_at_once(),
            "tokenizer": str(WEIGHTS / "tokenizer.json"),
            "layers": timing.layers(weight_file("stance.onnx")),
            "width": timing.WIDTH,
            "heads": 12,
            "batch": BATCH,
            "pieces": PIECES,
            "repeats": 9,
            "pipeline_repeats": 3 if every == 1 else 1,
            "pairs": [[p.text, p.target] for p in pairs],
            "article": [[t, propositions] for t in asked],
        },
    )
    after = ours()
    out = {
        "threads": threads_at_once(),
        "pieces": max(lengths),
        "batch": statistics.median(before[0] + after[0]),
        "whole": statistics.median(before[1] + after[1]),
        "statements": len(said),
        "propositions": len(propositions),
        "asked": len(asked),
    }
    if isinstance(peer, str):
        return {**out, "missing": peer}
    peer["article_scaled"] = peer["article"] * len(said) / max(1, len(asked))
    return {**out, "peer": peer}


def beside_systems(article, environment: Path, repeats: int = 5) -> dict[str, Any]:
    """Quick systems from PyPI on this article (benchmarks/stage_peers.py), our stages measured before and after it."""
    from analysis import analyse, load_codebook

    found = analyse(article)
    job = {
        "text": article.text,
        "statements": [found.words(s) for s in found.statements],
        "topics": [t.proposition for t in load_codebook().topics],
        "repeats": repeats,
    }
    before = warm_runs(article, repeats)[1]
    try:
        theirs = elsewhere.ask(elsewhere.python_of(environment), "stage_peers", [job])[-1]
    except elsewhere.Unavailable as why:
        return {"systems": [], "missing": {"all": str(why)}}
    after = warm_runs(article, repeats)[1]
    ours = {k: statistics.median((before[k], after[k])) for k in before}
    return {**theirs, "ours": ours}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--words", type=int, default=100_000, help="length of the longest document")
    parser.add_argument("--torch-python", default=sys.executable, help="a Python that has torch and transformers")
    parser.add_argument("--peers", type=Path, default=Path("../peers-venv"), help="an environment with quick systems")
    parser.add_argument("--every", type=int, default=1, help="a quicker run: every so manieth statement and word")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    from analysis import analyse, read_document
    from benchmarks.speed_text import render

    path = args.file or next(iter(sorted(SEED.glob("*.txt"))), None) or ROOT / "sample_articles/inf-1-meridian-wire.md"
    products = timing.product()
    starts = [timing.cold(path) for _ in range(3)]
    imports = {s: timing.import_seconds(s) for s in ("import analysis", "from analysis import analyse")}
    article = read_document(path.name, path.read_bytes())
    analyse(article)
    warm, stages = warm_runs(article, 9)
    passes = graphs(article)
    timing.forget()
    profile = timing.profiled(lambda: analyse(article))
    corpus = sorted((ROOT / "sample_articles").glob("*-*.md")) + sorted((ROOT / "benchmarks/articles").glob("*.txt"))
    corpus = corpus[:: min(args.every, 4)]
    rates = {(k, t): timing.bulk(corpus, k, t) for k, t in dict.fromkeys([(1, cores()), (cores(), 1)])}
    grown = growth(max(2000, args.words // args.every))
    torch = beside_torch(article, args.torch_python, args.every)
    systems = beside_systems(article, args.peers)
    products += timing.product()
    exponent = fitted_exponent([n for n, _ in grown], [s for _, s in grown])
    data = {
        "processor": f"{cpu()}, {cores()} cores",
        "every": args.every,
        "words": len(article.text.split()),
        "reference": statistics.median(products),
        "peak": 2 * 1024**3 / min(products),
        "bandwidth": timing.bandwidth(),
        "warm": warm,
        "stages": stages,
        "cold": statistics.median(s for s, _, _ in starts),
        "peak_memory": max(m for _, m, _ in starts),
        "resident": max(m for _, _, m in starts),
        "imports": imports,
        "bulk": [{"processes": k, "threads": t, "articles": len(corpus), "rate": r} for (k, t), r in rates.items()],
        "growth": grown,
        "exponent": exponent,
        "graphs": {k: vars(v) for k, v in passes.items()},
        "profile": profile,
        "torch": torch,
        "systems": systems,
    }
    note = f"cost grows as words to the power {exponent:.2f}"
    drawn = growth_svg("Analysis of one document", "words", "seconds", grown, note)
    write("speed", "Speed", render(data, DRAWING, table), args.out, data, {DRAWING: drawn})


if __name__ == "__main__":
    main()
