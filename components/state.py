"""What the dashboard remembers: analyses by content for everyone, the open articles for one visitor."""

from __future__ import annotations

import hashlib
import importlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

import streamlit as st

from analysis import logs
from analysis.codebook import Codebook, load_codebook, parse_codebook
from analysis.corrections import article_key
from analysis.errors import StandpointError
from analysis.hosting import host_settings
from analysis.pipeline import analyse
from analysis.shelf import Shelf, analyses_shelf, weight
from analysis.storage.codec import pack, unpack
from analysis.storage.errors import NotFound
from analysis.types import Analysis, Article
from components.turn import turn


@dataclass(frozen=True, slots=True)
class Held:
    """Where an analysis of the open project is: in the database, or in ``data``, compressed."""

    digest: str
    codebook: str
    project_id: str = ""
    data: bytes = b""


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """The analyses in memory, by content and for all visitors of this process; it holds no names of visitors."""
    settings = host_settings()
    return analyses_shelf(settings.cache_mb, settings.session_mb)


@st.cache_resource(show_spinner=False)
def _started() -> None:
    """What a process does once, before its first page.

    Pages import large libraries where they need them; the first visits to a new server did that at once, and some met
    pandas half imported. Here one visit imports them while the others wait.
    """
    settings = host_settings()
    importlib.import_module("pandas")
    importlib.import_module("plotly.graph_objects")
    logs.configure(settings.log_format, settings.log_level)
    logs.event("started", postgresql=settings.database_url.startswith("postgres"), one_user=settings.one_user)


def begin() -> None:
    """Begin a run of the page: settings are checked, and what is logged names this visit.

    Raises SettingsError.
    """
    _started()
    logs.take_over()
    first = "visit" not in st.session_state
    logs.visit(visit())
    if first:
        logs.event("visit_began")


def visit() -> str:
    """A random name of this session, which says nothing about the visitor."""
    return st.session_state.setdefault("visit", uuid.uuid4().hex)


def codebook() -> Codebook:
    """The visitor's codebook, or the one that ships."""
    text = st.session_state.get("codebook_text")
    return parse_codebook(text) if text else st.session_state.get("project_codebook") or load_codebook()


def model_name() -> str | None:
    """The checkpoint that the visitor named; None for the configured default."""
    return st.session_state.get("model_name") or None


def name_of(article: Article) -> str:
    """What the article's analysis is called in memory: equal for equal contents, or for the same stored result."""
    held = _held(article)
    if held is not None:
        return f"stored {held.digest}"
    return hashlib.sha256(json.dumps([astuple(article), codebook().version, model_name()]).encode()).hexdigest()


def analysis_of(article: Article, progress: Callable[[str, float], None] | None = None) -> Analysis:
    """The analysis of an article: as the open project has it, or as the models find it.

    It is taken from memory where it is still there, else loaded, or computed when it is the visitor's turn. Raises
    StandpointError as ``analyse`` does, and LineFull where too many wait.
    """
    name = name_of(article)
    found = shelf().get(name, visit())
    if found is None:
        held = _held(article)
        found = _load(held) if held else None
        if held and found is None:
            # What the models find now is no stored result, and must not be known as one to others either.
            st.session_state["stored"] = {k: h for k, h in st.session_state["stored"].items() if h is not held}
            name = name_of(article)
            found = shelf().get(name, visit())
        if found is None:
            with turn(visit()):
                # While this visit waited, another may have had the same article.
                found = shelf().get(name, visit()) or _analyse(article, progress)
        shelf().put(name, found, weight(found), visit())
    return found


def keep(analyses: Sequence[Analysis], digests: Sequence[str], project_id: str) -> None:
    """Remember that articles have analyses of their own: stored in a project's rows, or else kept here, compressed."""
    held = {}
    for number, found in enumerate(analyses):
        book = found.versions.get("codebook", "")
        if digests:
            one = Held(digests[number], book, project_id)
        else:
            packed = pack(found)
            one = Held(packed.digest, book, data=packed.data)
        held[article_key(found.article)] = one
        shelf().put(f"stored {one.digest}", found, weight(found), visit())
    st.session_state["stored"] = held


def _held(article: Article) -> Held | None:
    """Where the open project has the article's analysis, if it is one under the present topics and model."""
    held: Held | None = st.session_state.get("stored", {}).get(article_key(article))
    if held is None or model_name():
        return None
    version, own = codebook().version, st.session_state.get("project_codebook")
    # With the project's own topics the project's own results count, also one restored from when it had others.
    return held if held.codebook == version or (own is not None and own.version == version) else None


def _load(held: Held) -> Analysis | None:
    """The analysis that the project has; None where it went in the meantime."""
    if held.data:
        return unpack(held.data)
    from components.identity import store, visitor

    user = visitor()
    try:
        return store().analysis(user, held.project_id, held.digest) if user else None
    except NotFound:
        return None


def _analyse(article: Article, progress: Callable[[str, float], None] | None) -> Analysis:
    try:
        return analyse(article, codebook(), progress, model=model_name())
    except StandpointError as error:
        logs.event("analysis_failed", level="warning", error=error, words=len(article.text.split()))
        raise


def open_articles() -> list[Article]:
    """The articles that this visitor has open."""
    return st.session_state.setdefault("articles", [])


def open_these(articles: list[Article], sample: str = "") -> None:
    """Open articles in place of the ones before; ``sample`` goes into the address so that it can be shared."""
    st.session_state["articles"] = articles
    st.session_state["current"] = 0
    forget_project()
    for key in ("speaker", "topic", "sample", "set"):
        st.query_params.pop(key, None)
    if sample:
        st.query_params["sample"] = sample


def close_all() -> None:
    """Back to the start."""
    st.session_state["articles"] = []
    st.session_state["left"] = True
    forget_project()
    st.query_params.clear()


def forget_project() -> None:
    """What is open belongs to no project any more, nor do the decisions and analyses that came with it."""
    if "project" in st.session_state or "imported" in st.session_state:
        st.session_state.pop("decisions", None)
    for key in ("project", "imported", "stored", "project_codebook", "past_run", "history_shown"):
        st.session_state.pop(key, None)
    st.query_params.pop("project", None)
