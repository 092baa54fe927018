"""The same quote in two articles: whether it is the same, in which way, and what each of them kept.

Two statements are *exact* copies, one is *trimmed* from the other (its words occur there, in order, in a few
stretches), or one *rewords* the other. For the last, a fixed logistic weighs nearness in the embedding space against
overlap of words, and against signs that it isn't the same claim: other numbers, a "not" on one side, opposite
words, other names. ``python -m benchmarks.compare`` measures it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from rapidfuzz.distance import Indel, LCSseq

from analysis.phrases import STOP_WORDS, stem

Embed = Callable[[list[str]], np.ndarray]
"""Texts to unit vectors, float [n, d]."""
Progress = Callable[[float], None]
"""Told the share that is done, in [0, 1]."""
MatchKind = Literal["exact", "trimmed", "reworded"]
Operation = Literal["kept", "cut", "added", "reworded"]

_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_NEGATIONS = frozenset(
    """not no never nobody nothing none neither nor without cannot hardly scarcely refuse refused refuses deny denies
    denied denying fail failed fails reject rejected rejects""".split()
)
_TURNS = frozenset(["against", "unless"])
_IDLE = ("nothing but", "no way out except", "no doubt", "not only", "nothing more than", "no more than", "at all")
_CONDITIONS = frozenset("if whether unless would've delay delayed postpone postponed forget forgotten".split())
_NUMBERS: dict[str, float] = {
    w: float(i)
    for i, w in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
} | {w: 10.0 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_OPPOSITES = [
    frozenset(pair.split("/"))
    for pair in """
raise/lower raise/cut increase/decrease increase/reduce increase/cut rise/fall grow/shrink more/less more/fewer
most/least higher/lower up/down win/lose accept/reject accept/refuse support/oppose favor/oppose strengthen/weaken
strong/weak stronger/weaker open/close begin/end start/stop start/end before/after always/never all/none
everyone/nobody everybody/nobody safe/dangerous safer/dangerous legal/illegal guilty/innocent true/false success/failure
good/bad better/worse best/worst early/late earlier/later first/last buy/sell build/demolish build/dismantle join/leave
stay/leave hire/fire remember/forget love/hate peace/war friend/enemy ally/enemy hope/fear praise/condemn
welcome/regret allow/ban allow/forbid permit/forbid possible/impossible likely/unlikely easy/hard expand/reduce
expand/shrink keep/scrap keep/abandon continue/stop continue/halt east/west north/south left/right rich/poor old/new
publish/withhold extend/shorten defend/attack release/detain trust/distrust approve/reject pass/fail lift/impose
lift/tighten ease/tighten gain/loss profit/loss import/export enough/little deny/confirm deny/admit reveal/hide
buyer/seller tenant/landlord men/women public/private many/few raise/freeze speed/delay faster/slower
""".split()
]
_CONTRARY: dict[str, set[str]] = {}
for _pair in _OPPOSITES:
    for _word in _pair:
        _CONTRARY.setdefault(stem(_word), set()).update(stem(w) for w in _pair if w != _word)

_STEP = 256
"""Texts embedded between two reports of progress."""
TRIMMED_COVER = 0.9
"""Share of the shorter quote's words that must occur, in order, in the longer one."""
TRIMMED_STRETCHES = 4
SAME_FRAME = 0.65
"""From this likeness of word order on, words that differ stand in the same frame: "will [sign/break] the pact"."""
OTHER_NAME = 0.4
THRESHOLD = 0.45


@dataclass(frozen=True, slots=True)
class Match:
    """Two statements that report the same words. ``score`` in [0, 1] is how surely."""

    kind: MatchKind
    score: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote as held against another version of it. ``other`` is set where words were exchanged."""

    operation: Operation
    text: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A quote made ready for comparison. ``content`` maps stems to the words themselves."""

    plain: tuple[str, ...]
    content: dict[str, str]
    numbers: frozenset[str]
    names: frozenset[str]
    turned: bool
    """Whether an odd number of words such as "not" and "against" turn the meaning round."""
    conditional: bool


def in_steps(texts: Sequence[str], embed: Embed, progress: Progress | None = None) -> np.ndarray:
    """Unit vectors of many texts, float32 [n, d] ([0, 0] for none), with word of how far it is."""
    found = []
    for i in range(0, len(texts), _STEP):
        if progress:
            progress(i / len(texts))
        found.append(np.asarray(embed(list(texts[i : i + _STEP])), dtype=np.float32))
    return np.concatenate(found) if found else np.zeros((0, 0), np.float32)


@lru_cache(maxsize=200_000)
def words_of(text: str) -> Words:
    """The words of a quote, lower case, without the "that" of reported speech."""
    found = _WORD.findall(text.replace("’", "'"))
    while found and found[0].lower() in ("that", "how"):
        found = found[1:]
    plain = tuple(re.sub(r"'s$", "", w.lower()) for w in found)
    content = {stem(w): w for w in plain if w not in STOP_WORDS}
    # A capital inside a sentence is a name; at its start it may be nothing.
    starts = {m.start(1) for m in re.finditer(r"(?:^|[.!?…]\W*)(\w)", text)}
    names = frozenset(
        stem(m[0])
        for m in re.finditer(r"[A-Z][^\W_]+", text)
        if m.start() not in starts and m[0].lower() not in STOP_WORDS
    )
    joined = " ".join(plain)
    for idle in _IDLE:
        joined = joined.replace(idle, " ")
    turns = sum(_negates(w) or w in _TURNS for w in joined.split())
    return Words(plain, content, _numbers(plain), names, turns % 2 == 1, bool(_CONDITIONS & set(plain)))


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _numbers(plain: Sequence[str]) -> frozenset[str]:
    """Numbers, in figures or in words up to "ninety thousand", as figures."""
    out: list[float] = []
    joined = False
    for w in plain:
        if w in _SCALES and joined:
            out[-1] *= _SCALES[w]
            continue
        bare = w.replace(",", "").rstrip(".")
        value = float(bare) if re.fullmatch(r"\d+(?:\.\d+)?", bare) else _NUMBERS.get(w)
        joined = value is not None
        if value is not None and w != "one":
            out.append(value)
        elif w == "one":
            joined = False
    return frozenset(f"{x:g}" for x in out)


def compare(a: str, b: str, embed: Embed, *, same_speaker: bool = True) -> Match | None:
    """How two quotes are the same, or None.

    Words of two different speakers must be copies of some length: two people may well say the same thing.
    """
    x, y = words_of(a), words_of(b)
    short, long = (x, y) if len(x.plain) <= len(y.plain) else (y, x)
    if not short.content:
        return None
    if x.plain == y.plain:
        return Match("exact", 1.0) if same_speaker or len(short.content) >= 3 else None
    cover = LCSseq.similarity(short.plain, long.plain) / len(short.plain)
    if cover >= TRIMMED_COVER and _is_trimmed(short, long):
        enough = len(short.content) >= (1 if same_speaker and len(short.plain) >= 5 else 2 if same_speaker else 4)
        return Match("trimmed", round(cover, 4)) if enough else None
    if not same_speaker:
        return None
    if contradicts(a, b, embed):
        return None
    score = probability(features(a, b, embed))
    return Match("reworded", round(score, 4)) if score >= THRESHOLD else None


def _is_trimmed(short: Words, long: Words) -> bool:
    """Whether the short quote can be cut out of the long one without turning its meaning."""
    blocks = [b for b in LCSseq.opcodes(short.plain, long.plain) if b.tag == "equal"]
    if not blocks or len(blocks) > TRIMMED_STRETCHES:
        return False
    used = {i for b in blocks for i in range(b.src_start, b.src_end)}
    lost = [w for i, w in enumerate(short.plain) if i not in used]
    if any(_negates(w) or (w not in STOP_WORDS and stem(w) not in long.content) for w in lost):
        return False
    # "We will [not] sign": a negation cut from between two kept words isn't a trim.
    for before, after in pairwise(blocks):
        gap = long.plain[before.dest_end : after.dest_start]
        if 0 < len(gap) < 4 and any(map(_negates, gap)):
            return False
    return True


FEATURES = (
    "similarity of the whole",
    "similarity of the content words",
    "similarity of what differs",
    "words shared",
    "words covered or close",
    "the farthest word",
    "order",
    "turned round",
    "a condition on one side",
    "another verb or noun in the same frame",
    "words of the longer shared",
)


def features(a: str, b: str, embed: Embed) -> np.ndarray:
    """What speaks for and against the same quote: float [11], in the order of ``FEATURES``."""
    x, y, lost_x, lost_y = _apart(a, b)
    shared, least = len(x.content) - len(lost_x), max(1, len(x.content))
    vectors = embed([a, b, *_phrases(x, y)])
    near, farthest, apart = 0.0, 1.0, 1.0
    if lost_x and lost_y:
        singles = embed(_lost(x, y, lost_x, lost_y))
        best = (singles[: len(lost_x)] @ singles[len(lost_x) : -2].T).max(axis=1)
        near, farthest, apart = float(best.sum()), float(best.min()), float(singles[-2] @ singles[-1])
    elif lost_x:
        farthest = apart = 0.0
    order = Indel.normalized_similarity(x.plain, y.plain)
    return np.array(
        [
            float(vectors[0] @ vectors[1]),
            float(vectors[2] @ vectors[3]),
            apart,
            shared / least,
            min(1.0, (shared + near) / least),
            farthest,
            order,
            float(x.turned != y.turned),
            float(x.conditional != y.conditional),
            float(order >= SAME_FRAME and bool(lost_x) and bool(lost_y)),
            shared / max(1, len(y.content)),
        ]
    )


def texts_compared(a: str, b: str) -> list[str]:
    """The texts whose vectors ``compare`` may ask for, so that those of many pairs can be made at once."""
    x, y, lost_x, lost_y = _apart(a, b)
    if not x.content or x.plain == y.plain:
        return []
    names = [w.content.get(n, n) for w, other in ((x, y), (y, x)) for n in sorted(w.names - set(other.content))]
    lost = _lost(x, y, lost_x, lost_y) if lost_x and lost_y else []
    return [a, b, *_phrases(x, y), *lost, *names]


def _apart(a: str, b: str) -> tuple[Words, Words, list[str], list[str]]:
    """Two quotes, the one with fewer content words first, and the stems that each has alone."""
    x, y = words_of(a), words_of(b)
    if len(x.content) > len(y.content):
        x, y = y, x
    return x, y, [w for w in x.content if w not in y.content], [w for w in y.content if w not in x.content]


def _phrases(x: Words, y: Words) -> list[str]:
    return [" ".join(x.content.values()), " ".join(y.content.values())]


def _lost(x: Words, y: Words, lost_x: Sequence[str], lost_y: Sequence[str]) -> list[str]:
    """The words that each has alone, one by one and then together."""
    one, other = [x.content[w] for w in lost_x], [y.content[w] for w in lost_y]
    return [*one, *other, " ".join(one), " ".join(other)]


def contradicts(a: str, b: str, embed: Embed) -> bool:
    """Whether two versions can't be the same claim: other numbers, opposite words or other names."""
    x, y = words_of(a), words_of(b)
    if x.numbers - y.numbers and y.numbers - x.numbers:
        return True
    lost_x = [w for w in x.content if w not in y.content]
    lost_y = {w for w in y.content if w not in x.content}
    if any(_CONTRARY.get(w, set()) & lost_y for w in lost_x):
        return True
    names_x, names_y = sorted(x.names - set(y.content)), sorted(y.names - set(x.content))
    if not names_x or not names_y:
        return False
    # "Russia's" and "Russian", "Washington" and "United States" are no other names; "Paris" and "Helsinki" are.
    if any(m[:4] == n[:4] for m in names_x for n in names_y):
        return False
    vectors = embed([x.content.get(n, n) for n in names_x] + [y.content.get(n, n) for n in names_y])
    return float((vectors[: len(names_x)] @ vectors[len(names_x) :].T).max()) < OTHER_NAME


WEIGHTS = np.array([0.401, 5.767, 1.195, -2.095, 5.635, -0.218, -1.516, -3.596, -3.331, -1.492, 0.324])
BIAS = -7.228
"""Fitted on the half of benchmarks/quote_pairs.jsonl that is marked "fit"; the other half checks it."""


def probability(x: np.ndarray) -> float:
    """The fixed logistic over ``features``."""
    return float(1 / (1 + np.exp(-(BIAS + x @ WEIGHTS))))


def align(base: str, other: str) -> tuple[Piece, ...]:
    """``other`` held against ``base``, word by word: what it kept, cut, added or exchanged.

    The pieces, read in order without those that were cut, are ``other``'s own words.
    """
    a, b = base.split(), other.split()
    key_a, key_b = [_key(w) for w in a], [_key(w) for w in b]
    out: list[Piece] = []
    for code in Indel.opcodes(key_a, key_b):
        old, new = " ".join(a[code.src_start : code.src_end]), " ".join(b[code.dest_start : code.dest_end])
        if code.tag == "equal":
            out.append(Piece("kept", new))
        elif code.tag == "delete":
            out.append(Piece("cut", old))
        elif code.tag == "insert":
            out.append(Piece("added", new))
        else:
            out.append(Piece("reworded", new, old))
    return tuple(_joined(out))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """A cut beside an addition is an exchange of words."""
    out: list[Piece] = []
    for p in pieces:
        if out and {out[-1].operation, p.operation} == {"cut", "added"}:
            last = out.pop()
            gone, new = (last.text, p.text) if last.operation == "cut" else (p.text, last.text)
            out.append(Piece("reworded", new, gone))
        else:
            out.append(p)
    return out


def _key(word: str) -> str:
    return re.sub(r"[\W_]+", "", word).lower() or word
