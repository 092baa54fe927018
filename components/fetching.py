"""An article by its address, on the first page."""

from __future__ import annotations

import streamlit as st

from analysis import logs
from analysis.errors import StandpointError
from analysis.fetch import fetch_article
from analysis.hosting import host_settings
from components.state import open_these


def by_address() -> None:
    """A field for an article's address; nothing where whoever runs the server turned it off."""
    if not host_settings().fetch:
        return
    with st.form("fetch_form", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        address = left.text_input("Or its address", key="address", placeholder="https://…", max_chars=2000)
        asked = right.form_submit_button("Fetch", width="stretch")
    if not asked:
        return
    if not address.strip():
        st.error("Type the address of an article first.", icon=":material/error:")
        return
    try:
        with st.spinner("Fetching the article …"):
            article = fetch_article(address)
    except StandpointError as error:
        logs.event("fetch_failed", level="warning", error=error)
        st.error(str(error), icon=":material/error:")
        return
    logs.event("fetched", words=len(article.text.split()))
    open_these([article])
    st.rerun()
