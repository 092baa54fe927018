"""What a server keeps in memory for its visitors, within bounds: the least recently used goes first.

What goes is first made small (compressed), then dropped; whoever needs it then loads or computes it again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from analysis.types import Analysis

_SMALL = 300
"""Bytes of an entry's own bookkeeping."""


@dataclass(slots=True)
class _Entry:
    value: Any
    size: int
    owner: str
    small: bool = False


class Shelf:
    """Values by key with at most ``total`` bytes in all and ``each`` bytes for one owner. Safe to use from threads.

    Sizes are what callers say they are. A value that is larger than ``each`` isn't kept. ``shrink`` makes bytes of a
    value, or returns None where that can't be; ``grow`` makes the value of them again.
    """

    def __init__(
        self,
        total: int,
        each: int,
        shrink: Callable[[Any], bytes | None] = lambda value: None,
        grow: Callable[[bytes], Any] = lambda data: data,
    ):
        self.total, self.each = total, min(each, total)
        self._shrink, self._grow = shrink, grow
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._used: dict[str, int] = {}

    def get(self, key: Hashable, owner: str = "") -> Any | None:
        """What is kept under the key, from now on as the owner's last used; None where nothing is."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            value, size = entry.value, entry.size
            if entry.small:
                value = self._grow(value[1])
                size = entry.value[0]
            self._take(key)
            self._put(key, _Entry(value, size, owner))
            return value

    def put(self, key: Hashable, value: Any, size: int, owner: str = "") -> None:
        """Keep a value of so many bytes for its owner, and drop what that leaves no room for."""
        with self._lock:
            self._take(key)
            self._put(key, _Entry(value, size + _SMALL, owner))

    def drop(self, key: Hashable) -> None:
        """Forget what is kept under the key."""
        with self._lock:
            self._take(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._used.clear()

    def used(self, owner: str | None = None) -> int:
        """Bytes that one owner's values take; those of all where none is named."""
        with self._lock:
            return sum(self._used.values()) if owner is None else self._used.get(owner, 0)

    def _put(self, key: Hashable, entry: _Entry) -> None:
        if entry.size > self.each:
            return
        self._entries[key] = entry
        self._count(entry.owner, entry.size)
        self._fit(entry.owner, self.each, key)
        self._fit(None, self.total, key)

    def _fit(self, owner: str | None, most: int, spared: Hashable) -> None:
        """Make room, the least recently used first: whole values are made small, then small ones dropped."""

        def over() -> bool:
            return (sum(self._used.values()) if owner is None else self._used.get(owner, 0)) > most

        for drop in (False, True):
            if not over():
                return
            for key in [k for k, e in self._entries.items() if owner in (None, e.owner) and k != spared]:
                entry = self._entries[key]
                data = None if drop or entry.small else self._shrink(entry.value)
                if drop or (data is None and not entry.small):
                    self._take(key)
                elif data is not None:
                    small = _Entry((entry.size, data), len(data) + _SMALL, entry.owner, small=True)
                    if small.size >= entry.size:
                        self._take(key)
                    else:
                        self._count(entry.owner, small.size - entry.size)
                        self._entries[key] = small
                if not over():
                    return

    def _take(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._count(entry.owner, -entry.size)

    def _count(self, owner: str, change: int) -> None:
        self._used[owner] = self._used.get(owner, 0) + change
        if self._used[owner] <= 0:
            del self._used[owner]


def weight(analysis: Analysis) -> int:
    """About how many bytes an analysis takes in memory."""
    classifications = sum(len(s.classifications) for s in analysis.statements)
    parts = len(analysis.paragraphs) + len(analysis.positions) + len(analysis.speakers) + len(analysis.topics)
    return (
        6_000 + 2 * len(analysis.article.text) + 1_500 * len(analysis.statements) + 800 * classifications + 300 * parts
    )


def analyses_shelf(cache_mb: int, session_mb: int) -> Shelf:
    """A shelf for analyses, which are kept compressed before they are dropped, and for what is made of them."""
    from analysis.storage.codec import pack, unpack

    return Shelf(
        cache_mb * 1_000_000,
        session_mb * 1_000_000,
        shrink=lambda value: pack(value).data if isinstance(value, Analysis) else None,
        grow=unpack,
    )
