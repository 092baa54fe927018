"""Offices: which person of the text "the Kremlin spokesman" or "the mayor" is, by the roles that the text states."""

from __future__ import annotations

import re

from analysis.lexicon import KIN, ONE_OF_A_PARTY
from analysis.mentions import Role, places
from analysis.speakers.cast import Cast
from analysis.speakers.entity import Entity, is_younger

ANSWERS = 0.55
"""A person whose stated roles fit a mention at least so well is meant by it."""
_SURE = 0.9
FADES, FADES_ALONE = 0.4, 0.15
"""How much less a role fits at most, the longer ago its holder was named; the same where nobody else has the role."""


def holder(cast: Cast, role: Role, here: int, last: Entity | None) -> tuple[Entity, float] | None:
    """The person whose stated role answers best to ``role`` at ``here``, and how well; ``last`` spoke last.

    Who was named long before fits less, and who is named only later still less.
    """
    best: tuple[float, Entity] | None = None
    wanted = places(role.of)
    paragraph = cast.layout.paragraph
    fits = [(max((fit(cast, role, wanted, r) for r in e.roles), default=0.0), e) for e in cast.people]
    fits = [(well, e) for well, e in fits if well > 0 and not differ(role, e)]
    fades = FADES if len(fits) > 1 else FADES_ALONE
    for stated, e in fits:
        before = max((m[0] for m in e.mentions if m[0] < here), default=None)
        faded = FADES if before is None else min((paragraph(here) - paragraph(before)) * 0.04, fades)
        well = stated - faded + 0.15 * (last is e)
        if best is None or well > best[0]:
            best = (well, e)
    return (best[1], best[0]) if best and best[0] >= ANSWERS else None


def only_holder(cast: Cast, role: Role) -> Entity | None:
    """The one person of the whole text whose stated role is surely ``role``."""
    wanted = places(role.of)
    fits = [
        e
        for e in cast.people
        if not differ(role, e) and max((fit(cast, role, wanted, r) for r in e.roles), default=0.0) >= _SURE
    ]
    return fits[0] if len(fits) == 1 else None


def differ(role: Role, e: Entity) -> bool:
    """Whether a role tells another gender ("the chairwoman") than what is known of somebody."""
    return bool(role.gender and e.gender and role.gender != e.gender)


def is_bare(role: Role) -> bool:
    """Whether a role tells no body, place or person that it is of."""
    return not role.of - _VAGUE


def fit(cast: Cast, role: Role, wanted: set[str], other: Role) -> float:
    """How well one stated role answers to another: same noun, and nothing that contradicts."""
    if role.noun != other.noun:
        ends = role.noun.split("-")[-1] == other.noun.split("-")[-1]
        if not (ends and (("-" in role.noun) != ("-" in other.noun))):
            return 0.0
        base = 0.55 if role.of - _VAGUE else 0.7  # "the minister" may be the defense minister
    else:
        base = 0.8
    if "former" in role.of - other.of:
        base -= 0.15
    mine, theirs = role.of - _VAGUE, other.of - _VAGUE
    if not mine:
        # "The president" of the news is no Senate's.
        return base - (0.2 if role.noun in _NATIONAL and theirs and not places(other.of) else 0.0)
    if mine & theirs:
        return base + 0.2
    there = places(other.of) | {p for w in other.of for p in cast.places_of(w)}
    here = wanted | {p for w in role.of for p in cast.places_of(w)}
    if here & there:
        return base + 0.2
    if here and there:
        return 0.0
    if here - _HOME and role.noun in _NATIONAL and not theirs:
        return 0.3  # news of one country calls its own president just that
    return base - 0.1 if not theirs else base - 0.35


def contradicts(e: Entity, role: Role) -> bool:
    """Whether the text gives a person another office than this one; of somebody unnamed little is known."""
    if e.kind == "anonymous" or role.noun in _ANYBODY:
        return False
    if role.noun in ONE_OF_A_PARTY:  # an office doesn't tell the party, and "the Independent" no office
        return any(r.noun in ONE_OF_A_PARTY and r.noun != role.noun for r in e.roles)
    kind = role.noun.split("-")[-1]
    if kind in KIN:
        return any(r.noun not in KIN for r in e.roles)
    return bool(e.roles) and all(not _may_be(r.noun.split("-")[-1], kind) for r in e.roles)


def spoken_of(text: str, noun: str) -> bool:
    """Whether somebody unnamed was spoken of by a role: "A retired officer laughed"; no apposition to a name."""
    pattern = rf"(?<!,\s)\b(?:[Aa]n?|[Oo]ne|[Aa]nother)\s(?:[\w-]+\s){{0,3}}{re.escape(noun)}\b"
    return bool(re.search(pattern, text))


def _may_be(stated: str, kind: str) -> bool:
    """Whether who is the one may be called the other: a deputy is an official."""
    return stated == kind or stated in _IS_A.get(kind, ())


def beside_one_another(text: str, e: Entity, key: str, here: int) -> bool:
    """Whether a sentence before has both a person's name and the role: "Ann Kessler told the judge"."""
    surnames = "|".join({re.escape(n[-1]) for n in e.names if not is_younger(n)}) or "$^"
    for m in re.finditer(rf"\bthe {re.escape(key)}\b", text[:here], re.IGNORECASE):
        after = re.search(r"[.!?]\s|\n|$", text[m.end() : here])
        end = m.end() + (after.start() if after else 0)
        start = max(text.rfind(mark, 0, m.start()) for mark in (". ", "? ", "! ", "\n"))
        if re.search(rf"\b(?:{surnames})\b", text[max(0, start) : end]):
            return True
    return False


COUNTERPARTS = (
    frozenset(
        "reporter journalist judge officer caller coach doctor nurse lawyer prosecutor witness neighbour owner "
        "landlord tenant teacher student pupil patient customer client victim bystander passer-by resident onlooker "
        "interpreter host presenter".split()
    )
    | KIN
)
"""Who has to do with somebody that the news is about: not he, unless the text says so."""
RUNNING = frozenset("candidate nominee contender hopeful frontrunner front-runner".split())
EPITHETS = RUNNING | frozenset("incumbent businessman businesswoman mogul billionaire tycoon magnate".split())
"""What news calls people beside their names, told or not: "the New York businessman", "the Republican nominee"."""
_ANYBODY = frozenset("person man woman native veteran".split()) | EPITHETS
"""What somebody is beside an office."""
_IS_A = {
    "official": "director deputy minister secretary commissioner adviser spokesperson chief head envoy undersecretary "
    "superintendent administrator inspector executive coordinator".split(),
    "executive": "executive director manager chair head owner founder president".split(),
    "politician": "senator representative mp councillor leader peer minister mayor governor democrat republican "
    "legislator chair secretary deputy".split(),
    "legislator": "senator representative mp councillor peer democrat republican chair deputy speaker whip "
    "member".split(),
    **{
        of: ["doctor", "professor"]
        for of in "dentist vet veterinarian surgeon physician psychiatrist psychologist pediatrician cardiologist gp "
        "chemist epidemiologist virologist biologist physicist ecologist geologist historian economist engineer".split()
    },
    "diplomat": "ambassador envoy minister negotiator spokesperson secretary deputy consul representative".split(),
    "expert": "director professor analyst head researcher fellow economist scientist historian lecturer".split(),
    "analyst": "director professor expert head researcher fellow economist strategist".split(),
    "academic": "professor economist historian scientist researcher scholar lecturer physicist biologist".split(),
    "scientist": "professor researcher physicist biologist epidemiologist virologist ecologist director".split(),
    "researcher": "professor scientist economist epidemiologist virologist ecologist biologist analyst".split(),
}
_HOME = frozenset(["us", "uk"])
_NATIONAL = frozenset("president prime-minister chancellor foreign-minister defence-minister defense-minister".split())
_VAGUE = frozenset(
    """
former new then current longtime top senior own chief main late own our the
""".split()
)
