"""Reading a mention of a source: whose name it holds, which role it states, or which pronoun it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, takewhile

from analysis.lexicon import (
    ANONYMOUS_WORDS,
    CALENDAR,
    CANONICAL_ROLE,
    COMPOUND_ROLES,
    FEMALE,
    FEMALE_WORDS,
    GIVEN_NAMES,
    MALE,
    MALE_WORDS,
    MEDIA,
    ONE_OF_A_PARTY,
    ORG_WORDS,
    PLACE_GROUP,
    PLURAL_GROUP,
    ROLE_NOUNS,
    SPELLED_OUT,
    STATES,
    TITLES,
    WIRES,
)
from analysis.phrases import STOP_WORDS
from analysis.types import Span

_PARTICLE = r"(?:de|da|del|della|di|van|von|der|den|bin|ibn|al|el|la|le|du|dos|ter|ten|zu)"
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-ÞŁŚŠŽČİ][\w’'-]*\w|[A-Z]\.(?:[A-Z]\.)*|[A-Z])"
NAME = re.compile(rf"(?<![\w’'-]){_NAME_WORD}(?:(?:\s|(?:\s{_PARTICLE}){{1,2}}[\s-]|-){_NAME_WORD})*(?![\w])")
WORD = re.compile(r"[\w’'.-]*\w")

HE = frozenset(["he", "him", "his", "himself"])
SHE = frozenset(["she", "her", "hers", "herself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
IT = frozenset(["it", "its", "itself"])
FIRST = frozenset(
    """
i we me us my our myself ourselves mine ours
""".split()
)
WHO = frozenset(["who", "whom", "whose", "which", "that"])
PRONOUNS = HE | SHE | THEY | IT | FIRST | WHO


def plain(word: str) -> str:
    """Lower case, without a possessive ending or a final full stop."""
    w = word.lower().replace("’", "'")
    w = w[:-2] if w.endswith("'s") else w.rstrip("'")
    return w.rstrip(".") if w.count(".") == 1 else w


def words_of(text: str) -> list[str]:
    """Words of a mention in ``plain`` form."""
    return [plain(w) for w in WORD.findall(text)]


@dataclass(frozen=True, slots=True)
class Role:
    """A role as a mention states it: canonical noun, and the words that narrow it ("Kremlin", "finance")."""

    noun: str
    of: frozenset[str]
    gender: str = ""
    phrase: str = ""


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


def places(words: frozenset[str] | set[str]) -> set[str]:
    """Countries and institutions that the words stand for, one word each."""
    return {PLACE_GROUP[w] for w in words if w in PLACE_GROUP}


def gender_of(name: tuple[str, ...], before: list[str]) -> str:
    """m, f or empty, from the given name and from titles and role nouns beside it."""
    if set(before) & MALE_WORDS:
        return "m"
    if set(before) & FEMALE_WORDS:
        return "f"
    first = plain(name[0]) if len(name) > 1 else ""
    if first and first not in GIVEN_NAMES and first.endswith("a") and len(first) > 3:
        return "f"  # holds for most given names in Romance, Slavic and Germanic languages
    if first in MALE and first not in FEMALE:
        return "m"
    return "f" if first in FEMALE and first not in MALE else ""


def titled_gender(lead: Iterable[str]) -> str:
    """m, f or empty, from the titles in front of a name alone."""
    return gender_of(("",), [plain(w) for w in lead])


def guessed(name: tuple[str, ...], around: Iterable[str]) -> bool:
    """Whether ``gender_of`` goes by the ending of the given name alone."""
    known = set(around) & (MALE_WORDS | FEMALE_WORDS)
    return not known and not (len(name) > 1 and plain(name[0]) in GIVEN_NAMES)


def role_of(words: list[str], phrase: str = "") -> Role | None:
    """The role that a run of words states: its last role noun that isn't a mere modifier."""
    joined = [SPELLED_OUT.get(w, w) for w in words if w]
    for compound in COMPOUND_ROLES:
        n = len(compound)
        for i in range(len(joined) - n + 1):
            if tuple(joined[i : i + n]) == compound:
                noun = "-".join(compound)
                rest = joined[:i] + joined[i + n :]
                return _role(noun, rest, joined, phrase)
    at = next((i for i in range(len(joined) - 1, -1, -1) if joined[i] in ROLE_NOUNS), None)
    of = joined.index("of") if "of" in joined else None
    if of is not None and at is not None and at > of:
        early = next((i for i in range(of - 1, -1, -1) if joined[i] in ROLE_NOUNS), None)
        at = early if early is not None else at
    if at is None:
        return None
    return _role(joined[at], joined[:at] + joined[at + 1 :], joined, phrase)


def _role(noun: str, rest: list[str], all_words: list[str], phrase: str) -> Role:
    of = {w for w in rest if (w not in STOP_WORDS or w == "us") and w not in TITLES - {"deputy", "vice", "former"}}
    text = "-".join(rest)
    of |= {k for k in _COMPOUND_PLACES if k in text}
    # "The mother of a 24-year-old man" is no man, nor is "Mr Hall's ex-wife".
    base = noun.rsplit("-", 1)[-1]
    head = takewhile(lambda w: w not in _NARROWING, all_words)
    own = {base} if base in MALE_WORDS | FEMALE_WORDS else {noun, *head} - _COURTESY
    gender = "m" if own & MALE_WORDS else "f" if own & FEMALE_WORDS else ""
    noun = CANONICAL_ROLE.get(noun, noun)
    return Role(f"shadow-{noun}" if "shadow" in of else noun, frozenset(of), gender, phrase)


_COMPOUND_PLACES = tuple(k for k in PLACE_GROUP if "-" in k)
_COURTESY = frozenset("mr mrs ms miss".split())
_NARROWING = frozenset("at by for from in of to who whose with".split())


def is_person_name(words: tuple[str, ...], titled: bool = False) -> bool:
    """Whether capitalised words look like a person's name and not an institution's, a place's or a date's."""
    low = [plain(w) for w in words]
    month = _named_like_a_month(low, titled)
    if not low or any(w in CALENDAR for w in (low[:-1] if month else low)):
        return False
    given = len(low) in (2, 3) and low[0] in GIVEN_NAMES and low[0] not in PLACE_GROUP
    if any(w in ORG_WORDS for w in (low[1:-1] if given else low)) or (given and low[-1] in _NO_SURNAME):
        return False
    if any(w in PLACE_GROUP for w in low) and low[0] not in GIVEN_NAMES:
        return False
    if "-".join(low) in PLACE_GROUP or " ".join(low) in STATES or (low[0] in STOP_WORDS and not month):
        return False
    named_like_one = given and low[-1] in _ALSO_SURNAMES
    if any(w in MEDIA for w in (low[1:-1] if named_like_one else low[1:])) or (low[0] in WIRES and not titled):
        return False
    if all(w in GENERATIONS for w in low):
        return False
    if len(low) > 1 and (low[-1] in _OFFICES or (low[-1] in PLURAL_GROUP and low[0] not in GIVEN_NAMES)):
        return False
    if any(c.isdigit() for w in words for c in w):
        return False
    if len(low) > _MOST_WORDS or any(w[0].isupper() and w.isalpha() and plain(w) in _SMALL for w in words[1:]):
        return False  # a headline with capitals throughout
    if len(low) == 1:
        if low[0] in _NO_LONE_NAME or _several(low[0]) or _NO_NAME.match(low[0]):
            return False
        return titled or (low[0] not in PLURAL_GROUP and low[0] not in ROLE_NOUNS and not words[0].isupper())
    return not (all(w.isupper() and len(w) > 1 for w in words) and low[0] not in GIVEN_NAMES)


_ALSO_SURNAMES = frozenset(["bloomberg", "fox", "post"])
_MOST_WORDS = 6
_SMALL = frozenset("the of in to for and with from on at is are as by not or".split())
_NO_NAME = re.compile(
    r"(?:[dri]-\w+|\w{3,}(?:ists|crats|workers|makers)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds|thousands|dozens|nearly|almost|about|roughly|over|under|around|any\w+|every\w+|nothing|nobody)(?:-\w+)?$"
)
_NO_SURNAME = frozenset(
    """
agency alliance association authority bank board bureau centre center church city club college committee company
conference congress corporation council county department federation foundation government group holdings hospital
inc institute league ltd ministry movement network news office organisation organization parliament partners party
police press school senate society station street avenue road team times treaty trust university airport bridge accord
act agreement deal
""".split()
) - {"church", "street", "deal", "bridge", "school", "bank"}
"""Words that end no person's name even after a given name ("Grace Foundation"); some surnames are taken out."""


def _named_like_a_month(low: list[str], titled: bool) -> bool:
    known = titled if len(low) == 1 else bool(low) and low[0] in GIVEN_NAMES
    return known and low[-1] in {"may", "march", "august"}


_OFFICES = frozenset(
    """
adviser advisor ambassador assistant chairman chairwoman chief commissioner director governor manager minister officer
democrat gov govs president professor rep reps republican secretary sen sens senator spokesman spokeswoman spokesperson
""".split()
)
"""What no name ends with: "the Kuwaiti Assistant Foreign Minister"."""
_BELIEVERS = frozenset("muslim christian jew catholic protestant hindu sikh buddhist mormon atheist".split())
_NO_LONE_NAME = ONE_OF_A_PARTY | _OFFICES | _BELIEVERS | {"democratic", "gop"}


def split_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """Leading titles and role words, and the rest: 'US President Donald Trump' → ([us, president], [Donald, Trump])."""
    low = [plain(w) for w in words]
    cut = 0
    last = len(low) - (2 if len(low) > 2 and low[-1] in GENERATIONS else 1)
    for i, w in enumerate(low[:last] if len(low) > 1 else low):
        if (w in TITLES or w in ROLE_NOUNS or w in COMPOUND_LAST or w in ONE_OF_A_PARTY) and not (
            w in GIVEN_NAMES and w not in {"general", "justice"}
        ):
            cut = i + 1
    if cut == 0:
        # "White House Sarah …" can't be told apart by capitals alone; countries and acronyms are cut off.
        while cut < len(low) - 1 and (low[cut] in PLACE_GROUP or (words[cut].isupper() and len(words[cut]) > 2)):
            cut += 1
    return words[:cut], words[cut:]


COMPOUND_LAST = frozenset(c[-1] for c in COMPOUND_ROLES if len(c) > 1)


_SHORTENED = re.compile(
    r"\b(Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Lt|Gen|Prof|Col|Capt|Sgt|Rev|Adm|Cmdr|Maj|Brig|Det|Insp|Supt|Hon)\.\s\Z"
)
"""A title with a full stop in front of a name."""


_BODY_OF = re.compile(
    r"(?:Department|Ministry|Office|Bureau|Institut(?:e|ion)|Council|Commission|Committee|Society|Association|University|"
    r"Bank|Board|Agency|Cent(?:er|re)|School|College|Federation|League|Court|Chamber|Division|Academy|Trust)\s(?:of|for)\s(?:the\s)?\Z"
)
"""An institution whose name goes on: "Department of [Water Resources]"."""
GENERATIONS = frozenset(["jr", "sr", "ii", "iii", "iv"])


def names_in(text: str, start: int = 0) -> list[tuple[Span, list[str], list[str], bool]]:
    """Person names in a stretch: (span, leading titles, name words, possessive)."""
    out = []
    of_body = -1
    for m in NAME.finditer(text):
        after = text[of_body : m.start()] == " and " and plain(m.group().split()[0]) not in GIVEN_NAMES | TITLES
        whole = m.group()
        if after or _BODY_OF.search(text, max(0, m.start() - 40), m.start()):
            of_body = m.end()
            # "Bank of England [Governor Andrew Bailey]": the title begins a person's name.
            title = next((w for w in re.finditer(r"\S+", whole) if plain(w.group()) in TITLES | ROLE_NOUNS), None)
            if title is None:
                continue
            pieces = [(title.start(), whole[title.start() :])]
        else:
            pieces = _pieces(whole)
        for begin, raw in pieces:
            possessive = bool(re.search(r"[’']s?$", raw) or re.match(r"[’']s?\b", text[m.start() + begin + len(raw) :]))
            words = [re.sub(r"[’']s?$", "", w) for w in raw.split()]
            lead, name = split_titles(words)
            shortened = _SHORTENED.search(text, max(0, m.start() - 20), m.start()) if not begin else None
            lead = [shortened.group(1), *lead] if shortened else lead
            while name and plain(name[0]) in STOP_WORDS and len(name) > 1:
                name = name[1:]
            if name and is_person_name(tuple(name), titled=bool(lead)):
                offset = begin + max(raw.find(name[0]), 0)
                if lead and not shortened:
                    offset = begin + raw.find(name[0], len(" ".join(lead)))
                a = start + m.start() + offset
                end = start + m.start() + begin + len(raw)
                out.append(((a, end - (len(raw) - len(re.sub(r"[’']s?$", "", raw)))), lead, name, possessive))
    return out


def _pieces(raw: str) -> list[tuple[int, str]]:
    """A possessive ends a name: 'Putin’s Russia' is two."""
    out, at = [], 0
    first = re.match(r"[\w]+\s", raw)
    if first and plain(first.group().strip()) in CALENDAR - {"may", "april", "june", "august"}:
        at = first.end()
    for m in re.finditer(r"[’']s\s+", raw):
        out.append((at, raw[at : m.end()].rstrip()))
        at = m.end()
    out.append((at, raw[at:]))
    return [(a, r) for a, r in out if r]


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
    if _DOCUMENT.match(core):
        return Mention("body", span, raw)
    if core == "May":
        return Mention("person", span, raw, (core,))  # no month speaks
    found = _not_served(text, span[0], core, _not_represented(core, names_in(core, span[0]), span[0]))
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
_BEYOND = re.compile(r",?\s+(?:who|which|whose|whom|including)\b|,\s+such as\b|\s[—–]\s")
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
    (a, b), lead, name, _ = _head(core, heads, span[0])
    before = words_of(text[span[0] : a])
    after = words_of(text[b : span[0] + len(core)])
    role = role_of([*before, *map(plain, lead)]) or role_of(after)
    around = [*before[-4:], *map(plain, lead)]
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
    if words and (set(words[-2:]) & PLURAL_GROUP or words[0] in PLURAL_GROUP or _several(words[-1])):
        return Mention("group", span, raw)
    if role and role.noun != "house":
        unsure = (words[:1] and words[0] in _INDEFINITE) or set(words) & ANONYMOUS_WORDS
        return Mention("anonymous" if unsure else "role", span, raw, role=role, gender=role.gender)
    if set(words) & ANONYMOUS_WORDS:
        return Mention("anonymous", span, raw)
    capitals = re.search(r"[A-Z]", core)
    return Mention("body" if capitals or words[:1] == ["the"] else "group", span, raw)


_AGED = re.compile(r"the\s\d{1,3}-year-old(?:\s\w+)?", re.IGNORECASE)
_ONCE = frozenset(["retired", "former", "ex"])
_ACTORS = ROLE_NOUNS | PLURAL_GROUP
_OF_OFFICE = re.compile(
    r"\b(?:secretary\sof\s(?:state|defen[cs]e|energy|labor|agriculture|commerce|education)|chief\sof\sstaff)$",
    re.IGNORECASE,
)
"""An office that a name follows: "Secretary of State [Ann Kessler]"."""


def _not_represented(core: str, found, start: int):
    """Without the names of those for whom somebody speaks: "a spokesman for Chancellor Angela Merkel"."""
    out = []
    for x in found:
        before = core[: x[0][0] - start]
        clause = re.split(r",\s", before)[-1]
        m = re.search(r"\b(?:for|of|to|at|from|with|in)\b(?!.*\b(?:for|of|to|at|from|with|in)\b)", clause)
        if (
            m
            and not _OF_OFFICE.search(before.rstrip())
            and set(words_of(clause[: m.start()])) & _ACTORS
            and len(clause[m.end() :].split()) <= 4
        ):
            continue
        out.append(x)
    return out


_ROLE_FOLLOWS = re.compile(
    r"\s(?:(?!(?:an?|and|his|her|is|the|was)\b)[a-z][\w-]*\s){0,3}?([a-z][\w-]*)(?=,|$|\s(?:today|yesterday|across|and|around|at|behind|for|from|in|inside|near|of|on|outside|to|with)\b)"
)


_BEFORE_NAME = re.compile(r"\s(?:[a-z][\w-]*\s){0,2}?([a-z][\w-]*)\s[A-Z]")
"""A noun between two names: "longtime Clinton aide Huma Abedin"."""
_DETERMINED = re.compile(r"(?:the|an?|his|her|its|their|one|another|this|that)\s", re.IGNORECASE)
_NO_PLURAL = frozenset(
    "always sometimes perhaps besides afterwards nowadays thus this his was is has does says".split()
)
_BEHIND_NOUN = frozenset("at briefed close familiar for from in involved of on to who with".split())


def _not_served(text: str, start: int, core: str, found):
    """Without names that only tell what follows apart: "a Clinton spokeswoman", "Abortion rights advocates".

    Nor is the first word of a sentence a name that the text also writes small: "Current and former officials".
    """
    out = []
    for x in found:
        after = _ROLE_FOLLOWS.match(core, x[0][1] - start)
        between = _BEFORE_NAME.match(core, x[0][1] - start)
        word = after.group(1) if after else ""
        word = between.group(1) if between and between.group(1) in _ACTORS else word
        lone = len(x[2]) == 1 and not x[1]
        plural = lone and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL
        determined = _DETERMINED.match(core) or re.search(r"\bthe\s$", core[: max(0, x[0][0] - start)])
        told = bool(determined) and bool(word) and not word.endswith(("self", "ed", "ing"))
        if told or plural or word in _ACTORS or _several(word):
            continue
        opens = lone and x[0][0] == start and re.match(r"\s[a-z]", core[x[0][1] - start :])
        first = re.escape(x[2][0])
        several = first.endswith("s") and not re.search(rf"\b[A-Z][\w.’-]*\s{first}\b", text)
        if opens and (several or re.search(rf"\b{first.lower()}\b", text)):
            continue
        out.append(x)
    return out


def _several(word: str) -> bool:
    return word.endswith("s") and word[:-1] in ROLE_NOUNS


def _head(core: str, heads, start: int):
    """The name that speaks: the one before the first comma, else the last of a noun phrase."""
    comma = core.find(",")
    if comma > 0:
        early = [h for h in heads if h[0][0] - start < comma]
        late = [h for h in heads if h[0][0] - start > comma and len(h[2]) > 1]
        lead = words_of(core[:comma])
        if late and len(lead) == 1 and lead[0].endswith("ing") and _DETERMINED.match(core[comma + 1 :].lstrip()):
            return late[0]  # "Chairing, the mayor, Edith Boase"
        if early and late and len(early[-1][2]) == 1 and not early[-1][1]:
            # "his Labour shadow, Gwen Aldous": the lone capital before the comma belongs to the role.
            tail = core[early[-1][0][1] - start : comma].strip()
            if tail or set(lead) & (HE | SHE | THEY | IT):
                return late[0]
        return early[-1] if early else heads[0]
    of = re.search(r"\b(?:of|from|for|at|in|to|with|against|on)\s", core)
    if of:
        early = [h for h in heads if h[0][0] - start < of.start()]
        if early:
            return early[-1]
    return heads[-1]
