"""Which words beside a cue are who speaks: the noun phrase before it, behind it, or all of one that was cut."""

from __future__ import annotations

import re

from analysis.cues import names_a_saying
from analysis.letters import latin
from analysis.lexicon import ORG_WORDS, PLURAL_GROUP, ROLE_NOUNS
from analysis.mentions import PRONOUNS, plain, role_of, words_of
from analysis.mentions.roles import names_several
from analysis.spans import common
from analysis.types import Span

NOT_A_SUBJECT = re.compile(
    r"(?:with|to|for|of|in|on|at|from|about|against|when|since|while|if|although|because|unlike|like|despite|by)\b|one$"
    r"|(?:an?|the|his|her|their)\s(?:\w+\s){0,2}(?:meeting|interview|conference|call|visit|summit|talks?)\b",
    re.IGNORECASE,
)
"""A source doesn't begin with a preposition, it isn't anyone in general, and an event doesn't speak."""
NOUN_PHRASE = re.compile(
    latin(
        r".*[A-Z]|(?:the|an?|this|that|these|those|his|her|its|their|our|my|one|some|several|many|most|all|both|no|any|"
        r"he|she|they|it|i|we|who|which|two|three|four|others?|every\w+|another|people|critics|\w+[^s\W]s)\b"
    ),
    re.DOTALL,
)
PARTICIPLE = re.compile(r"(?:[a-z]+ly )?[a-z]+ing(?: (?:to|for|on|at|out|of|that))?")
"""A participle ("accusing", "pointing out") has its subject before it."""
_WHOSE_PEOPLE = re.compile(
    r"\s(?:[a-z]+\s)?(?:campaign|office|team|lawyers?|attorneys?|aides?|advis[eo]rs?|allies|supporters|spokes(?:man|woman|person))\b"
)
_TITLE_END = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Fr|St|Hon)$")
_AFTER_TITLE = re.compile(latin(r"\.\s((?:[A-Z][\w’'-]*\.?\s){0,3}[A-Z][\w’'-]*\w)"))
_APPOSED_NAME = re.compile(latin(r",\s((?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]*\w)(?=,|\s[a-z]|[.;:]|$)"))
_APPOSED_BEFORE = re.compile(
    latin(
        r"(?:^|[;:“”\"\n]\s*|\.\s+)([A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){1,3}),\s(?:an?|the|who)\s"
        r"[^,;:“”\"\n—–]{3,110},\s$"
    )
)
_SOMEBODY = re.compile(r"(?:^|[\s”\"»’,])((?:some|any)(?:one|body)(?:\selse)?)\s$", re.IGNORECASE)
_NAMED_AFTER = re.compile(latin(r"\s((?:[A-Z][\w.’'-]*\s){0,3}[A-Z][\w’'-]*\w)(?=[.,;:]|\sof\b|\sin\b|$)"))
_WORD_OF_NAME = r"(?:(?:[A-Z]\.)+(?:-(?:[A-Z]\.)+)?(?:’s)?|[A-Z][a-z]{1,3}\.(?=\s[A-Z])|[^\s,;:!?“”\"\n—–.]+)"
_CAPITALS_BEFORE = re.compile(latin(r"[A-Z]{2,}[’']?[A-Z]*,?\s$"))
_CAPITALS_AFTER = re.compile(latin(r",?\s[A-Z]{2,}\b"))
_ACCORDING_TO = re.compile(
    r"\s+(?!(?:plan|schedule|law|custom|tradition|which|whom|whose|what|how|whether|that|this)\b)"
    rf"({_WORD_OF_NAME}(?:\s(?!(?:and|but|who|which|that)\b|-\s){_WORD_OF_NAME}){{0,11}})"
)
_NOT_FINITE = frozenset(
    "am are be been being by can could is may might must never not should to was were would".split()
)
_DETERMINERS = frozenset("the a an his her their its our one another this that".split())
_SPEAK_BARE = frozenset(
    """
polls surveys studies records documents figures statistics results returns data reports filings estimates forecasts
papers transcripts organizations organisations groups agencies companies firms unions campaigns parties governments
authorities newspapers outlets media
""".split()
)
"""Several that speak without an article in front: "court documents", "unions"."""
_PLAIN_SUBJECT = re.compile(
    r"(?:^|[.,;:!?(\n“”\"—–-]\s*(?:But|And|Yet|Still)?\s?|\b(?:than|as|because|but|and|when|while|if|although|though|where|since|what|which|whom|point|that)\s)"
    r"((?:(?:the|an?|some|many|most|few|several|both|other|his|her|their|its|our|these|those|\d[\d,.]*|two|three|four|five)\s)?"
    r"(?:[\w’'-]+\s){0,4}?[\w’'-]+)\s$",
    re.IGNORECASE,
)
_ENDS_NO_SUBJECT = frozenset("after amid following despite before on of with about from for to by in at as".split())
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|that|which|will|would)\b", re.IGNORECASE)
_A_PART = re.compile(
    r"(?:^|[\s(])((?:(?:about|almost|nearly|roughly|some|only|just|around|fewer\sthan|(?:more|less)\sthan)\s)?"
    r"(?:\d[\d.,]*\s?(?:%|per\s?cent)|(?:\w+|\d+)\sin\s(?:\d+|ten|five|four|three)|"
    r"(?:two|three)-(?:thirds|quarters|fourths|fifths)|half|a\s(?:third|quarter|majority|plurality))(?:\sof\s(?:[\w’'-]+\s){0,5}?[\w’'-]+)?)\s$",
    re.IGNORECASE,
)
"""How many said so: "[47%] say", "[about three in 10] saying"."""
_TOLD_APART = re.compile(
    r"(?:^|[.,;:(\n“”\"]\s*(?:But|And|Yet)?\s?)((?:[\w’'-]+\s){0,2}([\w’'-]+)\s(?:that|who)\s[^,.;:\n“”\"]{3,50}?)\s$",
    re.IGNORECASE,
)
"""Several with a clause that tells which: "[progressive groups that endorsed him] say"."""
_CLAUSE = re.compile(rf"{_VERB.pattern}|\band\b", re.IGNORECASE)


def after_according(text: str, cue: Span) -> Span | None:
    """Whatever stands behind "according to" up to the next mark: "health ministry data", "some on the island"."""
    m = _ACCORDING_TO.match(text, cue[1])
    return m.span(1) if m else None


def plain_subject(text: str, cue: Span) -> Span | None:
    """The bare noun phrase in front of a finite verb: "less than [aides] say", "[exit polls] suggest"."""
    start = max(0, cue[0] - 90)
    part = _A_PART.search(text[start : cue[0]])
    if part:
        return start + part.start(1), start + part.end(1)
    first = text[cue[0] : cue[1]].split(maxsplit=1)[0].lower()
    if first.endswith("ing") or first in _NOT_FINITE or names_a_saying(text[cue[0] : cue[1]], alone=True):
        return None
    told = _TOLD_APART.search(text[start : cue[0]])
    if told and (names_several(plain(told.group(2))) or plain(told.group(2)) in PLURAL_GROUP | _SPEAK_BARE):
        return start + told.start(1), start + told.end(1)
    m = _PLAIN_SUBJECT.search(text[start : cue[0]])
    said = words_of(m.group(1)) if m else []
    if m is None or not said or _VERB.search(m.group(1)) or NOT_A_SUBJECT.match(m.group(1)):
        return None
    several = said[-1] in PLURAL_GROUP or names_several(said[-1]) or said[-1] in _SPEAK_BARE
    one = len(said) > 1 and said[0] in _DETERMINERS and (said[-1] in ROLE_NOUNS or said[-1] in ORG_WORDS)
    return (start + m.start(1), start + m.end(1)) if several or one else None


def subject_beside_quote(text: str, cue: Span) -> Span | None:
    """Who stands beside a cue that is no common verb of speech: '“…,” remarks [Lee]', '“…,” [somebody] called'."""
    begin = max(0, cue[0] - 30)
    before, after = _SOMEBODY.search(text[begin : cue[0]]), _NAMED_AFTER.match(text, cue[1])
    if before:
        return begin + before.start(1), begin + before.end(1)
    if after and re.search(r"[,?!—…][”\"»’]\s$", text[max(0, cue[0] - 3) : cue[0]]):
        return after.span(1)
    return None


def of_a_headline(text: str, span: Span, home: Span | None) -> bool:
    """Whether the words belong to a headline in capitals that runs into its item: "FEEL THE BERN Sanders said …"."""
    said = text[slice(*span)]
    if not said.isupper() or said.lower() in PRONOUNS or not home or text[slice(*home)].isupper():
        return False
    return bool(_CAPITALS_BEFORE.search(text[home[0] : span[0]]) or _CAPITALS_AFTER.match(text, span[1]))


def whole_source(text: str, source: Span) -> Span:
    """The source with a name that belongs to it: "Dr" [". Ines Corrado"], "the counselor" [", Tomasz Brill"]."""
    said = text[source[0] : source[1]]
    m = _AFTER_TITLE.match(text, source[1]) if _TITLE_END.search(said) else None
    if m is None and not re.search(latin(r"[a-z]\s[A-Z][a-z]+$"), said) and role_of(words_of(said)):
        m = _APPOSED_NAME.match(text, source[1])
    end = m.end(1) if m else source[1]
    theirs = _WHOSE_PEOPLE.match(text, end) if text[max(0, end - 2) : end] in ("’s", "'s", "s’", "s'") else None
    return source[0], theirs.end() if theirs else end


def subject_beside(text: str, cue: Span, but: Span | None) -> Span | None:
    """The noun phrase that ends where the cue begins, or that follows it up to the end of the clause."""
    start = max(0, cue[0] - 90)
    clause = r"[^\s,;:“”\"\n—–.][^,;:“”\"\n—–.]{1,80}?"
    before = re.search(rf"(?:^|[,;:“”\"\n—–]\s*|\.\s+)({clause})[^\S\n]+$", text[start : cue[0]])
    if not before:  # "Jo Lee, a Korea specialist at Jilin Institute, [was quoted]"
        start = max(0, cue[0] - 170)
        before = _APPOSED_BEFORE.search(text[start : cue[0]])
    if before and is_subject(before.group(1)):
        span = (start + before.start(1), start + before.end(1))
        if not but or not common([span], [but]):
            return span
    after_it = None if PARTICIPLE.fullmatch(text[cue[0] : cue[1]]) else subject_after(text, cue)
    return after_it if after_it and not (but and common([after_it], [but])) else None


def is_subject(phrase: str) -> bool:
    """Whether the words between two marks are a noun phrase and no more."""
    said = words_of(phrase)
    return (
        bool(said)
        and not _CLAUSE.search(phrase)
        and said[-1] not in _ENDS_NO_SUBJECT
        and bool(NOUN_PHRASE.match(phrase) or set(said[-1:]) & PLURAL_GROUP)
    )


def subject_after(text: str, cue: Span) -> Span | None:
    """The noun phrase right after the cue, up to the end of its clause."""
    m = re.match(
        r"\s+((?:the\s|a\s|an\s)?[^,;:!?“”\"\n—–.]{2,80}?)\s*(?:[,;:!?“”\"\n—–]|\.(?:\s|$)|$)",
        text[cue[1] : cue[1] + 90],
    )
    if not m or not re.match(
        latin(
            r"[A-Z]|(?:the|an?|his|her|their|its|our|my|two|three|several|some|one)\s|[a-z]+s\b|"
            r"(?!(?:about|as|at|before|by|during|for|from|in|last|of|on|since|that|this|to|until|when|with)\s)"
            r"(?:[a-z-]+\s){1,2}[A-Z]"
        ),
        m.group(1),
    ):
        return None
    return cue[1] + m.start(1), cue[1] + m.end(1)
