"""What the visitor's set shows: the project's own analyses, and new ones where they are asked for."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from analysis.errors import StandpointError
from components import state
from tests.made import made, project


def page():
    """Show which analysis the set has of the made-up article, as the session's state tells the script to."""
    import streamlit as st

    from components import workspace

    if st.session_state.pop("held", None) is not None:
        workspace.hold(st.session_state["to_hold"])
    if st.session_state.pop("anew", False):
        workspace.analyse_again()
    st.text(workspace.analysed(st.session_state["article"]).warnings[0])


@pytest.fixture
def visit(monkeypatch):
    """A visit to one article; what the models find says so in its warning."""
    found = made()
    monkeypatch.setattr(state, "analyse", lambda article, *_, **__: replace(found, warnings=("by the models",)))
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["article"] = found.article
    yield app, found
    state.shelf().clear()


def shown(app):
    app.run()
    assert not app.exception
    return app.text[0].value


def stored(found):
    book = state.load_codebook()
    kept = replace(found, warnings=("as stored",), versions={**found.versions, "codebook": book.version})
    return replace(project(kept), codebook=book)


def test_an_opened_project_shows_its_own_analyses_and_new_ones_only_when_asked(visit):
    app, found = visit
    assert shown(app) == "by the models"
    app.session_state["to_hold"], app.session_state["held"] = stored(found), True
    assert shown(app) == "as stored"
    assert shown(app) == "as stored"
    app.session_state["anew"] = True
    assert shown(app) == "by the models"


def test_what_stands_in_for_a_project_that_went_is_not_known_as_stored(visit, monkeypatch):
    app, found = visit
    app.session_state["to_hold"], app.session_state["held"] = stored(found), True
    assert shown(app) == "as stored"
    names = [n for n in state.shelf()._entries if str(n).startswith("stored ")]
    state.shelf().clear()
    with monkeypatch.context() as gone:
        gone.setattr(state, "_load", lambda held: None)
        assert shown(app) == "by the models"
    assert names and not any(state.shelf().get(n) for n in names)
    assert shown(app) == "by the models"


def test_an_article_that_fails_stops_the_export_with_a_message(monkeypatch):
    def broken(*_, **__):
        raise StandpointError("This model can't be read.")

    def bar():
        from components import projects

        projects.bar()

    monkeypatch.setattr(state, "analyse", broken)
    app = AppTest.from_function(bar, default_timeout=60)
    app.session_state["articles"] = [made().article]
    app.run()
    app.button(key="export").click().run()
    assert not app.exception
    assert [e.value for e in app.error] == ["This model can't be read."]
