"""Whether an article names what a topic is about: nobody there takes a side on a deal with Iran who speaks of no Iran.

Similarity can't tell one treaty from another; the names in a topic's own words can. A topic is left out only where an
article has none of its names, in no form, and none of its phrases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.letters import latin
from analysis.lexicon import PLACE_GROUP
from analysis.phrases import STOP_WORDS
from analysis.types import Topic

_WORD = re.compile(r"[^\W\d_](?:[\w-]|\.(?=\w)|[’'](?=\w{2}))*")
_RUN = re.compile(latin(r"[A-Z][\w-]+(?:[\s-](?:(?:of|on|for|the|and|to)\s){0,2}[A-Z][\w-]+)+"))
_LEAST = 3
"""Letters from which the beginning of a word tells: "Iranian" speaks of Iran."""


def names_of(topic: Topic) -> frozenset[str]:
    """The names in a topic's proposition, name and target, a word each, as written.

    What begins a proposition is a name where it is a place's, or an abbreviation.
    """
    out = set()
    for given in (topic.proposition, topic.name, topic.target):
        for m in _WORD.finditer(given):
            word = re.sub(r"[’']s$", "", m.group())
            low = word.lower()
            first = not re.search(r"\w", given[: m.start()])
            if not word[0].isupper() or low in STOP_WORDS or low in ("mr", "mrs", "ms", "dr"):
                continue
            if not first or low in PLACE_GROUP or (word.isupper() and len(word) > 1):
                out.add(word)
    return frozenset(out)


def named(topics: Sequence[Topic], text: str) -> list[bool]:
    """For each topic, whether ``text`` has any of its names or phrases; True for topics without names."""
    low = text.lower()
    words = [re.sub(r"[’']s?$", "", w) for w in re.findall(r"[^\W_](?:[\w.’'-]*\w)?\.?", low)]
    single = {w.rstrip(".") for w in words} | {p for w in words for p in w.split("-")}
    known = {*words, *single, *("-".join(pair) for pair in pairwise(words))}
    places = {PLACE_GROUP[w] for w in known if w in PLACE_GROUP}
    initials = {"".join(w[0] for w in re.split(r"[\s-]", m) if w[:1].isupper()) for m in _RUN.findall(text)}

    def has(name: str) -> bool:
        small = name.lower().strip(".")
        place = PLACE_GROUP.get(small)
        if (place and place in places) or small in single:
            return True
        if name.isupper() and any(name.replace(".", "") in letters for letters in initials):
            return True
        return len(small) >= _LEAST and not name.isupper() and any(w.startswith(small) for w in single)

    out = []
    for topic in topics:
        names = names_of(topic)
        out.append(not names or any(p.lower() in low for p in topic.phrases) or any(map(has, names)))
    return out
