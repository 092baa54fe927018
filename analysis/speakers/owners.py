"""Whose they are that are called by somebody else: "her office", "its spokesman", "Stroud's email", "a spokeswoman".

Out of its sentence "her office" says nothing, and two women's offices would be one speaker; so the owner is named.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.letters import latin
from analysis.lexicon import KIN
from analysis.mentions import Mention, places, words_of
from analysis.speakers.entity import Entity, possessive
from analysis.speakers.pronouns import Pronouns
from analysis.types import Attribution

SURE = 0.65
"""Least confidence in whom a possessive means with which his name is said."""
_LONGEST = 7
"""Most words of an owner's name."""


class Owners:
    """Mentions without a name of their own, by whoever they belong to."""

    def __init__(self, pronouns: Pronouns):
        self.pronouns = pronouns
        self.sources = pronouns.sources
        self.layout = pronouns.layout

    def by_mention(self, mention: Mention, a: Attribution) -> tuple[Entity, float]:
        """Whom the source of ``a`` means that is no pronoun, called by its owner's name where that is known."""
        if mention.kind == "person":
            return self.sources.by_mention(mention)
        m = _POSSESSIVE.match(mention.text)
        owner = self._whose(m.group(1).lower(), mention, a) if m else None
        if m and owner is not None:
            if mention.kind == "role":
                return self.sources.by_mention(mention, owner)
            return self.sources.by_mention(_owned(mention, owner, mention.text[m.end() :]))
        by_name = _BY_SURNAME.match(mention.text)
        if by_name and mention.kind != "role":
            meant = self.sources.cast.matching((by_name.group(1),), "", mention.span[0])
            if len(meant) == 1 and len(meant[0].full) > 1:
                return self.sources.by_mention(_owned(mention, meant[0], mention.text[by_name.end() :]))
        bare = _A_SPOKESPERSON.fullmatch(mention.text)
        body = self._speaks_for(mention, a) if bare else None
        if bare and body is not None:
            entity, _ = self.sources.by_mention(replace(mention, text=f"{body.name} {bare.group(1)}"))
            return entity, 0.7
        return self.sources.by_mention(mention)

    def _whose(self, word: str, mention: Mention, a: Attribution) -> Entity | None:
        """Whom "his", "her", "its" or "their" at the mention's beginning means, if that has a name."""
        here = mention.span[0]
        if word in ("his", "her"):
            found = self.pronouns.salient(here, "m" if word == "his" else "f", a)
        else:
            found = self.pronouns.several_or_body("it" if word == "its" else "they", here, a)
            _, before, starts = self.layout.sentences_before(here)
            last = before[starts[-2:][0] :].lower()
            if found and found[0].name.split()[-1].lower() not in last:
                return None  # an institution of some sentences before need not be the one
        if not found or found[1] < SURE or not _can_be_said(found[0]) or re.search(r"[’']s\s", found[0].name):
            return None
        if mention.role and {mention.role.noun, *mention.role.of} & KIN:
            # Several have mothers, so that she has to be spoken of right there.
            return found[0] if any(e is found[0] for _, e in self.sources.cast.named_before(here, 0)) else None
        # A name that nothing shows to be a person's may be a firm's.
        return found[0] if not found[0].names or found[0].person_like else None

    def _speaks_for(self, mention: Mention, a: Attribution) -> Entity | None:
        """Which institution "a spokesman" speaks for: the one that its paragraph is about, or that was just heard."""
        here = mention.span[0]
        found = self._about(here, a)
        if found is None:
            heard = self.sources.said[-1] if self.sources.said else None
            near = heard and self.layout.paragraph(here) - self.layout.paragraph(heard.at) <= 1
            found = heard.speaker if heard and near and heard.speaker.kind == "body" else None
        if found is None or not _can_be_said(found) or "pokes" in found.name:
            return None
        return None if places(set(words_of(found.name))) and len(found.name.split()) == 1 else found

    def _about(self, here: int, a: Attribution) -> Entity | None:
        """The institution, or who may be one for all that the text tells, that the paragraph is about."""
        subject = self.pronouns.institution_before(here, a)
        if subject is not None:
            return self.sources.other(subject)[0]
        named = self.sources.body_before(here, 0)
        if named:
            return self.sources.body_at(named[0])
        alone = self.sources.cast.just_named(here, 0)
        return alone if alone and not (alone.person_like or alone.roles) else None


def _can_be_said(e: Entity) -> bool:
    """Whether it is called by a name, or an institution by what it is, and shortly."""
    return (bool(e.names) or e.kind == "body") and len(e.name.split()) <= _LONGEST


def _owned(mention: Mention, owner: Entity, what: str) -> Mention:
    """The mention, with its owner's name in front."""
    return replace(mention, text=possessive(owner.name, what))


_POSSESSIVE = re.compile(r"(his|her|its|their)\s(?:own\s)?(?!(?:an?|the)\b)(?=[a-z])", re.IGNORECASE)
_BY_SURNAME = re.compile(latin(r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.?\s)?([A-Z][\w-]+)[’']s?\s(?=[a-z])"))
_A_SPOKESPERSON = re.compile(r"(?:an?|one)\s(spokes(?:man|woman|person))", re.IGNORECASE)
