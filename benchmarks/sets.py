"""Texts with annotated statements, as the benchmark of attribution reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scoring import Said, WordIndex


@dataclass(frozen=True, slots=True)
class Sample:
    """An annotated text. ``spoken`` are the statements; ``attributions`` PolNeAR's own, whatever their cue."""

    id: str
    text: str
    spoken: tuple[Said, ...]
    attributions: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class TextSet:
    """Annotated texts of one origin. ``named`` says whether speakers are annotated, or only their mentions."""

    key: str
    title: str
    samples: tuple[Sample, ...]
    named: bool


def polnear(path: Path) -> TextSet:
    """PolNeAR's split at ``path``; statements are the attributions whose cue reports something voiced."""
    from analysis.cues import is_voiced

    samples = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        text, spoken = row["text"], []
        index = WordIndex(text)
        kept = [a for a in row["attributions"] if a["cue"] and a["content"]]
        for a in kept:
            quoted = any(text[x] in '“"' for x, _ in a["content"])
            if is_voiced(" ".join(text[x:y] for x, y in a["cue"]), quoted):
                content = index.within(a["content"])
                spoken.append(Said(content, index.within(a["source"] or []), direct=index.is_direct(content)))
        samples.append(Sample(row["id"], text, tuple(spoken), tuple(kept)))
    return TextSet("polnear", "PolNeAR 1.0, development split", tuple(samples), named=False)


def annotated(folder: Path, texts: Path, key: str, title: str) -> TextSet | None:
    """Articles with annotated speakers: ID.json in ``folder``, ID.txt in ``texts``; None where there are none."""
    samples = []
    for path in sorted(folder.glob("*.json")):
        source = texts / f"{path.stem}.txt"
        if not source.exists():
            continue
        text = source.open(encoding="utf-8", newline="").read()
        index = WordIndex(text)
        spoken = []
        for s in json.loads(path.read_text(encoding="utf-8"))["statements"]:
            if s["speaker"] == "Author":
                continue
            content = index.within(s["content_offsets"])
            mention = nearest(text, s["source"] or "", s["content_offsets"])
            direct = s["type"] == "direct"
            spoken.append(Said(content, index.within(mention), s["speaker"], direct, group=s["speaker"]))
        samples.append(Sample(path.stem, text, tuple(spoken)))
    return TextSet(key, title, tuple(samples), named=True) if samples else None


def nearest(text: str, mention: str, content: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Where a mention stands that is annotated without offsets: its occurrence nearest to what it says."""
    if not mention:
        return []
    at = [i for i in range(len(text)) if text.startswith(mention, i)]
    away = {i: min(max(a - i - len(mention), i - b, 0) for a, b in content) for i in at}
    return [(i, i + len(mention)) for i in sorted(at, key=away.__getitem__)[:1]]
