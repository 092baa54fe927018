"""The article's own voice: sentences that nobody is quoted for and that take sides.

Narration reports what happened; an author who judges says so in ways that English marks: obligation ("must",
"ought to"), evaluation ("dangerous", "rightly"), stance adverbs ("clearly"), questions put to the reader, the
first person. A sentence with such a mark is a candidate; whether it takes a position on a topic is for the
stance model to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.types import Attribution, Paragraph, Span

_OBLIGATION = r"(?:should|must|ought to|needs? to|had better|it is (?:high )?time)"
_ADVERBS = (
    r"(?:clearly|obviously|indeed|plainly|rightly|wrongly|unfortunately|fortunately|sadly|surely|undoubtedly|"
    r"unquestionably|frankly|simply|merely|hardly|tragically|foolishly|wisely|recklessly|apparently|supposedly|"
    r"so-called|of course|in truth|in fact|after all|alas|ironically|shamefully|inexplicably|needlessly)"
)
_EVALUATIVE = (
    r"(?:absurd|alarming|antiquated|appalling|bad|baseless|best|better|bold|brave|careless|catastroph\w+|courageous|"
    r"cowardly|cruel|cynical|dangerous\w*|deplorable|destructive|disappoint\w+|disastrous|disgrace\w*|excellent|"
    r"fail(?:s|ed|ure|ures|ing)|fair|false|folly|foolish|fortunate|good|great|harmful|honest|hypocri\w+|illegal|"
    r"illogical|immoral|indefensible|inexcusable|irresponsible|just|justified|unjustified|lie|lies|long-overdue|"
    r"mistake|misguided|monstrous|necessary|needless|nonsense|outrageous|overdue|pathetic|provocation|provocative|"
    r"reckless|regrettable|ridiculous|right|sad|scandal\w*|senseless|sensible|shame\w*|sound|strong|stupid|terrible|"
    r"threat\w*|tragic|tragedy|unacceptable|unfair|unfortunate|unjust|unnecessary|unwise|useless|vital|weak|welcome|"
    r"wise|worse|worst|wrong)"
)
_OPINION = re.compile(rf"\b(?:{_OBLIGATION}|{_ADVERBS}|{_EVALUATIVE})\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:I|we|our|my|us)\b(?!\.)")
_MIN_WORDS = 6


def authorial_sentences(
    text: str, paragraphs: Sequence[Paragraph], attributions: Sequence[Attribution]
) -> tuple[Attribution, ...]:
    """Candidate sentences of the author's own, as attributions of type ``author``.

    A sentence that holds any attribution's cue or words is someone else's.
    """
    taken = sorted(
        s for a in attributions for s in (*a.content, *((a.cue,) if a.cue else ()), *((a.source,) if a.source else ()))
    )
    out = []
    for paragraph in paragraphs:
        if paragraph.kind != "body":
            continue
        for sentence in paragraph.sentences:
            words = text[sentence[0] : sentence[1]]
            if len(words.split()) < _MIN_WORDS or _touches(sentence, taken):
                continue
            if _opinionated(words):
                out.append(Attribution(None, None, (sentence,), "author", 0.6))
    return tuple(out)


def _opinionated(words: str) -> bool:
    unquoted = re.sub(r"[“\"„«][^”\"»]*[”\"»]", " ", words)
    return bool(_OPINION.search(unquoted) or _FIRST.search(unquoted)) or unquoted.rstrip().endswith("?")


def _touches(sentence: Span, taken: Sequence[Span]) -> bool:
    return any(a < sentence[1] and sentence[0] < b for a, b in taken)
