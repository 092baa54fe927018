"""What a server bears: people who read a shared page and people who analyse, all at once, over real sessions.

    python -m benchmarks.load [--people 50] [--analysing 5] [--seconds 90] [--database sqlite|postgresql] [--out]

Starts the dashboard with a database of its own. Readers open one shared link and look through its views; those who
analyse paste an article that nobody had before, wait for their turn, save it as a project and save it again. Both
speak Streamlit's websocket protocol (benchmarks/visitor.py), which is what a browser sends and gets; one real Chromium
opens the link beside them, drawing included. At the end every save that the page reported is looked for in the
database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.report import cpu, table, write
from benchmarks.serving import ROOT, free_port, served
from benchmarks.timing import sample_texts
from models.runtime import cores

VIEWS = ("Reader", "Speakers", "Statements", "Positions")
_PLACE = re.compile(r"You are (\d+)")
_THINK_S = (1.0, 4.0)


@dataclass
class Seen:
    """What was measured: seconds by what was done, errors in words, saves, places in line and memory."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    saves: dict[str, int] = field(default_factory=dict)
    """Project name to the number of saves that the page reported."""
    texts: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    places: Counter[int] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the start, MiB."""
    people: int = 0

    def took(self, what: str, seconds: float) -> None:
        """Note how long something took."""
        self.seconds.setdefault(what, []).append(seconds)


def dashboard(url: str, log: Path) -> AbstractContextManager[tuple[str, int]]:
    """The address and process of a dashboard with this database; its log goes to a file."""
    own = {"DATABASE_URL": url, "STANDPOINT_LOG_FORMAT": "json", "HF_HUB_OFFLINE": "1", "STANDPOINT_QUOTA_MB": "5000"}
    return served(log=log, environment=own)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of the kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'load.sqlite'}"
        return
    from benchmarks.postgres import server

    with server(free_port()) as url:
        yield f"{url}/postgres".replace("postgresql+psycopg", "postgresql")


def shared_link(url: str) -> str:
    """Store four sample articles on one event as a project and share it; returns the address's query."""
    from analysis import analyse, read_document
    from analysis.codebook import load_codebook
    from analysis.hosting import HostSettings
    from analysis.project import Project
    from analysis.storage import open_store
    from analysis.storage.shares import create_share

    paths = sorted((ROOT / "sample_articles").glob("inf-*.md"))
    found = tuple(analyse(read_document(p.name, p.read_bytes())) for p in paths)
    store = open_store(HostSettings(DATABASE_URL=url))
    user = store.user("host", "Host")
    saved = store.create(user, Project("", "Samples", load_codebook(), found))
    _, token = create_share(store, user, saved.project.id, with_text=True, live=True)
    store.engine.dispose()
    return f"share={token}"


async def reader(url: str, query: str, until: float, seen: Seen, dice: random.Random) -> None:
    """Opens the link and looks through its views, with time to read between them."""
    from benchmarks.visitor import Visitor

    await asyncio.sleep(dice.uniform(0, min(15.0, max(0.0, until - time.monotonic()) / 4)))
    visitor = await Visitor.arrive(url)
    try:
        seen.took("link opened", await visitor.open(query))
        seen.people += 1
        for n in range(10**6):
            await asyncio.sleep(dice.uniform(*_THINK_S))
            if n and time.monotonic() > until:
                return
            seen.took("view changed", await visitor.choose("View", VIEWS[n % len(VIEWS)]))
    finally:
        await visitor.leave()


async def analyser(number: int, url: str, until: float, seen: Seen) -> None:
    """Pastes, waits, saves and saves again, until time is over."""
    from benchmarks.visitor import Visitor

    def told(text: str) -> None:
        if found := _PLACE.search(text):
            seen.places[int(found[1])] += 1

    texts = sample_texts()
    for n in range(10**6):
        if n and time.monotonic() > until:
            return
        name = f"Project {number}-{n}"
        text = f"{name}\n\n{_fresh(texts[(number + n) % len(texts)], number * 1000 + n)}"
        visitor = await Visitor.arrive(url, told)
        try:
            seen.took("first page opened", await visitor.open())
            visitor.type("Article text", text)
            seen.took("article analysed, waiting included", await visitor.click("Analyse"))
            if not any(re.search(r"\d+ statements by", t) for t in visitor.texts()):
                raise RuntimeError("the page shows no analysis")
            await visitor.click("Save")
            visitor.type("Name", name)
            seen.took("project saved", await visitor.click("Save", inside="save_form"))
            _reported(visitor, name)
            seen.saves[name], seen.texts[name] = 1, text
            seen.took("project saved", await visitor.click("Save"))
            _reported(visitor, name)
            seen.saves[name] = 2
        finally:
            await visitor.leave()


def _reported(visitor: Any, name: str) -> None:
    if not any(t.startswith(f"{name} · saved") for t in visitor.texts()):
        raise RuntimeError("the page doesn't say that the project is saved")


def _fresh(text: str, number: int) -> str:
    """The text with a number in every sentence, so that nothing remembered spares work."""
    return re.sub(r"(?<=[a-z])([.,])(?=[”\"’']?(?:\s|$))", rf" {number}\1", text)


async def chromium(url: str, query: str, until: float, seen: Seen) -> None:
    """Opens the link in a real browser again and again, until the matrix is drawn."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        return
    from playwright.async_api import async_playwright

    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for n in range(10**6):
            if n and time.monotonic() > until:
                break
            context = await browser.new_context(viewport={"width": 1440, "height": 1000})
            page = await context.new_page()
            started = time.perf_counter()
            await page.goto(f"{url}/?{query}", timeout=200_000)
            await page.locator(".js-plotly-plot .scatterlayer .point").first.wait_for(timeout=200_000)
            seen.took("link opened in Chromium, until drawn", time.perf_counter() - started)
            if await page.locator('[data-testid="stException"]').count():
                raise RuntimeError("Chromium shows an exception")
            await context.close()
            await asyncio.sleep(5)
        await browser.close()


async def watch(pid: int, began: float, seen: Seen) -> None:
    """Note the server's memory every second."""
    while True:
        status = Path(f"/proc/{pid}/status")
        if status.exists():
            kib = re.search(r"VmRSS:\s+(\d+)", status.read_text())
            if kib:
                seen.memory.append((round(time.monotonic() - began, 1), round(int(kib[1]) / 1024, 1)))
        await asyncio.sleep(1)


async def everyone(url: str, pid: int, query: str, args: argparse.Namespace, seen: Seen) -> None:
    """All of them at once; what fails is noted and stops nobody else."""
    began = time.monotonic()
    until = began + args.seconds
    watching = asyncio.create_task(watch(pid, began, seen))
    jobs: dict[str, Any] = {
        **{f"reader {n}": reader(url, query, until, seen, random.Random(n)) for n in range(args.people)},
        **{f"analyser {n}": analyser(n, url, until, seen) for n in range(args.analysing)},
    }
    if not args.no_browser:
        jobs["chromium"] = chromium(url, query, until, seen)
    ended = await asyncio.gather(*jobs.values(), return_exceptions=True)
    watching.cancel()
    for who, outcome in zip(jobs, ended, strict=True):
        if isinstance(outcome, BaseException):
            seen.errors.append(f"{who}: {type(outcome).__name__} {outcome}".strip())


def look_for_saves(url: str, seen: Seen) -> None:
    """Compare what pages reported with what the database holds."""
    from analysis.hosting import HostSettings
    from analysis.storage import open_store

    store = open_store(HostSettings(DATABASE_URL=url))
    user = store.user("local", "You")
    held = {p.name: store.load(user, p.id) for p in store.projects(user)}
    for name, times in seen.saves.items():
        saved = held.get(name)
        body = seen.texts[name].partition("\n\n")[2].strip()[-200:]
        if saved is None or saved.version < times or body not in saved.project.analyses[0].article.text:
            seen.lost.append(name)
    store.engine.dispose()


def measure(args: argparse.Namespace) -> tuple[Seen, Counter[str]]:
    """The whole run; returns what was seen and the events of the server's log."""
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="standpoint-load-") as name:
        folder = Path(name)
        with database(args.database, folder) as url:
            query = shared_link(url)
            log = folder / "log"
            with dashboard(url, log) as (address, pid):
                asyncio.run(everyone(address, pid, query, args, seen))
            look_for_saves(url, seen)
        events: Counter[str] = Counter()
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("{"):
                event = json.loads(line)
                calm = event["level"] in ("debug", "info")
                events[event["event"] if calm else f"{event['level']}: {event['event']}"] += 1
    return seen, events


def share(values: list[float], part: float) -> float:
    """The value that so large a part of them doesn't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def summary(seen: Seen, events: Counter[str]) -> dict[str, Any]:
    """The figures of the report."""
    return {
        "times": {
            what: {
                "n": len(v),
                "median": round(share(v, 0.5), 3),
                "p95": round(share(v, 0.95), 3),
                "longest": round(max(v), 3),
            }
            for what, v in seen.seconds.items()
        },
        "readers who came": seen.people,
        "errors": seen.errors,
        "saves reported": sum(seen.saves.values()),
        "saves lost": seen.lost,
        "places in line seen": {str(k): v for k, v in sorted(seen.places.items())},
        "memory MiB": {
            "first": seen.memory[0][1] if seen.memory else None,
            "most": max((m for _, m in seen.memory), default=None),
            "last": seen.memory[-1][1] if seen.memory else None,
        },
        "memory over time (seconds, MiB)": seen.memory[:: max(1, len(seen.memory) // 60)],
        "server's log": dict(sorted(events.items())),
    }


def body(found: dict[str, Any], args: argparse.Namespace, busy: tuple[float, float]) -> str:
    """The report's text."""
    before, after = busy
    rows = [[what, x["n"], x["median"], x["p95"], x["longest"]] for what, x in found["times"].items()]
    memory, lost, places = found["memory MiB"], found["saves lost"], found["places in line seen"]
    steps = found["memory over time (seconds, MiB)"]
    steps = steps[:: max(1, len(steps) // 10)]
    parts = [
        f"{cpu()}, {cores()} cores, which server, database and all visitors share: {args.people} readers, "
        f"{args.analysing} people who analyse{'' if args.no_browser else ', one Chromium'}; {args.database}; "
        f"{args.seconds:.0f} s. Load at the end: {after:.1f}.",
        table(["", "times", "median s", "p95 s", "longest s"], rows),
        "“View changed” is a page's whole answer to a click: sent, computed, received. Readers think 1 to 4 seconds in "
        "between.",
        "## Errors",
        "\n".join(f"- {e}" for e in found["errors"]) or "None.",
        f"Lost saves: {len(lost)} of {found['saves reported']} that a page reported.",
        "## The line",
        "Places that pages showed, with how often: " + ", ".join(f"{k} ({v})" for k, v in places.items()) + "."
        if places
        else "Nobody had to wait.",
        "## The server's memory",
        f"{memory['first']} MiB at first, {memory['most']} at most, {memory['last']} at the end.",
        table(["seconds", *[f"{t:.0f}" for t, _ in steps]], [["MiB", *[f"{v:.0f}" for _, v in steps]]]),
        "## What the server logged",
        table(["event", "times"], [[k, v] for k, v in found["server's log"].items()]),
    ]
    if before > 0.5:
        parts.insert(
            1,
            f"**Other work ran on the machine**: before the run its load was {before:.1f} on {cores()} cores, so times "
            "here are too long by what that took.",
        )
    return "\n\n".join(parts)


def main(argv: list[str] | None = None) -> dict[str, Any]:
    """Command line; returns the figures."""
    p = argparse.ArgumentParser(
        prog="python -m benchmarks.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("--people", type=int, default=50, help="who read the shared link")
    p.add_argument("--analysing", type=int, default=5, help="who analyse and save")
    p.add_argument("--seconds", type=float, default=90, help="after which nobody begins anything new")
    p.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    p.add_argument("--no-browser", action="store_true", help="without the one Chromium")
    p.add_argument("--out", action="store_true", help="write benchmarks/reports/load.md and .json")
    args = p.parse_args(argv)
    before = os.getloadavg()[0]
    seen, events = measure(args)
    busy = (before, os.getloadavg()[0])
    found = summary(seen, events)
    write("load", "Load", body(found, args, busy), args.out, {**found, "load average": busy, **vars(args)})
    return found


if __name__ == "__main__":
    main()
