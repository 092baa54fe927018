"""One HTML file that opens offline: figures with plotly.js inside, the evidence, and the marked article.

This puts the file together and guards it: text is escaped, data can't close its script, and the file's own policy
lets it run exactly the scripts written here and load nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape


@dataclass(frozen=True, slots=True)
class Section:
    """One article of the report.

    ``facts`` is plain text; ``figure`` a plotly figure as JSON, or empty; ``evidence`` pairs a plain heading with HTML;
    ``article`` is HTML. HTML comes from ``components.reader``, which escapes what it is given.
    """

    title: str
    facts: str
    figure: str
    evidence: Sequence[tuple[str, str]]
    article: str


_DRAW = """
for (const data of document.querySelectorAll('script[type="application/json"]')) {
  const figure = JSON.parse(data.textContent);
  Plotly.newPlot(data.previousElementSibling, figure.data, figure.layout, {displayModeBar: false, responsive: true});
}
"""
_STYLE = """<style>
body{margin:0 auto;max-width:68rem;padding:1.5rem 1.2rem 4rem;background:#fff;color:#1a1d23;
  font:400 1rem/1.55 system-ui,sans-serif}
h1{font-size:1.7rem;margin:.2rem 0} h2{font-size:1.3rem;margin:2.6rem 0 .2rem;overflow-wrap:anywhere}
h2:first-of-type{margin-top:1.2rem} .facts{color:#5f6673;margin:0 0 1rem} .figure{overflow-x:auto}
details{margin:.5rem 0} summary{cursor:pointer;padding:.25rem 0;font-weight:600}
footer{margin-top:3rem;color:#5f6673;font-size:.85rem}
</style>"""


def report_html(title: str, sections: Sequence[Section], style: str, legend: str = "", note: str = "") -> str:
    """The whole file. ``style`` and ``legend`` are HTML of our own; everything else is escaped or was before."""
    plotly = _plotly()
    drawn = any(s.figure for s in sections)
    body = "".join(_section(s) for s in sections)
    scripts = [plotly, _DRAW] if drawn else []
    allowed = " ".join(f"'sha256-{_digest(s)}'" for s in scripts) or "'none'"
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title>{style}{_STYLE}</head><body>"
        f"<h1>{escape(title)}</h1>{legend}{body}<footer>{escape(note)}</footer>"
        f"{''.join(f'<script>{s}</script>' for s in scripts)}</body></html>\n"
    )


def _section(s: Section) -> str:
    figure = (
        f'<div class="figure"></div><script type="application/json">{_inert(s.figure)}</script>' if s.figure else ""
    )
    evidence = "".join(f"<details><summary>{escape(heading)}</summary>{html}</details>" for heading, html in s.evidence)
    return (
        f'<section><h2>{escape(s.title)}</h2><p class="facts">{escape(s.facts)}</p>{figure}{evidence}'
        f"<details open><summary>Article</summary>{s.article}</details></section>"
    )


def _inert(data: str) -> str:
    """JSON inside which nothing can be read as markup."""
    for c in "<>&\u2028\u2029":
        data = data.replace(c, f"\\u{ord(c):04x}")
    return data


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    found = get_plotlyjs()
    if "</script" in found.lower():
        raise RuntimeError("plotly.js can't be put into a page as it is")
    return found
