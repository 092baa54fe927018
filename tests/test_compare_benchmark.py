"""The benchmark of the comparison, at a size that a test has time for."""

import pytest

from benchmarks.compare import BEGINNINGS, GOAL, plain, sizes
from benchmarks.compare_pages import OPENING, VIEWS, Wait, waits
from benchmarks.varied import varied
from tests.made_set import valley


@pytest.fixture(scope="module")
def found():
    return waits(varied(valley(), 12))


def test_every_page_is_shown_and_timed(found):
    assert next(iter(found)) == OPENING
    assert set(VIEWS[1:]) <= set(found) and {"Matrix, again", "Side by side, again"} <= set(found)
    assert all(w.clock > 0 and w.processor >= 0 for w in found.values())


def test_the_report_tells_growth_and_which_pages_are_slow(found):
    more = {name: Wait(w.clock * 2, 0.2) for name, w in found.items()} | {"Matrix": Wait(3.0, 2 * GOAL)}
    less = {name: Wait(w.clock, 0.1) for name, w in found.items()}
    parts = {BEGINNINGS: Wait(1.0, 1.0)}
    told = sizes({"10": {**parts, **less}, "20": {**parts, **more}})
    assert "10 articles: all within 1 s" in told
    assert (
        f"20 articles: {len(found) - 2} of {len(found) - 1} within 1 s of processor time, the slowest in 2.00 s" in told
    )
    assert "| Network | " in told and told.count("| 1.00 |") >= len(found) - 2
    assert f"| {BEGINNINGS} | 1.00 s | 1.00 s | 1.00 s | 1.00 s | 0.00 |" in told
    assert plain({"10": found})["10"]["Matrix"].keys() == {"clock", "processor"}


def test_a_page_that_breaks_off_is_no_measurement(monkeypatch):
    from components import compare

    monkeypatch.setattr(compare, "page", lambda: 1 / 0)
    with pytest.raises(RuntimeError, match="opening: the page broke off"):
        waits(varied(valley(), 3))
