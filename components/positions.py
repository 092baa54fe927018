"""Positions: the stance matrix, bars per topic, sentiment beside stance, and the evidence of a cell."""

from __future__ import annotations

import streamlit as st

from analysis.types import Analysis, Position
from components import figures
from components.drawn import Drawn
from components.reader import evidence_html, legend_html
from components.theme import SENTIMENT, STANCE
from components.words import plain

_SHOWN = 8
_CHART = {"displayModeBar": False, "responsive": True}


def page(analysis: Analysis) -> None:
    """The whole view."""
    if not analysis.positions:
        nothing(analysis)
        return
    topics, drawn = _chosen_topics(analysis), Drawn(analysis)
    st.html(legend_html().replace("Point at, tab to or tap a passage for details.", _KEY))
    event = st.plotly_chart(
        drawn(figures.stance_matrix, topics),
        on_select="rerun",
        selection_mode="points",
        key="matrix",
        config=_CHART,
        width="stretch",
    )
    _remember(event)
    _evidence(analysis, topics)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("One topic")
        labels = {t.id: t.label for t in analysis.topics}
        topic = st.selectbox("Topic", topics, format_func=labels.__getitem__, key="bars_topic")
        if topic:
            st.caption(f"{analysis.topic(topic).proposition} Length of a bar: weight of the evidence.")
            st.plotly_chart(drawn(figures.topic_bars, topic), key="bars", config=_CHART, width="stretch")
    with right:
        st.subheader("Tone is not stance")
        st.caption("Each sign is a speaker on a topic: across, the side taken; upward, the tone of the words.")
        st.plotly_chart(drawn(figures.stance_and_sentiment), key="tone", config=_CHART, width="stretch")


_KEY = "Larger: more statements. Fainter: less certain. Click a sign to read its evidence."


def nothing(analysis: Analysis) -> None:
    """What to say where there is no position to show."""
    if analysis.statements:
        st.info(
            f"{len(analysis.statements)} statements were found, but none on a topic of the codebook. "
            "Upload a codebook with your topics in the settings on the left.",
            icon=":material/info:",
        )
    else:
        st.info(
            "Nobody is quoted or reported in this text, so there are no positions to show.",
            icon=":material/info:",
        )


def _chosen_topics(analysis: Analysis) -> list[str]:
    """Topic ids to show, those with the most evidence first unless the visitor picks."""
    count: dict[str, int] = {}
    for p in analysis.positions:
        count[p.topic_id] = count.get(p.topic_id, 0) + len(p.statement_ids)
    ranked = sorted(count, key=lambda k: -count[k])
    if len(ranked) <= _SHOWN:
        return ranked
    labels = {t.id: t.label for t in analysis.topics}
    picked = st.multiselect(
        "Topics", ranked, default=ranked[:_SHOWN], format_func=labels.__getitem__, key="matrix_topics"
    )
    return picked or ranked[:_SHOWN]


def _remember(event) -> None:
    """Put a newly clicked cell into the address; an old selection doesn't override a later choice."""
    points = event.selection.points if event else []
    clicked = tuple(points[0]["customdata"]) if points and points[0].get("customdata") else None
    if clicked and clicked != st.session_state.get("clicked"):
        st.query_params["speaker"], st.query_params["topic"] = clicked
        st.session_state["cell"] = clicked
    st.session_state["clicked"] = clicked


def _evidence(analysis: Analysis, topics: list[str]) -> None:
    cells = {(p.speaker_id, p.topic_id): p for p in analysis.positions if p.topic_id in topics}
    names = {s.id: s.name for s in analysis.speakers}
    labels = {t.id: t.label for t in analysis.topics}
    wanted = (st.query_params.get("speaker"), st.query_params.get("topic"))
    options = [None, *sorted(cells, key=lambda c: (names[c[0]], labels[c[1]]))]
    if wanted in cells and st.session_state.get("cell") is None:
        st.session_state["cell"] = wanted
    if st.session_state.get("cell") not in options:
        st.session_state["cell"] = None

    def title(cell) -> str:
        if cell is None:
            return "Choose a speaker and topic, or click a sign above"
        look = STANCE[cells[cell].stance]
        return f"{look.sign} {names[cell[0]]} on {labels[cell[1]]}"

    cell = st.selectbox("Evidence", options, format_func=title, key="cell")
    if cell is None:
        return
    st.query_params["speaker"], st.query_params["topic"] = cell
    show_evidence(analysis, cells[cell])


def show_evidence(analysis: Analysis, position: Position) -> None:
    """A position and the words that it rests on, strongest first."""
    name = analysis.speaker(position.speaker_id).name
    topic = analysis.topic(position.topic_id)
    look = STANCE[position.stance]
    mixed = " Own statements disagree." if position.mixed else ""
    sure = "" if position.stance == "unclear" else f" ({position.confidence:.0%})"
    st.markdown(
        f"**{plain(name)}** is **{look.sign} {look.word}**{sure}: "
        f"*{plain(topic.proposition)}* Sentiment: {SENTIMENT[position.sentiment]}.{mixed}"
    )
    by_id = {s.id: s for s in analysis.statements}
    for i in position.statement_ids:
        st.html(evidence_html(analysis, by_id[i], position.topic_id))
