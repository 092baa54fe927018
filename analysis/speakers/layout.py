"""Where a place of an article lies: its paragraph, its sentence, inside or outside quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from analysis.quotes import find_quotes
from analysis.types import Paragraph


class Layout:
    """An article's text with its body paragraphs and titles; positions are characters into ``text``."""

    def __init__(self, text: str, paragraphs: Sequence[Paragraph]):
        self.text = text
        self.paragraphs = [p for p in paragraphs if p.kind in ("body", "title")]
        self.starts = [p.start for p in self.paragraphs]
        self.begins = next((p.start for p in self.paragraphs if p.kind == "body"), 0)
        self.quotes = find_quotes(text, paragraphs)
        self.quote_starts = [q.start for q in self.quotes]

    def paragraph(self, position: int) -> int:
        """Number of the paragraph at or before ``position``; -1 before the first."""
        return bisect_right(self.starts, position) - 1

    def in_quote(self, position: int) -> bool:
        """Whether ``position`` lies between quotation marks."""
        i = bisect_right(self.quote_starts, position) - 1
        return i >= 0 and position < self.quotes[i].end

    def owns(self, end: int) -> bool:
        """Whether a possessive ending follows a name that ends at ``end``."""
        return bool(re.match(r"[’']s?\b", self.text[end : end + 2]))

    def sentences_before(self, here: int) -> tuple[int, str, list[int]]:
        """Where the paragraph around ``here`` begins, its text up to there, and where sentences begin in that text."""
        start = self.paragraphs[max(0, self.paragraph(here))].start
        before = self.text[start:here]
        return start, before, [0, *(m.end() for m in _SENTENCE_END.finditer(before))]

    def is_subject(self, start: int, here: int) -> bool:
        """Whether the mention opens its sentence or clause, give or take its title; "For Ann Lee, …" is about her."""
        before = self.text[max(0, start - 60) : start]
        if _FOR.search(before) and re.match(r"[^.;\n]{2,40}?,", self.text[start : start + 42]):
            return True
        if _INVERTED.search(before):
            return True
        clause = re.split(
            r"[.!?;:”\"\n]\s+|\n|,\s+(?:and|but|as|while|when|because|that|whose)\s|,\s+(?=(?:[A-Z][\w-]+\.?\s)?$)",
            before,
        )[-1]
        clause = (
            re.split(r"^.*?,\s+", clause)[-1]
            if re.match(
                r"(?:When|As|While|After|Before|If|In|On|At|For|Since|Outside|Inside|Under|Near|Across|Behind|During|Among|With|From|Unlike|Like)\b",
                clause,
            )
            else clause
        )
        clause = re.sub(r"\d{1,3}-year-old\s", "", _WHEN.sub("", clause))
        return len(clause.split()) <= 5 and not re.search(r"\b(?:with|by|to|against|of|from|for|on)\s", clause)


_ABBREVIATED = "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Gen Lt Col Sgt Capt Prof Rev St Jr Sr vs".split()
_SENTENCE_END = re.compile(
    r"(?:(?<!\b[A-Z])" + "".join(rf"(?<!\b{w})" for w in _ABBREVIATED) + r"\.|[!?])[”\"’]{0,2}\s+", re.ASCII
)
"""No full stop of an initial or a title."""
_FOR = re.compile(r"(?:^|\n|[.!?][”\"’]?\s)(?:And\s|But\s)?(?:For|To)\s$")
_INVERTED = re.compile(
    r"(?:^|\n|[.!?][”\"’]?\s)(?:But\s)?(?:Less|More|Most|Equally|Also|No\sless|Not\sso|Far\sless|Far\smore|Even\smore)\s"
    r"[a-z-]+\s(?:was|were|is|are|came)\s(?:[\w’'-]+\s){0,3}$"
)
""" "Less guarded was [Ann Lee], who …"."""
_WHEN = re.compile(
    r"\b(?:(?:late|early|later|earlier|also|and|on|in|by|at|since|last|this|that)\s+)*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|"
    r"March|April|May|June|July|August|September|October|November|December|morning|afternoon|evening|night|week|month|year|"
    r"weekend|\d{4})\b,?\s*"
)
