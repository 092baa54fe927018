"""Words, pronouns, and what a name looks like."""

from __future__ import annotations

import re

from analysis.letters import latin

_PARTICLE = r"(?:de|da|del|della|di|van|von|der|den|bin|ibn|al|el|la|le|du|dos|ter|ten|zu)"
_NAME_WORD = latin(r"(?:[A-Z][\w’'-]*\w|[A-Z]\.(?:[A-Z]\.)*|[A-Z])")
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
