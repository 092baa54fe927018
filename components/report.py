"""A project as one HTML file that opens offline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from analysis.report_html import Section, report_html
from analysis.types import Analysis
from components import figures, theme
from components.reader import article_html, evidence_html, legend_html
from components.theme import STANCE


def report(title: str, analyses: Sequence[Analysis], *, address: str = "") -> str:
    """The file's content. It is always in light colours, so that it prints."""
    with theme.in_light():
        sections = [_section(a) for a in analyses]
        style = theme.css()
    note = f"Made with Standpoint on {datetime.now(UTC):%Y-%m-%d}. Read the evidence before you quote a position."
    return report_html(title, sections, style, legend_html(), f"{note} {address}".strip())


def file_name(title: str) -> str:
    """A name that every system takes."""
    return f"standpoint-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')[:60] or 'report'}.html"


def _section(a: Analysis) -> Section:
    by_id = {s.id: s for s in a.statements}
    names = {s.id: s.name for s in a.speakers}
    evidence = [
        (
            f"{STANCE[p.stance].sign} {names[p.speaker_id]} {STANCE[p.stance].word}: {a.topic(p.topic_id).proposition}",
            "".join(evidence_html(a, by_id[i], p.topic_id) for i in p.statement_ids),
        )
        for p in sorted(a.positions, key=lambda p: (names[p.speaker_id], p.topic_id))
    ]
    facts = " · ".join(x for x in (a.article.outlet, a.article.date, a.article.url) if x)
    versions = ", ".join(f"{k} {v}" for k, v in a.versions.items())
    return Section(
        title=a.article.title or "Untitled article",
        facts=" · ".join(x for x in (facts, f"{len(a.statements)} statements", versions) if x),
        figure=str(figures.stance_matrix(a).to_json()) if a.positions else "",
        evidence=evidence,
        article=article_html(a),
    )
