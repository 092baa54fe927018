"""Writing a report: a Markdown file that says how it was made, the same figures as JSON, and its drawings."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

REPORTS = Path(__file__).parent / "reports"


def table(header: list[str], rows: list[list]) -> str:
    """A Markdown table; floats get three digits, None is left empty."""

    def cell(x) -> str:
        return "" if x is None else f"{x:.3f}" if isinstance(x, float) else str(x).replace("|", "\\|")

    lines = [header, ["---"] * len(header), *[[cell(x) for x in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def command() -> str:
    """How this report was made."""
    return " ".join(["python -m", f"benchmarks.{Path(sys.argv[0]).stem}", *sys.argv[1:]])


def write(
    name: str,
    title: str,
    body: str,
    out: bool,
    data: Mapping[str, Any] | None = None,
    drawings: Mapping[str, str] | None = None,
) -> None:
    """Print the report and, if ``out``, write it to benchmarks/reports/NAME.md.

    ``data`` goes to NAME.json beside it; ``drawings`` are files beside it, by name.
    """
    made = {"command": command(), "date": str(date.today()), "python": platform.python_version()}
    text = f"# {title}\n\n`{made['command']}`, {made['date']}, Python {made['python']}.\n\n{body.rstrip()}\n"
    print(text)
    if out:
        REPORTS.mkdir(exist_ok=True)
        (REPORTS / f"{name}.md").write_text(text, encoding="utf-8")
        if data is not None:
            plain = json.dumps({**made, **data}, ensure_ascii=False, indent=1) + "\n"
            (REPORTS / f"{name}.json").write_text(plain, encoding="utf-8")
        for file, drawn in (drawings or {}).items():
            (REPORTS / file).write_text(drawn, encoding="utf-8")


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cpu() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
