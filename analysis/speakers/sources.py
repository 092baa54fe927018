"""Whom a mention means that is no pronoun: a name, a role, a group, an institution, somebody unnamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from analysis.institutions import antecedent
from analysis.letters import latin
from analysis.lexicon import ANONYMOUS_WORDS, KIN, MEDIA, ORG_WORDS, PLURAL_GROUP
from analysis.mentions import Mention, Role, guessed, places, plain, read_mention, words_of
from analysis.speakers.cast import Cast
from analysis.speakers.descriptions import aged, described, of_kin, parent_of
from analysis.speakers.entity import KNOWN, Entity, abbreviates, display, key_of, possessive
from analysis.speakers.offices import contradicts, holder, only_holder
from analysis.speakers.said import REACH, Said
from analysis.speakers.short_forms import introduced, letters, short_form_in
from analysis.types import Span, SpeakerKind

LEAD = 2
"""Paragraphs at the top in which a role without a name may be someone whom the text names later."""


class Sources:
    """``said`` grows with the text; ``others`` are who spoke without a name, by what is said of them."""

    def __init__(self, cast: Cast):
        self.cast = cast
        self.layout = cast.layout
        self.text = cast.text
        self.said: list[Said] = []
        self.others: dict[str, Entity] = {}
        self._papers: dict[str, Span | None] = {}
        self.persons = {w for e in cast.people if e.person_like for n in e.names for w in n}

    @cached_property
    def names_by_initials(self) -> dict[str, dict[str, Span]]:
        """The text's long names by their initials, small: each with the place where it first stands."""
        out: dict[str, dict[str, Span]] = {}
        for m in _LONG_NAME.finditer(self.text):
            initials = "".join(w[0] for w in m.group().split() if w[0].isupper() and w != "The").lower()
            out.setdefault(initials, {}).setdefault(m.group(), m.span())
        return out

    @cached_property
    def introduced(self) -> dict[str, Span]:
        """Where names stand that the text gives a short form beside (``short_forms.introduced``)."""
        return introduced(self.text)

    def by_mention(self, mention: Mention, owner: Entity | None = None) -> tuple[Entity, float]:
        """Whom a mention means that is no pronoun, and how sure that is, in [0, 1].

        ``owner`` is whom "his" or "its" in front of a role means, where that is known and has a name.
        """
        if mention.text.isupper():  # "RENNER: …", and news in capitals
            called = self.cast.matching(tuple(mention.text.title().split()))
            if called:
                return called[0], 0.9
        if mention.kind != "person" and re.fullmatch(latin(r"[A-Z][\w’'-]+"), mention.text):  # Ann Baker is no baker
            called = [e for e in self.cast.matching((mention.text,)) if len(e.full) > 1 or e.person_like]
            if called:
                return called[0], 0.9
        called_short = self._by_short_form(mention.text)
        if called_short:
            return called_short, 0.9
        some = _ONE_OF.match(mention.text)
        if some:
            return self._one_of(some.group(1), mention)
        if mention.kind == "person":
            return self._by_name(mention)
        same = _SAME_PERSON.match(mention.text)
        if same:
            head = same.group(1).lower()
            generic = head in ("person", "source", "insider", "man", "woman", "official")
            for e in self._unnamed_heard(4, mention.span[0]):
                if generic or head in e.phrase.lower():
                    return e, 0.7
        if mention.kind == "role" and mention.role and mention.role.noun in _BODIES:
            return self.other(Mention("body", mention.span, mention.text))
        if mention.kind == "role":
            return self._by_role(mention, owner)
        if mention.role and mention.kind == "anonymous" and mention.text[:2].lower() in ("a ", "an"):
            named = self._named_below(mention)
            if named:
                return named
        return self.other(mention)

    def _unnamed_heard(self, most: int, here: int | None = None) -> Iterator[Entity]:
        """Who spoke unnamed in the last statements, the last first; with ``here``, up to two paragraphs before it."""
        for at, e, _ in reversed(self.said[-most:]):
            far = here is not None and self.layout.paragraph(here) - self.layout.paragraph(at) > 2
            if e.kind == "anonymous" and not far:
                yield e

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

    def _by_role(self, mention: Mention, owner: Entity | None) -> tuple[Entity, float]:
        role = mention.role
        assert role is not None
        key = key_of(mention.text)
        last = self.said[-1] if self.said else None
        owned = re.match(r"(its|his|her|their)\s", mention.text, re.IGNORECASE)
        if owned and role.noun in KIN:
            kin = parent_of(self.cast, role, mention.span[0]) or of_kin(
                self.cast, self.said, role, owned.group(1).lower()
            )
            if kin:
                return kin, 0.7
        whose = owner or (last.speaker if last else None)
        if owned and whose:
            # "its spokesman", "his lawyer": of whoever was last spoken of as speaking.
            of = frozenset(words_of(whose.name)) | {w for r in whose.roles for w in r.of}
            body = self.body_before(mention.span[0], 0) if owned.group(1).lower() == "its" else None
            of |= frozenset(words_of(self.text[slice(*body[0])])) if body else frozenset()
            role = Role(role.noun, role.of | of, role.gender, role.phrase)
            key = f"{key} of {whose.name.lower()}"
        here = mention.span[0]
        if mention.text.lower().startswith("the ") and " " not in key:
            # "A spokesman for X said …, the spokesman added."
            for e in self._unnamed_heard(3, here):
                if key in words_of(e.phrase):
                    return e, 0.75
        held = holder(self.cast, role, here, last.speaker if last else None)
        if held and _ANY_EXPERT.fullmatch(mention.text):
            # "Ann Lee believes … “…,” the expert said" isn't the expert of two paragraphs before.
            here_is = self.cast.introduced(here)
            new = here_is is not None and all(e is not held[0] for _, e in self.cast.named_before(here, 0))
            held = (here_is, 0.5) if here_is is not None and new and not contradicts(here_is, role) else held
        if held:
            return held[0], min(0.93, 0.6 + 0.25 * held[1])
        age = re.match(r"the\s(\d{1,3})-year-old\b", mention.text, re.IGNORECASE)
        meant = aged(self.cast, self.said, int(age.group(1)), here) if age else None
        if meant is None and not (age and role.noun == "person") and key not in self.others:
            meant = described(self.cast, self.said, role, key, mention)
        if meant:
            meant.roles.append(role)
            return meant, 0.6
        unnamed = self._unnamed_before(mention) if not role.of and key not in self.others else None
        if unnamed:
            return unnamed, 0.75
        if key not in self.others and not role.of:
            # "the mayor" with no name given may still be a longer description met before.
            for k, e in reversed(self.others.items()):
                if e.roles and e.roles[0].noun == role.noun and k.endswith(key.rsplit(maxsplit=1)[-1]):
                    return e, 0.7
        phrase = possessive(owner.name, mention.text[owned.end() :]) if owned and owner else mention.text
        entity = self.others.setdefault(key, Entity("person", phrase=display(phrase), roles=[role]))
        if mention.gender:
            entity.genders[mention.gender] += KNOWN
        return entity, 0.85 if role.of else 0.7

    def _unnamed_before(self, mention: Mention) -> Entity | None:
        """Who was brought up without a name by the same noun: "A Kremlin spokesman was cool. “…,” the spokesman"."""
        noun = mention.text.split()[-1]
        if not re.fullmatch(r"[Tt]he\s[a-z]+", mention.text):
            return None
        first = self.layout.paragraphs[max(0, self.layout.paragraph(mention.span[0]) - 1)].start
        found = re.compile(latin(rf"\b(?:[Aa]n?|[Oo]ne)\s(?:[\w.’'-]+\s){{1,5}}?{noun}\b(?!\s[A-Z])"))
        last = next(
            (
                m
                for m in reversed(list(found.finditer(self.text, first, mention.span[0])))
                if not self.layout.in_quote(m.start())
            ),
            None,
        )
        if last is None:
            return None
        meant = read_mention(self.text, last.span())
        return self.by_mention(meant)[0] if meant.kind in ("role", "anonymous") else None

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
                for e in self._unnamed_heard(4):
                    if head in e.phrase.lower():
                        return e, 0.75
            return self.others.setdefault(key, Entity("anonymous", phrase=display(mention.text))), 0.8
        kind: SpeakerKind = "group" if mention.kind in ("group", "pronoun") else "body"
        short = mention.text.removeprefix("the ").removeprefix("The ")
        if kind == "body" and len(key) > 2 and key.isalpha() and short.isupper():
            full = list(self.names_by_initials.get(key, {}).values())
            if len(full) == 1:
                return self._in_full(full[0], short), 0.85
        paper = self._newspaper(mention) if kind == "body" else None
        if paper:
            return self.body_at(paper), 0.85
        if kind == "body":
            first = self.layout.paragraphs[max(0, self.layout.paragraph(mention.span[0]) - REACH)].start
            same = self._same_kind(mention)
            if same:
                return same, 0.75
            named = antecedent(self.text, first, mention.span) or self._document(mention)
            if named:
                return self.other(Mention("body", named, self.text[named[0] : named[1]]))[0], 0.7
            if _SOME_BODY.fullmatch(mention.text) and self._heard_body(mention.span[0]):
                return self.said[-1].speaker, 0.7
            for k, e in self.others.items():
                if e.kind == "body" and (k == key or abbreviates(key, e.phrase) or abbreviates(k, mention.text)):
                    return e, 0.9
        sure = 0.5 if mention.kind == "pronoun" else 0.9
        return self.others.setdefault(key, Entity(kind, phrase=display(mention.text))), sure

    def _newspaper(self, mention: Mention) -> Span | None:
        """Where the one newspaper or institution stands in full that "the Post" is short for, if there is one alone."""
        m = _LAST_WORD.fullmatch(mention.text)
        word = m.group(1) if m else ""
        if not word or plain(word) not in MEDIA | ORG_WORDS:
            return None
        if word not in self._papers:
            self._papers[word] = self._one_that_ends(word)
        return self._papers[word]

    def _one_that_ends(self, word: str) -> Span | None:
        """Where the one name of the text that ends with a word first stands."""
        full = re.compile(latin(rf"\b(?:[A-Z][\w’'-]+\s){{1,3}}{word}\b(?!\s[A-Z])"))
        found: dict[str, Span] = {}
        for f in full.finditer(self.text):
            found.setdefault(f.group().removeprefix("The "), f.span())
        found.pop(word, None)
        return next(iter(found.values())) if len(found) == 1 else None

    def _same_kind(self, mention: Mention) -> Entity | None:
        """Who was heard just before that is such by its own description: "a panel of statisticians" is "the panel"."""
        m = re.fullmatch(r"the\s([a-z]+)", mention.text, re.IGNORECASE)
        if m is None or _BARE_DOCUMENT.match(mention.text):
            return None
        here = self.layout.paragraph(mention.span[0])
        for at, e, _ in reversed(self.said[-4:]):
            if here - self.layout.paragraph(at) > REACH:
                return None
            head = _BEHIND_HEAD.split(e.phrase)[0].split()
            longer = len(e.phrase.split()) > 1 and bool(head) and head[-1].lower() == m.group(1).lower()
            if longer and e.kind in ("body", "group"):
                return e
        return None

    def _heard_body(self, here: int) -> bool:
        """Whether an institution with a name made the last statement, at most a paragraph before."""
        if not self.said:
            return False
        last = self.said[-1]
        near = self.layout.paragraph(here) - self.layout.paragraph(last.at) <= 1
        return near and last.speaker.kind == "body" and re.search(latin(r"[A-Z]"), last.speaker.phrase[1:]) is not None

    def _by_short_form(self, phrase: str) -> Entity | None:
        """The institution that a mention calls by a short form, alone or beside its name."""
        short = short_form_in(phrase, self.text, self.introduced)
        return self._in_full(self.introduced[letters(short)], short) if short else None

    def _in_full(self, name: Span, short: str) -> Entity:
        """The institution of a name, shown with its short form."""
        entity = self.body_at(name)
        if not entity.phrase.endswith(")"):
            entity.phrase = f"{entity.phrase} ({short})"
        return entity

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
    latin(r"(?:(?:[A-Z][\w&’'-]*|(?:[A-Z]\.)+)\s(?:(?:of|for|on)\s(?:the\s)?)?){0,8}(?:[A-Z][\w&-]*\w|(?:[A-Z]\.){2,})")
)
_LAST_WORD = re.compile(latin(r"[Tt]he\s([A-Z][a-z]{2,})"))
_ACRONYM = re.compile(latin(r"(?:The\s)?[A-Z]{3,6}$"))
_LONG_NAME = re.compile(
    latin(
        r"\b[A-Z][\w’'-]+(?:\s(?:(?:of|for|on|to|against|without|and|do|da|de|del|di|la|des|du)\s(?:the\s)?)?[A-Z][\w’'-]+){2,6}"
    )
)
_BEHIND_HEAD = re.compile(r"\s(?:of|for|in|at|on|from|representing|that|which)\s|,")
_ANY_EXPERT = re.compile(
    r"the\s(?:expert|analyst|official|diplomat|politician|lawmaker|legislator|senator|governor|candidate|nominee)",
    re.IGNORECASE,
)
_SOME_BODY = re.compile(
    r"the\s(?:group|organi[sz]ation|charity|non-?profit|association|body|alliance|coalition)", re.IGNORECASE
)
"""What any institution may be called that was just heard."""
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
_SUBJECT = re.compile(latin(r"([A-Z][\w’'-]*(?:\s[\w’'-]+){0,9}?)\s(?:were|are|have|had|say|said|met|spoke|\w+ed)\b"))
_NO_SUBJECT = frozenset("as be because but if is one seek that when while".split())
_PART = re.compile(r"^(?:(?:one|another|(?:a|the) \w+) of the|both|two|some|several|most|many|other) ", re.IGNORECASE)
_SAME_PERSON = re.compile(
    r"(?:this|that|the|the same)\s(?:\w+\s)?(person|source|official|insider|diplomat|aide|man|woman|strategist|adviser|"
    r"executive|lawmaker|friend|witness)$",
    re.IGNORECASE,
)
_BODIES = frozenset(["watchdog", "regulator"])
"""Roles that institutions have."""
_PEOPLE = re.compile(
    r"^(?:\w+(?:ian|ish|ese|ench|utch|eek)|(?:North |South )?(?:American|German|Mexican|Korean|African|Cuban|Israeli|"
    r"Iraqi|Pakistani|Saudi|Afghan|Filipino|Thai|Czech|Swiss|Chilean))$"
)
"""What is of a nation, and no name of it."""
