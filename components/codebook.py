"""The codebook in the dashboard: add, edit, merge and try topics, and carry them in and out as YAML."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from analysis.codebook import Codebook, complete, dump_codebook
from analysis.errors import StandpointError
from analysis.topic_edits import Hit, merged, try_topic, with_topic, without_topic
from analysis.types import Topic
from components.state import codebook
from components.workspace import workspace

_NEW = "A new topic"
_SHOWN = 15


def page() -> None:
    """The editor."""
    book = codebook()
    st.caption(f"{len(book.topics)} topics. A change takes effect at the next look, which analyses the articles anew.")
    labels = {t.id: t.label for t in book.topics}
    picked = st.selectbox("Topic", [_NEW, *labels], format_func=lambda k: labels.get(k, k), key="edited_topic")
    old = next((t for t in book.topics if t.id == picked), None)
    draft = _form(old)
    a, b, c, _ = st.columns([1, 1, 1, 1])
    if a.button("Try it", icon=":material/search:", width="stretch", disabled=not draft.proposition):
        _try(draft, book)
    if b.button("Keep it", type="primary", width="stretch", disabled=not draft.proposition):
        _change(lambda: with_topic(book, draft, old.id if old else ""))
    if old and c.button("Remove it", icon=":material/delete:", width="stretch"):
        _change(lambda: without_topic(book, old.id))
    if "tried" in st.session_state:
        _tried(st.session_state["tried"])
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Merge two topics")
        kept = st.selectbox("Keep", list(labels), format_func=labels.__getitem__, key="merge_kept")
        gone = st.selectbox("and take into it", [k for k in labels if k != kept], format_func=labels.__getitem__)
        if gone and st.button("Merge"):
            _change(lambda: merged(book, kept, gone))
    with right:
        st.subheader("In and out")
        st.caption("A YAML codebook is taken in under Settings, on the left.")
        st.download_button(
            "Download this codebook (YAML)",
            dump_codebook(book.topics),
            file_name="codebook.yaml",
            mime="application/yaml",
            icon=":material/download:",
        )


def _form(old: Topic | None) -> Topic:
    """The topic as the fields have it."""
    key = old.id if old else "new"
    t = old or Topic("", "")
    proposition = st.text_input(
        "Proposition", t.proposition, key=f"t-{key}-p", placeholder="The city should cap rents.", max_chars=300
    )
    a, b = st.columns(2)
    name = a.text_input("Short name", t.name, key=f"t-{key}-n", max_chars=200)
    target = b.text_input("What sentiment is measured toward", t.target, key=f"t-{key}-t", max_chars=200)
    phrases = st.text_area(
        "Phrases that find statements on it, one per line", "\n".join(t.phrases), key=f"t-{key}-f", height=110
    )
    ident = old.id if old else re.sub(r"[^a-z0-9]+", "-", (name or proposition).lower()).strip("-")[:60]
    lines = tuple(dict.fromkeys(x.strip() for x in phrases.splitlines() if x.strip()))
    return Topic(
        ident, proposition.strip(), name.strip(), t.description, target.strip(), t.favor_means, t.against_means, lines
    )


def _change(make) -> None:
    try:
        book: Codebook = make()
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.session_state["codebook_text"] = dump_codebook(book.topics)
    st.session_state["codebook_edited"] = True
    st.session_state.pop("tried", None)
    st.rerun()


def _try(topic: Topic, book: Codebook) -> None:
    """Hold the open articles against the topic, and keep what comes of it for as long as they are open."""
    with st.spinner("Holding the open articles against the topic …"):
        try:
            hits = try_topic(workspace().corpus.analyses, complete(topic), book.topics)
        except StandpointError as error:
            st.error(str(error), icon=":material/error:")
            return
    st.session_state["tried"] = hits


def _tried(hits: Sequence[Hit]) -> None:
    """What the topic would match among the open articles."""
    space = workspace()
    total = sum(s.type != "author" for a in space.corpus.analyses for s in a.statements)
    st.subheader(f"{len(hits)} of {total} statements would match")
    rows = []
    for h in hits[:_SHOWN]:
        a = space.corpus.analyses[h.analysis]
        s = next(s for s in a.statements if s.id == h.statement_id)
        rows.append(
            {
                "Surely": h.relevance,
                "Stance": h.stance,
                "Speaker": {p.id: p.name for p in a.speakers}.get(s.speaker_id, ""),
                "Words": a.words(s),
                "Outlet": a.article.outlet,
            }
        )
    if rows:
        st.dataframe(
            rows,
            hide_index=True,
            width="stretch",
            column_config={
                "Surely": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
                "Words": st.column_config.TextColumn(width="large"),
            },
        )
        if len(hits) > _SHOWN:
            st.caption(f"and {len(hits) - _SHOWN} more")
    else:
        st.caption("Nothing: add phrases, or word the proposition closer to the articles.")
