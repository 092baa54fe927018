"""Writing a report: a Markdown file that says how it was made."""

from __future__ import annotations

import platform
import sys
from datetime import date
from pathlib import Path

REPORTS = Path(__file__).parent / "reports"


def table(header: list[str], rows: list[list]) -> str:
    """A Markdown table; floats get three digits."""

    def cell(x) -> str:
        return f"{x:.3f}" if isinstance(x, float) else str(x)

    lines = [header, ["---"] * len(header), *[[cell(x) for x in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write(name: str, title: str, body: str, out: bool) -> None:
    """Print the report and, if ``out``, write it to benchmarks/reports/NAME.md."""
    module = Path(sys.argv[0]).stem
    command = " ".join(["python -m", f"benchmarks.{module}", *sys.argv[1:]])
    text = f"# {title}\n\n`{command}`, {date.today()}, Python {platform.python_version()}.\n\n{body.rstrip()}\n"
    print(text)
    if out:
        REPORTS.mkdir(exist_ok=True)
        (REPORTS / f"{name}.md").write_text(text, encoding="utf-8")
