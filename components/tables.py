"""Speakers and statements as tables that can be filtered and downloaded."""

from __future__ import annotations

import json
import re

import streamlit as st

from analysis.export import speakers_table, statements_table, to_csv, to_json
from analysis.types import Analysis


def _file_name(analysis: Analysis, kind: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", (analysis.article.title or "article").lower()).strip("-")[:60]
    return f"standpoint-{base or 'article'}-{kind}"


def speakers_page(analysis: Analysis) -> None:
    """Who speaks, as whom, and how much."""
    frame = speakers_table(analysis)
    st.dataframe(frame, hide_index=True, width="stretch", key="speakers_frame")
    st.download_button(
        "Download CSV",
        to_csv(frame),
        file_name=f"{_file_name(analysis, 'speakers')}.csv",
        mime="text/csv",
        icon=":material/download:",
    )


def statements_page(analysis: Analysis) -> None:
    """Every statement with what was found in it."""
    frame = statements_table(analysis)
    a, b, c = st.columns(3)
    speakers = a.multiselect("Speaker", sorted(frame["Speaker"].unique()), key="filter_speaker")
    topics = b.multiselect("Topic", sorted(t for t in frame["Topic"].unique() if t), key="filter_topic")
    stances = c.multiselect("Stance", ["favor", "against", "neutral", "unclear"], key="filter_stance")
    words = st.text_input("Words", key="filter_words", placeholder="Show statements that contain …")
    for column, chosen in (("Speaker", speakers), ("Topic", topics), ("Stance", stances)):
        if chosen:
            frame = frame[frame[column].isin(chosen)]
    if words.strip():
        frame = frame[frame["Words"].str.contains(words.strip(), case=False, regex=False)]
    shown = frame.drop(columns=["Start", "Statement"])
    percent = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        key="statements_frame",
        column_config={
            "Confidence": percent,
            "Relevance": percent,
            "Attribution": percent,
            "Words": st.column_config.TextColumn(width="large"),
        },
    )
    st.caption(f"{frame['Statement'].nunique()} of {len(analysis.statements)} statements")
    left, right, _ = st.columns([1, 1, 3])
    left.download_button(
        "Download CSV",
        to_csv(frame),
        file_name=f"{_file_name(analysis, 'statements')}.csv",
        mime="text/csv",
        icon=":material/download:",
    )
    right.download_button(
        "Download JSON",
        json.dumps(to_json(analysis), ensure_ascii=False, indent=1),
        file_name=f"{_file_name(analysis, 'analysis')}.json",
        mime="application/json",
        icon=":material/download:",
    )
