"""Members of the open project: who they are, and for owners how that is changed."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from analysis.errors import StandpointError
from analysis.storage.members import Member, add_member, change_role, list_members, remove_member, transfer
from analysis.storage.store import Role, Saved, User
from components.identity import store
from components.words import plain

_ROLES = get_args(Role)
_MAY = {
    "owner": "shares, deletes, says who has a part",
    "editor": "saves corrections and analyses",
    "viewer": "reads",
}


def section(user: User, saved: Saved) -> None:
    """The list; owners change it."""
    st.subheader("Members")
    p = saved.project.id
    try:
        members = list_members(store(), user, p)
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    if said := st.session_state.pop("members_said", None):
        st.success(said, icon=":material/check:")
    st.caption(" · ".join(f"{r.capitalize()}: {_MAY[r]}" for r in _ROLES))
    for one in members:
        _row(user, saved, one)
    if saved.role == "owner":
        _add(user, p)


def _row(user: User, saved: Saved, one: Member) -> None:
    p, mine = saved.project.id, one.id == user.id
    with st.container(horizontal=True, vertical_alignment="center", key=f"member-{one.id}"):
        name = f"{one.name} (you)" if mine else one.name
        facts = [name] if one.email in ("", one.name) else [name, one.email]
        st.text(" · ".join([*facts, *([] if one.joined else ["invited, hasn't signed in yet"])]), width="stretch")
        if saved.role != "owner":
            st.caption(one.role, width="content")
        else:
            role = st.selectbox(
                f"Role of {plain(one.name)}",
                _ROLES,
                index=_ROLES.index(one.role),
                format_func=str.capitalize,
                # The role is in the key: a refused change shows the role that holds, not the one that was chosen.
                key=f"role-{one.id}-{one.role}-{st.session_state.get('members_turn', 0)}",
                label_visibility="collapsed",
                width=130,
            )
            if role != one.role:
                _do(f"{one.name} is now {role}.", lambda: change_role(store(), user, p, one.id, role))
            if not mine and one.joined and one.role != "owner" and st.button("Hand over", key=f"transfer-{one.id}"):
                _transfer_dialog(user, p, one)
        if mine and st.button("Leave", key=f"remove-{one.id}"):
            _remove_dialog(user, p, one, mine=True)
        elif not mine and saved.role == "owner" and st.button("Remove", key=f"remove-{one.id}"):
            _remove_dialog(user, p, one, mine=False)


def _add(user: User, project_id: str) -> None:
    # After somebody was added the box is empty again; what was refused stays in it.
    box = f"member_email-{st.session_state.get('members_added', 0)}"
    with st.form("add_member"):
        a, b, c = st.columns([3, 1, 1], vertical_alignment="bottom")
        email = a.text_input("E-mail", key=box, max_chars=300, placeholder="name@example.org")
        role = b.selectbox("Role", _ROLES, index=1, format_func=str.capitalize, key="member_role")
        if not c.form_submit_button("Add", type="primary", width="stretch"):
            return

    def add() -> None:
        new = add_member(store(), user, project_id, email, role)
        st.session_state["members_added"] = st.session_state.get("members_added", 0) + 1
        if not new.joined:
            st.session_state["members_said"] = (
                f"{plain(new.email)} can open the project once they sign in here. Tell them: no e-mail is sent."
            )

    _do(f"{email.strip()} was added.", add)


def _do(said: str, change) -> None:
    """Make a change, then show the list anew with what was done, or why it wasn't."""
    try:
        change()
    except StandpointError as error:
        st.session_state["members_turn"] = st.session_state.get("members_turn", 0) + 1
        st.session_state["members_wrong"] = str(error)
    else:
        st.session_state.setdefault("members_said", plain(said))
    st.rerun()


def trouble() -> None:
    """What went wrong at the last change, said once."""
    if wrong := st.session_state.pop("members_wrong", None):
        st.error(plain(wrong), icon=":material/error:")


@st.dialog("Hand the project over")
def _transfer_dialog(user: User, project_id: str, one: Member) -> None:
    st.text(f"{one.name} will own the project. You stay as an editor.")
    if st.button("Hand over", type="primary", key="really_transfer"):
        _do(f"{one.name} owns the project now.", lambda: transfer(store(), user, project_id, one.id))


@st.dialog("Remove a member")
def _remove_dialog(user: User, project_id: str, one: Member, *, mine: bool) -> None:
    who = "You" if mine else one.name
    st.text(f"{who} won't see this project any more. What {'you' if mine else 'they'} saved stays.")
    if st.button("Leave" if mine else "Remove", type="primary", key="really_remove"):
        _do(f"{one.name} was removed.", lambda: remove_member(store(), user, project_id, one.id))
