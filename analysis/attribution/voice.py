"""Whether anything was said at all, and in which form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.attribution.content import IS_ASKED
from analysis.constructions import FINDS
from analysis.cues import NOTHING, is_plain_report, is_refusal, takes_side
from analysis.drafts import Draft, voiced
from analysis.letters import latin
from analysis.mentions import words_of
from analysis.quotes import Quote, is_speech, words_in
from analysis.subjects import PARTICIPLE
from analysis.types import Span, StatementType

_VIEW = re.compile(
    r"(?:(?:the|an?|his|her|their|its|this|that|\S+[’']s?)\s+)?(?:[\w-]+\s+){0,3}"
    r"(?:views?|positions?|opinions?|stances?|statements?|remarks?|comments?|claims?|words|story|stories|tale|version|picture)",
    re.IGNORECASE,
)
"""Content that only names a view ("the American point of view, as expressed by …") holds none."""
_AS = re.compile(r"[,\s]*as\s")
_NOT_NAMED = re.compile(
    r"(?:\w+\s)?(?:ask\w*|request\w*|want\w*|wish\w*|prefer\w*|speak\w*|spoke|insist\w*)\s(?:\w+\s){0,4}(?:not\s(?:to\s)?be(?:ing)?\s"
    r"(?:named|identified|quoted)|not\sto\s(?:name|identify)|anonym\w+|(?:her|his|their)\s(?:full\s)?name)",
    re.IGNORECASE,
)
"""Who asks not to be named makes no statement by it."""
_TELLING = re.compile(r"\b(?:told|informed|asked|warned|advised|briefed|urged|reminded|invited|ordered|questioned)\b")
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be|get|got)\s(?:(?:\w+ly|also|then|later|again|once|often|first|even)\s){0,2}"
    r"(?:told|informed|asked|warned|advised|briefed|urged|"
    r"reminded|invited|ordered|questioned)\b"
)
_ACCUSED = re.compile(r"\s(?:of|with)\s")
"""What follows "accused" or "charged" where whom it names is the accused: "a man charged with theft"."""
_GESTURE = re.compile(
    r"pointing at|(?:smil|laugh|grinn|shrugg|nodd|sigh|sobb|weep|beam|chuckl|frown|wink|gestur|giggl)ing", re.IGNORECASE
)
"""What somebody does while speaking says nothing by itself."""
_WORRIES = re.compile(
    r"(?:the |growing |mounting )*(?:concerns?|worr(?:y|ies)|fears?) (?:about|over|for)", re.IGNORECASE
)
"""What nobody in particular worries about moves prices, but nobody said it."""
_HELD_BY_OTHERS = re.compile(
    r"\b(?:despite|amid|amidst|because of|following|under|fac(?:es?|ed|ing)|dr(?:aws?|ew|awn|awing)|spark(?:s|ed|ing)|"
    r"prompt(?:s|ed|ing)|invit(?:es|ed|ing)|fuel(?:s|ed|ing|led)|dismiss(?:es|ed|ing)|address(?:es|ed|ing)|met with|"
    r"brush(?:es|ed|ing) (?:off|aside))\s(?:(?:the|any|some|such|growing|mounting|widespread|public|new)\s){0,2}$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:concerns?|criticisms?|complaints?|allegations?|accusations?|fears?|questions?|charges|suggestions?|speculation|rumou?rs|"
    r"calls|doubts)(?:\s(?:about|of|over|for|that))?",
    re.IGNORECASE,
)
"""What others hold against whoever acts in spite of it: "Brill left despite [concerns] that …"."""
_NOBODY = re.compile(r"(?:neither|none|no one|no-one|nobody)\b")
_AS_RUMOUR = re.compile(r"(?:reports|rumou?rs|speculation)", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|amid|on|following|despite)\s$", re.IGNORECASE)
_WOULD_TELL = re.compile(r"(?:comment|respon|confirm|repl|answer)")
_INTRODUCES = re.compile(r"[^.!?“\"\n]{0,60}:\s*(?:\n|$)")
"""What is followed by a colon at the end of its paragraph announces words to come."""
_ANAPHOR = re.compile(r"(?:this|that|it|so|as much|the same)", re.IGNORECASE)
_NOTHING = re.compile(rf"\s{NOTHING}")
_NO_COMMENT = re.compile(
    r"(?:that\s)?(?:it|he|she|they|we)\s(?:(?:do|does|did|would|could|will|can)(?:\snot|n[’']t)|cannot)\s"
    r"(?:yet\s)?(?:comment|discuss\s(?:individual|ongoing|pending|personnel))\b"
)
"""Who "said it did not comment on individual cases" said nothing."""
_PAST = re.compile(r"(?:had |has |have )?(?:said|told|put|spoke|wrote|saw|thought|went|\w+ed)\b")
"""What one of several did; what "one" says or might say is anybody's."""
_GENERIC = re.compile(r"(?:^|[.!?]\s+)one\s+(?:must|should|may|might|can|could|has|would)?\s*$", re.IGNORECASE)


def reports(text: str, d: Draft, quotes: Sequence[Quote]) -> bool:
    """Whether the draft is a statement at all: something was voiced, and it has words of its own."""
    before = text[max(0, d.cue[0] - 25) : d.cue[0]]
    cue = text[d.cue[0] : d.cue[1]]
    if is_refusal(cue) or (is_refusal(cue, before) and not d.quotes):
        return False
    if not d.quotes and d.runs and _NO_COMMENT.match(text, d.runs[0][0]) and " but " not in text[slice(*d.runs[0])]:
        return False
    if _NOT_NAMED.match(text, d.cue[0]) or _is_told(text, d) or _GESTURE.fullmatch(cue):
        return False
    source = text[d.source[0] : d.source[1]].lower() if d.source else ""
    if (
        (d.source is None or d.source[1] <= d.cue[0])
        and not (d.source is None and d.quotes)
        and re.search(r"\b(?:accused|charged)(?: of| with)?$", cue)
        and (cue.endswith((" of", " with")) or _ACCUSED.match(text, d.cue[1]))
    ):
        return False
    unsaid = _WORRIES.fullmatch(cue) or (_AS_RUMOUR.fullmatch(cue) and _AFTER.search(before))
    theirs = _HELD.fullmatch(cue) and _HELD_BY_OTHERS.search(text[max(0, d.cue[0] - 40) : d.cue[0]])
    if theirs and (d.source is None or d.source[1] <= d.cue[0]) and not d.quotes:
        return False
    if (not d.source and not d.quotes and unsaid) or (_NOBODY.match(source) and _WOULD_TELL.match(cue)):
        return False
    if source in ("i", "we") and not d.quotes and re.match(r"(?:have |had |then )?ask(?:ed)?\b", cue):
        return False
    if source in ("you", "your") or (source == "one" and not _PAST.match(cue)):
        return False
    if _NOTHING.match(text, d.cue[1]) and not d.quotes:
        return False
    if IS_ASKED.match(cue) and not d.quotes:
        return False
    if not d.source and re.match(r"(?:when |if )?asked\b", cue, re.IGNORECASE):
        return False
    if not d.source and (_GENERIC.search(before) or re.match(r"(?:must|should)\b", cue)):
        return False
    quoted = any(is_speech(text, quotes[q]) or words_in(text, (quotes[q].start, quotes[q].end)) >= 2 for q in d.quotes)
    total = sum(words_in(text, s) for s in d.runs)
    if not d.source and not quoted and (d.probability < 0.8 or not (is_plain_report(cue) or PARTICIPLE.match(cue))):
        return False  # whoever stands near would be credited with "concerns that" and "is seen as"
    said = " ".join(text[a:b] for a, b in d.runs)
    first = text[slice(*d.runs[0])]
    viewed = _VIEW.fullmatch(said) or (_VIEW.fullmatch(first) and _AS.match(text[d.runs[0][1] : d.cue[1]]))
    if not quoted and (viewed or (total <= 12 and _INTRODUCES.match(text, d.runs[-1][1] - 1))):
        return False
    anaphor = bool(d.source) and 0 <= d.runs[0][0] - d.cue[1] <= 1 and bool(_ANAPHOR.fullmatch(said))
    # "condemned [the attack]" says enough; two words after "said" don't.
    least = 2 if takes_side(cue) and d.source else 3
    return (voiced(text, d, quoted) or _found(text, d)) and (total >= least or quoted or anaphor)


def _found(text: str, d: Draft) -> bool:
    """Whether a study, a court or an inspector "found that …": a report, and not a person who finds something."""
    if not d.source or not re.match(r"(?:has |have |had )?(?:also )?(?:found|finds|find)\b", text[d.cue[0] : d.cue[1]]):
        return False
    source = text[d.source[0] : d.source[1]]
    says = re.match(r"(?:that|no|little)\s", text[d.runs[0][0] : d.runs[0][0] + 8])
    return bool(says) and bool(set(words_of(source)) & FINDS or re.search(latin(r"\b[A-Z]{3,}\b"), source))


def _is_told(text: str, d: Draft) -> bool:
    """Whether the subject of the cue is told or asked something: "councillors were asked", "had been told that"."""
    cue = text[d.cue[0] : d.cue[1]]
    if not _TELLING.search(cue) or not _PASSIVE.search(text[max(0, d.cue[0] - 30) : d.cue[0]] + cue):
        return False
    return not re.match(r"[^.;“”\"]{0,40}\bby\s", text[d.cue[1] : d.cue[1] + 60])


def statement_type(text: str, spans: Sequence[Span], quotes: Sequence[Span]) -> StatementType:
    """direct: all words stand in quotation marks; indirect: none do; mixed: some do."""
    total = sum(words_in(text, s) for s in spans)
    quoted = 0
    for a, b in spans:
        for x, y in quotes:
            if x < b and a < y:
                quoted += words_in(text, (max(a, x), min(b, y)))
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * total else "mixed"
