"""The visitor's set of articles: their analyses, what the visitor decided about them, and the set built from both.

``decisions`` is a Project without analyses (corrections, events, aliases); ``project`` is the whole one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st

from analysis.collection import Corpus, build
from analysis.corrections import Correction, Kind, apply
from analysis.errors import StandpointError
from analysis.events import copies, events
from analysis.ingest import Failure
from analysis.matching import Embed
from analysis.project import Project
from analysis.shelf import weight
from analysis.turns import LineFull
from analysis.types import Analysis, Article, Span
from components.state import analysis_of, codebook, keep, name_of, open_articles, shelf, visit

_DECISIONS = "decisions"
_GLANCE_S = 0.3


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
    """The analysis of an article as the model made it, under what the visitor knows of the article."""
    return replace(analysis_of(article, progress), article=article)


def analyse_again() -> None:
    """Forget what the open project was stored with, so that the present models look at its articles anew."""
    st.session_state.pop("stored", None)


def hold(project: Project, digests: Sequence[str] = ()) -> None:
    """Show a project that was opened or saved: its topics, what was decided in it, and its analyses as they are.

    ``digests`` name its analyses in the database; without them it came from a file.
    """
    adopt(project)
    st.session_state["project_codebook"] = project.codebook
    keep(project.analyses, digests, project.id)


def workspace() -> Workspace:
    """The open articles as one set, with progress shown while they are analysed."""
    failures: list[Failure] = []
    analyses, names = _all(failures)
    project = replace(decisions(), codebook=codebook(), analyses=tuple(analyses))
    key = hashlib.sha256(
        repr(
            (
                [(n, a.article.outlet, a.article.date, a.article.title) for n, a in zip(names, analyses, strict=True)],
                project.corrections,
                sorted(project.events.items()),
                sorted(project.aliases.items()),
            )
        ).encode()
    ).hexdigest()
    # A set belongs to its visit: the names that speakers have in it hang on what the visitor decided.
    name = ("set", visit(), key)
    kept = shelf().get(name, visit())
    if kept is not None:
        return Workspace(project, kept, tuple(failures))
    shelf().drop(("set", visit(), st.session_state.get("set")))
    st.session_state["set"] = key
    shown = project.corrected()
    with st.spinner("Grouping articles into events …"):
        repeats = copies(analyses)
        corpus = build(shown, project.aliases, events(analyses, embed(), project.events), repeats)
    shelf().put(name, corpus, sum(weight(a) for a in analyses), visit())
    return Workspace(project, corpus, tuple(failures))


def _all(failures: list[Failure]) -> tuple[list[Analysis], list[str]]:
    """The open articles' analyses and what each is called in memory."""
    articles = open_articles()
    holder = st.empty()
    out: list[Analysis] = []
    names: list[str] = []
    bar = None
    started = time.monotonic()
    for i, article in enumerate(articles):
        name = article.title or article.filename or f"Article {i + 1}"
        # A bar that comes and goes at every look would only be in the way.
        if bar is None and time.monotonic() - started > _GLANCE_S:
            bar = holder.progress(0.0)
        if bar is not None:
            bar.progress(i / len(articles), text=f"Analysing {i + 1} of {len(articles)}: {name[:80]}")
        try:
            out.append(analysed(article))
            names.append(name_of(article))
        except LineFull as error:
            # What holds for one article holds for all of them: the set is shown when it can be whole.
            holder.empty()
            st.warning(str(error), icon=":material/hourglass_disabled:")
            st.button("Try again", key="ask_again")
            st.stop()
        except StandpointError as error:
            failures.append(Failure(name, str(error)))
    holder.empty()
    return out, names
