"""Who reports whom: nested cues, further verbs of one subject, and rival claims to the same words."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from analysis.constructions import names_people
from analysis.cues import is_plain_report
from analysis.drafts import AS_SAYING, Draft, voiced
from analysis.letters import latin
from analysis.mentions import words_of
from analysis.quotes import words_in
from analysis.spans import common, distance, length, merge, minus, words
from analysis.subjects import PARTICIPLE, subject_beside
from analysis.types import Span

CARRIED_SHARE = 0.6
"""A cue whose content is another cue's statement to this share merely passes it on."""
_CONTINUES = re.compile(r"(?:,|\b(?:and|but))\s+(?:(?:also|then|even|later)\s+)?$")
"""What stands before a further verb of the same subject: "said A, accusing …", "denied B and accused …"."""


_CITING = re.compile(r"(?:citing|quoting|cites|cited|quotes)", re.IGNORECASE)


def _same_mention(text: str, a: Span, b: Span) -> bool:
    return bool(common([a], [b])) or text[a[0] : a[1]] == text[b[0] : b[1]]


def part_continuations(text: str, drafts: list[Draft]) -> None:
    """Part "said A, accusing X of B" and "denied A and accused X of B" into two statements of one source."""
    for inner in drafts:
        before = text[max(0, inner.cue[0] - 14) : inner.cue[0]]
        m = _CONTINUES.search(before)
        participle = bool(PARTICIPLE.fullmatch(text[inner.cue[0] : inner.cue[1]]))
        if not m or not inner.runs or not voiced(text, inner, False):
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
            kept = [r for r in outer.runs if r[1] <= cut] + [words(text, (holding[0], cut))]
            outer.runs = [r for r in kept if words_in(text, r)]
            if not outer.runs and cut - outer.cue[1] < 200:
                outer.runs = [words(text, (outer.cue[1], cut))]
            inner.source = outer.source
            break


def nest(text: str, drafts: list[Draft]) -> None:
    """Find for each draft the cue that carries it: the smallest content around its own cue."""
    runs = sorted((a, b, k) for k, d in enumerate(drafts) for a, b in d.runs)
    begins, furthest = [a for a, _, _ in runs], list(accumulate((b for _, b, _ in runs), max))
    for k, inner in enumerate(drafts):
        if not inner.runs or inner.claim:
            continue  # who dismisses a claim doesn't pass it on
        around: set[int] = set()
        at = bisect_right(begins, inner.cue[0]) - 1
        while at >= 0 and furthest[at] >= inner.cue[1]:  # no run before ends further on
            _, end, other = runs[at]
            if end >= inner.cue[1] and other != k:
                around.add(other)
            at -= 1
        carriers = [drafts[i] for i in sorted(around) if voiced(text, drafts[i], True)]
        if carriers:
            inner.carrier = min(carriers, key=lambda d: length(d.runs))
    for inner in drafts:
        outer = inner.carrier
        if outer is None or outer.dropped:
            continue
        if outer.carrier is inner:
            outer.carrier = None
        if inner.source and outer.source and common([inner.source], [outer.source]):
            _part_sources(text, inner, outer)
        said = merge([*inner.runs, inner.cue, *([inner.source] if inner.source else [])])
        if outer.whole:
            inner.dropped = True
        elif (
            voiced(text, inner, True)
            and inner.source
            and common(said, outer.runs) >= CARRIED_SHARE * length(outer.runs)
        ):
            outer.dropped = True
        elif any(text[a : a + 1] in '“"„«' and a <= inner.cue[0] < b for a, b in outer.runs):
            # Speech reported inside a direct quote stays part of that quote; a third party that it names is a
            # speaker as well ("… after [Trump] announced that …"), with whoever is quoted as the reporter.
            inner.dropped = not _third_party(text, inner)


def _third_party(text: str, d: Draft) -> bool:
    """Whether a cue inside a quote reports in so many words what somebody named said."""
    if d.source is None or not is_plain_report(text[d.cue[0] : d.cue[1]]):
        return False
    named = re.match(latin(r"\W*(?:\w+\s){0,3}[A-Z][a-z]"), text[d.source[0] : d.source[1]])
    return bool(named) and sum(words_in(text, r) for r in d.runs) >= 6


def _part_sources(text: str, inner: Draft, outer: Draft) -> None:
    """Two cues, one in the other's content, can't share a source: the nearer keeps it.

    The other takes the noun phrase beside itself ("…, reported Reuters"; "…, engineer Paul Okafor said").
    """
    assert inner.source and outer.source
    near = min((inner, outer), key=lambda d: distance(d.cue, d.source))
    far = outer if near is inner else inner
    far.source = subject_beside(text, far.cue, near.source)
    if near is outer and inner.source:
        rest = [words(text, r) for r in minus(inner.runs, inner.source)]
        inner.runs = [r for r in rest if words_in(text, r)]


def credit_the_cited(text: str, drafts: list[Draft]) -> None:
    """'NRK, citing two people at the talks, reported that A': they say A, NRK passes it on."""
    for d in drafts:
        if d.dropped or not d.runs or not _CITING.fullmatch(text[d.cue[0] : d.cue[1]]):
            continue
        who = words_of(text[d.runs[0][0] : d.runs[0][1]])
        people = names_people(text[d.runs[0][0] : d.runs[0][1]])
        if len(d.runs) > 1 or len(who) > 12 or not people or {"as", "that"} & set(who):
            continue
        d.dropped = True
        for other in drafts:
            near = min(abs(other.cue[0] - d.runs[0][1]), abs(d.cue[0] - other.cue[1])) < 60
            same = other.source and d.source and _same_mention(text, other.source, d.source)
            if other is not d and not other.dropped and near and (same or other.source is None):
                other.source, other.carrier = d.runs[0], d


def credit_the_quoted(text: str, drafts: list[Draft]) -> None:
    """'“A,” TASS quoted him as saying': he says A, TASS passes it on."""
    for d in list(drafts):
        found = AS_SAYING.match(text, d.cue[0]) if d.source and not d.dropped else None
        before = [r for r in d.runs if r[1] <= d.cue[0]]
        if not found or not before or found.group(1).startswith("by "):
            continue
        d.dropped = True
        who = words(text, found.span(1))
        credited = Draft(
            found.span(2), d.probability, who, before, d.content_score, quotes=d.quotes, carrier=d, sure=True
        )
        drafts.append(credited)


def settle_overlaps(text: str, drafts: list[Draft]) -> None:
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
            shared = common(a.runs, b.runs)
            if shared < 0.5 * min(length(a.runs), length(b.runs)):
                continue
            winner, loser = (a, b) if _claim(text, a) >= _claim(text, b) else (b, a)
            rest = loser.runs
            for r in winner.runs:
                rest = minus(rest, r)
            rest = [s for s in (words(text, r) for r in rest) if words_in(text, s) >= 4]
            if rest and length(rest) > 0.5 * length(loser.runs):
                loser.runs = rest
            else:
                loser.dropped = True
                if loser.source and winner.source and winner.carrier is None and loser.cue < winner.cue:
                    winner.carrier = loser


def _claim(text: str, d: Draft) -> float:
    """How good a cue's claim on its words is."""
    gap = min(min(abs(a - d.cue[1]), abs(d.cue[0] - b)) for a, b in d.runs)
    parted = "\n" in text[min(d.cue[1], d.runs[0][0]) : max(d.cue[0], d.runs[0][0])]
    plain = is_plain_report(text[d.cue[0] : d.cue[1]])
    return d.probability * d.content_score + 0.3 * bool(d.source) + 0.1 * plain - 0.5 * parted - min(gap, 200) / 400
