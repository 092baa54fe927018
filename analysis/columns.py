"""What the columns of a table hold, by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FIELDS = ("text", "title", "outlet", "date", "url", "id")
"""What a column can mean; only ``text`` is needed."""
_NAMES = {
    "text": ("text", "body", "content", "article", "fulltext", "full_text", "maintext"),
    "title": ("title", "headline", "head"),
    "outlet": ("outlet", "source", "publisher", "newspaper", "publication", "medium", "site", "domain"),
    "date": ("date", "published", "publishedat", "published_at", "publication_date", "date_publish", "pubdate"),
    "url": ("url", "link", "address", "href"),
    "id": ("id", "article_id", "uuid", "guid", "key"),
}


def columns_of(names: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column holds each of ``FIELDS``, as chosen or else by its name; a field that none holds is left out.

    A chosen column that isn't there is left out too, and nothing is guessed in its place.
    """
    chosen = chosen or {}
    by_name = {n.strip().lower().replace(" ", "_").strip("_"): n for n in reversed(names)}
    found = {field: column for field, column in chosen.items() if column in names}
    for field, known in _NAMES.items():
        match = next((by_name[k] for k in known if k in by_name), None)
        if match and field not in chosen:
            found[field] = match
    return found
