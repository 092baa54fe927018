"""Projects that stay: stored in SQLite or PostgreSQL, shared by links.

``open_store()`` gives the ``Store``; it brings the database up to date first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.storage.store import Store, open_store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> Any:
    # Imported on use, so that whoever never saves never loads a database library.
    if name in __all__:
        from analysis.storage import store

        return getattr(store, name)
    raise AttributeError(f"module 'analysis.storage' has no attribute {name!r}")
