"""One name per speaker across articles: "Trump" here and "Donald Trump" there are the same person."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from analysis.positions import aggregate
from analysis.types import AUTHOR_ID, Analysis, Speaker

_HONORIFIC = re.compile(r"^(?:mr|mrs|ms|dr|prof|sir|sen|rep|gen|president|senator|minister)\.?\s+", re.IGNORECASE)
_WITH_SHORT_FORM = re.compile(r"(.+) \(([\w.]{2,9})\)")
_POINTING = re.compile(r"^(?:his|her|its|their|one|some|unnamed|a|an|another)\b", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def folded(name: str) -> str:
    """A name without case, accents, articles and titles, for comparison."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"^the\s+", "", plain.strip(), flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", _HONORIFIC.sub("", plain)).casefold().strip(" .")


def merged_names(analyses: Sequence[Analysis], aliases: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """For each analysis, the set's name of each of its speakers by speaker id.

    ``aliases`` is a person's table (name in an article to name to use) and comes first. Then equal names are one,
    a surname alone is the person whose full name ends in it, if only one in the set does, and a body is one by its
    name, its short form and both ("Doctors Without Borders (MSF)"), if only one has that short form. Anonymous sources
    ("his spokesman") are kept apart by outlet, and the article's own voice stays that of its article.
    """
    table = {folded(k): v for k, v in (aliases or {}).items() if v.strip()}
    people = [s for a in analyses for s in a.speakers if s.id != AUTHOR_ID]
    spelling: dict[str, Counter[str]] = {}
    for s in people:
        spelling.setdefault(folded(s.name), Counter())[s.name] += 1
    full = {k for k in spelling if " " in k}
    by_surname: dict[str, set[str]] = {}
    for s in people:
        if s.kind == "person" and " " in folded(s.name) and not _POINTING.match(s.name):
            by_surname.setdefault(folded(s.name).split()[-1], set()).add(folded(s.name))
    by_form = _by_form(s.name for s in people if s.kind == "body")
    best = {k: max(sorted(c), key=lambda n: (c[n], len(n))) for k, c in spelling.items()}

    def name(s: Speaker, outlet: str) -> str:
        key = folded(s.name)
        if key in table:
            return table[key]
        if s.kind == "anonymous" or _POINTING.match(s.name):
            return f"{s.name} ({outlet})" if outlet else s.name
        if s.kind == "person" and key not in full:
            same = by_surname.get(key, set())
            if len(same) == 1:
                key = next(iter(same))
        if s.kind == "body":
            key = by_form.get(key, key)
        return table.get(key, best.get(key, s.name))

    return [{s.id: AUTHOR_ID if s.id == AUTHOR_ID else name(s, a.article.outlet) for s in a.speakers} for a in analyses]


def _by_form(names: Iterable[str]) -> dict[str, str]:
    """The folded name with both, by each of the forms of names that come with two, folded, if it is the only one."""
    found: dict[str, set[str]] = {}
    for name in names:
        m = _WITH_SHORT_FORM.fullmatch(name)
        for form in m.groups() if m else ():
            found.setdefault(folded(form), set()).add(folded(name))
    return {form: next(iter(both)) for form, both in found.items() if len(both) == 1}


def renamed(analyses: Sequence[Analysis], aliases: Mapping[str, str]) -> tuple[Analysis, ...]:
    """The analyses with the names that a person chose for speakers, and those who then bear one name as one speaker.

    Names that the table says nothing of stay as their article has them.
    """
    chosen = {v for v in aliases.values() if v.strip()}
    if not chosen:
        return tuple(analyses)
    names = merged_names(analyses, aliases)
    return tuple(
        _named(a, {k: v for k, v in found.items() if v in chosen}) for a, found in zip(analyses, names, strict=True)
    )


def _named(a: Analysis, wanted: Mapping[str, str]) -> Analysis:
    if not wanted:
        return a
    speakers: dict[str, Speaker] = {}
    moved: dict[str, str] = {}
    for s in a.speakers:
        name = wanted.get(s.id, s.name)
        same = next((k for k, v in speakers.items() if v.name == name and k != AUTHOR_ID), None)
        if same is None or s.id == AUTHOR_ID:
            aliases = tuple(x for x in dict.fromkeys((s.name, *s.aliases)) if x != name)
            speakers[s.id] = replace(s, name=name, aliases=aliases)
            continue
        moved[s.id], kept = same, speakers[same]
        speakers[same] = replace(
            kept,
            aliases=tuple(x for x in dict.fromkeys((*kept.aliases, s.name, *s.aliases)) if x != name),
            mentions=tuple(sorted({*kept.mentions, *s.mentions})),
            role=kept.role or s.role,
            affiliation=kept.affiliation or s.affiliation,
        )
    statements = tuple(replace(s, speaker_id=moved.get(s.speaker_id, s.speaker_id)) for s in a.statements)
    return replace(
        a, speakers=tuple(speakers.values()), statements=statements, positions=aggregate(statements, a.topics)
    )


def is_named(speaker: Speaker) -> bool:
    """Whether the source can be recognised again elsewhere (not "his spokesman" or "officials")."""
    return speaker.kind in ("person", "body") and not _POINTING.match(speaker.name)
