"""Whose a quote is: one cue owns it, or it runs on from another, or it stands alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from analysis.drafts import Draft, share, sight
from analysis.quotes import Quote, is_speech, words_in
from analysis.spans import NO_TITLE, join_neighbours
from analysis.types import Attribution, Paragraph, Span

QUOTE_SHARE = 0.3
"""Mean probability of a quote's pieces from which a cue may own the quote."""
FARTHEST = 4000
"""Most characters between a quote and a cue that may own it."""
_ANOTHER = re.compile(
    r"(?:(?<=[.;:!?]\s)|(?<=\band\s)|(?<=\bwhile\s)|(?<=\bbut\s))"
    r"(another|others|an?\s(?:second|third)|the\sother)\s(?=[^.;:!?“”\"\n]{1,60}$)",
    re.IGNORECASE,
)
"""Somebody else begins to speak just before a quote that no cue owns: "…; another put the odds at “four in ten”"."""
_STOP = re.compile(rf"{NO_TITLE}\.")
"""A full stop that ends a sentence, not a title or an initial."""


def own_quotes(text: str, drafts: list[Draft], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]) -> None:
    """Give every quote the cues that own it: the most probable, and any that carries the most probable.

    A whole sentence of direct speech stands in its cue's paragraph, or runs on from there; a cue further away
    doesn't own it however probable the tagger finds it.
    """
    starts = [p.start for p in paragraphs]
    seen = sorted(((*sight(d), d) for d in drafts), key=lambda x: (x[0], x[2].cue))
    begins, longest = [a for a, _, _ in seen], max((b - a for a, b, _ in seen), default=0)
    for q, quote in enumerate(quotes):
        span = (quote.start, quote.end)
        rated = []
        near = seen[bisect_left(begins, quote.start - longest) : bisect_right(begins, quote.end)]
        for d in (d for _, b, d in near if b > quote.start):
            if abs(d.cue[0] - quote.start) > FARTHEST:
                continue
            belief = share(d, span)
            if belief < QUOTE_SHARE:
                continue
            home = bisect_right(starts, d.cue[0]) - 1
            inside = quote.start <= d.cue[0] < quote.end
            if inside or home > quote.paragraph + 1:
                continue
            if home < quote.paragraph and text[paragraphs[quote.paragraph].start : quote.start].strip():
                continue  # it runs on from an earlier paragraph only where it opens its own
            rated.append((belief - 0.15 * abs(home - quote.paragraph), d))
        if not rated:
            continue
        best = max(r for r, _ in rated)
        for rate, d in rated:
            if rate >= best - 0.1 or (rate >= 0.5 and not is_speech(text, quote)):
                d.quotes.append(q)


def with_running_quotes(
    text: str, made: list[Attribution], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]
) -> list[Attribution]:
    """Add quotes that no cue owns: to the statement that they run on from, or else as statements without a source.

    A quote runs on where it follows a quote of the same paragraph with no words of a new report between, or
    where the paragraph before ended in a quote and this one begins with a quote and has no cue of its own.
    """
    taken = bytearray(len(text))  # 1 where a character is said already
    for first, end in (s for m in made for s in m.content):
        taken[first:end] = b"\1" * (end - first)
    starts = [p.start for p in paragraphs]
    paragraph_of: dict[int, list[tuple[Span, int]]] = {}
    for i, a in enumerate(made):
        for s in a.content:
            paragraph_of.setdefault(bisect_right(starts, s[0]) - 1, []).append((s, i))
    body = [k for k, p in enumerate(paragraphs) if p.kind == "body"]
    before = dict(zip(body[1:], body, strict=False))
    floating: list[Attribution] = []
    for quote in quotes:
        span = (quote.start, quote.end)
        if not is_speech(text, quote) or taken.count(1, *span) > 0.5 * (span[1] - span[0]):
            continue
        other = _ANOTHER.search(text, paragraphs[quote.paragraph].start, quote.start)
        owner = None if other else _runs_on_from(text, quote, made, paragraph_of, paragraphs, before)
        if other:
            floating.append(Attribution(other.span(1), None, (span,), "direct", 0.5))
        elif owner is not None:
            content = tuple(join_neighbours(text, [*made[owner].content, span]))
            made[owner] = replace(made[owner], content=content)
            paragraph_of.setdefault(quote.paragraph, []).append((span, owner))
        else:
            floating.append(Attribution(None, None, (span,), "direct", 0.5))
        taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])
    # Floating quotes go last, so that indices of carriers stay good.
    return [*made, *floating]


def _runs_on_from(text, quote: Quote, made, paragraph_of, paragraphs, before) -> int | None:
    here = [(s, i) for s, i in paragraph_of.get(quote.paragraph, []) if s[1] <= quote.start]
    if here:
        last, i = max(here)
        between = text[last[1] : quote.start]
        ends_quoted = text[last[1] - 1] in '”»"'
        cue = made[i].cue
        tail = cue is not None and last[1] <= cue[0] < quote.start
        if ends_quoted and (tail or words_in(text, (last[1], quote.start)) <= 6) and len(_STOP.findall(between)) <= 1:
            return i
        return None
    if text[paragraphs[quote.paragraph].start : quote.start].strip():
        return None
    previous = before.get(quote.paragraph)
    if previous is None or not paragraph_of.get(previous):
        return None
    last, i = max(paragraph_of[previous])
    end = paragraphs[previous].end
    cue = made[i].cue
    rest = words_in(text, (last[1], end))
    ends_with_it = rest <= 1 or (cue is not None and last[1] <= cue[0] < end and rest <= 14)
    return i if ends_with_it and text[last[0]] in '“"„«' else None
