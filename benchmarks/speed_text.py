"""The words of the speed report around its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STAGES = {
    "models": "loading (nothing, when warm)",
    "segment": "paragraphs",
    "attribution": "statements: the tagger and the rules around it",
    "speakers": "who speaks",
    "topics": "which topics apply: the embedder and phrases",
    "stance": "stance and sentiment: the pair classifier",
    "positions": "positions",
}


WARM, BULK = 0.4, 3
"""Goals: seconds of a warm analysis, articles a second."""


def most(value: float, limit: float) -> str:
    """Whether a cost keeps to its limit."""
    return f"≤ {limit:g}: " + ("reached" if value <= limit else f"{value / limit:.1f} × too much")


def least(value: float, limit: float) -> str:
    """Whether a rate or ratio reaches what it should."""
    return f"≥ {limit:g}: " + ("reached" if value >= limit else f"{value / limit:.2f} of it")


def render(d: dict[str, Any], drawing: str, table: Callable[[list[str], list[list]], str]) -> str:
    """The report's body from its data."""
    unit = d["reference"]
    rate = max(b["rate"] for b in d["bulk"])
    first = [
        [
            f"warm analysis, {d['words']:,} words",
            f"{d['warm']:.2f} s",
            f"{d['warm'] / unit:.0f}",
            most(d["warm"], WARM),
        ],
        ["cold process to first chart", f"{d['cold']:.2f} s", f"{d['cold'] / unit:.0f}", most(d["cold"], 3)],
        *[
            [f"`{k}`", f"{v * 1000:.0f} ms", f"{v / unit:.0f}", most(v, 0.5) if k.startswith("import") else ""]
            for k, v in d["imports"].items()
        ],
        ["memory held after two analyses", f"{d['resident']:.0f} MiB", "", most(d["resident"], 600)],
        ["peak memory until the first chart", f"{d['peak_memory']:.0f} MiB", "", ""],
        ["articles a second, best of below", f"{rate:.1f}", "", least(rate, BULK)],
        ["reference: one matrix product", f"{unit * 1000:.2f} ms", "1", ""],
    ]
    parts = [
        f"{d['processor']}. Warm: median of nine, nothing remembered between runs.",
        "**A quicker run on fewer statements and words (`--every`).**" if d["every"] > 1 else "",
        table(["", "measured", "in references", "goal"], first),
        "## Bulk\n\n"
        + table(
            ["processes", "threads each", "articles", "a second"],
            [[b["processes"], b["threads"], b["articles"], f"{b['rate']:.2f}"] for b in d["bulk"]],
        )
        + "\n\nWarm processes, one article after another; the samples and benchmarks/articles.",
        _torch(d, table),
        "## Stages of a warm analysis\n\n"
        + table(
            ["stage", "", "ms", "share"],
            [
                [k, STAGES.get(k, ""), f"{1000 * v:.1f}", f"{v / max(sum(d['stages'].values()), 1e-9):.0%}"]
                for k, v in d["stages"].items()
            ],
        ),
        _systems(d, table),
        _graphs(d, table),
        _shortfall(d, rate),
        "## Profile of one warm analysis\n\nThe profiler itself slows Python code down, so these times only rank.\n\n"
        + table(
            ["function", "calls", "own, ms", "with what it calls, ms"],
            [[f"`{f}`", n, f"{1000 * own:.1f}", f"{1000 * total:.1f}"] for f, n, own, total in d["profile"]],
        ),
        "## Growth with the length of a document\n\n"
        + table(
            ["words", "seconds", "ms for 1,000 words"],
            [[f"{n:,}", f"{s:.2f}", f"{1e6 * s / n:.0f}"] for n, s in d["growth"]],
        )
        + f"\n\nThe samples over and over, each round's sentences made different. Cost grows as words to the power "
        f"{d['exponent']:.2f} (least squares on logarithms; 1 is linear).\n\n![Growth]({drawing})",
    ]
    return "\n\n".join(p for p in parts if p)


def _torch(d: dict[str, Any], table: Callable) -> str:
    t = d["torch"]
    head = "## Beside torch, in the same run\n\n"
    if "missing" in t:
        return head + f"Not measured: {t['missing']}."
    p = t["peer"]
    pipeline = min(p["pipeline"], p["pipeline_single"])
    pairs = t["statements"] * t["propositions"]
    whole = p["article_scaled"]
    rows = [
        ["shipped classifier, int8, with its tokenizer", f"{t['batch'] * 1000:.0f} ms", "1", ""],
        [
            "torch, float32, the same shape, without a tokenizer",
            f"{p['same_shape'] * 1000:.0f} ms",
            f"{p['same_shape'] / t['batch']:.1f}",
            least(p["same_shape"] / t["batch"], 3),
        ],
        [
            "zero-shot pipeline, DeBERTa-v3-base shape",
            f"{pipeline * 1000:.0f} ms",
            f"{pipeline / t['batch']:.1f}",
            least(pipeline / t["batch"], 30),
        ],
    ]
    end = [
        ["whole analysis here: statements, speakers, topics, stances, positions", f"{t['whole']:.2f} s", "1", ""],
        [
            f"the pipeline on all {pairs:,} (statement, topic) pairs, statements given",
            f"{whole:.1f} s",
            f"{whole / t['whole']:.0f}",
            least(whole / t["whole"], 100),
        ],
    ]
    scaled = (
        f" Measured on {t['asked']} of {t['statements']} statements and scaled."
        if t["asked"] < t["statements"]
        else f" All {t['statements']} statements were run."
    )
    return (
        head
        + f"torch {p['torch']}, transformers {p['transformers']}, {t['threads']} threads on both sides; random weights "
        "of the named shapes, since no time depends on their values. Ours is measured before and after torch.\n\n"
        f"A batch of {BATCH_NAME.format(t['pieces'])}:\n\n"
        + table(["", "time", "× ours", "goal"], rows)
        + "\n\nThe pipeline takes one pass a pair, the least it can; of batches of 32 and of 1 the quicker counts "
        f"({p['pipeline'] * 1000:.0f} and {p['pipeline_single'] * 1000:.0f} ms).\n\nEnd to end on the same article:\n\n"
        + table(["", "time", "× ours", "goal"], end)
        + f"\n\n{t['propositions']} propositions of the codebook that ships.{scaled}"
    )


DOES = {
    "pysbd": "sentences, no paragraphs, captions or boilerplate",
    "textacy": "direct quotations alone, with sources as they stand",
    "sayswho": "direct quotations alone, with sources as they stand",
    "clauses": "direct and indirect speech by a dependency parse, sources as they stand",
    "BM25": "statements ranked for each topic by shared words",
    "YAKE": "key phrases, from which topics could be suggested",
    "VADER": "tone of statements by word list, no stance",
}


def _systems(d: dict[str, Any], table: Callable) -> str:
    found = d["systems"]
    head = "## Beside quick systems from PyPI, stage by stage\n\n"
    missing = "".join(f" {k} is missing: {v}." for k, v in found["missing"].items())
    if not found["systems"]:
        return head + f"Not measured:{missing}"
    ours = found["ours"]
    rows = [
        [
            x["stage"],
            f"{1000 * ours[x['stage']]:.0f}",
            x["versions"],
            f"{1000 * x['seconds']:.0f}",
            f"{x['seconds'] / max(ours[x['stage']], 1e-9):.2f}",
            DOES.get(x["name"], ""),
        ]
        for x in sorted(found["systems"], key=lambda x: (list(STAGES).index(x["stage"]), x["seconds"]))
    ]
    return (
        head
        + table(["stage", "ours, ms", "system", "its ms", "× ours", "what it gives"], rows)
        + "\n\nThe same article, ours measured before and after; each does less than the stage it stands beside."
        + missing
    )


BATCH_NAME = "32 statements × {} word pieces"


def _graphs(d: dict[str, Any], table: Callable) -> str:
    rows = [
        [
            k,
            g["calls"],
            f"{g['pieces']:,}",
            f"{1000 * g['seconds']:.0f}",
            f"{g['operations'] / max(g['seconds'], 1e-9) / 1e9:.0f}",
            f"{g['operations'] / max(g['seconds'], 1e-9) / d['peak']:.0%}",
        ]
        for k, g in d["graphs"].items()
    ]
    return (
        "## How close the graphs come to the machine\n\n"
        + table(["graph", "passes", "padded pieces", "ms", "10⁹ operations a second", "of the float32 peak"], rows)
        + f"\n\nMeasured peak of a float32 matrix product: {d['peak'] / 1e9:.0f} × 10⁹ operations a second; memory "
        f"copies at {d['bandwidth'] / 1e9:.1f} GB a second. int8 products can pass the float32 peak; attention, "
        "normalisation and quantising activations keep them below it. Operations count matrix products alone."
    )


def _shortfall(d: dict[str, Any], rate: float) -> str:
    """Where the time goes that is missing to the goals of a warm analysis and of bulk; empty where both are reached."""
    if d["warm"] <= WARM and rate >= BULK:
        return ""
    graphs = sum(g["seconds"] for g in d["graphs"].values())
    operations = sum(g["operations"] for g in d["graphs"].values())
    rest = max(0.0, d["warm"] - graphs)
    left = WARM - rest
    needed = (
        f"{operations / left / 1e9:.0f} × 10⁹ a second, {graphs / left:.1f} times as fast" if left > 0 else "no time"
    )
    return (
        "## What is missing to the goals\n\n"
        f"The three graphs take {graphs:.2f} of the {d['warm']:.2f} s of a warm analysis: {operations / 1e9:.0f} × 10⁹ "
        f"operations of matrix products, {operations / graphs / 1e9:.0f} × 10⁹ a second, which is "
        f"{operations / graphs / d['peak']:.0%} of what the same cores reach in one large float32 product. Everything "
        f"around them (rules, tokens, phrases) takes {rest:.2f} s. {WARM} s in all would leave the graphs "
        f"{max(0.0, left):.2f} s: {needed}. Bulk, at {rate:.1f} of {BULK} articles a second, is the same work without "
        "a gap. What is missing is fewer operations, that is, fewer or shorter pairs or a smaller encoder, at a "
        "cost in accuracy, or a runtime with quicker int8 products; code around the graphs can't give it."
    )
