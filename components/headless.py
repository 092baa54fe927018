"""The comparison without a browser: the same page, run by Streamlit in this process, to measure what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.testing.v1 import AppTest

from analysis.types import Analysis


def comparison(analyses: Sequence[Analysis]) -> AppTest:
    """A visit that has these analysed articles open, as a project's file holds them, and is about to compare them."""
    page = AppTest.from_function(_script, default_timeout=3600)
    page.session_state["articles"] = [a.article for a in analyses]
    page.session_state["given"] = analyses
    return page.run()


def _script() -> None:
    from dataclasses import replace

    import streamlit as st

    from components import compare, state

    given = st.session_state.pop("given", None)
    if given is None:
        compare.page()
    else:
        version = state.codebook().version
        state.keep([replace(a, versions={**a.versions, "codebook": version}) for a in given], (), "")
