"""Short forms of institutions that a text introduces: "Doctors Without Borders (MSF)", and later "MSF"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.letters import latin
from analysis.lexicon import ORG_WORDS
from analysis.speakers.entity import key_of
from analysis.types import Span


def introduced(text: str) -> dict[str, Span]:
    """Where names stand that the text gives a short form beside, by that form's small letters.

    A form is left out where it stands beside two names, or beside one that may be a person's ("Olaf Berg (SPD)").
    """
    out: dict[str, Span] = {}
    names: dict[str, set[str]] = {}
    for m in _SHORT_FORM.finditer(text):
        short = letters(m.group(2) or m.group(3))
        span = _spelled_out(m, short)
        if span:
            out.setdefault(short, span)
            names.setdefault(short, set()).add(key_of(text[span[0] : span[1]]))
    return {k: v for k, v in out.items() if len(names[k]) == 1}


def letters(short: str) -> str:
    """A short form as it is looked up; empty where it isn't made of capitals."""
    return short.replace(".", "").lower() if sum(c.isupper() for c in short) > 1 else ""


def short_form_in(phrase: str, text: str, known: Mapping[str, Span]) -> str:
    """The short form by which a mention calls one of ``introduced``, alone or beside its name; else empty."""
    m = _IN_SHORT.match(phrase) if known else None
    name = known.get(letters(m.group(2))) if m else None
    if m is None or name is None:
        return ""
    before, called, after = (m.group(1) or "").partition(text[slice(*name)])
    if m.group(1) and (after or not called or not re.fullmatch(r"(?:[\w ]+[’']s\s)?(?:[Tt]he\s)?", before)):
        return ""  # "the head of Doctors Without Borders (MSF)"
    return m.group(2)


def _spelled_out(m: re.Match, short: str) -> Span | None:
    """The part of a ``_SHORT_FORM``'s name that its letters abbreviate; else all, if it names a body."""
    words = list(re.finditer(r"\S+", m.group(1)))
    for small in (False, True):  # "Ministry of Defence (MoD)"
        for i in range(len(words)):
            own = [w.group() for w in words[i:] if small or w.group()[0].isupper()]
            if words[i].group()[0].isupper() and "".join(w[0] for w in own).lower() == short:
                return m.start(1) + words[i].start(), m.end(1)
    told = {w.group().lower() for w in words}
    is_body = bool(told & ORG_WORDS) or (len(words) > 2 and any(w.endswith("s") for w in told))
    return m.span(1) if short and is_body else None


_LETTERS = latin(r"((?:[A-Z][A-Za-z]{0,3}\.?){2,6})")
_SHORT_FORM = re.compile(
    latin(
        r"\b([A-Z][\w&.’'-]*(?:\s(?:(?:of|for|on|in|to|against|without|and|&|do|da|de|del|di|la|des|du|der|für)\s(?:the\s)?)*"
        rf"[A-Z][\w&’'-]*){{1,9}})(?:\s\({_LETTERS}\)|,\sor\s(?:the\s)?{_LETTERS},)"
    )
)
_IN_SHORT = re.compile(
    latin(rf"(?:[Tt]he\s)?(?:([A-Z].*\w)(?:\s\(|,\sor\s(?:the\s)?))?{_LETTERS}\)?(?=$|,|\s(?:which|that)\b)"), re.DOTALL
)
