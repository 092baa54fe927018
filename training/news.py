"""Statements of real news with judgments of our own: PolNeAR's training articles, which we hold against propositions.

``training/authored/news`` names articles and attributions of ``attribution/polnear/train.jsonl`` by id and number and
says what their speakers hold of our propositions; no word of the articles stands there. Without PolNeAR there are none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from analysis.judging import CONTEXT
from analysis.spans import spoken
from analysis.types import Span

JUDGED = Path(__file__).parent / "authored" / "news"
ARTICLES = "attribution/polnear/train.jsonl"
LABELS = {"f": "favor", "a": "against", "n": "neutral", "-": "irrelevant"}
SPEAKER_WORDS = 6
"""A source may be named at length, with where he stands and what he did; a reader knows him by the first words."""


def judged_rows(data: Path, folder: Path = JUDGED) -> list[dict]:
    """Rows like those of reported statements written for the project (``training.stance.report_rows``), without tone.

    ``story`` is the article, whose statements share their propositions. Speaker, cue, words and context are what the
    product would read: the text before the words as far back as ``analysis.judging.CONTEXT``.
    """
    path = data / ARTICLES
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        articles = {a["id"]: a for a in map(json.loads, file)}
    out = []
    for source in sorted(folder.glob("*.jsonl")):
        for line in source.read_text(encoding="utf-8").splitlines():
            judged = json.loads(line)
            article = articles.get(judged["article"])
            if article is None:
                continue
            for number, labels in judged["judged"].items():
                out.append(_row(article, int(number), list(zip(judged["propositions"], labels, strict=True))))
    return out


def _row(article: dict, number: int, judgments: list[tuple[str, str]]) -> dict:
    text, attribution = article["text"], article["attributions"][number]
    content = [(a, b) for a, b in attribution["content"]]
    start = content[0][0]
    return {
        "story": article["id"],
        "context": " ".join(text[max(0, start - CONTEXT) : start].split()),
        "speaker": _named(_words(text, attribution["source"])),
        "cue": _words(text, attribution["cue"]),
        "text": _words(text, content),
        "judgments": [[p, LABELS[label]] for p, label in judgments],
    }


def _words(text: str, spans: Sequence[Span]) -> str:
    """The words in the spans on one line."""
    return " ".join(spoken(text, spans).split())


def _named(source: str) -> str:
    """The first words of a source, up to what is told beside the name."""
    return " ".join(source.split(",", maxsplit=1)[0].split()[:SPEAKER_WORDS])
