"""Compare: outlets side by side on one event, and the whole set at once."""

from __future__ import annotations

import streamlit as st

from analysis.alignment import shared_quotes
from analysis.collection import Corpus, Filter
from analysis.comparison import SideBySide, balance, shared_topics, side_by_side
from analysis.differences import differences
from analysis.landscape import graphml, network, stance_space, timeline
from analysis.types import AUTHOR_ID
from components import comparison_figures as figures
from components import comparison_html as html
from components import filters
from components.reader import legend_html
from components.shown import keep
from components.timeline_figure import timeline_figure
from components.workspace import Workspace, embed, links, workspace

VIEWS = ("Side by side", "Matrix", "Stance space", "Network", "Timeline", "Balance", "Events")
_SPEAKERS = 12
_MOST_LINES = 25
_TOPICS = 10


def page(space: Workspace | None = None, *, editable: bool = True) -> None:
    """The whole page, of the open articles by default; not ``editable``, it lacks the tables of events and names."""
    space = workspace() if space is None else space
    for f in space.failures:
        st.error(f"**{f.filename}**: {f.message}", icon=":material/error:")
    corpus = space.corpus
    if not corpus.entries:
        st.info("No statement was found in these articles, so there is nothing to compare.", icon=":material/info:")
        return
    st.html(html.css())
    chosen, topic = filters.chosen(space)
    views = [v for v in VIEWS if editable or v != "Events"]
    asked = st.query_params.get("compare", views[0])
    if st.session_state.get("compare_view") not in views:
        st.session_state["compare_view"] = asked if asked in views else views[0]
    view = st.segmented_control("Comparison", views, key="compare_view", label_visibility="collapsed") or VIEWS[0]
    st.query_params["compare"] = view
    if view == "Events":
        from components import events

        events.page(space)
        return
    links(space)  # of the whole set and at once, so that no choice has to wait for its quotes
    shown = space.shown.choice(chosen)
    if not shown.entries:
        st.info("No statement passes these filters. Loosen them above.", icon=":material/filter_alt_off:")
        return
    if view == "Side by side":
        _side_by_side(space, chosen, topic)
    else:
        _PAGES[view](shown, topic)
    _export(space, shown, chosen, topic)


def compared(space: Workspace, what: Filter, topic: str) -> SideBySide:
    """The side-by-side comparison of what was chosen of the set; the last one is remembered."""
    kept = space.shown.compared
    if kept is None or kept[:2] != (what, topic):
        corpus = space.shown.choice(what)
        quotes = shared_quotes(corpus, embed(), links(space))
        kept = (what, topic, side_by_side(corpus, corpus.outlets, topic, embed(), quotes))
        space.shown.compared = kept
        keep(space.shown)
    return kept[2]


def _side_by_side(space: Workspace, chosen: Filter, topic: str) -> None:
    corpus, found = space.shown.choice(chosen), compared(space, chosen, topic)
    if len(corpus.outlets) == 1:
        st.info(
            f"Only {corpus.outlets[0]} tells of this, so there is nothing to hold it against. "
            "Choose another event, or add articles from other outlets.",
            icon=":material/info:",
        )
    elif topic:
        have = sum(any(v.position for v in (*c.voices, *([c.own] if c.own else []))) for c in found.columns)
        if have < 2:
            st.info("Only one of these outlets has statements on this topic.", icon=":material/info:")
    ranked = differences(corpus, found)
    if len(corpus.outlets) > 1:
        st.subheader("What differs most")
        if ranked:
            st.html(html.differences_html(corpus, ranked[:3], topic))
            if len(ranked) > 3:
                with st.expander(f"{len(ranked) - 3} smaller differences"):
                    st.html(html.differences_html(corpus, ranked[3:15], topic))
        else:
            st.write("Nothing that the counts and quotes bear out.")
    st.subheader("Who speaks, and on which side")
    if topic:
        st.caption(corpus.topic(topic).proposition.replace("$", "\\$"))
    st.html(legend_html().replace("Point at, tab to or tap a passage for details.", _KEY))
    st.html(html.columns_html(corpus, found, found.speakers[:_SPEAKERS]))
    if len(found.speakers) > _SPEAKERS:
        with st.expander(f"{len(found.speakers) - _SPEAKERS} more speakers"):
            st.html(html.columns_html(corpus, found, found.speakers[_SPEAKERS:80]))
    st.subheader("The same words in several outlets")
    if found.quotes:
        st.caption("Struck through: not in this outlet. Dotted: this outlet's own words.")
        st.html(html.quotes_html(corpus, found.quotes[:15], corpus.outlets))
    else:
        st.write("No quote appears in more than one of these outlets.")
    if len(corpus.outlets) > 1:
        st.subheader("Only here")
        st.html(html.only_html(corpus, found))


_KEY = "A bar is the speaker's share of the words that the outlet quotes. Open a sign to read the words."


def _chart(fig, key: str) -> None:
    kind = st.session_state.get("picture", "svg")
    # On a narrow screen it is moved sideways: names and signs would lie on each other at a telephone's width.
    st.container(key=f"sp-chart-{key}").plotly_chart(
        fig,
        key=key,
        width="stretch",
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "modeBarButtonsToRemove": [
                "zoom",
                "pan",
                "select",
                "lasso2d",
                "zoomIn",
                "zoomOut",
                "autoScale",
                "resetScale",
            ],
            "toImageButtonOptions": {"format": kind, "filename": f"standpoint-{key}", "scale": 2},
        },
    )


def _matrix(corpus: Corpus, topic: str) -> None:
    topics = _ranked_topics(corpus, topic)
    speakers = [s for s in corpus.speakers if s in corpus.classified][:_MOST_LINES]
    if not topics or not speakers:
        st.info("No speaker takes a position on a topic here.", icon=":material/info:")
        return
    own = [AUTHOR_ID] if AUTHOR_ID in corpus.classified else []
    st.caption("One matrix per outlet, on the same axes: a gap is a speaker or topic that the outlet leaves out.")
    st.html(legend_html().replace("Point at, tab to or tap a passage for details.", ""))
    _chart(figures.small_multiples(corpus, [*own, *speakers], topics), "matrix")


def _ranked_topics(corpus: Corpus, topic: str) -> list[str]:
    ranked = [t for t in shared_topics(corpus) if t != topic]
    return ([topic] if topic and any(t.id == topic for t in corpus.topics) else []) + ranked[: _TOPICS - 1]


def _space(corpus: Corpus, topic: str) -> None:
    found = stance_space(corpus)
    if found is None:
        st.info(
            "Too few sides are taken here to place anybody: this needs three who take sides, on two topics or more. "
            "Choose all events and all topics above.",
            icon=":material/info:",
        )
        return
    labels = {t.id: t.label for t in corpus.topics}
    st.caption(
        f"Near means alike: principal components of stances over topics. The two axes explain "
        f"{sum(found.explained):.0%} of what sets speakers and outlets apart. An outlet stands where all that it "
        "prints stands together; that is no claim about its opinion. Point at a dot without a name to see whose it is."
    )
    _chart(figures.space_figure(found, labels), "space")


def _network(corpus: Corpus, topic: str) -> None:
    fig = figures.network_figure(corpus)
    if fig is None:
        st.info("Nobody takes a side here, so there is nothing to connect.", icon=":material/info:")
        return
    st.caption("Whole lines are in favor, broken lines against. Those who agree are drawn to the same topics.")
    _chart(fig, "network")
    st.download_button(
        "Download the network (GraphML)",
        graphml(network(corpus)),
        file_name="standpoint-network.graphml",
        mime="application/xml",
        icon=":material/download:",
    )


def _timeline(corpus: Corpus, topic: str) -> None:
    topic = topic or (shared_topics(corpus) or ("",))[0]
    moments = timeline(corpus, topic) if topic else ()
    if not moments:
        st.info("No article here has both a date and a statement on this topic.", icon=":material/info:")
        return
    count: dict[str, int] = {}
    for m in moments:
        count[m.speaker] = count.get(m.speaker, 0) + 1 + 100 * m.changed
    speakers = sorted(count, key=lambda s: (-count[s], s))[:_MOST_LINES]
    changes = sum(m.changed for m in moments)
    st.caption(
        f"Positions on “{corpus.topic(topic).label}” by the article's date. "
        + (f"{changes} change{'s' if changes != 1 else ''} of side, ringed; two outlets may also just differ."
           if changes else "No speaker changes sides.")
    )  # fmt: skip
    _chart(timeline_figure(moments, speakers), "timeline")


def _balance(corpus: Corpus, topic: str) -> None:
    found = [balance(corpus, o, topic) for o in corpus.outlets]
    if not any(b.favor + b.against for b in found):
        st.info("No source takes a side here.", icon=":material/info:")
        return
    few = sum(b.articles < 3 for b in found if b.favor + b.against)
    st.caption(
        "Sources in favor among those that take a side, each once per article, with 95% intervals. "
        + ("Where a line crosses the middle, the outlet's sources may as well be balanced." if topic else
           "Choose a topic above: over all topics, “in favor” has no one meaning.")
    )  # fmt: skip
    if few:
        st.warning(
            f"{few} outlet{'s have' if few > 1 else ' has'} fewer than three articles here: too few to speak of a "
            "trend.",
            icon=":material/warning:",
        )
    _chart(figures.balance_figure(found), "balance")


_PAGES = {
    "Matrix": _matrix,
    "Stance space": _space,
    "Network": _network,
    "Timeline": _timeline,
    "Balance": _balance,
}


def _export(space: Workspace, corpus: Corpus, chosen: Filter, topic: str) -> None:
    st.divider()
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    left.caption("The page prints as it is. The camera above a chart saves it as a picture.")
    middle.selectbox("Pictures as", ["svg", "png"], key="picture", format_func=str.upper)
    if right.button("Make an HTML report", icon=":material/description:", width="stretch", key="make_report"):
        from components.comparison_report import report

        with st.spinner("Writing the report …"):
            st.session_state["comparison_report"] = report(corpus, compared(space, chosen, topic), chosen)
    if "comparison_report" in st.session_state:
        right.download_button(
            "Download the report",
            st.session_state.pop("comparison_report"),
            file_name="standpoint-comparison.html",
            mime="text/html",
            icon=":material/download:",
            width="stretch",
        )
