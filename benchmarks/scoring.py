"""How found statements are compared with annotated ones, and how sure the resulting figures are.

Text is compared by words (runs of letters and digits), so that quotation marks and punctuation at the ends of a span
don't matter. A word belongs to a span if any of its characters does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[int, int]
Words = frozenset[int]
"""Words of one text, by the offset of their first character."""
Counts = Mapping[str, float]
"""What was counted in one article, by name."""
Sums = Mapping[str, np.ndarray]
"""Counts added up over samples of articles: one number per sample."""

LEAST_CONTENT = 0.8
"""Overlap from which the words of two statements are the same."""
LEAST_SOURCE = 0.5
LEAST_MENTION = 0.5
"""Overlap of content from which two statements show the same mention (for B³, where the words matter less)."""
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"“[^”\n]*|„[^“”\n]*|«[^»\n]*|\"[^\"\n]*\"?")
_TITLES = frozenset("a an dr gov hon mr mrs ms mx president prof rep secretary sen sir the".split())


class WordIndex:
    """The words of one text."""

    def __init__(self, text: str):
        found = [m.span() for m in _WORD.finditer(text)]
        self._starts = [a for a, _ in found]
        self._ends = [b for _, b in found]
        self.quoted: Words = self.within(m.span() for m in _QUOTED.finditer(text))
        """Words between double quotation marks; a quote that isn't closed ends with its paragraph."""

    def within(self, spans: Iterable[Sequence[int]]) -> Words:
        """The words that have a character in any of the spans (start, end)."""
        out: set[int] = set()
        for a, b in spans:
            if a < b:
                out.update(self._starts[bisect_right(self._ends, a) : bisect_left(self._starts, b)])
        return frozenset(out)

    def is_direct(self, content: Words) -> bool:
        """Whether nine tenths of the words, at least, stand between quotation marks."""
        return bool(content) and len(content & self.quoted) >= 0.9 * len(content)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement, annotated or found: its words, and who said them.

    ``source`` are the words of the mention beside it (none where there is none), ``speaker`` the name of whoever
    said it, ``group`` what identifies that speaker among those of the article (a name, or an id); ``cued`` says
    whether a cue stands with it.
    """

    content: Words
    source: Words = frozenset()
    speaker: str = ""
    direct: bool = False
    group: str = ""
    cued: bool = True


def overlap(a: Words, b: Words) -> float:
    """Dice's coefficient of two sets of words; 0 where both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def match(gold: Sequence[Said], found: Sequence[Said], least: float) -> list[tuple[int, int]]:
    """Pairs (index in gold, index in found), one to one, whose contents overlap by ``least`` or more; best first."""
    pairs = ((overlap(g.content, f.content), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found))
    used_gold: set[int] = set()
    used_found: set[int] = set()
    out = []
    for _, i, j in sorted((p for p in pairs if p[0] >= least and p[0] > 0), reverse=True):
        if -i not in used_gold and -j not in used_found:
            used_gold.add(-i)
            used_found.add(-j)
            out.append((-i, -j))
    return out


def name_words(name: str) -> list[str]:
    """The words of a name in small letters, without titles, articles and the possessive ending."""
    plain = name.lower().replace("’", "'").replace("'s", "")
    return [w for w in re.findall(r"[\w'-]+", plain) if w not in _TITLES]


def same_name(a: str, b: str) -> bool:
    """Whether two names can be one speaker's: the same last word, or all words of one among those of the other."""
    x, y = name_words(a), name_words(b)
    return bool(x and y) and (x[-1] == y[-1] or set(x) <= set(y) or set(y) <= set(x))


def same_speaker(gold: Said, found: Said) -> bool:
    """Whether both name the same speaker (see ``same_name``)."""
    return same_name(gold.speaker, found.speaker)


def same_source(gold: Said, found: Said) -> bool:
    """Whether the mentions beside them overlap by half or more, or neither has one."""
    return (not gold.source and not found.source) or overlap(gold.source, found.source) >= LEAST_SOURCE


def b_cubed(mentions: Sequence[tuple[str | None, str | None]]) -> tuple[float, int, float, int]:
    """B³ of one article (Bagga & Baldwin, LREC 1998): mentions, each with its annotated and its found speaker.

    For each mention with a found speaker, precision is the share of the mentions of that found speaker which have the
    mention's annotated speaker; for each mention with an annotated speaker, recall is the share of the mentions of
    that annotated speaker which have the mention's found speaker. ``None`` stands for a mention that one side lacks:
    it counts in the sizes of the other side's speakers, and scores 0 itself. Returns the sum of the precisions, how
    many there are, the sum of the recalls, and how many there are.
    """
    gold = Counter(g for g, _ in mentions if g is not None)
    found = Counter(f for _, f in mentions if f is not None)
    both = Counter((g, f) for g, f in mentions if g is not None and f is not None)
    precision = sum(n * n / found[f] for (_, f), n in both.items())
    recall = sum(n * n / gold[g] for (g, _), n in both.items())
    return precision, sum(found.values()), recall, sum(gold.values())


def tally(
    gold: Sequence[Said],
    found: Sequence[Said],
    right: Callable[[Said, Said], bool],
    least: float = LEAST_CONTENT,
) -> dict[str, float]:
    """What one article adds to every measure of statements. ``right`` says whether two have the same speaker.

    ``direct`` counts go by the annotated type, but for ``found_direct`` and ``hit_direct``, which go by the found one.
    """
    out: Counter[str] = Counter()
    out.update(gold=len(gold), found=len(found), match=0, right=0)
    out.update(gold_direct=sum(g.direct for g in gold), found_direct=sum(f.direct for f in found), hit_direct=0)
    for kind in ("direct", "other"):
        out.update({f"match_{kind}": 0, f"right_{kind}": 0})
    for i, j in match(gold, found, least):
        kind = "direct" if gold[i].direct else "other"
        good = right(gold[i], found[j])
        out.update(
            {"match": 1, f"match_{kind}": 1, "right": good, f"right_{kind}": good, "hit_direct": found[j].direct}
        )
    return dict(out)


def tally_mentions(gold: Sequence[Said], found: Sequence[Said]) -> dict[str, float]:
    """What one article adds to B³ of mentions to speakers.

    A mention is the source written beside a statement ("Peskov", "he", "the spokesman"). An annotated mention and a
    found one are the same if their statements pair up, one to one, at a content overlap of 0.5 or more; what was
    annotated or found without a source has no mention. ``b3_*`` counts the mentions that both sides have: how well
    they are told apart and put together. ``b3_all_*`` counts all annotated and all found ones, those that one side
    lacks as wrong. Names are compared as they stand: a group that is split or merged costs, whatever it is called.
    """
    pairs = dict(match(gold, found, LEAST_MENTION))
    both = [(gold[i].group, found[j].group) for i, j in pairs.items() if gold[i].source and found[j].source]
    paired = {j for i, j in pairs.items() if gold[i].source and found[j].source}
    kept = {i for i, j in pairs.items() if j in paired}
    missed = [(g.group, None) for i, g in enumerate(gold) if g.source and i not in kept]
    extra = [(None, f.group) for j, f in enumerate(found) if f.source and j not in paired]
    out: dict[str, float] = {}
    for name, mentions in (("b3", both), ("b3_all", [*both, *missed, *extra])):
        p, n, r, m = b_cubed(mentions)
        out |= {f"{name}_p": p, f"{name}_found": n, f"{name}_r": r, f"{name}_gold": m}
    return out


def ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a / b, and not a number where b is 0."""
    return np.divide(a, b, out=np.full(np.shape(a), np.nan), where=np.asarray(b) > 0)


def harmonic(p: np.ndarray, r: np.ndarray) -> np.ndarray:
    """F1 of precision and recall; 0 where both are."""
    return np.where(p + r == 0, 0.0, ratio(2 * p * r, p + r))


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision, recall and F1 from counts: hits over those found and hits over those annotated."""

    hit: str
    found: str
    gold: str
    hit_gold: str = ""
    """Hits as recall counts them, where that differs from precision."""

    def __call__(self, sums: Sums) -> dict[str, np.ndarray]:
        """The three figures, per sample."""
        p = ratio(sums[self.hit], sums[self.found])
        r = ratio(sums[self.hit_gold or self.hit], sums[self.gold])
        # Where a system finds nothing there is no precision, but it does have an F1, and that is 0.
        nothing = (sums[self.found] == 0) & (sums[self.gold] > 0)
        return {"precision": p, "recall": r, "f1": np.where(nothing, 0.0, harmonic(p, r))}


@dataclass(frozen=True, slots=True)
class Share:
    """One number: how many of the ones are among the others."""

    part: str
    whole: str

    def __call__(self, sums: Sums) -> dict[str, np.ndarray]:
        """The share, per sample."""
        return {"share": ratio(sums[self.part], sums[self.whole])}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with the bounds of its 95 % interval; not a number where there was nothing to measure."""

    value: float
    low: float
    high: float


def bootstrap(
    articles: Sequence[Counts],
    measures: Mapping[str, Callable[[Sums], dict[str, np.ndarray]]],
    *,
    samples: int = 2000,
    seed: int = 7,
) -> dict[str, dict[str, Figure]]:
    """Every measure over all articles, with percentile intervals from articles drawn with replacement.

    Whole articles are drawn, since the statements of one article resemble each other. The same ``seed`` and the same
    number of articles give the same draws, so that systems are compared on the same ones. Raises ValueError where
    there are no articles.
    """
    if not articles:
        raise ValueError("there are no articles to measure on")
    names = sorted({k for a in articles for k in a})
    table = np.array([[float(a.get(k, 0)) for k in names] for a in articles])
    drawn = np.random.default_rng(seed).multinomial(len(table), [1 / len(table)] * len(table), size=samples)
    whole = dict(zip(names, table.sum(0, keepdims=True).T, strict=True))
    again = dict(zip(names, (drawn @ table).T, strict=True))
    out: dict[str, dict[str, Figure]] = {}
    for name, measure in measures.items():
        values, spread = measure(whole), measure(again)
        out[name] = {}
        for part, value in values.items():
            valid = spread[part][~np.isnan(spread[part])]
            low, high = np.percentile(valid, [2.5, 97.5]) if len(valid) else (np.nan, np.nan)
            out[name][part] = Figure(float(value[0]), float(low), float(high))
    return out
