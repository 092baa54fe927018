"""What the dashboard remembers: analyses by content for everyone, the open articles for one visitor."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import astuple
from threading import Lock

import streamlit as st

from analysis import logs
from analysis.codebook import Codebook, load_codebook, parse_codebook
from analysis.corrections import article_key
from analysis.errors import StandpointError
from analysis.hosting import host_settings
from analysis.pipeline import analyse
from analysis.types import Analysis, Article

_KEPT = 64


class _Store:
    """The last analyses by content; shared by all visitors of one server, which hold no names."""

    def __init__(self):
        self._lock = Lock()
        self._found: OrderedDict[str, Analysis] = OrderedDict()

    def get(self, key: str) -> Analysis | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: str, analysis: Analysis) -> None:
        with self._lock:
            self._found[key] = analysis
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _store() -> _Store:
    return _Store()


@st.cache_resource(show_spinner=False)
def _started() -> None:
    """What a process does once, before its first page."""
    settings = host_settings()
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


def analysis_of(article: Article, progress: Callable[[str, float], None] | None = None) -> Analysis:
    """The analysis of an article: as the open project has it, or from the cache where its content, codebook and model
    were seen before.

    Raises StandpointError as ``analyse`` does.
    """
    stored = st.session_state.get("stored", {}).get(article_key(article))
    book = codebook()
    if stored is not None and stored.versions.get("codebook") == book.version and not model_name():
        return stored
    key = hashlib.sha256(json.dumps([astuple(article), book.version, model_name()]).encode()).hexdigest()
    found = _store().get(key)
    if found is None:
        try:
            found = analyse(article, book, progress, model=model_name())
        except StandpointError as error:
            logs.event("analysis_failed", level="warning", error=error, words=len(article.text.split()))
            raise
        _store().put(key, found)
    return found


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
        st.session_state.pop("analysed", None)
    for key in ("project", "imported", "stored", "project_codebook"):
        st.session_state.pop(key, None)
    st.query_params.pop("project", None)
