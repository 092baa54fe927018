"""Many articles made from the samples: their sentences shuffled, dropped and renamed, under other outlets and dates.

The analyses are varied rather than the texts analysed anew: what is timed is the comparison, not the models.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from analysis.positions import aggregate
from analysis.types import Analysis, Article, Classification, Paragraph, Statement

OUTLETS = 12
OPENINGS = 500
"""Different beginnings at most: articles beyond them begin as an earlier one does, as on one agency's report."""
_OPENING = 200
_SWAPS = {"favor": "against", "against": "favor"}


def varied(originals: list[Analysis], count: int, seed: int = 0) -> list[Analysis]:
    """``count`` analyses, each an original with some statements left out, cut short or turned to the other side."""
    dice = random.Random(seed)
    openings = [_opening(originals[i % len(originals)], i, dice) for i in range(min(count, OPENINGS))]
    whose = OPENINGS - OPENINGS % len(originals)
    out = []
    for i in range(count):
        opening = openings[i if i < len(openings) else i % whose]
        out.append(_variant(originals[i % len(originals)], opening, dice))
    return out


def _opening(original: Analysis, number: int, dice: random.Random) -> tuple[str, str]:
    """A title, and words of the original in a new order."""
    words = original.article.text.split()
    return f"{original.article.title} ({number})", " ".join(dice.sample(words, min(_OPENING, len(words))))


def _variant(original: Analysis, opening: tuple[str, str], dice: random.Random) -> Analysis:
    """The statements' words, in a new order and a new text of their own, so that each offset is true again."""
    title, text = opening[0], f"{opening[1]}\n"
    statements: list[Statement] = []
    for s in dice.sample(original.statements, len(original.statements)):
        if dice.random() < 0.25:
            continue
        words = original.words(s).split()
        if len(words) > 8 and dice.random() < 0.3:
            words = words[: dice.randint(5, len(words))]
        start = len(text)
        text += " ".join(words)
        turned = dice.random() < 0.15
        classified = tuple(_turned(c) if turned else c for c in s.classifications)
        statements.append(
            replace(
                s,
                id=len(statements),
                content=((start, len(text)),),
                source=None,
                cue=None,
                classifications=classified,
            )
        )
        text += "\n"
    base = date.fromisoformat(original.article.date or "2018-10-22")
    article = Article(
        text,
        title,
        f"Outlet {dice.randrange(OUTLETS) + 1}",
        (base + timedelta(days=dice.randrange(6))).isoformat(),
    )
    used = {s.speaker_id for s in statements}
    return replace(
        original,
        article=article,
        paragraphs=(Paragraph(0, len(text), "body"),),
        speakers=tuple(replace(s, mentions=()) for s in original.speakers if s.id in used),
        statements=tuple(statements),
        positions=aggregate(statements, original.topics),
    )


def _turned(c: Classification) -> Classification:
    """The classification with favor and against exchanged."""
    p = c.stance_probabilities
    swapped = {**p, "favor": p.get("against", 0.0), "against": p.get("favor", 0.0)}
    return replace(c, stance=_SWAPS.get(c.stance, c.stance), stance_probabilities=swapped)  # type: ignore[arg-type]
