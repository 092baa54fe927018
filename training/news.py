"""Real statements with judgments of our own: of PolNeAR's training articles, NewsMTSC's training sentences, and debates.

``training/authored/news`` names articles and attributions of ``attribution/polnear/train.jsonl`` by id and number and
says what their speakers hold of our propositions; ``training/authored/sentences`` does so for sentences of
``sentiment/newsmtsc/train.jsonl``, by id and offsets; ``training/authored/arguments`` for training arguments of
IBM-ArgQ-Rank-30kArgs and Perspectrum, by a hash of their words. No word of any stands there. Without the data there are none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from analysis.judging import CONTEXT
from analysis.spans import spoken
from analysis.types import Span
from training.lines import rows, rows_in

JUDGED = Path(__file__).parent / "authored" / "news"
SENTENCES = Path(__file__).parent / "authored" / "sentences"
ARGUMENTS = Path(__file__).parent / "authored" / "arguments"
ARTICLES = "attribution/polnear/train.jsonl"
SENTENCE_TEXTS = "sentiment/newsmtsc/train.jsonl"
LABELS = {"f": "favor", "a": "against", "n": "neutral", "-": "irrelevant"}
SPEAKER_WORDS = 6
"""A source may be named at length, with where he stands and what he did; a reader knows him by the first words."""


def judged_rows(data: Path, folder: Path = JUDGED) -> list[dict]:
    """Rows like those of reported statements written for the project (``training.stance.report_rows``), without tone.

    ``story`` is the article, whose statements share their propositions. Speaker, cue, words and context are what the
    product would read: the text before the words as far back as ``analysis.judging.CONTEXT``.
    """
    articles = _by_id(data / ARTICLES)
    out = []
    for judged in rows_in(folder):
        article = articles.get(judged["article"])
        if article is None:
            continue
        for number, labels in judged["judged"].items():
            said = article["attributions"][int(number)]
            row = _row(article["text"], said, judged["propositions"], labels)
            out.append({"story": article["id"], **row})
    return out


def sentence_rows(data: Path, folder: Path = SENTENCES) -> list[dict]:
    """Rows like those of ``judged_rows``, of single sentences: the context is what stands before the words in theirs.

    Speaker, cue and words are where the product itself finds them.
    """
    sentences = _by_id(data / SENTENCE_TEXTS)
    return [
        _row(sentences[j["sentence"]]["text"], j, j["propositions"], j["labels"])
        for j in rows_in(folder)
        if j["sentence"] in sentences
    ]


def argument_rows(data: Path, folder: Path = ARGUMENTS) -> list[dict]:
    """Rows like those of ``judged_rows``, of debate arguments, which have no speaker and no context."""
    out = []
    for path in sorted(folder.glob("*.jsonl")):
        source = data / "stance" / path.stem / "train.jsonl"
        texts = {key_of(r["text"]): r["text"] for r in rows(source)} if source.exists() else {}
        for j in rows(path):
            if j["argument"] in texts:
                text = texts[j["argument"]].strip()
                judgments = _judgments(j["propositions"], j["labels"])
                out.append({"context": "", "speaker": "", "cue": "", "text": text, "judgments": judgments})
    return out


def key_of(text: str) -> str:
    """What ``training/authored/arguments`` names an argument by: sixteen hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _by_id(path: Path) -> dict[str, dict]:
    """The objects of a JSON-lines file by their id; none where there is no file."""
    return {r["id"]: r for r in rows(path) if "id" in r} if path.exists() else {}


def _row(text: str, said: dict, propositions: Sequence[str], labels: str) -> dict:
    """What one attribution's speaker holds of the propositions; ``said`` has the spans of source, cue and content."""
    content = [(a, b) for a, b in said["content"]]
    start = content[0][0]
    return {
        "context": " ".join(text[max(0, start - CONTEXT) : start].split()),
        "speaker": _named(_words(text, said["source"])),
        "cue": _words(text, said["cue"]),
        "text": _words(text, content),
        "judgments": _judgments(propositions, labels),
    }


def _judgments(propositions: Sequence[str], labels: str) -> list[list[str]]:
    return [[p, LABELS[label]] for p, label in zip(propositions, labels, strict=True)]


def _words(text: str, spans: Sequence[Span]) -> str:
    """The words in the spans on one line."""
    return " ".join(spoken(text, spans).split())


def _named(source: str) -> str:
    """The first words of a source, up to what is told beside the name."""
    return " ".join(source.split(",", maxsplit=1)[0].split()[:SPEAKER_WORDS])
