"""What differs most between outlets, each a sentence made from counts and quotes alone, with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from analysis.alignment import Version
from analysis.collection import Corpus, Entry
from analysis.comparison import Column, SideBySide, Voice, lean
from analysis.matching import words_of
from analysis.types import StanceLabel

DifferenceKind = Literal["position", "own voice", "balance", "share of voice", "quote"]
SAID: dict[StanceLabel, str] = {"favor": "in favor", "against": "against", "neutral": "neutral", "unclear": "unclear"}
ON: dict[StanceLabel, str] = {
    "favor": "in favor of",
    "against": "against",
    "neutral": "neutral on",
    "unclear": "unclear on",
}
_REPEATED = 0.55
"""What a further difference of the same kind is worth beside the one before: the first three should tell apart."""
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``score`` in [0, 1] ranks it: how far apart, times how much evidence there is."""

    kind: DifferenceKind
    sentence: str
    score: float
    evidence: tuple[int, ...]


def differences(corpus: Corpus, compared: SideBySide) -> tuple[Difference, ...]:
    """All differences, the greatest first. ``corpus`` gives topics their names."""
    topic = corpus.topic(compared.topic_id).label if compared.topic_id else ""
    found = [
        *(_positions(compared, topic) if topic else ()),
        *(_own_voices(compared, topic) if topic else ()),
        *(_balances(compared, topic) if topic else ()),
        *_shares(compared),
        *_quotes(corpus, compared),
    ]
    return _varied([d for d in found if d.score >= _LEAST])


def _varied(found: list[Difference]) -> tuple[Difference, ...]:
    """Ranked so that a kind already told counts for less."""
    rest = sorted(found, key=lambda d: (-d.score, d.sentence))
    told: dict[str, int] = {}
    out: list[Difference] = []
    while rest:
        best = max(rest, key=lambda d: d.score * _REPEATED ** told.get(d.kind, 0))
        rest.remove(best)
        out.append(replace(best, score=round(best.score * _REPEATED ** told.get(best.kind, 0), 4)))
        told[best.kind] = told.get(best.kind, 0) + 1
    return tuple(out)


def _sure(n: int) -> float:
    """Worth of n statements: one says something, five say most of it."""
    return n / (n + 1.0)


def _times(n: int) -> str:
    return f"{n} statement{'s' if n != 1 else ''}"


def _positions(compared: SideBySide, topic: str) -> Iterator[Difference]:
    for speaker in compared.speakers:
        voices = [v for c in compared.columns if (v := compared.voice(c.outlet, speaker)) and v.position]
        for a, b in combinations(voices, 2):
            yield from _two_positions(a, b, topic)


def _two_positions(a: Voice, b: Voice, topic: str) -> Iterator[Difference]:
    p, q = a.position, b.position
    if p is None or q is None or p.stance == q.stance or "unclear" in (p.stance, q.stance):
        return
    apart = abs(lean(p) - lean(q)) / 2
    score = apart * min(_sure(len(p.statement_ids)), _sure(len(q.statement_ids))) * min(p.confidence, q.confidence) * 2
    yield Difference(
        "position",
        f"{a.outlet} presents {a.speaker} as {ON[p.stance]} “{topic}” ({_times(len(p.statement_ids))}), "
        f"{b.outlet} as {SAID[q.stance]} ({_times(len(q.statement_ids))}).",
        min(1.0, score),
        (*p.statement_ids, *q.statement_ids),
    )


def _own_voices(compared: SideBySide, topic: str) -> Iterator[Difference]:
    """An outlet that takes a side itself where another takes none, or the other one."""
    own = {c.outlet: c.own.position if c.own else None for c in compared.columns}
    sided = {o: p for o, p in own.items() if p and p.stance in ("favor", "against")}
    for outlet, p in sided.items():
        others = [o for o in own if o != outlet]
        opposite = [o for o in others if o in sided and sided[o].stance != p.stance]
        silent = [o for o in others if o not in sided]
        n = len(p.statement_ids)
        if opposite and outlet < opposite[0]:
            q = sided[opposite[0]]
            yield Difference(
                "own voice",
                f"In its own voice {outlet} is {ON[p.stance]} “{topic}” ({_times(n)}), "
                f"{opposite[0]} is {SAID[q.stance]} ({_times(len(q.statement_ids))}).",
                min(1.0, abs(lean(p) - lean(q)) / 2 * min(_sure(n), _sure(len(q.statement_ids))) + 0.1),
                (*p.statement_ids, *q.statement_ids),
            )
        elif silent and not opposite:
            yield Difference(
                "own voice",
                f"{outlet} takes a side on “{topic}” in its own voice: {SAID[p.stance]} ({_times(n)}). "
                f"{_listed(silent)} {'does' if len(silent) == 1 else 'do'} not.",
                abs(lean(p)) * _sure(n) * p.confidence * 0.8,
                p.statement_ids,
            )


def _balances(compared: SideBySide, topic: str) -> Iterator[Difference]:
    decided = [c for c in compared.columns if c.balance.favor + c.balance.against > 0]
    if len(decided) < 2:
        return
    high = max(decided, key=lambda c: c.balance.share)
    low = min(decided, key=lambda c: c.balance.share)
    a, b = high.balance, low.balance
    if a.share == b.share:
        return
    n = min(a.favor + a.against, b.favor + b.against)
    overlap = a.low <= b.high
    caution = " So few sources may differ by chance." if overlap else ""
    yield Difference(
        "balance",
        f"Among the sources that take a side on “{topic}”, {a.favor} of {a.favor + a.against} in {a.outlet} are in "
        f"favor, but {b.favor} of {b.favor + b.against} in {b.outlet}.{caution}",
        (a.share - b.share) * _sure(n) * (0.55 if overlap else 1.0),
        (*a.evidence, *b.evidence),
    )


def _shares(compared: SideBySide) -> Iterator[Difference]:
    for speaker in compared.speakers:
        voices: list[tuple[Column, Voice | None]] = [(c, compared.voice(c.outlet, speaker)) for c in compared.columns]
        most_column, most = max(voices, key=lambda x: x[1].share_of_words if x[1] else 0.0)
        least_column, least = min(voices, key=lambda x: x[1].share_of_words if x[1] else 0.0)
        if most is None or most_column.words < 20 or least_column.words < 20:
            continue
        gap = most.share_of_words - (least.share_of_words if least else 0.0)
        silent = [c.outlet for c, v in voices if v is None]
        if least is None:
            end = f"{_listed(silent)} {'does' if len(silent) == 1 else 'do'} not quote this speaker."
        else:
            end = f"{least_column.outlet} gives {least.share_of_words:.0%}."
        yield Difference(
            "share of voice",
            f"{most_column.outlet} gives {speaker} {most.share_of_words:.0%} of the words it quotes; {end}",
            gap * _sure(most.statements),
            (*most.evidence, *(least.evidence if least else ())),
        )


def _quotes(corpus: Corpus, compared: SideBySide) -> Iterator[Difference]:
    said: dict[tuple[str, str], list[Entry]] = {}
    for e in corpus.entries:
        said.setdefault((e.outlet, e.speaker), []).append(e)
    for quote in compared.quotes:
        full = quote.versions[0]
        length = full.kept
        for v in quote.versions[1:]:
            if quote.kind == "reworded" or length < 8:
                continue
            lost = _left_out(said[v.outlet, v.speaker], v)
            if lost >= 4:
                yield Difference(
                    "quote",
                    f"{v.outlet} leaves out {lost} of the {length} words that {full.outlet} has from {quote.speaker}.",
                    0.6 * lost / length * min(1.0, length / 40),
                    (full.entry, v.entry),
                )


def _left_out(said: Sequence[Entry], version: Version) -> int:
    """Words cut that the outlet doesn't print in another statement of the same speaker (``said``) either."""
    elsewhere = {w for e in said if e.id != version.entry for w in words_of(e.text).content}
    lost = 0
    for piece in version.pieces:
        words = words_of(piece.text)
        if piece.operation == "cut" and not (words.content and words.content.keys() <= elsewhere):
            lost += len(words.plain)
    return min(lost, version.cut)


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
