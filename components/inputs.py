"""Getting articles in: paste, upload, samples."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from analysis.errors import StandpointError
from analysis.ingest import read_document, read_text
from analysis.types import Article
from components import fetching
from components.state import open_these
from components.uploads import uploads

SAMPLES = Path(__file__).resolve().parent.parent / "sample_articles"


@lru_cache(maxsize=1)
def samples() -> dict[str, Article]:
    """The shipped articles by the name that goes into the address."""
    paths = sorted(p for p in SAMPLES.glob("*.md") if p.name.lower() != "readme.md")
    return {p.stem: read_document(p.name, p.read_bytes()) for p in paths}


def landing(below: Callable[[], None]) -> None:
    """The first page: what this is, and three ways to begin. ``below`` draws more under the upload."""
    st.title("Standpoint")
    st.html(
        '<p class="sp-hero">Paste a news article and see what position each quoted speaker takes on each topic, '
        "in which tone, and on which words that rests. Everything runs on this machine.</p>"
    )
    text = st.text_area(
        "Article text",
        height=220,
        key="pasted",
        placeholder="Paste the whole article here, headline first.",
    )
    if st.button("Analyse", type="primary", key="analyse"):
        try:
            open_these([read_text(text)])
            st.rerun()
        except StandpointError as error:
            st.error(str(error), icon=":material/error:")
    fetching.by_address()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Upload")
        uploads()
        below()
    with right:
        st.subheader("Or try a sample")
        _samples()


def open_sample_events() -> None:
    """The seven samples on two events, to compare."""
    open_these([a for k, a in samples().items() if k.startswith(("inf-", "kerch-"))])
    st.query_params["set"] = "events"
    st.query_params["page"] = "Compare"
    st.session_state.pop("place", None)


def _samples() -> None:
    st.caption("Written for this project in the style of real reporting; the outlets are fictional.")
    if st.button(
        "Compare the two sample events",
        icon=":material/compare:",
        key="sample_events",
        type="primary",
        help="Seven articles from five outlets",
        width="stretch",
    ):
        open_sample_events()
        st.rerun()
    for key, article in samples().items():
        if st.button(f"{article.title}", key=f"sample-{key}", help=article.outlet, width="stretch"):
            open_these([article], key)
            st.rerun()


def details(article: Article) -> Article:
    """Edit what is known of the article; returns it as edited."""
    with st.expander("Title, outlet, date, address", icon=":material/edit:"):
        a, b = st.columns(2)
        values = {
            "title": a.text_input("Title", article.title),
            "outlet": b.text_input("Outlet", article.outlet),
            "date": a.text_input("Date", article.date, placeholder="2018-10-22"),
            "url": b.text_input("Address", article.url),
        }
    from dataclasses import replace

    return replace(article, **{k: v.strip() for k, v in values.items()})
