"""The words of the scale report around its figures: growth, the paper estimate, and where it breaks."""

from __future__ import annotations

from typing import Any

from benchmarks.drawing import extrapolated_svg
from benchmarks.report import table

MILLIONS = 100
LIVE = 1000
"""Articles a minute of the live feed."""
BUSY = 0.6
"""Share of the live feed's cores that work; the rest is in reserve for peaks."""
SHOWN = (1_000, 2_000, 5_000, 10_000)
"""Numbers of articles for which the cost is drawn on from what was measured."""
HOURS_A_MONTH = 730


HEAD = [
    "articles",
    "words",
    "time",
    "until the first partition",
    "articles a second",
    "processor, an article",
    "stored, an article",
    "memory of a process",
]


def drawn_on(d: dict[str, Any]) -> list[tuple[int, float]]:
    """Articles and seconds beyond the largest run, by the fitted line. These weren't measured."""
    most = max(r["articles"] for r in d["runs"])
    return [(n, d["clock"]["a"] + d["clock"]["b"] * n) for n in SHOWN if n > most]


def drawing(d: dict[str, Any]) -> str:
    """Seconds by articles, what was measured and what wasn't."""
    measured = [(r["articles"], r["seconds"]) for r in d["runs"]]
    return extrapolated_svg("Time by number of articles", "articles", "seconds", measured, drawn_on(d))


def estimate(d: dict[str, Any]) -> dict[str, float]:
    """The paper estimate of 100 million articles and of the live feed; plain figures, from measured ones."""
    assumed, last, number = d["assumed"], d["runs"][-1], MILLIONS * 1_000_000
    seconds = d["core"]["b"]
    hours = number * seconds / 3600
    stored, taken = (last[k] / last["articles"] * number for k in ("stored", "taken"))
    parts = number / assumed["partition"]
    scan = d["planning"]["bytes"] / d["planning"]["seconds"]
    live = LIVE / 60 * seconds / BUSY
    return {
        "core seconds an article": seconds,
        "core hours": hours,
        "dollars of computing": hours * assumed["core_hour"],
        "days": hours / (assumed["nodes"] * assumed["node_cores"]) / 24,
        "input bytes": taken,
        "result bytes": stored,
        "dollars of storage a month": (stored + taken) / 1e9 * assumed["gigabyte_month"],
        "partitions": parts,
        "plan bytes": parts * d["planning"]["plan"],
        "planning hours": taken / scan / 3600,
        "planning bytes a second": scan,
        "live cores": live,
        "live dollars a month": live * HOURS_A_MONTH * assumed["core_hour"],
        "live memory bytes": live * last["memory"] * 2**20,
        "live seconds of work": LIVE / live * seconds,
        "live result bytes a day": last["stored"] / last["articles"] * LIVE * 1440,
    }


def render(d: dict[str, Any], picture: str) -> str:
    """The report's body from its data."""
    clock, core = d["clock"], d["core"]
    busy = (
        f"**Other work ran on the machine during this run** (load {d['load']:.1f} on {d['cores']} cores): times by the "
        "clock are too high; processor seconds, which the estimate rests on, less so."
        if d["load"] > d["cores"] + d["workers"]
        else ""
    )
    per_second = f"{1 / clock['b']:.2f} articles a second once started" if clock["b"] > 0 else "no growth"
    parts = [
        f"{d['processor']}, {d['cores']} cores; {d['workers']} worker processes of one thread. Each run starts anew "
        "and loads its models.",
        busy,
        table(HEAD, [_row(r) for r in d["runs"]]),
        f"Time = {clock['a']:.1f} s + {clock['b']:.3f} s · articles explains {clock['explained']:.2%} of the variance: "
        f"{per_second}. Processor time = {core['a']:.1f} s + {core['b']:.3f} s · articles "
        f"({core['explained']:.2%}).",
        f"![Time by number of articles]({picture})",
        "Beyond the largest run the line is **drawn on, not measured**: articles are analysed one by one and know "
        "nothing of each other, so that cost is their number's times one's. Planning was measured at "
        f"{d['planning']['articles']:,.0f} articles: {d['planning']['seconds']:.2f} s.",
        table(["articles", "time, drawn on"], [[f"{n:,}", _long(s)] for n, s in drawn_on(d)]),
        _short(d),
        _partitions(d),
        _resume(d["resume"]),
        _ray(d),
        _paper(d),
    ]  # fmt: skip
    return "\n\n".join(p for p in parts if p)


def _row(r: dict[str, Any]) -> list[str]:
    return [
        f"{r['articles']:,}",
        f"{r['words']:,}",
        f"{r['seconds']:.1f} s",
        f"{r['start']:.1f} s",
        f"{r['articles'] / r['seconds']:.2f}",
        f"{r['processor'] / r['articles']:.2f} s",
        f"{r['stored'] / r['articles'] / 1024:.1f} KiB",
        f"{r['memory']:.0f} MiB",
    ]


def _long(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _short(d: dict[str, Any]) -> str:
    """Growth in the number of articles as far as it was measured, on notes of a paragraph."""
    if not d["short"]:
        return ""
    line = d["short clock"]
    fitted = ""
    if line:
        fitted = (
            f"\n\nTime = {line['a']:.1f} s + {line['b'] * 1000:.1f} s · thousands of notes explains "
            f"{line['explained']:.2%} of the variance."
        )
    return (
        "## Many short ones\n\nNotes of a paragraph and a quote each, which make growth in the number of articles "
        "measurable far beyond the runs above.\n\n" + table(HEAD, [_row(r) for r in d["short"]]) + fitted
    )


def _partitions(d: dict[str, Any]) -> str:
    rows = [
        [
            r["size"],
            -(-r["articles"] // r["size"]),
            f"{r['seconds']:.1f} s",
            f"{r['stored'] / r['articles'] / 1024:.1f} KiB",
        ]
        for r in d["partitions"]
    ]
    return (
        f"## Size of partitions\n\n{d['partitions'][0]['articles']} articles on {d['workers']} workers. Small ones "
        "cost files and room, and lose less when a process dies.\n\n"
        + table(["articles a partition", "partitions", "time", "stored, an article"], rows)
    )


def _resume(r: dict[str, Any]) -> str:
    same = "the same, byte for byte, as" if r["same"] else "**not the same as**"
    return (
        f"## Killed and resumed\n\nA run over {r['articles']} articles in {r['partitions']} partitions, killed with "
        f"all its workers when {r['kept']} were done, went on {r['start']:.1f} s after its command was given again and "
        f"did the other {r['partitions'] - r['kept']} in {r['seconds']:.1f} s. Its files are {same} those of an "
        "unbroken run. A kill costs the partitions in hand and no more."
    )


def _ray(d: dict[str, Any]) -> str:
    r = d["ray"]
    if r is None:
        return "## On a Ray cluster\n\nNot measured: Ray isn't installed (requirements-ray.txt)."
    alone = next(x for x in d["runs"] if x["articles"] == r["articles"])
    return (
        f"## On a Ray cluster\n\n{r['articles']} articles on a cluster of {d['workers']} nodes of one core, all on "
        f"this machine: {r['seconds']:.1f} s, {r['articles'] / r['seconds']:.2f} a second, the first partition begun "
        f"after {r['start']:.1f} s; without Ray {alone['seconds']:.1f} s, {alone['start']:.1f} s. What this shows is "
        "that it works and what its start costs; how it grows over real machines wasn't measured."
    )


def _paper(d: dict[str, Any]) -> str:
    e, a, memory = estimate(d), d["assumed"], d["runs"][-1]["memory"]
    rows = [
        ["processor seconds an article", f"{e['core seconds an article']:.2f}"],
        ["core-hours", f"{e['core hours']:,.0f}"],
        [f"computing at ${a['core_hour']} a core-hour", f"${e['dollars of computing']:,.0f}"],
        [f"days on {a['nodes']} machines of {a['node_cores']} cores", f"{e['days']:.1f}"],
        ["memory of such a machine", f"{memory * a['node_cores'] / 1024:.0f} GiB for {a['node_cores']} processes"],
        ["input (JSONL, unpacked)", f"{e['input bytes'] / 1e12:.2f} TB"],
        ["results (Parquet, zstd)", f"{e['result bytes'] / 1e12:.2f} TB"],
        [
            f"storage of both at ${a['gigabyte_month']} a GB and month",
            f"${e['dollars of storage a month']:,.0f} a month",
        ],
        [f"partitions of {a['partition']:,}", f"{e['partitions']:,.0f} ({e['partitions'] * 6:,.0f} files)"],
        [f"planning at the measured {e['planning bytes a second'] / 1e6:.0f} MB/s", f"{e['planning hours']:.1f} hours"],
    ]
    live = [
        ["cores, two fifths in reserve", f"{e['live cores']:.0f}"],
        ["memory", f"{e['live memory bytes'] / 2**30:.0f} GiB"],
        [f"a month of them at ${a['core_hour']} a core-hour", f"${e['live dollars a month']:,.0f}"],
        ["results a day", f"{e['live result bytes a day'] / 1e9:.1f} GB"],
    ]
    begins = d["runs"][-1]["start"]
    return (
        f"## {MILLIONS} million articles, on paper\n\nComputed from the line of processor time and the largest run "
        "above, not measured. A core is one like this machine's. Prices are arguments of the command and stand for "
        "ordinary on-demand ones; a run survives the loss of machines, so that cheaper spot ones will do.\n\n"
        + table(["", ""], rows)
        + f"""

## Where it would break first

1. **Planning** reads every table once, in one process: {e["planning hours"]:.1f} hours against {e["days"]:.1f} days of
   work. Parquet input needs only its footers; many JSONL files can be run as several corpora, one per folder.
2. **Small files.** {e["partitions"]:,.0f} partitions are {e["partitions"] * 6:,.0f} files, and the dashboard lists them
   on opening. Larger partitions (`--partition 10000`) make a tenth, and cost more work where a node is lost; beyond
   that, results should be compacted by date.
3. **The driver** holds the plan ({e["plan bytes"] / 1e6:,.0f} MB) and one entry a partition, and Ray's object store the
   same. Some hundred thousand are fine, many millions are not. It is also the one process that isn't tried again: the
   command is given anew and goes on.
4. **Speakers are joined by name** over articles, which at this size joins namesakes.

## A live feed of {LIVE:,} articles a minute

"""
        + table(["", ""], live)
        + f"""

It needs no cluster: a file a minute, analysed with `--partition` of its articles divided by the cores. An article is
in the results after the file's minute, {begins:.0f} s to start the command and {e["live seconds of work"]:.0f} s of
work, {(60 + begins + e["live seconds of work"]) / 60:.1f} minutes in all; less where files are written more often.
"""
    )
