"""Projects in the dashboard: save what is open, open what was saved."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analysis.errors import StandpointError
from analysis.interchange.project_json import project_from_json
from analysis.project import Project
from analysis.storage.errors import Conflict, NotFound
from analysis.storage.store import Listed, Saved, User
from analysis.types import Analysis
from components import exchange, share
from components.identity import account_line, accounts, store, visitor, why_not
from components.state import close_all, codebook, forget_project, open_articles, open_these
from components.words import ago, plain
from components.workspace import analyse_again, analysed, decisions, hold


def opened() -> Saved | None:
    """The project that is open, as last loaded or saved; None for articles that belong to none."""
    return st.session_state.get("project")


def may_edit() -> bool:
    """Whether the visitor may change what is open: anything but a project that they only read."""
    saved = opened()
    return saved is None or saved.role != "viewer"


def follow_role() -> None:
    """Let a changed role in the open project take effect at the next click; close it for who was removed from it."""
    saved = opened()
    if saved is None or not accounts():
        return
    user = user_or_message()
    try:
        if user is None:
            raise NotFound("Nobody is signed in.")
        role = store().role(user, saved.project.id)
    except NotFound:
        close_all()
        st.warning("This project was deleted, or you have no part in it any more.", icon=":material/info:")
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
    else:
        if role != saved.role:
            st.session_state["project"] = replace(saved, role=role)


def shown() -> list[Analysis]:
    """The analyses of every open article, with what the visitor edited of each."""
    return [analysed(a) for a in open_articles()]


def bar() -> None:
    """Save, Share and the report, beside the open project's name."""
    saved = opened()
    with st.container(horizontal=True, vertical_alignment="center"):
        role = saved.role if saved else "owner"
        if role != "viewer" and st.button("Save", icon=":material/save:", key="save"):
            _save_or_ask()
        if role == "owner" and st.button("Share", icon=":material/link:", key="share"):
            _share()
        if st.button("Export", icon=":material/download:", key="export"):
            _export()
        if (
            saved is not None
            and role != "viewer"
            and st.button(
                "Analyse again",
                icon=":material/refresh:",
                key="again",
                help="With the present models; saving keeps the earlier results too",
            )
        ):
            analyse_again()
            st.rerun()
        if saved is not None:
            you = "" if saved.role == "owner" else f" · you are {'an' if saved.role == 'editor' else 'a'} {saved.role}"
            st.text(f"{saved.project.name} · saved {ago(saved.updated_at)}{you}", width="content")
    if st.session_state.get("conflict"):
        _conflict()


def _export() -> None:
    try:
        project = _project(_title())
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    exchange.dialog(project)


def _title() -> str:
    saved = opened()
    if saved is not None:
        return saved.project.name
    if "imported" in st.session_state:
        return st.session_state["imported"].name
    articles = open_articles()
    first = articles[0].title or articles[0].filename or "Untitled project"
    return first if len(articles) == 1 else f"{first} and {len(articles) - 1} more"


def _project(name: str) -> Project:
    """What is open, as a project; what was decided about it goes along."""
    saved = opened()
    base = saved.project if saved else st.session_state.get("imported") or Project("", name, codebook())
    made = decisions()
    return replace(
        base,
        name=name,
        codebook=codebook(),
        analyses=tuple(shown()),
        corrections=made.corrections,
        events=made.events,
        aliases=made.aliases,
    )


def _save_or_ask() -> None:
    user = user_or_message()
    if user is None:
        _cannot()
    elif opened() is None:
        _name_dialog()
    else:
        save(user)


def save(user: User, name: str = "", *, copy: bool = False) -> bool:
    """Store what is open; returns whether it was. Says so to the visitor, and why not if not."""
    saved = opened()
    try:
        with st.spinner("Saving …"):
            project = _project(name or _title())
            if saved is None or copy:
                done = store().create(user, project)
            else:
                done = store().save(user, project, saved.version)
    except Conflict:
        st.session_state["conflict"] = True
        st.rerun()
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return False
    st.session_state.pop("conflict", None)
    _remember(done)
    st.toast(f"Saved: {plain(done.project.name)}", icon=":material/check:")
    return True


def _remember(saved: Saved) -> None:
    # The analyses are in the database: what the session keeps of the project is all but them.
    st.session_state["project"] = replace(saved, project=replace(saved.project, analyses=()))
    st.session_state.pop("imported", None)
    hold(saved.project, saved.digests)
    st.query_params.pop("sample", None)
    st.query_params["project"] = saved.project.id


@st.dialog("Save as a project")
def _name_dialog() -> None:
    with st.form("save_form", border=False):
        name = st.text_input("Name", _title(), max_chars=300)
        st.caption("Kept: the articles, what was found in them, and the topics.")
        if st.form_submit_button("Save", type="primary"):
            user = user_or_message()
            if user is not None and save(user, name.strip()):
                st.rerun()


@st.dialog("Save")
def _cannot() -> None:
    why_not()
    if not (accounts() and open_articles()):
        return
    st.caption(
        "Signing in loads the page anew and closes what is open. Download it first, and open the file under "
        "*Open a project file* once you are signed in."
    )
    try:
        exchange.download_all(_project(_title()))
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")


def _share() -> None:
    user = user_or_message()
    if user is None:
        _cannot()
        return
    if opened() is None and not save(user):
        return
    share.dialog(user)


def _conflict() -> None:
    st.warning(
        "Someone else saved this project in the meantime, so nothing was saved now.", icon=":material/sync_problem:"
    )
    saved, user = opened(), user_or_message()
    with st.container(horizontal=True):
        if st.button("Load theirs", key="load_theirs") and saved and user:
            st.session_state.pop("conflict", None)
            open_project(user, saved.project.id)
        if st.button("Save mine as a copy", key="save_copy") and user and save(user, f"{_title()} (copy)", copy=True):
            st.rerun()


def open_project(user: User, project_id: str) -> None:
    """Open a stored project in place of what is open."""
    try:
        saved = store().load(user, project_id)
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    kept = {k: st.query_params[k] for k in ("view", "speaker", "topic") if k in st.query_params}
    open_saved(saved)
    st.query_params.update(kept)
    st.rerun()


def open_saved(saved: Saved) -> None:
    """Show a project as it was just loaded or stored, in place of what is open."""
    open_these([a.article for a in saved.project.analyses])
    _remember(saved)


def unsaved() -> bool:
    """Whether something was decided in the open project that isn't stored yet."""
    saved, made = opened(), decisions()
    return saved is not None and any(
        getattr(made, k) != getattr(saved.project, k) for k in ("corrections", "events", "aliases")
    )


def from_address() -> None:
    """An address names a project: open it, if it is one of the visitor's."""
    wanted = st.query_params.get("project")
    if not wanted or open_articles():
        return
    try:
        user = visitor()
        if user is None:
            why_not()
            return
        saved = store().load(user, wanted)
    except NotFound:
        st.warning("There is no such project here, or it isn't yours.", icon=":material/info:")
        st.query_params.pop("project", None)
        return
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    if not saved.project.analyses:
        st.info("This project holds no articles.", icon=":material/info:")
        forget_project()
        return
    st.session_state["articles"], st.session_state["current"] = [a.article for a in saved.project.analyses], 0
    _remember(saved)


def listed() -> None:
    """The visitor's projects, on the first page."""
    account_line()
    _project_file()
    user = user_or_message()
    if user is None:
        return
    try:
        mine = store().projects(user)
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    if not mine:
        return
    st.subheader("Your projects")
    for p in mine:
        _row(user, p)


def _project_file() -> None:
    with st.expander("Open a project file", icon=":material/upload_file:"):
        file = st.file_uploader("Project (.json)", type=["json"], key="project_file")
        if file is None:
            return
        try:
            project = project_from_json(file.getvalue())
        except StandpointError as error:
            st.error(str(error), icon=":material/error:")
            return
        if not project.analyses:
            st.info("This project holds no articles.", icon=":material/info:")
            return
        open_these([a.article for a in project.analyses])
        # Its id is another database's; saved here it is a new project.
        st.session_state["imported"] = replace(project, analyses=())
        hold(project)
        st.rerun()


def _row(user: User, p: Listed) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(plain(p.name), key=f"open-{p.id}", width="stretch", icon=":material/folder_open:"):
            open_project(user, p.id)
        count = f"{p.articles} article{'' if p.articles == 1 else 's'}"
        role = "" if p.role == "owner" else f" · {p.role}"
        st.caption(f"{count} · {ago(p.updated_at)}{role}", width="content")
        if p.role == "owner" and st.button(
            "", key=f"delete-{p.id}", icon=":material/delete:", type="tertiary", help=f"Delete {plain(p.name)}"
        ):
            _delete_dialog(user, p)


@st.dialog("Delete a project")
def _delete_dialog(user: User, p: Listed) -> None:
    st.text(f"{p.name}, with its articles, corrections and links, will be gone for everyone.")
    if st.button("Delete", type="primary", key="really_delete"):
        try:
            store().delete(user, p.id)
            st.rerun()
        except StandpointError as error:
            st.error(str(error), icon=":material/error:")


def user_or_message() -> User | None:
    """The visitor, with trouble of the database said rather than raised."""
    try:
        return visitor()
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return None
