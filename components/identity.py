"""Who the visitor is: the person at this machine, or whoever signed in."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitAPIException

from analysis.hosting import SettingsError, host_settings
from analysis.storage import Store, open_store
from analysis.storage.errors import StorageError
from analysis.storage.members import same_email
from analysis.storage.store import User

_LOG = logging.getLogger(__name__)
_HERE = ("localhost", "127.0.0.1", "::1")
_FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded")
_SECRET = 32
"""Characters that the secret has at least with which cookies are signed: whoever guesses it can be anybody."""


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The database of projects, opened once per process. Raises StandpointError where it can't be used."""
    return open_store()


def accounts() -> bool:
    """Whether visitors sign in (``[auth]`` in Streamlit's secrets).

    Raises SettingsError where that can't be told or would not be safe: a server that is meant to have accounts must
    not go on without them.
    """
    try:
        if "auth" not in st.secrets:
            return False
        secret = str(st.secrets["auth"].get("cookie_secret", ""))
    except FileNotFoundError:
        # Streamlit says the same of a file that isn't there and of one that it can't read.
        there = [f for f in st.get_option("secrets.files") if Path(f).exists()]
        if there:
            raise SettingsError(f"{' and '.join(there)} can't be read as TOML, so nobody can sign in.") from None
        return False
    if len(secret) < _SECRET:
        raise SettingsError(
            f"cookie_secret in the [auth] section of Streamlit's secrets needs at least {_SECRET} random characters: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return True


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
        name, email = str(st.user.get("name") or st.user.get("email") or "Somebody"), _email()
    elif on_this_machine() or host_settings().one_user:
        subject, name, email = "local", "You", ""
    else:
        return None
    # Once a session, not at every click. The key holds whom it is for, so that signing in as another is seen.
    key = f"user:{subject}"
    if key not in st.session_state:
        st.session_state[key] = store().user(subject, name, email)
    return st.session_state[key]


def _email() -> str:
    """The address of who signed in, where it is certain to be theirs: invitations go by it."""
    if str(st.user.get("email_verified")).lower() != "true" and not host_settings().trust_emails:
        return ""
    try:
        return same_email(str(st.user.get("email") or ""))
    except StorageError:
        return ""


def why_not() -> None:
    """Say why this visitor can't save, and what to do."""
    if accounts():
        st.info("Sign in to save projects and to share them.", icon=":material/login:")
        _sign_in("sign_in")
    else:
        st.info(
            "Nothing can be saved here: this server is reached over a network and has no accounts. "
            "Whoever runs it finds in docs/hosting.md how to turn them on.",
            icon=":material/info:",
        )


def _sign_in(key: str) -> None:
    if not st.button("Sign in", icon=":material/login:", key=key):
        return
    try:
        st.login()
    except StreamlitAPIException as error:
        # Which part of [auth] is missing concerns whoever runs the server, and is in its log.
        _LOG.error("Nobody can sign in: %s", error)
        st.error("Signing in isn't set up on this server. Ask whoever runs it to see docs/hosting.md.")


def account_line() -> None:
    """Who is signed in, with the way out; nothing where there are no accounts."""
    if not accounts():
        return
    if not st.user.is_logged_in:
        _sign_in("sign_in_top")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"Signed in as {st.user.get('name') or st.user.get('email') or 'somebody'}")
        if st.button("Sign out", key="sign_out"):
            st.session_state.clear()
            st.logout()
