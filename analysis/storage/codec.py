"""How analyses are kept: compressed ASCII JSON, so that any character an article may hold comes back."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from analysis.corrections import article_key
from analysis.export import from_json, to_json
from analysis.storage.errors import StorageError
from analysis.types import Analysis

_MAX_UNPACKED = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """An analysis ready to store. ``digest`` is equal for equal results, however long they took to compute."""

    article_key: str
    digest: str
    data: bytes


def pack(analysis: Analysis) -> Packed:
    """The analysis as bytes."""
    data = to_json(analysis)
    same = json.dumps({k: v for k, v in data.items() if k != "timings"}, sort_keys=True)
    return Packed(article_key(analysis.article), hashlib.sha256(same.encode()).hexdigest(), squeeze(data))


def unpack(data: bytes) -> Analysis:
    """The analysis that ``pack`` stored. Raises StorageError where the bytes are damaged."""
    return from_json(expand(data))


def squeeze(data: object) -> bytes:
    """Plain data as compressed JSON."""
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode("ascii"), 6)


def expand(data: bytes):
    """The data that ``squeeze`` wrote. Raises StorageError where the bytes are damaged or far too many."""
    decoder = zlib.decompressobj()
    try:
        raw = decoder.decompress(data, _MAX_UNPACKED)
        if decoder.unconsumed_tail or not decoder.eof:
            raise StorageError("A stored analysis is damaged. Restore it from a backup.")
        return json.loads(raw)
    except (zlib.error, ValueError) as error:
        raise StorageError("A stored analysis is damaged. Restore it from a backup.") from error


def now(at: datetime | None = None) -> str:
    """A time (now, by default) as the database keeps it."""
    return (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain_name(text: str) -> str:
    """A name on one line, of at most 300 characters that every database takes."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())[:300]
