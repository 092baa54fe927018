"""Figures that are made once for everyone who looks at the same analysis: building one takes longer than showing it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import plotly.graph_objects as go

from analysis.types import Analysis
from components.state import shelf
from components.theme import dark

_OBJECT = 12
"""Bytes that plotly's objects take for each character of a figure's JSON, roughly."""


class Drawn:
    """The figures of an analysis in the reader's theme: ``drawn(make, *given)`` is ``make(analysis, *given)``.

    They are not to be changed. Readers of a link load an analysis each for themselves, so that what it says is
    compared and not which object it is; long ones take a while to write out, so that it is done once a run.
    """

    def __init__(self, analysis: Analysis):
        self._analysis = analysis
        # Two analyses that say the same may have taken different times.
        self._said = _digest(replace(analysis, timings={}))

    def __call__(self, make: Callable[..., go.Figure], *given: object) -> go.Figure:
        """The figure, made where it isn't on the shelf."""
        key = ("figure", make.__name__, dark(), self._said, _digest(given))
        found = shelf().get(key, "figures")
        if found is None:
            found = make(self._analysis, *given)
            shelf().put(key, found, _OBJECT * len(found.to_json()), "figures")
        return found


def _digest(given: object) -> bytes:
    return hashlib.sha256(repr(given).encode(errors="surrogatepass")).digest()
