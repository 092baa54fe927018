"""Who speaks: every source mention resolved to one speaker of the article.

First the article's persons are gathered from the whole text with their roles; then the mentions are resolved in
text order: names by name, roles by what the text has said of each person, pronouns by gender, recency and who
spoke last. Each resolution has a confidence, lower the more it leans on such evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.cues import is_plain_report
from analysis.institutions import antecedent
from analysis.lexicon import (
    ANONYMOUS_WORDS,
    GIVEN_NAMES,
    MEDIA,
    ONE_OF_A_PARTY,
    ORG_WORDS,
    PLURAL_GROUP,
    ROLE_NOUNS,
    TITLES,
)
from analysis.mentions import (
    FIRST,
    HE,
    IT,
    NAME,
    PRONOUNS,
    THEY,
    WHO,
    Mention,
    Role,
    gender_of,
    guessed,
    names_in,
    places,
    plain,
    read_mention,
    role_of,
    titled_gender,
    words_of,
)
from analysis.phrases import STOP_WORDS
from analysis.quotes import find_quotes
from analysis.types import (
    AUTHOR_ID,
    AUTHOR_NAME,
    Article,
    Attribution,
    Paragraph,
    Span,
    Speaker,
    SpeakerKind,
)

REACH = 3
"""How many paragraphs back a pronoun or a bare role looks for whom it means."""

KNOWN, GUESSED = 3, 1
"""Weight of gender evidence: from a title, role or known given name; from the ending of an unknown name."""
NEARNESS = (1.0, 0.45, 0.25, 0.15)
"""How much a name counts for a pronoun in its own paragraph, the next one, and so on."""
LAST_SPOKE = (0.9, 0.3, 0.2, 0.1)
"""What the last speakers get on top, the last one first."""

LEAD = 2
"""Paragraphs at the top in which a role without a name may be someone whom the text names later."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Speakers, and for each attribution, in order: its speaker, how sure that is, and who passed it on."""

    speakers: tuple[Speaker, ...]
    speaker_ids: tuple[str, ...]
    confidences: tuple[float, ...]
    via: tuple[tuple[str, ...], ...]


@dataclass
class _Entity:
    """Someone who may speak. ``names`` counts the forms in which the text names a person."""

    kind: SpeakerKind
    names: Counter[tuple[str, ...]] = field(default_factory=Counter)
    phrase: str = ""
    roles: list[Role] = field(default_factory=list)
    genders: Counter[str] = field(default_factory=Counter)
    mentions: list[Span] = field(default_factory=list)
    person_like: bool = False
    """Whether anything beside capitals shows a person: a given name, a title, a role, an age, a verb of speech."""

    @property
    def gender(self) -> str:
        return self.genders.most_common(1)[0][0] if self.genders else ""

    @property
    def full(self) -> tuple[str, ...]:
        return max(self.names, key=lambda n: (len(n), self.names[n]), default=())

    @property
    def name(self) -> str:
        return " ".join(self.full) or self.phrase


def resolve(article: Article, paragraphs: Sequence[Paragraph], attributions: Sequence[Attribution]) -> Resolution:
    """One speaker per attribution (see the module). ``attributions`` may be in any order; so is the result."""
    return _Resolver(article.text, paragraphs).run(attributions)


class _Resolver:
    def __init__(self, text: str, paragraphs: Sequence[Paragraph]):
        self.text = text
        self.paragraphs = [p for p in paragraphs if p.kind in ("body", "title")]
        self.starts = [p.start for p in self.paragraphs]
        quotes = find_quotes(text, paragraphs)
        self.quote_starts = [q.start for q in quotes]
        self.quotes = quotes
        self.people: list[_Entity] = []
        self.others: dict[str, _Entity] = {}
        self.author = _Entity("author", phrase=AUTHOR_NAME)
        self._gather()

    # --- the article's persons -------------------------------------------------------------------------

    def _gather(self) -> None:
        found = []
        for p in self.paragraphs:
            for span, lead, words, _ in names_in(self.text[p.start : p.end], p.start):
                found.append((span, lead, tuple(words), p, titled_gender(lead)))
        # Full names first, so that a surname finds its owner wherever in the text the full name stands.
        # Then titles that tell a gender: "Mr. Obama" is not the only Obama with a given name, if that is Michelle.
        for span, lead, name, p, title in sorted(found, key=lambda x: (len(x[2]) < 2, not x[4], x[0])):
            if len(name) == 1 and not self._matching(name, title) and not self._person_like(span, lead):
                continue
            entity = self._person(name, title)
            entity.names[name] += 1
            entity.mentions.append(span)
            entity.person_like |= self._person_like(span, lead) or (len(name) > 1 and plain(name[0]) in GIVEN_NAMES)
            before, after = self._beside(span, p)
            around = [*words_of(re.split(r"[’']s\s", before)[-1])[-3:], *map(plain, lead)]
            gender = gender_of(name, around)
            if gender:
                entity.genders[gender] += GUESSED if guessed(name, around) else KNOWN
            for role in (self._role_before(before), self._role_after(after)):
                if role:
                    entity.roles.append(role)
                    entity.person_like = True
                    if role.gender:
                        entity.genders[role.gender] += KNOWN
        for e in self.people:
            e.mentions.sort()
        order = sorted(((m, i) for i, e in enumerate(self.people) for m in e.mentions))
        self.named = order
        self.named_starts = [m[0] for m, _ in order]

    def _person_like(self, span: Span, lead: list[str]) -> bool:
        """Whether a lone capitalised word is a person: it has a title, or it speaks or is spoken of as one."""
        if lead and set(map(plain, lead)) & (TITLES | ROLE_NOUNS):
            return True
        after = self.text[span[1] : span[1] + 30]
        if re.search(r"\b\d{1,3}-year-old\s$", self.text[max(0, span[0] - 16) : span[0]]):
            return True
        return bool(
            re.match(r"\s+(?:said|says|told|added|wrote|tweeted|argued|warned)\b|,\s+(?:\d\d\b,|who\b|whose\b)", after)
        )

    def _person(self, name: tuple[str, ...], gender: str = "") -> _Entity:
        matching = self._matching(name, gender)
        if matching:
            return matching[0]
        entity = _Entity("person")
        self.people.append(entity)
        return entity

    def _matching(self, name: tuple[str, ...], gender: str = "") -> list[_Entity]:
        """Persons whom the name fits, the most mentioned first; nobody who is known not to be of ``gender``."""
        fits = [e for e in self.people if any(_same_name(name, other) for other in e.names)]
        if gender:
            fits = [e for e in fits if self._against(e, gender)]
        exact = [e for e in fits if name in e.names]
        if len(name) == 1:
            surname = [e for e in fits if any(plain(n[-1]) == plain(name[0]) for n in e.names)]
            fits = surname or fits
        return sorted(exact or fits, key=lambda e: -sum(e.names.values()))

    def _beside(self, span: Span, p: Paragraph) -> tuple[str, str]:
        before = self.text[max(p.start, span[0] - 90) : span[0]]
        before = re.split(r"[.;:“”\"\n(]\s|,\s", before)[-1]
        after = self.text[span[1] : min(p.end, span[1] + 110)]
        return before, after

    def _role_before(self, before: str) -> Role | None:
        """'the Kremlin spokesman [Dmitry Peskov]': the words of the noun phrase that ends at the name."""
        words = before.split()
        cut = 0
        for i, w in enumerate(words):
            if (w.lower() in STOP_WORDS and w != "US" and w not in _INSIDE) or is_plain_report(w):
                cut = i + 1
        return role_of([plain(w) for w in words[cut:]], " ".join(words[cut:]))

    def _role_after(self, after: str) -> Role | None:
        """', the national security adviser,': an apposition."""
        m = re.match(r",\s+((?:the|a|an|who is|[\w.]+[’']s|[A-Z][\w.]+|chief|deputy|former|head|director|president|"
                     r"spokes\w+|minister|secretary|mayor|professor)\b[^,.;:“”\"]{2,80})[,.;]", after)  # fmt: skip
        if m:
            words = words_of(m.group(1))
            if not any(w.endswith(("said", "told", "added")) for w in words) and len(words) <= 12:
                return role_of(words, m.group(1))
        return None

    # --- mentions, in text order -----------------------------------------------------------------------

    def run(self, attributions: Sequence[Attribution]) -> Resolution:
        n = len(attributions)
        found: list[_Entity | None] = [None] * n
        confidence = [0.0] * n
        order = sorted(range(n), key=lambda i: (self._anchor(attributions[i]), i))
        said: list[tuple[int, _Entity, Attribution]] = []
        for i in order:
            a = attributions[i]
            if a.type == "author":
                found[i], confidence[i] = self.author, 0.9
                continue
            entity, sure = self._who(a, said)
            self._note_gender(a, entity)
            found[i], confidence[i] = entity, sure
            said.append((self._anchor(a), entity, a))
        self._name_the_lead(attributions, order, found, confidence)
        ids = self._ids([e for e in found if e])
        via = tuple(self._via(attributions, i, found) for i in range(n))
        speakers = tuple(self._speaker(e, key) for e, key in ids)
        by_object = {id(e): key for e, key in ids}
        return Resolution(
            speakers,
            tuple(by_object[id(e)] for e in found if e),
            tuple(round(c, 3) for c in confidence),
            via,
        )

    def _note_gender(self, a: Attribution, entity: _Entity) -> None:
        """ "Østby said he had told …": a name's own pronoun right after the cue tells the gender."""
        if a.source is None or a.cue is None or entity.kind != "person" or not entity.names:
            return
        m = re.match(r"(?:that\s)?(he|she)\b", self.text[a.content[0][0] : a.content[0][0] + 10])
        if m and 0 <= a.content[0][0] - a.cue[1] <= 2 and read_mention(self.text, a.source).kind == "person":
            entity.genders["m" if m.group(1) == "he" else "f"] += KNOWN

    def _name_the_lead(self, attributions, order: list[int], found: list, confidence: list[float]) -> None:
        """Join who speaks by role at the top with whoever is then named without a role.

        "…, its energy minister said. [New paragraph] …, Anton Weiss told reporters": news gives a role with every
        new name, unless the role stood just before. Also "A spokesman said …", where "the spokesman" is used of
        somebody named later on.
        """
        spoke = [(i, found[i]) for i in order if found[i] is not None and attributions[i].type != "author"]
        for n, (i, e) in enumerate(spoke):
            source = attributions[i].source
            if source is None or e.names or e.kind not in ("person", "anonymous") or _SEVERAL.match(e.phrase):
                continue
            role = read_mention(self.text, source).role
            if role is None or self._paragraph(source[0]) > LEAD:
                continue
            single = (x for _, x in spoke[n + 1 :] if x is not e and x.kind in ("person", "anonymous"))
            named = next(single, None)
            if named is None or len(named.full) < 2 or not named.mentions or not named.person_like:
                continue
            if all(attributions[k].source is None for k, x in spoke if x is named):
                continue
            top = self._paragraph(source[0])
            if _key(self.text[slice(*source)]) != self.text[slice(*source)].lower() and self._introduced(source[0]):
                return  # "the fund manager" (a key lacks the article) may be whom the paragraph has just named
            # "The man …" may have been named before, by a headline or the caption of a picture.
            named_there = [m[0] for m in named.mentions if role.noun not in _ANYBODY or self._paragraph(m[0]) >= top]
            first = named_there[0] if named_there else 0
            near = 0 <= self._paragraph(first) - top <= 2 and first > source[0]
            agrees = not (
                role.gender and named.gender not in ("", role.gender) and named.genders[named.gender] >= KNOWN
            )
            called = {r.noun for r in named.roles}
            if near and agrees and (not called or called == {role.noun} or role.noun in _ANYBODY):
                for k, other in enumerate(found):
                    if other is e:
                        found[k], confidence[k] = named, min(confidence[k], 0.65)
                named.roles.append(role)
                return

    def _anchor(self, a: Attribution) -> int:
        return (a.source or a.cue or a.content[0])[0]

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1

    def _who(self, a: Attribution, said: list) -> tuple[_Entity, float]:
        if a.source is None:
            return self._unsourced(a, said)
        # One mention has one meaning, however many cues it is the subject of.
        known = next(((e, 0.9) for _, e, other in reversed(said[-4:]) if other.source == a.source), None)
        if known is not None:
            return known
        mention = read_mention(self.text, a.source)
        if mention.kind == "pronoun":
            return self._by_pronoun(mention, a, said)
        return self._by_mention(mention, said)

    def _by_mention(self, mention: Mention, said: list) -> tuple[_Entity, float]:
        some = _ONE_OF.match(mention.text)
        if some:
            return self._one_of(some.group(1), mention, said)
        if mention.kind == "person":
            return self._by_name(mention)
        same = _SAME_PERSON.match(mention.text)
        if same and said:
            head = same.group(1).lower()
            for anchor, e, _ in reversed(said[-4:]):
                near = self._paragraph(mention.span[0]) - self._paragraph(anchor) <= 2
                generic = head in ("person", "source", "insider", "man", "woman", "official")
                if near and e.kind == "anonymous" and (generic or head in e.phrase.lower()):
                    return e, 0.7
        if mention.kind == "role":
            return self._by_role(mention, said)
        if mention.role and mention.kind == "anonymous" and mention.text[:2].lower() in ("a ", "an"):
            named = self._named_later(mention)
            if named:
                return named
        return self._other(mention, said)

    def _one_of(self, some: str, mention: Mention, said: list) -> tuple[_Entity, float]:
        """Some of several who were spoken of: "Diplomats were less sure. One said …; another put it differently"."""
        spoke = [e for _, e, _ in reversed(said[-4:]) if e.kind == "group" or _PART.match(e.phrase)]
        several = self._several(mention.span[0]) or (_PART.sub("", spoke[0].phrase) if spoke else "")
        if not several:
            return self._anonymous(f"{some.capitalize()}, unnamed"), 0.5
        first = several.split()[0]
        if first.lower() in PLURAL_GROUP or re.search(rf"\b{re.escape(first.lower())}\b", self.text):
            several = several[:1].lower() + several[1:]
        several = re.sub(r"^(?:the|some|several|many|most)\s", "", several, flags=re.IGNORECASE)
        some = "Other" if some.lower() == "others" else some.capitalize()
        single = some.lower() in ("one", "another") or " " in some
        return self._anonymous(f"{some} of the {several}" if single else f"{some} {several}"), 0.7

    def _sentences_before(self, here: int) -> tuple[int, str, list[int]]:
        """Where the paragraph around ``here`` begins, its text up to there, and where sentences begin in that text."""
        start = self.paragraphs[max(0, self._paragraph(here))].start
        before = self.text[start:here]
        return start, before, [0, *(m.end() for m in re.finditer(r"[.!?][”\"’]?\s+", before))]

    def _several(self, here: int) -> str:
        """The group that the sentence before, or this one's beginning, is about: "Diplomats close to X were …"."""
        _, before, starts = self._sentences_before(here)
        for start in reversed(starts[-2:]):
            m = _SUBJECT.match(before, start)
            words = set(words_of(m.group(1))) if m else set()
            if m and words & PLURAL_GROUP and not words & _NO_SUBJECT and not _ONE_OF.match(m.group(1)):
                return _display(m.group(1))
        return ""

    def _named_later(self, mention: Mention) -> tuple[_Entity, float] | None:
        """News leads introduce by role who is named below: "A Kremlin spokesman said Monday …"."""
        role = mention.role
        if role is None or not role.of or self._paragraph(mention.span[0]) > LEAD:
            return None
        if set(words_of(mention.text)) & ANONYMOUS_WORDS:
            return None
        wanted = places(role.of)
        fits = [
            e
            for e in self.people
            if not (role.gender and e.gender and role.gender != e.gender)
            and max((self._fit(role, wanted, r) for r in e.roles), default=0.0) >= 0.9
        ]
        return (fits[0], 0.7) if len(fits) == 1 else None

    def _by_name(self, mention: Mention) -> tuple[_Entity, float]:
        title = mention.gender if len(mention.name) == 1 else ""
        matching = self._matching(mention.name, title)
        entity = matching[0] if matching else self._person(mention.name, title)
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

    def _by_role(self, mention: Mention, said: list) -> tuple[_Entity, float]:
        role = mention.role
        assert role is not None
        key = _key(mention.text)
        owner = re.match(r"(its|his|her|their)\s", mention.text, re.IGNORECASE)
        if owner and said:
            # "its spokesman", "his lawyer": of whoever was last spoken of as speaking.
            of = frozenset(words_of(said[-1][1].name)) | {w for r in said[-1][1].roles for w in r.of}
            role = Role(role.noun, role.of | of, role.gender, role.phrase)
            key = f"{key} of {said[-1][1].name.lower()}"
        here = mention.span[0]
        best: tuple[float, _Entity] | None = None
        wanted = places(role.of)
        for e in self.people:
            if role.gender and e.gender and role.gender != e.gender:
                continue
            fit = max((self._fit(role, wanted, r) for r in e.roles), default=0.0)
            if fit <= 0:
                continue
            last = max((m[0] for m in e.mentions if m[0] < here), default=None)
            if last is None:
                fit -= 0.4
            else:
                fit -= min((self._paragraph(here) - self._paragraph(last)) * 0.04, 0.4)
            if said and said[-1][1] is e:
                fit += 0.15
            if best is None or fit > best[0]:
                best = (fit, e)
        if best and best[0] >= 0.55:
            return best[1], min(0.93, 0.6 + 0.25 * best[0])
        once = "former" in role.of and mention.text.lower().startswith("the ")
        if key not in self.others and said and (once or not role.of - _VAGUE):
            # "…, the councilman continued": whoever spoke last, where nothing is known against it. Nor could a reader
            # know who "the former Soviet president" is, had he not just been named.
            anchor, e, _ = said[-1]
            near = self._paragraph(here) - self._paragraph(anchor) <= 1
            fits = not (role.gender and e.gender and role.gender != e.gender)
            known = (e.kind == "anonymous" and not once and "-" not in role.noun) or (e.kind == "person" and e.names)
            if (
                near
                and fits
                and known
                and not self._contradicts(e, role)
                and not self._beside_one_another(e, key, here)
            ):
                e.roles.append(role)
                return e, 0.6
        if key not in self.others and not role.of:
            # "the mayor" with no name given may still be a longer description met before.
            for k, e in reversed(self.others.items()):
                if e.roles and e.roles[0].noun == role.noun and k.endswith(key.split()[-1]):
                    return e, 0.7
        entity = self.others.setdefault(key, _Entity("person", phrase=_display(mention.text), roles=[role]))
        if mention.gender:
            entity.genders[mention.gender] += 1
        return entity, 0.85 if role.of else 0.7

    def _contradicts(self, e: _Entity, role: Role) -> bool:
        """Whether the text gives a person another office than this one; of somebody unnamed little is known."""
        if e.kind == "anonymous":
            return False
        if role.noun in ONE_OF_A_PARTY:  # an office doesn't tell the party, and "the Independent" no office
            return any(r.noun in ONE_OF_A_PARTY and r.noun != role.noun for r in e.roles)
        return bool(e.roles) and all(r.noun.split("-")[-1] != role.noun.split("-")[-1] for r in e.roles)

    def _beside_one_another(self, e: _Entity, key: str, here: int) -> bool:
        """Whether a sentence before has both a person's name and the role: "Ann Kessler told the judge"."""
        surnames = "|".join({re.escape(n[-1]) for n in e.names}) or "$^"
        for m in re.finditer(rf"\bthe {re.escape(key)}\b", self.text[:here], re.IGNORECASE):
            after = re.search(r"[.!?]\s|\n|$", self.text[m.end() : here])
            end = m.end() + (after.start() if after else 0)
            start = max(self.text.rfind(mark, 0, m.start()) for mark in (". ", "? ", "! ", "\n"))
            if re.search(rf"\b(?:{surnames})\b", self.text[max(0, start) : end]):
                return True
        return False

    def _fit(self, role: Role, wanted: set[str], other: Role) -> float:
        """How well one stated role answers to another: same noun, and nothing that contradicts."""
        if role.noun != other.noun:
            ends = role.noun.split("-")[-1] == other.noun.split("-")[-1]
            if not (ends and (("-" in role.noun) != ("-" in other.noun))):
                return 0.0
            base = 0.55
        else:
            base = 0.8
        mine, theirs = role.of - _VAGUE, other.of - _VAGUE
        if not mine:
            return base
        if mine & theirs:
            return base + 0.2
        there = places(other.of) | {p for w in other.of for p in self._places_of_person(w)}
        here = wanted | {p for w in role.of for p in self._places_of_person(w)}
        if here & there:
            return base + 0.2
        if here and there:
            return 0.0
        if here - _HOME and role.noun in _NATIONAL and not theirs:
            return 0.3  # news of one country calls its own president just that
        return base - 0.1 if not theirs else base - 0.35

    def _places_of_person(self, surname: str) -> set[str]:
        """Countries of the persons with this surname: "Putin's spokesman" speaks for Russia."""
        out: set[str] = set()
        for e in self.people:
            if e.names and any(plain(n[-1]) == surname for n in e.names):
                for r in e.roles:
                    out |= places(r.of)
        return out

    def _by_pronoun(self, mention: Mention, a: Attribution, said: list) -> tuple[_Entity, float]:
        word, here = mention.pronoun, mention.span[0]
        if word in FIRST:
            if self._in_quote(here):
                return self._unsourced(a, said)
            return self.author, 0.6
        if word in WHO:
            return self._antecedent(here, said)
        if word in THEY or word in IT:
            kinds = ("body", "group") if word in IT else ("group", "body", "anonymous")
            near = [e for anchor, e, _ in reversed(said) if self._paragraph(here) - self._paragraph(anchor) <= REACH]
            subject = self._plural_subject(here) if word in THEY else None
            if subject is not None:
                return self._other(subject, said)[0], 0.7
            thing = self._singular_subject(here, said) if word in IT else None
            if thing is not None:
                return self._other(thing, said)[0], 0.7
            if word in IT:
                near = [e for e in near if not (e.kind == "group" and set(words_of(e.phrase)[-1:]) & PLURAL_GROUP)]
            if word in IT and near and self._paragraph(said[-1][0]) == self._paragraph(here):
                last = near[0]
                if _may_be_a_firm(last):
                    return last, 0.6  # a firm with the name of a person, for all that the text tells
            for kind in kinds:
                found = next((e for e in near if e.kind == kind), None)
                if found is not None:
                    return found, 0.7
            body = self._nearest_body(here)
            if body:
                return body, 0.5
            return self._anonymous("Unnamed speaker"), 0.3
        gender = "m" if word in HE else "f"
        best = self._salient(here, gender, said, [s for _, _, x in said for s in x.content] + list(a.content))
        if best:
            return best
        for anchor, e, _ in reversed(said):
            if e.kind in ("person", "anonymous") and e.gender in ("", gender):
                if self._paragraph(here) - self._paragraph(anchor) <= REACH:
                    e.genders[gender] += 1
                    return e, 0.6
                break
        return self._anonymous("Unnamed speaker"), 0.3

    def _singular_subject(self, here: int, said: list) -> Mention | None:
        """The document that the sentence before "it" is about: "The review puts the price at £14bn. It says …".

        Not where an institution speaks in that sentence: "The report is wrong, the ministry said. It had …".
        """
        start, before, starts = self._sentences_before(here)
        spoke = said[-1][1] if said and len(starts) > 1 and said[-1][0] >= start + starts[-2] else None
        if len(starts) < 2 or (spoke and (not spoke.names or _may_be_a_firm(spoke))):
            return None
        m = _WRITTEN.match(before, starts[-2])
        return Mention("body", (start + m.start(), start + m.end()), m.group()) if m else None

    def _plural_subject(self, here: int) -> Mention | None:
        """The group that the sentence before "they" is about: "Thirty-two countries now back a pause. They argue …"."""
        start, before, starts = self._sentences_before(here)
        m = _PLURAL.match(before, starts[-2]) if len(starts) > 1 else None
        if not m or not set(words_of(m.group())[-1:]) & PLURAL_GROUP:
            return None
        return Mention("group", (start + m.start(), start + m.end()), m.group())

    def _salient(self, here: int, gender: str, said: list, content: Sequence[Span]) -> tuple[_Entity, float] | None:
        """The person whom "he" or "she" at ``here`` most likely means.

        Nearer mentions weigh more, so do subjects (the first name of a sentence) and whoever spoke last; names inside
        what anybody said and possessors weigh less. Where the pronoun's own paragraph has introduced somebody as a
        subject, persons from before it hardly count.
        """
        paragraph = self._paragraph(here)
        score: dict[int, float] = {}
        entities: dict[int, _Entity] = {}
        introduced = False
        i = bisect_right(self.named_starts, here - 1) - 1
        seen = 0
        while i >= 0 and seen < 40:
            (start, end), k = self.named[i]
            away = paragraph - self._paragraph(start)
            if away > REACH:
                break
            e = self.people[k]
            i -= 1
            seen += 1
            doubt = self._against(e, gender)
            if doubt == 0.0:
                continue
            points = (1.0 if e.person_like else 0.6) * NEARNESS[away] * doubt
            reported = self._in_quote(start) or any(a <= start < b for a, b in content)
            if reported:
                points *= 0.25
            if re.match(r"[’']s?\b", self.text[end : end + 2]):
                points *= 0.5
            subject = self._is_subject(start, here)
            points *= 1.0 if subject else 0.6
            if len(e.full) == 1 and not e.gender and not e.roles and not e.person_like:
                points *= 0.5
            introduced |= away == 0 and subject and not reported and points >= 0.4
            score[id(e)] = max(score.get(id(e), 0.0), points) + 0.02
            entities[id(e)] = e
        unnamed = None if introduced else self._unnamed_subject(here, gender, said)
        if unnamed is not None:
            score[id(unnamed)] = score.get(id(unnamed), 0.0) + 0.9
            entities[id(unnamed)] = unnamed
            introduced = True
        for (anchor, e, _), bonus in zip(list(reversed(said))[: len(LAST_SPOKE)], LAST_SPOKE, strict=False):
            away = paragraph - self._paragraph(anchor)
            if away > REACH or e.kind not in ("person", "anonymous"):
                continue
            doubt = self._against(e, gender)
            if doubt == 0.0:
                continue
            scale = 1.0 if away == 0 else (0.15 if introduced else 0.6) / away
            score[id(e)] = score.get(id(e), 0.0) + bonus * scale * doubt
            entities[id(e)] = e
        if not score:
            return None
        ranked = sorted(score.items(), key=lambda x: -x[1])
        best, top = entities[ranked[0][0]], ranked[0][1]
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        best.genders[gender] += 1
        return best, min(0.92, 0.6 + 0.35 * (top - second) / max(top, 1e-9))

    def _against(self, e: _Entity, gender: str) -> float:
        """What is left of a candidate's points by gender: all where it is known to agree, nothing where it can't be."""
        if not e.genders:
            return 0.75
        if e.gender == gender:
            return 1.0
        return 0.0 if e.genders[e.gender] >= KNOWN else 0.5

    def _unnamed_subject(self, here: int, gender: str, said: list) -> _Entity | None:
        """Somebody without a name whom the pronoun's paragraph introduced: "Her party leader did reply. …, he said"."""
        paragraph = self._paragraph(here)
        if paragraph < 0:
            return None
        p = self.paragraphs[paragraph]
        found = None
        for m in _UNNAMED.finditer(self.text, p.start, here):
            start, end = m.span(1)
            words = words_of(m.group(1))
            at_start = start == p.start or bool(
                re.search(r"(?:[.!?][”\"’)]*\s|\n)(?:But |And |Yet |So )?$", self.text[:start][-12:])
            )
            if at_start and not self._in_quote(start) and words and words[-1] in ROLE_NOUNS:
                found = (start, end)
        if found is None:
            return None
        mention = read_mention(self.text, found)
        if mention.kind not in ("role", "anonymous") or (mention.gender and mention.gender != gender):
            return None
        if mention.role and mention.role.gender and mention.role.gender != gender:
            return None
        return self._by_mention(mention, said)[0]

    def _is_subject(self, start: int, here: int) -> bool:
        """Whether the mention opens its sentence or clause, give or take its own title."""
        before = self.text[max(0, start - 60) : start]
        clause = re.split(r"[.!?;:”\"\n]\s+|\n|,\s+(?:and|but|as|while|when|because|that)\s|,\s+(?=$)", before)[-1]
        clause = (
            re.split(r"^.*?,\s+", clause)[-1]
            if re.match(
                r"(?:When|As|While|After|Before|If|In|On|At|For|Since|Outside|Inside|Under|Near|Across|Behind|During|Among|With|From|Unlike|Like)\b",
                clause,
            )
            else clause
        )
        clause = re.sub(r"\d{1,3}-year-old\s", "", _WHEN.sub("", clause))
        return len(clause.split()) <= 5 and not re.search(r"\b(?:with|by|to|against|of|from|for|on)\s", clause)

    def _antecedent(self, here: int, said: list) -> tuple[_Entity, float]:
        """Whom a relative pronoun means: the noun phrase just before it."""
        i = bisect_right(self.named_starts, here - 1) - 1
        if i >= 0:
            (_, end), k = self.named[i]
            if here - end < 80 and not re.search(r"[.!?]\s", self.text[end:here]):
                return self.people[k], 0.8
        start = max(0, here - 60)
        phrase = re.split(r"[.,;:“”\"\n]\s*|\b(?:by|from|of|with|to)\s", self.text[start:here].rstrip(" ,"))[-1].strip()
        if phrase and not (set(words_of(phrase)) <= PRONOUNS):
            at = self.text.rfind(phrase, start, here)
            return self._by_mention(read_mention(self.text, (at, at + len(phrase))), said)
        return (said[-1][1], 0.4) if said else (self._anonymous("Unnamed speaker"), 0.3)

    def _unsourced(self, a: Attribution, said: list) -> tuple[_Entity, float]:
        """A quote without a source belongs to who spoke last nearby, or to the person just introduced."""
        here = self._anchor(a)
        paragraph = self._paragraph(here)
        last = said[-1] if said else None
        introduced = self._introduced(here) if a.cue is None else None
        if introduced and not (last and self._paragraph(last[0]) == paragraph):
            return introduced, 0.7
        if last and paragraph - self._paragraph(last[2].content[-1][1] - 1) <= (1 if a.cue is None else 0):
            same_sentence = a.cue is not None and "." not in self.text[last[0] : here]
            return last[1], 0.8 if same_sentence else 0.55
        i = bisect_right(self.named_starts, here) - 1
        if i >= 0:
            (start, _), k = self.named[i]
            if paragraph - self._paragraph(start) <= 1 and not self._in_quote(start):
                return self.people[k], 0.4
        if last and paragraph - self._paragraph(last[0]) <= REACH:
            return last[1], 0.35
        return self._anonymous("Unnamed speaker"), 0.3

    def _introduced(self, here: int) -> _Entity | None:
        """The person whom this paragraph has made its subject before ``here``: "Vandersloot waved this away. “…”"."""
        i = bisect_right(self.named_starts, here - 1) - 1
        paragraph, found = self._paragraph(here), None
        while i >= 0 and self._paragraph(self.named[i][0][0]) == paragraph:
            (start, end), k = self.named[i]
            possessive = re.match(r"[’']s?\b", self.text[end : end + 2])
            if (
                self.people[k].person_like
                and not self._in_quote(start)
                and not possessive
                and self._is_subject(start, here)
            ):
                found = self.people[k]
                break
            i -= 1
        return found

    def _other(self, mention: Mention, said: list) -> tuple[_Entity, float]:
        key = _key(mention.text)
        if mention.kind == "anonymous":
            head = key.split()[-1] if key else ""
            if mention.text.lower().startswith("the "):
                for _, e, _ in reversed(said[-4:]):
                    if e.kind == "anonymous" and head in e.phrase.lower():
                        return e, 0.75
            return self.others.setdefault(key, _Entity("anonymous", phrase=_display(mention.text))), 0.8
        kind: SpeakerKind = "group" if mention.kind in ("group", "pronoun") else "body"
        if kind == "body":
            first = self.paragraphs[max(0, self._paragraph(mention.span[0]) - REACH)].start
            named = antecedent(self.text, first, mention.span)
            if named:
                return self._other(Mention("body", named, self.text[named[0] : named[1]]), said)[0], 0.7
            for k, e in self.others.items():
                if e.kind == "body" and (k == key or _abbreviates(key, e.phrase) or _abbreviates(k, mention.text)):
                    return e, 0.9
        sure = 0.5 if mention.kind == "pronoun" else 0.9
        return self.others.setdefault(key, _Entity(kind, phrase=_display(mention.text))), sure

    def _anonymous(self, phrase: str) -> _Entity:
        return self.others.setdefault(phrase.lower(), _Entity("anonymous", phrase=phrase))

    def _nearest_body(self, here: int) -> _Entity | None:
        """The institution or country that "it" most likely means: the nearest named before it that is no person."""
        paragraph = self._paragraph(here)
        if paragraph < 0:
            return None
        start = self.paragraphs[max(0, paragraph - 1)].start
        people = {w for e in self.people for n in e.names for w in n}
        best = None
        for m in NAME.finditer(self.text, start, here):
            words = words_of(m.group())
            known = set(words) & (ORG_WORDS | MEDIA) or places({*words, "-".join(words)})
            if _PEOPLE.search(m.group()) and re.match(r"\s[a-z]", self.text[m.end() : m.end() + 2]):
                known = set()  # "an American ship"
            if known and not set(m.group().split()) & people and not self._in_quote(m.start()):
                subject = self._is_subject(m.start(), here)
                if best is None or subject or not best[1]:
                    best = (m.span(), subject)
        if best is None:
            return None
        span = best[0]
        entity, _ = self._other(Mention("body", span, self.text[span[0] : span[1]]), [])
        return entity

    def _in_quote(self, position: int) -> bool:
        i = bisect_right(self.quote_starts, position) - 1
        return i >= 0 and position < self.quotes[i].end

    # --- the result ------------------------------------------------------------------------------------

    def _via(self, attributions, i: int, found) -> tuple[str, ...]:
        out: list[str] = []
        seen = {i}
        k: int | None = attributions[i].carrier
        while k is not None and k not in seen:
            seen.add(k)
            if found[k] is not None and found[k] is not found[i]:
                out.insert(0, found[k].name)
            k = attributions[k].carrier
        for span in attributions[i].reporters:
            mention = read_mention(self.text, span)
            matching = self._matching(mention.name) if mention.kind == "person" else []
            name = matching[0].name if matching else _display(self.text[span[0] : span[1]])
            if found[i] is None or name != found[i].name:
                out.append(name)
        return tuple(dict.fromkeys(out))

    def _ids(self, entities: list[_Entity]) -> list[tuple[_Entity, str]]:
        out: list[tuple[_Entity, str]] = []
        used: set[str] = set()
        for e in entities:
            if any(e is other for other, _ in out):
                continue
            if e is self.author:
                key = AUTHOR_ID
            else:
                key = base = re.sub(r"[^a-z0-9]+", "-", e.name.lower()).strip("-")[:60] or "speaker"
                n = 2
                while key in used or key == AUTHOR_ID:
                    key, n = f"{base}-{n}", n + 1
            used.add(key)
            out.append((e, key))
        return out

    def _speaker(self, e: _Entity, key: str) -> Speaker:
        stated = [r for r in e.roles if r.phrase]
        best = max(stated, key=lambda r: len(r.of), default=None)
        role = _display(best.phrase) if best and e.names else ""
        groups = [w for r in e.roles for w in r.of if places({w})]
        affiliation = Counter(groups).most_common(1)[0][0] if groups else ""
        aliases = tuple(dict.fromkeys(" ".join(n) for n in e.names if " ".join(n) != e.name))
        kind = e.kind
        if kind == "body" and set(e.phrase.lower().split()) & MEDIA:
            kind = "body"
        return Speaker(key, e.name, kind, role, _cased(affiliation), tuple(e.mentions), aliases)


_WHEN = re.compile(
    r"\b(?:(?:late|early|later|earlier|also|and|on|in|by|at|since|last|this|that)\s+)*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|"
    r"March|April|May|June|July|August|September|October|November|December|morning|afternoon|evening|night|week|month|year|"
    r"weekend|\d{4})\b,?\s*"
)
_SEVERAL = re.compile(r"(?:two|three|four|several|some|many|critics|officials)\b", re.IGNORECASE)
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
_UNNAMED = re.compile(
    r"\b((?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)\s(?:[\w’'-]+\s){0,4}?[a-z]{3,})(?=,|\s(?:at|of|for|from|in|with|who|was|is|had|has|did|"
    r"took|went|put|[a-z]+ed)\b)"
)
_WRITTEN = re.compile(
    r"(?:The|A|An|Its|His|Her|Their|This|That|One)\s(?:[\w’'-]+\s){0,4}?(?:review|report|study|statement|letter|memo|filing|"
    r"document|survey|poll|ruling|judgment|judgement|analysis|audit|inquiry|editorial|article|paper|notice|indictment|"
    r"communique|communiqué|declaration|resolution|petition|complaint)(?=,|\s[a-z])"
)
_PLURAL = re.compile(
    r"(?:[A-Z][\w-]*)(?:\s[\w-]+){0,3}?\s[a-z]+s(?=,\s|\s(?:now|also|have|are|were|had|in|from|of|who)\s)"
)
_PEOPLE = re.compile(
    r"^(?:\w+(?:ian|ish|ese|ench|utch|eek)|(?:North |South )?(?:American|German|Mexican|Korean|African|Cuban|Israeli|"
    r"Iraqi|Pakistani|Saudi|Afghan|Filipino|Thai|Czech|Swiss|Chilean))$"
)
"""What is of a nation, and no name of it."""
_HOME = frozenset(["us", "uk"])
_NATIONAL = frozenset("president prime-minister chancellor foreign-minister defence-minister defense-minister".split())
_ANYBODY = frozenset("man woman mother father resident teenager parent victim survivor native".split())
"""Roles that somebody has beside an office."""
_INSIDE = frozenset(["of", "the"])
_VAGUE = frozenset(
    """
former new then current longtime top senior own chief main late own our the
""".split()
)


def _may_be_a_firm(e: _Entity) -> bool:
    """Whether nothing but one word tells that a speaker is a person."""
    return e.kind == "person" and len(e.full) == 1 and not (e.genders or e.roles)


def _same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two forms can name one person: one's words are among the other's, surname agreeing.

    "Ivanka Trump" and "Donald Trump" differ; "Trump" fits both; "Sanders" fits "Huckabee Sanders".
    """
    x, y = [plain(w) for w in a], [plain(w) for w in b]
    if x == y:
        return True
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if len(short) == 1:
        return short[0] == long[-1] or (short[0] == long[0] and len(short[0]) > 2)
    if short[-1] != long[-1]:
        return False
    rest = [w for w in short[:-1] if len(w) > 1]
    others = set(long)
    if all(w in others for w in rest):
        return True
    first, other = short[0], long[0]
    return len(first) == 1 and other.startswith(first)


def _key(text: str) -> str:
    head = re.split(r",\s(?:the|an?|which|who)\b", text)[0]
    words = [w for w in words_of(head) if w not in {"the", "a", "an", "that", "this", "its", "their"}]
    return " ".join(words) or text.lower()


def _display(text: str) -> str:
    """A mention as a name to show: without an article in front, one line, first letter up."""
    line = re.sub(r"\s+", " ", text).strip(" ,.;:–—")
    line = re.split(r",\s(?:the|an?|which|who)\b", line)[0]
    line = re.sub(r"^(?:a|an|the)\s+", "", line, flags=re.IGNORECASE)
    line = re.sub(r"[’']s$", "", line)
    return (line[:1].upper() + line[1:])[:120] or "Unnamed speaker"


def _cased(word: str) -> str:
    """A lexicon's word as it is written: 'white-house' → 'White House', 'u.s.' → 'U.S.'."""
    return word.upper() if len(word.replace(".", "")) <= 2 or word == "nato" else word.replace("-", " ").title()


def _abbreviates(short: str, long: str) -> bool:
    """Whether letters abbreviate a name: 'ap' and 'the Associated Press'."""
    initials = "".join(w[0] for w in re.findall(r"[A-Z][\w.]*", long)).lower()
    return len(short) >= 2 and " " not in short and short.replace(".", "") == initials and len(initials) >= 2
