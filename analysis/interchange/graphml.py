"""Who stands where as a graph: speakers and topics are nodes, positions are edges from one to the other."""

from __future__ import annotations

import io
import re

from analysis.project import Project

# What XML 1.0 can't hold, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_graphml(project: Project) -> bytes:
    """The corrected positions as GraphML (UTF-8), for Gephi, igraph, visone and networkx.

    A speaker is one node over all articles, by the project's alias or else by name. Every position of every article
    is an edge of its own, with stance, sentiment and confidence; ``sign`` is 1, -1 or 0.
    """
    import networkx as nx

    graph = nx.MultiDiGraph(name=_clean(project.name))
    for number, analysis in enumerate(project.corrected()):
        names = {s.id: project.aliases.get(s.name, s.name) for s in analysis.speakers}
        for speaker in analysis.speakers:
            graph.add_node(
                f"speaker: {_clean(names[speaker.id])}",
                kind="speaker",
                label=_clean(names[speaker.id]),
                type=speaker.kind,
                role=_clean(speaker.role),
                affiliation=_clean(speaker.affiliation),
            )
        for p in analysis.positions:
            topic = analysis.topic(p.topic_id)
            node = f"topic: {_clean(topic.id)}"
            graph.add_node(node, kind="topic", label=_clean(topic.label), proposition=_clean(topic.proposition))
            graph.add_edge(
                f"speaker: {_clean(names[p.speaker_id])}",
                node,
                key=f"{number}-{len(graph.edges)}",
                stance=p.stance,
                sign={"favor": 1, "against": -1}.get(p.stance, 0),
                confidence=float(p.confidence),
                sentiment=p.sentiment,
                sentiment_score=float(p.sentiment_score),
                mixed=bool(p.mixed),
                statements=len(p.statement_ids),
                article=_clean(analysis.article.title),
                outlet=_clean(analysis.article.outlet),
                date=_clean(analysis.article.date),
            )
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    return out.getvalue()


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
