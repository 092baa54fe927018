"""Reading JSON lines: one object a line, UTF-8."""

from __future__ import annotations

import json
from pathlib import Path


def rows(path: Path) -> list[dict]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def rows_in(folder: Path) -> list[dict]:
    """The objects of a folder's own JSON-lines files, by name; none where there is no folder."""
    return [r for path in sorted(folder.glob("*.jsonl")) for r in rows(path)]
