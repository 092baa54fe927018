"""Cut an article into paragraphs and sentences.

Paragraphs are the lines of the text, or its blank-line blocks where the lines were wrapped by hand.
Sentences know abbreviations, initials, ellipses, and quotes that end inside a sentence.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from analysis import boilerplate
from analysis.letters import latin
from analysis.types import Article, Paragraph, ParagraphKind, Span

_INVISIBLE = "\ufeff\u200b\u2060\u00ad"
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CLOSED = re.compile(r"[.!?…:;][\"”’'»)\]*_]*$")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n.*?\r?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)", re.DOTALL)
_MARKUP = re.compile(r"(?:#{1,6}\s+|>\s*|[-*+•]\s+(?=\S))+")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    breaks: int
    """Line ends between this line and the one before it; two or more mean a blank line."""


def segment(article: Article) -> tuple[Paragraph, ...]:
    """Paragraphs in text order, each with its kind and its sentences.

    They never overlap and cover every visible character of ``article.text`` (a byte order mark and other
    zero-width characters at the edge of a line are left out). Offsets are characters into that text.
    """
    text = article.text
    spans = blocks(text)
    kinds = _kinds(text, spans, article.title)
    return tuple(
        Paragraph(start, end, kind, _whole(text, start, end) if kind == "title" else sentences(text, start, end))
        for (start, end), kind in zip(spans, kinds, strict=True)
    )


def blocks(text: str) -> tuple[Span, ...]:
    """Trimmed spans of the paragraphs of ``text``. A YAML front matter is one block."""
    found: list[Span] = []
    front = _FRONT_MATTER.match(text)
    if front:
        found.append(_trim(text, *front.span()))
    lines = _lines(text, front.end() if front else 0)
    width = _wrap_width(text, lines)
    start = None
    for i, line in enumerate(lines):
        if start is None:
            start = line.start
        following = lines[i + 1] if i + 1 < len(lines) else None
        if following is None or _ends_paragraph(text, line, following, width):
            found.append((start, line.end))
            start = None
    return tuple(found)


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Spans of the sentences of ``text[start:end]``, trimmed and in order, without Markdown marks in front."""
    marks = _MARKUP.match(text, start, end)
    if marks and marks.end() < end:
        start = marks.end()
    found: list[Span] = []
    begin = start
    for match in _STOP.finditer(text, start, end):
        cut = match.end()
        if cut < end and _is_boundary(text, begin, match, end):
            found.append(_trim(text, begin, cut))
            begin = cut
    if begin < end:
        found.append(_trim(text, begin, end))
    merged: list[Span] = []
    for a, b in found:
        if a >= b:
            continue
        # A stray full stop or a lone quote mark is no sentence.
        if merged and not _WORD.search(text, a, b):
            merged[-1] = (merged[-1][0], b)
        else:
            merged.append((a, b))
    return tuple(merged)


# ---------------------------------------------------------------- paragraphs


def _lines(text: str, start: int) -> list[_Line]:
    lines: list[_Line] = []
    last = start
    for match in _LINE.finditer(text, start):
        a, b = _trim(text, *match.span())
        if a < b:
            breaks = len(_LINE_END.findall(text, last, a))
            lines.append(_Line(a, b, a - match.start(), breaks))
            last = b
    return lines


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """Width at which the lines were wrapped by hand, or 0 where a line is a paragraph."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if b.breaks == 1]
    if len(pairs) < 3 or len(pairs) < 0.4 * len(lines):
        return 0
    lengths = sorted(a.end - a.start for a, _ in pairs)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    if not 30 <= width <= 130:
        return 0
    open_ended = sum(not _CLOSED.search(text, max(a.start, a.end - 6), a.end) for a, _ in pairs)
    full = sum(length >= 0.7 * width for length in lengths)
    lower = sum(text[b.start].islower() for _, b in pairs)
    n = len(pairs)
    return width if open_ended >= 0.5 * n and full >= 0.7 * n and lower >= 0.25 * n else 0


def _ends_paragraph(text: str, line: _Line, following: _Line, width: int) -> bool:
    if not width or following.breaks > 1 or text[line.start] == "#":
        return True
    short = line.end - line.start < 0.7 * width and bool(_CLOSED.search(text, max(line.start, line.end - 6), line.end))
    indented = following.indent >= 2 and line.indent < following.indent
    return (short or indented) and not text[following.start].islower()


def _kinds(text: str, spans: tuple[Span, ...], title: str) -> list[ParagraphKind]:
    words = [text[a:b] for a, b in spans]
    kinds: list[ParagraphKind] = []
    wanted = _folded(title)
    for i, ((start, end), paragraph) in enumerate(zip(spans, words, strict=True)):
        if i == 0 and _FRONT_MATTER.fullmatch(text, start, end):
            kinds.append("boilerplate")
        elif boilerplate.is_caption(paragraph):
            kinds.append("caption")
        elif boilerplate.is_boilerplate(paragraph):
            kinds.append("boilerplate")
        elif re.match(r"#{1,6}\s", paragraph) or (wanted and i < 8 and _folded(paragraph) == wanted):
            kinds.append("title")
        else:
            kinds.append("body")
    _mark_captions_above_credits(text, spans, words, kinds)
    _mark_top(words, kinds)
    _mark_subheadings(words, kinds)
    return kinds


def _mark_captions_above_credits(
    text: str, spans: tuple[Span, ...], words: list[str], kinds: list[ParagraphKind]
) -> None:
    """A credit on a line of its own right under a plain line makes that line its caption."""
    for i in range(1, len(kinds)):
        if kinds[i] != "caption" or kinds[i - 1] != "body" or not boilerplate.is_credit(words[i]):
            continue
        near = len(_LINE_END.findall(text, spans[i - 1][1], spans[i][0])) == 1
        apart = i == 1 or len(_LINE_END.findall(text, spans[i - 2][1], spans[i - 1][0])) > 1
        if near and apart and boilerplate.could_be_caption(words[i - 1]):
            kinds[i - 1] = "caption"


def _mark_top(words: list[str], kinds: list[ParagraphKind]) -> None:
    """Headline, deck, byline and date stand above the first paragraph of reporting."""
    rest = sum(kind == "body" for kind in kinds)
    headlines = sum(kind == "title" for kind in kinds[:2])
    for i in range(min(8, len(kinds))):
        if boilerplate.is_byline(words[i]) and kinds[i] in ("body", "title") and (kinds[i] == "body" or i > 0):
            rest -= kinds[i] == "body"
            kinds[i] = "boilerplate"
        elif kinds[i] == "body" and re.match(r"[*•‣–-]\s", words[i]) and not re.search(r"[.!?][”’\"')]*$", words[i]):
            kinds[i] = "title"  # a tabloid's summary in points, under the headline
            rest -= 1
        elif kinds[i] == "body":
            if rest < 2 or headlines > 1 or not is_headline(words[i], first=headlines == 0):
                break
            kinds[i] = "title"
            headlines += 1
            rest -= 1


def is_headline(paragraph: str, *, first: bool = True) -> bool:
    """Whether a line at the top reads like a headline, or (``first`` false) like the deck below one."""
    text = boilerplate.plain(paragraph)
    words = text.split()
    if not 2 <= len(words) <= 30 or not re.search(r"[^\W\d_]", text):
        return False
    if re.search(r"[,;:—–-]$", text) or text[0].islower():
        return False
    if not re.search(r"[.!?…][\"”’'»)\]]*$", text):
        return len(words) <= 25
    if not first:
        return False
    if re.search(r"[?!][\"”’'»]?$", text) and len(words) <= 16 and not re.search(r"[.?!]\s", text):
        return True
    # Headlines with a full stop are set in title case.
    long = [w for w in (w.strip(".,:;!?'\"“”‘’()[]") for w in words) if len(w) >= 4 and w[0].isalpha()]
    return len(words) <= 20 and len(long) >= 4 and all(w[0].isupper() for w in long)


def _mark_subheadings(words: list[str], kinds: list[ParagraphKind]) -> None:
    """A short line without a stop between two paragraphs of prose is a subheading."""
    for i in range(1, len(kinds) - 1):
        if kinds[i] != "body":
            continue
        text = boilerplate.plain(words[i])
        if (
            2 <= len(text.split()) <= 10
            and text[0].isupper()
            and text[-1].isalnum()
            and not re.search(r"[“”\"]|^[-•*]", words[i])
            and len(words[i - 1].split()) >= 15
            and len(words[i + 1].split()) >= 15
        ):
            kinds[i] = "title"


def _folded(line: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", line).casefold().split())


# ---------------------------------------------------------------- sentences

_WORD = re.compile(r"\w")
# The end of a sentence: stops, then closing marks, then space; or, in text that lost its spaces,
# a lower-case word, a stop and a capital.
_STOP = re.compile(
    latin(
        r"(?P<stop>[.!?…]+)(?P<close>[\"”’'»)\]*_]*)(?=\s)"
        r"|(?<=[a-z]{3})(?P<stop2>[.!?])(?P<close2>[”’)]*)(?=[“‘(]?[A-Z][a-z]+[\s,’'])"
    )
)
_BEFORE = re.compile(r"[\w.&’'-]+$")

_TITLES = frozenset(
    """
mr mrs ms mx dr prof sen sens rep reps gov govs gen col lt ltcol maj sgt cpl pvt capt cpt cmdr cdr adm brig
rev fr hon pres supt det insp st messrs mme mlle mt ft amb atty asst assoc dep min sec secy treas hr bros
viz cf vs v no nos fig vol pp art approx est ca al eg ie e.g i.e spc ssgt vp
""".split()
)
_MONTHS = frozenset(
    """
jan feb mar apr jun jul aug sep sept oct nov dec
""".split()
)
# These end a sentence only where the next word opens one.
_EITHER = frozenset(
    """
inc corp co ltd llc plc jr sr etc esq ph.d m.d b.a m.a a.m p.m d.c dept ave blvd rd sq univ mass calif
""".split()
)
_NUMBERED = frozenset(["no", "nos", "fig", "vol", "pp", "art", "sec"])
_OPENERS = frozenset(
    """
the a an he she it they we i you this that these those his her its their our my your there here but and or
so yet in on at by for from with as if when while after before since although though because however
meanwhile moreover still then now what who why how where which many most some several few both all one two
no not another other under over during despite according last earlier later also asked speaking president
officials
""".split()
)
_PRONOUNS = r"(?:he|she|it|they|we|I|you|one|who)"
_SPEECH = (
    r"(?:said|says|say|told|tells|asked|asks|added|adds|replied|wrote|writes|tweeted|posted|declared|exclaimed|shouted|yelled"
    r"|joked|quipped|continued|concluded|noted|demanded|wondered|answered|responded|insisted|cried|screamed|recalled"
    r"|remarked|stated|explained|argued|inquired|queried|mused|begged|thundered|chanted)"
)
_TAG = re.compile(
    latin(
        rf"\s+(?:{_PRONOUNS}\s+(?:also\s+|then\s+|once\s+|later\s+)?{_SPEECH}\b"
        rf"|(?:[A-Z][\w.’'-]*\s+){{1,4}}(?:also\s+|then\s+|once\s+|later\s+)?{_SPEECH}\b"
        rf"|{_SPEECH}\s+(?:[A-Z]|the\s|an?\s|{_PRONOUNS}\b))"
    )
)
_NEXT = re.compile(r"\s*[\"“‘'«(\[*_—–-]*\s*(?P<word>[\w’'.&-]*)")


def _is_boundary(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    if match["stop2"]:
        return True
    stop, close = match["stop"], match["close"]
    following = _NEXT.match(text, match.end(), end)
    word = following["word"] if following else ""
    if not word:
        return True
    if word[0].islower():
        # "iPhone" and the like open sentences; other small letters go on, as in “Stop.” he said.
        return bool(re.match(latin(r"[a-z][A-Z]"), word)) and not close
    if close and not set(stop) <= {"."} and set(close) & set("\"”’'»") and _TAG.match(text, match.end(), end):
        return False
    if stop == "." and not close:
        return _full_stop_ends(text, begin, match.start(), word)
    if set(close) <= set(")]") and close and stop == ".":
        # "(b. 1950.) " and "[sic.]": the bracket must hold a sentence or close one that began outside.
        return not _abbreviated_in_bracket(text, begin, match.start())
    return True


def _abbreviated_in_bracket(text: str, begin: int, dot: int) -> bool:
    opened = max(text.rfind("(", begin, dot), text.rfind("[", begin, dot))
    return opened > begin and len(text[opened:dot].split()) <= 3


def _full_stop_ends(text: str, begin: int, dot: int, word: str) -> bool:
    before = _BEFORE.search(text, max(begin, dot - 40), dot)
    if before is None:
        return True
    token = before[0].strip("’'-")
    low = token.casefold()
    opens = word.rstrip(".").casefold() in _OPENERS
    if low in _NUMBERED and (word[0].isdigit() or low not in ("no", "art", "sec")):
        return not word[0].isdigit()
    if low == "no":
        return True
    if low in _TITLES:
        return False
    if low in _MONTHS and token[0].isupper():
        return opens and not word[0].isdigit()
    if low in _EITHER:
        return opens
    if token.isdigit() and before.start() == begin:
        return False
    if len(token) == 1 and token.isalpha():
        # An initial, unless a sentence plainly begins: "vitamin C. The".
        return token != "I" and opens and token.isupper() and not _named_before(text, begin, before.start())  # noqa: S105
    if re.fullmatch(latin(r"(?:[A-Za-z]\.)+[A-Za-z]"), token):
        # "U.S.", "D.C.", "J.K.": go on before a name, stop before a word that opens a sentence.
        return opens
    return True


def _named_before(text: str, begin: int, at: int) -> bool:
    """Whether a capitalised word stands right before, as in "Stephen F. The"."""
    word = re.search(r"(\w+)\s+$", text[max(begin, at - 30) : at])
    return word is not None and word[1][0].isupper()


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _whole(text: str, start: int, end: int) -> tuple[Span, ...]:
    marks = _MARKUP.match(text, start, end)
    return ((marks.end() if marks and marks.end() < end else start, end),)
