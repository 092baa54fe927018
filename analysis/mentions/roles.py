"""Roles as mentions state them: "the Kremlin spokesman"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from analysis.lexicon import (
    CANONICAL_ROLE,
    COMPOUND_ROLES,
    FEMALE_WORDS,
    MALE_WORDS,
    PLACE_GROUP,
    ROLE_NOUNS,
    SPELLED_OUT,
    TITLES,
)
from analysis.phrases import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Role:
    """A role as a mention states it: canonical noun, and the words that narrow it ("Kremlin", "finance")."""

    noun: str
    of: frozenset[str]
    gender: str = ""
    phrase: str = ""


def places(words: frozenset[str] | set[str]) -> set[str]:
    """Countries and institutions that the words stand for, one word each."""
    return {PLACE_GROUP[w] for w in words if w in PLACE_GROUP}


def role_of(words: list[str], phrase: str = "") -> Role | None:
    """The role that a run of words states: its last role noun that isn't a mere modifier."""
    parted = (x for w in words if w for x in (("former", w[3:]) if w.startswith("ex-") else (w,)))
    joined = [SPELLED_OUT.get(w, w) for w in parted]
    for compound in COMPOUND_ROLES:
        n = len(compound)
        for i in range(len(joined) - n + 1):
            if tuple(joined[i : i + n]) == compound:
                noun = "-".join(compound)
                rest = joined[:i] + joined[i + n :]
                return _role(noun, rest, joined, phrase)
    at = next((i for i in range(len(joined) - 1, -1, -1) if joined[i] in ROLE_NOUNS), None)
    of = joined.index("of") if "of" in joined else None
    if of is not None and at is not None and at > of:
        early = next((i for i in range(of - 1, -1, -1) if joined[i] in ROLE_NOUNS), None)
        at = early if early is not None else at
    if at is None:
        return None
    return _role(joined[at], joined[:at] + joined[at + 1 :], joined, phrase)


def _role(noun: str, rest: list[str], all_words: list[str], phrase: str) -> Role:
    of = {w for w in rest if (w not in STOP_WORDS or w == "us") and w not in TITLES - {"deputy", "vice", "former"}}
    text = "-".join(rest)
    of |= {k for k in _COMPOUND_PLACES if k in text}
    # "The mother of a 24-year-old man" is no man, nor is "Mr Hall's ex-wife".
    base = noun.rsplit("-", 1)[-1]
    head = takewhile(lambda w: w not in _NARROWING, all_words)
    own = {base} if base in MALE_WORDS | FEMALE_WORDS else {noun, *head} - _COURTESY
    gender = "m" if own & MALE_WORDS else "f" if own & FEMALE_WORDS else ""
    noun = CANONICAL_ROLE.get(noun, noun)
    return Role(f"shadow-{noun}" if "shadow" in of else noun, frozenset(of), gender, phrase)


_COMPOUND_PLACES = tuple(k for k in PLACE_GROUP if "-" in k)
_COURTESY = frozenset("mr mrs ms miss".split())
_NARROWING = frozenset("at by for from in of to who whose with".split())


def names_several(word: str) -> bool:
    """Whether a word is the plural of a role: "workers"."""
    return word.endswith("s") and word[:-1] in ROLE_NOUNS
