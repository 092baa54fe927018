"""The article with its statements marked: pure functions from an analysis to HTML.

Everything that comes from the article is escaped. A marked passage can be reached with the keyboard; pointing at
it, focusing it or tapping it shows what was found there.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from analysis.types import AUTHOR_ID, Analysis, Classification, Paragraph, Span, Statement
from components.theme import NO_TOPIC, SENTIMENT, STANCE

_KIND = {"caption": "caption", "boilerplate": "not part of the article"}


def shown_classification(statement: Statement, topic_id: str | None) -> Classification | None:
    """What a statement is coloured by: the chosen topic, or else the topic that it is most surely about."""
    if topic_id:
        return next((c for c in statement.classifications if c.topic_id == topic_id), None)
    decided = [c for c in statement.classifications if c.stance in ("favor", "against")]
    return max(decided or statement.classifications, key=lambda c: c.relevance * c.confidence, default=None)


def article_html(analysis: Analysis, topic_id: str | None = None, speaker_id: str | None = None) -> str:
    """The whole article. With ``topic_id`` or ``speaker_id`` only their statements are marked."""
    marked = [
        s
        for s in analysis.statements
        if (not speaker_id or s.speaker_id == speaker_id)
        and (not topic_id or shown_classification(s, topic_id) is not None)
    ]
    owner = _owners(marked)
    seen: set[int] = set()
    body = "".join(_paragraph(analysis, p, owner, topic_id, seen) for p in analysis.paragraphs)
    return f'<div class="sp-reader" role="article">{body}</div>'


def _owners(statements: list[Statement]) -> list[tuple[Span, Statement]]:
    """Spans with their statement, in order and without overlap: the innermost statement owns the words."""
    spans = [(c, s) for s in statements for c in s.content]
    edges = sorted({x for (a, b), _ in spans for x in (a, b)})
    out: list[tuple[Span, Statement]] = []
    for a, b in pairwise(edges):
        over = [(y - x, s.id, s) for (x, y), s in spans if x <= a and b <= y]
        if not over:
            continue
        s = min(over, key=lambda o: o[:2])[2]
        if out and out[-1][1] is s and out[-1][0][1] == a:
            out[-1] = ((out[-1][0][0], b), s)
        else:
            out.append(((a, b), s))
    return out


def _paragraph(
    analysis: Analysis,
    p: Paragraph,
    owner: list[tuple[Span, Statement]],
    topic_id: str | None,
    seen: set[int],
) -> str:
    if p.kind in _KIND:
        return f'<p class="sp-off"><small>{_KIND[p.kind]}</small>{_text(analysis, (p.start, p.end))}</p>'
    inner = "".join(_pieces(analysis, p, owner, topic_id, seen))
    return f"<h3>{inner.lstrip('# ')}</h3>" if p.kind == "title" else f"<p>{inner}</p>"


def _pieces(analysis, p, owner, topic_id, seen) -> Iterator[str]:
    at = p.start
    for span, s in owner:
        a, b = max(span[0], p.start), min(span[1], p.end)
        if a >= b or a < at:
            continue
        yield _text(analysis, (at, a))
        yield _marked(analysis, s, (a, b), topic_id, first=s.id not in seen)
        seen.add(s.id)
        at = b
    yield _text(analysis, (at, p.end))


def _text(analysis: Analysis, span: Span) -> str:
    return escape(analysis.article.text[span[0] : span[1]])


def speaker_name(analysis: Analysis, statement: Statement) -> str:
    """The name to show; the article's own voice is the outlet's, where it is known."""
    if statement.speaker_id == AUTHOR_ID:
        outlet = analysis.article.outlet
        return f"Author ({outlet})" if outlet else "Author"
    return analysis.speaker(statement.speaker_id).name


def _marked(analysis: Analysis, s: Statement, span: Span, topic_id: str | None, *, first: bool) -> str:
    shown = shown_classification(s, topic_id)
    look = STANCE[shown.stance] if shown else NO_TOPIC
    name = escape(speaker_name(analysis, s))
    chip = f'<span class="sp-chip">{look.sign} {name}</span>' if first else ""
    label = f"{name}, {look.word}"
    return (
        f'<span class="sp-s sp-{shown.stance if shown else "none"}" tabindex="0" role="button" '
        f'data-id="{s.id}" '
        f'aria-label="{label}: {_text(analysis, span)}">'
        f"{chip}{_text(analysis, span)}{_popover(analysis, s)}</span>"
    )


def _popover(analysis: Analysis, s: Statement) -> str:
    """What was found in a statement, as a card that opens beside it."""
    rows = [f"<b>{escape(speaker_name(analysis, s))}</b> <span class='sp-muted'>{s.type}{escape(_via(s))}</span>"]
    if s.speaker_confidence < 0.7:
        rows.append(f'<span class="sp-row sp-muted">speaker uncertain ({s.speaker_confidence:.0%})</span>')
    for c in s.classifications:
        look = STANCE[c.stance]
        rows.append(
            f'<span class="sp-row sp-{c.stance}"><span class="sp-stance">{look.sign} {look.word}</span> '
            f"{escape(analysis.topic(c.topic_id).label)} <span class='sp-muted'>({c.confidence:.0%}, "
            f"{SENTIMENT[c.sentiment]})</span></span>"
        )
    if not s.classifications:
        rows.append('<span class="sp-row sp-muted">on none of the topics</span>')
    return f'<span class="sp-pop" role="tooltip">{"".join(rows)}</span>'


def _via(s: Statement) -> str:
    return f", via {', '.join(s.via)}" if s.via else ""


def legend_html() -> str:
    """What the signs and lines mean."""
    items = "".join(f'<span class="sp-{k}"><b>{v.sign}</b> {v.word}</span>' for k, v in STANCE.items())
    return f'<div class="sp-legend">{items}<span>Point at, tab to or tap a passage for details.</span></div>'


def context_of(analysis: Analysis, s: Statement, around: int = 260) -> Span:
    """The stretch to show a statement in: its paragraphs, cut to ``around`` characters on either side."""
    start, end = s.content[0][0], s.content[-1][1]
    near = [p for p in analysis.paragraphs if p.start < end and start < p.end]
    low = min((p.start for p in near), default=start)
    high = max((p.end for p in near), default=end)
    text = analysis.article.text
    a, b = max(low, start - around), min(high, end + around)
    while low < a < start and not text[a - 1].isspace():
        a += 1
    while end < b < high and not text[b].isspace():
        b -= 1
    return a, b


def evidence_html(analysis: Analysis, s: Statement, topic_id: str) -> str:
    """A statement in its context, with how it was read toward one topic."""
    shown = shown_classification(s, topic_id)
    a, b = context_of(analysis, s)
    parts, at = ["…" if a > 0 else ""], a
    for x, y in s.content:
        parts += [_text(analysis, (at, x)), f"<mark>{_text(analysis, (x, y))}</mark>"]
        at = y
    parts += [_text(analysis, (at, b)), "…" if b < len(analysis.article.text.rstrip()) else ""]
    look = STANCE[shown.stance] if shown else NO_TOPIC
    facts = []
    if shown:
        stance = ", ".join(f"{STANCE[k].word} {v:.0%}" for k, v in shown.stance_probabilities.items())
        tone = ", ".join(f"{k} {v:.0%}" for k, v in shown.sentiment_probabilities.items())
        facts = [f"Stance: {stance}", f"Sentiment: {tone}", f"On this topic: {shown.relevance:.0%}"]
    facts.append(f"Speaker: {s.speaker_confidence:.0%} sure")
    body = "".join(parts).replace("\n", "<br>")
    sentiment = SENTIMENT[shown.sentiment] if shown else ""
    return (
        f'<div class="sp-card sp-{shown.stance if shown else "none"}"><div class="sp-head">'
        f"<b>{escape(speaker_name(analysis, s))}</b>"
        f'<span class="sp-stance">{look.sign} {look.word}</span><span>{sentiment}</span>'
        f'<span class="sp-muted">{s.type}{escape(_via(s))}</span></div>'
        f'<blockquote>{body}</blockquote><div class="sp-muted" style="font-size:.8rem">{" · ".join(facts)}</div></div>'
    )
