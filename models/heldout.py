"""Which of the project's own examples no model is trained on: one rule for training and for measuring."""

from __future__ import annotations

from collections.abc import Mapping

REPORTS_ONE_IN = 14


def held_out(report: Mapping[str, object], one_in: int = REPORTS_ONE_IN) -> bool:
    """Whether a reported statement is kept aside, about one in ``one_in``; depends on its words alone.

    Statements that belong to one story, and share its propositions, are kept or trained on together.
    """
    key = str(report.get("story") or report["text"])
    return sum(map(ord, key)) % one_in == 0
