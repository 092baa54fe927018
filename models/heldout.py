"""Which of the project's own examples no model is trained on: one rule for training and for measuring."""

from __future__ import annotations

REPORTS_ONE_IN = 14


def held_out(text: str, one_in: int = REPORTS_ONE_IN) -> bool:
    """Whether an example with these words is kept aside, about one in ``one_in``; depends on the words alone."""
    return sum(map(ord, text)) % one_in == 0
