"""Linked data: articles, who is quoted in them with which words, and on which claims those words bear.

Types and properties are schema.org's where it has them (NewsArticle, Person, Organization, Quotation, Claim);
stance, sentiment and certainty, which it doesn't have, are under ``urn:standpoint:``.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from analysis.corrections import article_key
from analysis.project import Project
from analysis.types import AUTHOR_ID, Analysis

CONTEXT = {"@vocab": "https://schema.org/", "sp": "urn:standpoint:"}
_PERSONS = ("person", "author", "anonymous")


def to_jsonld(project: Project) -> dict[str, Any]:
    """The corrected project as JSON-LD, to be written with ``json.dumps``. The articles' full texts stay out."""
    graph: dict[str, dict[str, Any]] = {}
    for number, analysis in enumerate(project.corrected(), 1):
        _add(graph, analysis, number, project)
    return {"@context": CONTEXT, "@graph": list(graph.values())}


def _add(graph: dict[str, dict[str, Any]], a: Analysis, number: int, project: Project) -> None:
    article = f"urn:standpoint:article:{article_key(a.article)}:{number}"
    node: dict[str, Any] = {"@id": article, "@type": "NewsArticle", "headline": a.article.title}
    if a.article.outlet:
        node["publisher"] = {"@type": "Organization", "name": a.article.outlet}
    if a.article.date:
        node["datePublished"] = a.article.date
    if re.match(r"https?://", a.article.url):
        node["url"] = a.article.url
    if event := project.events.get(article_key(a.article)):
        node["about"] = {"@type": "Event", "name": event}
    node["sp:versions"] = [f"{k}: {v}" for k, v in a.versions.items()]
    graph[article] = node
    speakers: dict[str, str] = {}
    for who in a.speakers:
        name = project.aliases.get(who.name, who.name)
        # The author of one article isn't the author of another.
        key = f"{article}:author" if who.id == AUTHOR_ID else f"urn:standpoint:speaker:{_id(name)}"
        speakers[who.id] = key
        entry = graph.setdefault(
            key, {"@id": key, "@type": "Person" if who.kind in _PERSONS else "Organization", "name": name}
        )
        if who.role:
            entry.setdefault("jobTitle" if entry["@type"] == "Person" else "description", who.role)
        if who.affiliation:
            entry.setdefault("affiliation", {"@type": "Organization", "name": who.affiliation})
    for t in a.topics:
        if any(c.topic_id == t.id for s in a.statements for c in s.classifications):
            key = f"urn:standpoint:topic:{_id(t.id)}"
            graph.setdefault(key, {"@id": key, "@type": "Claim", "name": t.label, "text": t.proposition})
    for s in a.statements:
        key = f"{article}:statement:{s.id}"
        graph[key] = {
            "@id": key,
            "@type": "Quotation" if s.type in ("direct", "mixed") else ["Quotation", "sp:ReportedSpeech"],
            "text": a.words(s),
            "spokenByCharacter": {"@id": speakers[s.speaker_id]},
            "isPartOf": {"@id": article},
            "about": [{"@id": f"urn:standpoint:topic:{_id(c.topic_id)}"} for c in s.classifications],
            "sp:type": s.type,
            "sp:start": s.content[0][0] if s.content else 0,
            "sp:end": s.content[-1][1] if s.content else 0,
            "sp:classification": [
                {
                    "sp:topic": {"@id": f"urn:standpoint:topic:{_id(c.topic_id)}"},
                    "sp:stance": c.stance,
                    "sp:confidence": c.confidence,
                    "sp:sentiment": c.sentiment,
                    "sp:decidedBy": c.origin,
                }
                for c in s.classifications
            ],
        }


def _id(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
