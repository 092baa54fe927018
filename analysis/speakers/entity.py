"""Someone who may speak, and the names that can be one's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from analysis.letters import latin
from analysis.lexicon import GIVEN_NAMES
from analysis.mentions import GENERATIONS, Role, plain, words_of
from analysis.types import Span, SpeakerKind

KNOWN, GUESSED = 3, 1
"""Weight of gender evidence: from a title, role or known given name; from the ending of an unknown name."""


@dataclass(eq=False)
class Entity:
    """Someone who may speak. ``names`` counts the forms in which the text names a person."""

    kind: SpeakerKind
    names: Counter[tuple[str, ...]] = field(default_factory=Counter)
    phrase: str = ""
    roles: list[Role] = field(default_factory=list)
    genders: Counter[str] = field(default_factory=Counter)
    mentions: list[Span] = field(default_factory=list)
    ages: set[int] = field(default_factory=set)
    person_like: bool = False
    """Whether anything beside capitals shows a person: a given name, a title, a role, an age, a verb of speech."""

    @property
    def gender(self) -> str:
        """ "m", "f", or "" where nothing tells it."""
        return self.genders.most_common(1)[0][0] if self.genders else ""

    @property
    def full(self) -> tuple[str, ...]:
        """The longest form of the name; of equals the most frequent."""
        return max(self.names, key=lambda n: (len(n), self.names[n]), default=())

    @property
    def name(self) -> str:
        """What to call the speaker by."""
        return " ".join(self.full) or self.phrase

    def agreement(self, gender: str) -> float:
        """What is left of a candidate's points by gender: all where it is known to agree, nothing where it can't be."""
        if not self.genders:
            return 0.75
        if self.gender == gender:
            return 1.0
        return 0.0 if self.genders[self.gender] >= KNOWN else 0.5

    @property
    def may_be_a_firm(self) -> bool:
        """Whether nothing but one word tells that a speaker is a person."""
        return self.kind == "person" and len(self.full) == 1 and not (self.genders or self.roles)


_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ADDED = re.compile(
    r",\s(?:the|an?|which|who|whose|whom|neither|both|all|some|each|one|speaking|asking|granted|"
    r"(?:cited|quoted|interviewed)\sby)\b|"
    r",?\s(?:released|published|issued|posted|conducted|reported|aired|broadcast|tallied|taken|compiled)\s"
    rf"(?=(?:on\s|in\s|late\s|early\s|through\s|since\s|after\s){{0,2}}(?:{_DAY}|{_MONTH}|\d|this|last|earlier|yesterday|"
    r"today|previously)\b)|"
    rf"(?<!\bof)\s(?:on\s)?{_DAY}(?:\s(?:night|morning|evening|afternoon))?$|"
    r"(?<!ed)\s(?:last|this)\s(?:week|month|year|night|spring|summer|fall|autumn|winter)$|"
    r"(?<=[a-z]s)\s(?:themselves|here|there)$",
    re.IGNORECASE,
)
"""What begins an addition to a noun phrase that is no part of what it is called."""


def _parted(name: tuple[str, ...]) -> tuple[list[str], str]:
    """A name's plain words, and "jr" or the like apart."""
    words = [plain(w) for w in name]
    return (words[:-1], words[-1]) if len(words) > 1 and words[-1] in GENERATIONS else (words, "")


def surname(name: tuple[str, ...]) -> str:
    """The last word of a name, plain, "Jr." and the like left aside."""
    return _parted(name)[0][-1]


def is_younger(name: tuple[str, ...]) -> bool:
    """Whether a name tells a generation: "Jr.", "III"."""
    return bool(_parted(name)[1])


def same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two forms can name one person: one's words are among the other's, surname agreeing.

    "Ivanka Trump" and "Donald Trump" differ; "Trump" fits both; "Sanders" fits "Huckabee Sanders".
    """
    (x, first), (y, second) = _parted(a), _parted(b)
    younger = x if first else y
    if first != second and ((first and second) or len(younger) == 1 or min(len(x), len(y)) > 1):
        return False  # "Donald Trump Jr." and "Trump Jr." are not Donald Trump; "Pate" may be Luther Pate IV
    if x == y:
        return True
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if len(short) == 1:
        # "Maduro" is Nicolás Maduro Moros, but "Mary" not Ann Mary Lee.
        first_of_two = len(long) > 2 and short[0] == long[-2] and len(short[0]) > 3 and short[0] not in GIVEN_NAMES
        return short[0] == long[-1] or first_of_two or (short[0] == long[0] and len(short[0]) > 2)
    if short[-1] != long[-1]:
        return False
    rest = [w for w in short[:-1] if len(w) > 1]
    others = set(long)
    if all(w in others for w in rest):
        return True
    first, other = short[0], long[0]
    return len(first) == 1 and other.startswith(first)


def key_of(text: str) -> str:
    """What two mentions without a name share that mean the same: their words without articles and additions."""
    head = _ADDED.split(text)[0]
    words = [w for w in words_of(head) if w not in {"the", "a", "an", "that", "this", "its", "their"}]
    return " ".join(words) or text.lower()


def display(text: str) -> str:
    """A mention as a name to show: without an article in front, one line, first letter up."""
    line = re.sub(r"\s+", " ", text).strip(" ,.;:–—")
    line = _ADDED.split(line)[0]
    line = re.sub(r"^(?:a|an|the)\s+", "", line, flags=re.IGNORECASE)
    line = re.sub(r"[’']s$", "", line)
    return (line[:1].upper() + line[1:])[:120] or "Unnamed speaker"


def possessive(owner: str, what: str) -> str:
    """ "Ann Lee" and "office": "Ann Lee's office"."""
    mark = "'" if owner.endswith("s") else "'s"
    return f"{owner}{mark} {what}"


def cased(word: str) -> str:
    """A lexicon's word as it is written: 'white-house' → 'White House', 'u.s.' → 'U.S.'."""
    return word.upper() if len(word.replace(".", "")) <= 2 or word == "nato" else word.replace("-", " ").title()


def abbreviates(short: str, long: str) -> bool:
    """Whether letters abbreviate a name: 'ap' and 'the Associated Press'."""
    initials = "".join(w[0] for w in re.findall(latin(r"[A-Z][\w.]*"), long.split(" (", maxsplit=1)[0])).lower()
    return len(short) >= 2 and " " not in short and short.replace(".", "") == initials and len(initials) >= 2
