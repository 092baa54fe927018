"""The reader with a click on a statement that opens a small editor: speaker, same person, no statement.

The article's HTML is made by ``components.reader``, which escapes all that comes from the article; the script below
only shows it and says which statement was clicked.
"""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from analysis.corrections import article_key
from analysis.types import Analysis, Statement
from components.reader import speaker_name
from components.theme import STANCE
from components.workspace import coder, correct, correction

_SCRIPT = """
export default function({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector('.sp-mount');
  root.innerHTML = data.html;
  const pick = (event) => {
    const found = event.target.closest('[data-id]');
    if (found) setTriggerValue('picked', Number(found.dataset.id));
  };
  root.onclick = pick;
  root.onkeydown = (event) => {
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); pick(event); }
  };
}
"""


@lru_cache(maxsize=1)
def _component():
    return st.components.v2.component(
        "standpoint_reader", html='<div class="sp-mount"></div>', js=_SCRIPT, isolate_styles=False
    )


def reader(analysis: Analysis, html: str) -> None:
    """Show the article; a click on a statement opens the editor."""
    found = _component()(data={"html": html}, key="reader", on_picked_change=lambda: None)
    if found.picked is not None:
        statement = next((s for s in analysis.statements if s.id == int(found.picked)), None)
        if statement is not None:
            _editor(analysis, statement)


@st.dialog("Who says this?")
def _editor(analysis: Analysis, s: Statement) -> None:
    """Each choice is kept at once and closes the editor."""
    key = article_key(analysis.article)
    st.text(f"“{analysis.words(s)[:300].strip('“”')}”")
    st.text(f"Now: {speaker_name(analysis, s)}{' (decided by a person)' if s.origin == 'human' else ''}")
    others = [p for p in analysis.speakers if p.id not in (s.speaker_id, "author")]
    names = {p.id: p.name for p in others}
    picked = st.pills("Another speaker", list(names), format_func=names.__getitem__, key=f"give-{key}-{s.id}")
    if picked:
        correct(correction(key, "speaker", s.content, value=picked))
        st.rerun()
    with st.form(f"new-{key}-{s.id}", border=False):
        new = st.text_input("Somebody not listed", placeholder="Name")
        if st.form_submit_button("Credit to this name") and new.strip():
            correct(correction(key, "speaker", s.content, value=new.strip()))
            st.rerun()
    if s.speaker_id in {p.id for p in analysis.speakers} - {"author"}:
        same = st.pills(
            f"{speaker_name(analysis, s)} is the same as",
            list(names),
            format_func=names.__getitem__,
            key=f"join-{key}-{s.id}",
        )
        if same:
            correct(correction(key, "join", value=s.speaker_id, target=same))
            st.rerun()
    if st.button("Not a statement", icon=":material/block:", key=f"remove-{key}-{s.id}"):
        correct(correction(key, "remove", s.content))
        st.rerun()
    for c in s.classifications:
        look = STANCE[c.stance]
        st.caption(
            f"{look.sign} {look.word}: {analysis.topic(c.topic_id).label} ({c.confidence:.0%})".replace("$", "\\$")
        )
    st.caption(f"Signed as {coder()}. Stances are corrected under Review.")
