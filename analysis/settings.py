"""What a person can set, from the environment; every setting has a default that works."""

from __future__ import annotations

import os

from analysis.errors import InputError

DEFAULT_MAX_WORDS = 50_000


def stance_model_name() -> str:
    """``STANDPOINT_STANCE_MODEL``: a checkpoint's folder or Hugging Face name; empty for the shipped model."""
    return os.environ.get("STANDPOINT_STANCE_MODEL", "").strip()


def max_words() -> int:
    """``STANDPOINT_MAX_WORDS``: the longest document that is analysed. Raises InputError if it is no number."""
    raw = os.environ.get("STANDPOINT_MAX_WORDS", "").strip()
    if not raw:
        return DEFAULT_MAX_WORDS
    if not raw.isdigit() or int(raw) < 1:
        raise InputError(f"STANDPOINT_MAX_WORDS is {raw!r}; give a whole number of words, such as 50000.")
    return int(raw)


def corpus_folder() -> str:
    """``STANDPOINT_CORPUS_DIR``: the folder whose corpora the dashboard may open; empty for none."""
    return os.environ.get("STANDPOINT_CORPUS_DIR", "").strip()
