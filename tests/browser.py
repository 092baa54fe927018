"""A real dashboard in a real Chromium, for the tests that look at it."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager

import pytest

from benchmarks.serving import ROOT, free_port, served

__all__ = ["ROOT", "WAIT", "browser", "chromium", "dashboard", "free_port", "need", "settled", "visits"]
WAIT = 60_000


def need(condition, what: str) -> None:
    """Skip where a part is missing, unless everything is required (as in continuous integration)."""
    if condition:
        return
    if os.environ.get("STANDPOINT_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def chromium() -> str | None:
    """Path of the system's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def dashboard(*options: str, **how):
    """The dashboard's address while it runs; see ``benchmarks.serving.served``. Other names are its environment."""
    known = {k: how.pop(k) for k in ("port", "log", "app", "cwd") if k in how}
    with served(*options, **known, environment=how) as (url, _):
        yield url


@contextmanager
def browser():
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        instance = p.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        try:
            yield instance
        finally:
            instance.close()


def settled(page, timeout: int = WAIT) -> None:
    """Wait until Streamlit has finished running, in milliseconds at the longest."""
    page.wait_for_selector('[data-testid="stApp"]', timeout=WAIT)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState !== 'running'"
        " && !document.querySelector('[data-testid=\"stStatusWidget\"]')",
        timeout=timeout,
    )
    page.wait_for_timeout(250)


@contextmanager
def visits(site_url: str, instance, arrived=lambda page: None):
    """Opens pages in a browser profile of their own each, at an address or path; at the end, none shows an error.

    ``arrived`` is told of a page before it goes anywhere. Options are those of Playwright's contexts; ``script`` runs
    in the page first.
    """
    contexts = []

    def go(path: str = "/", *, script: str = "", cookies=(), **options):
        context = instance.new_context(viewport={"width": 1440, "height": 1000}, **options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        if cookies:
            context.add_cookies([{"name": k, "value": v, "url": site_url} for k, v in cookies])
        page = context.new_page()
        arrived(page)
        page.goto(path if path.startswith("http") else site_url + path)
        settled(page)
        return page

    yield go
    for context in contexts:
        for page in context.pages:
            assert page.locator('[data-testid="stException"]').count() == 0
        context.close()
