"""Whose name in a mention speaks, and whose only tells it apart: "a spokesman for Angela Merkel"."""

from __future__ import annotations

import re

from analysis.letters import latin
from analysis.lexicon import PLURAL_GROUP, ROLE_NOUNS
from analysis.mentions.roles import names_several
from analysis.mentions.words import HE, IT, SHE, THEY, words_of

_ACTORS = ROLE_NOUNS | PLURAL_GROUP
_OF_OFFICE = re.compile(
    r"\b(?:secretary\sof\s(?:state|defen[cs]e|energy|labor|agriculture|commerce|education)|chief\sof\sstaff)$",
    re.IGNORECASE,
)
"""An office that a name follows: "Secretary of State [Ann Kessler]"."""


def not_represented(core: str, found, start: int):
    """Without the names of those for whom somebody speaks: "a spokesman for Chancellor Angela Merkel"."""
    out = []
    for x in found:
        before = core[: x[0][0] - start]
        clause = re.split(r",\s", before)[-1]
        m = re.search(r"\b(?:for|of|to|at|from|with|in)\b(?!.*\b(?:for|of|to|at|from|with|in)\b)", clause)
        if (
            m
            and not _OF_OFFICE.search(before.rstrip())
            and set(words_of(clause[: m.start()])) & _ACTORS
            and len(clause[m.end() :].split()) <= 4
        ):
            continue
        out.append(x)
    return out


_ROLE_FOLLOWS = re.compile(
    r"\s(?:(?!(?:an?|and|his|her|is|the|was)\b)[a-z][\w-]*\s){0,3}?([a-z][\w-]*)(?=,|$|\s(?:today|yesterday|across|and|around|at|behind|for|from|in|inside|near|of|on|outside|to|with)\b)"
)
_BEFORE_NAME = re.compile(latin(r"\s(?:[a-z][\w-]*\s){0,2}?([a-z][\w-]*)\s[A-Z]"))
"""A noun between two names: "longtime Clinton aide Huma Abedin"."""
_DETERMINED = re.compile(r"(?:the|an?|his|her|its|their|one|another|this|that)\s", re.IGNORECASE)
_NO_PLURAL = frozenset(
    "always sometimes perhaps besides afterwards nowadays thus this his was is has does says".split()
)


def not_served(text: str, start: int, core: str, found):
    """Without names that only tell what follows apart: "a Clinton spokeswoman", "Abortion rights advocates".

    Nor is the first word of a sentence a name that the text also writes small: "Current and former officials".
    """
    out = []
    for x in found:
        after = _ROLE_FOLLOWS.match(core, x[0][1] - start)
        between = _BEFORE_NAME.match(core, x[0][1] - start)
        word = after.group(1) if after else ""
        word = between.group(1) if between and between.group(1) in _ACTORS else word
        lone = len(x[2]) == 1 and not x[1]
        plural = lone and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL
        determined = _DETERMINED.match(core) or re.search(r"\bthe\s$", core[: max(0, x[0][0] - start)])
        told = bool(determined) and bool(word) and not word.endswith(("self", "ed", "ing"))
        if told or plural or word in _ACTORS or names_several(word):
            continue
        opens = lone and x[0][0] == start and re.match(r"\s[a-z]", core[x[0][1] - start :])
        first = re.escape(x[2][0])
        several = first.endswith("s") and not re.search(latin(rf"\b[A-Z][\w.’-]*\s{first}\b"), text)
        if opens and (several or re.search(rf"\b{first.lower()}\b", text)):
            continue
        out.append(x)
    return out


_WHOSE = re.compile(r"\b(?:of|from|for|at|in)\s(?:the\s)?(?:[a-z]+\s){0,2}$")
"""What stands before the place or body that somebody is of."""


def head_of(core: str, heads, start: int):
    """The name that speaks: the one before the first comma, else the last of a noun phrase."""
    comma = core.find(",")
    if comma > 0:
        early = [h for h in heads if h[0][0] - start < comma]
        late = [h for h in heads if h[0][0] - start > comma and len(h[2]) > 1]
        lead = words_of(core[:comma])
        if late and len(lead) == 1 and lead[0].endswith("ing") and _DETERMINED.match(core[comma + 1 :].lstrip()):
            return late[0]  # "Chairing, the mayor, Edith Boase"
        own = [h for h in early if not _WHOSE.search(core[: h[0][0] - start])]
        if early and not own and late:
            return late[0]  # "The Archdeacon of Lundy, the Ven. Marcus Thring"
        if own and own != early:
            return own[-1]  # "Jim Wendt of Uvalde, hired by six families"
        if early and late and len(early[-1][2]) == 1 and not early[-1][1]:
            # "his Labour shadow, Gwen Aldous": the lone capital before the comma belongs to the role.
            tail = core[early[-1][0][1] - start : comma].strip()
            if tail or set(lead) & (HE | SHE | THEY | IT):
                return late[0]
        return early[-1] if early else heads[0]
    of = re.search(r"\b(?:of|from|for|at|in|to|with|against|on)\s", core)
    if of:
        early = [h for h in heads if h[0][0] - start < of.start()]
        if early:
            return early[-1]
    return heads[-1]
