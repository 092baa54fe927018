"""Who speaks by role at the top of the news and is named below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.lexicon import ONE_OF_A_PARTY
from analysis.mentions import read_mention
from analysis.speakers.cast import Cast
from analysis.speakers.entity import KNOWN, Entity, key_of
from analysis.speakers.sources import LEAD
from analysis.types import Attribution


def name_the_lead(
    cast: Cast, attributions: Sequence[Attribution], order: list[int], found: list[Entity], confidence: list[float]
) -> None:
    """Join who speaks by role at the top with whoever is then named without a role.

    "…, its energy minister said. [New paragraph] …, Anton Weiss told reporters": news gives a role with every
    new name, unless the role stood just before. Also "A spokesman said …", where "the spokesman" is used of
    somebody named later on.
    """
    text, paragraph = cast.text, cast.layout.paragraph
    spoke = [(i, found[i]) for i in order if attributions[i].type != "author"]
    for n, (i, e) in enumerate(spoke):
        source = attributions[i].source
        if source is None or e.names or e.kind not in ("person", "anonymous") or _SEVERAL.match(e.phrase):
            continue
        role = read_mention(text, source).role
        if role is None or paragraph(source[0]) > LEAD:
            continue
        single = (x for _, x in spoke[n + 1 :] if x is not e and x.kind in ("person", "anonymous"))
        named = next(single, None)
        if named is None or len(named.full) < 2 or not named.mentions or not named.person_like:
            continue
        if role.noun in ONE_OF_A_PARTY and text[source[0] : source[0] + 4].lower() == "the ":
            continue  # "the Spaniard" is somebody named before
        if role.noun in _ANYBODY and {r.noun for r in named.roles} & _OF_THE_CASE:
            continue  # the mother, or the accused, is not the coroner or the solicitor
        if role.noun == "spokesperson" and named.ages:
            continue  # ages are told of those who have no office
        if all(attributions[k].source is None for k, x in spoke if x is named):
            continue
        if re.match(r"an?\s", text[slice(*source)], re.IGNORECASE) and named.mentions[0][0] < source[0]:
            continue  # "a woman shouted" is nobody who was named before
        top = paragraph(source[0])
        if key_of(text[slice(*source)]) != text[slice(*source)].lower() and cast.introduced(source[0]):
            return  # "the fund manager" (a key lacks the article) may be whom the paragraph has just named
        # "The man …" may have been named before, by a headline or the caption of a picture.
        named_there = [m[0] for m in named.mentions if role.noun not in _ANYBODY or paragraph(m[0]) >= top]
        first = named_there[0] if named_there else 0
        near = 0 <= paragraph(first) - top <= 2 and first > source[0]
        agrees = not (role.gender and named.gender not in ("", role.gender) and named.genders[named.gender] >= KNOWN)
        called = {r.noun for r in named.roles}
        if near and agrees and (not called or called == {role.noun} or role.noun in _ANYBODY):
            for k, other in enumerate(found):
                if other is e:
                    found[k], confidence[k] = named, min(confidence[k], 0.65)
            named.roles.append(role)
            return


_SEVERAL = re.compile(r"(?:two|three|four|several|some|many|critics|officials)\b", re.IGNORECASE)
_ANYBODY = frozenset("man woman mother father resident teenager parent victim survivor native".split())
"""Roles that somebody has beside an office."""
_OF_THE_CASE = frozenset("coroner lawyer solicitor barrister prosecutor judge magistrate detective inspector".split())
"""Who speaks in a case without being one of those it is about."""
