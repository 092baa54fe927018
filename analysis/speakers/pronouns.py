"""Whom a pronoun means, and who says what has no source: gender, nearness, and who spoke last."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice

from analysis.institutions import OF_A_KIND
from analysis.letters import latin
from analysis.lexicon import PLURAL_GROUP, ROLE_NOUNS
from analysis.mentions import FIRST, HE, IT, PRONOUNS, THEY, WHO, Mention, read_mention, words_of
from analysis.quotes import CREDIT
from analysis.speakers.entity import Entity
from analysis.speakers.said import REACH
from analysis.speakers.sources import Sources
from analysis.types import Attribution, Span, SpeakerKind

NEARNESS = (1.0, 0.45, 0.25, 0.15)
"""How much a name counts for a pronoun in its own paragraph, the next one, and so on."""
LAST_SPOKE = (0.9, 0.3, 0.2, 0.1)
"""What the last speakers get on top, the last one first."""
MOST_NAMES = 40
"""So many names before a pronoun are looked at."""
CHAIN = 0.6
"""What whom a sentence with the same pronoun was about gets on top."""
CHAINS, FAR_BACK = 3, 5
"""How many pronouns back that is asked, and over how many sentences each time."""
SPOKEN_OF = 0.35
"""What is left of a person's points who is named in the quote itself."""
TAKEN_OVER = 0.7
"""Most points of the last speaker, by those of whoever has acted since."""


def anchor(a: Attribution) -> int:
    """Where in the text an attribution stands: at its source, else its cue, else its content."""
    return (a.source or a.cue or a.content[0])[0]


class Pronouns:
    """``author`` is whom "I" outside quotation marks means."""

    def __init__(self, sources: Sources, author: Entity):
        self.sources = sources
        self.cast = sources.cast
        self.layout = sources.layout
        self.text = sources.text
        self.author = author

    def by_pronoun(self, mention: Mention, a: Attribution) -> tuple[Entity, float]:
        """Whom the source of ``a`` means, a pronoun, and how sure that is, in [0, 1]."""
        word, here = mention.pronoun, mention.span[0]
        if word in FIRST:
            if self.layout.in_quote(here):
                return self.unsourced(a)
            return self.author, 0.6
        if word in WHO:
            return self._antecedent(here)
        if word in THEY or word in IT:
            return self.several_or_body(word, here, a)
        gender = "m" if word in HE else "f"
        best = self.salient(here, gender, a)
        if best:
            best[0].genders[gender] += 1
            return best
        for at, e, _ in reversed(self.sources.said):
            if e.kind in ("person", "anonymous") and e.gender in ("", gender):
                if self.layout.paragraph(here) - self.layout.paragraph(at) <= REACH:
                    e.genders[gender] += 1
                    return e, 0.6
                break
        return self.sources.anonymous("Unnamed speaker"), 0.3

    def several_or_body(self, word: str, here: int, a: Attribution) -> tuple[Entity, float]:
        """ "They" and "it": what the sentence before is about, else the last group or institution that spoke."""
        paragraph = self.layout.paragraph(here)
        subject = self._plural_subject(here) if word in THEY else self._singular_subject(here)
        author = self._whose_document(here) if word in IT and subject is None else None
        if author is not None:
            return self.sources.by_mention(author)[0], 0.7
        subject = subject or (self.institution_before(here, a) if word in IT else None)
        if subject is not None:
            return self.sources.other(subject)[0], 0.7
        said = [s for s in reversed(self.sources.said) if paragraph - self.layout.paragraph(s.at) <= REACH]
        near = [s.speaker for s in said]
        kinds: tuple[SpeakerKind, ...] = ("group", "body", "anonymous")
        if word in IT:
            kinds = ("body", "group")
            near = [e for e in near if not (e.kind == "group" and set(words_of(e.phrase)[-1:]) & PLURAL_GROUP)]
            if near and self.layout.paragraph(self.sources.said[-1].at) == paragraph and near[0].may_be_a_firm:
                return near[0], 0.6  # a firm with the name of a person, for all that the text tells
            own = self.sources.body_before(here, 0)
            if own and own[1] and not any(s.at >= own[0][0] for s in said if s.speaker.kind in kinds):
                return self.sources.body_at(own[0]), 0.7  # what this paragraph is about, though it hasn't spoken yet
        for kind in kinds:
            found = next((e for e in near if e.kind == kind), None)
            if found is not None:
                return found, 0.7
        body = self.sources.body_before(here)
        return (self.sources.body_at(body[0]), 0.5) if body else (self.sources.anonymous("Unnamed speaker"), 0.3)

    def _singular_subject(self, here: int) -> Mention | None:
        """The document that the sentence before "it" is about: "The review puts the price at £14bn. It says …".

        Not where an institution speaks in that sentence: "The report is wrong, the ministry said. It had …".
        """
        start, before, starts = self.layout.sentences_before(here)
        last = self.sources.said[-1] if self.sources.said else None
        spoke = last.speaker if last and len(starts) > 1 and last.at >= start + starts[-2] else None
        if len(starts) < 2 or (spoke and (not spoke.names or spoke.may_be_a_firm)):
            return None
        m = _WRITTEN.match(before, starts[-2])
        return Mention("body", (start + m.start(), start + m.end()), m.group()) if m else None

    def _whose_document(self, here: int) -> Mention | None:
        """Whose the document is that the last sentences brought up: "The court saw a report by Ann Lee. … It says"."""
        start, before, starts = self.layout.sentences_before(here)
        found = list(_DOCUMENT_BY.finditer(before, starts[max(0, len(starts) - 3)]))
        if not found:
            return None
        return read_mention(self.text, (start + found[-1].start(1), start + found[-1].end(1)))

    def institution_before(self, here: int, a: Attribution) -> Mention | None:
        """The institution that this or the last sentence is about, as it is called there."""
        return self._of_a_kind(here) or self._body_before(here, a)

    def _of_a_kind(self, here: int) -> Mention | None:
        """The institution that this or the last sentence is about: "The trust spent £6m, its annual report says"."""
        start, before, starts = self.layout.sentences_before(here)
        m = next((m for at in reversed(starts[-2:]) if (m := OF_A_KIND.match(before, at))), None)
        return Mention("body", (start + m.start(), start + m.end()), m.group()) if m else None

    def _body_before(self, here: int, a: Attribution) -> Mention | None:
        """The institution that the sentence before is about: "The market authority halted trade. It …".

        Where it has a name beside what it is ("The standard setter, Terra Registry, …"), that name.
        """
        start, before, starts = self.layout.sentences_before(here)
        own = [start + at for at in starts if any(x <= start + at < y for x, y in a.content)]
        told = [at for at in starts if start + at not in own][-1 if own else -2 :]
        for at in reversed(told):
            m = _INSTITUTION.match(before, at)
            if m:
                x, y = m.span("name") if m["name"] else m.span("what")
                return Mention("body", (start + x, start + y), before[x:y])
            if _PERSONAL.match(before, at):
                break
        return None

    def _plural_subject(self, here: int) -> Mention | None:
        """The group that the sentence before "they" is about: "Thirty-two countries now back a pause. They argue …"."""
        start, before, starts = self.layout.sentences_before(here)
        m = _PLURAL.match(before, starts[-2]) if len(starts) > 1 else None
        if not m or not set(words_of(m.group())[-1:]) & PLURAL_GROUP:
            return None
        return Mention("group", (start + m.start(), start + m.end()), m.group())

    def salient(self, here: int, gender: str, a: Attribution, back: int = CHAINS) -> tuple[Entity, float] | None:
        """The person whom "he" or "she" at ``here`` most likely means.

        Nearer mentions weigh more, so do subjects (the first name of a sentence) and whoever spoke last; names inside
        what anybody said and possessors weigh less. Where the pronoun's own paragraph has introduced somebody as a
        subject, persons from before it hardly count. ``back``: how many pronouns before this one may be asked as well.
        """
        leads = self._leads_up(here, gender, a)
        if leads is not None:
            return leads, 0.88
        paragraph = self.layout.paragraph(here)
        opens = self.layout.paragraphs[max(0, paragraph)].start
        # A paragraph that opens with a quote goes on about whom the one before was about.
        earlier = 1 if self.layout.in_quote(opens + 1) and not self.cast.introduced(here) else 0
        content = [s for _, _, x in self.sources.said for s in x.content] + list(a.content)
        score: dict[int, float] = {}
        entities: dict[int, Entity] = {}
        here_named: set[int] = set()
        introduced = False
        for (start, end), e in islice(self.cast.named_before(here, REACH), MOST_NAMES):
            away = max(0, paragraph - self.layout.paragraph(start) - earlier)
            doubt = e.agreement(gender)
            if doubt == 0.0:
                continue
            points = (1.0 if e.person_like else 0.6) * NEARNESS[away] * doubt
            if not e.person_like and _PLACED.search(self.text[max(0, start - 12) : start]):
                points *= 0.3  # "Mila Tukaki, of Arrowtown"
            # Whom a report is about, from its first words on, is as good as introduced.
            reported = self.layout.in_quote(start) or any(a + 20 <= start < b for a, b in content)
            if reported:
                points *= 0.25
            if self.cast.owns(end):
                points *= 0.5
            theirs = _THEIRS.search(self.text[max(0, start - 50) : start])
            if theirs and theirs.group(1).lower() == ("her" if gender == "f" else "his"):
                points *= 0.6  # "During a break her deputy, Wim Kuiper, left. She …" goes on about her
            told = _WHO_CLAUSE.match(self.text, end) and not self.cast.placed(start)
            subject = self.layout.is_subject(start, here) or bool(told)
            points *= 1.0 if subject else 0.6
            if len(e.full) == 1 and not e.gender and not e.roles and not e.person_like:
                points *= 0.5
            if away == 0:
                here_named.add(id(e))
            introduced |= away == 0 and subject and not reported and points >= 0.4
            score[id(e)] = max(score.get(id(e), 0.0), points) + 0.02
            entities[id(e)] = e
        if introduced:
            score = {key: points if key in here_named else 0.6 * points for key, points in score.items()}
        unnamed = None if introduced else self._unnamed_subject(here, gender)
        if unnamed is not None:
            score[id(unnamed)] = score.get(id(unnamed), 0.0) + 0.9
            entities[id(unnamed)] = unnamed
            introduced = True
        for (at, e, _), bonus in zip(reversed(self.sources.said), LAST_SPOKE, strict=False):
            away = max(0, paragraph - self.layout.paragraph(at) - earlier)
            if away > REACH or e.kind not in ("person", "anonymous"):
                continue
            doubt = e.agreement(gender)
            if doubt == 0.0:
                continue
            scale = 1.0 if away == 0 else (0.15 if introduced else 0.6) / away
            score[id(e)] = score.get(id(e), 0.0) + bonus * scale * doubt
            entities[id(e)] = e
        went_on = self._went_on(here, gender, a, back) if back else None
        if went_on is not None and id(went_on) in score:
            score[id(went_on)] += CHAIN
        # Whom somebody speaks of between quotation marks is hardly who speaks.
        own = {id(e) for s in a.content for x, e in self.cast.named_in(s) if self.layout.in_quote(x)}
        # Nor is it whom "he" tells it to.
        if a.cue and here < a.cue[0]:
            behind = self.cast.named_in((a.cue[1], a.cue[1] + 60))
            own |= {id(e) for x, e in behind if _TO_WHOM.fullmatch(self.text, a.cue[1], x)}
        score = {k: SPOKEN_OF * v if k in own else v for k, v in score.items()}
        taken = self._took_over(min(here, a.content[0][0]), gender)
        if taken is not None and id(taken) in score:
            last = self.sources.said[-1].speaker
            if last is not taken and id(last) in score:
                score[id(last)] = min(score[id(last)], TAKEN_OVER * score[id(taken)])
        if not score:
            return None
        ranked = sorted(score.items(), key=lambda x: -x[1])
        best, top = entities[ranked[0][0]], ranked[0][1]
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        return best, min(0.92, 0.6 + 0.35 * (top - second) / max(top, 1e-9))

    def _leads_up(self, here: int, gender: str, a: Attribution) -> Entity | None:
        """Whose sentence leads up to the quote with a colon: "Ann Lee saw it differently: “…,” she said"."""
        quote = a.content[0][0]
        if here < quote or self.text[max(0, quote - 2) : quote] != ": ":
            return None
        start, _, starts = self.layout.sentences_before(quote)
        for (x, end), i in self.cast.named[bisect_left(self.cast.named_starts, start + starts[-1]) :]:
            e = self.cast.people[i]
            if x >= quote or not self.layout.is_subject(x, quote):
                return None
            if not self.cast.owns(end) and not self.layout.in_quote(x):
                return e if e.person_like and e.agreement(gender) else None
        return None

    def _went_on(self, here: int, gender: str, a: Attribution, back: int) -> Entity | None:
        """Whom a sentence of this paragraph was about that began with the same pronoun: "He came. … “…,” he said".

        Not where somebody else has been the subject of a sentence since.
        """
        start, before, starts = self.layout.sentences_before(here)
        word = "He" if gender == "m" else "She"
        for at in reversed(starts[-FAR_BACK:]):
            place = start + at
            if place >= here or self.layout.in_quote(place + 1):
                continue
            if re.match(rf"(?:But |And |Yet )?{word}\b", self.text[place : place + 10]):
                at_pronoun = place + self.text[place : place + 10].index(word)
                found = self.salient(at_pronoun, gender, a, back - 1)
                return found[0] if found else None
            named = self.cast.named_in((place, min(here, place + 80)))
            if any(self.layout.is_subject(x, here) for x, _ in named):
                return None
        paragraph = self.layout.paragraph(here)
        if paragraph > 0 and before[:1] in _MARKS:  # a paragraph that opens with a quote goes on about the one before
            return self._went_on(self.layout.paragraphs[paragraph - 1].end, gender, a, back)
        return None

    def _took_over(self, here: int, gender: str) -> Entity | None:
        """Who acts in a sentence after the last statement: "…, Ann said. Saarinen shrugged off the praise. “…,” he".

        Whoever is new there needn't act. Without ``gender`` it is who may say a quote that has no source.
        """
        if not self.sources.said:
            return None
        last = self.sources.said[-1]
        a = last.attribution
        after = max(x[1] for x in (*a.content, *([a.source] if a.source else []), *([a.cue] if a.cue else [])))
        i = bisect_right(self.cast.named_starts, here - 1) - 1
        while i >= 0 and self.cast.named[i][0][0] > after:
            (start, end), k = self.cast.named[i]
            e = self.cast.people[k]
            i -= 1
            told = e.person_like or (len(e.full) > 1 and (not gender or _TOLD.match(self.text, end)))
            if self.layout.in_quote(start) or self.cast.owns(end) or not told:
                continue
            if gender and not e.agreement(gender):
                continue
            parted = re.search(r"[.!?][”\"’]?\s|\n", self.text[after - 3 : start])
            if not parted or not (self.layout.is_subject(start, here) or self._in_its_place(start)):
                continue
            new = e.mentions[0][0] == start
            if new or _ACTS.match(self.text, end):
                return e
            break
        return None

    def _in_its_place(self, start: int) -> bool:
        """Whether a name is as good as its sentence's subject.

        "Her neighbor, a teacher named Jo Lee, …", and whom a matter strikes: "That cut no ice with Jo Lee".
        """
        sentence = re.split(r"[.!?][”\"’]?\s|\n", self.text[max(0, start - 160) : start])[-1]
        return bool(_CONCERNS.search(sentence) or _APPOSED.fullmatch(sentence))

    def _unnamed_subject(self, here: int, gender: str, after: int = 0) -> Entity | None:
        """Somebody without a name whom the pronoun's paragraph introduced: "Her party leader did reply. …, he said".

        Not before ``after``. Without ``gender`` it is who may say a quote that has no source.
        """
        paragraph = self.layout.paragraph(here)
        if paragraph < 0:
            return None
        p = self.layout.paragraphs[paragraph]
        found = None
        for m in _UNNAMED.finditer(self.text, max(p.start, after), here):
            start, end = m.span(1)
            words = words_of(m.group(1))
            at_start = start == p.start or bool(
                re.search(r"(?:[.!?][”\"’)]*\s|\n)(?:But |And |Yet |So )?$", self.text[:start][-12:])
            )
            if at_start and not self.layout.in_quote(start) and words and words[-1] in ROLE_NOUNS:
                named = _NAMED_THEN.match(self.text, end)  # "Her neighbor, a retired teacher named Jo Lee, …"
                found = None if named and self.cast.named_in((end, min(here, named.end()))) else (start, end)
        if found is None:
            return None
        mention = read_mention(self.text, found)
        if mention.kind not in ("role", "anonymous") or (gender and mention.gender not in ("", gender)):
            return None
        if gender and mention.role and mention.role.gender not in ("", gender):
            return None
        return self.sources.by_mention(mention)[0]

    def _antecedent(self, here: int) -> tuple[Entity, float]:
        """Whom a relative pronoun means: the noun phrase just before it."""
        if self.text[max(0, here - 5) : here].endswith(" and "):  # "a hacker who …, [and who] claims"
            start, before, starts = self.layout.sentences_before(here)
            first = _WHO_BEFORE.search(before, starts[-1])
            if first:
                return self._antecedent(start + first.start())
        i = bisect_right(self.cast.named_starts, here - 1) - 1
        while i > 0 and self._only_tells(i, here):
            i -= 1
        several = _SEVERAL_WHO.search(self.text, max(0, here - 70), here)
        if several and (i < 0 or self.cast.named[i][0][1] <= several.start(1)):
            return self.sources.by_mention(read_mention(self.text, several.span(1)))
        if i >= 0:
            (start, end), k = self.cast.named[i]
            if here - end < 80 and not re.search(r"[.!?]\s", self.text[end:here]):
                if i and self.cast.placed(start) and start - self.cast.named[i - 1][0][1] < 40:
                    k = self.cast.named[i - 1][1]
                return self.cast.people[k], 0.8
        start = max(0, here - 60)
        phrase = re.split(r"[.,;:“”\"\n]\s*|\b(?:by|from|of|with|to)\s", self.text[start:here].rstrip(" ,"))[-1].strip()
        if phrase and not (set(words_of(phrase)) <= PRONOUNS):
            at = self.text.rfind(phrase, start, here)
            return self.sources.by_mention(read_mention(self.text, (at, at + len(phrase))))
        return (
            (self.sources.said[-1].speaker, 0.4)
            if self.sources.said
            else (self.sources.anonymous("Unnamed speaker"), 0.3)
        )

    def unsourced(self, a: Attribution) -> tuple[Entity, float]:
        """A quote without a source belongs to who spoke last nearby, or to the person just introduced."""
        here = anchor(a)
        paragraph = self.layout.paragraph(here)
        last = self.sources.said[-1] if self.sources.said else None
        if a.cue and _CHANTED.match(self.text, a.cue[0]):
            return self.sources.anonymous("Unnamed speaker"), 0.5
        signed = self._signed(a.content) if a.cue is None else None
        if signed is not None:
            return self.sources.by_mention(signed)[0], 0.85
        taken = self._took_over(a.content[0][0], "") if a.cue is None and self.layout.in_quote(here + 1) else None
        if taken is not None and any(e is taken for _, e in self.cast.named_before(here, 0)):
            return taken, 0.7
        if a.cue is None and self.layout.in_quote(here + 1):
            unnamed = self._unnamed_subject(here, "", last.attribution.content[-1][1] if last else 0)
            if unnamed is not None and not (last and last.speaker is unnamed):
                return unnamed, 0.6
        introduced = self.cast.introduced(here) if a.cue is None else None
        if introduced and not (last and self.layout.paragraph(last.at) == paragraph):
            return introduced, 0.7
        subject = self._of_the_sentence(a.cue[0]) if a.cue else None
        if subject is not None:
            return subject, 0.6
        if last and paragraph - self.layout.paragraph(last.attribution.content[-1][1] - 1) <= (
            1 if a.cue is None else 0
        ):
            same_sentence = a.cue is not None and "." not in self.text[last.at : here]
            return last.speaker, 0.8 if same_sentence else 0.55
        i = bisect_right(self.cast.named_starts, here) - 1
        if i >= 0:
            (start, _), k = self.cast.named[i]
            if paragraph - self.layout.paragraph(start) <= 1 and not self.layout.in_quote(start):
                return self.cast.people[k], 0.4
        if last and paragraph - self.layout.paragraph(last.at) <= REACH:
            return last.speaker, 0.35
        return self.sources.anonymous("Unnamed speaker"), 0.3

    def _of_the_sentence(self, here: int) -> Entity | None:
        """Whom a participle at ``here`` tells of: the subject of its sentence, if nobody has spoken in it yet.

        "Ann Lee, who had fought Tom Brill for years, drew crowds, [describing] a country …", "By [calling] it a fraud,
        Ann Lee …".
        """
        if not _DOING.match(self.text, here):
            return None
        start, _, starts = self.layout.sentences_before(here)
        begin = start + starts[-1]
        if self.sources.said and self.sources.said[-1].at >= begin:
            return None
        if _BY_DOING.search(self.text[begin:here]):
            return self._of_the_main_clause(here)
        i = bisect_left(self.cast.named_starts, begin)
        if i == len(self.cast.named) or self.cast.named_starts[i] >= here:
            return None
        (x, y), k = self.cast.named[i]
        told = self.layout.is_subject(x, here) and not self.cast.owns(y) and not self.layout.in_quote(x)
        return self.cast.people[k] if told and self.cast.people[k].person_like else None

    def _of_the_main_clause(self, here: int) -> Entity | None:
        """The subject behind a clause in front: "By [calling] it a fraud, Ann Lee …"."""
        end = self.text.find("\n", here)
        for (x, y), k in self.cast.named[bisect_left(self.cast.named_starts, here) :]:
            if x >= (end if end >= 0 else len(self.text)):
                return None
            if _OPENS_MAIN.search(self.text[here:x]) and not self.cast.owns(y):
                e = self.cast.people[k]
                return e if e.person_like and not re.search(r"[.!?]\s", self.text[here:x]) else None
        return None

    def _signed(self, content: Sequence[Span]) -> Mention | None:
        """Who is named beside a quote: "Lee: “…”", "“…” - Ann Lee" (also a line below), "“…” [Holt News]"."""
        start, end = content[0][0], content[-1][1]
        begin = max(0, start - 40)
        m = (
            _SIGNED.match(self.text, end)
            or _IN_BRACKETS.match(self.text, end)
            or _LABEL.search(self.text, begin, start)
        )
        if m is None or (m.group(1).isupper() and " " in m.group(1)):
            return None  # "CLAIM ONE: “…”"
        return read_mention(self.text, m.span(1))

    def _only_tells(self, i: int, here: int) -> bool:
        """Whether a name only tells whose the one before is: "David Axe, [Barack Obama]'s former adviser, who"."""
        (start, end), _ = self.cast.named[i]
        before = self.text[self.cast.named[i - 1][0][1] : start]
        return self.cast.owns(end) and here - end > 3 and re.fullmatch(r",\s(?:\w+\s){0,3}", before) is not None


_DOING = re.compile(r"(?!according)[a-z]+ing\b")
_BY_DOING = re.compile(
    r"(?:^|\s)(?:by|without|in|after|before|since|while|in addition to|besides|despite)\s$", re.IGNORECASE
)
_OPENS_MAIN = re.compile(latin(r",\s(?:(?:[A-Z][\w-]*\.?|the|former)\s){0,3}$"))
_SIGNED = re.compile(
    latin(r"[”\"’.\s]{0,3}\s*[-–—]{1,2}\s?((?:[A-Z][\w.’'-]*\s){0,3}[A-Z][\w’'-]+)(?=[.,]?[^\S\n]*(?:\n|$)|,\s)")
)
_CHANTED = re.compile(r"(?:chants|cries|shouts|calls|jeers|boos|cheers)\sof\b")
_LABEL = re.compile(latin(r"(?:^|[.!?][”\"’]?\s|\n)((?:[A-Z][\w’'-]+\s){0,2}[A-Z][\w’'-]+):\s$"))
_IN_BRACKETS = re.compile(rf"[^\[\]\n]{{0,300}}{CREDIT}[^\S\n]*(?:\n|$)")
_TO_WHOM = re.compile(r"\s(?:to\s|with\s|that\s)?(?:(?:the|a|an)\s)?(?:[\w.’'-]+\s){0,3}")
_MARKS = frozenset('“"«„')
_WHO_BEFORE = re.compile(r"\bwhom?\b")
_SEVERAL_WHO = re.compile(
    latin(
        r"(?<![\w’'])((?:(?:the|some|many|most|several|other|dozens\sof|hundreds\sof|thousands\sof|number\sof|\d[\d,]*)\s)?"
        r"(?:(?!\w+(?:ed|ly|s)\s)[a-z-]+\s)?(?:people|women|men|critics|voters|supporters|officials|experts|analysts|residents|lawmakers|"
        r"activists|workers|members|students|parents|delegates|protesters|organi[sz]ations|groups|aides|advisers|lawyers|"
        r"scientists|economists|others|those))\s$"
    )
)
"""Those of whom "who" right behind them tells: "dozens of women [who] claim"."""
_ACTS = re.compile(
    r"(?:,(?:[^,.;\n“”\"]{2,80},)?)?\s(?!(?:was|were|is|are|has|had|died|faces|faced|won|lost|suffered|will|of|and)\b)(?:\w+ly\s)?"
    r"(?:\w+ed|\w+s|shook|spent|hid|wept|took|left|met|spoke|went|made|gave|stood|threw|held)\b"
)
_TOLD = re.compile(r",\s(?:an?|the|who|whose|\d\d)\b")
_STRUCK = (
    "alarm amuse anger baffle bother convince exasperate impress infuriate irk persuade reassure satisfy trouble "
    "unsettle worry"
)
_CONCERNS = re.compile(
    r"\b(?:cuts? (?:no|little) ice with|(?:sits?|sat|go|goes|went|going)(?: (?:down|badly|well|better)){1,2} with|"
    r"(?:drew|draws|brought|won|earned) [\w\s-]{0,40}?from|put (?:it|this|that|the (?:question|point|idea)) to|"
    r"caught up with|(?:comfort|enough|news|music) (?:to|for)|"
    rf"(?:{'|'.join(w.rstrip('ey') for w in _STRUCK.split())})(?:e|y|es|s|ies|ed|ied)?)"
    r"\s(?:[\w.’'&-]+\s){0,7}$",
    re.IGNORECASE,
)
_APPOSED = re.compile(
    r"(?:But |And )?(?:The|An?|His|Her|Their|Its|One)\s[^,“”\"]{2,60},\s(?:(?!which\b)[\w.’'-]+\s){0,7}", re.IGNORECASE
)
_NAMED_THEN = re.compile(
    latin(
        r"(?:[^,.;:\n“”\"]{0,60},)?\s?[^,.;:\n“”\"]{0,80}?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*"
        r"(?=,|\s(?:[a-z]+ed|[a-z]+s|has|had|is|was)\b)"
    )
)
_PLACED = re.compile(r"\b(?:of|in|at|from|near|outside)\s(?:the\s)?$", re.IGNORECASE)
_THEIRS = re.compile(r"\b([Hh]is|[Hh]er)\s(?:[\w-]+\s){0,3}[\w-]+,?\s$")
_WHO_CLAUSE = re.compile(
    latin(r"(?:\s(?:of|from)\s(?:the\s)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)?,\s(?:who(?:se)?|the|an?|\d\d)\b")
)
_UNNAMED = re.compile(
    r"\b((?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|"
    r"(?!(?:He|She|It|That|There|This|What|Where|Who|Here|Let|How)[’'])[A-Z][\w-]+[’']s)\s"
    r"(?:(?:[\w’'-]+|(?:[A-Z]\.)+)\s){0,4}?[a-z]{3,})(?=,|\s(?:at|of|for|from|in|with|who|was|is|had|has|did|also|then|later|took|went|put|says|said|told|sees|thinks|takes|puts|knows|wants|feels|believes|disagrees|agrees|argues|[a-z]+ed)\b)"
)
_INSTITUTION = re.compile(
    latin(
        r"(?P<what>(?:The|An?|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,4}[’']s?)\s(?:[\w.&’'-]+\s){0,5}?"
        r"(?:authority|office|directorate|ministry|union|branch|group|force|agency|commission|council|committee|board|party|"
        r"company|firm|bank|federation|association|department|government|trust|charity|service|panel|inspectorate|embassy|"
        r"mission|regulator|watchdog|coalition|alliance|network|institute|university|club|league|bureau|administration|setter)"
        r"(?:\s(?:of|for|at|in)\s(?:the\s)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})?)"
        r"(?=,|\s[a-z])(?:,\s(?P<name>[A-Z][\w’'-]+(?:\s(?:(?:of|des?|du|for|the)\s)*[A-Z][\w’'-]+){0,5}),)?"
    )
)
_PERSONAL = re.compile(r"(?:He|She|They|I|We)\b")
_WRITTEN = re.compile(
    r"(?:The|A|An|Its|His|Her|Their|This|That|One)\s(?:[\w’'-]+\s){0,4}?(?:review|report|study|statement|letter|memo|filing|"
    r"document|survey|poll|ruling|judgment|judgement|analysis|audit|inquiry|editorial|article|paper|notice|indictment|"
    r"communique|communiqué|declaration|resolution|petition|complaint)(?=,|\s[a-z])"
)
_DOCUMENT_BY = re.compile(
    latin(
        r"\b(?:shown|saw|read|cited|quoted|published|released|issued|commissioned|heard|there\swas|is|was)\s(?:an?|the|another)\s"
        r"(?:\w+\s){0,2}?(?:report|review|study|letter|memo|statement|submission|analysis|survey|audit|filing)\s"
        r"(?:\w+\s){0,2}?(?:by|from)\s"
        r"((?:the\s)?(?:[a-z]+\s){0,3}[A-Z][\w’'-]*(?:\s(?:of\s|for\s)?(?:the\s)?[A-Z][\w’'-]*){0,6}|\d+\s(?:\w+\s){1,3}?[a-z]+s\b)"
    )
)
_PLURAL = re.compile(
    latin(r"(?:[A-Z][\w-]*)(?:\s[\w-]+){0,3}?\s[a-z]+s(?=,\s|\s(?:now|also|have|are|were|had|in|from|of|who)\s)")
)
