"""A real dashboard in a real Chromium, for the tests that look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
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


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def dashboard(
    *options: str,
    port: int = 0,
    log: Path | None = None,
    app: str | Path = "app.py",
    cwd: Path = ROOT,
    **environment: str,
):
    """The dashboard's address while it runs; what it logs goes to the file ``log``. ``options`` are Streamlit's."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    with open(log or os.devnull, "wb") as errors:
        process = subprocess.Popen(
            [*command, f"--server.port={port}", "--server.address=127.0.0.1", *options],
            cwd=cwd,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"streamlit ended with {process.returncode}")
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("the dashboard did not start")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
