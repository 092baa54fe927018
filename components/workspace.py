"""The visitor's set of articles: their analyses, what the visitor decided about them, and the set built from both.

``decisions`` is a Project without analyses (corrections, events, aliases); ``project`` is the whole one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.codebook import Codebook
from analysis.collection import Corpus, build
from analysis.corrections import Correction, Kind, apply, article_key
from analysis.errors import StandpointError
from analysis.events import copies, events
from analysis.ingest import Failure
from analysis.links import Links, find_links
from analysis.matching import Embed
from analysis.project import Project
from analysis.turns import LineFull
from analysis.types import Analysis, Article, Span
from components import shown
from components.shown import Shown
from components.state import analysis_of, codebook, keep, model_name, open_articles

_DECISIONS = "decisions"
_GLANCE_S = 0.3


@dataclass(frozen=True, slots=True)
class Workspace:
    """The set as it is shown, and the articles that could not be analysed."""

    project: Project
    shown: Shown
    failures: tuple[Failure, ...]

    @property
    def corpus(self) -> Corpus:
        """All of the set."""
        return self.shown.corpus


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
    made = replace(decisions(), codebook=codebook())
    basis = (tuple(open_articles()), made.codebook.version, model_name(), st.session_state.get("stored"))
    return _built(made, basis, _all)


def shared_workspace(analyses: Sequence[Analysis], named: Sequence[str]) -> Workspace:
    """The set that a link shows; ``named`` is each article's event where a person chose one, else ""."""
    chosen = {article_key(a.article): e for a, e in zip(analyses, named, strict=True) if e}
    given = tuple(analyses)
    return _built(Project("", "", Codebook((), "", ""), events=chosen), (given,), lambda failures: given)


def _built(made: Project, basis: tuple, take: Callable[[list[Failure]], Sequence[Analysis]]) -> Workspace:
    """The set under the decisions of ``made``. Its analyses, which hang on ``basis`` alone, are taken where needed."""
    # Compared by what it says; where the parts are the same objects, as between two looks, that takes no time.
    asked = (basis, made.events, made.corrections, made.aliases)
    before = shown.last()
    # An article that failed is tried again at the next look.
    same = before is not None and not before.failures and before.asked[0] == basis
    if before is not None and same and before.asked == asked:
        return Workspace(replace(made, analyses=before.analyses), before, ())
    failures: list[Failure] = []
    analyses = before.analyses if before is not None and same else tuple(take(failures))
    project = replace(made, analyses=analyses)
    if before is not None and same and before.asked[1] == made.events:
        repeats, named = before.copies, before.events
    else:
        holder = st.empty()
        told = _bar(holder, "Grouping articles into events")
        repeats, named = copies(analyses), events(analyses, embed(), project.events, told)
        holder.empty()
    corpus = build(project.corrected(), project.aliases, named, repeats)
    known = (before.links or before.before) if before is not None else None
    now = Shown(asked, analyses, tuple(failures), repeats, named, corpus, before=known)
    shown.keep(now)
    return Workspace(project, now, now.failures)


def _bar(holder: DeltaGenerator, said: str) -> Callable[[float], None]:
    """Shows how far something is."""
    bar = holder.progress(0.0, text=f"{said} …")

    def progress(share: float) -> None:
        bar.progress(min(1.0, share), text=f"{said}: {share:.0%}")

    return progress


def links(space: Workspace) -> Links:
    """Which quotes of the whole set are versions of one another. Found once; after a correction, only what is new."""
    now = space.shown
    if now.links is None:
        holder = st.empty()
        now.links = find_links(now.corpus.entries, embed(), now.before, _bar(holder, "Matching quotes across outlets"))
        holder.empty()
        now.before = None
        shown.keep(now)
    return now.links


def _all(failures: list[Failure]) -> list[Analysis]:
    articles = open_articles()
    holder = st.empty()
    out: list[Analysis] = []
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
        except LineFull as error:
            # What holds for one article holds for all of them: the set is shown when it can be whole.
            holder.empty()
            st.warning(str(error), icon=":material/hourglass_disabled:")
            st.button("Try again", key="ask_again")
            st.stop()
        except StandpointError as error:
            failures.append(Failure(name, str(error)))
    holder.empty()
    return out
