"""The tables of a corpus, as Parquet. ``SCHEMA`` rises with any change that would break a reader.

articles    one row per analysed article: where it came from, what is known of it, how much was found in it
statements  one row per statement, with its classification on each topic
positions   one row per article, speaker and topic
speakers    one row per article and speaker
failures    one row per article that could not be analysed, and why

``article_id`` joins them: the input's file and, in a table, the row's number. Dates are ISO 8601 or empty; offsets
are characters into the article's text; probabilities are in [0, 1]; weights are as in ``analysis.positions``.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from analysis.corpus.rows import Row
from analysis.corrections import article_key
from analysis.types import Analysis, Classification, Statement

SCHEMA = 1
TABLES = ("articles", "statements", "positions", "speakers", "failures")
Tables = dict[str, list[dict[str, Any]]]


@cache
def schemas() -> dict[str, Any]:
    """The pyarrow schema of each table."""
    import pyarrow as pa

    text, whole, real, yes = pa.string(), pa.int32(), pa.float64(), pa.bool_()
    about = {"article_id": text, "outlet": text, "date": text}
    classification = {
        "topic_id": text,
        "topic": text,
        "relevance": real,
        "stance": text,
        "confidence": real,
        "favor": real,
        "against": real,
        "neutral": real,
        "sentiment": text,
    }
    columns: dict[str, dict[str, Any]] = {
        "articles": {
            **about,
            "source": text,
            "row": pa.int64(),
            "given_id": text,
            "key": text,
            "title": text,
            "url": text,
            "words": whole,
            "statements": whole,
            "speakers": whole,
            "suggested_topics": yes,
        },
        "statements": {
            **about,
            "statement_id": whole,
            "speaker_id": text,
            "speaker": text,
            "kind": text,
            "type": text,
            "text": text,
            "cue": text,
            "via": pa.list_(text),
            "content": pa.list_(pa.list_(whole)),
            "confidence": real,
            "speaker_confidence": real,
            "sentiment": text,
            "classifications": pa.list_(pa.struct(list(classification.items()))),
        },
        "positions": {
            **about,
            "speaker_id": text,
            "speaker": text,
            "kind": text,
            "topic_id": text,
            "topic": text,
            "proposition": text,
            "suggested": yes,
            "stance": text,
            "confidence": real,
            "mixed": yes,
            "sentiment": text,
            "sentiment_score": real,
            "favor": real,
            "against": real,
            "neutral": real,
            "unclear": real,
            "statements": whole,
            "statement_ids": pa.list_(whole),
        },
        "speakers": {
            **about,
            "speaker_id": text,
            "speaker": text,
            "kind": text,
            "role": text,
            "affiliation": text,
            "aliases": pa.list_(text),
            "statements": whole,
            "words": whole,
        },
        "failures": {"article_id": text, "source": text, "row": pa.int64(), "given_id": text, "reason": text},
    }
    mark = {"standpoint.schema": str(SCHEMA)}
    return {name: pa.schema(list(c.items()), metadata=mark) for name, c in columns.items()}


def empty() -> Tables:
    """No rows in any table."""
    return {name: [] for name in TABLES}


def article_id(row: Row) -> str:
    """What an article is called in every table: unique in a corpus, the same in every run over it."""
    return f"{row.source}#{row.row}"


def add_failure(tables: Tables, row: Row, reason: str) -> None:
    """Add an article that could not be analysed."""
    tables["failures"].append(
        {
            "article_id": article_id(row),
            "source": row.source,
            "row": row.row,
            "given_id": row.given_id,
            "reason": reason,
        }
    )


def add(tables: Tables, row: Row, found: Analysis) -> None:
    """Add what was found in an article."""
    a = found.article
    about = {"article_id": article_id(row), "outlet": a.outlet, "date": a.date}
    speakers = {s.id: s for s in found.speakers}
    topics = {t.id: t for t in found.topics}
    words = {s.id: found.words(s) for s in found.statements}
    tables["articles"].append(
        {
            **about,
            "source": row.source,
            "row": row.row,
            "given_id": row.given_id,
            "key": article_key(a),
            "title": a.title,
            "url": a.url,
            "words": len(a.text.split()),
            "statements": len(found.statements),
            "speakers": len(found.speakers),
            "suggested_topics": any(t.suggested for t in found.topics),
        }
    )
    for s in found.statements:
        speaker = speakers[s.speaker_id]
        tables["statements"].append(
            {
                **about,
                "statement_id": s.id,
                "speaker_id": s.speaker_id,
                "speaker": speaker.name,
                "kind": speaker.kind,
                "type": s.type,
                "text": words[s.id],
                "cue": a.text[s.cue[0] : s.cue[1]] if s.cue else "",
                "via": list(s.via),
                "content": [list(c) for c in s.content],
                "confidence": float(s.confidence),
                "speaker_confidence": float(s.speaker_confidence),
                "sentiment": s.sentiment,
                "classifications": [_classification(c, topics[c.topic_id].label) for c in s.classifications],
            }
        )
    for p in found.positions:
        speaker, topic = speakers[p.speaker_id], topics[p.topic_id]
        tables["positions"].append(
            {
                **about,
                "speaker_id": p.speaker_id,
                "speaker": speaker.name,
                "kind": speaker.kind,
                "topic_id": p.topic_id,
                "topic": topic.label,
                "proposition": topic.proposition,
                "suggested": topic.suggested,
                "stance": p.stance,
                "confidence": p.confidence,
                "mixed": p.mixed,
                "sentiment": p.sentiment,
                "sentiment_score": p.sentiment_score,
                **{k: float(p.weights[k]) for k in ("favor", "against", "neutral", "unclear")},
                "statements": len(p.statement_ids),
                "statement_ids": list(p.statement_ids),
            }
        )
    by_speaker: dict[str, list[Statement]] = {}
    for s in found.statements:
        by_speaker.setdefault(s.speaker_id, []).append(s)
    for speaker in found.speakers:
        mine = by_speaker.get(speaker.id, [])
        tables["speakers"].append(
            {
                **about,
                "speaker_id": speaker.id,
                "speaker": speaker.name,
                "kind": speaker.kind,
                "role": speaker.role,
                "affiliation": speaker.affiliation,
                "aliases": list(speaker.aliases),
                "statements": len(mine),
                "words": sum(len(words[s.id].split()) for s in mine),
            }
        )


def _classification(c: Classification, label: str) -> dict[str, Any]:
    p = c.stance_probabilities
    return {
        "topic_id": c.topic_id,
        "topic": label,
        "relevance": c.relevance,
        "stance": c.stance,
        "confidence": c.confidence,
        **{k: p.get(k, 0.0) for k in ("favor", "against", "neutral")},
        "sentiment": c.sentiment,
    }


def to_parquet(name: str, rows: list[dict[str, Any]]) -> bytes:
    """A table as a Parquet file; equal rows give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schemas()[name]), out, compression="zstd")
    return out.getvalue()
