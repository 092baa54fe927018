"""Plotly figures of an analysis. Pure: an analysis in, a figure out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape
from math import sqrt

import plotly.graph_objects as go

from analysis.types import Analysis, Position
from components.theme import SENTIMENT, STANCE, colour

_CONFIG_FONT = 13


def wrap(label: str, width: int = 15, lines: int = 3) -> str:
    """A label broken into short lines for an axis, cut after ``lines``; plotly would take its tags as such."""
    found = textwrap.wrap(label, width, break_long_words=False) or [label]
    if len(found) > lines:
        found = [
            *found[: lines - 1],
            textwrap.shorten(" ".join(found[lines - 1 :]), width + 2, placeholder="…"),
        ]
    return "<br>".join(escape(x, quote=False) for x in found)


def _names(analysis: Analysis) -> dict[str, str]:
    return {s.id: s.name for s in analysis.speakers}


def _speakers(positions: Sequence[Position]) -> list[str]:
    """Speaker ids, those with the most evidence first."""
    weight: dict[str, int] = {}
    for p in positions:
        weight[p.speaker_id] = weight.get(p.speaker_id, 0) + len(p.statement_ids)
    return sorted(weight, key=lambda k: (-weight[k], k))


def _base(fig: go.Figure, height: int) -> go.Figure:
    fig.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": _CONFIG_FONT},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "title": None},
        dragmode=False,
    )
    return fig


def hover(analysis: Analysis, p: Position) -> str:
    """What pointing at a position says."""
    n = len(p.statement_ids)
    sure = "" if p.stance == "unclear" else f" ({p.confidence:.0%})"
    mixed = "<br>own statements disagree" if p.mixed else ""
    return (
        f"<b>{escape(_names(analysis)[p.speaker_id], quote=False)}</b>: {STANCE[p.stance].word}{sure}<br>"
        f"{wrap(analysis.topic(p.topic_id).proposition, 48, 4)}<br>"
        f"{SENTIMENT[p.sentiment]} · {n} statement{'s' if n > 1 else ''}{mixed}"
    )


def stance_matrix(analysis: Analysis, topic_ids: Sequence[str] | None = None) -> go.Figure:
    """Speakers by topics: sign and colour are stance, size is statements, fading is confidence.

    ``customdata`` of each point is (speaker id, topic id).
    """
    topics = [t for t in analysis.topics if topic_ids is None or t.id in topic_ids]
    positions = [p for p in analysis.positions if any(p.topic_id == t.id for t in topics)]
    topics = [t for t in topics if any(p.topic_id == t.id for p in positions)]
    names = _names(analysis)
    column = {t.id: i for i, t in enumerate(topics)}
    order = _speakers(positions)
    row = {s: i for i, s in enumerate(order)}
    fig = go.Figure()
    for stance, look in STANCE.items():
        mine = [p for p in positions if p.stance == stance]
        fig.add_trace(
            go.Scatter(
                x=[column[p.topic_id] for p in mine],
                y=[row[p.speaker_id] for p in mine],
                # An open sign with a question mark in it, as legends and tables write it.
                mode="markers+text" if stance == "unclear" else "markers",
                text=[look.sign if stance == "unclear" else ""] * len(mine),
                textfont={"color": colour(stance), "size": 11},
                name=f"{look.word}",
                showlegend=False,
                customdata=[(p.speaker_id, p.topic_id) for p in mine],
                hovertext=[hover(analysis, p) for p in mine],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={
                    "symbol": look.marker,
                    "color": colour(stance),
                    "size": [13 + 7 * sqrt(min(len(p.statement_ids), 12)) for p in mine],
                    "opacity": [_opacity(p) for p in mine],
                    "line": {"width": 2 if stance == "unclear" else 0.5, "color": colour(stance)},
                },
                # Plotly fades what isn't selected; a click here opens evidence and must not hide the rest.
                unselected={"marker": {"opacity": 0.55}},
            )
        )
    fig.update_xaxes(
        tickvals=list(column.values()),
        ticktext=[wrap(t.label, 14, 4) for t in topics],
        side="top",
        range=[-0.6, len(topics) - 0.4],
        showgrid=True,
        gridcolor="rgba(128,128,128,.18)",
        zeroline=False,
        fixedrange=True,
        tickangle=0 if len(topics) <= 3 else -40,
        tickfont={"size": 12},
    )
    fig.update_yaxes(
        tickvals=list(row.values()),
        ticktext=[wrap(names[s], 17, 2) for s in order],
        range=[len(order) - 0.4, -0.6],
        showgrid=True,
        gridcolor="rgba(128,128,128,.18)",
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )
    fig.update_xaxes(automargin=True)
    _base(fig, 170 + 50 * max(1, len(order)))
    if len(topics) > 3:
        fig.update_layout(margin_r=52)  # slanted labels reach beyond the last column
    return fig


def _opacity(p: Position) -> float:
    """Fading by confidence; an open sign already says that nothing is certain."""
    return 0.9 if p.stance == "unclear" else round(0.3 + 0.7 * min(1.0, p.confidence / 0.9), 2)


def topic_bars(analysis: Analysis, topic_id: str) -> go.Figure:
    """Diverging bars of one topic: weight of evidence against (left) and in favor (right), per speaker."""
    positions = [p for p in analysis.positions if p.topic_id == topic_id]
    names = _names(analysis)
    positions.sort(key=lambda p: p.weights["favor"] - p.weights["against"])
    labels = [wrap(names[p.speaker_id], 17, 2) for p in positions]
    fig = go.Figure()
    for stance, sign in (("against", -1), ("favor", 1)):
        fig.add_trace(
            go.Bar(
                y=labels,
                x=[sign * p.weights[stance] for p in positions],
                orientation="h",
                name=f"{STANCE[stance].sign} {STANCE[stance].word}",
                marker={"color": colour(stance), "pattern": {"shape": "/" if sign < 0 else ""}},
                hovertext=[hover(analysis, p) for p in positions],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    undecided = [p.weights["neutral"] + p.weights["unclear"] for p in positions]
    fig.add_trace(
        go.Bar(
            y=labels,
            x=undecided,
            base=[-u / 2 for u in undecided],
            orientation="h",
            name="● ? neutral or unclear",
            marker={"color": colour("neutral"), "opacity": 0.35},
            hoverinfo="skip",
            width=0.18,
        )
    )
    reach = max([0.3, *(max(p.weights["favor"], p.weights["against"]) for p in positions)]) * 1.1
    fig.update_layout(barmode="overlay")
    fig.update_xaxes(
        range=[-reach, reach],
        fixedrange=True,
        showticklabels=False,
        zeroline=True,
        zerolinecolor="rgba(128,128,128,.6)",
        showgrid=False,
    )
    fig.update_yaxes(fixedrange=True, automargin=True)
    return _base(fig, 110 + 40 * max(1, len(positions)))


def stance_and_sentiment(analysis: Analysis) -> go.Figure:
    """Every position by stance (across) and sentiment (up): where the words' tone and the side taken differ."""
    names = _names(analysis)
    labels = {t.id: t.label for t in analysis.topics}
    fig = go.Figure()
    for stance, look in STANCE.items():
        mine = [p for p in analysis.positions if p.stance == stance]
        fig.add_trace(
            go.Scatter(
                x=[_lean(analysis, p) for p in mine],
                y=[p.sentiment_score for p in mine],
                mode="markers+text",
                text=[_last_name(names[p.speaker_id]) if len(analysis.positions) <= 8 else "" for p in mine],
                textposition="top center",
                textfont={"size": 10},
                name=look.word,
                showlegend=False,
                hovertext=[f"{hover(analysis, p)}<br>{escape(labels[p.topic_id], quote=False)}" for p in mine],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={"symbol": look.marker, "size": 13, "color": colour(stance), "opacity": 0.85},
            )
        )
    for x, y, text in (
        (-0.98, 0.93, "against, in warm words"),
        (0.98, -0.93, "in favor, in harsh words"),
    ):
        fig.add_annotation(
            x=x,
            y=y,
            text=text,
            showarrow=False,
            opacity=0.6,
            xanchor="left" if x < 0 else "right",
            font={"size": 11},
        )
    fig.update_xaxes(
        range=[-1.15, 1.15],
        tickvals=[-1, 0, 1],
        ticktext=["against", "undecided", "in favor"],
        zerolinecolor="rgba(128,128,128,.5)",
        gridcolor="rgba(128,128,128,.15)",
        fixedrange=True,
    )
    fig.update_yaxes(
        range=[-1.12, 1.12],
        tickvals=[-1, 0, 1],
        ticktext=["negative", "neutral", "positive"],
        zerolinecolor="rgba(128,128,128,.5)",
        gridcolor="rgba(128,128,128,.15)",
        fixedrange=True,
        automargin=True,
    )
    return _base(fig, 380)


def _last_name(name: str) -> str:
    return escape((name.split() or [""])[-1], quote=False)


def _lean(analysis: Analysis, p: Position) -> float:
    """Mean of P(favor) - P(against) over a position's statements, in [-1, 1]."""
    found = [
        c.stance_probabilities["favor"] - c.stance_probabilities["against"]
        for s in analysis.statements
        if s.id in p.statement_ids
        for c in s.classifications
        if c.topic_id == p.topic_id
    ]
    return sum(found) / len(found) if found else 0.0
