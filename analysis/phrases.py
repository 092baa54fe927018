"""Finding a topic's search phrases in text: whole words, any inflection, acronyms by letter case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

STOP_WORDS = frozenset(
    """
a about above after again against all also although am among an and another any are aren't around as at be
because been before being below between both but by can can't cannot could couldn't did didn't do does
doesn't doing don't done down during each either else enough ever every few for from further get gets
getting go goes going got had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself
him himself his how however i i'd i'll i'm i've if in into is isn't it it's its itself just least less let
let's like likely made make makes many may maybe me might more most much must my myself near need needs
neither never no nobody nor not nothing now of off often on once one only onto or other others ought our
ours ourselves out over own per perhaps quite rather really same shall she she's should shouldn't since so
some somebody something soon still such than that that's the their theirs them themselves then there there's
these they they'd they'll they're they've this those though through thus to too toward towards try under until
up upon us used very was wasn't we we'd we'll we're we've were weren't what what's whatever when where
whether which while who who's whom whose why will with within without won't would wouldn't yes yet you you'd
you'll you're you've your yours yourself
""".split()
)
"""English function words, in lower case with straight apostrophes."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_VOWEL = re.compile(r"[aeiouy]")

Token = tuple[str, str]
"""A word as (stem, surface without possessive)."""
Pattern = tuple[Token, ...]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A lower-case key shared by most inflections and nominalisations of a word.

    withdraw, withdraws, withdrawing and withdrawal share one; so do deport and deportation. Deliberately
    light: it joins too little rather than too much, and strong past forms (withdrew) stay apart.
    """
    w = re.sub(r"['’]s?$", "", word.lower())
    if w.endswith("ies") and len(w) > 4:
        w = w[:-3] + "y"
    elif w.endswith("s") and not w.endswith(("ss", "us", "is")) and len(w) > 3:
        w = w[:-1]
    for suffix, least in (("ations", 4), ("ation", 4), ("ment", 4), ("ing", 3), ("ed", 3), ("ion", 4),
                          ("al", 7), ("ate", 4), ("e", 3)):  # fmt: skip
        root = w[: -len(suffix)]
        if w.endswith(suffix) and len(root) >= least and _VOWEL.search(root):
            w = root
            if suffix in ("ing", "ed") and len(w) > 3 and w[-1] == w[-2] and w[-1] not in "lsz":
                w = w[:-1]
            elif suffix in ("ing", "ed"):
                w = w.removesuffix("e").removesuffix("at") if w.endswith("at") and len(w) > 5 else w
            break
    return w[:-1] + "i" if w.endswith("y") and len(w) > 3 else w


def tokens(text: str) -> list[Token]:
    """The words of ``text`` without function words, as (stem, surface) pairs; U.S. reads as US."""
    text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text)
    out = []
    for word in _WORD.findall(text):
        plain = re.sub(r"['’]s?$", "", word)
        # "US", "WHO" and "IT" are function words only in lower case.
        if word.lower().replace("’", "'") in STOP_WORDS and not (plain.isupper() and len(plain) > 1):
            continue
        out.append((stem(word), plain))
    return out


def pattern(phrase: str) -> Pattern:
    """A phrase made ready for ``find``. Empty where the phrase holds function words only."""
    return tuple(tokens(phrase))


def is_acronym(surface: str) -> bool:
    """Whether a word is written in capitals throughout, as INF or NATO."""
    return len(surface) > 1 and surface.isupper()


def find(patterns: Iterable[Pattern], text_tokens: list[Token]) -> list[int]:
    """Indexes of the patterns that occur in the text, function words between their words skipped."""
    starts: dict[str, list[int]] = {}
    for i, (key, _) in enumerate(text_tokens):
        starts.setdefault(key, []).append(i)
    hits = []
    for index, wanted in enumerate(patterns):
        if not wanted:
            continue
        for i in starts.get(wanted[0][0], ()):
            window = text_tokens[i : i + len(wanted)]
            if len(window) == len(wanted) and all(map(_same, wanted, window)):
                hits.append(index)
                break
    return hits


def _same(wanted: Token, found: Token) -> bool:
    if is_acronym(wanted[1]):
        return wanted[1] == found[1]
    return wanted[0] == found[0]
