"""Who said what: how well the tagger, the product and other systems find it, with 95 % intervals.

    python -m benchmarks.attribution [--data ../shared/data] [--gold ../shared/gold] [--peers ../peers-venv] [--out]

Sets: PolNeAR 1.0's development split (attributions with spans; no speakers), articles annotated by hand with speakers
(``--gold``, where there are any), benchmarks/unseen, and benchmarks/articles, on which the rules were developed.
Systems: the product, regular expressions, and what installs from PyPI (benchmarks/peers.py, in the environment named by
``--peers``). Same texts and scorer (benchmarks/scoring.py) for all; intervals from articles drawn with replacement.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import models
from benchmarks import report
from benchmarks.peers import by_expressions
from benchmarks.scoring import (
    Counts,
    Figure,
    Measure,
    Said,
    Share,
    Sums,
    WordIndex,
    bootstrap,
    match,
    same_source,
    same_speaker,
    tally,
    tally_mentions,
)
from benchmarks.sets import TextSet, annotated, polnear
from benchmarks.systems import Peers, as_said, product, run_peers
from models.features import WEIGHTS, encode, load_tokenizer
from models.linking import Tagger
from models.runtime import collate, embed_words

ARTICLES = Path(__file__).parent / "articles"
UNSEEN = Path(__file__).parent / "unseen"
PRODUCT, EXPRESSIONS = "Standpoint", "expressions"
ROLES = ("content", "source", "cue")
Scores = dict[str, dict[str, Figure]]


def statement_rows(texts: TextSet, found: Mapping[str, Sequence[Said]]) -> list[Counts]:
    """What each text of a set adds to the measures of statements, for one system's findings by text."""
    right = same_speaker if texts.named else same_source
    rows: list[Counts] = []
    for sample in texts.samples:
        gold, mine = sample.spoken, found[sample.id]
        if not texts.named:  # only attributions with a cue are annotated
            mine = [f for f in mine if f.cued]
        row = tally(gold, mine, right)
        row["wrong"] = row["match"] - row["right"]
        loose = tally(gold, mine, right, least=0.5)
        row |= {"match_loose": loose["match"], "right_loose": loose["right"]}
        if texts.named:
            row |= tally_mentions(gold, mine)
        else:
            row["right_any"] = tally(gold, mine, lambda g, f: bool(g.source & f.source))["right"]
        rows.append(row)
    return rows


END_TO_END = Measure("right", "found", "gold")
STATEMENTS: dict[str, Callable] = {
    "content": Measure("match", "found", "gold"),
    "content, direct": Measure("hit_direct", "found_direct", "gold_direct", "match_direct"),
    "right, direct": Share("right_direct", "match_direct"),
    "right, other": Share("right_other", "match_other"),
    "wrong": Share("wrong", "found"),
    "end to end": END_TO_END,
    "content, overlap ≥ 0.5": Measure("match_loose", "found", "gold"),
    "end to end, overlap ≥ 0.5": Measure("right_loose", "found", "gold"),
}
MENTIONED = {"end to end, any word of the source": Measure("right_any", "found", "gold")}
NAMED = {
    "B³": Measure("b3_p", "b3_found", "b3_gold", "b3_r"),
    "B³, all mentions": Measure("b3_all_p", "b3_all_found", "b3_all_gold", "b3_all_r"),
}


def ahead(mine: Sequence[Counts], theirs: Sequence[Counts]) -> Figure:
    """How much greater one system's end-to-end F1 is than another's, on the same draws of articles."""

    def difference(sums: Sums) -> dict[str, np.ndarray]:
        both = [END_TO_END({k: sums[f"{side} {k}"] for k in ("right", "found", "gold")})["f1"] for side in "ab"]
        return {"points": 100 * (both[0] - both[1])}

    rows = [
        {f"a {k}": v for k, v in a.items()} | {f"b {k}": v for k, v in b.items()}
        for a, b in zip(mine, theirs, strict=True)
    ]
    return bootstrap(rows, {"": difference})[""]["points"]


def tagger_scores(texts: TextSet, tagger: Tagger) -> Scores:
    """The tagger alone against all attributions of PolNeAR that have a cue: words by role, whole attributions."""
    rows: list[Counts] = []
    for sample in texts.samples:
        index = WordIndex(sample.text)
        links = [
            {
                "cue": index.within([link.cue]),
                "source": index.within(link.offsets[link.source > 0.5].tolist()),
                "content": index.within(link.offsets[link.content > 0.5].tolist()),
            }
            for link in tagger.tag(sample.text)
        ]
        gold = [{role: index.within(a[role] or []) for role in ROLES} for a in sample.attributions]
        head = token_head(tagger, sample.text, index)
        row: dict[str, float] = {"whole_gold": len(gold), "whole_found": len(links)}
        for role in ROLES:
            wanted = frozenset().union(*(g[role] for g in gold))
            for name, got in ((role, frozenset().union(*(x[role] for x in links))), (f"head_{role}", head.get(role))):
                if got is not None:
                    row |= {f"{name}_hit": len(wanted & got), f"{name}_gold": len(wanted), f"{name}_found": len(got)}
        mine = [Said(x["content"], x["source"]) for x in links]
        theirs = [Said(g["content"], g["source"]) for g in gold]
        pairs = match(theirs, mine, 0.5)
        row["whole_match"] = len(pairs)
        row["whole_right"] = sum(same_source(theirs[i], mine[j]) for i, j in pairs)
        rows.append(row)
    measures: dict[str, Callable] = {}
    for name in [*ROLES, *(f"head_{role}" for role in ROLES)]:
        if f"{name}_gold" in rows[0]:
            title = f"words of {name}" if name in ROLES else f"words of {name[5:]}, token head"
            measures[title] = Measure(f"{name}_hit", f"{name}_found", f"{name}_gold")
    measures["attributions, content overlap ≥ 0.5"] = Measure("whole_match", "whole_found", "whole_gold")
    measures["… with the right source"] = Measure("whole_right", "whole_found", "whole_gold")
    return bootstrap(rows, measures)


def token_head(tagger: Tagger, text: str, index: WordIndex) -> dict[str, frozenset[int]]:
    """Words that the graph's output "token" puts in any source or content at all (and the cue tags in a cue).

    Windows are those of ``Tagger.tag``. Empty where the graph has no such output.
    """
    if "token" not in tagger._session.outputs:
        return {}
    pieces = encode(text, load_tokenizer())
    spans: dict[str, list[Sequence[int]]] = {"source": [], "content": [], "cue": []}
    for a, b, start, end in tagger._parts(pieces):
        row = type(pieces)(pieces.ids[a:b], pieces.offsets[a:b], pieces.features[a:b])
        ids, features, mask = collate([row])
        out = tagger._session(embeddings=embed_words(ids), features=features, mask=mask)
        core = slice(start - a + 1, end - a + 1)
        offsets = pieces.offsets[start:end]
        token, cue = out["token"][0, core], out["cue"][0, core]
        spans["source"] += offsets[token[:, 0] > 0].tolist()
        spans["content"] += offsets[token[:, 1] > 0].tolist()
        odds = np.exp(cue - cue.max(-1, keepdims=True))
        spans["cue"] += offsets[odds[:, 0] < odds[:, 1:].sum(-1)].tolist()
    return {role: index.within(s) for role, s in spans.items()}


def weights() -> dict[str, str]:
    """SHA-256 of every weight file."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(WEIGHTS.iterdir()) if p.is_file()}


def plain(value: Any) -> Any:
    """Figures as [value, low, high], what is not a number as None, the rest as it is."""
    if isinstance(value, Figure):
        return [plain(x) for x in asdict(value).values()]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value


def cell(figure: Figure | None, *, bounds: bool = True) -> str:
    """A figure for a table, as "0.812 (0.790–0.834)"."""
    if figure is None or math.isnan(figure.value):
        return "–"
    return f"{figure.value:.3f}" + (f" ({figure.low:.3f}–{figure.high:.3f})" if bounds else "")


def full_table(scores: Scores, names: Sequence[str]) -> str:
    """Precision, recall and F1 (or the one share) of one system, a measure a line."""
    rows = [[n, *(cell(scores[n].get(k)) for k in ("precision", "recall", "f1"))] for n in names if n in scores]
    return report.table(["", "precision", "recall", "F1"], rows)


def compared_table(systems: Mapping[str, Scores], *, named: bool) -> str:
    """One line per system."""
    columns = {
        "content F1": ("content", "f1"),
        "precision": ("content", "precision"),
        "recall": ("content", "recall"),
        "F1 of direct": ("content, direct", "f1"),
        "right, direct": ("right, direct", "share"),
        "right, other": ("right, other", "share"),
        "wrong among shown": ("wrong", "share"),
        "end-to-end F1": ("end to end", "f1"),
    }
    last = (
        ("B³ F1", ("B³", "f1")) if named else ("… any word of the source", ("end to end, any word of the source", "f1"))
    )
    columns |= dict([last])
    plain = ("precision", "recall")
    rows = [
        [name, *(cell(s[m].get(k), bounds=title not in plain) for title, (m, k) in columns.items())]
        for name, s in systems.items()
    ]
    return report.table(["", *columns], rows)


def lead(systems: Mapping[str, Scores], leads: Mapping[str, Figure]) -> str:
    """How far the product is from the best of the others, end to end."""
    best = max(leads, key=lambda n: systems[n]["end to end"]["f1"].value)
    points = leads[best]
    return (
        f"End to end, {PRODUCT} is {points.value:+.1f} points of F1 ({points.low:+.1f} to {points.high:+.1f}) from the "
        f"best of the others, {best}."
    )


def body(results: dict[str, Any], sets: Sequence[TextSet], peers: Peers, tagger: Scores) -> str:
    """The report's text."""
    parts = [
        "Figures in brackets bound 95 % intervals (2,000 draws of whole articles; with few articles they say little). "
        "Words are compared, not characters.\n",
        "## The tagger alone (int8, as shipped)\n",
        f"{sets[0].title}, {len(sets[0].samples)} articles never trained on; all attributions with a cue, also of "
        "beliefs and plans. Words of a role: the union over all linked cues; *token head*: the graph's own output.\n",
        full_table(tagger, list(tagger)),
        "\n## Statements as shown\n",
        "Content: one to one, overlap of words ≥ 0.8. Right: the right speaker among matched statements, direct and "
        "other (indirect, mixed). Wrong: matched, but under another speaker, among all shown. End to end: content and "
        "speaker. B³ (Bagga & Baldwin 1998) of mentions to speakers, over the mentions that both sides have. Systems "
        "without speaker resolution get names linked by surname and pronouns by the last name before, and their cues "
        "of thinking and hoping are left out.",
    ]
    for texts in sets:
        scores = results["sets"][texts.key]
        count = sum(len(s.spoken) for s in texts.samples)
        note = {
            "articles": " **Development material**: the rules were chosen on it, so its figures are flattering.",
            "polnear": " Cues that voice something only. No speakers are annotated: right means the right mention.",
        }.get(texts.key, "")
        parts += [f"\n### {texts.title}\n", f"{len(texts.samples)} articles, {count} statements.{note}\n"]
        parts += [
            compared_table(scores, named=texts.named),
            "",
            lead(scores, results["leads"][texts.key]),
            f"\n{PRODUCT} in full:\n",
        ]
        parts += [full_table(scores[PRODUCT], [m for m in scores[PRODUCT] if "f1" in scores[PRODUCT][m]])]
    parts += [
        "\n## Systems\n",
        f"- {EXPRESSIONS}: quoted strings with the nearest “NAME said”, and “NAME said that …” (benchmarks/peers.py)",
    ]
    parts += [f"- {name}: {v}; it failed on {peers.failed[name]} texts" for name, v in peers.versions.items()]
    parts += [f"- **missing**: {name} ({why})" for name, why in peers.missing.items()]
    parts += [
        "- *clauses* is a published recipe on spaCy's parse, see benchmarks/peers.py; the others run as they come."
    ]
    parts += [
        "\n## Weights\n",
        report.table(["file", "SHA-256"], [[k, f"`{v}`"] for k, v in results["weights"].items()]),
    ]
    parts += [f"\nThe run took {results['seconds']:.0f} s."]
    return "\n".join(parts)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"), help="articles annotated with speakers")
    parser.add_argument(
        "--peers", type=Path, default=Path("../peers-venv"), help="environment of requirements-bench.txt"
    )
    parser.add_argument("--out", action="store_true", help="write the report and its figures to benchmarks/reports")
    args = parser.parse_args()
    path = args.data / "attribution/polnear/dev.jsonl"
    if not path.exists():
        parser.error(f"{path} is missing: get PolNeAR 1.0 and convert it, or name its folder with --data")
    started = time.perf_counter()
    sets = [polnear(path)]
    sets += filter(None, [annotated(args.gold, args.gold / "articles", "gold", "News articles annotated by hand")])
    sets += filter(None, [annotated(UNSEEN, UNSEEN, "unseen", "The project's own articles that nothing was chosen on")])
    sets += filter(None, [annotated(ARTICLES, ARTICLES, "articles", "The project's own annotated articles")])
    tagger = tagger_scores(sets[0], models.tagger())
    peers = run_peers(args.peers, [s for texts in sets for s in texts.samples])
    results: dict[str, Any] = {"command": " ".join(["python -m benchmarks.attribution", *sys.argv[1:]])}
    results |= {
        "weights": weights(),
        "peers": asdict(peers) | {"found": None},
        "tagger": tagger,
        "sets": {},
        "leads": {},
    }
    for texts in sets:
        found = {PRODUCT: {s.id: product(s.text) for s in texts.samples}}
        found[EXPRESSIONS] = {s.id: as_said(by_expressions(s.text), s.text) for s in texts.samples}
        for name, by_text in peers.found.items():
            found[name] = {s.id: as_said(by_text.get(s.id, []), s.text) for s in texts.samples}
        rows = {name: statement_rows(texts, f) for name, f in found.items()}
        measures = STATEMENTS | (NAMED if texts.named else MENTIONED)
        results["sets"][texts.key] = {name: bootstrap(r, measures) for name, r in rows.items()}
        results["leads"][texts.key] = {n: ahead(rows[PRODUCT], r) for n, r in rows.items() if n != PRODUCT}
    results["seconds"] = time.perf_counter() - started
    report.write("attribution", "Attribution", body(results, sets, peers, tagger), args.out)
    if args.out:
        text = json.dumps(plain(results), indent=1, ensure_ascii=False, allow_nan=False)
        (report.REPORTS / "attribution.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
