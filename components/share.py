"""Links: the dialog that makes them, and the page that they open."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from analysis.errors import StandpointError
from analysis.hosting import host_settings
from analysis.storage.shares import (
    MIN_PASSWORD,
    PasswordNeeded,
    Share,
    SharedView,
    create_share,
    list_shares,
    open_share,
    revoke_share,
)
from analysis.storage.store import User
from analysis.types import Analysis
from components.identity import store
from components.words import plain
from components.workspace import shared_workspace

_PLACES = ("Articles", "Compare")
_ENDS = {"in a week": 7, "in 30 days": 30, "in 90 days": 90, "in a year": 365, "never": None}


def link(token: str) -> str:
    """The address that a token opens."""
    base = host_settings().public_url
    if not base:
        parts = urlsplit(st.context.url or "")
        base = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return f"{base.rstrip('/')}/?share={token}"


@st.dialog("Share", width="medium")
def dialog(user: User) -> None:
    """Make a link to the open project, and end those made before."""
    saved = st.session_state["project"]
    st.text(f"Whoever has the link can read {saved.project.name} and change nothing.")
    made = st.session_state.get("made_link")
    if made and made[0] == saved.project.id:
        st.success("The link is ready. It is shown only now, so copy it.", icon=":material/link:")
        st.code(made[1], language=None, wrap_lines=True)
        with st.expander("Show it inside another page"):
            embed = f'<iframe src="{escape(made[1])}&embed=true" width="100%" height="800" title="Standpoint"></iframe>'
            st.code(embed, language="html", wrap_lines=True)
        if st.button("Make another", key="another_link"):
            st.session_state.pop("made_link")
            st.rerun(scope="fragment")
    else:
        _form(user, saved.project.id)
    try:
        links = list_shares(store(), user, saved.project.id)
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    if links:
        st.markdown("**Links so far**")
    for one in links:
        _row(user, saved.project.id, one)


def _form(user: User, project_id: str) -> None:
    with st.form("share_form", border=False):
        live = st.radio(
            "What it shows",
            [False, True],
            format_func=lambda x: "The project as it is from now on" if x else "The project as it is now",
            key="share_live",
        )
        with_text = st.checkbox(
            "With the full text of the articles",
            key="share_text",
            help="Without it, only the quoted words that positions rest on are shown. "
            "News articles are usually under copyright; leave it off unless you may publish them.",
        )
        a, b = st.columns(2)
        ends = a.selectbox("Ends", list(_ENDS), index=2, key="share_ends")
        password = b.text_input(
            "Password (if you like)", type="password", key="share_password", help=f"At least {MIN_PASSWORD} characters"
        )
        label = st.text_input("For whom (only you see this)", key="share_label", max_chars=300)
        if not st.form_submit_button("Make a link", type="primary"):
            return
    try:
        _, token = create_share(
            store(), user, project_id, label=label, days=_ENDS[ends], password=password, with_text=with_text, live=live
        )
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.session_state["made_link"] = (project_id, link(token))
    st.rerun(scope="fragment")


def _row(user: User, project_id: str, one: Share) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        facts = [
            one.label or "Link",
            f"made {one.created_at[:10]}",
            f"ends {one.expires_at[:10]}" if one.expires_at else "never ends",
            "live" if one.live else "as it was",
            "full text" if one.with_text else "quotes only",
            *(["password"] if one.password else []),
        ]
        st.text(" · ".join(facts), width="stretch")
        if one.revoked:
            st.caption("revoked", width="content")
        elif st.button("Revoke", key=f"revoke-{one.id}"):
            try:
                revoke_share(store(), user, project_id, one.id)
            except StandpointError as error:
                st.error(str(error), icon=":material/error:")
                return
            st.session_state.pop("made_link", None)
            st.rerun(scope="fragment")


def shared_page(view: Callable[[Analysis], None]) -> bool:
    """The page that a link opens, drawn where the address names one; returns whether it does.

    ``view`` draws an analysis. Nothing else of the dashboard is there: no settings, no project, no upload.
    """
    token = st.query_params.get("share")
    if not token:
        return False
    found = _opened(token)
    if found is not None:
        _draw(found, view)
    return True


def _opened(token: str) -> SharedView | None:
    name = f"link_key:{token}"
    given = st.session_state.pop("link_password", "")
    try:
        found = open_share(store(), token, given, st.session_state.get(name, ""))
        st.session_state[name] = found.key
        return found
    except PasswordNeeded as error:
        st.subheader("This page has a password", anchor=False)
        with st.form("link_form", border=False):
            typed = st.text_input("Password", type="password", key="link_typed")
            if st.form_submit_button("Open", type="primary"):
                st.session_state["link_password"] = typed
                st.rerun()
        if given:
            st.error(str(error), icon=":material/error:")
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
    return None


def _draw(found: SharedView, view: Callable[[Analysis], None]) -> None:
    if not st.context.is_embedded:
        state = "kept up to date" if found.live else f"as of {found.at[:10]}"
        st.caption(f"Shared with Standpoint · {state} · read only")
    if not found.analyses:
        st.info("This project holds no articles.", icon=":material/info:")
        return
    st.subheader(plain(found.name), anchor=False)
    current = 0
    if len(found.analyses) > 1:
        if _place() == _PLACES[1]:
            from components import compare

            compare.page(shared_workspace(found.analyses, found.events), editable=False)
            return
        titles = [
            " · ".join(x for x in (a.article.title or f"Article {i + 1}", event) if x)
            for i, (a, event) in enumerate(zip(found.analyses, found.events, strict=True))
        ]
        current = st.selectbox(
            "Article", range(len(titles)), format_func=lambda i: f"{i + 1}. {titles[i]}", key="shared_article"
        )
    analysis = found.analyses[current]
    a = analysis.article
    facts = " · ".join(x for x in (a.title, a.outlet, a.date) if x)
    if facts and facts != found.name:
        st.text(facts)
    if not found.with_text:
        st.caption("Only the words that positions rest on are shown; the articles themselves are left out.")
    view(analysis)


def _place() -> str:
    """The articles one by one, or side by side; in the address, so that the link can lead to either."""
    if "shared_place" not in st.session_state:
        asked = st.query_params.get("page", _PLACES[0])
        st.session_state["shared_place"] = asked if asked in _PLACES else _PLACES[0]
    place = st.segmented_control("Page", _PLACES, key="shared_place", label_visibility="collapsed") or _PLACES[0]
    st.query_params["page"] = place
    return place
