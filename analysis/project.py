"""A project: articles that belong together, what was found in them, and what people decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.codebook import Codebook
from analysis.corrections import Correction, apply, article_key
from analysis.types import Analysis


@dataclass(frozen=True, slots=True)
class Project:
    """``analyses`` are as the model made them; ``corrected`` is what to show.

    ``events`` maps an article's key (``analysis.corrections.article_key``) to the name of its event where a person
    chose one; ``aliases`` maps a speaker's name as an article has it to the name that the project uses.
    """

    id: str
    name: str
    codebook: Codebook
    analyses: tuple[Analysis, ...] = ()
    corrections: tuple[Correction, ...] = ()
    events: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def corrected(self) -> tuple[Analysis, ...]:
        """Every analysis with the corrections applied, in order."""
        return tuple(apply(a, self.corrections)[0] for a in self.analyses)

    def unmatched(self) -> tuple[Correction, ...]:
        """Corrections that found nothing to apply to in the present analyses."""
        keys = {article_key(a.article) for a in self.analyses}
        lost = [c for a in self.analyses for c in apply(a, self.corrections)[1]]
        return (*lost, *(c for c in self.corrections if c.article not in keys))
