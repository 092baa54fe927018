"""Parts of a measurement that run in an environment of their own: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Unavailable(Exception):
    """Why the other environment has nothing to say; its message can stand in a report."""


def python_of(environment: Path) -> Path:
    """The Python of a virtual environment. Raises Unavailable where it has none."""
    python = environment / "bin" / "python"
    if not python.exists():
        raise Unavailable(f"{environment} has no Python; see benchmarks/peers.py")
    return python


def ask(
    python: str | Path, module: str, jobs: Iterable[Any], variables: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """What ``python -m benchmarks.MODULE`` answers to the jobs. Raises Unavailable with its last words if it fails."""
    done = subprocess.run(
        [str(python), "-m", f"benchmarks.{module}"],
        input="".join(json.dumps(job) + "\n" for job in jobs),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(variables or {})},
    )
    if done.returncode:
        raise Unavailable((done.stderr.strip().splitlines() or [f"it stopped with {done.returncode}"])[-1])
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
