"""Statements and their sources: which words are credited to which mention, by which cue.

A trained tagger proposes cues and, for each, the pieces of its source and content. The rules here turn pieces
into spans that a reader would accept: whole quotes with their marks, quotes that run on over sentences and
paragraphs, one owner for every quote, reporters of reporters kept as the carrier of what they report. They know
punctuation and a lexicon of cues (``analysis/cues.py``), and no subject matter.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from analysis.constructions import FINDS, by_construction
from analysis.cues import NOTHING, is_refusal, takes_side
from analysis.drafts import (
    PLAIN_CUE_THRESHOLD,
    Draft,
    beside_quotes,
    draft,
    in_own_words,
    inside_reports,
    joined_body,
    participles,
    quoted_as_saying,
    share,
    sight,
    voiced,
    without_doubles,
)
from analysis.interviews import answers, turns
from analysis.mentions import words_of
from analysis.nesting import credit_the_cited, credit_the_quoted, nest, part_continuations, settle_overlaps
from analysis.quotes import Quote, double_marks, find_quotes, is_speech, reaching, words_in
from analysis.spans import common, join_neighbours, merge, minus, sentence_of, words
from analysis.types import Attribution, Paragraph, Span, StatementType
from models.linking import Tagger

QUOTE_SHARE = 0.3
"""Mean probability of a quote's pieces from which a cue may own the quote."""
FARTHEST = 4000
"""Most characters between a quote and a cue that may own it."""
LONGEST_SUBJECT = 260
"""Most characters by which a report is lengthened to the beginning of its sentence."""
_VIEW = re.compile(
    r"(?:(?:the|an?|his|her|their|its|this|that|\S+[’']s?)\s+)?(?:[\w-]+\s+){0,3}"
    r"(?:views?|positions?|opinions?|stances?|statements?|remarks?|comments?|claims?|words|story|stories|tale|version|picture)",
    re.IGNORECASE,
)
"""Content that only names a view ("the American point of view, as expressed by …") holds none."""
_AS = re.compile(r"[,\s]*as\s")
_NOT_NAMED = re.compile(
    r"(?:\w+\s)?(?:ask\w*|request\w*|want\w*|wish\w*|prefer\w*|speak\w*|spoke|insist\w*)\s(?:\w+\s){0,4}(?:not\s(?:to\s)?be(?:ing)?\s"
    r"(?:named|identified|quoted)|not\sto\s(?:name|identify)|anonym\w+|(?:her|his|their)\s(?:full\s)?name)",
    re.IGNORECASE,
)
"""Who asks not to be named makes no statement by it."""
_ASIDE = re.compile(
    r"(?:(?:hours?|minutes?|days?|weeks?|months?|shortly|soon|just|a\s\w+)\s)*"
    r"(?:(?:after|as|when|while|before|following|despite|amid|during)\s|in\s(?:an?|what)\s)"
)
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.’'/-]+(?:,?\s[A-Z][A-Z.’'/-]+){0,3}(?:,\s[A-Z][\w.]+(?:\s\d{1,2})?){0,2}(?:\s\([A-Z][\w\s]{1,20}\))?"
    r"|[A-Z][\w.’'/-]+(?:,?\s[A-Z][\w.]+){0,3}\s\([A-Z][\w\s]{1,20}\))\s?[-–—]+\s"
)
_QUESTION = re.compile(r"(?:whether|if|how|why|when|what|who|where|about)\b")
_IS_ASKED = re.compile(
    r"(?:(?:^|[.!?]\s|[”\"]\s|\n)(?:When\s|If\s)?(?:Asked|Pressed|Questioned|Quizzed|Challenged)"
    r"|\b(?:was|were|been|being|when|if|is|are)\s(?:asked|pressed|questioned|quizzed|challenged))\b[^.;“”\"\n]*$"
)
_TELLING = re.compile(r"\b(?:told|informed|asked|warned|advised|briefed|urged|reminded|invited|ordered|questioned)\b")
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be|get|got)\s(?:\w+ly\s)?(?:told|informed|asked|warned|advised|briefed|urged|"
    r"reminded|invited|ordered|questioned)\b"
)
_THEN_SILENT = re.compile(
    r",?\s(?:but|and)\s(?:\w+\s){0,2}?(?:declin\w+|refus\w+|would not|wouldn[’']t|will not be|did not|didn[’']t|"
    r"has not|had not|stopped short|gave no)\b"
)
_WHERE_SAID = re.compile(
    r",?\s(?:in|during|at|on|via|through|from)\s(?:an?|the|his|her|its|their)\s(?:[\w’'-]+\s){0,3}?"
    r"(?:interview|statement|tweet|post|letter|speech|e-?mail|press conference|news conference|briefing|phone call|"
    r"telephone call|video|memo|filing|column|podcast)\b[^“”\"]*$"
)
"""Where and how something was said, at the end of what was said."""
_DANGLING = re.compile(r",?\s(?:but|and|or|while|though|although|because|as|that)$")
"""A word that begins a clause which the span doesn't hold."""
_RELATIVE_BEFORE = re.compile(r"\b(?:that|which|who|what)\s$")
_RELATIVE = re.compile(r",?\s(?:which|who|whose|whom)\b[^.;“”\"]{0,160}?,?\s*$|,\s(?:which|who|whose|whom)\b")
"""A clause about a word of the report is part of it, though the tagger may skip it."""
_INTRODUCES = re.compile(r"[^.!?“\"\n]{0,60}:\s*(?:\n|$)")
"""What is followed by a colon at the end of its paragraph announces words to come."""
_ANAPHOR = re.compile(r"(?:this|that|it|so|as much|the same)", re.IGNORECASE)
_ANAPHOR_NEXT = re.compile(r"\s(this|that|as much|the same)(?=[.,;]|\s(?:in|on|at|to|when|during|last|too)\b)")
"""The object of a cue that stands for what was said before: "acknowledged this in an interview"."""
_NOTHING = re.compile(rf"\s{NOTHING}")
_ANOTHER = re.compile(
    r"(?:(?<=[.;:!?]\s)|(?<=\band\s)|(?<=\bwhile\s)|(?<=\bbut\s))"
    r"(another|others|an?\s(?:second|third)|the\sother)\s(?=[^.;:!?“”\"\n]{1,60}$)",
    re.IGNORECASE,
)
"""Somebody else begins to speak just before a quote that no cue owns: "…; another put the odds at “four in ten”"."""
_NO_COMMENT = re.compile(
    r"(?:that\s)?(?:it|he|she|they|we)\s(?:(?:do|does|did|would|could|will|can)(?:\snot|n[’']t)|cannot)\s"
    r"(?:yet\s)?(?:comment|discuss\s(?:individual|ongoing|pending|personnel))\b"
)
"""Who "said it did not comment on individual cases" said nothing."""
_PAST = re.compile(r"(?:had |has |have )?(?:said|told|put|spoke|wrote|saw|thought|went|\w+ed)\b")
"""What one of several did; what "one" says or might say is anybody's."""
_GENERIC = re.compile(r"(?:^|[.!?]\s+)one\s+(?:must|should|may|might|can|could|has|would)?\s*$", re.IGNORECASE)


APART = 55
"""Characters behind the cue from which an unquoted stretch no longer goes on with a report that stands before it."""


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
    interview = turns(text, body)
    if interview:
        first, last = interview[0].label[0], interview[-1].words[-1][1]
        paragraphs = [p for p in paragraphs if p.end <= first or p.start >= last]
        body = [p for p in paragraphs if p.kind == "body"]
    said = answers(text, interview) if interview else ()
    if not body:
        return said
    text = double_marks(text, paragraphs)
    if tagger is None:
        import models

        tagger = models.tagger()
    joined, shift = joined_body(text, body)
    links = tagger.tag(joined, cue_threshold=PLAIN_CUE_THRESHOLD, progress=progress)
    quotes = find_quotes(text, paragraphs)
    sentences = sorted(s for p in body for s in (p.sentences or ((p.start, p.end),)))
    drafts = [d for d in (draft(text, link, shift, sentences) for link in links) if d]
    drafts = without_doubles(
        [*drafts, *beside_quotes(text, quotes), *in_own_words(text, sentences), *quoted_as_saying(text)]
    )
    drafts = without_doubles(by_construction(text, drafts))
    _own_quotes(text, drafts, quotes, paragraphs)
    for d in drafts:
        d.runs = _content(text, d, quotes, sentences)
        d.runs = _without_aside(text, d, quotes)
    _whole_clauses(text, drafts, quotes, sentences)
    for dateline in datelines(text, body):
        for d in drafts:
            d.runs = [words(text, r) for r in minus(d.runs, dateline)]
    drafts += inside_reports(text, drafts)
    drafts += participles(text, drafts)
    part_continuations(text, drafts)
    nest(text, drafts)
    credit_the_cited(text, drafts)
    credit_the_quoted(text, drafts)
    settle_overlaps(text, drafts)
    kept = [d for d in drafts if not d.dropped and d.runs and _reports(text, d, quotes)]
    return (*_finish(text, kept, quotes, paragraphs), *said)


def datelines(text: str, body: Sequence[Paragraph]) -> list[Span]:
    """Where a report was written, before its first words: "MOSCOW (Reuters) - ", "KYIV, March 3 —"."""
    found = (_DATELINE.match(text, p.start, p.end) for p in body)
    return [m.span() for m in found if m]


def _own_quotes(text: str, drafts: list[Draft], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]) -> None:
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


def _content(text: str, d: Draft, quotes: Sequence[Quote], sentences: Sequence[Span]) -> list[Span]:
    """The draft's runs as spans a reader would accept."""
    owned = [(quotes[q].start, quotes[q].end) for q in d.quotes]
    spans = merge(d.runs)
    near = ((i, quotes[i]) for i in (reaching(quotes, (spans[0][0], spans[-1][1])) if spans else ()))
    foreign = [
        (x.start, x.end)
        for i, x in near
        if i not in d.quotes and is_speech(text, x) and not (x.start <= d.cue[0] < x.end)
    ]
    if (
        d.source
        and d.source[1] + 1 >= d.cue[0] > d.source[0]
        and _RELATIVE_BEFORE.search(text[max(0, d.source[0] - 8) : d.source[0]])
    ):
        spans = [s for s in spans if s[0] >= d.cue[1]][:1] or spans  # "a treaty that it says B broke": that B broke it
    for f in foreign:
        spans = minus(spans, f)
    spans = _bridge(text, d, spans, sentences)
    for f in foreign:
        spans = minus(spans, f)
    spans = merge([*spans, *owned])
    for hole in (d.cue, d.source):
        if hole:
            spans = minus(spans, hole)
    spans = [_quote_edges(text, words(text, s), owned) for s in spans]
    spans = [s for s in spans if s[1] > s[0] and words_in(text, s)]
    most = max((words_in(text, s) for s in spans), default=0)
    quoted = set(owned)
    spans = [_without_rest(text, d, s, owned) for s in spans]
    kept = []
    for s in spans:
        n = words_in(text, s)
        is_quote = any(s[0] <= a and b <= s[1] for a, b in quoted)
        if is_quote or d.whole or n >= 3 or n * 3 >= most:
            kept.append(s)
    kept = [s for s in kept if s in quoted or not _is_question(text, s)]
    return _near(text, d, join_neighbours(text, kept), owned, sentences)


def _is_question(text: str, span: Span) -> bool:
    """'Asked [whether he would step down], he was brief': the question is another's."""
    return bool(_QUESTION.match(text, span[0]) and _IS_ASKED.search(text[max(0, span[0] - 70) : span[0]]))


def _without_rest(text: str, d: Draft, span: Span, owned: Sequence[Span]) -> Span:
    """An unquoted stretch after its cue without what the speaker didn't say and where the rest was said."""
    a, b = span
    if a < d.cue[0]:
        return span
    unquoted = max((y for x, y in owned if x < b and a < y), default=a)
    silent = _THEN_SILENT.search(text, unquoted, b)
    if silent:
        b = silent.start()
    where = _WHERE_SAID.search(text, unquoted, b)
    if where and where.start() > a:
        b = where.start()
    dangling = _DANGLING.search(text, unquoted, b)
    if dangling:
        b = dangling.start()
    return (a, b) if words_in(text, (a, b)) else span


def _whole_clauses(text: str, drafts: list[Draft], quotes: Sequence[Quote], sentences: Sequence[Span]) -> None:
    """'[A long subject with clauses] was meant as a signal, the aide said': the report begins with its sentence.

    Where an unquoted report stands before its source and cue, all of the sentence up to there is reported, unless
    another cue or a quote stands in what would be added.
    """
    for d in drafts:
        if d.whole or not d.source or not d.runs:
            continue
        first, last = d.runs[0], d.runs[-1]
        begin = min(d.source[0], d.cue[0])
        home = sentence_of(d.cue[0], sentences)
        if home is None or not home[0] < first[0] <= last[1] <= begin or words_in(text, (last[1], begin)):
            continue
        if (
            not text[last[1] - 1 : begin].rstrip().endswith(",")
        ):  # "a treaty that it says …" is no report set off by a comma
            continue
        added = (home[0], first[0])
        busy = [x for o in drafts if o is not d for x in (o.cue, *([o.source] if o.source else []))]
        if reaching(quotes, (home[0], begin)) or common(busy, [added]):
            continue
        if added[1] - added[0] <= LONGEST_SUBJECT:
            d.runs = [words(text, (home[0], last[1]))]


def _without_aside(text: str, d: Draft, quotes: Sequence[Quote]) -> list[Span]:
    """'A will begin, the minister said, after B had asked C to stop': when it was said is no part of what was said."""
    if len(d.runs) < 2 or not d.source or any(reaching(quotes, r) for r in d.runs):
        return d.runs
    begin, end = min(d.source[0], d.cue[0]), max(d.source[1], d.cue[1])
    last = d.runs[-1]
    if d.runs[0][1] <= begin and last[0] >= end and (_ASIDE.match(text, last[0]) or last[0] - end > APART):
        return d.runs[:-1]
    return d.runs


def _near(text: str, d: Draft, spans: list[Span], owned: list[Span], sentences: Sequence[Span]) -> list[Span]:
    """Unquoted words count in the cue's own sentence, or where they stand in the one before or after it alone."""
    home = sentence_of(d.cue[0], sentences)
    if home is None:
        return spans
    at = sentences.index(home) if len(sentences) < 64 else bisect_right(sentences, home) - 1
    quoted = [s for s in spans if any(a < s[1] and s[0] < b for a, b in owned)]
    own = [s for s in spans if s not in quoted and s[0] < home[1] and s[1] > home[0]]
    if own or quoted:
        return sorted(quoted + own)
    named = _ANAPHOR_NEXT.match(text, d.cue[1])
    if named:
        return [named.span(1)]
    around = sentences[max(0, at - 1) : at + 2]
    return [s for s in spans if any(a <= s[0] < b for a, b in around)]


def _bridge(text: str, d: Draft, spans: list[Span], sentences: Sequence[Span]) -> list[Span]:
    """Close gaps between runs of one sentence on one side of the cue where the tagger half believes in them."""
    out: list[Span] = []
    for s in spans:
        if out:
            a, b = out[-1][1], s[0]
            home = sentence_of(out[-1][0], sentences)
            together = home is not None and s[0] < home[1]
            crossing = a < d.cue[1] and d.cue[0] < b
            if d.source and not crossing:
                crossing = a < d.source[1] and d.source[0] < b
            if together and not crossing and (b - a <= 25 or share(d, (a, b)) >= 0.2 or _RELATIVE.match(text, a)):
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


def _reports(text: str, d: Draft, quotes: Sequence[Quote]) -> bool:
    """Whether the draft is a statement at all: something was voiced, and it has words of its own."""
    before = text[max(0, d.cue[0] - 25) : d.cue[0]]
    cue = text[d.cue[0] : d.cue[1]]
    if is_refusal(cue) or (is_refusal(cue, before) and not d.quotes):
        return False
    if not d.quotes and d.runs and _NO_COMMENT.match(text, d.runs[0][0]):
        return False
    if _NOT_NAMED.match(text, d.cue[0]) or _is_told(text, d):
        return False
    source = text[d.source[0] : d.source[1]].lower() if d.source else ""
    if source in ("i", "we") and not d.quotes and re.match(r"(?:have |had |then )?ask(?:ed)?\b", cue):
        return False
    if source in ("you", "your") or (source == "one" and not _PAST.match(cue)):
        return False
    if _NOTHING.match(text, d.cue[1]) and not d.quotes:
        return False
    if _IS_ASKED.match(cue) and not d.quotes:
        return False
    if not d.source and re.match(r"(?:when |if )?asked\b", cue, re.IGNORECASE):
        return False
    if not d.source and (_GENERIC.search(before) or re.match(r"(?:must|should)\b", cue)):
        return False
    quoted = any(is_speech(text, quotes[q]) or words_in(text, (quotes[q].start, quotes[q].end)) >= 2 for q in d.quotes)
    total = sum(words_in(text, s) for s in d.runs)
    if not d.source and not quoted and d.probability < 0.8:
        return False
    said = " ".join(text[a:b] for a, b in d.runs)
    first = text[slice(*d.runs[0])]
    viewed = _VIEW.fullmatch(said) or (_VIEW.fullmatch(first) and _AS.match(text[d.runs[0][1] : d.cue[1]]))
    if not quoted and (viewed or (total <= 12 and _INTRODUCES.match(text, d.runs[-1][1] - 1))):
        return False
    anaphor = bool(d.source) and 0 <= d.runs[0][0] - d.cue[1] <= 1 and bool(_ANAPHOR.fullmatch(said))
    # "condemned [the attack]" says enough; two words after "said" don't.
    least = 2 if takes_side(cue) and d.source else 3
    return (voiced(text, d, quoted) or _found(text, d)) and (total >= least or quoted or anaphor)


def _found(text: str, d: Draft) -> bool:
    """Whether a study, a court or an inspector "found that …": a report, and not a person who finds something."""
    if not d.source or not re.match(r"(?:has |have |had )?(?:also )?(?:found|finds|find)\b", text[d.cue[0] : d.cue[1]]):
        return False
    source = text[d.source[0] : d.source[1]]
    says = re.match(r"(?:that|no|little)\s", text[d.runs[0][0] : d.runs[0][0] + 8])
    return bool(says) and bool(set(words_of(source)) & FINDS or re.search(r"\b[A-Z]{3,}\b", source))


def _is_told(text: str, d: Draft) -> bool:
    """Whether the subject of the cue is told or asked something: "councillors were asked", "had been told that"."""
    cue = text[d.cue[0] : d.cue[1]]
    if not _TELLING.search(cue) or not _PASSIVE.search(text[max(0, d.cue[0] - 30) : d.cue[0]] + cue):
        return False
    return not re.match(r"[^.;“”\"]{0,40}\bby\s", text[d.cue[1] : d.cue[1] + 60])


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
    text: str, drafts: list[Draft], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]
) -> tuple[Attribution, ...]:
    for d in drafts:
        # What cutting has left empty is nothing that anybody said.
        d.runs = [r for r in d.runs if r[0] < r[1]]
        d.source = d.source if d.source and d.source[0] < d.source[1] else None
    drafts = [d for d in drafts if d.runs and d.cue[0] < d.cue[1]]
    drafts = sorted(drafts, key=lambda d: min(d.cue[0], d.runs[0][0]))
    made: list[Attribution] = []
    for d in drafts:
        near = {i for r in d.runs for i in reaching(quotes, r)}
        kind = statement_type(text, d.runs, [(quotes[i].start, quotes[i].end) for i in near])
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
