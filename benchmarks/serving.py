"""A dashboard started for a measurement or a test, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.elsewhere import ROOT


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def served(
    *options: str,
    port: int = 0,
    log: Path | None = None,
    app: str | Path = "app.py",
    cwd: Path = ROOT,
    environment: dict[str, str] | None = None,
) -> Iterator[tuple[str, int]]:
    """The address and the process of the dashboard while it runs; what it logs goes to the file ``log``.

    ``options`` are Streamlit's. Raises RuntimeError where it doesn't start within a minute.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    with open(log or os.devnull, "wb") as errors:
        process = subprocess.Popen(
            [*command, f"--server.port={port}", "--server.address=127.0.0.1", *options],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"the dashboard ended with {process.returncode}")
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()  # noqa: S310
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("the dashboard did not start")
        yield url, process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
