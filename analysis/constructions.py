"""Constructions whose form alone says who speaks and who passes it on, whatever the tagger makes of them.

"S, according to two diplomats, told ambassadors that A"; "Reuters, quoting an official, reported that A"; "A, S was
quoted as saying by the agency"; "what the White House described as “A”"; "the claim, made by S last week, that A".
In each, S speaks and the others report.
"""

from __future__ import annotations

import re

from analysis.cues import takes_side
from analysis.drafts import SAID, WHO_SAID, Draft, carried
from analysis.letters import latin
from analysis.lexicon import ANONYMOUS_WORDS, PLURAL_GROUP, ROLE_NOUNS
from analysis.mentions import words_of
from analysis.quotes import words_in
from analysis.spans import NO_TITLE, common, minus, words
from analysis.subjects import is_subject, subject_beside

_REPORTER = r"[^,.;:“”\"\n]{3,90}?"
_THROUGH = re.compile(
    rf"({WHO_SAID}),\s(according\sto|citing|quoting)\s({_REPORTER}),\s(?:(?:has|had|have|also|then|later)\s)?({SAID})\b"
)
_ADDRESSEE = re.compile(r"\s[^,.;:“”\"\n]{0,60}?(?=\sthat\s|\s[“\"])")
_CITED_AFTER = re.compile(
    rf"(?:\s(?:on|in|late|earlier|last|this)\s(?:\w+\s?){{1,3}}?)?,\s(?:citing|quoting)\s({_REPORTER})(?=[.,;]|\n|$)"
)
_QUOTED_BY = re.compile(
    rf"(?:,[”\"’]?|[”\"])\s({WHO_SAID})\s(?:was|were|is|are|has\sbeen)\s(?:\w+ly\s|later\s|also\s)?"
    rf"((?:quoted|cited)(?:\sas\ssaying)?)\sby\s({WHO_SAID})(?=\s(?:as\ssaying|on|in|at|late|last|this)\b|[.,;])"
)
_BEING = r"(?:was|were|is|are|has\sbeen|have\sbeen|had\sbeen)\s(?:\w+ly\s|later\s|also\s)?"
_WAS = re.compile(rf"\b{_BEING}$")
_QUOTED_AS = re.compile(rf"{_BEING}(?:quoted|cited)\sas\s\w+ing\b")
_WHAT_CALLED = re.compile(
    rf"\bwhat\s({WHO_SAID})\s(?:has\s|have\s|had\s|later\s)?((?:described|characteri[sz]ed|denounced|hailed|referred\sto)\sas|"
    rf"called|termed|dubbed|labell?ed)\s(?=(?:an?\s|the\s|his\s|her\s|its\s|their\s)?[“\"‘][^”\"’\n]+[”\"’])"
)
_CLAUSE_END = re.compile(r"[,;:.](?=\s|$)|\n|\s[—–]|$")
_MAKER = r",?\s(?:made|voiced|raised|issued|repeated|advanced)\sby\s([^,.;:“”\"\n]{3,80}?)"
_MADE_BY = re.compile(rf"{_MAKER}(?=,|\s(?:last|on|that)\s)")
_CLAIMED_BY = re.compile(
    r"\bthe\s((?:claim|allegation|accusation|charge|assertion|warning|demand|argument|suggestion|prediction|promise)s?)"
    rf"{_MAKER}"
    r"(?:\s(?:on|in|last|this|late|earlier)\s(?:\w+\s?){1,3}?)?,?\s(?=that\s)"
)
_CLAIM_OF = re.compile(
    latin(
        r"\b(?:brush(?:ed|es) aside|dismiss(?:ed|es)|reject(?:ed|s)|disput(?:ed|es)|den(?:ied|ies)|repeat(?:ed|s)|"
        r"echo(?:ed|es)|ridicul(?:ed|es)|rebuff(?:ed|s)|scoff(?:ed|s) at|laugh(?:ed|s) off|shrug(?:ged|s) off)\s"
        r"(?:as\s[^,.;\n]{3,40}\s)?"
        r"((?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|President|Mayor|Senator)\.?\s)?[A-Z][\w-]+"
        r"(?:\s(?:(?:de|del|van|von|di)\s)?[A-Z][\w-]+){0,3})"
        r"[’']s?\s(?:own\s)?((?:claim|allegation|accusation|charge|assertion|contention|complaint|suggestion|insistence)s?)"
        r"(?:,\s[^,.;“”\"\n]{3,60},)?\s(?=that\s)"
    )
)
"""Whose the claim is that another dismisses or repeats: "He brushed aside Ms. Trajkova's charge that …"."""
_CLAIM_END = re.compile(r",\s(?:and|but|which|who|calling|saying|though|although|while|as)\b|[”\"]")
_ASIDE = re.compile(latin(r",\s(?:but|although|though|while|which|whereas|and\s[A-Z])\b"))
FINDS = frozenset(
    "study studies report review inquiry enquiry survey poll audit analysis investigation probe assessment panel court "
    "judge jury tribunal commission committee regulator watchdog inspectors inspector inspectorate auditors auditor "
    "investigators researchers scientists team coroner ombudsman agency department office board council institute "
    "university economists experts paper trial evaluation finder arbitrator".split()
)
"""Who finds something by way of reporting it."""
_FOUND_THAT = re.compile(
    latin(
        r"(?:(?<=[.!?]\s)|(?<=[.!?][”\"]\s)|(?<=\n)|^)((?:The|A|An|Its|Their|Last|This|One|U\.S\.|[A-Z][\w’'-]+)(?:\s[\w’'-]+){1,8}?)"
        r"\s((?:has\s|had\s|have\s|also\s|later\s)?(?:found|finds|concluded|concludes))\s(?=that\s)"
    )
)
_SENTENCE_END = re.compile(rf"{NO_TITLE}[.!?](?=[”\"’]?(?:\s|$))|\n|$")
_SENTENCE_START = re.compile(latin(r"[.!?][”\"’]?\s+(?=[“\"‘]?[A-Z])"))
_AFTER_HEAD = frozenset("of from at in with on for who close familiar present briefed by near inside".split())


def names_people(text: str) -> bool:
    """Whether a noun phrase has persons for its head, not a document or an institution."""
    who = words_of(text)
    head = next((i for i, w in enumerate(who) if w in _AFTER_HEAD), len(who))
    return bool(set(who[head - 1 : head]) & (PLURAL_GROUP | ROLE_NOUNS | ANONYMOUS_WORDS))


def by_construction(text: str, drafts: list[Draft]) -> list[Draft]:
    """The drafts with those of the constructions in place of what the tagger proposed inside them."""
    made, settled = [], []
    for found, zone in (*_through_another(text), *_quoted_by(text), *_what_called(text)):
        made.append(found)
        settled.append(zone)
    kept = [d for d in drafts if not any(a <= d.cue[0] < b for a, b in settled)]
    for found, zone in _claimed_by(text):
        kept = [d for d in kept if not found.cue[0] <= d.cue[0] < found.runs[0][0]]
        made.append(found)
        for d in kept:  # who dismisses a claim doesn't say it, but that he does tells his side
            cut = found.runs[0] if takes_side(text[d.cue[0] : d.cue[1]]) else zone
            d.runs = [r for run in d.runs for r in minus([run], cut) if words_in(text, r)]
    made += [x for x in _found_that(text) if not any(common([d.cue], [x.cue]) for d in kept if d.source)]
    for d in kept:
        _credit_who_was_quoted(text, d)
        m = _MADE_BY.match(text, d.cue[1])
        if m and not d.sure:
            d.source = words(text, m.span(1))
        _credit_the_cited(text, d)
    return [*kept, *made]


def _credit_the_cited(text: str, d: Draft) -> None:
    """'A, NRK reported on Friday, citing two people at the talks': they say A."""
    m = next((x for at in (d.cue[1], _verb_end(text, d)) if (x := _CITED_AFTER.match(text, at))), None)
    if not m or not d.source or d.source[0] >= d.cue[1] or not names_people(m.group(1)):
        return
    cited = words(text, m.span(1))
    carried(d, d.source).source = cited
    d.runs = [r for run in d.runs for r in minus([run], cited) if words_in(text, r)]


def _credit_who_was_quoted(text: str, d: Draft) -> None:
    """'As Newsweek reports: “A,” S was quoted as saying': S says A, whoever quotes."""
    before = _WAS.search(text[max(0, d.cue[0] - 24) : d.cue[0]])
    begin = d.cue[0] - (len(before.group()) if before else 0)
    if d.sure or not _QUOTED_AS.match(text, begin):
        return
    who = subject_beside(text, (begin, d.cue[1]), None)
    if not who or who[1] > begin or (d.source and common([who], [d.source])):
        return
    if d.source:
        carried(d, d.source)
    d.source = who


def _verb_end(text: str, d: Draft) -> int:
    """The end of the cue's verb: the tagger may take "on Friday" along."""
    m = re.match(SAID, text[d.cue[0] : d.cue[1]])
    return d.cue[0] + m.end() if m else d.cue[1]


def _through_another(text: str):
    """'S, according to R, told …' and 'R, quoting S, reported …'."""
    for m in _THROUGH.finditer(text):
        first, other = words(text, m.span(1)), words(text, m.span(3))
        if not is_subject(text[slice(*first)]):
            continue
        if m.group(2).startswith("according"):
            speaker, reporter = first, other
        elif names_people(text[slice(*other)]):
            speaker, reporter = other, first
        else:
            continue
        end = _SENTENCE_END.search(text, m.end())
        assert end
        addressee = _ADDRESSEE.match(text, m.end(), end.end())
        content = words(text, (addressee.end() if addressee else m.end(), _with_stop(text, end)))
        if words_in(text, content) >= 3:
            yield carried(Draft(m.span(4), 0.9, speaker, [content], 0.9, sure=True), reporter), (m.start(2), m.end(4))


def _quoted_by(text: str):
    """'A, S was quoted as saying by R': A is what stands before it in the sentence."""
    for m in _QUOTED_BY.finditer(text):
        if not is_subject(m.group(1)):
            continue
        line = text.rfind("\n", 0, m.start()) + 1
        begin = max((x.end() for x in _SENTENCE_START.finditer(text, line, m.start())), default=line)
        content = words(text, (begin, m.start() if text[m.start() : m.start() + 2] == ", " else m.start(1)))
        if words_in(text, content) >= 2:
            zone = (m.start(), m.end() + 12)  # "… by the agency as saying"
            yield carried(Draft(m.span(2), 0.9, m.span(1), [content], 0.9, sure=True), m.span(3)), zone


def _what_called(text: str):
    """'what S described as “A” …': the naming is S's."""
    for m in _WHAT_CALLED.finditer(text):
        end = _CLAUSE_END.search(text, m.end())
        assert end
        content = words(text, (m.end(), end.start()))
        if is_subject(m.group(1)) and words_in(text, content):
            yield Draft(m.span(2), 0.85, m.span(1), [content], 0.9, sure=True), m.span(2)


def _claimed_by(text: str):
    """'the claim, made by S last week, that A', and where all of it stands."""
    claims = [(m, m.span(1), m.span(2)) for m in _CLAIMED_BY.finditer(text)]
    claims += [(m, m.span(2), m.span(1)) for m in _CLAIM_OF.finditer(text)]
    for m, cue, who in claims:
        end = _SENTENCE_END.search(text, m.end())
        assert end
        content = words(text, (m.end(), _claim_end(text, m.end(), end)))
        if words_in(text, content) >= 3:
            yield Draft(cue, 0.85, words(text, who), [content], 0.9, sure=True, claim=True), (m.start(), end.start())


def _claim_end(text: str, start: int, sentence: re.Match) -> int:
    """Where a claim ends that begins at ``start``: with its clause or quote, at the latest with its sentence."""
    quoted = text.count("“", start, sentence.start()) + text.count('"', start, sentence.start()) % 2
    if quoted:
        return sentence.end() + (text[sentence.end() : sentence.end() + 1] in ("”", '"'))
    cut = _CLAIM_END.search(text, start, sentence.start())
    return cut.start() if cut else sentence.start()


def _found_that(text: str):
    """'The Danish study found that A': a study or an authority reports what it finds."""
    for m in _FOUND_THAT.finditer(text):
        end = _SENTENCE_END.search(text, m.end())
        assert end
        cut = _ASIDE.search(text, m.end(), end.start())
        content = words(text, (m.end(), cut.start() if cut else _with_stop(text, end)))
        if set(words_of(m.group(1))[-4:]) & FINDS and words_in(text, content) >= 4 and "“" not in text[slice(*content)]:
            yield Draft(m.span(2), 0.8, m.span(1), [content], 0.9)


def _with_stop(text: str, end: re.Match) -> int:
    return end.start() if text[end.start() : end.start() + 1] in ("\n", "") else end.end()
