"""An analysis without its article: only the words that it rests on, for showing what may not be reprinted."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from analysis.types import Analysis, Article, Paragraph, Span

_GAP = " … "


def quotes_only(analysis: Analysis) -> Analysis:
    """The same statements over a text that holds nothing but their words, cues and sources.

    Every offset is moved to the new text. What stood between two kept stretches of a paragraph becomes an ellipsis;
    paragraphs without a statement are gone. Title, outlet, date and address stay; the file's name goes.
    """
    kept = _kept(analysis)
    text, moves, paragraphs = _joined(analysis, kept)
    starts = [old[0] for old, _ in moves]

    def moved(span: Span) -> Span | None:
        """The span in the new text, or None where it wasn't kept as a whole."""
        at = bisect_right(starts, span[0]) - 1
        if at < 0:
            return None
        last = bisect_right(starts, max(span[1] - 1, span[0])) - 1
        (first_old, first_new), (last_old, last_new) = moves[at], moves[last]
        if span[0] >= first_old[1] or span[1] > last_old[1]:
            return None
        return span[0] - first_old[0] + first_new, span[1] - last_old[0] + last_new

    a = analysis.article
    return replace(
        analysis,
        article=Article(text, a.title, a.outlet, a.date, a.url, ""),
        paragraphs=paragraphs,
        speakers=tuple(
            replace(s, mentions=tuple(m for m in map(moved, s.mentions) if m is not None)) for s in analysis.speakers
        ),
        statements=tuple(
            replace(
                s,
                content=tuple(m for m in map(moved, s.content) if m is not None),
                source=moved(s.source) if s.source else None,
                cue=moved(s.cue) if s.cue else None,
            )
            for s in analysis.statements
        ),
    )


def _kept(analysis: Analysis) -> list[Span]:
    """The stretches of the text to keep, in order, without overlap and within one paragraph each."""
    spans = [c for s in analysis.statements for c in (*s.content, *(x for x in (s.source, s.cue) if x))]
    cuts = sorted({x for p in analysis.paragraphs for x in (p.start, p.end)})
    merged: list[Span] = []
    for a, b in sorted(s for s in spans if s[0] < s[1]):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    out: list[Span] = []
    for a, b in merged:
        inner = [x for x in cuts if a < x < b]
        out += zip([a, *inner], [*inner, b], strict=True)
    return out


def _joined(analysis: Analysis, kept: list[Span]) -> tuple[str, list[tuple[Span, int]], tuple[Paragraph, ...]]:
    """The new text, where each kept stretch went, and the paragraphs of the new text."""
    old = analysis.article.text
    pieces: list[str] = []
    moves: list[tuple[Span, int]] = []
    paragraphs: list[Paragraph] = []
    at, before, last_end = 0, None, -1
    for a, b in kept:
        home = next((i for i, p in enumerate(analysis.paragraphs) if p.start <= a < max(p.end, p.start + 1)), None)
        if pieces:
            joint = _GAP if home == before and a > last_end else "" if a == last_end else "\n\n"
            pieces.append(joint)
            at += len(joint)
        moves.append(((a, b), at))
        pieces.append(old[a:b])
        end = at + b - a
        if home is not None and paragraphs and home == before:
            paragraphs[-1] = replace(paragraphs[-1], end=end)
        elif home is not None:
            paragraphs.append(Paragraph(at, end, analysis.paragraphs[home].kind))
        at, before, last_end = end, home, b
    return "".join(pieces), moves, tuple(paragraphs)
