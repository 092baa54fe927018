"""The page: an article's views, or the landing page where none is open."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analysis.errors import StandpointError
from analysis.turns import LineFull
from analysis.types import Analysis, Article
from components import corpus, identity, inputs, projects, settings, share, state, theme, workspace
from components.state import close_all, open_articles, open_these
from components.views import view
from components.words import plain

PLACES = ("Articles", "Compare", "Review", "Topics", "Project")
_EDITING = ("Review", "Topics")


def run() -> None:
    """Draw the dashboard."""
    st.set_page_config(
        page_title="Standpoint",
        page_icon=theme.ICON,
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(theme.css())
    try:
        state.begin()
        identity.accounts()
    except StandpointError as error:
        st.error(str(error), icon=":material/error:")
        return
    if share.shared_page(lambda analysis: view(analysis, editable=False)):
        return
    settings.sidebar()
    if corpus_name := st.query_params.get("corpus"):
        corpus.page(corpus_name)
        return
    projects.from_address()
    _from_address()
    projects.follow_role()
    if not open_articles():
        inputs.landing(projects.listed)
        return
    place = _place()
    projects.bar()
    if place == "Articles":
        _article_page()
        return
    from components import codebook, compare, project_page, review

    {
        "Compare": lambda: compare.page(editable=projects.may_edit()),
        "Review": review.page,
        "Topics": codebook.page,
        "Project": project_page.page,
    }[place]()


def _place() -> str:
    """Articles one by one, or the set as a whole; in the address, so that it can be shared."""
    places = [p for p in PLACES if p != "Compare" or len(open_articles()) > 1]
    if projects.opened() is None:
        places.remove("Project")
    if not projects.may_edit():
        places = [p for p in places if p not in _EDITING]
    asked = st.query_params.get("page", PLACES[0])
    if st.session_state.get("place") not in places:
        st.session_state["place"] = asked if asked in places else places[0]
    top, back = st.columns([5, 1], vertical_alignment="bottom")
    place = top.segmented_control("Page", places, key="place", label_visibility="collapsed") or places[0]
    if back.button("New article", icon=":material/add:", width="stretch"):
        close_all()
        st.rerun()
    st.query_params["page"] = place
    return place


def _from_address() -> None:
    """A shared address names a sample: open it."""
    if st.query_params.get("set") == "events" and not open_articles() and not st.session_state.pop("left", False):
        given = {k: st.query_params.get_all(k) for k in st.query_params}
        inputs.open_sample_events()
        st.query_params.from_dict(given)
        return
    wanted = st.query_params.get("sample")
    if wanted and not open_articles() and not st.session_state.pop("left", False):
        found = inputs.samples().get(wanted)
        if found:
            kept = {k: st.query_params[k] for k in ("speaker", "topic", "view") if k in st.query_params}
            open_these([found], wanted)
            st.query_params.update(kept)
        else:
            st.warning(f"There is no sample called {wanted!r}. Choose one below.", icon=":material/info:")


def _article_page() -> None:
    articles = open_articles()
    current = min(st.session_state.get("current", 0), len(articles) - 1)
    if len(articles) > 1:
        labels = [_label(a, i) for i, a in enumerate(articles)]
        current = st.selectbox(
            "Article", range(len(articles)), index=current, format_func=labels.__getitem__, key="current_pick"
        )
        st.session_state["current"] = current
    article = articles[current]
    analysis = _analysed(article)
    if analysis is None:
        return
    st.subheader(article.title or "Untitled article", anchor=False)
    known = " · ".join(x for x in (article.outlet, article.date, article.url) if x)
    speakers = len({s.speaker_id for s in analysis.statements})
    counts = f"{len(analysis.statements)} statements by {speakers} speakers"
    st.caption(plain(" · ".join(x for x in (known, counts) if x)))
    if projects.may_edit():
        edited = inputs.details(article)
        if edited != article:
            articles[current] = edited
            st.rerun()
    for warning in analysis.warnings:
        st.info(warning, icon=":material/info:")
    view(workspace.corrected(replace(analysis, article=article)), editable=projects.may_edit())


def _label(article: Article, i: int) -> str:
    return " · ".join(x for x in (article.title or article.filename or f"Article {i + 1}", article.outlet) if x)


def _analysed(article: Article) -> Analysis | None:
    """The analysis, with progress shown while it takes longer than a glance."""
    holder = st.empty()
    bar = None

    def progress(stage: str, share: float) -> None:
        nonlocal bar
        if bar is None:
            bar = holder.progress(0.0)
        bar.progress(min(share, 1.0), text=f"{stage} …")

    try:
        found = workspace.analysed(article, progress)
    except StandpointError as error:
        holder.empty()
        st.error(str(error), icon=":material/error:")
        if isinstance(error, LineFull):
            st.button("Try again", key="ask_again")
        return None
    holder.empty()
    return found
