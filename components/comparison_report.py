"""The comparison as one HTML file that needs nothing else: no server, no network."""

from __future__ import annotations

from datetime import date
from html import escape

import plotly.graph_objects as go

from analysis.collection import Corpus, Filter
from analysis.comparison import SideBySide, balance, shared_topics
from analysis.differences import differences
from analysis.landscape import stance_space, timeline
from components import comparison_figures as figures
from components import comparison_html as html
from components.reader import legend_html
from components.theme import css
from components.timeline_figure import timeline_figure

_PAGE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:1180px;margin:2rem auto;padding:0 1rem;color:#1a1d23;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
"""


def report(corpus: Corpus, compared: SideBySide, chosen: Filter) -> bytes:
    """The report on what the filters let through, with plotly inside (4 MB)."""
    topic = compared.topic_id
    label = corpus.topic(topic).label if topic else "all topics"
    title = f"{chosen.event or 'All events'}: {', '.join(corpus.outlets[:6])}"
    parts = [
        f"<h1>{escape(title)}</h1><p>On {escape(label)}. {escape(_said(chosen))} Made by Standpoint on {date.today()}; "
        f"{len(corpus.articles)} articles, {len(corpus.entries)} statements. Positions are read by a model; open a "
        "line to see the words.</p>",
        "<h2>What differs most</h2>",
        html.differences_html(corpus, differences(corpus, compared)[:15], topic),
        "<h2>Who speaks, and on which side</h2>",
        legend_html(),
        html.columns_html(corpus, compared, compared.speakers[:60]),
        "<h2>The same words in several outlets</h2>",
        html.quotes_html(corpus, compared.quotes[:60], corpus.outlets),
        "<h2>Only here</h2>",
        html.only_html(corpus, compared, shown=20),
    ]
    for n, (heading, fig) in enumerate(_charts(corpus, topic)):
        inside = fig.to_html(full_html=False, include_plotlyjs=n == 0, config={"displaylogo": False})
        parts.append(f"<h2>{heading}</h2>{inside}")
    articles = "".join(
        f"<li>{escape(' · '.join(x for x in (a.title, a.outlet, a.date, a.url) if x))}</li>"
        for a in (corpus.analyses[i].article for i in corpus.articles)
    )
    parts.append(f"<h2>Articles</h2><ol>{articles}</ol>")
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_PAGE}</style>{css()}{html.css()}</head><body>{''.join(parts)}</body></html>"
    )
    return page.encode()


def _said(f: Filter) -> str:
    """The filters in words, so that a report can't be read as the whole."""
    said = []
    if f.speakers:
        said.append(f"speakers {', '.join(f.speakers)}")
    if f.types:
        said.append(f"{', '.join(f.types)} statements")
    if f.since or f.until:
        said.append(f"dates {f.since or 'first'} to {f.until or 'last'}")
    if f.confidence:
        said.append(f"confidence from {f.confidence:.0%}")
    if f.without_copies:
        said.append("copies counted once")
    return f"Filtered: {'; '.join(said)}." if said else ""


def _charts(corpus: Corpus, topic: str) -> list[tuple[str, go.Figure]]:
    labels = {t.id: t.label for t in corpus.topics}
    out: list[tuple[str, go.Figure]] = []
    speakers = [s for s in corpus.speakers if s in corpus.classified]
    topics = list(shared_topics(corpus)[:10])
    if topics and speakers:
        out.append(("Speakers and topics by outlet", figures.small_multiples(corpus, speakers[:25], topics)))
    if found := stance_space(corpus):
        explained = f"{sum(found.explained):.0%} explained"
        out.append((f"Stance space ({explained})", figures.space_figure(found, labels)))
    if fig := figures.network_figure(corpus):
        out.append(("Speakers and topics", fig))
    on = topic or (topics[0] if topics else "")
    if moments := timeline(corpus, on) if on else ():
        names = list(dict.fromkeys(m.speaker for m in moments))[:25]
        out.append((f"Over time: {escape(labels[on])}", timeline_figure(moments, names)))
    balances = [balance(corpus, o, topic) for o in corpus.outlets]
    if any(b.favor + b.against for b in balances):
        out.append(("Balance of sources, with 95% intervals", figures.balance_figure(balances)))
    return out
