"""Text from elsewhere in Streamlit's Markdown, and times, as people read them."""

from __future__ import annotations

from datetime import UTC, datetime


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>$~:" else c for c in text)


def ago(at: str) -> str:
    """How long ago a stored time is, in words."""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit:
            n = int(seconds // unit)
            return f"{n} {name}{'s' if n > 1 else ''} ago" if n < 60 or name != "day" else f"on {at[:10]}"
    return "just now"


def moment(at: str) -> str:
    """A stored time to the minute, as it is in UTC."""
    return f"{at[:10]} {at[11:16]} UTC" if len(at) >= 16 else at
