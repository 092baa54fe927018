"""Capitals of all Latin alphabets in patterns: Šefčovič and Özel are names as much as Smith is."""

from __future__ import annotations

from functools import lru_cache

CAPITALS = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x250)) if c.isupper())


@lru_cache(maxsize=1024)
def latin(pattern: str) -> str:
    """A regular expression in whose classes A-Z means the capitals of all Latin alphabets."""
    return pattern.replace("A-Z", CAPITALS)
