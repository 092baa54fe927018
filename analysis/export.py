"""An analysis as JSON, as tables, and back.

The JSON is stable: its ``schema`` number rises with any change that would break a reader. Offsets in it are
characters into ``article.text``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analysis.errors import StandpointError
from analysis.types import (
    AUTHOR_ID,
    Analysis,
    Article,
    Classification,
    Paragraph,
    Position,
    Span,
    Speaker,
    Statement,
    Topic,
)

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The whole analysis as plain data. The article's own voice has the speaker "Author"."""
    names = _names(analysis)
    return {
        "schema": SCHEMA,
        "article": asdict(analysis.article),
        "statements": [
            {
                "id": s.id,
                "speaker": names[s.speaker_id],
                "speaker_id": s.speaker_id,
                "type": s.type,
                "content": [list(c) for c in s.content],
                "text": analysis.words(s),
                "source": list(s.source) if s.source else None,
                "cue": list(s.cue) if s.cue else None,
                "via": list(s.via),
                "confidence": s.confidence,
                "speaker_confidence": s.speaker_confidence,
                "sentiment": s.sentiment,
                "sentiment_probabilities": s.sentiment_probabilities,
                "origin": s.origin,
                "positions": [
                    {
                        "topic": c.topic_id,
                        "stance": c.stance,
                        "confidence": c.confidence,
                        "relevance": c.relevance,
                        "stance_probabilities": c.stance_probabilities,
                        "sentiment": c.sentiment,
                        "sentiment_probabilities": c.sentiment_probabilities,
                        "origin": c.origin,
                    }
                    for c in s.classifications
                ],
            }
            for s in analysis.statements
        ],
        "speakers": [asdict(s) for s in analysis.speakers],
        "topics": [asdict(t) for t in analysis.topics],
        "positions": [{**asdict(p), "speaker": names[p.speaker_id]} for p in analysis.positions],
        "paragraphs": [asdict(p) for p in analysis.paragraphs],
        "versions": analysis.versions,
        "timings": analysis.timings,
        "warnings": list(analysis.warnings),
    }


def from_json(data: dict[str, Any]) -> Analysis:
    """The analysis that ``to_json`` wrote. Raises StandpointError where ``data`` is something else."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else type(data).__name__
        raise StandpointError(f"This is no analysis that this version can read (schema {found!r}, expected {SCHEMA}).")
    try:
        return Analysis(
            article=Article(**data["article"]),
            paragraphs=tuple(
                Paragraph(p["start"], p["end"], p["kind"], _spans(p["sentences"])) for p in data["paragraphs"]
            ),
            speakers=tuple(
                Speaker(**{**s, "mentions": _spans(s["mentions"]), "aliases": tuple(s["aliases"])})
                for s in data["speakers"]
            ),
            statements=tuple(_statement(s) for s in data["statements"]),
            topics=tuple(Topic(**{**t, "phrases": tuple(t["phrases"])}) for t in data["topics"]),
            positions=tuple(
                Position(
                    **{k: v for k, v in p.items() if k not in ("speaker", "statement_ids")},
                    statement_ids=tuple(p["statement_ids"]),
                )
                for p in data["positions"]
            ),
            versions=dict(data["versions"]),
            timings=dict(data["timings"]),
            warnings=tuple(data["warnings"]),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise StandpointError(f"This analysis is incomplete or damaged ({error}).") from error


def _spans(raw: list[list[int]]) -> tuple[Span, ...]:
    return tuple((int(a), int(b)) for a, b in raw)


def _statement(s: dict[str, Any]) -> Statement:
    return Statement(
        id=s["id"],
        speaker_id=s["speaker_id"],
        type=s["type"],
        content=_spans(s["content"]),
        source=_spans([s["source"]])[0] if s["source"] else None,
        cue=_spans([s["cue"]])[0] if s["cue"] else None,
        via=tuple(s["via"]),
        confidence=s["confidence"],
        speaker_confidence=s["speaker_confidence"],
        sentiment=s["sentiment"],
        sentiment_probabilities=s["sentiment_probabilities"],
        origin=s.get("origin", "model"),
        classifications=tuple(
            Classification(
                c["topic"],
                c["relevance"],
                c["stance"],
                c["stance_probabilities"],
                c["sentiment"],
                c["sentiment_probabilities"],
                c.get("origin", "model"),
            )
            for c in s["positions"]
        ),
    )


def _names(analysis: Analysis) -> dict[str, str]:
    return {s.id: ("Author" if s.id == AUTHOR_ID else s.name) for s in analysis.speakers}


def statements_table(analysis: Analysis) -> pd.DataFrame:
    """One row per statement and topic; a statement on no topic has one row with an empty topic."""
    import pandas as pd

    names = _names(analysis)
    labels = {t.id: t.label for t in analysis.topics}
    text = analysis.article.text
    rows = []
    for s in analysis.statements:
        base = {
            "Statement": s.id,
            "Speaker": names[s.speaker_id],
            "Words": analysis.words(s),
            "Type": s.type,
            "Cue": text[s.cue[0] : s.cue[1]] if s.cue else "",
            "Via": ", ".join(s.via),
            "Attribution": s.confidence,
            "Start": s.content[0][0],
        }
        for c in s.classifications or (None,):
            rows.append(
                {
                    **base,
                    "Topic": labels.get(c.topic_id, c.topic_id) if c else "",
                    "Stance": c.stance if c else "",
                    "Confidence": c.confidence if c else None,
                    "Sentiment": c.sentiment if c else s.sentiment,
                    "Relevance": c.relevance if c else None,
                }
            )
    columns = [
        "Statement",
        "Speaker",
        "Topic",
        "Stance",
        "Confidence",
        "Sentiment",
        "Words",
        "Type",
        "Cue",
        "Via",
        "Relevance",
        "Attribution",
        "Start",
    ]
    return pd.DataFrame(rows, columns=columns)


def positions_table(analysis: Analysis) -> pd.DataFrame:
    """One row per speaker and topic."""
    import pandas as pd

    names = _names(analysis)
    labels = {t.id: t.label for t in analysis.topics}
    words = {s.id: analysis.words(s) for s in analysis.statements}
    rows = [
        {
            "Speaker": names[p.speaker_id],
            "Topic": labels.get(p.topic_id, p.topic_id),
            "Stance": p.stance,
            "Confidence": p.confidence,
            "Mixed": p.mixed,
            "Sentiment": p.sentiment,
            "Sentiment score": p.sentiment_score,
            "Statements": len(p.statement_ids),
            "Evidence": words[p.statement_ids[0]] if p.statement_ids else "",
        }
        for p in analysis.positions
    ]
    columns = ["Speaker", "Topic", "Stance", "Confidence", "Mixed", "Sentiment", "Sentiment score"]
    return pd.DataFrame(rows, columns=[*columns, "Statements", "Evidence"])


def speakers_table(analysis: Analysis) -> pd.DataFrame:
    """One row per speaker, the most quoted first. ``Words`` counts the words credited to the speaker."""
    import pandas as pd

    rows = []
    for speaker in analysis.speakers:
        mine = [s for s in analysis.statements if s.speaker_id == speaker.id]
        rows.append(
            {
                "Speaker": _names(analysis)[speaker.id],
                "Kind": speaker.kind,
                "Role": speaker.role,
                "Affiliation": speaker.affiliation,
                "Also named": ", ".join(speaker.aliases),
                "Statements": len(mine),
                "Direct": sum(s.type == "direct" for s in mine),
                "Words": sum(len(analysis.words(s).split()) for s in mine),
            }
        )
    columns = ["Speaker", "Kind", "Role", "Affiliation", "Also named", "Statements", "Direct", "Words"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["Words", "Speaker"], ascending=[False, True], ignore_index=True)


def to_csv(frame: pd.DataFrame) -> bytes:
    """CSV that spreadsheets open as text: UTF-8 with a mark, and no cell that runs as a formula.

    A cell that begins with = + - @, a tab or a return gets an apostrophe in front (OWASP, CSV injection).
    """
    guarded = frame.copy()
    for column in guarded.columns:
        if not (guarded[column].dtype == object or str(guarded[column].dtype) in ("str", "string")):
            continue
        guarded[column] = [f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in guarded[column]]
    return guarded.to_csv(index=False).encode("utf-8-sig")
