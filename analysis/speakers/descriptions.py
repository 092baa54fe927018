"""Whom a description means: "the retired professor", "the 68-year-old", "her husband"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.lexicon import KIN, ONE_OF_A_PARTY
from analysis.mentions import Mention, Role
from analysis.speakers.cast import Cast
from analysis.speakers.entity import Entity, surname
from analysis.speakers.offices import (
    COUNTERPARTS,
    EPITHETS,
    RUNNING,
    beside_one_another,
    contradicts,
    differ,
    is_bare,
    spoken_of,
)
from analysis.speakers.said import REACH, Said


def of_kin(cast: Cast, said: Sequence[Said], role: Role, whose: str) -> Entity | None:
    """Who shares a surname with whoever spoke last: Ann Lee's "husband" is the one other Lee, if that is a man.

    Brothers and sons share it as well, so that of those the text has to tell that they are.
    """
    gender = {"his": "m", "her": "f"}.get(whose, "")
    spoke = [s.speaker for s in reversed(said[-4:]) if s.speaker.names]
    owner = next((e for e in spoke if not gender or e.gender in ("", gender)), None)
    if owner is None:
        return None
    others = [
        e
        for e in cast.people
        if e is not owner and len(e.full) > 1 and surname(e.full) == surname(owner.full)
        and e.gender in ("", role.gender)
    ]  # fmt: skip
    if len(others) != 1:
        return None
    told = {r.noun for r in others[0].roles}
    kin, strangers = told & KIN, told & {"neighbour", "colleague", "rival", "opponent"}
    married = role.noun in ("husband", "wife", "widow")
    return others[0] if role.noun in kin or (married and not kin and not strangers) else None


def parent_of(cast: Cast, role: Role, here: int) -> Entity | None:
    """Of whose child the text has just told: "Ms. Nolan, whose son …", "Carl's daughter", and then "his mother"."""
    if role.noun not in ("mother", "father", "parent"):
        return None
    start = cast.layout.paragraphs[max(0, cast.layout.paragraph(here) - REACH)].start
    found = {cast.nearest(m.start(), _CLAUSE) for m in _WITH_CHILD.finditer(cast.text, start, here)}
    found |= {e for _, e in cast.named_before(here, REACH) if role.noun in {r.noun for r in e.roles}}
    fits = [e for e in found if e is not None and e.agreement(role.gender)]
    return fits[0] if len(fits) == 1 else None


def described(cast: Cast, said: Sequence[Said], role: Role, key: str, mention: Mention) -> Entity | None:
    """Whom a role new to the text describes: "…, the councilman continued", "the 68-year-old said".

    That is who spoke last or was introduced just before, where nothing is known against it: a reader could not know
    who "the former Soviet president" or "the retired professor" is, had he not just been named. An office of some
    place ("the French president") needs no such help, nor who was spoken of without a name ("an officer"), and who
    has to do with others by office ("the judge", "the reporter") is somebody else unless the text tells that.
    """
    here, the = mention.span[0], mention.text.lower().startswith("the ")
    aged = {w for w in role.of if re.fullmatch(r"\d{1,3}-year-old", w)}
    if the and aged:
        role = Role(role.noun, role.of - aged | {"old"}, role.gender, role.phrase)
    if not (the or _DETERMINED.match(mention.text)):
        return None
    once = "former" in role.of and the
    wide = (
        role.noun in _ANY_OFFICE
        or role.noun in ONE_OF_A_PARTY
        or (role.noun in EPITHETS and " and " not in mention.text)
    )
    if not (once or is_bare(Role(role.noun, role.of - _CIRCUMSTANCE)) or (the and wide)):
        return None
    paragraph = cast.layout.paragraph(here)
    start = cast.layout.paragraphs[max(0, paragraph - REACH)].start
    if (
        role.noun != "person"
        and role.noun not in EPITHETS
        and spoken_of(cast.text[start:here], key.rsplit(maxsplit=1)[-1])
    ):
        return None
    last = said[-1] if said else None
    trade = the and _is_new_trade(cast, role, mention)
    telling = once or wide or trade or role.of & _CIRCUMSTANCE
    spoke = last.speaker if last and paragraph - cast.layout.paragraph(last.at) <= bool(telling) else None
    introduced = cast.introduced(here) if the and role.noun not in _FOR_ANOTHER else None
    far = once or role.noun in _ANY_OFFICE or role.noun in RUNNING
    named = cast.just_named(here, int(far)) if far or trade else None
    for e in (introduced, spoke, named):
        if e is None or e.may_be_a_firm or differ(role, e) or contradicts(e, role):
            continue
        if role.noun in _PARTIES and role.of and not any(r.noun in _ELECTED for r in e.roles):
            continue  # "the Ohio Democrat" is who was said to hold an office
        if role.noun in COUNTERPARTS and e.kind != "anonymous" and not e.roles:
            continue
        unnamed = e.kind == "anonymous" and not once and "-" not in role.noun and role.noun not in EPITHETS
        if not unnamed and not (e.kind == "person" and e.names):
            continue
        if not beside_one_another(cast.text, e, key, here):
            return e
    return None


def _is_new_trade(cast: Cast, role: Role, mention: Mention) -> bool:
    """Whether "the roofer" is who the reader can see to be one, since no roofer was spoken of before."""
    if role.noun in COUNTERPARTS | _FOR_ANOTHER:
        return False
    word = re.escape(mention.text.split()[-1])
    return not re.search(rf"\b{word}s?\b", cast.text[cast.layout.begins : mention.span[0]], re.IGNORECASE)


def aged(cast: Cast, said: Sequence[Said], age: int, here: int) -> Entity | None:
    """Who is so old: by what the text tells of ages, else the one person whom the paragraph has introduced."""
    told = [e for e in cast.people if age in e.ages]
    if told:
        return told[0] if len(told) == 1 else None
    if re.search(rf"\b[Aa]n?\s{age}-year-old\b", cast.text[:here]):
        return None
    e = cast.introduced(here)
    paragraph = cast.layout.paragraph(here)
    if e is None and paragraph > 0 and cast.layout.in_quote(cast.layout.paragraphs[paragraph].start + 1):
        e = cast.introduced(cast.layout.paragraphs[paragraph - 1].end)
        return e if e and not e.ages else None
    alone = e is not None and (cast.just_named(here, 0) is e or (said and said[-1].speaker is e))
    return e if e and alone and not e.ages else None


_WITH_CHILD = re.compile(
    r"(?:\bwhose|(?<=\w)[’']s?)\s(?:late\s|only\s|\w+-year-old\s|young(?:er|est)?\s|old(?:er|est)\s|eld(?:er|est)\s){0,2}"
    r"(?:son|daughter|child|boy|girl|baby|toddler)\b"
)
_CLAUSE = 60
"""Most characters between a name and what is told of it in the same sentence."""
_PARTIES = frozenset("tory democrat republican conservative liberal independent socialist green labourite".split())
_ELECTED = frozenset(
    "senator representative leader governor mp mayor minister legislator councillor candidate nominee speaker whip "
    "chair president prime-minister majority-leader minority-leader party-leader opposition-leader peer".split()
)
_CIRCUMSTANCE = frozenset("retired former veteran young younger old older elderly ex outgoing newly".split())
"""What tells of a person and not of an office."""
_ANY_OFFICE = frozenset(
    "official executive politician lawmaker legislator diplomat academic scientist researcher expert analyst".split()
)
"""Roles that many others are as well."""
_FOR_ANOTHER = frozenset(
    "spokesperson lawyer adviser assistant agent envoy deputy colleague ally friend relative".split()
)
"""Roles towards somebody else, who may be the one that was named."""
_DETERMINED = re.compile(r"(?:this|that|his|her|their|its|our)\s", re.IGNORECASE)
