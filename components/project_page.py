"""The open project itself: its members and its history."""

from __future__ import annotations

import streamlit as st

from components import history, members
from components.identity import accounts
from components.projects import opened, user_or_message


def page() -> None:
    """Both sections, or one earlier analysis."""
    saved, user = opened(), user_or_message()
    if saved is None or user is None:
        st.info("Save the articles as a project first.", icon=":material/info:")
        return
    if history.past(user, saved):
        return
    if accounts():
        members.trouble()
        members.section(user, saved)
    history.section(user, saved)
