"""Arithmetic of character spans, and a span's place among words and sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from analysis.letters import latin
from analysis.types import Span

NO_TITLE = latin(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bGen)(?<!\b[A-Z])")
"""Pattern of where no title and no initial ends, so that a full stop ends a sentence."""


def words(text: str, span: Span) -> Span:
    """The span widened to whole words and freed of space and commas at its ends."""
    a, b = span
    while a > 0 and text[a - 1].isalnum() and text[a : a + 1].isalnum():
        a -= 1
    while b < len(text) and text[b - 1 : b].isalnum() and text[b].isalnum():
        b += 1
    while a < b and (text[a].isspace() or text[a] in ",.;:)—–-"):
        a += 1
    while b > a and (text[b - 1].isspace() or text[b - 1] in "(—–-"):
        b -= 1
    return a, b


def merge(spans: Sequence[Span]) -> list[Span]:
    """Spans sorted, those that touch or overlap made one."""
    out: list[Span] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def minus(spans: Sequence[Span], hole: Span) -> list[Span]:
    """The spans without what lies in ``hole``."""
    out = []
    for a, b in spans:
        if b <= hole[0] or a >= hole[1]:
            out.append((a, b))
            continue
        if a < hole[0]:
            out.append((a, hole[0]))
        if b > hole[1]:
            out.append((hole[1], b))
    return out


def length(spans: Sequence[Span]) -> int:
    """Characters in all spans together."""
    return sum(b - a for a, b in spans)


def common(a: Sequence[Span], b: Sequence[Span]) -> int:
    """Characters that spans of ``a`` share with spans of ``b``."""
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)


def distance(a: Span, b: Span | None) -> int:
    """Characters between two spans; 0 where they touch or overlap, and a great many where ``b`` is missing."""
    return max(a[0] - b[1], b[0] - a[1], 0) if b else 10**9


def join_neighbours(text: str, spans: list[Span]) -> list[Span]:
    """Spans with nothing but space or a comma between them are one."""
    out: list[Span] = []
    for s in sorted(spans):
        if out and s[0] <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], s[1]))
        elif out and not re.search(r"[^\s,;]", text[out[-1][1] : s[0]]) and "\n" not in text[out[-1][1] : s[0]]:
            out[-1] = (out[-1][0], s[1])
        else:
            out.append(s)
    return out


def sentence_of(position: int, sentences: Sequence[Span]) -> Span | None:
    """The sentence at a position; ``sentences`` in order."""
    i = bisect_right(sentences, (position, 10**12)) - 1
    return sentences[i] if i >= 0 and sentences[i][0] <= position < sentences[i][1] else None


def spoken(text: str, spans: Sequence[Span]) -> str:
    """The words in the spans, joined by spaces."""
    return " ".join(text[a:b] for a, b in spans)
