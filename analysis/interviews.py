"""Interviews and debates printed as turns: "Q: …" / "A: …", "OLMOS: …" / "CASTELLANO: …".

Whoever a turn's label names says all of it, without quotation marks or cue. Turns of whoever asks are no statements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.letters import latin
from analysis.lexicon import MEDIA, ORG_WORDS
from analysis.mentions import names_in, words_of
from analysis.types import Attribution, Paragraph, Span

_LABEL = re.compile(latin(r"((?:[A-Z][\w.’'-]*\s){0,3}[A-Z][\w.’'-]*(?=\s?:)|[QA](?=[.:]))\s?[.:]\s+(?=\S)"))
LEAST = 3
"""Fewest labelled paragraphs that make an interview."""
WORDS = 4
"""So many words stand in most turns."""
ASKED = 0.5
"""Whose turns end in a question mark to at least this share, and more often than all others', asks."""
_TALKED = re.compile(
    r"\b(?:interview\w*|spoke|speaks|talked|talks|sat\sdown|conversation|questions|answers|answered|Q\s?&\s?A|"
    r"I\s(?:met|asked|called)|asked\s(?:him|her|them))\b"
)
_NARRATES = re.compile(r"(?:He|She|They)\s|.*\b(?:said|says|told|added)\b", re.DOTALL)
"""A paragraph that goes on with no turn: it tells of somebody, or what somebody said."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its label, and what follows it, one span a paragraph; ``source`` names who answers to a bare "A"."""

    label: Span
    words: tuple[Span, ...]
    source: Span


def turns(text: str, body: Sequence[Paragraph]) -> tuple[Turn, ...]:
    """The turns of an article's interview, in text order; none where it has none.

    Two labels at least come back, letters or names of persons that the text names; those between and beside their turns
    count as well. Paragraphs without a label go on with the turn before them where an interview is under way and they
    don't narrate. Questions and answers without anybody interviewed are the article's own.
    """
    labelled = [(k, m) for k, p in enumerate(body) if (m := _LABEL.match(text, p.start, p.end))]
    times = Counter(m.group(1).lower() for _, m in labelled)
    letters = {"q", "a"} <= times.keys()
    if sum(n > 1 for n in times.values()) < 2 and not letters:
        return ()  # the substitutes of two teams are no interview
    back = [k for k, m in labelled if times[m.group(1).lower()] > 1] or [k for k, _ in labelled]
    inside = [(k, m) for k, m in labelled if back[0] - 1 <= k <= back[-1] + 1]
    first, last = inside[0][0], inside[-1][0]
    long = sum(len(text[m.end() : body[k].end].split()) >= WORDS for k, m in inside)
    if len(inside) < LEAST or len(inside) < 0.5 * (last - first + 1) or long < 0.5 * len(inside):
        return ()
    before = text[: body[first].start]
    interviewed = _interviewed(body[max(0, first - 3) : first], text) if letters else None
    if (letters and interviewed is None) or (not letters and not _names_persons(before, set(times))):
        return ()
    out = []
    ends = [k for k, _ in inside[1:]] + [last + 1]
    for (k, m), end in zip(inside, ends, strict=True):
        on = [p for p in body[k + 1 : end] if not _NARRATES.match(text, p.start, p.end)]
        spans = ((m.end(), body[k].end), *((p.start, p.end) for p in on))
        out.append(Turn(m.span(1), spans, interviewed if interviewed and m.group(1) == "A" else m.span(1)))
    return tuple(out)


def answers(text: str, found: Sequence[Turn]) -> tuple[Attribution, ...]:
    """A statement for each turn but those of whoever asks."""
    asking = _asking(text, found)
    return tuple(
        Attribution(turn.source, None, turn.words, "direct", 0.95)
        for turn in found
        if text[slice(*turn.label)].lower() not in asking
    )


def _asking(text: str, found: Sequence[Turn]) -> set[str]:
    """The labels of whoever asks, small: "q", media, and who mostly ends in a question mark; in a debate nobody."""
    times: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for turn in found:
        label = text[slice(*turn.label)].lower()
        times[label] += 1
        asked[label] += text[turn.words[-1][0] : turn.words[-1][1]].rstrip(" ”\"’'").endswith("?")
    media = {label for label in times if set(words_of(label)) & MEDIA or label.startswith("the ")}
    if media or "q" in times:
        return media | {"q"}
    ranked = sorted(times, key=lambda label: -asked[label] / times[label])
    shares = [asked[label] / times[label] for label in ranked]
    return {ranked[0]} if shares[0] >= ASKED and shares[0] > shares[1] else set()


def _names_persons(before: str, labels: set[str]) -> bool:
    """Whether the text before an interview names all whom its labels name, up to one, who asks."""
    known = {w.lower() for _, _, name, _ in names_in(before) for w in name[-1:]}
    persons = {x for x in labels if not (set(words_of(x)) & (MEDIA | ORG_WORDS) or x.startswith(("the ", "dear ")))}
    return bool(persons) and sum(x.split()[-1] in known for x in persons) >= max(1, len(persons) - 1)


def _interviewed(paragraphs: Sequence[Paragraph], text: str) -> Span | None:
    """Who was talked to: the first person named in full before an interview, if what is there tells of a talk."""
    told = " ".join(text[p.start : p.end] for p in paragraphs)
    if not _TALKED.search(told):
        return None
    for p in paragraphs:
        for span, _, name, possessive in names_in(text[p.start : p.end], p.start):
            if len(name) > 1 and not possessive:
                return span
    return None
