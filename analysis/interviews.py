"""Interviews and debates printed as turns: "Q: …" / "A: …", "OLMOS: …" / "CASTELLANO: …".

Whoever a turn's label names says all of it, without quotation marks or cue. Turns of whoever asks are no statements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.mentions import names_in
from analysis.types import Attribution, Paragraph, Span

_LABEL = re.compile(r"((?:[A-Z][\w.’'-]*\s){0,3}[A-Z][\w.’'-]*(?=\s?:)|[QA](?=[.:]))\s?[.:]\s+(?=\S)")
LEAST = 3
"""Fewest labelled paragraphs that make an interview."""
WORDS = 4
"""So many words stand in most turns."""
ASKED = 0.5
"""Whose turns end in a question mark to at least this share, and more often than all others', asks."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its label, and what follows it, one span a paragraph."""

    label: Span
    words: tuple[Span, ...]


def turns(text: str, body: Sequence[Paragraph]) -> tuple[Turn, ...]:
    """The turns of an article's interview, in text order; none where it has none.

    Two labels at least come back; those between and beside their turns count as well. Paragraphs without a label go on
    with the turn before them where an interview is under way.
    """
    labelled = [(k, m) for k, p in enumerate(body) if (m := _LABEL.match(text, p.start, p.end))]
    times = Counter(m.group(1).lower() for _, m in labelled)
    back = [k for k, m in labelled if times[m.group(1).lower()] > 1]
    if sum(n > 1 for n in times.values()) < 2 and not {"q", "a"} <= times.keys():
        return ()  # the substitutes of two teams are no interview
    inside = [(k, m) for k, m in labelled if back[0] - 1 <= k <= back[-1] + 1]
    first, last = inside[0][0], inside[-1][0]
    long = sum(len(text[m.end() : body[k].end].split()) >= WORDS for k, m in inside)
    if len(inside) < LEAST or len(inside) < 0.5 * (last - first + 1) or long < 0.5 * len(inside):
        return ()
    out = []
    ends = [k for k, _ in inside[1:]] + [last + 1]
    for (k, m), end in zip(inside, ends, strict=True):
        spans = [(m.end(), body[k].end), *((p.start, p.end) for p in body[k + 1 : end])]
        out.append(Turn(m.span(1), tuple(spans)))
    return tuple(out)


def answers(text: str, found: Sequence[Turn]) -> tuple[Attribution, ...]:
    """A statement for each turn but those of whoever asks.

    The source is the label, or, for a bare "A", the last person named before the interview.
    """
    asking = _asking(text, found)
    out = []
    for turn in found:
        label = text[slice(*turn.label)]
        if label.lower() != asking:
            source = _interviewed(text, found[0].label[0]) if label == "A" else turn.label
            out.append(Attribution(source, None, turn.words, "direct", 0.95))
    return tuple(out)


def _asking(text: str, found: Sequence[Turn]) -> str:
    """The label of whoever asks, small; empty in a debate where nobody does."""
    times: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for turn in found:
        label = text[slice(*turn.label)].lower()
        times[label] += 1
        asked[label] += text[turn.words[-1][0] : turn.words[-1][1]].rstrip(" ”\"’'").endswith("?")
    if "q" in times:
        return "q"
    ranked = sorted(times, key=lambda label: -asked[label] / times[label])
    shares = [asked[label] / times[label] for label in ranked]
    return ranked[0] if shares[0] >= ASKED and shares[0] > shares[1] else ""


def _interviewed(text: str, before: int) -> Span | None:
    """The last person named in the three paragraphs before an interview."""
    end, start = before, before
    for _ in range(3):
        start = text.rfind("\n", 0, len(text[:start].rstrip())) + 1
    found = [(span, name) for span, _, name, possessive in names_in(text[start:end], start) if not possessive]
    named = [span for span, name in found if len(name) > 1] or [span for span, _ in found]
    return named[-1] if named else None
