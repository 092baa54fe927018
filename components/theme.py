"""How stance and sentiment look: colour, sign and words, the same everywhere.

Colours are from the Okabe-Ito palette, told apart in the common forms of colour blindness; a sign and a line
style always go with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Look:
    """One label's appearance. ``marker`` is a plotly symbol."""

    word: str
    sign: str
    light: str
    dark: str
    marker: str
    line: str


STANCE = {
    "favor": Look("in favor", "▲", "#0067a5", "#6cb8f0", "triangle-up", "solid"),
    "against": Look("against", "▼", "#b84a00", "#ff9a4d", "triangle-down", "double"),
    "neutral": Look("neutral", "●", "#5f6673", "#b3bac6", "circle", "dashed"),
    "unclear": Look("unclear", "?", "#5f6673", "#b3bac6", "circle-open", "dotted"),
}
NO_TOPIC = Look("on no topic here", "·", "#8a8f99", "#8d95a3", "line-ew", "dotted")
SENTIMENT = {"positive": "☺ positive", "negative": "☹ negative", "neutral": "○ neutral"}


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0067a5" d="M9 4l7 12H2z"/>'
    '<path fill="#b84a00" d="M23 28l-7-12h14z"/></svg>'
)
"""The page's icon: in favor and against. A named icon would be fetched from its maker's server by every visitor."""
_LIGHT: ContextVar[bool] = ContextVar("light", default=False)


@contextmanager
def in_light() -> Iterator[None]:
    """Light colours inside, whatever the reader's theme: for files, which are printed too."""
    token = _LIGHT.set(True)
    try:
        yield
    finally:
        _LIGHT.reset(token)


def dark() -> bool:
    """Whether the reader's theme is dark."""
    if _LIGHT.get():
        return False
    try:
        return st.context.theme.type == "dark"
    except Exception:  # outside a browser session there is no theme
        return False


def colour(stance: str) -> str:
    """Hex colour of a stance in the reader's theme; of "no topic" for anything else."""
    look = STANCE.get(stance, NO_TOPIC)
    return look.dark if dark() else look.light


def css() -> str:
    """Style sheet of the reader, the evidence cards and the landing page."""
    ink, paper, faint, rule = (
        ("#f2f4f7", "#1b1f27", "#8d95a3", "#3a404c") if dark() else ("#1a1d23", "#ffffff", "#767c88", "#d9dde3")
    )
    stance = "\n".join(
        f".sp-{k}{{--c:{colour(k)};text-decoration-style:{v.line}}}" for k, v in {**STANCE, "none": NO_TOPIC}.items()
    )
    return f"""<style>
.block-container{{padding-top:4.2rem;max-width:1180px}}
:root{{--sp-paper:{paper}}}
.sp-reader{{font-family:Georgia,'Times New Roman',serif;font-size:1.06rem;line-height:1.72;max-width:46rem;
  overflow-wrap:anywhere}}
.sp-reader p{{margin:0 0 1rem}} .sp-reader h3{{font-size:1.3rem;line-height:1.3;margin:0 0 1rem}}
.sp-off{{color:{faint};font-size:.86em;border-left:3px solid {rule};padding-left:.7rem}}
.sp-off small{{font-family:sans-serif;text-transform:uppercase;letter-spacing:.04em;font-size:.72em;margin-right:.5em}}
.sp-s{{position:relative;text-decoration-line:underline;text-decoration-color:var(--c);text-decoration-thickness:2px;
  text-underline-offset:4px;background:color-mix(in srgb,var(--c) 11%,transparent);border-radius:2px;cursor:pointer}}
.sp-s:hover,.sp-s:focus{{background:color-mix(in srgb,var(--c) 26%,transparent);outline:none}}
.sp-s:focus-visible{{outline:2px solid var(--c);outline-offset:2px}}
{stance}
.sp-chip{{font:600 .68rem/1.5 system-ui,sans-serif;color:{paper};background:var(--c);border-radius:9px;padding:0 .5em;
  margin-right:.35em;white-space:nowrap;display:inline-block;vertical-align:.1em;max-width:15rem;overflow:hidden;
  text-overflow:ellipsis}}
.sp-pop{{display:none;position:absolute;left:0;top:1.9em;z-index:30;width:min(23rem,80vw);background:{paper};color:{ink};
  border:1px solid {rule};border-top:4px solid var(--c);border-radius:8px;padding:.7rem .9rem;
  box-shadow:0 8px 28px rgba(0,0,0,.22);font:400 .84rem/1.5 system-ui,sans-serif;text-decoration:none}}
.sp-s:hover>.sp-pop,.sp-s:focus>.sp-pop,.sp-s:focus-within>.sp-pop{{display:block}}
.sp-pop b{{font-weight:650}} .sp-row{{display:block;margin-top:.35rem}}
.sp-muted{{color:{faint}}}
.sp-card{{border:1px solid {rule};border-left:5px solid var(--c);border-radius:8px;padding:.75rem 1rem;margin:0 0 .8rem;
  overflow-wrap:anywhere}}
.sp-card blockquote{{margin:.45rem 0;font-family:Georgia,serif;font-size:1.02rem;line-height:1.6;border:0;padding:0;
  color:inherit}}
.sp-card mark{{background:color-mix(in srgb,var(--c) 24%,transparent);color:inherit;border-radius:2px;padding:0 1px}}
.sp-head{{display:flex;gap:.6rem;flex-wrap:wrap;align-items:baseline}} .sp-head b{{font-size:1rem}}
.sp-stance{{color:var(--c);font-weight:650}}
.sp-legend{{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.84rem;margin:.1rem 0 .7rem;color:{faint}}}
.sp-legend b{{color:var(--c)}}
.sp-hero{{font-size:1.12rem;line-height:1.6;max-width:46rem;color:{faint}}}
@media (max-width:640px){{.block-container{{padding-left:1rem;padding-right:1rem}}
  .sp-pop{{position:fixed;left:4vw;right:4vw;top:auto;bottom:3vh;width:auto}} .sp-reader{{font-size:1rem}}}}
</style>"""
