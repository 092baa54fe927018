"""Events and names: which articles tell of the same event, which are copies, which speakers are one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.collection import Corpus
from analysis.corrections import article_key
from components.workspace import Workspace, decide, decisions


def page(space: Workspace) -> None:
    """Two tables that a person can edit."""
    _events(space)
    st.subheader("Names of speakers")
    st.caption("One name per line where two are the same person. Surnames alone are joined without your help.")
    _aliases(space.corpus)


def _events(space: Workspace) -> None:
    corpus = space.corpus
    st.subheader("Events")
    st.caption("Articles are grouped by what they begin with and by date. Write another name to move an article.")
    frame = pd.DataFrame(
        [
            {
                "Event": corpus.events[i],
                "Article": a.article.title or a.article.filename or f"Article {i + 1}",
                "Outlet": a.article.outlet,
                "Date": a.article.date,
                "Copy of": _named(corpus, corpus.copies[i]) if i in corpus.copies else "",
            }
            for i, a in enumerate(corpus.analyses)
        ]
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        width="stretch",
        key="events_table",
        disabled=["Article", "Outlet", "Date", "Copy of"],
        column_config={
            "Event": st.column_config.TextColumn(width=330, max_chars=120),
            "Article": st.column_config.TextColumn(width=330),
        },
    )
    changed = {
        article_key(corpus.analyses[i].article): new.strip()
        for i, (old, new) in enumerate(zip(frame["Event"], edited["Event"].fillna(""), strict=True))
        if new.strip() and new != old
    }
    left, right, _ = st.columns([1, 1, 2])
    if left.button("Keep these events", type="primary", disabled=not changed, width="stretch"):
        decide(events={**decisions().events, **changed})
        st.session_state.pop("f_event", None)
        st.rerun()
    if decisions().events and right.button("Group anew", width="stretch"):
        decide(events={})
        st.session_state.pop("f_event", None)
        st.rerun()


def _named(corpus: Corpus, i: int) -> str:
    a = corpus.analyses[i].article
    return f"{a.outlet}, {a.date}" if a.outlet else a.title


def _aliases(corpus: Corpus) -> None:
    frame = pd.DataFrame(
        list(decisions().aliases.items()) or [("", "")], columns=["Name in the articles", "Name to use"], dtype="str"
    )
    names = sorted({s.name for a in corpus.analyses for s in a.speakers})
    edited = st.data_editor(
        frame,
        hide_index=True,
        num_rows="dynamic",
        width="stretch",
        key="aliases_table",
        column_config={"Name in the articles": st.column_config.SelectboxColumn(options=names)},
    )
    wanted = {
        a.strip(): b.strip()
        for a, b in edited.fillna("").itertuples(index=False)
        if isinstance(a, str) and a.strip() and b.strip()
    }
    if wanted != dict(decisions().aliases) and st.button("Keep these names", type="primary"):
        decide(aliases=wanted)
        st.rerun()
