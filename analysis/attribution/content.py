"""Which words a cue reports, as spans that a reader would accept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from analysis.drafts import Draft, share
from analysis.letters import latin
from analysis.quotes import Quote, is_speech, reaching, words_in
from analysis.spans import common, join_neighbours, merge, minus, sentence_of, words
from analysis.types import Span

LONGEST_SUBJECT = 260
"""Most characters by which a report is lengthened to the beginning of its sentence."""
_ASIDE = re.compile(
    r"(?:(?:hours?|minutes?|days?|weeks?|months?|shortly|soon|just|a\s\w+)\s)*"
    r"(?:(?:after|as|when|while|before|following|despite|amid|during)\s|in\s(?:an?|what)\s)"
)
_QUESTION = re.compile(r"(?:whether|if|how|why|when|what|who|where|about)\b")
IS_ASKED = re.compile(
    r"(?:(?:^|[.!?]\s|[”\"]\s|\n)(?:When\s|If\s)?(?:Asked|Pressed|Questioned|Quizzed|Challenged)"
    r"|\b(?:was|were|been|being|when|if|is|are)\s(?:asked|pressed|questioned|quizzed|challenged))\b[^.;“”\"\n]*$"
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
_ANAPHOR_NEXT = re.compile(r"\s(this|that|as much|the same)(?=[.,;]|\s(?:in|on|at|to|when|during|last|too)\b)")
"""The object of a cue that stands for what was said before: "acknowledged this in an interview"."""
APART = 55
"""Characters behind the cue from which an unquoted stretch no longer goes on with a report that stands before it."""


def content_of(text: str, d: Draft, quotes: Sequence[Quote], sentences: Sequence[Span]) -> list[Span]:
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
    return bool(_QUESTION.match(text, span[0]) and IS_ASKED.search(text[max(0, span[0] - 70) : span[0]]))


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


def whole_clauses(text: str, drafts: list[Draft], quotes: Sequence[Quote], sentences: Sequence[Span]) -> None:
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


def whole_subjects(text: str, drafts: list[Draft], quotes: Sequence[Quote], sentences: Sequence[Span]) -> None:
    """ "[Loyalty], he noted, [has long been a tenet]": the subject in front of the report belongs to what was said."""
    for d in drafts:
        if not d.source or not d.runs or d.quotes:
            continue
        begin, end = min(d.source[0], d.cue[0]), max(d.source[1], d.cue[1])
        home = sentence_of(begin, sentences)
        if home is None or d.runs[0][0] < end or not _VERB_NEXT.match(text, end) or d.runs[0][0] - end > 3:
            continue
        m = _LONE_SUBJECT.fullmatch(text, home[0], begin)
        busy = [x for o in drafts if o is not d for x in (o.cue, *o.runs)]
        if m and not reaching(quotes, m.span(1)) and not common(busy, [m.span(1)]):
            d.runs = [m.span(1), *d.runs]


_VERB_NEXT = re.compile(
    r",\s(?:(?:also|now|still|long|often|never|only|\w+ly)\s)?(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must|"
    r"does|do|did|made|makes|make|began|came|went|got|took|gave|saw|left|lost|won|plans?|needs?|wants?|remains?|seems?|means?|"
    r"(?:is|are|was|were|has|had|have|do|does|did|ca|wo|would|could|should)n[’']t)\b"
)
_LONE_SUBJECT = re.compile(
    latin(
        r"((?!(?:In|On|At|By|For|From|With|Without|After|Before|Since|Until|During|Under|Over|As|If|When|While|Though|Although|"
        r"Because|Instead|However|Still|Meanwhile|Then|Now|Today|Yesterday|Tomorrow|Later|Also|But|And|So|Yet|Or|Indeed|Moreover|"
        r"Besides|Perhaps|Maybe|Again|Here|There|Once|Afterwards?|Nevertheless|Nonetheless|Otherwise|Thus|Therefore|Overall|Worse|"
        r"Better|Yes|No|Well|To|[A-Z]\w+ly|[A-Z]\w+ing)\b)[A-Z][\w’'-]*(?:\s[\w.’'-]+){0,8}?),\s"
    )
)


def without_aside(text: str, d: Draft, quotes: Sequence[Quote]) -> list[Span]:
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
