"""Plain SVG for reports: reliability diagrams and lines on logarithmic axes. No script, no font of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

_STYLE = 'font-family="system-ui, sans-serif" font-size="11" fill="#333"'
_BLUE, _GREY = "#2b6cb0", "#999"


def _document(width: int, height: int, parts: list[str], title: str) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" {_STYLE}>\n<title>{escape(title)}</title>\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


def _text(x: float, y: float, words: str, anchor: str = "start", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{escape(words)}</text>'


def reliability_svg(panels: Sequence[tuple[str, float, list[tuple[float, float, int]]]], threshold: float) -> str:
    """One small diagram per set: (name, calibration error, bins of mean probability, share right and rows).

    A dot on the diagonal means what it says; its area grows with the rows of the bin. The upright line is the
    threshold below which the stance is called unclear.
    """
    side, gap, head, foot, columns = 150, 46, 34, 44, 4
    lines = ceil(len(panels) / columns)
    width, height = columns * (side + gap) + 20, lines * (side + head + foot) + 10
    parts: list[str] = []
    for k, (name, error, bins) in enumerate(panels):
        x0 = 40 + (k % columns) * (side + gap)
        y0 = head + (k // columns) * (side + head + foot)
        parts.append(_text(x0, y0 - 21, name, extra='font-weight="600"'))
        parts.append(_text(x0, y0 - 9, f"ECE {error:.3f}, {sum(b[2] for b in bins)} rows"))
        parts.append(f'<rect x="{x0}" y="{y0}" width="{side}" height="{side}" fill="none" stroke="#ccc"/>')
        parts.append(f'<path d="M{x0} {y0 + side}L{x0 + side} {y0}" stroke="{_GREY}" stroke-dasharray="4 3"/>')
        at = x0 + threshold * side
        parts.append(f'<path d="M{at:.1f} {y0}v{side}" stroke="#c05621" stroke-dasharray="2 3"/>')
        most = max((b[2] for b in bins), default=1)
        points = [(x0 + p * side, y0 + side - r * side, n) for p, r, n in bins]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{_BLUE}" stroke-width="1.2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.5 + 5 * (n / most) ** 0.5:.1f}" fill="{_BLUE}" opacity=".6"/>'
            for x, y, n in points
        ]
        for v in (0, 0.5, 1):
            parts.append(_text(x0 + v * side, y0 + side + 13, f"{v:g}", "middle"))
            parts.append(_text(x0 - 4, y0 + side - v * side + 4, f"{v:g}", "end"))
        parts.append(_text(x0 + side / 2, y0 + side + 27, "probability given → share right", "middle"))
    return _document(width, height, parts, "Reliability: the share of answers that are right by their probability")


def growth_svg(title: str, across: str, up: str, points: Sequence[tuple[float, float]], note: str = "") -> str:
    """One measured line on logarithmic axes, beside a dashed line of slope 1 through its last point."""
    width, height, x0, y0, w, h = 460, 320, 62, 36, 370, 226
    xs, ys = [log10(x) for x, _ in points], [log10(y) for _, y in points]
    left, right = floor(min(xs)), max(ceil(max(xs)), floor(min(xs)) + 1)
    low, high = floor(min(ys)), max(ceil(max(ys)), floor(min(ys)) + 1)

    def place(x: float, y: float) -> tuple[float, float]:
        return x0 + (x - left) / (right - left) * w, y0 + h - (y - low) / (high - low) * h

    parts = [_text(x0, 18, title, extra='font-weight="600"'), _text(x0 + w, 18, note, "end")]
    for d in range(left, right + 1):
        x, _ = place(d, low)
        parts.append(f'<path d="M{x:.1f} {y0}v{h}" stroke="#eee"/>')
        parts.append(_text(x, y0 + h + 15, f"{10**d:,}" if d >= 0 else f"{10.0**d:g}", "middle"))
    for d in range(low, high + 1):
        _, y = place(left, d)
        parts.append(f'<path d="M{x0} {y:.1f}h{w}" stroke="#eee"/>')
        parts.append(_text(x0 - 6, y + 4, f"{10**d:,}" if d >= 0 else f"{10.0**d:g}", "end"))
    start = max(left, xs[-1] - (ys[-1] - low))
    (ax, ay), (bx, by) = place(start, ys[-1] - (xs[-1] - start)), place(xs[-1], ys[-1])
    parts.append(f'<path d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}" stroke="{_GREY}" stroke-dasharray="4 3"/>')
    placed = [place(x, y) for x, y in zip(xs, ys, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_BLUE}" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_BLUE}"/>' for x, y in placed]
    parts.append(_text(x0 + w / 2, y0 + h + 34, across, "middle"))
    parts.append(_text(16, y0 + h / 2, up, "middle", f'transform="rotate(-90 16 {y0 + h / 2:.0f})"'))
    return _document(width, height, parts, title)


def extrapolated_svg(
    title: str,
    across: str,
    up: str,
    measured: Sequence[tuple[float, float]],
    drawn_on: Sequence[tuple[float, float]],
) -> str:
    """Measured points and, after them, points that weren't measured (hollow, joined by a broken line, and said so).

    Both axes are logarithmic.
    """
    width, height, x0, y0, w, h = 520, 340, 62, 36, 430, 226
    every = [*measured, *drawn_on]
    left, right = floor(log10(min(x for x, _ in every))), ceil(log10(max(x for x, _ in every)))
    low, high = floor(log10(min(y for _, y in every))), ceil(log10(max(y for _, y in every)))
    right, high = max(right, left + 1), max(high, low + 1)

    def place(x: float, y: float) -> tuple[float, float]:
        return x0 + (log10(x) - left) / (right - left) * w, y0 + h - (log10(y) - low) / (high - low) * h

    parts = [_text(x0, 18, title, extra='font-weight="600"')]
    for d in range(left, right + 1):
        x, _ = place(10**d, 10**low)
        parts.append(f'<path d="M{x:.1f} {y0}v{h}" stroke="#eee"/>')
        parts.append(_text(x, y0 + h + 15, f"{10**d:,}" if d >= 0 else f"{10.0**d:g}", "middle"))
    for d in range(low, high + 1):
        _, y = place(10**left, 10**d)
        parts.append(f'<path d="M{x0} {y:.1f}h{w}" stroke="#eee"/>')
        parts.append(_text(x0 - 6, y + 4, f"{10**d:,}" if d >= 0 else f"{10.0**d:g}", "end"))
    seen = [place(x, y) for x, y in measured]
    beyond = [place(x, y) for x, y in drawn_on]
    parts.append(_line(seen, ""))
    if beyond:
        parts.append(_line([seen[-1], *beyond], 'stroke-dasharray="5 4"'))
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.8" fill="{_BLUE}"/>' for x, y in seen]
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.8" fill="white" stroke="{_BLUE}"/>' for x, y in beyond]
    parts.append(f'<circle cx="{x0 + 12}" cy="{y0 + 12}" r="3.8" fill="{_BLUE}"/>')
    parts.append(_text(x0 + 22, y0 + 16, "measured"))
    if beyond:
        parts.append(f'<circle cx="{x0 + 12}" cy="{y0 + 28}" r="3.8" fill="white" stroke="{_BLUE}"/>')
        parts.append(_text(x0 + 22, y0 + 32, "extrapolated, not measured"))
    parts.append(_text(x0 + w / 2, y0 + h + 34, across, "middle"))
    parts.append(_text(16, y0 + h / 2, up, "middle", f'transform="rotate(-90 16 {y0 + h / 2:.0f})"'))
    return _document(width, height, parts, title)


def _line(points: Sequence[tuple[float, float]], extra: str) -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{_BLUE}" stroke-width="2" {extra}/>'
