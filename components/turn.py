"""Waiting for one's turn to analyse, with the place in line on the page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from analysis import logs
from analysis.hosting import host_settings
from analysis.turns import Line, ordinal

_ASK_S = 0.5


@st.cache_resource(show_spinner=False)
def line() -> Line:
    """The line of this process."""
    from models.runtime import cores

    settings = host_settings()
    return Line(settings.analyses_at_once or cores(), settings.queue_length)


@contextmanager
def turn(who: str) -> Iterator[None]:
    """The visitor's turn, waited for. Raises LineFull where too many wait.

    Every look at the line draws on the page, which is where Streamlit ends the run of a page that was closed. A click
    while waiting only draws the page anew, and keeps the place.
    """
    queue, began, holder = line(), time.monotonic(), None
    place = first = queue.ask(who)
    try:
        while place:
            holder = holder or st.empty()
            holder.info(
                f"You are {ordinal(place)} in line: other people's articles are being analysed. "
                "Yours follows without a click.",
                icon=":material/hourglass_top:",
            )
            queue.wait(_ASK_S)
            place = queue.ask(who)
    except StopException:
        queue.leave(who)
        raise
    # From here on the turn has begun: whatever ends the run has to end the turn.
    try:
        if holder is not None:
            holder.empty()
            logs.event("waited", place=first, seconds=time.monotonic() - began)
        yield
    finally:
        queue.done()
