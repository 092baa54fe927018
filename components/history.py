"""History of the open project: what was saved, by whom and when; an earlier analysis to read or to restore."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from analysis.corrections import Correction, article_key
from analysis.errors import StandpointError
from analysis.storage.errors import Conflict
from analysis.storage.history import Event, project_history, restore_run
from analysis.storage.store import Run, Saved, User
from components.identity import store
from components.projects import open_saved, unsaved
from components.state import open_articles
from components.views import view
from components.words import moment, plain
from components.workspace import corrected

_PAGE = 20
_MOST_LINES = 12
_CHANGED = {"name": "the name", "topics": "the topics", "events": "events", "names": "names of speakers"}
_CORRECTED = {
    "speaker": "gave a statement to {value}",
    "join": "joined {value} and {target}",
    "stance": "stance {value} on {topic_id}",
    "sentiment": "sentiment {value} on {topic_id}",
    "accept": "accepted the stance on {topic_id}",
    "reject": "not about {topic_id}",
    "remove": "no statement",
}


def section(user: User, saved: Saved) -> None:
    """The list, the newest first."""
    st.subheader("History")
    try:
        events = project_history(store(), user, saved.project.id)
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    titles = {article_key(a): _title(a.title) for a in open_articles()}
    shown = st.session_state.get("history_shown", _PAGE)
    for number, event in enumerate(events[:shown]):
        _event(len(events) - number, event, titles)
    if len(events) > shown and st.button(f"Earlier ({len(events) - shown})", key="history_more"):
        st.session_state["history_shown"] = shown + 5 * _PAGE
        st.rerun()


def _title(title: str) -> str:
    return title or "Untitled article"


def _event(number: int, event: Event, titles: dict[str, str]) -> None:
    with st.container(border=True, key=f"event-{number}"):
        st.markdown(f"**{moment(event.at)}** · {plain(event.by)} · {plain(_what(event, titles))}")
        for run in event.runs[:_MOST_LINES]:
            _run(run, titles)
        if len(event.runs) > _MOST_LINES:
            with st.expander(f"{len(event.runs) - _MOST_LINES} more analyses"):
                for run in event.runs[_MOST_LINES:]:
                    _run(run, titles)
        if event.corrections:
            lines = [_correction(c, titles) for c in event.corrections]
            if len(lines) <= 3:
                st.caption("  \n".join(plain(x) for x in lines))
            else:
                with st.expander(f"{len(lines)} corrections"):
                    st.caption("  \n".join(plain(x) for x in lines))


def _what(event: Event, titles: dict[str, str]) -> str:
    if event.kind == "restored":
        return f"restored an earlier analysis of {titles.get(event.article, 'an article')} (version {event.version})"
    if event.kind in ("added", "role", "removed"):
        verb = {"added": "added", "role": "changed the role of", "removed": "removed"}[event.kind]
        return f"{verb} {event.who}{f' ({event.role})' if event.role else ''}"
    parts = [f"{n} {what}{'' if n == 1 else end}" for n, what, end in (
        (len(event.runs), "new analysis", ""), (len(event.corrections), "correction", "s")
    ) if n]  # fmt: skip
    parts = [x.replace("new analysis", "new analyses") if not x.startswith("1 ") else x for x in parts]
    if event.changed:
        parts.append("changed " + ", ".join(_CHANGED.get(c, c) for c in event.changed))
    first = "made the project" if event.kind == "made" else "saved" + f" version {event.version}" * bool(event.version)
    return f"{first}: {'; '.join(parts)}" if parts else first


def _correction(c: Correction, titles: dict[str, str]) -> str:
    what = _CORRECTED[c.kind].format(value=c.value, target=c.target, topic_id=c.topic_id)
    return f"{what} · {titles.get(c.article, 'an article that is not here any more')} · signed {c.by or 'nobody'}"


def _run(run: Run, titles: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = titles.get(run.article_key, "An article that is not here any more")
        st.text(f"{title} · {_models(run)}", width="stretch")
        if run.current:
            st.caption("present", width="content")
        elif st.button("Open", key=f"past-{run.id}", help="Read this earlier analysis"):
            st.session_state["past_run"] = (run.id, moment(run.created_at), run.created_by)
            st.rerun()


def _models(run: Run) -> str:
    return ", ".join(f"{k} {v[:12]}" for k, v in run.versions.items())


def past(user: User, saved: Saved) -> bool:
    """One earlier analysis, read-only, with the way back; returns whether one is open."""
    wanted = st.session_state.get("past_run")
    if wanted is None:
        return False
    run_id, at, by = wanted
    try:
        analysis = store().run(user, saved.project.id, run_id)
    except StandpointError as error:
        st.session_state.pop("past_run")
        st.error(str(error), icon=":material/error:")
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Back to the history", icon=":material/arrow_back:", key="past_back"):
            st.session_state.pop("past_run")
            st.rerun()
        if saved.role != "viewer" and st.button("Restore this analysis", icon=":material/history:", key="past_restore"):
            _restore(user, saved, run_id)
    st.info(
        f"An earlier analysis of {at} by {plain(by)}, to read only. Corrections are applied to it too.",
        icon=":material/history:",
    )
    st.subheader(plain(_title(analysis.article.title)), anchor=False)
    counts = Counter(c.stance for s in analysis.statements for c in s.classifications)
    st.caption(f"{len(analysis.statements)} statements · " + ", ".join(f"{n} {k}" for k, n in sorted(counts.items())))
    view(corrected(analysis), editable=False)
    return True


def _restore(user: User, saved: Saved, run_id: int) -> None:
    if unsaved():
        st.warning("Save or take back what you changed first: restoring shows the project as it is stored.")
        return
    try:
        done = restore_run(store(), user, saved.project.id, run_id, saved.version)
    except Conflict:
        st.session_state["conflict"] = True
        st.rerun()
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.session_state.pop("past_run", None)
    open_saved(done)
    st.toast("Restored. The analysis that was there is in the history.", icon=":material/check:")
    st.rerun()
