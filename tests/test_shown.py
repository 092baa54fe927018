"""What the comparison's pages work out is worked out once, and stays within the bounds of a visit's memory."""

from dataclasses import replace

import pytest

from analysis import alignment, collection
from analysis.hosting import host_settings
from components import compare, state, workspace
from components.headless import comparison
from tests.made import made
from tests.test_shelf import held_by, lead


@pytest.fixture
def bounds(monkeypatch):
    def set_to(megabytes):
        monkeypatch.setenv("STANDPOINT_SESSION_MB", str(megabytes))
        monkeypatch.setenv("STANDPOINT_CACHE_MB", str(megabytes))
        host_settings.cache_clear()
        state.shelf.clear()

    monkeypatch.setattr(state, "analyse", lambda *_, **__: pytest.fail("it is stored"))
    yield set_to
    monkeypatch.undo()
    host_settings.cache_clear()
    state.shelf.clear()


@pytest.fixture
def counted(monkeypatch):
    """How often each of the costly steps was taken."""
    counts = {}
    for module, name in (
        (state, "unpack"),
        (workspace, "events"),
        (workspace, "build"),
        (workspace, "find_links"),
        (alignment, "align"),
        (compare, "side_by_side"),
        (collection, "_narrowed"),
    ):
        plain = getattr(module, name)

        def step(*args, plain=plain, name=name, **options):
            counts[name] = counts.get(name, 0) + 1
            return plain(*args, **options)

        monkeypatch.setattr(module, name, step)
    return counts


def several(count):
    outlets = ("Pier News", "Quay Post", "Bay Times")
    return [made(f"Article {n}", lead=lead(n), outlet=outlets[n % 3]) for n in range(count)]


def look(page, **state_of_page):
    for key, value in state_of_page.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception and page.selectbox and not page.error
    return page


def test_what_is_shown_again_is_not_worked_out_again(bounds, counted):
    bounds(100)
    page = look(comparison(several(6)), compare_view="Side by side", f_event="")
    first = dict(counted)
    assert first["events"] == first["build"] == first["find_links"] == 1 and first["align"] and first["_narrowed"]
    for view in ("Matrix", "Side by side", "Network", "Side by side"):
        look(page, compare_view=view)
    assert counted == first
    look(page, f_sure=50)
    assert counted["side_by_side"] == first["side_by_side"] + 1 and counted["find_links"] == 1
    assert held_by(page.session_state) == 0


def test_a_decision_changes_the_set_but_not_its_events(bounds, counted):
    bounds(100)
    page = look(comparison(several(6)), compare_view="Side by side", f_event="")
    decided = page.session_state["decisions"]
    page.session_state["decisions"] = replace(decided, aliases={"Ann Kessler": "Anna Kessler"})
    counted.clear()
    look(page)
    assert counted["build"] == counted["find_links"] == 1 and "events" not in counted and "unpack" not in counted
    assert "Anna Kessler" in str([h.proto.body for h in page.get("html")])


def test_many_choices_stay_within_the_bound(bounds):
    bounds(2)
    page = look(comparison(several(40)), compare_view="Side by side", f_event="")
    visit = page.session_state["visit"]
    for sure in range(0, 100, 5):
        look(page, f_sure=sure % 90)
        assert 0 < state.shelf().used(visit) <= 2_000_000
        assert held_by(page.session_state) == 0


def test_a_set_that_memory_has_no_room_for_is_shown_all_the_same(bounds, counted):
    bounds(1)
    page = look(comparison(several(40)), compare_view="Side by side", f_event="")
    look(page, compare_view="Matrix")
    assert counted["events"] == 2 and state.shelf().get(("set", page.session_state["visit"])) is None
    assert held_by(page.session_state) == 0
