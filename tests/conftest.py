"""The running dashboard and a fresh page of it, for the tests that look at it in a browser."""

import sys

import pytest

from tests.browser import browser, chromium, dashboard, need, settled


@pytest.fixture(autouse=True)
def own_main():
    """Streamlit's AppTest leaves its script as the main module, which a process spawned later would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="module")
def site():
    need(chromium(), "Chromium")
    pytest.importorskip("playwright")
    with dashboard() as url, browser() as instance:
        yield url, instance


@pytest.fixture
def page(site):
    url, instance = site
    context = instance.new_context(viewport={"width": 1440, "height": 1000})
    opened = context.new_page()
    opened.errors = []
    opened.on("pageerror", lambda e: opened.errors.append(str(e)))
    opened.goto(url)
    settled(opened)
    yield opened
    assert opened.locator('[data-testid="stException"]').count() == 0
    assert opened.errors == []
    context.close()
