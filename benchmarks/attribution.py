"""Attribution on the PolNeAR development split: the shipped tagger alone, and statements as the product shows them.

python -m benchmarks.attribution [--data ../shared/data] [--out]
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import models
from analysis.attribution import attribute
from analysis.cues import is_voiced
from analysis.types import Article
from benchmarks.report import table, write


def words(spans, text: str) -> set[int]:
    """Start offsets of the words in the spans."""
    return {a + m.start() for a, b in spans or [] for m in re.finditer(r"\w+", text[a:b])}


def overlap(a: set[int], b: set[int]) -> float:
    """Dice overlap of two word sets."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def matched(gold: list[tuple], found: list[tuple], least: float) -> tuple[int, int]:
    """Pairs (content, source) that match one to one by content, and those whose source matches too.

    Sources match from an overlap of 0.5, or where neither side has one.
    """
    pairs = sorted(
        ((overlap(g[0], f[0]), i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if g[0] & f[0]),
        reverse=True,
    )
    used_g, used_f, hit, right = set(), set(), 0, 0
    for o, i, j in pairs:
        if o < least:
            break
        if i in used_g or j in used_f:
            continue
        used_g.add(i)
        used_f.add(j)
        hit += 1
        a, b = gold[i][1], found[j][1]
        right += (not a and not b) or overlap(a, b) >= 0.5
    return hit, right


def f1(hit: int, a: int, b: int) -> float:
    """F1 from hits and the two totals."""
    return 2 * hit / (a + b) if a + b else 0.0


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    path = args.data / "attribution/polnear/dev.jsonl"
    if not path.exists():
        parser.error(f"{path} is missing: get PolNeAR 1.0 and convert it, or name its folder with --data")
    from analysis.segment import segment

    tagger = models.tagger()
    token = {role: [0, 0, 0] for role in ("cue", "source", "content")}
    whole = [0, 0, 0, 0]
    shown = {0.5: [0, 0], 0.8: [0, 0]}
    n_gold = n_found = 0
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        text = row["text"]
        gold = [a for a in row["attributions"] if a["cue"] and a["content"]]
        links = []
        for link in tagger.tag(text):
            chosen = {
                "cue": words([link.cue], text),
                "source": words(link.offsets[link.source > 0.5].tolist(), text),
                "content": words(link.offsets[link.content > 0.5].tolist(), text),
            }
            links.append(chosen)
        for role, counts in token.items():
            g = set().union(*(words(a[role], text) for a in gold)) if gold else set()
            p = set().union(*(x[role] for x in links)) if links else set()
            for k, v in enumerate((len(g & p), len(g), len(p))):
                counts[k] += v
        pairs = [(words(a["content"], text), words(a["source"], text)) for a in gold]
        hit, right = matched(pairs, [(x["content"], x["source"]) for x in links], 0.5)
        for k, v in enumerate((hit, right, len(gold), len(links))):
            whole[k] += v
        found = [
            (words(a.content, text), words([a.source] if a.source else [], text))
            for a in attribute(text, segment(Article(text)), tagger=tagger)
            if a.cue
        ]
        voiced = [
            p
            for p, a in zip(pairs, gold, strict=True)
            if is_voiced(" ".join(text[x:y] for x, y in a["cue"]), any(text[x] in '“"' for x, _ in a["content"]))
        ]
        n_gold += len(voiced)
        n_found += len(found)
        for least, counts in shown.items():
            hit, right = matched(voiced, found, least)
            counts[0] += hit
            counts[1] += right
    rows = [[f"words of {role}", f1(c[0], c[1], c[2])] for role, c in token.items()]
    rows += [
        ["attributions, content overlap ≥ 0.5", f1(whole[0], whole[2], whole[3])],
        ["… with the right source", f1(whole[1], whole[2], whole[3])],
    ]
    body = "PolNeAR 1.0 development split, 84 articles, articles never trained on.\n\n"
    body += "## The tagger alone (int8, as shipped)\n\n" + table(["", "F1"], rows)
    body += "\n\n## Statements as shown\n\nOnly cues that report something voiced count, on both sides.\n\n"
    body += table(
        ["", "content F1", "with the right source"],
        [[f"overlap ≥ {k}", f1(c[0], n_gold, n_found), f1(c[1], n_gold, n_found)] for k, c in shown.items()],
    )
    body += f"\n\n{n_gold} statements annotated, {n_found} found."
    write("attribution", "Attribution", body, args.out)


if __name__ == "__main__":
    main()
