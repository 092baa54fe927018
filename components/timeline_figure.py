"""Positions over time as a plotly figure. Pure: moments in, a figure out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import plotly.graph_objects as go

from analysis.landscape import Moment
from components.comparison_figures import GRID, base, short
from components.theme import STANCE, colour


def _apart(moments: Sequence[Moment], line: dict[str, int]) -> dict[Moment, float]:
    """Heights: a speaker's line, and a little off it where several outlets have the speaker on one day."""
    together: dict[tuple[str, str], list[Moment]] = {}
    for m in moments:
        mine = together.setdefault((m.speaker, m.date), [])
        if not any(m.stance == other.stance and m.changed == other.changed for other in mine):
            mine.append(m)
    out = {}
    for m in moments:
        mine = together[m.speaker, m.date]
        i = next(i for i, other in enumerate(mine) if (m.stance, m.changed) == (other.stance, other.changed))
        out[m] = line[m.speaker] + 0.42 * (i - (len(mine) - 1) / 2) / max(1, len(mine) - 1)
    return out


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def timeline_figure(moments: Sequence[Moment], speakers: Sequence[str]) -> go.Figure:
    """Positions on one topic by date, a line per speaker; a ring marks a change of side."""
    line = {s: i for i, s in enumerate(speakers)}
    shown = [m for m in moments if m.speaker in line]
    height = _apart(shown, line)
    fig = go.Figure()
    for s in speakers:
        mine = [m for m in shown if m.speaker == s]
        if len(mine) > 1:
            fig.add_trace(
                go.Scatter(
                    x=[m.date for m in mine],
                    y=[line[s]] * len(mine),
                    mode="lines",
                    line={"color": GRID, "width": 3},
                    hoverinfo="skip",
                    showlegend=False,
                )
            )
    for stance, look in STANCE.items():
        mine = [m for m in shown if m.stance == stance]
        fig.add_trace(
            go.Scatter(
                x=[m.date for m in mine],
                y=[height[m] for m in mine],
                mode="markers",
                name=look.word,
                hovertext=[
                    f"<b>{m.speaker}</b>: {look.word}<br>{m.outlet}, {m.date}"
                    + ("<br>the other side before" if m.changed else "")
                    for m in mine
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={"symbol": look.marker, "size": 13, "color": colour(stance), "opacity": 0.85},
            )
        )
    turned = [m for m in shown if m.changed]
    if turned:
        fig.add_trace(
            go.Scatter(
                x=[m.date for m in turned],
                y=[height[m] for m in turned],
                mode="markers",
                name="change of side",
                hoverinfo="skip",
                marker={"symbol": "circle-open", "size": 24, "line": {"width": 2.5}, "color": colour("neutral")},
            )
        )
    days = [date.fromisoformat(m.date[:10]) for m in shown]
    span = (max(days) - min(days)).days if days else 0
    room = timedelta(hours=max(12, 24 * span // 14))
    fig.update_xaxes(
        type="date",
        gridcolor=GRID,
        fixedrange=True,
        tickformat="%d %b<br>%Y",
        # Shorter steps would name the same day twice.
        dtick=86_400_000 if span <= 7 else None,
        range=[_instant(min(days)) - room, _instant(max(days)) + room] if days else None,
    )
    fig.update_yaxes(
        tickvals=list(line.values()),
        ticktext=[short(s, 26) for s in speakers],
        range=[len(speakers) - 0.4, -0.6],
        gridcolor=GRID,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )
    base(fig, 130 + 34 * max(2, len(speakers)))
    fig.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, margin_t=30)
    return fig
