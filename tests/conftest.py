"""The running dashboard and a fresh page of it, for the tests that look at it in a browser."""

import pytest

from tests.browser import browser, chromium, dashboard, need, settled


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
