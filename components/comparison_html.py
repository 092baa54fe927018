"""Outlets side by side as HTML: pure functions, everything from articles escaped. Used on the page and in reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from analysis.alignment import SharedQuote, Version
from analysis.collection import Corpus, speaker_label
from analysis.comparison import Column, SideBySide, Voice
from analysis.differences import Difference
from analysis.types import Position
from components.reader import evidence_html
from components.theme import STANCE

KIND = {
    "position": "Position",
    "own voice": "Own voice",
    "balance": "Balance",
    "share of voice": "Share of voice",
    "quote": "Quote",
}
_MATCH = {"exact": "word for word", "trimmed": "trimmed", "reworded": "reworded"}
_EVIDENCE_SHOWN = 8


def differences_html(corpus: Corpus, found: Sequence[Difference], topic_id: str) -> str:
    """Differences as sentences; opening one shows the words it rests on."""
    rows = []
    for n, d in enumerate(found, 1):
        rows.append(
            f'<details class="sp-diff"><summary><span class="sp-rank">{n}</span>'
            f"<span><small>{KIND[d.kind]}</small>{escape(d.sentence)}</span></summary>"
            f"{evidence_cards(corpus, d.evidence, topic_id)}</details>"
        )
    return f'<div class="sp-diffs">{"".join(rows)}</div>'


def evidence_cards(corpus: Corpus, ids: Sequence[int], topic_id: str) -> str:
    """The statements with these numbers in their context, each under its outlet's name."""
    by_id = corpus.by_id
    cards = []
    for i in list(dict.fromkeys(ids))[:_EVIDENCE_SHOWN]:
        e = by_id.get(i)
        if e is None:
            continue
        statement = replace(e.statement, id=e.original_id, speaker_id=e.source_id)
        where = " · ".join(x for x in (e.outlet, e.date) if x)
        cards.append(
            f'<p class="sp-where">{escape(where)}</p>{evidence_html(corpus.analyses[e.article], statement, topic_id)}'
        )
    more = len(set(ids)) - _EVIDENCE_SHOWN
    tail = f'<p class="sp-muted">and {more} more statement{"s" if more > 1 else ""}</p>' if more > 0 else ""
    return f'<div class="sp-evidence">{"".join(cards)}{tail}</div>'


def stance_chip(position: Position | None) -> str:
    """A position as sign and word."""
    if position is None:
        return '<span class="sp-none">not on this topic</span>'
    look = STANCE[position.stance]
    mixed = " <small>(mixed)</small>" if position.mixed else ""
    return f'<span class="sp-{position.stance}"><span class="sp-stance">{look.sign} {look.word}</span></span>{mixed}'


def columns_html(corpus: Corpus, compared: SideBySide, speakers: Sequence[str]) -> str:
    """A table with a column per outlet: its own voice, its balance, then each speaker."""
    head = "".join(f"<th scope='col'>{_outlet_head(corpus, c)}</th>" for c in compared.columns)
    rows = [
        _row("The outlet's own voice", [_own(corpus, c, compared.topic_id) for c in compared.columns]),
        _row("Its sources", [_balance(c) for c in compared.columns]),
        _row("Tone of its words", [_tone(c.tone) for c in compared.columns]),
    ]
    for s in speakers:
        cells = [_voice(corpus, compared.voice(c.outlet, s), compared.topic_id) for c in compared.columns]
        rows.append(_row(escape(s), cells))
    return (
        f'<div class="sp-scroll" tabindex="0" role="region" aria-label="Outlets side by side"><table class="sp-side">'
        f"<thead><tr><th scope='col'></th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(label: str, cells: Sequence[str]) -> str:
    return f"<tr><th scope='row'>{label}</th>{''.join(f'<td>{c}</td>' for c in cells)}</tr>"


def _outlet_head(corpus: Corpus, c: Column) -> str:
    articles = [corpus.analyses[i].article for i in c.articles]
    title = escape(articles[0].title or "Untitled") if len(articles) == 1 else f"{len(articles)} articles"
    dates = sorted({a.date for a in articles if a.date})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}" if dates else "undated"
    return (
        f"<b>{escape(c.outlet)}</b><span class='sp-title'>{title}</span>"
        f"<span class='sp-muted'>{escape(when)} · {c.statements} quotes, {c.words} words</span>"
    )


def _own(corpus: Corpus, c: Column, topic_id: str) -> str:
    if c.own is None or c.own.position is None:
        return '<span class="sp-muted">takes no side itself</span>'
    return _opening(corpus, stance_chip(c.own.position), c.own, topic_id)


def _balance(c: Column) -> str:
    b = c.balance
    decided = b.favor + b.against
    if not decided:
        return '<span class="sp-muted">none takes a side</span>'
    bar = (
        f'<span class="sp-split" role="img" aria-label="{b.favor} in favor, {b.against} against">'
        f'<span class="sp-favor" style="flex:{b.favor}"></span>'
        f'<span class="sp-against" style="flex:{b.against}"></span></span>'
    )
    return (
        f"{bar}<span>{STANCE['favor'].sign} {b.favor} · {STANCE['against'].sign} {b.against}</span> "
        f'<span class="sp-muted">{b.low:.0%} to {b.high:.0%} in favor</span>'
    )


def _tone(tone: float) -> str:
    word = "positive" if tone > 0.15 else "negative" if tone < -0.15 else "neutral"
    sign = {"positive": "☺", "negative": "☹", "neutral": "○"}[word]
    return f"{sign} {word} <span class='sp-muted'>({tone:+.2f})</span>"


def _voice(corpus: Corpus, voice: Voice | None, topic_id: str) -> str:
    if voice is None:
        return '<span class="sp-absent">not quoted</span>'
    bar = f'<span class="sp-bar"><span style="width:{voice.share_of_words:.1%}"></span></span>'
    share = (
        f'{bar}<span class="sp-muted">{voice.share_of_words:.0%} of words, '
        f"{voice.statements} quote{'s' if voice.statements != 1 else ''}</span>"
    )
    return _opening(corpus, stance_chip(voice.position), voice, topic_id) + share


def _opening(corpus: Corpus, label: str, voice: Voice, topic_id: str) -> str:
    return (
        f'<details class="sp-open"><summary>{label}</summary>'
        f"{evidence_cards(corpus, voice.evidence, topic_id)}</details>"
    )


def quotes_html(corpus: Corpus, quotes: Sequence[SharedQuote], outlets: Sequence[str]) -> str:
    """The quotes that several outlets print, aligned: what each kept, cut and reworded."""
    blocks = []
    for q in quotes:
        have = {v.outlet: v for v in q.versions}
        cells = "".join(
            f"<div><small>{escape(o)}</small>{_version(q, have[o]) if o in have else _absent()}</div>" for o in outlets
        )
        blocks.append(
            f'<section class="sp-quote"><header><b>{escape(speaker_label(q.speaker))}</b> '
            f'<span class="sp-muted">{_MATCH[q.kind]}, in {len(q.versions)} outlets</span></header>'
            f'<div class="sp-versions" style="--n:{len(outlets)}">{cells}</div></section>'
        )
    return "".join(blocks)


def _absent() -> str:
    return '<p class="sp-absent">not quoted</p>'


def _version(q: SharedQuote, v: Version) -> str:
    marks = {
        "kept": lambda p: escape(p.text),
        "cut": lambda p: f'<del title="not in this outlet">{escape(p.text)}</del>',
        "added": lambda p: f'<ins title="only in this outlet">{escape(p.text)}</ins>',
        "reworded": lambda p: f'<ins title="elsewhere: {escape(p.other)}">{escape(p.text)}</ins>',
    }
    words = " ".join(marks[p.operation](p) for p in v.pieces)
    full = v is q.versions[0]
    note = "fullest version" if full else f"keeps {v.kept}, lacks {v.cut} words" if v.cut else "the same words"
    credit = f" · credited to {escape(v.speaker)}" if v.speaker != q.speaker else ""
    return f'<p>{words}</p><span class="sp-muted">{note}{credit}</span>'


def only_html(corpus: Corpus, compared: SideBySide, shown: int = 6) -> str:
    """Per outlet, what no other one of the chosen prints."""
    blocks = []
    for c in compared.columns:
        ids = compared.only.get(c.outlet, ())
        items = "".join(
            f"<li><b>{escape(corpus.by_id[i].speaker)}</b> {escape(_short(corpus.by_id[i].text))}</li>"
            for i in ids[:shown]
        )
        more = f'<li class="sp-muted">and {len(ids) - shown} more</li>' if len(ids) > shown else ""
        body = f"<ul>{items}{more}</ul>" if ids else '<p class="sp-absent">nothing that the others lack</p>'
        blocks.append(f"<div><small>Only in {escape(c.outlet)}</small>{body}</div>")
    return f'<div class="sp-versions" style="--n:{len(compared.columns)}">{"".join(blocks)}</div>'


def _short(text: str, most: int = 190) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def css() -> str:
    """Style of everything in this module; colours follow the page's own text colour, so that both themes fit."""
    return """<style>
.sp-diffs{display:grid;gap:.55rem;margin:.2rem 0 1.2rem}
.sp-diff{border:1px solid color-mix(in srgb,currentColor 18%,transparent);border-radius:10px;padding:.1rem .9rem}
.sp-diff summary{display:flex;gap:.8rem;align-items:baseline;cursor:pointer;padding:.65rem 0;list-style:none;
  font-size:1.04rem;line-height:1.45}
.sp-diff summary::-webkit-details-marker{display:none}
.sp-diff summary:after{content:"words ▾";margin-left:auto;white-space:nowrap;font-size:.78rem;opacity:.6}
.sp-diff[open] summary:after{content:"words ▴"}
.sp-diff small,.sp-versions small{display:block;font-size:.72rem;letter-spacing:.04em;text-transform:uppercase;
  opacity:.62}
.sp-rank{font-weight:700;font-size:1.25rem;opacity:.55;min-width:1.1rem}
.sp-evidence{padding:.2rem 0 .5rem}.sp-where{margin:.2rem 0 .25rem;font-size:.8rem;opacity:.7}
.sp-scroll{overflow-x:auto;margin:0 0 1rem}
[class*="st-key-sp-chart-"]{overflow-x:auto}
.st-key-sp-chart-matrix>*{min-width:56rem}.st-key-sp-chart-network>*,.st-key-sp-chart-space>*{min-width:45rem}
.sp-side{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.45}
.sp-side th,.sp-side td{border:0;border-bottom:1px solid color-mix(in srgb,currentColor 14%,transparent);
  padding:.55rem .7rem;text-align:left;vertical-align:top;min-width:10.5rem}
.sp-side thead th{border-bottom-width:2px;font-weight:400}.sp-side thead b{display:block;font-size:1.02rem}
.sp-side tbody th,.sp-side thead th:first-child{min-width:8rem;max-width:12rem;position:sticky;left:0;z-index:2;
  background:var(--sp-paper,#fff)}
.sp-side tbody th{font-weight:600;overflow-wrap:anywhere}
.sp-title{display:block;font-style:italic;line-height:1.3;margin:.1rem 0}
.sp-side .sp-muted{display:block;font-size:.8rem}.sp-absent{opacity:.5;font-style:italic}
.sp-bar{display:block;height:6px;border-radius:3px;margin:.25rem 0 .1rem;
  background:color-mix(in srgb,currentColor 12%,transparent);overflow:hidden}
.sp-bar>span{display:block;height:100%;background:color-mix(in srgb,currentColor 55%,transparent)}
.sp-split{display:flex;height:10px;border-radius:5px;overflow:hidden;gap:2px;margin:.2rem 0;max-width:13rem}
.sp-split>span{background:var(--c)}
.sp-split>.sp-against{background:repeating-linear-gradient(45deg,var(--c) 0 4px,
  color-mix(in srgb,var(--c) 60%,transparent) 4px 7px)}
.sp-open .sp-none{opacity:.6}.sp-open summary{cursor:pointer;list-style-position:inside}
.sp-quote{margin:0 0 1.1rem;border-top:1px solid color-mix(in srgb,currentColor 14%,transparent);padding-top:.6rem}
.sp-versions{display:grid;grid-template-columns:repeat(var(--n),minmax(0,1fr));gap:.4rem 1.3rem}
.sp-versions p{font-family:Georgia,serif;line-height:1.55;margin:.15rem 0;overflow-wrap:anywhere}
.sp-versions .sp-muted{font-size:.8rem}
.sp-versions ul{padding-left:1.05rem;margin:.3rem 0}.sp-versions li{margin:.3rem 0;line-height:1.4;font-size:.93rem}
.sp-versions del{opacity:.45;text-decoration:line-through;text-decoration-thickness:1px}
.sp-versions ins{text-decoration:underline dotted 2px;text-underline-offset:3px;
  background:color-mix(in srgb,currentColor 9%,transparent)}
@media (max-width:820px){.sp-versions{grid-template-columns:1fr}
  .sp-side tbody th,.sp-side thead th:first-child{min-width:6.5rem;max-width:6.5rem;padding-left:0}}
@media print{[data-testid="stHeader"],[data-testid="stSidebar"],[data-testid="stToolbar"],.stButton,
  .stDownloadButton,[data-testid="stFileUploader"]{display:none!important}
  .sp-scroll{overflow:visible}.sp-side{font-size:.75rem}.sp-side th,.sp-side td{min-width:0;padding:.3rem}
  .sp-quote,.sp-card,.sp-diff,tr{break-inside:avoid}
  .stMain,.stAppViewContainer,.stApp{position:static!important;overflow:visible!important;height:auto!important}}
</style>"""
