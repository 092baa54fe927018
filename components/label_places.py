"""Where a dot's name can stand so that no two names run into each other."""

from __future__ import annotations

from collections.abc import Sequence

WIDE, HIGH = 640, 400
"""The plot's size in pixels at its narrowest; a wider one only leaves more room."""
_LETTER, _LINE, _DOT = 6.0, 14.0, 9.0
_SIDES = ("middle right", "middle left", "top center", "bottom center")

Box = tuple[float, float, float, float]


def label_places(at: Sequence[tuple[float, float]], letters: Sequence[int], bold: Sequence[bool]) -> list[str]:
    """For each dot plotly's position of its name, or "" where there is no room for it.

    ``at`` has shares of the plot's width and height, in order of importance: earlier names choose first. Names keep
    off other names and off all dots but their own.
    """
    dots = [(x * WIDE, y * HIGH) for x, y in at]
    taken: list[Box] = []
    out = []
    for n, (x, y) in enumerate(dots):
        width = letters[n] * _LETTER * (1.25 if bold[n] else 1.0)
        others = [(a - _DOT / 2, b - _DOT / 2, a + _DOT / 2, b + _DOT / 2) for m, (a, b) in enumerate(dots) if m != n]
        for side in _SIDES:
            box = _box(x, y, width, side)
            inside = box[0] >= -4 and box[2] <= WIDE + 4
            if inside and not any(_meet(box, other) for other in (*taken, *others)):
                taken.append(box)
                out.append(side)
                break
        else:
            out.append("")
    return out


def _box(x: float, y: float, width: float, side: str) -> Box:
    if side.startswith("middle"):
        left = x + _DOT if side.endswith("right") else x - _DOT - width
        return left, y - _LINE / 2, left + width, y + _LINE / 2
    bottom = y + _DOT if side.startswith("top") else y - _DOT - _LINE
    return x - width / 2, bottom, x + width / 2, bottom + _LINE


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
