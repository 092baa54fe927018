"""Standpoint: who says what about what, and where each speaker stands.

``analyse(text)`` does the whole job; see ``analysis.types`` for what comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.codebook import load_codebook
    from analysis.ingest import read_document, read_text
    from analysis.pipeline import analyse

__all__ = ["analyse", "load_codebook", "read_document", "read_text"]
_HOME = {
    "analyse": "analysis.pipeline",
    "load_codebook": "analysis.codebook",
    "read_document": "analysis.ingest",
    "read_text": "analysis.ingest",
}


def __getattr__(name: str) -> Any:
    # Imported on use: `import analysis.types` must not load models or parsers.
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
