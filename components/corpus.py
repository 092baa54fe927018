"""A corpus: speakers by topics, outlets, the course of time, and statements page by page, all asked of its files."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import streamlit as st

from analysis.corpus import query
from analysis.corpus.query import Cell, Choice, Corpus
from analysis.errors import StandpointError
from components.figures import wrap
from components.theme import STANCE, colour

VIEWS = ("Speakers", "Outlets", "Timeline", "Statements")
_PAGE = 25
_CHART = {"displayModeBar": False, "responsive": True}


def page(name: str) -> None:
    """The whole page."""
    try:
        corpus = query.find(name)
        totals = query.totals(corpus) if corpus.done else None
        _head(name, corpus, totals)
        if totals and totals["positions"]:
            _views(corpus)
        elif totals:
            st.info("No position was found in this corpus so far.", icon=":material/info:")
        if totals and totals["failures"]:
            _failures(corpus, totals["failures"])
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        if st.button("To the start"):
            st.query_params.clear()
            st.rerun()


def _head(name: str, corpus: Corpus, totals: dict[str, int] | None) -> None:
    st.html(f"<h2>Corpus {escape(name)}</h2>")
    if not corpus.complete:
        st.warning(
            f"{corpus.done:,} of {corpus.planned:,} parts are analysed so far. Run the same command again to go on.",
            icon=":material/hourglass:",
        )
    if totals:
        told = (f"{totals[k]:,} {k}" for k in ("articles", "statements", "positions"))
        st.caption(" · ".join(told))


def _views(corpus: Corpus) -> None:
    asked = st.query_params.get("view", VIEWS[0])
    if "corpus_view" not in st.session_state:
        st.session_state["corpus_view"] = asked if asked in VIEWS else VIEWS[0]
    view = st.segmented_control("View", VIEWS, key="corpus_view", label_visibility="collapsed") or VIEWS[0]
    st.query_params["view"] = view
    choice = _choice(corpus)
    if view == "Timeline":
        _timeline(corpus, choice)
    elif view == "Statements":
        _statements(corpus, choice)
    else:
        _matrix(corpus, choice, "speaker" if view == "Speakers" else "outlet")


def _choice(corpus: Corpus) -> Choice:
    """The filters above every view."""
    labels = dict(query.topics(corpus))
    outlets = [o for o, _ in query.outlets(corpus)]
    a, b, c = st.columns(3)
    topic = a.selectbox("Topic", ["", *labels], format_func=lambda k: labels.get(k, "All topics"), key="corpus_topic")
    outlet = b.selectbox("Outlet", ["", *outlets], format_func=lambda k: k or "All outlets", key="corpus_outlet")
    speaker = c.text_input("Speaker", key="corpus_speaker", placeholder="Full name").strip()
    return Choice(topic=topic, outlet=outlet, speaker=speaker)


def _matrix(corpus: Corpus, choice: Choice, by: str) -> None:
    cells = query.matrix(corpus, choice, by=by)
    if not cells:
        _nothing()
        return
    st.caption("The most quoted first. Larger: more statements. Sign and colour: where the evidence lies.")
    st.plotly_chart(matrix_figure(cells), key=f"corpus_matrix_{by}", config=_CHART, width="stretch")
    rows = [
        {
            by.title(): c.row,
            "Topic": c.topic,
            "Stance": f"{STANCE[c.stance].sign} {STANCE[c.stance].word}",
            "In favor": round(c.favor, 1),
            "Against": round(c.against, 1),
            "Statements": c.statements,
            "Articles": c.articles,
        }
        for c in cells
    ]
    with st.expander("As a table"):
        st.dataframe(rows, hide_index=True, width="stretch")


def matrix_figure(cells: list[Cell]) -> go.Figure:
    """Rows by topics: sign and colour are stance, size is statements."""
    order = list(dict.fromkeys(c.row for c in cells))
    topics = dict.fromkeys(c.topic_id for c in cells)
    labels = {c.topic_id: c.topic for c in cells}
    column = {t: i for i, t in enumerate(topics)}
    most = max(c.statements for c in cells)
    fig = go.Figure()
    for stance, look in STANCE.items():
        mine = [c for c in cells if c.stance == stance]
        hover = [
            f"<b>{escape(c.row, quote=False)}</b>: {look.word}<br>{escape(c.topic, quote=False)}<br>"
            f"{c.statements:,} statements in {c.articles:,} articles"
            for c in mine
        ]
        fig.add_trace(
            go.Scatter(
                x=[column[c.topic_id] for c in mine],
                y=[order.index(c.row) for c in mine],
                mode="markers",
                name=f"{look.sign} {look.word}",
                hovertext=hover,
                hovertemplate="%{hovertext}<extra></extra>",
                marker={
                    "symbol": look.marker,
                    "color": colour(stance),
                    "size": [10 + 18 * (c.statements / most) ** 0.5 for c in mine],
                },
            )
        )
    fig.update_xaxes(
        tickvals=list(column.values()),
        ticktext=[escape(wrap(labels[t], 14, 3), quote=False).replace("&lt;br&gt;", "<br>") for t in topics],
        side="top",
        range=[-0.6, len(topics) - 0.4],
        tickangle=0 if len(topics) <= 3 else -40,
    )
    fig.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[escape(wrap(o, 17, 2), quote=False).replace("&lt;br&gt;", "<br>") for o in order],
        range=[len(order) - 0.4, -0.6],
    )
    _plain_axes(fig, 190 + 42 * len(order))
    fig.update_layout(margin_r=52)
    return fig


def _plain_axes(fig: go.Figure, height: int) -> None:
    grid = {"gridcolor": "rgba(128,128,128,.18)", "zeroline": False, "fixedrange": True, "automargin": True}
    fig.update_xaxes(**grid)
    fig.update_yaxes(**grid)
    fig.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "itemsizing": "constant"},
        dragmode=False,
    )


def _timeline(corpus: Corpus, choice: Choice) -> None:
    period = st.segmented_control("Per", query.PERIODS, default="month", key="corpus_period") or "month"
    points = query.timeline(corpus, choice, period)
    if not points:
        _nothing("No article here has a date.")
        return
    days = sorted({d for d, _, _ in points})
    counts = {(d, s): n for d, s, n in points}
    fig = go.Figure()
    for stance, look in STANCE.items():
        fig.add_trace(
            go.Bar(
                x=days,
                y=[counts.get((d, stance), 0) for d in days],
                name=f"{look.sign} {look.word}",
                marker={
                    "color": colour(stance),
                    "pattern": {"shape": {"against": "/", "unclear": "."}.get(stance, "")},
                },
            )
        )
    fig.update_layout(barmode="stack", hovermode="x unified")
    fig.update_xaxes(type="date")
    fig.update_yaxes(title="positions")
    _plain_axes(fig, 440)
    fig.update_layout(legend_y=-0.14)
    st.caption("One position: one speaker on one topic in one article.")
    st.plotly_chart(fig, key="corpus_timeline", config=_CHART, width="stretch")


def _statements(corpus: Corpus, choice: Choice) -> None:
    a, b = st.columns([1, 2])
    stance = a.selectbox(
        "Stance", ["", *STANCE], format_func=lambda k: STANCE[k].word if k else "Any", key="corpus_side"
    )
    words = b.text_input("Words", key="corpus_words", placeholder="Show statements that contain …").strip()
    choice = Choice(choice.outlet, choice.speaker, choice.topic, stance, words)
    if st.session_state.get("corpus_choice") != choice:
        st.session_state["corpus_choice"], st.session_state["corpus_page"] = choice, 1
    number = int(st.session_state.get("corpus_page", 1))
    total, rows = query.statements(corpus, choice, number - 1, _PAGE)
    if not total:
        _nothing()
        return
    pages = (total + _PAGE - 1) // _PAGE
    first = (number - 1) * _PAGE + 1
    left, middle, right, _ = st.columns([1, 2, 1, 2], vertical_alignment="center")
    left.button("Previous", disabled=number <= 1, on_click=_turn, args=(number - 1,), width="stretch")
    middle.caption(f"{first:,} to {first + len(rows) - 1:,} of {total:,} statements, page {number:,} of {pages:,}")
    right.button("Next", disabled=number >= pages, on_click=_turn, args=(number + 1,), width="stretch")
    st.html("".join(_card(r) for r in rows))


def _turn(to: int) -> None:
    st.session_state["corpus_page"] = to


def _card(r: dict) -> str:
    """One statement; everything in it is text from the corpus and is escaped."""
    look = STANCE.get(r["stance"] or "")
    side = f'<span class="sp-stance">{look.sign} {look.word}</span>' if look else ""
    topic = f"<span>{escape(r['topic'])}</span>" if r["topic"] else ""
    sure = f'<span class="sp-muted">{r["confidence"]:.0%}</span>' if look and r["stance"] != "unclear" else ""
    where = " · ".join(escape(x) for x in (r["outlet"], r["date"], r["title"]) if x)
    head = f'<div class="sp-head"><b>{escape(r["speaker"])}</b>{side}{sure}{topic}</div>'
    return (
        f'<div class="sp-card sp-{r["stance"] or "none"}">{head}'
        f'<blockquote>{escape(r["text"])}</blockquote><small class="sp-muted">{where}</small></div>'
    )


def _nothing(told: str = "Nothing in this corpus fits what is chosen above.") -> None:
    st.info(told, icon=":material/info:")


def _failures(corpus: Corpus, number: int) -> None:
    with st.expander(f"{number:,} articles could not be analysed"):
        rows = [{"Article": a, "Reason": r} for a, r in query.failures(corpus)]
        st.dataframe(rows, hide_index=True, width="stretch")
