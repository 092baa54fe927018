"""A figure is made once for all who look at the same analysis, and anew for whatever it would look different for."""

from dataclasses import replace

import pytest

from analysis.corrections import Correction, apply, article_key
from analysis.storage.codec import pack, unpack
from components import drawn as module
from components import figures, state
from components.drawn import Drawn
from tests.made import made


@pytest.fixture
def calls():
    """What is made from here on, on an empty shelf."""
    state.shelf().clear()
    made_so_far = []

    def stance_matrix(analysis, *given):
        made_so_far.append((analysis, *given))
        return figures.stance_matrix(analysis, *given)

    yield stance_matrix, made_so_far
    state.shelf().clear()


def test_readers_of_one_analysis_share_a_figure(calls):
    make, so_far = calls
    stored = pack(made()).data
    first, second = (Drawn(unpack(stored))(make, ["border-wall"]) for _ in range(2))
    assert first is second and len(so_far) == 1
    assert first.to_json() == figures.stance_matrix(made(), ["border-wall"]).to_json()
    Drawn(replace(made(), timings={"stance": 9.0}))(make, ["border-wall"])
    assert len(so_far) == 1


def test_a_correction_other_topics_and_the_dark_theme_make_another(calls, monkeypatch):
    make, so_far = calls
    analysis = made()
    Drawn(analysis)(make, ["border-wall"])
    words = analysis.statements[0].content
    other = apply(analysis, (Correction(article_key(analysis.article), "stance", words, "border-wall", "favor"),))[0]
    assert Drawn(other)(make, ["border-wall"]).to_json() == figures.stance_matrix(other, ["border-wall"]).to_json()
    Drawn(analysis)(make, [])
    assert len(so_far) == 3
    light = Drawn(analysis)(make, ["border-wall"])
    monkeypatch.setattr(module, "dark", lambda: True)
    monkeypatch.setattr("components.theme.dark", lambda: True)
    assert Drawn(analysis)(make, ["border-wall"]).to_json() != light.to_json()
    assert len(so_far) == 4


def test_what_is_unclear_looks_as_the_legend_writes_it():
    analysis = made()
    unsure = replace(analysis, positions=tuple(replace(p, stance="unclear") for p in analysis.positions))
    signs = {t.name: t for t in figures.stance_matrix(unsure).data}
    assert set(signs["unclear"].text) == {"?"} and "text" in signs["unclear"].mode
    assert signs["in favor"].mode == "markers"
