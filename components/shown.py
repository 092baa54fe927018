"""The set that a visit looks at, with what was worked out from it, in memory as one thing within the visit's bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.collection import Corpus, Filter
from analysis.comparison import SideBySide
from analysis.ingest import Failure
from analysis.links import Links
from analysis.shelf import weight
from analysis.types import Analysis
from components.state import shelf, visit

_CHOICES = 24
"""Choices of the set that are remembered, with what was worked out about them."""
_ENTRY = 700
"""Bytes of a set's own record of a statement."""
_CHOSEN = 400
"""Bytes of a choice's record of it, its indexes included."""
_LINK = 300
"""Bytes of a comparison of two quotes, whose words are the set's."""


@dataclass(eq=False, slots=True)
class Shown:
    """``asked`` is all that the set depends on, ``before`` the links of the set that this one took the place of."""

    asked: tuple
    analyses: tuple[Analysis, ...]
    failures: tuple[Failure, ...]
    copies: Mapping[int, int]
    events: tuple[str, ...]
    corpus: Corpus
    links: Links | None = None
    before: Links | None = None
    choices: dict[Filter, Corpus] = field(default_factory=dict)
    compared: tuple[Filter, str, SideBySide] | None = None
    _least: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._least = sum(weight(a) for a in self.analyses) + _ENTRY * len(self.corpus.entries)

    def size(self) -> int:
        """About how many bytes it takes, the analyses included: they stay in memory for as long as it does."""
        compared = 5 * _CHOSEN * len(self.choices.get(self.compared[0], self.corpus).entries) if self.compared else 0
        links = _LINK * max((len(found.known) for found in (self.links, self.before) if found), default=0)
        return self._least + sum(_CHOSEN * len(c.entries) for c in self.choices.values()) + compared + links

    def choice(self, what: Filter) -> Corpus:
        """The entries of the set that a filter lets through, and what is known of them; the last ones are kept."""
        found = self.choices.pop(what, None)
        added = found is None
        self.choices[what] = found = self.corpus.filtered(what) if found is None else found
        if added:
            while len(self.choices) > _CHOICES or (len(self.choices) > 1 and self.size() > shelf().each):
                self.choices.pop(next(iter(self.choices)))
            keep(self)
        return found


def last() -> Shown | None:
    """What this visit looked at last, where it is still in memory."""
    return shelf().get(("set", visit()), visit())


def keep(shown: Shown) -> None:
    """Remember it for this visit in place of what was looked at before, with what is known of it by now."""
    shelf().put(("set", visit()), shown, shown.size(), visit())
