"""The visitor's set of articles: their analyses, what the visitor decided about them, and the set built from both.

``decisions`` is a Project without analyses (corrections, events, aliases); ``project`` is the whole one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime

import streamlit as st

from analysis.collection import Corpus, build
from analysis.corrections import Correction, Kind, apply, article_key
from analysis.errors import StandpointError
from analysis.events import copies, events
from analysis.ingest import Failure
from analysis.matching import Embed
from analysis.project import Project
from analysis.types import Analysis, Article, Span
from components.state import analysis_of, codebook, model_name, open_articles

_DECISIONS = "decisions"
_ANALYSED = "analysed"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The set as it is shown, and the articles that could not be analysed."""

    project: Project
    corpus: Corpus
    failures: tuple[Failure, ...]


def decisions() -> Project:
    """What the visitor decided so far; it outlives any change of the open articles."""
    return st.session_state.setdefault(_DECISIONS, Project("", "", codebook()))


def adopt(project: Project) -> None:
    """What was decided in a project that is opened becomes the visitor's."""
    st.session_state[_DECISIONS] = replace(project, analyses=())


def decide(**changes: object) -> None:
    """Replace fields of the decisions (``corrections``, ``events``, ``aliases``)."""
    st.session_state[_DECISIONS] = replace(decisions(), **changes)  # type: ignore[arg-type]


def coder() -> str:
    """How the visitor signs decisions."""
    return st.session_state.get("coder_name", "").strip() or "me"


def correction(
    article: str, kind: Kind, words: Sequence[Span] = (), topic_id: str = "", value: str = "", target: str = ""
) -> Correction:
    """A decision of the visitor's, signed and dated."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Correction(article, kind, tuple(words), topic_id, value, target, by=coder(), at=now)


def correct(*added: Correction) -> None:
    """Keep decisions; positions follow at the next look."""
    decide(corrections=(*decisions().corrections, *added))


def corrected(analysis: Analysis) -> Analysis:
    """The analysis with what the visitor decided."""
    return apply(analysis, decisions().corrections)[0]


def embed() -> Embed:
    """The sentence encoder."""
    import models

    return models.embedder().encode


def analysed(article: Article, progress: Callable[[str, float], None] | None = None) -> Analysis:
    """The analysis of an article as the model made it, remembered for as long as the visit lasts.

    The shared cache holds few analyses; a set of hundreds would push itself out of it at every look.
    """
    key = hashlib.sha256(json.dumps([astuple(article), codebook().version, model_name()]).encode()).hexdigest()
    known: dict[str, Analysis] = st.session_state.setdefault(_ANALYSED, {})
    if key not in known:
        known[key] = analysis_of(article, progress)
    return replace(known[key], article=article)


def analyse_again() -> None:
    """Forget what the open project was stored with, so that the present models look at its articles anew."""
    st.session_state.pop("stored", None)
    st.session_state.pop(_ANALYSED, None)


def hold(project: Project) -> None:
    """Show a project that was opened or saved: its topics, what was decided in it, and its analyses as they are."""
    adopt(project)
    st.session_state["project_codebook"] = project.codebook
    st.session_state["stored"] = {article_key(a.article): a for a in project.analyses}
    # What this visit found before in the same articles must not stand in for what the project holds.
    st.session_state.pop(_ANALYSED, None)


def workspace(analyses: Sequence[Analysis] | None = None) -> Workspace:
    """The open articles as one set, with progress shown while they are analysed.

    ``analyses`` are taken as they are where given.
    """
    failures: list[Failure] = []
    if analyses is None:
        analyses = _all(failures)
    project = replace(decisions(), codebook=codebook(), analyses=tuple(analyses))
    key = hashlib.sha256(
        repr(
            (
                [(id(a.positions), a.article.outlet, a.article.date, a.article.title) for a in analyses],
                project.corrections,
                sorted(project.events.items()),
                sorted(project.aliases.items()),
            )
        ).encode()
    ).hexdigest()
    kept = st.session_state.get("corpus")
    if kept and kept[0] == key:
        return Workspace(project, kept[1], tuple(failures))
    shown = project.corrected()
    with st.spinner("Grouping articles into events …"):
        repeats = copies(analyses)
        corpus = build(shown, project.aliases, events(analyses, embed(), project.events), repeats)
    st.session_state["corpus"] = (key, corpus)
    return Workspace(project, corpus, tuple(failures))


def _all(failures: list[Failure]) -> list[Analysis]:
    articles = open_articles()
    holder = st.empty()
    out: list[Analysis] = []
    known = len(st.session_state.get(_ANALYSED, {}))
    bar = None
    for i, article in enumerate(articles):
        name = article.title or article.filename or f"Article {i + 1}"
        if bar is None and known < len(articles):
            bar = holder.progress(0.0)
        if bar is not None:
            bar.progress(i / len(articles), text=f"Analysing {i + 1} of {len(articles)}: {name[:80]}")
        try:
            out.append(analysed(article))
        except StandpointError as error:
            failures.append(Failure(name, str(error)))
    holder.empty()
    return out
