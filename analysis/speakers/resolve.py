"""Every source mention resolved to one speaker of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.letters import latin
from analysis.mentions import places, read_mention
from analysis.quotes import paired_marks
from analysis.speakers.cast import Cast
from analysis.speakers.entity import KNOWN, Entity, cased, display
from analysis.speakers.layout import Layout
from analysis.speakers.lead import name_the_lead
from analysis.speakers.owners import Owners
from analysis.speakers.pronouns import Pronouns, anchor
from analysis.speakers.said import Said
from analysis.speakers.sources import Sources
from analysis.types import AUTHOR_ID, AUTHOR_NAME, Article, Attribution, Paragraph, Speaker


@dataclass(frozen=True, slots=True)
class Resolution:
    """Speakers, and for each attribution, in order: its speaker, how sure that is, and who passed it on."""

    speakers: tuple[Speaker, ...]
    speaker_ids: tuple[str, ...]
    confidences: tuple[float, ...]
    via: tuple[tuple[str, ...], ...]


def resolve(article: Article, paragraphs: Sequence[Paragraph], attributions: Sequence[Attribution]) -> Resolution:
    """One speaker per attribution. ``attributions`` may be in any order; so is the result."""
    cast = Cast(Layout(paired_marks(article.text), paragraphs))
    author = Entity("author", phrase=AUTHOR_NAME)
    sources = Sources(cast)
    owners = Owners(Pronouns(sources, author))
    found = [author] * len(attributions)
    confidence = [0.9] * len(attributions)
    order = sorted(range(len(attributions)), key=lambda i: (anchor(attributions[i]), i))
    for i in order:
        a = attributions[i]
        if a.type == "author":
            continue
        found[i], confidence[i] = _who(owners, a)
        _note_gender(cast, a, found[i])
        if not a.claim:
            sources.said.append(Said(anchor(a), found[i], a))
    name_the_lead(cast, attributions, order, found, confidence)
    ids = _ids(found)
    return Resolution(
        tuple(_speaker(e, key) for e, key in ids.items()),
        tuple(ids[e] for e in found),
        tuple(round(c, 3) for c in confidence),
        tuple(_via(cast, attributions, i, found) for i in range(len(attributions))),
    )


def _who(owners: Owners, a: Attribution) -> tuple[Entity, float]:
    sources, pronouns = owners.sources, owners.pronouns
    if a.source is None:
        return pronouns.unsourced(a)
    # One mention has one meaning, however many cues it is the subject of.
    known = next((s.speaker for s in reversed(sources.said[-4:]) if s.attribution.source == a.source), None)
    if known is not None:
        return known, 0.9
    mention = read_mention(sources.text, a.source)
    return pronouns.by_pronoun(mention, a) if mention.kind == "pronoun" else owners.by_mention(mention, a)


def _note_gender(cast: Cast, a: Attribution, entity: Entity) -> None:
    """ "Østby said he had told …": a name's own pronoun right after the cue tells the gender."""
    text = cast.text
    if a.source is None or a.cue is None or entity.kind != "person" or not entity.names:
        return
    m = re.match(r"(?:that\s)?(he|she)\b", text[a.content[0][0] : a.content[0][0] + 10])
    if m and 0 <= a.content[0][0] - a.cue[1] <= 2 and read_mention(text, a.source).kind == "person":
        gender = "m" if m.group(1) == "he" else "f"
        if not cast.others_near(a.source[0], gender, entity) and not _THEIRS.match(text, a.source[0]):
            entity.genders[gender] += KNOWN


_THEIRS = re.compile(latin(r"(?:[Hh]is|[Hh]er|[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*[’']s?)\s"))


def _via(cast: Cast, attributions: Sequence[Attribution], i: int, found: list[Entity]) -> tuple[str, ...]:
    """Names of who passed the i-th statement on, outermost first."""
    out: list[str] = []
    seen = {i}
    k: int | None = attributions[i].carrier
    while k is not None and k not in seen:
        seen.add(k)
        if found[k] is not found[i]:
            out.insert(0, found[k].name)
        k = attributions[k].carrier
    for span in attributions[i].reporters:
        mention = read_mention(cast.text, span)
        matching = cast.matching(mention.name) if mention.kind == "person" else []
        name = matching[0].name if matching else display(cast.text[span[0] : span[1]])
        if name != found[i].name:
            out.append(name)
    return tuple(dict.fromkeys(out))


def _ids(entities: Sequence[Entity]) -> dict[Entity, str]:
    """An identifier for each, made of the name, in the order of their first statements."""
    out: dict[Entity, str] = {}
    for e in dict.fromkeys(entities):
        key = base = AUTHOR_ID
        if e.kind != "author":
            key = base = re.sub(r"[^a-z0-9]+", "-", e.name.lower()).strip("-")[:60] or "speaker"
            n = 2
            while key in {*out.values(), AUTHOR_ID}:
                key, n = f"{base}-{n}", n + 1
        out[e] = key
    return out


def _speaker(e: Entity, key: str) -> Speaker:
    stated = [r for r in e.roles if r.phrase]
    best = max(stated, key=lambda r: len(r.of), default=None)
    role = display(best.phrase) if best and e.names else ""
    groups = [w for r in e.roles for w in sorted(r.of) if places({w})]
    affiliation = Counter(groups).most_common(1)[0][0] if groups else ""
    aliases = tuple(dict.fromkeys(" ".join(n) for n in e.names if " ".join(n) != e.name))
    return Speaker(key, e.name, e.kind, role, cased(affiliation), tuple(e.mentions), aliases)
