"""How far people agree with one another, and the model with them.

A unit is one statement on one topic; its label is a stance, or "not on topic" where somebody rejected it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.corrections import Correction, article_key
from analysis.intervals import wilson
from analysis.types import Analysis, Span, Statement

OFF_TOPIC = "not on topic"
Unit = tuple[str, tuple[Span, ...], str]
"""Article key, words and topic id."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders on the units that both judged. ``kappa`` is None where it isn't defined."""

    one: str
    other: str
    units: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit that coders judged differently."""

    unit: Unit
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The model held against people's decisions: the share that stood, with its 95% interval."""

    right: int
    total: int
    low: float
    high: float
    confused: Mapping[tuple[str, str], int]
    """How often (the model's stance, a person's) occurred."""

    @property
    def share(self) -> float:
        """Right ones among all; 0 where nothing was judged."""
        return self.right / self.total if self.total else 0.0


def codings(analyses: Iterable[Analysis], corrections: Sequence[Correction]) -> dict[str, dict[Unit, str]]:
    """Each coder's label per unit; the coder's last word on a unit counts.

    ``analyses`` are the model's own: an "accept" means the stance that the model gave.
    """
    model = _model_labels(analyses)
    out: dict[str, dict[Unit, str]] = {}
    for c in corrections:
        if c.kind not in ("stance", "accept", "reject"):
            continue
        unit = (c.article, c.words, c.topic_id)
        label = c.value if c.kind == "stance" else OFF_TOPIC if c.kind == "reject" else model.get(unit)
        if label:
            out.setdefault(c.by, {})[unit] = label
    return out


def _model_labels(analyses: Iterable[Analysis]) -> dict[Unit, str]:
    out: dict[Unit, str] = {}
    for a in analyses:
        key = article_key(a.article)
        for s in a.statements:
            for c in s.classifications:
                out[key, s.content, c.topic_id] = c.stance
    return out


def pairs(coded: Mapping[str, Mapping[Unit, str]]) -> tuple[Pair, ...]:
    """Every two coders with units in common, with Cohen's kappa."""
    out = []
    for one, other in combinations(sorted(coded), 2):
        both = sorted(coded[one].keys() & coded[other].keys())
        if both:
            a, b = [coded[one][u] for u in both], [coded[other][u] for u in both]
            out.append(Pair(one, other, len(both), sum(x == y for x, y in zip(a, b, strict=True)), _kappa(a, b)))
    return tuple(out)


def _kappa(a: list[str], b: list[str]) -> float | None:
    if len({*a, *b}) < 2:
        return None  # one label only: chance agreement is total, and kappa divides by zero
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(a, b))


def alpha(coded: Mapping[str, Mapping[Unit, str]]) -> float | None:
    """Krippendorff's alpha (nominal) over all coders; None where two never judged the same or one label is all."""
    units = sorted({u for mine in coded.values() for u in mine})
    shared = [u for u in units if sum(u in mine for mine in coded.values()) > 1]
    labels = sorted({mine[u] for mine in coded.values() for u in shared if u in mine})
    if len(labels) < 2:
        return None
    import krippendorff
    import numpy as np

    number = {label: float(i) for i, label in enumerate(labels)}
    table = np.array([[number[m[u]] if u in m else np.nan for u in shared] for m in coded.values()])
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))


def disagreements(coded: Mapping[str, Mapping[Unit, str]]) -> tuple[Disagreement, ...]:
    """Units that two coders or more judged differently."""
    units = sorted({u for mine in coded.values() for u in mine})
    out = []
    for u in units:
        labels = {who: mine[u] for who, mine in coded.items() if u in mine}
        if len(set(labels.values())) > 1:
            out.append(Disagreement(u, labels))
    return tuple(out)


def accuracy(analyses: Sequence[Analysis], corrections: Sequence[Correction]) -> Accuracy:
    """The model's stances against the last word of people on each unit that the model placed."""
    model = _model_labels(analyses)
    coded = codings(analyses, corrections)
    last: dict[Unit, str] = {}
    for c in corrections:
        unit = (c.article, c.words, c.topic_id)
        if c.by in coded and unit in coded[c.by]:
            last[unit] = coded[c.by][unit]
    judged = [(model[u], label) for u, label in last.items() if u in model]
    right = sum(m == p for m, p in judged)
    low, high = wilson(right, len(judged))
    return Accuracy(right, len(judged), low, high, {k: judged.count(k) for k in sorted(set(judged))})


def statement_of(analyses: Iterable[Analysis], unit: Unit) -> tuple[Analysis, Statement] | None:
    """The statement that a unit is about, where it is still there."""
    for a in analyses:
        if article_key(a.article) == unit[0]:
            for s in a.statements:
                if s.content == unit[1]:
                    return a, s
    return None
