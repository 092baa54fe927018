"""One run over a corpus: its settings, its plan and what is already done, all kept beside the results.

In the folder: ``manifest.json`` (settings), ``plan.jsonl`` (one partition a line), a folder per table with one
Parquet file per partition, and ``done`` with one mark per finished partition, which is written last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.codebook import DEFAULT_PATH, load_codebook, parse_codebook
from analysis.corpus.plan import DEFAULT_SIZE, Partition, make_plan
from analysis.corpus.schema import SCHEMA, TABLES
from analysis.corpus.store import CorpusError, Store
from analysis.settings import max_words, stance_model_name


@dataclass(frozen=True)
class Settings:
    """What decides the results, and nothing else: equal settings over equal input give equal files.

    ``codebook`` is the YAML text; ``columns`` maps a field to the column that holds it.
    """

    input: str
    out: str
    codebook: str
    model: str = ""
    size: int = DEFAULT_SIZE
    columns: Mapping[str, str] = field(default_factory=dict)
    max_words: int = 0


@dataclass(frozen=True)
class Job:
    """A planned run. ``pending`` are the partitions that are still to do."""

    settings: Settings
    store: Store
    plan: tuple[Partition, ...]
    pending: tuple[Partition, ...]


def settings(
    source: str,
    out: str,
    codebook: str | None = None,
    *,
    model: str | None = None,
    size: int = DEFAULT_SIZE,
    columns: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from what the user names. Raises CodebookError for a codebook that can't be used."""
    load_codebook(codebook)
    with open(codebook or DEFAULT_PATH, encoding="utf-8-sig") as file:
        text = file.read()
    named = stance_model_name() if model is None else model
    return Settings(source, out, text, named, size, dict(columns or {}), max_words())


def weights_version() -> str:
    """A hash of the shipped weights: results of different ones don't belong in one corpus."""
    from models.features import WEIGHTS

    digest = hashlib.sha256()
    for path in sorted(WEIGHTS.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def prepare(s: Settings) -> Job:
    """Plan a run, or take up one that was interrupted. Call it while holding ``store.alone()``.

    Raises CorpusError where the folder holds a run with other settings or something else.
    """
    store = Store(s.out)
    manifest: dict[str, Any] = {
        "schema": SCHEMA,
        "input": s.input,
        "partition": s.size,
        "columns": dict(s.columns),
        "codebook": parse_codebook(s.codebook).version,
        "stance_model": s.model or "shipped",
        "weights": weights_version(),
        "max_words": s.max_words,
    }
    before = store.read("manifest.json")
    if before is None:
        if not store.empty():
            raise CorpusError(f"{s.out} holds other files. Name a new or an empty folder.")
        plan = make_plan(s.input, s.size, s.columns)
        store.write("plan.jsonl", "".join(p.to_json() + "\n" for p in plan).encode())
        store.write("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    else:
        _same(s.out, manifest, before)
        raw = store.read("plan.jsonl") or b""
        plan = [Partition.from_json(line) for line in raw.splitlines()]
    done = finished(store)
    return Job(s, store, tuple(plan), tuple(p for p in plan if p.name not in done))


def _same(out: str, manifest: dict[str, Any], before: bytes) -> None:
    try:
        old = json.loads(before)
    except ValueError as error:
        raise CorpusError(f"{out}/manifest.json is damaged. Name another folder.") from error
    other = [k for k, v in manifest.items() if old.get(k) != v]
    if other:
        told = "; ".join(f"{k.replace('_', ' ')} was {old.get(k)!r}, now {manifest[k]!r}" for k in other)
        raise CorpusError(f"{out} holds a run with other settings ({told}). Name another folder.")


def finished(store: Store) -> set[str]:
    """Names of the partitions that are wholly there: their mark, and every table with a file."""
    done = {name.removesuffix(".json") for name in store.sizes("done") if name.endswith(".json")}
    for table in TABLES:
        there = store.sizes(table)
        done = {name for name in done if there.get(f"{name}.parquet", 0) > 0}
    return done


def totals(job: Job) -> dict[str, int]:
    """Rows of each table, over the finished partitions."""
    out = dict.fromkeys(TABLES, 0)
    for name in sorted(finished(job.store)):
        mark = json.loads(job.store.read(f"done/{name}.json") or b"{}")
        for table, n in mark.get("rows", {}).items():
            out[table] += n
    return out
