"""The persons whom an article names, each with all forms of the name, roles, and what tells a gender."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from analysis.cues import is_plain_report
from analysis.letters import latin
from analysis.lexicon import GIVEN_NAMES, KIN, RANKS, ROLE_NOUNS, TITLES
from analysis.mentions import Role, gender_of, guessed, names_in, places, plain, role_of, titled_gender, words_of
from analysis.phrases import STOP_WORDS
from analysis.speakers.entity import GUESSED, KNOWN, Entity, is_younger, same_name, surname
from analysis.speakers.layout import Layout
from analysis.types import Paragraph, Span


class Cast:
    """``people`` as they were told apart; ``named``: every naming's span and the person's number, in text order."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.text = layout.text
        self.people: list[Entity] = []
        self.named: list[tuple[Span, int]] = []
        self.named_starts: list[int] = []
        self._gather()

    def _gather(self) -> None:
        found = []
        for p in self.layout.paragraphs:
            for span, lead, words, _ in names_in(self.text[p.start : p.end], p.start):
                own = re.match(r"\s(him|her)self\b", self.text[span[1] : span[1] + 9])
                gender = titled_gender(lead) or (("m" if own.group(1) == "him" else "f") if own else "")
                found.append((span, lead, tuple(words), p, gender))
        # Full names first, so that a surname finds its owner wherever in the text the full name stands.
        # Then titles that tell a gender: "Mr. Obama" is not the only Obama with a given name, if that is Michelle.
        for span, lead, name, p, title in sorted(found, key=lambda x: (len(x[2]) < 2, not x[4], x[0])):
            if len(name) == 1 and not self.matching(name, title) and not self._person_like(span, lead):
                continue
            if self._thing(span):
                continue
            entity = self.person(name, title, span[0])
            entity.names[name] += 1
            entity.mentions.append(span)
            given = any(plain(w) in GIVEN_NAMES or re.fullmatch(latin(r"(?:[A-Z]\.)+"), w) for w in name[:-1])
            entity.person_like |= given
            if not given and not lead and self.placed(span[0]):
                continue  # "Mayor Jo Lee of [Olongapo], whose family …" tells of her
            entity.person_like |= self._person_like(span, lead)
            before, after = self._beside(span, p)
            entity.ages |= {int(m.group(1)) for m in (_AGE_BEHIND.match(after), _AGE_BEFORE.search(before)) if m}
            around = [*words_of(re.split(r"[’']s\s", before)[-1])[-3:], *map(plain, lead)]
            gender = gender_of(name, around)
            if gender:
                entity.genders[gender] += GUESSED if guessed(name, around) else KNOWN
            titled = role_of([*map(plain, lead)]) if "." in self.text[max(p.start, span[0] - 2) : span[0]] else None
            stated = (self._role_before(before), titled, self._role_in_front(span, p), self._role_after(span, after))
            ranks = [Role(w, frozenset()) for w in map(plain, lead) if w in RANKS]
            for role in (*stated, *ranks):
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
        if _KIN_NAMED.search(self.text[max(0, span[0] - 60) : span[0]]) and not self.layout.owns(span[1]):
            return True
        if re.search(r"\b\d{1,3}-year-old\s$", self.text[max(0, span[0] - 16) : span[0]]):
            return True
        return bool(
            re.match(
                r"\s+(?:said|says|told|added|wrote|tweeted|argued|warned)\b|,\s+(?:\d\d\b,|who\b|whose\b|an?\s\d{1,3}-year-old\b)",
                after,
            )
        )

    def _thing(self, span: Span) -> bool:
        """Whether it is a ship's or a storm's name, or part of a firm's: "the tanker Anna Lee", "Tallow & Finch"."""
        before, after = self.text[max(0, span[0] - 20) : span[0]], self.text[span[1] : span[1] + 3]
        return bool(_THING.search(before) or after.startswith(" & ") or _THING.match(self.text, span[0]))

    def placed(self, start: int) -> bool:
        """Whether the name there says where another one is from: "Ann Lee of [Lipa], who …"."""
        return _OF_PLACE.search(self.text[max(0, start - 70) : start]) is not None

    def person(self, name: tuple[str, ...], gender: str = "", here: int | None = None) -> Entity:
        """The person whom the name fits best, else a new one; see ``matching``."""
        matching = self.matching(name, gender, here)
        if matching:
            return matching[0]
        entity = Entity("person")
        self.people.append(entity)
        return entity

    def matching(self, name: tuple[str, ...], gender: str = "", here: int | None = None) -> list[Entity]:
        """Persons whom the name fits, the most mentioned first; nobody who is known not to be of ``gender``.

        A surname at ``here`` that several share means one who has been named before, if any has.
        """
        fits = [e for e in self.people if any(same_name(name, other) for other in e.names)]
        if gender:
            fits = [e for e in fits if e.agreement(gender)]
        exact = [e for e in fits if name in e.names]
        if len(name) == 1 and len(fits) > 1 and here is not None:
            known = [e for e in fits if any(m[0] < here for m in e.mentions)]
            fits = known or fits
            exact = [e for e in exact if e in fits]
        if len(name) == 1:
            fits = [e for e in fits if any(surname(n) == plain(name[0]) for n in e.names)] or fits
            exact = [e for e in exact if not any(map(is_younger, e.names))]
        return sorted(exact or fits, key=lambda e: (any(map(is_younger, e.names)), -sum(e.names.values())))

    def _beside(self, span: Span, p: Paragraph) -> tuple[str, str]:
        before = self.text[max(p.start, span[0] - 90) : span[0]]
        before = re.split(r"[.;:“”\"\n(]\s|,\s", before)[-1]
        after = self.text[span[1] : min(p.end, span[1] + 110)]
        return before, after

    def _role_before(self, before: str) -> Role | None:
        """'the Kremlin spokesman [Dmitry Peskov]': the words of the noun phrase that ends at the name."""
        words = before.split()
        if words and words[-1] in _INSIDE:
            return None  # "the mother of [Jamie]"
        cut = 0
        for i, w in enumerate(words):
            if (w.lower() in STOP_WORDS and w != "US" and w not in _INSIDE) or is_plain_report(w):
                cut = i + 1
        return role_of([plain(w) for w in words[cut:]], " ".join(words[cut:]))

    def _role_in_front(self, span: Span, p: Paragraph) -> Role | None:
        """'The agency's deputy director, [Henrik Madsen], …': the name is in apposition to the role."""
        before = self.text[max(p.start, span[0] - 120) : span[0]]
        m = _IN_FRONT.search(before)
        if m is None or not re.match(r"[,.;:)]|\s(?:has|is|was)\b", self.text[span[1] : span[1] + 5]):
            return None
        words = words_of(m.group(1))
        head = (
            words[words.index("of") - 1 :][:1] if "of" in words[1:] else words[-1:]
        )  # "The co-chair of the party, Jo Lee, …"
        return role_of(words, m.group(1)) if set(head) & ROLE_NOUNS else None

    def _role_after(self, span: Span, after: str) -> Role | None:
        """', the national security adviser,': an apposition; none after "From Addis Ababa"."""
        if _WHERE.search(self.text[max(0, span[0] - 20) : span[0]]):
            return None
        m = re.match(latin(r",\s+((?:the|a|an|our|who is|who was|who has been|[\w.]+[’']s|[A-Z][\w.]+|"
                     r"[a-z]+(?=\s(?:minister|secretary|spokes\w+|director|professor|editor)\b)|chief|deputy|former|head|director|president|"
                     r"spokes\w+|minister|secretary|mayor|professor|general|executive|managing|senior|vice|associate|assistant)"
                     r"\b[^,.;:“”\"]{2,80})[,.;]"), after)  # fmt: skip
        if m:
            told = re.split(r"\s(?:for|since)\s(?:\d|(?:an?|the|\w+)\s(?:years?|months?|decades?)\b)", m.group(1))[0]
            words = words_of(told)
            if not any(w.endswith(("said", "told", "added")) for w in words) and len(words) <= 12:
                return role_of(words, told)
        return None

    def introduced(self, here: int) -> Entity | None:
        """The person whom this paragraph has made its subject before ``here``: "Vandersloot waved this away. “…”"."""
        for (start, end), e in self.named_before(here, 0):
            if e.person_like and not self._aside((start, end)) and self.layout.is_subject(start, here):
                return e
        return None

    def just_named(self, here: int, before: int = 1) -> Entity | None:
        """The one person whom this paragraph up to ``here`` and those ``before`` name outside quotes.

        "I put this to Kaarel Tamm, who …": as good as introduced.
        """
        found = {e for span, e in self.named_before(here, before) if not self._aside(span)}
        return found.pop() if len(found) == 1 else None

    def _aside(self, span: Span) -> bool:
        """Whether a name stands inside a quote or only says whose something is."""
        return self.layout.in_quote(span[0]) or self.owns(span[1])

    def owns(self, end: int) -> bool:
        """Whether the name that ends there only says whose another is: "Trump's", "Trump adviser Jo Lee"."""
        return self.layout.owns(end) or _MODIFIES.match(self.text, end) is not None

    def named_before(self, here: int, paragraphs: int) -> Iterator[tuple[Span, Entity]]:
        """Who is named before ``here``, the nearest first, in its paragraph and as many before it."""
        paragraph = self.layout.paragraph(here)
        for i in range(bisect_right(self.named_starts, here - 1) - 1, -1, -1):
            span, k = self.named[i]
            if paragraph - self.layout.paragraph(span[0]) > paragraphs:
                return
            yield span, self.people[k]

    def nearest(self, here: int, most: int) -> Entity | None:
        """Who is named last before ``here``, in the same sentence and at most so many characters before."""
        for (_, end), e in self.named_before(here, 0):
            near = here - end <= most and not re.search(r"[.!?]\s", self.text[end:here])
            return e if near else None
        return None

    def named_in(self, span: Span) -> list[tuple[int, Entity]]:
        """Who is named in a stretch of the text, and where."""
        first, end = (bisect_right(self.named_starts, x - 1) for x in span)
        return [(m[0], self.people[k]) for m, k in self.named[first:end]]

    def others_near(self, here: int, gender: str, but: Entity, reach: int = 2) -> bool:
        """Whether somebody else whom the pronoun of ``gender`` may mean is named shortly before ``here``."""
        near = (e for _, e in self.named_before(here, reach))
        return any(e is not but and e.person_like and e.agreement(gender) for e in near)

    def places_of(self, last: str) -> set[str]:
        """Countries of the persons with this surname: "Putin's spokesman" speaks for Russia."""
        out: set[str] = set()
        for e in self.people:
            if e.names and any(surname(n) == last for n in e.names):
                for r in e.roles:
                    out |= places(r.of)
        return out


_THING = re.compile(
    r"(?:\b(?:vessel|ship|tanker|frigate|ferry|yacht|trawler|destroyer|submarine|icebreaker|freighter|schooner|corvette|"
    r"typhoon|hurricane|cyclone|storm)|&)\s(?=$|[A-Z])",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(
    latin(
        r"\b[A-Z][\w’'-]+\s[A-Z][\w’'-]+(?:\s\([^)\n]{1,12}\))?,?\s(?:of|from)\s"
        r"(?:the\s(?:[a-z-]+\s){1,3}?)?$"
    )
)
_AGE_BEHIND = re.compile(r",?\s\(?(?:aged\s)?(\d{1,3})(?=[,).;]|\sand\b)")
_AGE_BEFORE = re.compile(r"\b(\d{1,3})-year-old\s(?:[\w-]+\s){0,3}$")
_IN_FRONT = re.compile(
    latin(
        r"(?:^|[.!?]\s|[”\"]\s|\b(?:said|says|told|by|from|and|while|but|as)\s)[”\"’]?"
        r"((?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Aa]n?|[A-Z][\w-]+[’']s?)\s(?:[\w.’'&-]+\s){0,6}?[\w-]+),\s(?:the\s[\w-]+\s)?$"
    )
)
_CLOSE = frozenset(
    "mum mom dad widower partner girlfriend boyfriend fiancee fiance friend neighbour neighbor twin".split()
)
_KIN_NAMED = re.compile(
    r"(?:\b[Hh]is|\b[Hh]er|\b[Tt]heir|[’']s?)\s(?:(?:older|younger|elder|eldest|youngest|late|twin|only|\w+-year-old)\s)?"
    rf"(?:{'|'.join(sorted(KIN - {'parent'} | _CLOSE))}),?\s$"
)
_INSIDE = frozenset(["of", "the"])
_WHERE = re.compile(
    r"(?:^|\n|[.!?][”\"’]?\s)(?:And |But )?"
    r"(?:On|In|From|At|Outside|Inside|Near|Across|Around|(?:Over|Back|Up|Down) in)\s$"
)
_MODIFIES = re.compile(latin(rf"\s(?:[a-z-]+\s){{0,2}}?(?:{'|'.join(sorted(ROLE_NOUNS))})\s[A-Z][a-z]"))
"""A name tells whose role another has: "former [Litios Andinos] manager Wálter Quisbert"."""
