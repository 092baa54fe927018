"""Persons' names in a text, with titles and gender."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.letters import latin
from analysis.lexicon import (
    CALENDAR,
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
    PLATFORMS,
    PLURAL_GROUP,
    ROLE_NOUNS,
    STATES,
    TITLES,
    WIRES,
)
from analysis.mentions.roles import names_several
from analysis.mentions.words import NAME, plain
from analysis.phrases import STOP_WORDS
from analysis.types import Span


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
    if any(w in PLATFORMS for w in low):
        return False
    if any(w in MEDIA for w in (low[1:-1] if named_like_one else low[1:])) or (low[0] in WIRES and not titled):
        return False
    if all(w in GENERATIONS for w in low) or low[-1] in _SHORT_TITLES:
        return False
    if len(low) > 1 and (low[-1] in _OFFICES or (low[-1] in PLURAL_GROUP and low[0] not in GIVEN_NAMES)):
        return False
    if any(c.isdigit() for w in words for c in w):
        return False
    if len(low) > _MOST_WORDS or any(w[0].isupper() and w.isalpha() and plain(w) in _SMALL for w in words[1:]):
        return False  # a headline with capitals throughout
    if len(low) == 1:
        if low[0] in _NO_LONE_NAME or names_several(low[0]) or _NO_NAME.match(low[0]):
            return False
        return titled or (low[0] not in PLURAL_GROUP and low[0] not in ROLE_NOUNS and not words[0].isupper())
    return not (all(w.isupper() and len(w) > 1 for w in words) and low[0] not in GIVEN_NAMES)


_GENERAL_FIRMS = frozenset("electric motors mills dynamics".split())
_SHORT_TITLES = frozenset("mr mrs ms sen rep gov lt gen col capt sgt adm cmdr maj brig supt hon ven ing".split())
"""What a full stop parts from the name behind it: "Rear Adm. Scott Tierney"."""
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
act agreement deal chamber institution enterprises show magazine journal fund project initiative poll survey
""".split()
) - {"church", "street", "deal", "bridge", "school", "bank"}
"""Words that end no person's name even after a given name ("Grace Foundation"); some surnames are taken out."""


def _named_like_a_month(low: list[str], titled: bool) -> bool:
    known = titled if len(low) == 1 else bool(low) and low[0] in GIVEN_NAMES
    return known and low[-1] in {"may", "march", "august"}


_OFFICES = frozenset(
    """
adviser advisor ambassador assistant chair chairman chairwoman chief commissioner director governor manager
minister officer
democrat gov govs president professor rep reps republican secretary sen sens senator spokesman spokeswoman spokesperson
""".split()
)
"""What no name ends with: "the Kuwaiti Assistant Foreign Minister"."""
_BELIEVERS = frozenset("muslim christian jew catholic protestant hindu sikh buddhist mormon atheist".split())
_NO_LONE_NAME = ONE_OF_A_PARTY | _OFFICES | _BELIEVERS | {"democratic", "gop", "today"}


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
        while cut < len(low) - 1 and (low[cut] in PLACE_GROUP or _is_acronym(words[cut])):
            cut += 1
        # "Director of the Center [Alexander Gusev]"
        given = next((i for i in range(1, last) if low[i] in GIVEN_NAMES and low[i - 1] in ORG_WORDS), 0)
        cut = max(cut, given)
    return words[:cut], words[cut:]


def _is_acronym(word: str) -> bool:
    """Capitals that are no initials: "NATO", but not the "J.M." of a name."""
    return word.isupper() and len(word) > 2 and not re.fullmatch(r"(?:[A-Z]\.){1,2}", word)


COMPOUND_LAST = frozenset(c[-1] for c in COMPOUND_ROLES if len(c) > 1)
_SHORTENED = re.compile(
    r"\b(Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Lt|Gen|Prof|Col|Capt|Sgt|Rev|Adm|Cmdr|Maj|Brig|Det|Insp|Supt|Hon|Ven|Ing)\.\s\Z"
)
"""A title with a full stop in front of a name."""
_BODY_OF = re.compile(
    r"(?:Department|Ministry|Office|Bureau|Institut(?:e|ion)|Council|Commission|Committee|Society|Association|University|"
    r"Bank|Board|Agency|Cent(?:er|re)|School|College|Federation|League|Court|Chamber|Division|Academy|Trust)\s(?:of|for)\s(?:the\s)?\Z"
)
"""An institution whose name goes on: "Department of [Water Resources]"."""
_SHOW = re.compile(latin(r"(?:The\s)?(?:[A-Z][\w.’'-]*\s){2,3}Show"))
"""Called after its host: "The Rachel Maddow Show"."""
_SCHOOL_YEARS = frozenset(["freshman", "sophomore", "junior", "senior"])
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
        for begin, piece in pieces:
            raw = piece[: -len(" Show")] if _SHOW.fullmatch(piece) else piece
            possessive = bool(re.search(r"[’']s?$", raw) or re.match(r"[’']s?\b", text[m.start() + begin + len(raw) :]))
            words = [re.sub(r"[’']s?$", "", w) for w in raw.split()]
            shortened = _SHORTENED.search(text, max(0, m.start() - 20), m.start()) if not begin else None
            also = shortened is not None and len(words) == 1 and plain(words[0]) in _TITLES_AND_SURNAMES
            lead, name = ([], words) if also else split_titles(words)
            if lead and name and _names_a_firm(lead, name):
                continue
            lead = [shortened.group(1), *lead] if shortened else lead
            while len(name) > 1 and _no_name_first(name):
                name = name[1:]
            if name and is_person_name(tuple(name), titled=bool(lead)):
                offset = begin + max(raw.find(name[0]), 0)
                if lead and not shortened:
                    offset = begin + raw.find(name[0], len(" ".join(lead)))
                a = start + m.start() + offset
                end = start + m.start() + begin + len(raw)
                out.append(((a, end - (len(raw) - len(re.sub(r"[’']s?$", "", raw)))), lead, name, possessive))
    return out


def _names_a_firm(lead: list[str], name: list[str]) -> bool:
    """Whether what looks like a title and a name is a firm's, or a paper's.

    "America Rising" (whoever is called by a country and a surname has a title as well), "Washington Examiner",
    "General Electric".
    """
    word = plain(name[0])
    if lead[-1] == "General" and word in _GENERAL_FIRMS:
        return True
    known = PLACE_GROUP if word in MEDIA else _COUNTRY_NAMES
    return len(name) == 1 and all(plain(w) in known for w in lead)


def _no_name_first(words: list[str]) -> bool:
    """Whether the first word only stands before a name: "Then Ann Lee", "Junior Kiki Alvarado" (of a school)."""
    first = plain(words[0])
    if first in STOP_WORDS or first in _NO_FIRST or _COMPOUND_ADJECTIVE.fullmatch(words[0]):
        return True
    doing = first.endswith("ing") and len(first) > 5 and first not in GIVEN_NAMES and plain(words[1]) in GIVEN_NAMES
    return len(words) > 2 and (first in _SCHOOL_YEARS or doing)


_NO_FIRST = frozenset(
    "amid behind beneath beside besides beyond despite except inside like outside unlike via within without".split()
)
_COMPOUND_ADJECTIVE = re.compile(
    r"[A-Z][\w.’'-]*-(?:based|born|backed|led|winner|winning|area|style|turned|educated|era)"
)
"""What tells of a person in front of the name: "Texas-based", "Oscar-winner"."""
_TITLES_AND_SURNAMES = frozenset(
    "king prince bishop pope judge major marshal duke baker dean coach priest page abbott".split()
)
_COUNTRY_NAMES = frozenset(
    "america britain france germany russia china japan india iran israel canada mexico ukraine".split()
)


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
