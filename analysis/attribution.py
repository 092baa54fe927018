"""Statements and their sources: which words are credited to which mention, by which cue.

A trained tagger proposes cues and, for each, the pieces of its source and content. The rules here turn pieces
into spans that a reader would accept: whole quotes with their marks, quotes that run on over sentences and
paragraphs, one owner for every quote, reporters of reporters kept as the carrier of what they report. They know
punctuation and a lexicon of cues (``analysis/cues.py``), and no subject matter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.cues import is_plain_report, is_refusal, is_voiced
from analysis.quotes import Quote, find_quotes, is_speech, words_in
from analysis.types import Attribution, Paragraph, Span, StatementType
from models.linking import Link, Tagger

CUE_THRESHOLD = 0.5
PLAIN_CUE_THRESHOLD = 0.2
"""Everyday verbs of reporting are taken at a lower probability than words that rarely report."""
PIECE_THRESHOLD = 0.5
QUOTE_SHARE = 0.3
"""Mean probability of a quote's pieces from which a cue may own the quote."""
CARRIED_SHARE = 0.6
"""A cue whose content is another cue's statement to this share merely passes it on."""


_NOT_A_SUBJECT = re.compile(
    r"(?:with|to|for|of|in|on|at|from|about|against)\b|one$"
    r"|(?:an?|the|his|her|their)\s(?:\w+\s){0,2}(?:meeting|interview|conference|call|visit|summit|talks?)\b",
    re.IGNORECASE,
)
"""A source doesn't begin with a preposition, it isn't anyone in general, and an event doesn't speak."""
_NOUN_PHRASE = re.compile(
    r".*[A-Z]|(?:the|an?|this|that|these|those|his|her|its|their|our|my|one|some|several|many|most|all|both|no|any|"
    r"he|she|they|it|i|we|who|which|two|three|four|others?|every\w+|another|people|critics|\w+[^s\W]s)\b",
    re.DOTALL,
)
_PARTICIPLE = re.compile(r"(?:[a-z]+ly )?[a-z]+ing(?: (?:to|for|on|at|out|of|that))?")
"""A participle ("accusing", "pointing out") has its subject before it."""
_OBJECT = re.compile(
    r"(?<=\w)\s+((?:any |all |the |such )?(?:claims|allegations|reports|suggestions|accusations|charges|rumou?rs))$"
)
_CONTINUES = re.compile(r"(?:,|\b(?:and|but))\s+(?:(?:also|then|even|later)\s+)?$")
"""What stands before a further verb of the same subject: "said A, accusing …", "denied B and accused …"."""
_GENERIC = re.compile(r"(?:^|[.!?]\s+)one\s+(?:must|should|may|might|can|could|has|would)?\s*$", re.IGNORECASE)


@dataclass
class _Draft:
    """A cue on its way to an attribution; spans are characters of the article."""

    cue: Span
    probability: float
    source: Span | None
    runs: list[Span]
    content_score: float
    link: Link | None = None
    shift: Callable[[int], int] = int
    quotes: list[int] = field(default_factory=list)
    carrier: _Draft | None = None
    dropped: bool = False


def attribute(
    text: str,
    paragraphs: Sequence[Paragraph],
    *,
    tagger: Tagger | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[Attribution, ...]:
    """Attributions in the body paragraphs of ``text``, in text order.

    Quotes that no cue owns come out with neither source nor cue, for speaker resolution to settle.
    """
    body = [p for p in paragraphs if p.kind == "body"]
    if not body:
        return ()
    if tagger is None:
        import models

        tagger = models.tagger()
    joined, shift = _join(text, body)
    links = tagger.tag(joined, cue_threshold=PLAIN_CUE_THRESHOLD, progress=progress)
    quotes = find_quotes(text, paragraphs)
    sentences = sorted(s for p in body for s in (p.sentences or ((p.start, p.end),)))
    drafts = [d for d in (_draft(text, link, shift, sentences) for link in links) if d]
    drafts = _without_doubles([*drafts, *_beside_quotes(text, quotes)])
    _own_quotes(text, drafts, quotes, paragraphs)
    for d in drafts:
        d.runs = _content(text, d, quotes, sentences)
    drafts += _inside_reports(text, drafts)
    _part_continuations(text, drafts)
    _nest(text, drafts)
    _settle_overlaps(text, drafts)
    kept = [d for d in drafts if not d.dropped and d.runs and _reports(text, d, quotes)]
    return _finish(text, kept, quotes, paragraphs)


def _join(text: str, body: Sequence[Paragraph]) -> tuple[str, Callable[[int], int]]:
    """The body as one string, and a map from its offsets back to the article's."""
    parts, begins, moves, at = [], [], [], 0
    for p in body:
        begins.append(at)
        moves.append(p.start - at)
        parts.append(text[p.start : p.end])
        at += p.end - p.start + 1

    def shift(i: int) -> int:
        return i + moves[bisect_right(begins, i) - 1]

    return "\n".join(parts), shift


def _words(text: str, span: Span) -> Span:
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


def _runs(p: np.ndarray, threshold: float) -> list[tuple[int, int]]:
    """Index ranges where ``p`` reaches the threshold."""
    on = np.concatenate([[False], p >= threshold, [False]])
    edges = np.flatnonzero(on[1:] != on[:-1])
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _draft(text: str, link: Link, shift: Callable[[int], int], sentences: Sequence[Span]) -> _Draft | None:
    cue = _words(text, (shift(link.cue[0]), shift(link.cue[1] - 1) + 1))
    if cue[1] <= cue[0]:
        return None
    if link.probability < CUE_THRESHOLD and not is_plain_report(text[cue[0] : cue[1]]):
        return None
    cue = _without_object(text, cue)
    source = _source(text, link, shift, cue, sentences)
    if re.fullmatch(r"according to", text[cue[0] : cue[1]], re.IGNORECASE) and (
        source is None or not 0 <= source[0] - cue[1] <= 3
    ):
        source = _subject_after(text, cue)
    runs = []
    for a, b in _runs(link.content, PIECE_THRESHOLD):
        start, end = shift(int(link.offsets[a, 0])), shift(int(link.offsets[b - 1, 1]) - 1) + 1
        runs += [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    if not runs:
        return None
    score = float(link.content[link.content >= PIECE_THRESHOLD].mean())
    return _Draft(cue, link.probability, source, runs, score, link, shift)


def _without_object(text: str, cue: Span) -> Span:
    """'has denied claims' [that …]: the claims are part of what is denied."""
    m = _OBJECT.search(text[cue[0] : cue[1]])
    return (cue[0], cue[0] + m.start()) if m else cue


def _source(text: str, link: Link, shift, cue: Span, sentences: Sequence[Span]) -> Span | None:
    """The run of source pieces that a reader would take: probable, and near the cue."""
    top = float(link.source.max(initial=0.0))
    if top < 0.25:
        return None
    home = _sentence_of(cue[0], sentences)
    best: tuple[float, Span] | None = None
    for a, b in _runs(link.source, min(PIECE_THRESHOLD, 0.6 * top)):
        span = (shift(int(link.offsets[a, 0])), shift(int(link.offsets[b - 1, 1]) - 1) + 1)
        if "\n" in text[span[0] : span[1]] or (span[0] < cue[1] and cue[0] < span[1]):
            continue
        span = _words(text, span)
        if span[0] >= cue[1] and _PARTICIPLE.fullmatch(text[cue[0] : cue[1]]):
            continue
        if not _NOUN_PHRASE.match(text[span[0] : span[1]]):
            continue
        if span[1] <= span[0] or _NOT_A_SUBJECT.match(text[span[0] : span[1]]):
            continue
        away = max(cue[0] - span[1], span[0] - cue[1], 0)
        score = float(link.source[a:b].max()) - away / 400
        score -= 0.0 if home and home[0] <= span[0] < home[1] else 0.4
        if best is None or score > best[0]:
            best = (score, span)
    return best[1] if best else None


def _sentence_of(position: int, sentences: Sequence[Span]) -> Span | None:
    i = bisect_right(sentences, (position, 10**12)) - 1
    return sentences[i] if i >= 0 and sentences[i][0] <= position < sentences[i][1] else None


_SAID = (
    r"(?:(?:also|then|later|has|had|once)\s)?(?:said|says|told|added|adds|wrote|writes|tweeted|argued|argues|warned|warns|"
    r"explained|explains|insisted|replied|noted|notes|continued|concluded|stressed|recalled|declared|announced|asked)"
)
_WHO_SAID = r"(?:[A-Z][\w.’'-]*|[Hh]e|[Ss]he|[Tt]hey|the|a|an)(?:\s[\w.’'-]+){0,7}?"
_WHO_SAID_ANY = r"(?:[\w.’'-]+\s){0,7}?[A-Z][\w.’'-]*"
_QUOTE_THEN_CUE = re.compile(
    rf"\s+(?:({_WHO_SAID})\s+({_SAID})\b|({_SAID})\s+({_WHO_SAID})(?=[,.;:]|\s(?:in|on|at|as|to|after)\s))"
)


def _beside_quotes(text: str, quotes: Sequence[Quote]) -> list[_Draft]:
    """Drafts where a quote is followed by who said it: '“…,” Okafor also said'.

    The plainest form of all; it's found by its shape, whatever the tagger makes of the sentence.
    """
    out = []
    for q in quotes:
        if not q.closed or text[q.end - 2 : q.end - 1] not in ",?!—" or not is_speech(text, q):
            continue
        m = _QUOTE_THEN_CUE.match(text, q.end)
        if not m or "\n" in m.group():
            continue
        who, cue = (1, 2) if m.group(1) else (4, 3)
        out.append(_Draft(m.span(cue), 0.9, m.span(who), [(q.start, q.end)], 0.9))
    return out


_LEADING = re.compile(rf"\s*({_WHO_SAID})\s+({_SAID})\s+(?:(?:on|last|in)\s\w+\s)?(?=that\b|[A-Za-z])", re.DOTALL)
_TRAILING = re.compile(rf",\s+({_WHO_SAID_ANY})\s+({_SAID})(?:\s(?:on\s|last\s|in a\s)?\w+)?[\s,.]*$", re.DOTALL)


def _inside_reports(text: str, drafts: Sequence[_Draft]) -> list[_Draft]:
    """Drafts for whoever is quoted by what a report passes on, where the tagger saw the report alone.

    "[X said that A], reported Reuters" and "[A, X said on Friday], the agency reported".
    """
    cues = [d.cue for d in drafts]
    out = []
    for d in drafts:
        if len(d.runs) != 1 or not is_plain_report(text[d.cue[0] : d.cue[1]]):
            continue
        a, b = d.runs[0]
        if text[a] in '“"„«':
            continue
        m = _LEADING.match(text, a, b)
        rest = (m.end(), b) if m else (a, a)
        if not m:
            m = _TRAILING.search(text[a:b])
            rest = (a, a + m.start()) if m else rest
        if not m:
            continue
        shift = 0 if m.string is text else a
        who, cue = ((x + shift, y + shift) for x, y in (m.span(1), m.span(2)))
        if _common(cues, [cue]) or not re.search(r"[A-Z]", text[who[0] : who[1]]):
            continue
        out.append(_Draft(cue, 0.85, who, [_words(text, rest)], 0.95))
    return out


def _without_doubles(drafts: list[_Draft]) -> list[_Draft]:
    """One draft per cue: parts of one phrase ("said" … "in a statement") are tagged apart now and then."""
    out: list[_Draft] = []
    for d in sorted(drafts, key=lambda d: (d.cue, -d.probability)):
        if out and d.cue[0] < out[-1].cue[1]:
            if d.link is not None and (d.probability > out[-1].probability or out[-1].link is None):
                out[-1] = d
            continue
        out.append(d)
    return out


def _share(draft: _Draft, span: Span) -> float:
    """Mean content probability of the link's pieces inside a span of the article; 0 where it has none."""
    if draft.link is None:
        return float(any(a <= span[0] and span[1] <= b for a, b in draft.runs))
    offsets = draft.link.offsets
    if not len(offsets):
        return 0.0
    first, last = draft.shift(int(offsets[0, 0])), draft.shift(int(offsets[-1, 1]) - 1)
    if last < span[0] or first >= span[1]:
        return 0.0
    starts = np.array([draft.shift(int(a)) for a in offsets[:, 0]])
    inside = (starts >= span[0]) & (starts < span[1])
    return float(draft.link.content[inside].mean()) if inside.any() else 0.0


def _own_quotes(text: str, drafts: list[_Draft], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]) -> None:
    """Give every quote the cues that own it: the most probable, and any that carries the most probable.

    A whole sentence of direct speech stands in its cue's paragraph, or runs on from there; a cue further away
    doesn't own it however probable the tagger finds it.
    """
    starts = [p.start for p in paragraphs]
    for q, quote in enumerate(quotes):
        span = (quote.start, quote.end)
        rated = []
        for d in drafts:
            if abs(d.cue[0] - quote.start) > 4000:
                continue
            share = _share(d, span)
            if share < QUOTE_SHARE:
                continue
            home = bisect_right(starts, d.cue[0]) - 1
            inside = quote.start <= d.cue[0] < quote.end
            if inside or home > quote.paragraph + 1:
                continue
            rated.append((share - 0.15 * abs(home - quote.paragraph), d))
        if not rated:
            continue
        best = max(r for r, _ in rated)
        for rate, d in rated:
            if rate >= best - 0.1 or (rate >= 0.5 and not is_speech(text, quote)):
                d.quotes.append(q)


def _content(text: str, d: _Draft, quotes: Sequence[Quote], sentences: Sequence[Span]) -> list[Span]:
    """The draft's runs as spans a reader would accept."""
    owned = [(quotes[q].start, quotes[q].end) for q in d.quotes]
    foreign = [
        (x.start, x.end)
        for i, x in enumerate(quotes)
        if i not in d.quotes and is_speech(text, x) and not (x.start <= d.cue[0] < x.end)
    ]
    spans = _merge(d.runs)
    for f in foreign:
        spans = _minus(spans, f)
    spans = _bridge(d, spans, sentences)
    for f in foreign:
        spans = _minus(spans, f)
    spans = _merge([*spans, *owned])
    for hole in (d.cue, d.source):
        if hole:
            spans = _minus(spans, hole)
    spans = [_quote_edges(text, _words(text, s), owned) for s in spans]
    spans = [s for s in spans if s[1] > s[0] and words_in(text, s)]
    most = max((words_in(text, s) for s in spans), default=0)
    quoted = set(owned)
    kept = []
    for s in spans:
        n = words_in(text, s)
        is_quote = any(s[0] <= a and b <= s[1] for a, b in quoted)
        if is_quote or n >= 3 or n * 3 >= most:
            kept.append(s)
    return _near(text, d, _join_neighbours(text, kept), owned, sentences)


def _near(text: str, d: _Draft, spans: list[Span], owned: list[Span], sentences: Sequence[Span]) -> list[Span]:
    """Unquoted words count in the cue's own sentence, or where they stand in the one before or after it alone."""
    home = _sentence_of(d.cue[0], sentences)
    if home is None:
        return spans
    at = sentences.index(home) if len(sentences) < 64 else bisect_right(sentences, home) - 1
    quoted = [s for s in spans if any(a < s[1] and s[0] < b for a, b in owned)]
    own = [s for s in spans if s not in quoted and s[0] < home[1] and s[1] > home[0]]
    if own or quoted:
        return sorted(quoted + own)
    around = sentences[max(0, at - 1) : at + 2]
    return [s for s in spans if any(a <= s[0] < b for a, b in around)]


def _bridge(d: _Draft, spans: list[Span], sentences: Sequence[Span]) -> list[Span]:
    """Close gaps between runs of one sentence on one side of the cue where the tagger half believes in them."""
    out: list[Span] = []
    for s in spans:
        if out:
            a, b = out[-1][1], s[0]
            home = _sentence_of(out[-1][0], sentences)
            together = home is not None and s[0] < home[1]
            crossing = a < d.cue[1] and d.cue[0] < b
            if d.source and not crossing:
                crossing = a < d.source[1] and d.source[0] < b
            if together and not crossing and (b - a <= 25 or _share(d, (a, b)) >= 0.2):
                out[-1] = (out[-1][0], s[1])
                continue
        out.append(s)
    return out


def _quote_edges(text: str, span: Span, owned: Sequence[Span]) -> Span:
    """Take in the marks of a quote whose words the span holds, and closing marks just outside."""
    a, b = span
    for x, y in owned:
        if x < b and a < y:
            a, b = min(a, x), max(b, y)
    return a, b


def _join_neighbours(text: str, spans: list[Span]) -> list[Span]:
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


def _merge(spans: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def _minus(spans: Sequence[Span], hole: Span) -> list[Span]:
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


def _length(spans: Sequence[Span]) -> int:
    return sum(b - a for a, b in spans)


def _common(a: Sequence[Span], b: Sequence[Span]) -> int:
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)


def _same_mention(text: str, a: Span, b: Span) -> bool:
    return bool(_common([a], [b])) or text[a[0] : a[1]] == text[b[0] : b[1]]


def _part_continuations(text: str, drafts: list[_Draft]) -> None:
    """Part "said A, accusing X of B" and "denied A and accused X of B" into two statements of one source."""
    for inner in drafts:
        before = text[max(0, inner.cue[0] - 14) : inner.cue[0]]
        m = _CONTINUES.search(before)
        participle = bool(_PARTICIPLE.fullmatch(text[inner.cue[0] : inner.cue[1]]))
        if not m or not inner.runs or not _voiced(text, inner, False):
            continue
        if not participle and m.group().startswith(","):
            continue
        cut = inner.cue[0] - (len(before) - m.start())
        for outer in drafts:
            if outer is inner or not outer.runs or not outer.cue[1] <= cut:
                continue
            if inner.source and not (outer.source and _same_mention(text, inner.source, outer.source)):
                continue
            holding = next((r for r in outer.runs if r[0] <= cut and inner.cue[1] <= r[1]), None)
            if holding is None or text[holding[0]] in '“"„«':
                continue
            kept = [r for r in outer.runs if r[1] <= cut] + [_words(text, (holding[0], cut))]
            outer.runs = [r for r in kept if words_in(text, r)]
            if not outer.runs and cut - outer.cue[1] < 200:
                outer.runs = [_words(text, (outer.cue[1], cut))]
            inner.source = outer.source
            break


def _nest(text: str, drafts: list[_Draft]) -> None:
    """Find for each draft the cue that carries it: the smallest content around its own cue."""
    for inner in drafts:
        if not inner.runs:
            continue
        around = [
            d
            for d in drafts
            if d is not inner
            and d.runs
            and any(a <= inner.cue[0] and inner.cue[1] <= b for a, b in d.runs)
            and _voiced(text, d, True)
        ]
        if around:
            inner.carrier = min(around, key=lambda d: _length(d.runs))
    for inner in drafts:
        outer = inner.carrier
        if outer is None or outer.dropped:
            continue
        if outer.carrier is inner:
            outer.carrier = None
        if inner.source and outer.source and _common([inner.source], [outer.source]):
            _part_sources(text, inner, outer)
        said = _merge([*inner.runs, inner.cue, *([inner.source] if inner.source else [])])
        if (
            _voiced(text, inner, True)
            and inner.source
            and _common(said, outer.runs) >= CARRIED_SHARE * _length(outer.runs)
        ):
            outer.dropped = True
        elif any(text[a : a + 1] in '“"„«' and a <= inner.cue[0] < b for a, b in outer.runs):
            # Speech reported inside a direct quote stays part of that quote.
            inner.dropped = True


def _part_sources(text: str, inner: _Draft, outer: _Draft) -> None:
    """Two cues, one in the other's content, can't share a source: the nearer keeps it.

    The other takes the noun phrase beside itself ("…, reported Reuters"; "…, engineer Paul Okafor said").
    """
    assert inner.source and outer.source
    near = min((inner, outer), key=lambda d: _distance(d.cue, d.source))
    far = outer if near is inner else inner
    far.source = _subject_beside(text, far.cue, near.source)
    if near is outer and inner.source:
        rest = [_words(text, r) for r in _minus(inner.runs, inner.source)]
        inner.runs = [r for r in rest if words_in(text, r)]


def _distance(a: Span, b: Span | None) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0) if b else 10**9


def _subject_beside(text: str, cue: Span, but: Span | None) -> Span | None:
    """The noun phrase that ends where the cue begins, or that follows it up to the end of the clause."""
    start = max(0, cue[0] - 90)
    clause = r"[^,;:“”\"\n—–.]{2,80}?"
    before = re.search(rf"(?:^|[,;:“”\"\n—–]\s*|\.\s+)({clause})\s+$", text[start : cue[0]])
    if before and re.search(r"[A-Z]|\b(?:he|she|they|the)\b", before.group(1)):
        span = (start + before.start(1), start + before.end(1))
        if not but or not _common([span], [but]):
            return span
    after_it = _subject_after(text, cue)
    return after_it if after_it and not (but and _common([after_it], [but])) else None


def _subject_after(text: str, cue: Span) -> Span | None:
    """The noun phrase right after the cue, up to the end of its clause."""
    m = re.match(
        r"\s+((?:the\s|a\s|an\s)?[^,;:“”\"\n—–.]{2,80}?)(?:[,;:“”\"\n—–]|\.(?:\s|$)|$)",
        text[cue[1] : cue[1] + 90],
    )
    if not m or not re.match(r"[A-Z]|(?:the|an?|his|her|their|its)\s", m.group(1)):
        return None
    return cue[1] + m.start(1), cue[1] + m.end(1)


def _voiced(text: str, d: _Draft, quoted: bool) -> bool:
    return is_voiced(text[d.cue[0] : d.cue[1]], quoted)


def _settle_overlaps(text: str, drafts: list[_Draft]) -> None:
    """Where two cues claim the same words and neither carries the other, keep the likelier.

    An introduction in an earlier paragraph ("the agency reported:") passes on what a nearer cue credits.
    """
    live = [d for d in drafts if not d.dropped and d.runs]
    live.sort(key=lambda d: d.runs[0][0])
    for i, a in enumerate(live):
        for b in live[i + 1 :]:
            if b.runs[0][0] > a.runs[-1][1]:
                break
            if a.dropped or b.dropped or a.carrier is b or b.carrier is a:
                continue
            shared = _common(a.runs, b.runs)
            if shared < 0.5 * min(_length(a.runs), _length(b.runs)):
                continue
            winner, loser = (a, b) if _claim(text, a) >= _claim(text, b) else (b, a)
            rest = loser.runs
            for r in winner.runs:
                rest = _minus(rest, r)
            rest = [s for s in (_words(text, r) for r in rest) if words_in(text, s) >= 4]
            if rest and _length(rest) > 0.5 * _length(loser.runs):
                loser.runs = rest
            else:
                loser.dropped = True
                if loser.source and winner.source and winner.carrier is None and loser.cue < winner.cue:
                    winner.carrier = loser


def _claim(text: str, d: _Draft) -> float:
    """How good a cue's claim on its words is."""
    gap = min(min(abs(a - d.cue[1]), abs(d.cue[0] - b)) for a, b in d.runs)
    parted = "\n" in text[min(d.cue[1], d.runs[0][0]) : max(d.cue[0], d.runs[0][0])]
    plain = is_plain_report(text[d.cue[0] : d.cue[1]])
    return d.probability * d.content_score + 0.3 * bool(d.source) + 0.1 * plain - 0.5 * parted - min(gap, 200) / 400


def _reports(text: str, d: _Draft, quotes: Sequence[Quote]) -> bool:
    """Whether the draft is a statement at all: something was voiced, and it has words of its own."""
    before = text[max(0, d.cue[0] - 25) : d.cue[0]]
    cue = text[d.cue[0] : d.cue[1]]
    if is_refusal(cue) or (is_refusal(cue, before) and not d.quotes):
        return False
    if d.source and text[d.source[0] : d.source[1]].lower() in ("you", "your", "one"):
        return False
    if not d.source and re.match(r"(?:when |if )?asked\b", cue, re.IGNORECASE):
        return False
    if not d.source and (_GENERIC.search(before) or re.match(r"(?:must|should)\b", cue)):
        return False
    quoted = any(is_speech(text, quotes[q]) or words_in(text, (quotes[q].start, quotes[q].end)) >= 2 for q in d.quotes)
    total = sum(words_in(text, s) for s in d.runs)
    if not d.source and not quoted and d.probability < 0.8:
        return False
    return _voiced(text, d, quoted) and (total >= 3 or quoted)


def statement_type(text: str, spans: Sequence[Span], quotes: Sequence[Span]) -> StatementType:
    """direct: all words stand in quotation marks; indirect: none do; mixed: some do."""
    total = sum(words_in(text, s) for s in spans)
    quoted = 0
    for a, b in spans:
        for x, y in quotes:
            if x < b and a < y:
                quoted += words_in(text, (max(a, x), min(b, y)))
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * total else "mixed"


def _finish(
    text: str, drafts: list[_Draft], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]
) -> tuple[Attribution, ...]:
    drafts = sorted(drafts, key=lambda d: min(d.cue[0], d.runs[0][0]))
    spans = [(q.start, q.end) for q in quotes]
    made: list[Attribution] = []
    for d in drafts:
        kind = statement_type(text, d.runs, spans)
        made.append(
            Attribution(d.source, d.cue, tuple(d.runs), kind, round(min(1.0, d.probability * d.content_score), 4))
        )
    # A reporter who was dropped as a statement of his own still counts as a carrier: keep him in front, unvoiced.
    made = _with_running_quotes(text, made, quotes, paragraphs)
    order = {id(d): i for i, d in enumerate(drafts)}
    for i, d in enumerate(drafts):
        if d.carrier is not None and id(d.carrier) in order:
            made[i] = replace(made[i], carrier=order[id(d.carrier)])
        elif d.carrier is not None and d.carrier.source:
            made[i] = replace(made[i], reporters=(d.carrier.source,))
    return tuple(made)


def _with_running_quotes(
    text: str, made: list[Attribution], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]
) -> list[Attribution]:
    """Add quotes that no cue owns: to the statement that they run on from, or else as statements without a source.

    A quote runs on where it follows a quote of the same paragraph with no words of a new report between, or
    where the paragraph before ended in a quote and this one begins with a quote and has no cue of its own.
    """
    taken = [s for a in made for s in a.content]
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
        if not is_speech(text, quote) or _common(taken, [span]) > 0.5 * (span[1] - span[0]):
            continue
        owner = _runs_on_from(text, quote, made, paragraph_of, paragraphs, before)
        if owner is not None:
            content = tuple(_join_neighbours(text, [*made[owner].content, span]))
            made[owner] = replace(made[owner], content=content)
            paragraph_of.setdefault(quote.paragraph, []).append((span, owner))
        else:
            floating.append(Attribution(None, None, (span,), "direct", 0.5))
        taken.append(span)
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
        if ends_quoted and (tail or words_in(text, (last[1], quote.start)) <= 6) and between.count(".") <= 1:
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
