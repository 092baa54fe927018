"""Stretches of text between quotation marks, as newspapers set them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.letters import latin
from analysis.types import Paragraph, Span

_OPEN, _CLOSE = "“„«", "”»"


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch with its marks. ``closed`` is False where the paragraph ended first: the quote runs on."""

    start: int
    end: int
    paragraph: int
    closed: bool = True


def reaching(quotes: Sequence[Quote], span: Span) -> range:
    """Indices of the quotes, in order as ``find_quotes`` gives them, that share characters with a span."""
    first = bisect_right(quotes, span[0], key=lambda q: q.end)
    return range(first, max(first, bisect_left(quotes, span[1], key=lambda q: q.start)))


def find_quotes(text: str, paragraphs: Sequence[Paragraph]) -> list[Quote]:
    """Quotes in the body paragraphs, in order. A mark inside another quote doesn't begin one of its own.

    Straight marks open and close in turn within a paragraph; one that follows a space and precedes a word
    always opens, so that one forgotten mark doesn't turn the rest of the paragraph inside out.
    """
    out: list[Quote] = []
    for k, paragraph in enumerate(paragraphs):
        if paragraph.kind != "body":
            continue
        start = -1
        depth = inner = 0
        for i in range(paragraph.start, paragraph.end):
            c = text[i]
            if c == "“" and start >= 0 and text[i - 1] in ",.!?—" and not text[i + 1 : i + 2].strip():
                c = "”"  # “It is unusual,“ she said
            elif c == '"' and start >= 0 and text[start] == "“":  # “It is unusual," she said
                opens = text[i - 1].isspace() or text[i - 1] in "([—–"
                inner += 1 if opens else -1
                if inner < 0:
                    c, depth = "”", 1
            elif c == "”" and start < 0 and i and text[i - 1].isspace() and text[i + 1 : i + 2].isalnum():
                c = "“"  # It ”appears to be”
            if c in _OPEN:
                if start < 0:
                    start, depth, inner = i, 1, 0
                else:
                    depth += 1
            elif c in _CLOSE:
                depth -= 1
                if start >= 0 and depth <= 0:
                    out.append(Quote(start, i + 1, k))
                    start, depth = -1, 0
            elif c == '"' and depth == 0:
                opens = not (i and text[i - 1].isalnum()) and i + 1 < paragraph.end and not text[i + 1].isspace()
                if start < 0:
                    start = i if opens or i + 1 < paragraph.end else -1
                elif opens and text[i - 1].isspace() and text[i + 1].isalnum():
                    out.append(Quote(start, i, k, closed=False))
                    start = i
                else:
                    out.append(Quote(start, i + 1, k))
                    start = -1
        if start >= 0:
            end = paragraph.end
            while end > start and text[end - 1].isspace():
                end -= 1
            out.append(Quote(start, end, k, closed=False))
    return out


CREDIT = latin(r"\[((?:[A-Z][\w’'-]*\s){0,3}[A-Z][\w’'-]+)\.?\]")
"""Whom a digest credits behind a quote: "[Harbour Post.]"."""
_PAIRED_OPEN = re.compile(r"``(?=[^\s`])|(?<![\w'.,!?…])''(?=[^\s'])")
_PAIRED_CLOSE = re.compile(r"(?<=\S)''(?!['\w])")


def paired_marks(text: str) -> str:
    """The text with doubled apostrophes, as news archives write quotation marks (''so'' and ``so''), turned “double”.

    Character for character, so that such a quote begins with two “ and ends with two ”.
    """
    return _PAIRED_CLOSE.sub("””", _PAIRED_OPEN.sub("““", text))


_SINGLE_OPEN = re.compile(r"(?:(?<=[\s(\[—–“\"])|^)[‘'](?=[^\s\d’'])", re.MULTILINE)
_SINGLE_CLOSE = re.compile(r"(?<=[^\s‘'])[’'](?![\w’'])")


def double_marks(text: str, paragraphs: Sequence[Paragraph]) -> str:
    """The text with ‘single’ marks turned “double” where the article quotes in single ones, character for character.

    British papers do. An article that has as many double marks is left alone: there, single ones are quotes in quotes.
    An apostrophe never closes a quote inside a word; behind one ("the ministers’") it does only where no better mark
    follows.
    """
    pairs: list[tuple[int, int]] = []
    doubles = 0
    for p in paragraphs:
        if p.kind != "body":
            continue
        doubles += sum(text.count(c, p.start, p.end) for c in '“„"«')
        opens = [m.start() for m in _SINGLE_OPEN.finditer(text, p.start, p.end)]
        for i, a in enumerate(opens):
            limit = opens[i + 1] if i + 1 < len(opens) else p.end
            ends = [m.start() for m in _SINGLE_CLOSE.finditer(text, a + 1, limit)]
            firm = [e for e in ends if text[e - 1] in ".,!?…—"]
            pairs.append((a, (firm or ends[-1:] or [-1])[0]))
    long = sum(len(text[a : b if b >= 0 else a + 40].split()) >= 3 for a, b in pairs)
    if not long or doubles > long:
        return text
    out = list(text)
    for a, b in pairs:
        out[a] = "“"
        if b >= 0:
            out[b] = "”"
    return "".join(out)


def words_in(text: str, span: Span) -> int:
    """Number of words in a span."""
    return len(re.findall(r"\w+", text[span[0] : span[1]]))


def is_speech(text: str, quote: Quote) -> bool:
    """Whether a quote is something said, not a title or a word held at arm's length (scare quotes)."""
    n = words_in(text, (quote.start, quote.end))
    inner = text[quote.start : quote.end].rstrip("”»\"'’ ")
    return n >= 6 or (n >= 3 and inner.endswith((".", ",", "!", "?", "—", "…"))) or not quote.closed
