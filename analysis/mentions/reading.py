"""One mention, read: a person, a role, a pronoun, a body, a group or somebody anonymous."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from analysis.letters import latin
from analysis.lexicon import ANONYMOUS_WORDS, MEDIA, ONE_OF_A_PARTY, ORG_WORDS, PLURAL_GROUP, ROLE_NOUNS
from analysis.mentions.names import gender_of, names_in
from analysis.mentions.roles import Role, names_several, role_of
from analysis.mentions.served import head_of, not_represented, not_served
from analysis.mentions.words import PRONOUNS, plain, words_of
from analysis.phrases import STOP_WORDS
from analysis.types import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention, read.

    ``kind``: person (has a name), role, pronoun, body, group or anonymous. ``name`` is the words of a
    name, without titles; ``role`` what stands beside or instead of it.
    """

    kind: str
    span: Span
    text: str
    name: tuple[str, ...] = ()
    role: Role | None = None
    gender: str = ""
    pronoun: str = ""


_DOCUMENT = re.compile(
    r"(?:the|an?|its|their|his|her|some|two|several|leaked|internal|court|company|shipping|official|previously)?\s?(?:[\w-]+\s){0,2}?"
    r"(?:papers|documents?|filings?|records|memos?|e-?mails?|data|polls?|surveys?|stud(?:y|ies)|reviews?|reports?|disclosures|"
    r"figures|statistics|transcripts?|minutes)\s(?:that|which|showing|suggesting|leaked|seen|obtained|reviewed|published|released|filed|sent|shown|by|from|to|of|"
    r"for|in|on|at|with|examined|held)\b",
    re.IGNORECASE,
)
"""A document speaks for itself, whoever wrote, leaked or saw it."""


def read_mention(text: str, span: Span) -> Mention:
    """Read the mention at ``span`` of ``text``."""
    raw = text[span[0] : span[1]]
    core = _BEYOND.split(raw)[0].strip(" ,") or raw
    words = words_of(core)
    pronoun = _pronoun(span, raw, core, words)
    if pronoun:
        return pronoun
    if set(words) & {"anonymity", "anonymously", "unnamed", "unidentified"}:
        return Mention("anonymous", span, raw, role=role_of(words, core))
    theirs = _THEIR_DOCUMENT.match(core)
    if theirs:
        owner = read_mention(text, (span[0] + theirs.start(1), span[0] + theirs.end(1)))
        return Mention("body", span, raw) if owner.kind in ("role", "anonymous", "group") else owner
    if _DOCUMENT.match(core) or _MEMBERS.fullmatch(core):
        return Mention("body", span, raw)
    if core == "May":
        return Mention("person", span, raw, (core,))  # no month speaks
    found = not_served(text, span[0], core, not_represented(core, names_in(core, span[0]), span[0]))
    if len(found) == 1 and len(found[0][2]) == 1 and not found[0][1] and set(words) & (MEDIA | ORG_WORDS):
        return Mention("body", span, raw)  # "the Interfax agency"
    return _named(text, span, raw, core, words, found) or _unnamed(span, raw, core, words)


_THEIR_DOCUMENT = re.compile(
    r"(?!(?:his|her|their|our|my|last|this|next|today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|"
    r"april|june|july|august|september|october|november|december)\b)(its\b|(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.\s)?"
    r"[^,.;:“”\"]{2,50}?(?=[’']s?\s))(?:[’']s?)?\s"
    r"(?:(?!autopsy|medical|toxicology|arrest|police|probation|psychiatric|credit|approval|death)[\w,.’'-]+\s){0,3}?"
    r"(?:report|review|study|statement|letter|memo|filing|audit|analysis|assessment|submission|prospectus|editorial|"
    r"newsletter|manifesto|brief|complaint|lawsuit|petition|press\srelease|affidavit)"
    r"(?=$|,|\s(?:which|that|on|for|to|of|against|about|into|in|by)\b)",
    re.IGNORECASE,
)
"""What is said in somebody's own document is theirs: "Halden's environmental study", "its annual report"."""
_BEYOND = re.compile(
    latin(
        r",?\s+(?:who|which|whose|whom|including)\b|,\s+(?:cited|quoted|interviewed)\sby\b|"
        r",\s+(?:such as|of|\w+ing(?!\sas\b))\b|\s[—–]\s|"
        r"\s\((?![A-Z]{2,6}\))[^)]*\)(?!\s[A-Z])"
    )
)
_MEMBERS = re.compile(
    latin(
        r"(?:[Tt]he\s)?(?:[A-Z][\w-]*\s(?:(?:and|of)\s)?)*[A-Z][\w-]*s[’']\s(?:[A-Z][\w-]*\s){0,3}"
        r"(?:Union|League|Association|Federation|Guild|Alliance|Council|Party|Congress|Society|Club|"
        r"Forum|Front|Organi[sz]ation)"
        r"(?:\s(?:of|for|in)\s.*)?"
    )
)
"""Whose members its name tells: "the Farmers' Union of Wales"."""
_OF_SPEECH = re.compile(
    r"[’']s?\s+(?:own\s+)?(?:\w+\s+){0,2}(?:statement|words?|remarks?|comments?|tweets?|"
    r"claims?|speech|letter|account|view|office)\b"
)
_INDEFINITE = frozenset({"a", "an", "one", "another", "some", "several", "many", "two", "three"})


def _pronoun(span: Span, raw: str, core: str, words: list[str]) -> Mention | None:
    """The mention as a pronoun, if it is one."""
    if len(words) > 8 and words[-1] in PRONOUNS:
        # The tagger took the clause before a pronoun along: "a treaty that it [said] …".
        at = span[0] + core.lower().rfind(words[-1])
        return Mention("pronoun", (at, at + len(words[-1])), raw, pronoun=words[-1])
    relative = re.match(r"(?:who|which)\s", raw)
    if relative:  # "Miriam Castellano, [who teaches law], said"
        return Mention("pronoun", (span[0], span[0] + relative.end() - 1), raw, pronoun=words[0])
    alone = len(words) == 1 or (len(words) == 2 and words[1].endswith(("self", "selves")))
    if words and alone and words[0] in PRONOUNS and not (words[0] == "us" and core.isupper()):
        return Mention("pronoun", span, raw, pronoun=words[0])
    return None


def _named(text: str, span: Span, raw: str, core: str, words: list[str], found) -> Mention | None:
    """A person, or a pair, by the names ``found`` in the mention; None where they name somebody else."""
    heads = [x for x in found if not x[3] and core[max(0, x[0][0] - span[0] - 1)] not in "“‘\"'"]
    if not heads and found and (len(words) <= len(found[-1][1]) + len(found[-1][2]) or _OF_SPEECH.search(core)):
        heads = [found[-1]]
    # Two names joined by "and" are a pair who speak as one, and so are more of them.
    between = [text[a[0][1] : b[0][0]] for a, b in pairwise(heads)]
    listed = all(re.match(r",\s(?:[\w.]+\s){0,4}$", gap) for gap in between[1:-1] + between[: len(between) > 1])
    if between and re.search(r"\band\b", between[-1] if listed else between[0]):
        return Mention("group", span, raw, name=("and",))
    if not heads:
        return None
    (a, b), lead, name, _ = head_of(core, heads, span[0])
    before = words_of(text[span[0] : a])
    after = words_of(text[b : span[0] + len(core)])
    role = role_of([*before, *map(plain, lead)]) or role_of(after)
    own = words_of(re.split(r"[’']s?\s", text[span[0] : a])[-1])
    around = [*own[-4:], *map(plain, lead)]
    return Mention("person", (a, b), raw, tuple(name), role, gender_of(tuple(name), around))


def _unnamed(span: Span, raw: str, core: str, words: list[str]) -> Mention:
    """A role, a group, a body or somebody who isn't named."""
    role = role_of(words, core)
    if role is None and words[:1] == ["the"]:
        aged, once = _AGED.fullmatch(core), len(words) > 2 and words[1] in _ONCE
        if aged or once:  # "the 68-year-old", "the retired skydiver"
            role = Role(words[-1] if once else "person", frozenset(words[1:-1] if once else ()), phrase=core)
    partisan = next((i for i, w in enumerate(words) if w in ONE_OF_A_PARTY), 0)
    if role is None and partisan and (words[partisan + 1 :][:1] or ["in"])[0] in _BEHIND_NOUN:
        told = {*words[1:partisan], *words[partisan + 2 :]} - STOP_WORDS
        role = Role(words[partisan], frozenset(told), phrase=core)
    ends = words[-1:] if words[-1:] and words[-1] in ROLE_NOUNS else words[-2:]  # "a police spokesman" is one
    if words and (set(ends) & PLURAL_GROUP or words[0] in PLURAL_GROUP or names_several(words[-1])):
        return Mention("group", span, raw)
    if role and role.noun != "house":
        unsure = (words[:1] and words[0] in _INDEFINITE) or set(words) & ANONYMOUS_WORDS
        return Mention("anonymous" if unsure else "role", span, raw, role=role, gender=role.gender)
    if set(words) & ANONYMOUS_WORDS:
        return Mention("anonymous", span, raw)
    capitals = re.search(latin(r"[A-Z]"), core)
    return Mention("body" if capitals or words[:1] == ["the"] else "group", span, raw)


_AGED = re.compile(r"the\s\d{1,3}-year-old(?:\s\w+)?", re.IGNORECASE)
_ONCE = frozenset(["retired", "former", "ex"])
_BEHIND_NOUN = frozenset("at briefed close familiar for from in involved of on to who with".split())
