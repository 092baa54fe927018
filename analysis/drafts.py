"""Drafts of attributions: what the tagger proposes, and what the shape of a sentence shows by itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.cues import is_plain_report, is_voiced, names_a_saying
from analysis.letters import latin
from analysis.lexicon import PLURAL_GROUP
from analysis.mentions import words_of
from analysis.quotes import CREDIT, Quote, is_speech
from analysis.spans import common, sentence_of, words
from analysis.subjects import (
    NOT_A_SUBJECT,
    NOUN_PHRASE,
    PARTICIPLE,
    after_according,
    is_subject,
    of_a_headline,
    plain_subject,
    subject_after,
    subject_beside,
    subject_beside_quote,
    whole_source,
)
from analysis.types import Paragraph, Span
from models.linking import Link

CUE_THRESHOLD = 0.5
PLAIN_CUE_THRESHOLD = 0.2
"""Everyday verbs of reporting are taken at a lower probability than words that rarely report."""
PIECE_THRESHOLD = 0.5
_BARE = frozenset(("the", "a", "an", "this", "that", "these", "those", "his", "her", "its", "their"))
_OBJECT = re.compile(
    r"(?<=\w)\s+((?:any |all |the |such )?(?:claims|allegations|reports|suggestions|accusations|charges|rumou?rs))$"
)
SAID = (
    r"(?:(?:also|then|later|has|had|once|[a-z]+ly)\s){0,2}(?:said|says|told|added|adds|wrote|writes|tweeted|argued|argues|warned|warns|"
    r"explained|explains|insisted|replied|noted|notes|continued|concluded|stressed|recalled|declared|announced|asked|"
    r"acknowledged|confirmed|denied|claimed|stated|reported|revealed|admitted|conceded|predicted|estimated|testified)"
)
WHO_SAID = latin(
    r"(?:[A-Z][\w.’'-]*|[Hh]e|[Ss]he|[Tt]hey|the|a|an|two|three|police|officials|lawmakers|prosecutors|witnesses|"
    r"residents|sources|aides|experts|analysts|critics)(?:\s[\w.’'-]+){0,7}?"
)
_WHO_SAID_ANY = latin(r"(?:[\w.’'-]+\s){0,7}?[A-Z][\w.’'-]*")
_QUOTE_THEN_CUE = re.compile(
    rf"\s+(?:({WHO_SAID})\s+({SAID})\b|({SAID})\s+({WHO_SAID})(?=[,.;:]|\s(?:in|on|at|as|to|after)\s))"
)
_WHOLE_QUOTE = re.compile(r"“{1,2}[^“”\n]+”{1,2}|\"[^\"\n]+\"")
_PARTICIPLE_CUE = re.compile(
    r",\s(?:and\s)?(?:\w+ly\s)?(citing|accusing|urging|adding|noting|calling|warning|signall?ing|arguing|insisting|stressing|"
    r"blaming|vowing|demanding|pledging|predicting|claiming|denying|dismissing|describing|likening|pointing\sout)\s"
)
AS_SAYING = re.compile(
    r"\b(?:quot|cit)(?:ed|es|e|ing)\s((?:[\w’'.-]+,?\s){1,12}?)as\s(saying|telling\s\w+|writing|warning|arguing|denying)(?=[\s,:.;])"
)
"""Who is quoted, and the cue."""
_WAS_QUOTED = re.compile(r"\b(?:was|were|is|are|has been|have been)\s(?:\w+ly\s|later\s|also\s)?$")
_IS_QUOTED = re.compile(r"\b(?:quoted|cited)\b([^\n]*\bas|\sby)?$")
_BY_WHOM = re.compile(latin(r"by\s|(?:on|in|late|last|this|earlier|yesterday|today|[A-Z][a-z]+day)\b"))
_CUT_SHORT = re.compile(r"\b(?:who|whose|which|of|on|in|at|for|from|with|by|to|accused|charged|convicted|suspected)$")
_QUOTE_NEXT = re.compile(r"[:,]?\s([“\"«„][^“”\"«»„\n]+[”\"»])")
_SEEN_BY = re.compile(
    r"(?:seen|obtained|reviewed|viewed|published|released|signed|written|commissioned|issued)\s.*\bby\b"
)
_BEFORE_ASIDE = re.compile(r"(?:An?|The|One|His|Her|Its|Their)\s(?:[\w’'-]+\s){0,5}[\w’'-]+,\s$")
_CUT_IN_CLAUSE = re.compile(r",\swho(?:se)?\s[^,]+$")
_UP_TO_CUE = re.compile(r"\s[^.;:!?“”\"\n]{2,120}$")
_IN_PLACE = re.compile(r"(?:An?|The|One|Two|Three)\s[^,.;:!?“”\"\n]{4,110}\s(?:in|at|of|from|near)\s$")
_WHO_ASIDE = re.compile(
    latin(
        r"(?:^|[.!?;]\s|[”\"]\s|\n)((?:But |And )?(?:[A-Z][\w’'-]*)(?:\s[\w’'-]+){0,4}),\swho\s[^.;:!?“”\"\n]{3,90},\s$"
    )
)
"""Who speaks where a clause stands between him and the cue: "One, who asked not to be named, said"."""
_WHOSE = re.compile(
    latin(r"(?:\b(?:[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)|(?:\b[Tt]he\s)?(?:\b[A-Za-z][\w-]+\s)?\b[A-Za-z][\w-]+[’']s)\s$")
)
_CREDITED = re.compile(CREDIT)
_IS_VIEW = re.compile(r"(?:view|argument|position|opinion|message|advice|verdict|demand|claim|contention) (?:is|was)")
_IN_WORDS = re.compile(
    latin(
        r"\b[Ii]n\s+(?:(his|her|their)|([A-Z][\w.-]+(?:\s[A-Z][\w.-]+){0,2})[’']s?)\s+(?:own\s+)?"
        r"(?:words|view|opinion|telling|estimation|judge?ment)\b(?=,|[.;]|\s(?=[“\"])|\s[a-z]),?"
    )
)
_OPENS = re.compile(
    r"\W*(?:But|And|Yet|So|Still)?\W*|(?:(?!(?:who|that|which|said|says|told|adds|added|replied|wrote|argued|insisted)\b)"
    r"[\w’'-]+\s){0,7}[\w’'-]+,\s"
)
"""What may stand before "in her view" where the whole sentence is her view: its subject, between commas."""
_LEADING = re.compile(latin(rf"\s*({WHO_SAID})\s+({SAID})\s+(?:(?:on|last|in)\s\w+\s)?(?=that\b|[A-Za-z])"), re.DOTALL)
_HAD_SAID = re.compile(
    rf"\s*(?:that\s)?({WHO_SAID})\s((?:has|had|have)\s(?:(?:since|also|already|once|[a-z]+ly)\s)?(?:said|told|promised|"
    r"assured|warned|pledged|vowed|threatened|informed|advised))(?:\s(?!that\b)[\w’'-]+){0,7}?\s(?=that\s)"
)
_TRAILING = re.compile(rf",\s+({_WHO_SAID_ANY})\s+({SAID})(?:\s(?:on\s|last\s|in a\s)?\w+)?[\s,.]*$", re.DOTALL)


class Shift:
    """Maps offsets of the joined body back to the article's."""

    def __init__(self, begins: list[int], moves: list[int]):
        self._begins, self._moves = begins, moves
        self._arrays = np.array(begins), np.array(moves)

    def __call__(self, i: int) -> int:
        """Where the character ``i`` stands in the article."""
        return i + self._moves[bisect_right(self._begins, i) - 1]

    def all(self, at: np.ndarray) -> np.ndarray:
        """The same of many, int64 [n]."""
        begins, moves = self._arrays
        return at + moves[np.searchsorted(begins, at, side="right") - 1]


UNMOVED = Shift([0], [0])


@dataclass
class Draft:
    """A cue on its way to an attribution; spans are characters of the article."""

    cue: Span
    probability: float
    source: Span | None
    runs: list[Span]
    content_score: float
    link: Link | None = None
    shift: Shift = UNMOVED
    quotes: list[int] = field(default_factory=list)
    carrier: Draft | None = None
    dropped: bool = False
    sure: bool = False
    """Whether the shape of the sentence leaves no doubt, whatever the tagger makes of the same cue."""
    whole: bool = False
    """Whether the rest of the sentence is its content for sure, so that no cue inside it speaks for another."""
    claim: bool = False
    """Whether another takes it up ("He brushed aside her charge that …"), so that its speaker isn't heard here."""


def carried(d: Draft, reporter: Span) -> Draft:
    """The draft with whoever merely passes it on by the same cue."""
    d.carrier = Draft(d.cue, d.probability, reporter, [], 0.0, dropped=True)
    return d


def joined_body(text: str, body: Sequence[Paragraph]) -> tuple[str, Shift]:
    """The body as one string, and a map from its offsets back to the article's."""
    parts, begins, moves, at = [], [], [], 0
    for p in body:
        begins.append(at)
        moves.append(p.start - at)
        parts.append(text[p.start : p.end])
        at += p.end - p.start + 1
    return "\n".join(parts), Shift(begins, moves)


def _runs(p: np.ndarray, threshold: float) -> list[tuple[int, int]]:
    """Index ranges where ``p`` reaches the threshold."""
    on = np.concatenate([[False], p >= threshold, [False]])
    edges = np.flatnonzero(on[1:] != on[:-1])
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def draft(text: str, link: Link, shift: Shift, sentences: Sequence[Span]) -> Draft | None:
    """The draft of one link of the tagger; None where it has no cue to speak of, or no content."""
    cue = words(text, (shift(link.cue[0]), shift(link.cue[1] - 1) + 1))
    if cue[1] <= cue[0]:
        return None
    if link.probability < CUE_THRESHOLD and not is_plain_report(text[cue[0] : cue[1]]):
        return None
    if "\n" in text[cue[0] : cue[1]]:
        cue = words(text, (cue[0] + text[cue[0] : cue[1]].rindex("\n") + 1, cue[1]))
    cue = _without_object(text, cue)
    quoted = _IS_QUOTED.search(text[cue[0] : cue[1]])
    said = AS_SAYING.match(text, cue[0] + quoted.start()) if quoted else None
    if quoted and said and (quoted.group(1) or said.group(1).startswith("by ")):
        return None  # "S was quoted by the agency [as saying]": that is the cue
    credit = _CREDITED.fullmatch(text, *cue)
    source = credit.span(1) if credit else _source(text, link, shift, cue, sentences)
    if re.fullmatch(r"according to", text[cue[0] : cue[1]], re.IGNORECASE) and (
        source is None or not 0 <= source[0] - cue[1] <= 3
    ):
        source = subject_after(text, cue) or after_according(text, cue)
    if source is None and (is_plain_report(text[cue[0] : cue[1]]) or text[cue[1] - 1 : cue[1]] == ":"):
        source = subject_beside(text, cue, None)
    if source is None and is_plain_report(text[cue[0] : cue[1]]):
        begin = max(0, cue[0] - 160)
        aside = _WHO_ASIDE.search(text[begin : cue[0]])
        source = words(text, (begin + aside.start(1), begin + aside.end(1))) if aside else None
    if source is None:
        source = subject_beside_quote(text, cue)
    if source is None and (_IS_VIEW.fullmatch(text[cue[0] : cue[1]]) or names_a_saying(text[cue[0] : cue[1]])):
        begin = max(0, cue[0] - 50)
        whose = _WHOSE.search(text[begin : cue[0]])
        source = (begin + whose.start(), cue[0] - 1) if whose else None
    bare = plain_subject(text, cue) if source is None or source[1] < cue[0] - 8 else None
    if bare and (source is None or source[1] <= bare[0]):
        source = bare  # "Mr. Brill, who has had less credit than [aides] say"
    if source:
        source = _up_to_cue(text, whole_source(text, source), cue, sentences)
    runs = []
    for a, b in _runs(link.content, PIECE_THRESHOLD):
        start, end = shift(int(link.offsets[a, 0])), shift(int(link.offsets[b - 1, 1]) - 1) + 1
        runs += [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    if not runs:
        return None
    score = float(link.content[link.content >= PIECE_THRESHOLD].mean())
    return Draft(cue, link.probability, source, runs, score, link, shift)


def _up_to_cue(text: str, source: Span, cue: Span, sentences: Sequence[Span]) -> Span:
    """The source with a clause about it that the tagger has cut: "a teacher who" [lives nearby] said."""
    said, rest = text[slice(*source)], text[source[1] : cue[0]]
    cut = _CUT_SHORT.search(said) or (_CUT_IN_CLAUSE.search(said) and " and " not in rest)
    if cut and _UP_TO_CUE.fullmatch(rest):
        return source[0], len(text[: cue[0]].rstrip(" ,"))
    home = sentence_of(cue[0], sentences)
    if home and _SEEN_BY.match(text[slice(*source)]) and _BEFORE_ASIDE.fullmatch(text[home[0] : source[0]]):
        return home[0], source[1]  # "the report, [seen by the Guardian], recommends"
    beside = cue[0] - source[1] == 1
    if home and beside and home[0] < source[0] and _IN_PLACE.fullmatch(text[home[0] : source[0]]):
        return home[0], source[1]
    return source


def _without_object(text: str, cue: Span) -> Span:
    """'has denied claims' [that …]: the claims are part of what is denied."""
    m = _OBJECT.search(text[cue[0] : cue[1]])
    return (cue[0], cue[0] + m.start()) if m else cue


def _source(text: str, link: Link, shift, cue: Span, sentences: Sequence[Span]) -> Span | None:
    """The run of source pieces that a reader would take: probable, and near the cue."""
    top = float(link.source.max(initial=0.0))
    if top < 0.25:
        return None
    home = sentence_of(cue[0], sentences)
    best: tuple[float, Span] | None = None
    for a, b in _runs(link.source, min(PIECE_THRESHOLD, 0.6 * top)):
        span = (shift(int(link.offsets[a, 0])), shift(int(link.offsets[b - 1, 1]) - 1) + 1)
        if "\n" in text[span[0] : span[1]] or (span[0] < cue[1] and cue[0] < span[1]):
            continue
        span = words(text, span)
        if span[0] >= cue[1] and PARTICIPLE.fullmatch(text[cue[0] : cue[1]]):
            continue
        if not NOUN_PHRASE.match(text[span[0] : span[1]]) or set(words_of(text[span[0] : span[1]])) <= _BARE:
            continue
        if span[1] <= span[0] or NOT_A_SUBJECT.match(text[span[0] : span[1]]) or of_a_headline(text, span, home):
            continue
        away = max(cue[0] - span[1], span[0] - cue[1], 0)
        score = float(link.source[a:b].max()) - away / 400
        score -= 0.0 if home and home[0] <= span[0] < home[1] else 0.4
        if best is None or score > best[0]:
            best = (score, span)
    return best[1] if best else None


def beside_quotes(text: str, quotes: Sequence[Quote]) -> list[Draft]:
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
        out.append(Draft(m.span(cue), 0.9, m.span(who), [(q.start, q.end)], 0.9))
    return out


def quoted_as_saying(text: str) -> list[Draft]:
    """Drafts for "Reuters quoted [an official] as [saying] [that A]": whoever is quoted speaks, not who quotes."""
    out = []
    for m in AS_SAYING.finditer(text):
        end = re.compile(r"[.!?](?=[”\"]?(?:\s|$))|\n|$").search(text, m.end())
        assert end
        span = words(text, (m.end(), end.end() if text[end.start() : end.start() + 1] != "\n" else end.start()))
        opened = _QUOTE_NEXT.match(text, m.end())
        span = opened.span(1) if opened else span
        who, by = words(text, m.span(1)), _BY_WHOM.match(text, m.start(1))
        was = _WAS_QUOTED.search(text[max(0, m.start() - 24) : m.start()]) if by else None
        speaker = subject_beside(text, (m.start() - len(was.group()), m.start()), who) if was else None
        if by and (speaker is None or speaker[1] > m.start()):
            continue  # whoever is quoted by others, they don't say it
        if span[1] - span[0] > 8:
            made = Draft(m.span(2), 0.9, speaker or who, [span], 0.9, sure=True)
            if by and by.group() == "by ":
                agency = words(text, (by.end(), m.end(1)))
                carried(made, agency)
            out.append(made)
    return out


def participles(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts for what a report goes on to do, where the tagger saw one act: "said that A[, accusing B of C]"."""
    cues = [d.cue for d in drafts]
    out = []
    for d in drafts:
        if not d.source or d.whole:
            continue
        for a, b in d.runs:
            if text[a] in '“"„«':
                continue
            for m in _PARTICIPLE_CUE.finditer(text, a, b):
                rest = (m.end(), b)
                if not common(cues, [m.span(1)]) and len(words_of(text[rest[0] : rest[1]])) >= 2 and a < m.start():
                    out.append(Draft(m.span(1), 0.85, None, [words(text, rest)], 0.85))
    return out


def in_own_words(text: str, sentences: Sequence[Span]) -> list[Draft]:
    """Drafts for sentences with "in his words": all of the sentence is what he says, whoever is its subject."""
    out = []
    for a, b in sentences:
        m = _IN_WORDS.search(text, a, b)
        if not m or (not m.group().rstrip(",").endswith("words") and not _OPENS.fullmatch(text[a : m.start()])):
            continue
        before = len(text[a : m.start()].rstrip(" ,;—–-"))
        runs = [words(text, s) for s in ((a, a + before), (m.end(), b))]
        runs = [r for r in runs if r[1] > r[0]]
        if runs:
            out.append(Draft(m.span(), 0.95, m.span(1) if m.group(1) else m.span(2), runs, 0.95, sure=True, whole=True))
    return out


def inside_reports(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts for whoever is quoted by what a report passes on, where the tagger saw the report alone.

    "[X said that A], reported Reuters"; "[A, X said on Friday], the agency reported"; "[that X had told her that A]".
    """
    cues = [d.cue for d in drafts]
    out = []
    for d in drafts:
        if not d.runs or not is_plain_report(text[d.cue[0] : d.cue[1]]):
            continue
        a, b = d.runs[0]
        quote = _WHOLE_QUOTE.match(text, a)
        after = _QUOTE_THEN_CUE.match(text, quote.end()) if quote and d.cue[0] > quote.end() else None
        if quote and after and "\n" not in after.group():  # "“…,” X said, according to a transcript"
            spans = [after.span(i) for i in ((1, 2) if after.group(1) else (4, 3))]
            if not common(cues, [spans[1]]) and spans[1][1] <= d.cue[0] and is_subject(text[slice(*spans[0])]):
                out.append(Draft(spans[1], 0.85, spans[0], [quote.span()], 0.95))
            continue
        if len(d.runs) != 1:
            continue
        if text[a] in '“"„«':
            continue
        m = _LEADING.match(text, a, b) or _HAD_SAID.match(text, a, b)
        m = m if m and is_subject(m.group(1)) else None
        rest = (m.end(), b) if m else (a, a)
        if not m:
            m = _TRAILING.search(text[a:b])
            rest = (a, a + m.start()) if m else rest
        if not m:
            continue
        shift = 0 if m.string is text else a
        who, cue = ((x + shift, y + shift) for x, y in (m.span(1), m.span(2)))
        named = (
            re.search(latin(r"[A-Z]"), text[who[0] : who[1]])
            or set(words_of(text[who[0] : who[1]])[-1:]) & PLURAL_GROUP
        )
        if common(cues, [cue]) or not named:
            continue
        out.append(Draft(cue, 0.85, who, [words(text, rest)], 0.95))
    return out


def without_doubles(drafts: list[Draft]) -> list[Draft]:
    """One draft per cue: parts of one phrase ("said" … "in a statement") are tagged apart now and then."""
    out: list[Draft] = []
    for d in sorted(drafts, key=lambda d: (d.cue, -d.probability)):
        if out and d.cue[0] < out[-1].cue[1]:
            if out[-1].sure:
                continue
            if d.sure or (d.link is not None and (d.probability > out[-1].probability or out[-1].link is None)):
                out[-1] = d
            continue
        out.append(d)
    return out


def sight(draft: Draft) -> Span:
    """The stretch of the article beyond which the draft's share of a span is 0: what the tagger saw with its cue."""
    if draft.link is None or not len(draft.link.offsets):
        return min((a for a, _ in draft.runs), default=0), max((b for _, b in draft.runs), default=0)
    offsets = draft.link.offsets
    return draft.shift(int(offsets[0, 0])), draft.shift(int(offsets[-1, 1]) - 1) + 1


def share(draft: Draft, span: Span) -> float:
    """Mean content probability of the link's pieces inside a span of the article; 0 where it has none."""
    if draft.link is None:
        return float(any(a <= span[0] and span[1] <= b for a, b in draft.runs))
    first, end = np.searchsorted(draft.shift.all(draft.link.offsets[:, 0]), span)
    return float(draft.link.content[first:end].mean()) if first < end else 0.0


def voiced(text: str, d: Draft, quoted: bool) -> bool:
    """Whether the draft\'s cue reports something voiced (see ``analysis.cues``)."""
    return is_voiced(text[d.cue[0] : d.cue[1]], quoted)
