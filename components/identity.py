"""Who the visitor is: the person at this machine, or whoever signed in."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from analysis.hosting import host_settings
from analysis.storage import Store, open_store
from analysis.storage.store import User

_HERE = ("localhost", "127.0.0.1", "::1")
_FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded")


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The database of projects, opened once per process. Raises StandpointError where it can't be used."""
    return open_store()


def accounts() -> bool:
    """Whether visitors sign in (``[auth]`` in Streamlit's secrets)."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def on_this_machine() -> bool:
    """Whether the page is looked at on the machine that serves it, and not through a proxy."""
    headers = st.context.headers
    name = urlsplit(f"//{headers.get('Host', '')}").hostname
    return name in _HERE and not any(headers.get(h) for h in _FORWARDED)


def visitor() -> User | None:
    """The user to save for; None for someone who may not save here."""
    if accounts():
        if not st.user.is_logged_in:
            return None
        subject = f"{st.user.get('iss', '')}|{st.user['sub']}"
        name = str(st.user.get("name") or st.user.get("email") or "Somebody")
    elif on_this_machine() or host_settings().one_user:
        subject, name = "local", "You"
    else:
        return None
    # Once a session, not at every click. The key holds whom it is for, so that signing in as another is seen.
    key = f"user:{subject}"
    if key not in st.session_state:
        st.session_state[key] = store().user(subject, name)
    return st.session_state[key]


def why_not() -> None:
    """Say why this visitor can't save, and what to do."""
    if accounts():
        st.info("Sign in to save projects and to share them.", icon=":material/login:")
        if st.button("Sign in", key="sign_in"):
            st.login()
    else:
        st.info(
            "Nothing can be saved here: this server is reached over a network and has no accounts. "
            "Whoever runs it finds in docs/hosting.md how to turn them on.",
            icon=":material/info:",
        )


def account_line() -> None:
    """Who is signed in, with the way out; nothing where there are no accounts."""
    if not accounts():
        return
    if not st.user.is_logged_in:
        if st.button("Sign in", icon=":material/login:", key="sign_in_top"):
            st.login()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"Signed in as {st.user.get('name') or st.user.get('email') or 'somebody'}")
        if st.button("Sign out", key="sign_out"):
            st.session_state.clear()
            st.logout()
