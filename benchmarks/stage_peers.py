"""Quick systems from PyPI for single stages of an analysis, timed on the same article, in an environment of their own.

    ../peers-venv/bin/python -m benchmarks.stage_peers < job.json

Reads {"text", "statements": [str], "topics": [str], "repeats"} and prints {"systems": [{"stage", "name", "versions",
"seconds"}], "missing": {name: reason}}. Like benchmarks/peers.py it needs nothing of the product. Systems are loaded
and have run once before they are timed; seconds are the median.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from benchmarks import peers
from benchmarks.timing import median_seconds

Job = dict[str, Any]
Make = Callable[[Job], Callable[[], Any]]


def _pysbd(job: Job) -> Callable[[], Any]:
    import pysbd

    splitter = pysbd.Segmenter(language="en", clean=False)
    return lambda: splitter.segment(job["text"])


def _bm25(job: Job) -> Callable[[], Any]:
    from rank_bm25 import BM25Okapi

    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    def run() -> list:
        index = BM25Okapi([words(s) for s in job["statements"]])
        return [index.get_scores(words(t)) for t in job["topics"]]

    return run


def _yake(job: Job) -> Callable[[], Any]:
    import yake

    extractor = yake.KeywordExtractor(lan="en", n=3, top=20)
    return lambda: extractor.extract_keywords(job["text"])


def _vader(job: Job) -> Callable[[], Any]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda: [analyser.polarity_scores(s) for s in job["statements"]]


SYSTEMS: dict[str, tuple[str, Make, tuple[str, ...]]] = {
    "pysbd": ("segment", _pysbd, ("pysbd",)),
    "BM25": ("topics", _bm25, ("rank-bm25",)),
    "YAKE": ("topics", _yake, ("yake",)),
    "VADER": ("stance", _vader, ("vaderSentiment",)),
}
"""Name to stage, what makes it, and its packages. The systems for statements are those of benchmarks/peers.py."""


def timed(run: Callable[[], Any], repeats: int) -> float:
    """Median seconds of a function that has run once before."""
    run()
    return median_seconds(run, repeats)


def measured(job: Job) -> dict[str, Any]:
    """Every system that loads here, timed on the job, and why others don't load."""
    found, missing = [], {}
    for name, (stage, make, packages) in SYSTEMS.items():
        try:
            versions = ", ".join(f"{p} {version(p)}" for p in packages)
            seconds = timed(make(job), job["repeats"])
        except ImportError as error:  # PackageNotFoundError is one
            missing[name] = str(error)
            continue
        found.append({"stage": stage, "name": name, "versions": versions, "seconds": seconds})
    systems, versions_, absent = peers.load()
    for name, find in systems.items():
        seconds = timed(lambda find=find: find(job["text"]), job["repeats"])
        found.append({"stage": "attribution", "name": name, "versions": versions_[name], "seconds": seconds})
    return {"systems": found, "missing": missing | absent}


if __name__ == "__main__":
    print(json.dumps(measured(json.load(sys.stdin))))
