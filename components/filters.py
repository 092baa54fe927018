"""The filters of the comparison: one choice for every chart, kept in the address so that it can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast, get_args

import streamlit as st

from analysis.collection import Corpus, Filter, speaker_label
from analysis.comparison import MOST_OUTLETS, shared_topics
from analysis.types import StatementType
from components.workspace import Workspace

_MANY = {"outlet": "outlets", "who": "speakers", "about": "topics", "type": "types"}


def chosen(space: Workspace) -> tuple[Filter, str]:
    """Draw the filters; returns them with the topic that columns are compared on (empty for all)."""
    corpus = space.corpus
    events = tuple(dict.fromkeys(e for e in corpus.events if e))
    a, b = st.columns(2)
    with a:
        event = _one("Event", "event", ["", *events], lambda e: e or "All events together", first=_largest(corpus))
    of_event = space.shown.choice(Filter(event=event))
    topics = shared_topics(of_event)
    labels = {t.id: t.label for t in corpus.topics}
    with b:
        topic = _one(
            "Topic",
            "on",
            ["", *topics],
            lambda t: labels.get(t, t) if t else "All topics",
            first=topics[0] if topics else "",
        )
    outlets = _several(
        f"Outlets in columns (2 to {MOST_OUTLETS})", "outlet", of_event.outlets, of_event.outlets[:MOST_OUTLETS]
    )
    with st.expander("More filters", icon=":material/filter_alt:", expanded=_any_set()):
        left, middle, right = st.columns(3)
        with left:
            speakers = _several("Speakers", "who", of_event.speakers, (), speaker_label)
            types = _several("Statement types", "type", get_args(StatementType), ())
        with middle:
            about = _several("Topics in charts", "about", topics, (), lambda t: labels.get(t, t))
            since, until = _dates(of_event)
        with right:
            confidence = _slider()
            once = _toggle(len(corpus.copies))
    return (
        Filter(
            event,
            outlets,
            speakers,
            about,
            cast(tuple[StatementType, ...], types),
            since,
            until,
            confidence,
            once,
        ),
        topic,
    )


def forget() -> None:
    """Clear the filters, in the widgets and in the address."""
    for key in ("event", "on", *_MANY, "since", "until", "sure", "once"):
        st.query_params.pop(key, None)
        st.session_state.pop(f"f_{key}", None)


def _largest(corpus: Corpus) -> str:
    """The event that most outlets tell of: there is something to compare."""
    outlets: dict[str, set[str]] = {}
    for i, name in enumerate(corpus.events):
        if name:
            outlets.setdefault(name, set()).add(corpus.analyses[i].article.outlet)
    return max(outlets, key=lambda n: len(outlets[n]), default="")


def _any_set() -> bool:
    return any(k in st.query_params for k in ("who", "about", "type", "since", "until", "sure", "once"))


def _one(label: str, key: str, options: Sequence[str], show, first: str) -> str:
    state = f"f_{key}"
    if st.session_state.get(state) not in options:
        asked = st.query_params.get(key)
        st.session_state[state] = asked if asked in options else first if first in options else options[0]
    picked = st.selectbox(label, options, format_func=show, key=state)
    st.query_params[key] = picked
    return picked


def _several(label: str, key: str, options: Sequence[str], first: Sequence[str], show=str) -> tuple[str, ...]:
    """A multiselect; its value is in the address only where it isn't the default."""
    state = f"f_{key}"
    asked = [x for x in st.query_params.get_all(key) if x in options]
    if state not in st.session_state:
        st.session_state[state] = asked or list(first)
    else:
        # Another event may lack what was chosen before.
        st.session_state[state] = [x for x in st.session_state[state] if x in options] or list(first)
    most = MOST_OUTLETS if key == "outlet" else None
    picked = st.multiselect(label, options, format_func=show, key=state, max_selections=most)
    if picked and list(picked) != list(first):
        st.query_params[key] = picked
    else:
        st.query_params.pop(key, None)
    return tuple(picked or first)


def _dates(corpus: Corpus) -> tuple[str, str]:
    known = sorted(d for d in {e.date for e in corpus.entries} if _iso(d))
    if len(known) < 2:
        return "", ""
    low, high = date.fromisoformat(known[0]), date.fromisoformat(known[-1])
    state = "f_dates"
    asked = (_iso(st.query_params.get("since", "")) or low, _iso(st.query_params.get("until", "")) or high)
    if state not in st.session_state or not all(low <= d <= high for d in st.session_state[state]):
        st.session_state[state] = tuple(min(max(d, low), high) for d in asked)
    since, until = cast(tuple[date, date], st.slider("Dates", low, high, key=state, format="D MMM YYYY"))
    for key, value, edge in (("since", since, low), ("until", until, high)):
        if value != edge:
            st.query_params[key] = value.isoformat()
        else:
            st.query_params.pop(key, None)
    return (since.isoformat() if since != low else ""), (until.isoformat() if until != high else "")


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _slider() -> float:
    if "f_sure" not in st.session_state:
        try:
            st.session_state["f_sure"] = min(100, max(0, int(st.query_params.get("sure", "0"))))
        except ValueError:
            st.session_state["f_sure"] = 0
    least = st.slider("Least confidence, %", 0, 100, step=5, key="f_sure")
    if least:
        st.query_params["sure"] = str(least)
    else:
        st.query_params.pop("sure", None)
    return least / 100


def _toggle(copies: int) -> bool:
    if not copies:
        return False
    if "f_once" not in st.session_state:
        st.session_state["f_once"] = st.query_params.get("once") == "1"
    on = st.toggle(f"Count copies once ({copies} near-duplicate{'s' if copies > 1 else ''})", key="f_once")
    if on:
        st.query_params["once"] = "1"
    else:
        st.query_params.pop("once", None)
    return on
