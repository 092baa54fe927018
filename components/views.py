"""The views of one analysis: positions, the reader, speakers, statements."""

from __future__ import annotations

import streamlit as st

from analysis.types import Analysis

VIEWS = ("Positions", "Reader", "Speakers", "Statements")


def view(analysis: Analysis, *, editable: bool = True) -> None:
    """Draw the view that the visitor chose; in the reader, statements can be corrected where ``editable``."""
    asked = st.query_params.get("view", VIEWS[0])
    if "view" not in st.session_state:
        st.session_state["view"] = asked if asked in VIEWS else VIEWS[0]
    chosen = st.segmented_control("View", VIEWS, key="view", label_visibility="collapsed") or VIEWS[0]
    st.query_params["view"] = chosen
    if chosen == "Positions":
        from components import positions

        positions.page(analysis)
    elif chosen == "Reader":
        _reader(analysis, editable)
    else:
        from components import tables

        (tables.speakers_page if chosen == "Speakers" else tables.statements_page)(analysis)


def _reader(analysis: Analysis, editable: bool) -> None:
    from components.reader import article_html, legend_html
    from components.reader_editor import reader

    used = {c.topic_id for s in analysis.statements for c in s.classifications}
    topics = {t.id: t.label for t in analysis.topics if t.id in used}
    speakers = {s.id: s.name for s in analysis.speakers}
    a, b = st.columns(2)
    topic = a.selectbox("Topic", [None, *topics], format_func=lambda k: topics.get(k, "All topics"), key="reader_topic")
    speaker = b.selectbox(
        "Speaker",
        [None, *speakers],
        format_func=lambda k: speakers.get(k, "All speakers"),
        key="reader_speaker",
    )
    st.html(legend_html())
    marked = article_html(analysis, topic, speaker)
    if editable:
        reader(analysis, marked)
    else:
        st.html(marked)
