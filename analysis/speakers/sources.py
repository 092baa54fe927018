"""Whom a mention means that is no pronoun: a name, a role, a group, an institution, somebody unnamed."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.institutions import antecedent
from analysis.lexicon import ANONYMOUS_WORDS, MEDIA, ONE_OF_A_PARTY, ORG_WORDS, PLURAL_GROUP
from analysis.mentions import Mention, Role, guessed, places, words_of
from analysis.speakers.cast import Cast
from analysis.speakers.entity import Entity, abbreviates, display, key_of, surname
from analysis.speakers.offices import (
    COUNTERPARTS,
    KIN,
    beside_one_another,
    contradicts,
    differ,
    holder,
    is_bare,
    only_holder,
    spoken_of,
)
from analysis.types import Attribution, Span, SpeakerKind

REACH = 3
"""How many paragraphs back a pronoun or a bare role looks for whom it means."""

LEAD = 2
"""Paragraphs at the top in which a role without a name may be someone whom the text names later."""


class Said(NamedTuple):
    """A statement whose speaker is known: where it stands, who made it, and the attribution."""

    at: int
    speaker: Entity
    attribution: Attribution


class Sources:
    """``said`` grows with the text; ``others`` are who spoke without a name, by what is said of them."""

    def __init__(self, cast: Cast):
        self.cast = cast
        self.layout = cast.layout
        self.text = cast.text
        self.said: list[Said] = []
        self.others: dict[str, Entity] = {}
        self.persons = {w for e in cast.people if e.person_like for n in e.names for w in n}
        self.names_by_initials: dict[str, list[Span]] = {}
        for m in _LONG_NAME.finditer(self.text):
            initials = "".join(w[0] for w in m.group().split() if w[0].isupper() and w != "The").lower()
            known = self.names_by_initials.setdefault(initials, [])
            if m.group() not in [self.text[a:b] for a, b in known]:
                known.append(m.span())

    def by_mention(self, mention: Mention) -> tuple[Entity, float]:
        """Whom a mention means that is no pronoun, and how sure that is, in [0, 1]."""
        if mention.text.isupper():  # "RENNER: …", and news in capitals
            called = self.cast.matching(tuple(mention.text.title().split()))
            if called:
                return called[0], 0.9
        if mention.kind != "person" and re.fullmatch(r"[A-Z][\w’'-]+", mention.text):  # Ann Baker is no baker
            called = [e for e in self.cast.matching((mention.text,)) if len(e.full) > 1 or e.person_like]
            if called:
                return called[0], 0.9
        some = _ONE_OF.match(mention.text)
        if some:
            return self._one_of(some.group(1), mention)
        if mention.kind == "person":
            return self._by_name(mention)
        same = _SAME_PERSON.match(mention.text)
        if same:
            head = same.group(1).lower()
            for anchor, e, _ in reversed(self.said[-4:]):
                near = self.layout.paragraph(mention.span[0]) - self.layout.paragraph(anchor) <= 2
                generic = head in ("person", "source", "insider", "man", "woman", "official")
                if near and e.kind == "anonymous" and (generic or head in e.phrase.lower()):
                    return e, 0.7
        if mention.kind == "role" and mention.role and mention.role.noun in _BODIES:
            return self.other(Mention("body", mention.span, mention.text))
        if mention.kind == "role":
            return self._by_role(mention)
        if mention.role and mention.kind == "anonymous" and mention.text[:2].lower() in ("a ", "an"):
            named = self._named_below(mention)
            if named:
                return named
        return self.other(mention)

    def _one_of(self, some: str, mention: Mention) -> tuple[Entity, float]:
        """Some of several who were spoken of: "Diplomats were less sure. One said …; another put it differently"."""
        spoke = [e for _, e, _ in reversed(self.said[-4:]) if e.kind == "group" or _PART.match(e.phrase)]
        several = self._several(mention.span[0]) or (_PART.sub("", spoke[0].phrase) if spoke else "")
        if not several:
            return self.anonymous(f"{some.capitalize()}, unnamed"), 0.5
        first = several.split()[0]
        if first.lower() in PLURAL_GROUP or re.search(rf"\b{re.escape(first.lower())}\b", self.text):
            several = several[:1].lower() + several[1:]
        several = re.sub(r"^(?:the|some|several|many|most)\s", "", several, flags=re.IGNORECASE)
        some = "Other" if some.lower() == "others" else some.capitalize()
        single = some.lower() in ("one", "another") or " " in some
        return self.anonymous(f"{some} of the {several}" if single else f"{some} {several}"), 0.7

    def _several(self, here: int) -> str:
        """The group that the sentence before, or this one's beginning, is about: "Diplomats close to X were …"."""
        _, before, starts = self.layout.sentences_before(here)
        for start in reversed(starts[-2:]):
            m = _SUBJECT.match(before, start)
            words = set(words_of(m.group(1))) if m else set()
            if m and words & PLURAL_GROUP and not words & _NO_SUBJECT and not _ONE_OF.match(m.group(1)):
                return display(m.group(1))
        return ""

    def _by_name(self, mention: Mention) -> tuple[Entity, float]:
        title = mention.gender if len(mention.name) == 1 else ""
        matching = self.cast.matching(mention.name, title, mention.span[0])
        entity = matching[0] if matching else self.cast.person(mention.name, title)
        entity.names[mention.name] += 1
        entity.person_like = True
        if mention.gender and not guessed(mention.name, ()):
            entity.genders[mention.gender] += 1
        if mention.role:
            entity.roles.append(mention.role)
        sure = 0.98 if len(mention.name) > 1 else 0.95
        if len(matching) > 1 and len(mention.name) == 1:
            sure = 0.75
        return entity, sure

    def _by_role(self, mention: Mention) -> tuple[Entity, float]:
        role = mention.role
        assert role is not None
        key = key_of(mention.text)
        last = self.said[-1] if self.said else None
        owned = re.match(r"(its|his|her|their)\s", mention.text, re.IGNORECASE)
        if owned and role.noun in KIN:
            kin = self._of_kin(role, owned.group(1).lower())
            if kin:
                return kin, 0.7
        if owned and last:
            # "its spokesman", "his lawyer": of whoever was last spoken of as speaking.
            of = frozenset(words_of(last.speaker.name)) | {w for r in last.speaker.roles for w in r.of}
            body = self.body_before(mention.span[0], 0) if owned.group(1).lower() == "its" else None
            of |= frozenset(words_of(self.text[slice(*body[0])])) if body else frozenset()
            role = Role(role.noun, role.of | of, role.gender, role.phrase)
            key = f"{key} of {last.speaker.name.lower()}"
        here = mention.span[0]
        if mention.text.lower().startswith("the ") and " " not in key:
            # "A spokesman for X said …, the spokesman added."
            for at, e, _ in reversed(self.said[-3:]):
                near = self.layout.paragraph(here) - self.layout.paragraph(at) <= 2
                if near and e.kind == "anonymous" and key in words_of(e.phrase):
                    return e, 0.75
        held = holder(self.cast, role, here, last.speaker if last else None)
        if held:
            return held[0], min(0.93, 0.6 + 0.25 * held[1])
        age = re.match(r"the\s(\d{1,3})-year-old\b", mention.text, re.IGNORECASE)
        described = self._aged(int(age.group(1)), here) if age else None
        if described is None and not (age and role.noun == "person") and key not in self.others:
            described = self._described(role, key, mention)
        if described:
            described.roles.append(role)
            return described, 0.6
        if key not in self.others and not role.of:
            # "the mayor" with no name given may still be a longer description met before.
            for k, e in reversed(self.others.items()):
                if e.roles and e.roles[0].noun == role.noun and k.endswith(key.rsplit(maxsplit=1)[-1]):
                    return e, 0.7
        entity = self.others.setdefault(key, Entity("person", phrase=display(mention.text), roles=[role]))
        if mention.gender:
            entity.genders[mention.gender] += 1
        return entity, 0.85 if role.of else 0.7

    def _of_kin(self, role: Role, whose: str) -> Entity | None:
        """Who shares a surname with whoever spoke last: Ann Lee's "husband" is the one other Lee, if that is a man.

        Brothers and sons share it as well, so that of those the text has to tell that they are.
        """
        gender = {"his": "m", "her": "f"}.get(whose, "")
        spoke = [s.speaker for s in reversed(self.said[-4:]) if s.speaker.names]
        owner = next((e for e in spoke if not gender or e.gender in ("", gender)), None)
        if owner is None:
            return None
        others = [
            e
            for e in self.cast.people
            if e is not owner and len(e.full) > 1 and surname(e.full) == surname(owner.full)
            and e.gender in ("", role.gender)
        ]  # fmt: skip
        if len(others) != 1:
            return None
        told = {r.noun for r in others[0].roles}
        kin, strangers = told & KIN, told & {"neighbour", "colleague", "rival", "opponent"}
        married = role.noun in ("husband", "wife", "widow")
        return others[0] if role.noun in kin or (married and not kin and not strangers) else None

    def _described(self, role: Role, key: str, mention: Mention) -> Entity | None:
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
        wide = role.noun in _ANY_OFFICE or role.noun in ONE_OF_A_PARTY
        if not (once or is_bare(Role(role.noun, role.of - _CIRCUMSTANCE)) or (the and wide)):
            return None
        paragraph = self.layout.paragraph(here)
        start = self.layout.paragraphs[max(0, paragraph - REACH)].start
        if role.noun != "person" and spoken_of(self.text[start:here], key.rsplit(maxsplit=1)[-1]):
            return None
        last = self.said[-1] if self.said else None
        telling = once or wide or role.of & _CIRCUMSTANCE
        spoke = last.speaker if last and paragraph - self.layout.paragraph(last.at) <= bool(telling) else None
        introduced = self.cast.introduced(here) if the and role.noun not in _FOR_ANOTHER else None
        named = self.cast.just_named(here) if once or role.noun in _ANY_OFFICE else None
        for e in (introduced, spoke, named):
            if e is None or e.may_be_a_firm or differ(role, e) or contradicts(e, role):
                continue
            if role.noun in _PARTIES and role.of and not any(r.noun in _ELECTED for r in e.roles):
                continue  # "the Ohio Democrat" is who was said to hold an office
            if role.noun in COUNTERPARTS and e.kind != "anonymous" and not e.roles:
                continue
            unnamed = e.kind == "anonymous" and not once and "-" not in role.noun
            if not unnamed and not (e.kind == "person" and e.names):
                continue
            if not beside_one_another(self.text, e, key, here):
                return e
        return None

    def _aged(self, age: int, here: int) -> Entity | None:
        """Who is so old: by what the text tells of ages, else the one person whom the paragraph has introduced."""
        told = [e for e in self.cast.people if age in e.ages]
        if told:
            return told[0] if len(told) == 1 else None
        if re.search(rf"\b[Aa]n?\s{age}-year-old\b", self.text[:here]):
            return None
        e = self.cast.introduced(here)
        paragraph = self.layout.paragraph(here)
        if e is None and paragraph > 0 and self.layout.in_quote(self.layout.paragraphs[paragraph].start + 1):
            e = self.cast.introduced(self.layout.paragraphs[paragraph - 1].end)
            return e if e and not e.ages else None
        alone = e is not None and (self.cast.just_named(here, 0) is e or (self.said and self.said[-1].speaker is e))
        return e if e and alone and not e.ages else None

    def _named_below(self, mention: Mention) -> tuple[Entity, float] | None:
        """News leads introduce by role who is named below: "A Kremlin spokesman said Monday …"."""
        role = mention.role
        if role is None or not role.of or self.layout.paragraph(mention.span[0]) > LEAD:
            return None
        if set(words_of(mention.text)) & ANONYMOUS_WORDS:
            return None
        e = only_holder(self.cast, role)
        return (e, 0.7) if e else None

    def other(self, mention: Mention) -> tuple[Entity, float]:
        """A group, an institution or somebody unnamed, and how sure that is."""
        key = key_of(mention.text)
        if mention.kind == "anonymous":
            head = key.split()[-1] if key else ""
            if mention.text.lower().startswith("the "):
                for _, e, _ in reversed(self.said[-4:]):
                    if e.kind == "anonymous" and head in e.phrase.lower():
                        return e, 0.75
            return self.others.setdefault(key, Entity("anonymous", phrase=display(mention.text))), 0.8
        kind: SpeakerKind = "group" if mention.kind in ("group", "pronoun") else "body"
        full = self.names_by_initials.get(key, []) if kind == "body" and len(key) > 2 and key.isalpha() else []
        if len(full) == 1 and mention.text.isupper():
            return self.body_at(full[0]), 0.85
        if kind == "body":
            first = self.layout.paragraphs[max(0, self.layout.paragraph(mention.span[0]) - REACH)].start
            named = antecedent(self.text, first, mention.span) or self._document(mention)
            if named:
                return self.other(Mention("body", named, self.text[named[0] : named[1]]))[0], 0.7
            for k, e in self.others.items():
                if e.kind == "body" and (k == key or abbreviates(key, e.phrase) or abbreviates(k, mention.text)):
                    return e, 0.9
        sure = 0.5 if mention.kind == "pronoun" else 0.9
        return self.others.setdefault(key, Entity(kind, phrase=display(mention.text))), sure

    def _document(self, mention: Mention) -> Span | None:
        """What "the document" is: the memo, letter or report that was last spoken of."""
        if not _BARE_DOCUMENT.match(mention.text):
            return None
        first = self.layout.paragraphs[max(0, self.layout.paragraph(mention.span[0]) - REACH)].start
        found = list(_SOME_DOCUMENT.finditer(self.text, first, mention.span[0]))
        kinds = {m.group(1).split()[-1] for m in found}
        return found[-1].span(1) if len(kinds) == 1 else None

    def anonymous(self, phrase: str) -> Entity:
        """Somebody unnamed, the same for the same words."""
        return self.others.setdefault(phrase.lower(), Entity("anonymous", phrase=phrase))

    def body_before(self, here: int, paragraphs: int = 1) -> tuple[Span, bool] | None:
        """The institution or country that "it" most likely means, and whether it is the subject of its sentence.

        The nearest one named before it that is no person, in its own paragraph or as many before it; subjects first.
        """
        paragraph = self.layout.paragraph(here)
        if paragraph < 0:
            return None
        start = self.layout.paragraphs[max(0, paragraph - paragraphs)].start
        best = None
        for m in _BODY.finditer(self.text, start, here):
            words = words_of(m.group())
            words = words[1:] if words[0] == "the" else words
            known = set(words) & (ORG_WORDS | MEDIA) or places({*words, "-".join(words)}) or _ACRONYM.match(m.group())
            if _PEOPLE.search(m.group().removeprefix("The ")) and re.match(
                r"\s[a-z]", self.text[m.end() : m.end() + 2]
            ):
                continue  # "an American ship"
            if known and not set(m.group().split()) & self.persons and not self.layout.in_quote(m.start()):
                owns = self.text[m.end() : m.end() + 2] in ("’s", "'s") or m.group().endswith(("’s", "'s"))
                subject = not owns and self.layout.is_subject(m.start(), here)
                if best is None or subject or not best[1]:
                    best = (m.span(), subject)
        return best

    def body_at(self, span: Span) -> Entity:
        """The institution that ``span`` names."""
        return self.other(Mention("body", span, self.text[span[0] : span[1]]))[0]


_BODY = re.compile(
    r"(?:(?:[A-Z][\w&’'-]*|(?:[A-Z]\.)+)\s(?:(?:of|for|on)\s(?:the\s)?)?){0,8}(?:[A-Z][\w&-]*\w|(?:[A-Z]\.){2,})"
)
_ACRONYM = re.compile(r"(?:The\s)?[A-Z]{3,6}$")
_LONG_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?:\s(?:(?:of|for|on|and|do|da|de|del|di|la|des|du)\s(?:the\s)?)?[A-Z][\w’'-]+){2,6}"
)
_BARE_DOCUMENT = re.compile(r"the\s(?:document|file)\b(?!\s(?:of|for|on|from|by)\b)", re.IGNORECASE)
_SOME_DOCUMENT = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|this|one)\s((?:[\w’'-]+\s){0,3}?"
    r"(?:memo|report|letter|study|review|filing|draft|ruling|survey|audit|petition|dossier|briefing|"
    r"indictment|complaint|lawsuit|affidavit|treaty|warrant))\b"
)
_ONE_OF = re.compile(
    r"(one|another|both|two|some|several|most|many|others|(?:a|the) (?:first|second|third|fourth|other))"
    r"(?:(?: of)? (?:them|these|those))?$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"([A-Z][\w’'-]*(?:\s[\w’'-]+){0,9}?)\s(?:were|are|have|had|say|said|met|spoke|\w+ed)\b")
_NO_SUBJECT = frozenset("as be because but if is one seek that when while".split())
_PART = re.compile(r"^(?:(?:one|another|(?:a|the) \w+) of the|both|two|some|several|most|many|other) ", re.IGNORECASE)
_SAME_PERSON = re.compile(
    r"(?:this|that|the|the same)\s(?:\w+\s)?(person|source|official|insider|diplomat|aide|man|woman|strategist|adviser|"
    r"executive|lawmaker|friend|witness)$",
    re.IGNORECASE,
)
_BODIES = frozenset(["watchdog", "regulator"])
"""Roles that institutions have."""
_FOR_ANOTHER = frozenset(
    "spokesperson lawyer adviser assistant agent envoy deputy colleague ally friend relative".split()
)
"""Roles towards somebody else, who may be the one that was named."""
_DETERMINED = re.compile(r"(?:this|that|his|her|their|its|our)\s", re.IGNORECASE)
_PARTIES = frozenset("tory democrat republican conservative liberal independent socialist green labourite".split())
_ELECTED = frozenset(
    "senator representative leader governor mp mayor minister legislator councillor candidate nominee speaker whip "
    "chair president prime-minister majority-leader minority-leader party-leader opposition-leader peer".split()
)
_CIRCUMSTANCE = frozenset("retired former veteran young younger old older elderly ex outgoing newly".split())
"""What tells of a person and not of an office."""
_ANY_OFFICE = frozenset(
    "official executive politician lawmaker legislator diplomat academic scientist researcher".split()
)
"""Roles that many others are as well."""
_PEOPLE = re.compile(
    r"^(?:\w+(?:ian|ish|ese|ench|utch|eek)|(?:North |South )?(?:American|German|Mexican|Korean|African|Cuban|Israeli|"
    r"Iraqi|Pakistani|Saudi|Afghan|Filipino|Thai|Czech|Swiss|Chilean))$"
)
"""What is of a nation, and no name of it."""
