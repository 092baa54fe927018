"""The systems that the benchmark of attribution compares, each as statements on the same texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import elsewhere
from benchmarks.peers import Found, speakers
from benchmarks.scoring import Said, WordIndex, same_name
from benchmarks.sets import Sample


def product(text: str) -> list[Said]:
    """Statements as the product shows them; the stages that find statements and speakers are those of ``analyse``."""
    from analysis import read_text
    from analysis.attribution import attribute
    from analysis.authorial import authorial_sentences
    from analysis.segment import segment
    from analysis.speakers import resolve

    article = read_text(text)
    paragraphs = segment(article)
    attributions = attribute(article.text, paragraphs)
    attributions += authorial_sentences(article.text, paragraphs, attributions)
    resolved = resolve(article, paragraphs, attributions)
    names = {s.id: s.name for s in resolved.speakers}
    index = WordIndex(text)
    out = []
    for a, speaker in zip(attributions, resolved.speaker_ids, strict=True):
        content = index.within(a.content)
        if a.type != "author":
            source = index.within([a.source] if a.source else [])
            out.append(
                Said(
                    content,
                    source,
                    names.get(speaker, speaker),
                    index.is_direct(content),
                    speaker,
                    cued=a.cue is not None,
                )
            )
    return out


def as_said(found: Iterable[Found], text: str) -> list[Said]:
    """Statements of a system that gives mentions only, without those whose cue voices nothing ("hopes")."""
    from analysis.cues import is_voiced

    index = WordIndex(text)
    kept = [
        f for f in found if f.cue is None or is_voiced(text[slice(*f.cue)], any(text[a] in '“"«' for a, _ in f.content))
    ]
    named = speakers([text[slice(*f.source)] if f.source else "" for f in kept], same_name)
    out = []
    for f, (name, group) in zip(kept, named, strict=True):
        content = index.within(f.content)
        source = index.within([f.source] if f.source else [])
        out.append(Said(content, source, name, index.is_direct(content), group, f.cue is not None))
    return out


@dataclass(frozen=True, slots=True)
class Peers:
    """What the other systems found, by system and text; their versions; why others are missing; failures per system."""

    found: dict[str, dict[str, list[Found]]]
    versions: dict[str, str]
    missing: dict[str, str]
    failed: dict[str, int]


def run_peers(environment: Path, samples: Sequence[Sample]) -> Peers:
    """The other systems on all texts, in an environment of their own."""
    texts = [{"id": s.id, "text": s.text} for s in samples]
    try:
        head, *lines = elsewhere.ask(elsewhere.python_of(environment), "peers", texts)
    except elsewhere.Unavailable as why:
        return Peers({}, {}, {"all": str(why)}, {})
    found: dict[str, dict[str, list[Found]]] = {name: {} for name in head["systems"]}
    failed = dict.fromkeys(found, 0)
    for line in lines:
        failed[line["system"]] += "error" in line
        found[line["system"]][line["id"]] = [
            Found(
                tuple((a, b) for a, b in s["content"]), s["source"] and tuple(s["source"]), s["cue"] and tuple(s["cue"])
            )
            for s in line.get("statements", [])
        ]
    return Peers(found, head["systems"], head["missing"], failed)
