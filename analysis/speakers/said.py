"""What was said so far, by whom."""

from __future__ import annotations

from typing import NamedTuple

from analysis.speakers.entity import Entity
from analysis.types import Attribution

REACH = 3
"""How many paragraphs back a pronoun or a bare role looks for whom it means."""


class Said(NamedTuple):
    """A statement whose speaker is known: where it stands, who made it, and the attribution."""

    at: int
    speaker: Entity
    attribution: Attribution
