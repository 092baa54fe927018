"""What "the newspaper", "the agency" or "the watchdog" means: the institution of that kind named just before.

A wrong merge is worse than a missing one, so that only kinds whose names tell them count: a newspaper is called Times
or Post, a ministry Ministry. Other kinds count where the text says of one name alone that it is such: "the union
Unison", "Vantor, a Danish company".
"""

from __future__ import annotations

import re

from analysis.letters import latin
from analysis.types import Span

_PRINT = "times post journal gazette tribune herald chronicle telegraph mirror guardian independent observer dealer " \
    "newsweek economist spiegel monde figaro zeitung star standard bild politico axios mail sun examiner inquirer " \
    "advertiser courier dispatch news"  # fmt: skip
_AIR = "bbc cnn fox nbc abc cbs npr itv sky nrk pbs msnbc radio television tv news broadcasting rai ard zdf"
_WIRES = "reuters ap tass interfax ria afp bloomberg xinhua press"
_GUARDS = "watchdog regulator authority agency commission bureau inspectorate administration ofcom ofgem ofsted"
_FIRMS = "inc corp corporation ltd plc llc gmbh holdings group industries partners capital systems technologies " \
    "pharmaceuticals pharma biosciences foods energy petroleum oil mining metals resources minerals steel motors " \
    "automotive airlines airways aerospace logistics shipping maritime electric power utilities telecom wireless " \
    "software media studios entertainment properties homes realty insurance financial securities services stores " \
    "ventures labs brewing farms chemicals materials analytics robotics"  # fmt: skip
_KINDS = {
    **dict.fromkeys(("newspaper", "paper", "daily", "tabloid", "magazine", "weekly"), _PRINT),
    **dict.fromkeys(("broadcaster", "network", "channel", "station"), _AIR),
    **dict.fromkeys(("outlet", "publication"), f"{_PRINT} {_AIR} {_WIRES}"),
    "agency": f"{_WIRES} {_GUARDS}",
    **dict.fromkeys(("watchdog", "regulator"), _GUARDS),
    "ministry": "ministry", "department": "department pentagon treasury", "commission": "commission",
    "committee": "committee", "council": "council", "court": "court", "bank": "bank", "party": "party",
    **dict.fromkeys(("company", "firm"), _FIRMS), "union": "union federation",
    "university": "university", "institute": "institute", "board": "board",
}  # fmt: skip
_NAMED = re.compile(
    latin(r"\b(?:(?:[A-Z][\w.&’'-]*|of|for|and|the)\s)*[A-Z][\w.&-]*[\w&]\b(?:[’']s\s(?:[a-z-]+\s){0,2}[a-z-]+)?")
)


def antecedent(text: str, start: int, mention: Span) -> Span | None:
    """The institution named in ``text`` from ``start`` on that the bare mention ("the agency") means, the nearest."""
    m = re.fullmatch(r"the\s([a-z]+)", text[mention[0] : mention[1]], re.IGNORECASE)
    if not m:
        return None
    kind = m.group(1).lower()
    heads = set(_KINDS.get(kind, "").split())
    told = _told(text, kind, mention[0]) if not heads or kind in _TELL_FIRST else None
    if not heads or told:
        return told
    found = passing = None
    names: set[str] = set()
    sentence = max((m.end() for m in re.finditer(r"[.!?][”\"’]?\s", text[start : mention[0]])), default=0) + start
    for name in _NAMED.finditer(text, start, mention[0]):
        # "A letter obtained by The Associated Press" is in passing, but before "…, the newspaper reported".
        aside = bool(
            re.search(r"\b(?:by|to|with)\s(?:the\s)?$", text[max(0, name.start() - 10) : name.start()], re.IGNORECASE)
        )
        words = [w.strip(".").lower() for w in re.findall(r"[\w.&-]+", name.group())]
        possessed = re.search(r"[’']s\s", name.group())
        if (words[-1] in heads) if possessed else (len(words) > 1 or words[0] in _SINGLE) and set(words[-2:]) & heads:
            names.add(words[-1] if possessed else name.group().removeprefix("The "))
            if aside and kind not in _TELL_FIRST:
                passing = name.span() if name.start() >= sentence else passing
            else:
                found = name.span()
    if kind in _TELL_FIRST and len(names) > 1:
        return None
    return found or passing or (None if kind in _TELL_FIRST else _told(text, kind, mention[0]))


def _told(text: str, kind: str, end: int) -> Span | None:
    """The one name of which ``text[:end]`` says that it is of a kind, where it last does; None where there are two."""
    if kind not in _TOLD:
        return None
    name = latin(r"((?:[A-Z][\w&-]*\s(?:(?:of|for|and)\s)?){0,4}[A-Z][\w&-]*)")
    kind = "|".join(_SAME.get(kind, (kind,)))
    before = rf"\b(?:{kind})\s{name}(?![\w’'])"
    apposed = rf"\b[Aa]n?\s(?:[A-Z]?[a-z’'-]+\s){{0,4}}(?:{kind}),\s{name}(?=,)"
    behind = rf"{name},\s(?:the|an?)\s(?:[\w’'-]+\s){{0,5}}(?:{kind})\b"
    found = {m.group(1): m.span(1) for p in (before, apposed, behind) for m in re.finditer(p, text[:end])}
    found = {k: v for k, v in found.items() if not _NO_NAME.match(k)}
    return next(iter(found.values())) if len(found) == 1 else None


_TOLD = frozenset(
    "union company firm group charity party airline bank maker retailer operator agency newspaper paper magazine "
    "association federation foundation institute broadcaster network website site supplier utility insurer lender "
    "carmaker brewer developer consultancy startup start-up movement coalition militia organization "
    "organisation".split()
)
"""Kinds that a text tells of a name."""
_SAME = {
    **dict.fromkeys(
        ("company", "firm"), tuple("company firm maker retailer operator supplier startup start-up".split())
    ),
    **dict.fromkeys(("newspaper", "paper"), tuple("newspaper paper daily weekly tabloid".split())),
}
"""What else a text calls the same kind."""
_TELL_FIRST = frozenset(["company", "firm"])
"""Kinds that the text's own words tell better than a name's."""
_NO_NAME = re.compile(
    r"(?:The|A|An|In|On|At|He|She|It|They|But|And|President|Chief|Chairman|Leader|Mr|Mrs|Ms|Dr|Sir|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)


_SINGLE = frozenset(
    "reuters ap tass interfax ria afp bloomberg xinhua bbc cnn fox nbc abc cbs npr itv sky nrk pbs msnbc rai ard zdf "
    "newsweek politico axios bild spiegel ofcom ofgem ofsted pentagon treasury".split()
)
"""Names of one word that can stand alone."""

OF_A_KIND = re.compile(
    rf"The\s(?:{'|'.join(sorted(_TOLD | _KINDS.keys() | {'trust', 'ministry', 'council', 'club'}))})(?=\s[a-z])"
)
"""A bare mention of an institution that opens a sentence."""
