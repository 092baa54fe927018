"""The stages from a text to its attributions, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from analysis.attribution.content import content_of, whole_clauses, whole_subjects, without_aside
from analysis.attribution.ownership import own_quotes, with_running_quotes
from analysis.attribution.voice import reports, statement_type
from analysis.constructions import by_construction
from analysis.drafts import (
    PLAIN_CUE_THRESHOLD,
    Draft,
    beside_quotes,
    draft,
    in_own_words,
    inside_reports,
    joined_body,
    participles,
    quoted_as_saying,
    without_doubles,
)
from analysis.interviews import answers, turns
from analysis.letters import latin
from analysis.nesting import credit_the_cited, credit_the_quoted, nest, part_continuations, settle_overlaps
from analysis.quotes import Quote, double_marks, find_quotes, paired_marks, reaching
from analysis.spans import minus, words
from analysis.types import Attribution, Paragraph, Span
from models.linking import Tagger

_FAR = 300
"""Characters; a source in another paragraph than its cue stands nearer."""
_DATELINE = re.compile(
    latin(
        r"(?:[A-Z][A-Z.’'/-]+(?:,?\s[A-Z][A-Z.’'/-]+){0,3}(?:,\s[A-Z][\w.]+(?:\s\d{1,2})?){0,2}(?:\s\([A-Z][\w\s]{1,20}\))?"
        r"|[A-Z][\w.’'/-]+(?:,?\s[A-Z][\w.]+){0,3}\s\([A-Z][\w\s]{1,20}\))\s?[-–—]+\s"
    )
)


def attribute(
    text: str,
    paragraphs: Sequence[Paragraph],
    *,
    tagger: Tagger | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[Attribution, ...]:
    """Attributions in the body paragraphs of ``text``, in text order.

    Quotes that no cue owns come out with neither source nor cue, for speaker resolution to settle.
    """
    body = [p for p in paragraphs if p.kind == "body"]
    interview = turns(text, body)
    if interview:
        taken = {s[1] for turn in interview for s in turn.words}
        paragraphs = [p for p in paragraphs if p.end not in taken]
        body = [p for p in paragraphs if p.kind == "body"]
    said = answers(text, interview) if interview else ()
    if not body:
        return said
    text = double_marks(paired_marks(text), paragraphs)
    if tagger is None:
        import models

        tagger = models.tagger()
    joined, shift = joined_body(text, body)
    links = tagger.tag(joined, cue_threshold=PLAIN_CUE_THRESHOLD, progress=progress)
    quotes = find_quotes(text, paragraphs)
    sentences = sorted(s for p in body for s in (p.sentences or ((p.start, p.end),)))
    drafts = [d for d in (draft(text, link, shift, sentences) for link in links) if d]
    drafts = without_doubles(
        [*drafts, *beside_quotes(text, quotes), *in_own_words(text, sentences), *quoted_as_saying(text)]
    )
    drafts = without_doubles(by_construction(text, drafts))
    own_quotes(text, drafts, quotes, paragraphs)
    for d in drafts:
        d.runs = content_of(text, d, quotes, sentences)
        d.runs = without_aside(text, d, quotes)
    whole_clauses(text, drafts, quotes, sentences)
    whole_subjects(text, drafts, quotes, sentences)
    for dateline in datelines(text, body):
        for d in drafts:
            d.runs = [words(text, r) for r in minus(d.runs, dateline)]
    drafts += inside_reports(text, drafts)
    drafts += participles(text, drafts)
    part_continuations(text, drafts)
    nest(text, drafts)
    credit_the_cited(text, drafts)
    credit_the_quoted(text, drafts)
    settle_overlaps(text, drafts)
    kept = [d for d in drafts if not d.dropped and d.runs and reports(text, d, quotes)]
    return (*_finish(text, kept, quotes, paragraphs), *said)


def datelines(text: str, body: Sequence[Paragraph]) -> list[Span]:
    """Where a report was written, before its first words: "MOSCOW (Reuters) - ", "KYIV, March 3 —"."""
    found = (_DATELINE.match(text, p.start, p.end) for p in body)
    return [m.span() for m in found if m]


def _apart(text: str, source: Span, cue: Span) -> bool:
    """Whether so much of other paragraphs lies between a source and its cue that they can't belong together."""
    between = text[min(source[1], cue[1]) : max(source[0], cue[0])]
    return len(between) > _FAR and "\n" in between.strip()


def _finish(
    text: str, drafts: list[Draft], quotes: Sequence[Quote], paragraphs: Sequence[Paragraph]
) -> tuple[Attribution, ...]:
    for d in drafts:
        # What cutting has left empty is nothing that anybody said.
        d.runs = [r for r in d.runs if r[0] < r[1]]
        if d.source and (d.source[0] >= d.source[1] or _apart(text, d.source, d.cue)):
            d.source = None
    drafts = [d for d in drafts if d.runs and d.cue[0] < d.cue[1]]
    drafts = sorted(drafts, key=lambda d: min(d.cue[0], d.runs[0][0]))
    made: list[Attribution] = []
    for d in drafts:
        near = {i for r in d.runs for i in reaching(quotes, r)}
        kind = statement_type(text, d.runs, [(quotes[i].start, quotes[i].end) for i in near])
        made.append(
            Attribution(
                d.source, d.cue, tuple(d.runs), kind, round(min(1.0, d.probability * d.content_score), 4), claim=d.claim
            )
        )
    # A reporter who was dropped as a statement of his own still counts as a carrier: keep him in front, unvoiced.
    made = with_running_quotes(text, made, quotes, paragraphs)
    order = {id(d): i for i, d in enumerate(drafts)}
    for i, d in enumerate(drafts):
        if d.carrier is not None and id(d.carrier) in order:
            made[i] = replace(made[i], carrier=order[id(d.carrier)])
        elif d.carrier is not None and d.carrier.source:
            made[i] = replace(made[i], reporters=(d.carrier.source,))
    return tuple(made)
