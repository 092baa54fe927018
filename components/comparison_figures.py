"""Plotly figures of a set of articles. Pure: a set in, a figure out."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.collection import Corpus, speaker_label
from analysis.comparison import Balance
from analysis.landscape import Space, network
from analysis.types import Position
from components.label_places import label_places
from components.theme import STANCE, colour, paper

GRID = "rgba(128,128,128,.18)"
_OUTLET_MARKERS = ("circle", "square", "diamond", "cross", "x", "pentagon", "star", "hexagon")


def short(text: str, most: int = 24) -> str:
    """The text, cut where it is longer than ``most``."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def base(fig: go.Figure, height: int) -> go.Figure:
    """The common look: no background, no drag, room for labels."""
    fig.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 13},
        dragmode=False,
        hoverlabel={"align": "left"},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": colour("neutral"), "activecolor": colour("favor")},
    )
    return fig


def _marker(stance: str, found: Sequence[Position]) -> dict:
    look = STANCE[stance]
    return {
        "symbol": look.marker,
        "color": colour(stance),
        "size": [9 + 5 * sqrt(min(len(p.statement_ids), 12)) for p in found],
        "opacity": [0.9 if stance == "unclear" else 0.35 + 0.65 * min(1.0, p.confidence / 0.9) for p in found],
        "line": {"width": 2 if stance == "unclear" else 0.5, "color": colour(stance)},
    }


def _says(name: str, topic: str, p: Position, outlet: str) -> str:
    n = len(p.statement_ids)
    return (
        f"<b>{name}</b>: {STANCE[p.stance].word}<br>{topic}<br>{outlet} · {n} statement{'s' if n > 1 else ''}"
        f"{'<br>own statements disagree' if p.mixed else ''}"
    )


def small_multiples(corpus: Corpus, speakers: Sequence[str], topics: Sequence[str], per_row: int = 3) -> go.Figure:
    """A matrix of speakers by topics for each outlet, on the same axes, so that gaps and turns stand out."""
    outlets = corpus.outlets
    per_row = max(1, len(outlets) if len(outlets) <= 4 else min(per_row, len(outlets)))
    rows = -(-len(outlets) // per_row)
    fig = make_subplots(
        rows=max(1, rows),
        cols=per_row,
        subplot_titles=[short(o, 34) for o in outlets],
        shared_xaxes="all",
        shared_yaxes="all",
        horizontal_spacing=0.02,
        vertical_spacing=min(0.09, 0.5 / max(1, rows)),
    )
    labels = {t.id: t.label for t in corpus.topics}
    column = {t: i for i, t in enumerate(topics)}
    line = {s: i for i, s in enumerate(speakers)}
    for n, (outlet, positions) in enumerate(corpus.positions_by_outlet().items()):
        at = (n // per_row + 1, n % per_row + 1)
        for stance in STANCE:
            mine = [p for p in positions if p.stance == stance and p.topic_id in column and p.speaker_id in line]
            fig.add_trace(
                go.Scatter(
                    x=[column[p.topic_id] for p in mine],
                    y=[line[p.speaker_id] for p in mine],
                    mode="markers",
                    showlegend=False,
                    customdata=[[list(p.statement_ids)] for p in mine],
                    hovertext=[_says(speaker_label(p.speaker_id, outlet), labels[p.topic_id], p, outlet) for p in mine],
                    hovertemplate="%{hovertext}<extra></extra>",
                    marker=_marker(stance, mine),
                ),
                *at,
            )
    fig.update_xaxes(
        tickvals=list(column.values()),
        ticktext=[short(labels[t], 26) for t in topics],
        tickangle=-40,
        range=[-0.6, len(topics) - 0.4],
        gridcolor=GRID,
        zeroline=False,
        fixedrange=True,
        tickfont={"size": 11},
    )
    fig.update_yaxes(
        tickvals=list(line.values()),
        ticktext=[short(speaker_label(s), 22) for s in speakers],
        range=[len(speakers) - 0.4, -0.6],
        gridcolor=GRID,
        zeroline=False,
        fixedrange=True,
        tickfont={"size": 11},
    )
    base(fig, rows * (90 + 27 * max(2, len(speakers))) + 120)
    fig.update_layout(margin={"t": 58, "l": 8, "r": 8, "b": 8})  # the bar of tools stands above the outlets' names
    fig.update_annotations(font_size=13)
    return fig


def space_figure(space: Space, labels: dict[str, str]) -> go.Figure:
    """Outlets and speakers placed by agreement; the axes say what they mean and how much they explain."""
    fig = go.Figure()
    x_range, y_range = _around([p.x for p in space.places]), _around([p.y for p in space.places])
    ranked = sorted(space.places, key=lambda p: (p.kind != "outlet", -p.statements, p.name))
    names: dict[tuple[str, str], str] = {(p.kind, p.name): short(p.name, 28) for p in ranked}
    at = [
        ((p.x - x_range[0]) / (x_range[1] - x_range[0]), (p.y - y_range[0]) / (y_range[1] - y_range[0])) for p in ranked
    ]
    found = label_places(at, [len(names[p.kind, p.name]) for p in ranked], [p.kind == "outlet" for p in ranked])
    where: dict[tuple[str, str], str] = {(p.kind, p.name): w for p, w in zip(ranked, found, strict=True)}
    for kind, symbol, strength in (("speaker", "circle", 0.75), ("outlet", "diamond", 1.0)):
        mine = [p for p in space.places if p.kind == kind]
        said = [names[p.kind, p.name] if where[p.kind, p.name] else "" for p in mine]
        fig.add_trace(
            go.Scatter(
                x=[p.x for p in mine],
                y=[p.y for p in mine],
                mode="markers+text",
                name=kind + "s",
                text=[f"<b>{n}</b>" if kind == "outlet" and n else n for n in said],
                textposition=[where[p.kind, p.name] or "middle right" for p in mine],
                textfont={"size": 12 if kind == "outlet" else 10},
                hovertext=[f"<b>{p.name}</b><br>{p.statements} statements on {p.topics} topics" for p in mine],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={
                    "symbol": symbol,
                    "size": [8 + 3 * sqrt(min(p.statements, 25)) for p in mine],
                    "opacity": strength * 0.8,
                    "color": colour("favor") if kind == "outlet" else colour("neutral"),
                },
                cliponaxis=False,
            )
        )
    for update, n, word in ((fig.update_xaxes, 0, "across"), (fig.update_yaxes, 1, "upward")):
        topic = short(labels[space.axes[n][0][0]], 46) if len(space.axes) > n and space.axes[n] else ""
        update(
            title={"text": f"{word}: {topic} ({space.explained[n]:.0%})", "font": {"size": 12}},
            showticklabels=False,
            zerolinecolor="rgba(128,128,128,.4)",
            gridcolor=GRID,
            fixedrange=True,
        )
    fig.update_xaxes(range=x_range)
    fig.update_yaxes(range=y_range)
    base(fig, 520)
    fig.update_layout(legend={"orientation": "h", "y": 1.06, "x": 0})
    return fig


def _around(values: Sequence[float]) -> list[float]:
    """An axis that has all values and room for names at its ends."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    room = max(0.05, 0.16 * (high - low))
    return [low - room, high + room]


def _three_columns(graph) -> dict[str, tuple[float, float]]:
    """Topics in the middle, speakers left and right of them, each near the topics it is joined to.

    A layout by forces piles the speakers of a large topic on one heap, where no name can be read.
    """
    topics = sorted((n for n, k in graph.nodes(data="kind") if k == "topic"), key=lambda n: (-graph.degree[n], n))
    speakers = [n for n, k in graph.nodes(data="kind") if k == "speaker"]
    middle = {n: i / max(1, len(topics) - 1) if len(topics) > 1 else 0.5 for i, n in enumerate(topics)}
    wanted = {n: sum(middle[t] for t in graph[n]) / len(graph[n]) for n in speakers}
    ranked = sorted(speakers, key=lambda n: (wanted[n], n))
    at = {n: (0.0, -y) for n, y in middle.items()}
    for x, mine in ((-1.0, ranked[::2]), (1.0, ranked[1::2])):
        at |= {n: (x, -(i + 0.5) / len(mine)) for i, n in enumerate(mine)}
    return at


def network_figure(corpus: Corpus) -> go.Figure | None:
    """Speakers joined to the topics they take a side on, or None where nobody takes one."""
    graph = network(corpus)
    if not graph:
        return None
    at = _three_columns(graph)
    fig = go.Figure()
    for stance, dash in (("favor", "solid"), ("against", "dash")):
        x: list[float | None] = []
        y: list[float | None] = []
        for a, b, data in graph.edges(data=True):
            if data["stance"] == stance:
                x += [at[a][0], at[b][0], None]
                y += [at[a][1], at[b][1], None]
        look = STANCE[stance]
        fig.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                name=f"{look.sign} {look.word}",
                line={"color": colour(stance), "dash": dash, "width": 2},
                hoverinfo="skip",
            )
        )
    for kind, symbol, size in (("topic", "square", 16), ("speaker", "circle", 11)):
        nodes = [n for n, k in graph.nodes(data="kind") if k == kind]
        names = [graph.nodes[n]["label"] for n in nodes]
        fig.add_trace(
            go.Scatter(
                x=[at[n][0] for n in nodes],
                y=[at[n][1] for n in nodes],
                mode="markers" if kind == "topic" else "markers+text",
                name=kind + "s",
                text=[short(n) for n in names],
                textposition=["middle left" if at[n][0] < 0 else "middle right" for n in nodes],
                textfont={"size": 12},
                hovertext=[f"<b>{n}</b><br>{graph.degree[k]} connections" for n, k in zip(names, nodes, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={"symbol": symbol, "size": size, "color": colour("neutral")},
                cliponaxis=False,
            )
        )
        if kind == "topic":  # on the page's own colour: lines cross the middle, and names must be read over them
            for node, name in zip(nodes, names, strict=True):
                fig.add_annotation(
                    x=at[node][0],
                    y=at[node][1],
                    yshift=17,
                    text=f"<b>{short(name, 34)}</b>",
                    showarrow=False,
                    font_size=12,
                    bgcolor=paper(),
                    borderpad=1,
                )
    fig.update_xaxes(visible=False, fixedrange=True, range=[-1.75, 1.75])
    fig.update_yaxes(visible=False, fixedrange=True)
    base(fig, 140 + 27 * max(6, len(graph) // 2))
    fig.update_layout(legend={"orientation": "h", "y": 1.06, "x": 0}, margin_t=20)
    return fig


def balance_figure(found: Sequence[Balance]) -> go.Figure:
    """Share of sources in favor per outlet, with 95% intervals; the fewer sources, the longer the line."""
    shown = [b for b in found if b.favor + b.against]
    shown.sort(key=lambda b: -b.share)
    names = [f"{short(b.outlet, 28)}" for b in shown]
    fig = go.Figure(
        go.Scatter(
            x=[b.share for b in shown],
            y=names,
            mode="markers+text",
            text=[f"{b.favor} of {b.favor + b.against}" for b in shown],
            textposition="top center",
            textfont={"size": 11},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [max(0.0, b.high - b.share) for b in shown],
                "arrayminus": [max(0.0, b.share - b.low) for b in shown],
                "thickness": 2,
                "width": 6,
                "color": colour("neutral"),
            },
            hovertext=[
                f"<b>{b.outlet}</b><br>{b.favor} in favor, {b.against} against, {b.undecided} undecided<br>"
                f"95%: {b.low:.0%} to {b.high:.0%}<br>{b.articles} article{'s' if b.articles != 1 else ''}"
                for b in shown
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"size": 13, "color": [colour("favor" if b.share >= 0.5 else "against") for b in shown],
                    "symbol": ["triangle-up" if b.share >= 0.5 else "triangle-down" for b in shown]},
            showlegend=False,
        )
    )  # fmt: skip
    fig.add_vline(x=0.5, line={"dash": "dot", "color": "rgba(128,128,128,.6)"})
    fig.update_xaxes(
        range=[-0.04, 1.04],
        tickvals=[0, 0.5, 1],
        ticktext=["all against", "even", "all in favor"],
        gridcolor=GRID,
        zeroline=False,
        fixedrange=True,
    )
    fig.update_yaxes(autorange="reversed", automargin=True, fixedrange=True, gridcolor=GRID)
    return base(fig, 90 + 58 * max(1, len(shown)))
