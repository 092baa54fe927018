"""The words of the accuracy report around its figures."""

from __future__ import annotations

from typing import Any

from benchmarks.report import table


def between(value: float, interval: Any) -> str:
    """A figure with its interval, three digits."""
    return f"{value:.3f} ({interval[0]:.3f} – {interval[1]:.3f})" if interval else f"{value:.3f}"


def verdict(value: float, reach: float | None, beyond: float | None) -> str:
    """Which goal a figure meets, or by how many points it misses."""
    if reach is None:
        return "no goal set"
    if beyond is not None and value >= beyond:
        return f"beyond {beyond:.2f}"
    if value >= reach:
        return f"reached {reach:.2f}"
    return f"{100 * (reach - value):.1f} points below {reach:.2f}"


def render(data: dict[str, Any], drawing: str, word_counts: bool, folder: str) -> str:
    """The report's body from its data."""
    parts = [
        f"Shipped model `{data['model']}`, int8, on {data['processor']}. A stance is unclear below a probability of "
        f"{data['threshold']}. Brackets are 95 % bootstrap intervals with a fixed seed. No test set is trained on, nor "
        "used for choosing, unless its note says so."
    ]
    if data["every"] > 1:
        parts.append(
            f"**Only every {data['every']}th row and article was measured, with a baseline of fewer rows: a trial.**"
        )
    if data["missing"]:
        parts.append(f"Missing under {folder}, not measured: {', '.join(data['missing'])}.")
    if not word_counts:
        parts.append(
            "The TF-IDF baseline is left out: it needs scikit-learn (`pip install -r requirements-baseline.txt`)."
        )
    if data["sets"]:
        parts += [_sets(data["sets"]), _trust(data["sets"], drawing), _peers(data["sets"])]
    parts += [_flips(data["flips"])]
    if data["relevance"]:
        parts.append(_relevance(data["relevance"]))
    if data["positions"]:
        parts.append(_positions(data["positions"]))
    parts.append(_int8(data["int8"]))
    parts.append("## Weights measured\n\n" + table(["file", "SHA-256"], [[k, v] for k, v in data["weights"].items()]))
    return "\n\n".join(parts)


def _sets(sets: list[dict[str, Any]]) -> str:
    rows = [
        [
            e["name"],
            e["rows"],
            e["classes"],
            e["measure"],
            between(e["value"], e["interval"]),
            between(e["baseline"]["value"], e["baseline"]["interval"]) if e["baseline"] else "not measured",
            verdict(e["value"], e["reach"], e["beyond"]),
        ]
        for e in sets
    ]
    notes = "\n".join(f"- {e['name']}: {e['note']}" for e in sets if e["note"])
    return (
        "## Sets\n\n"
        + table(["set", "rows", "classes", "measure", "shipped", "TF-IDF + logistic regression", "goal"], rows)
        + "\n\nThe baseline is trained in this run: on the set's own train split where there is one and its licence "
        "allows that, else on the debates that the shipped model learns from (with foreign targets as neutrals).\n\n"
        + notes
    )


def _trust(sets: list[dict[str, Any]], drawing: str) -> str:
    rows = [
        [
            e["name"],
            e["ece"],
            e["ece_two"],
            e["decided"] if e["head"] == "stance" else None,
            e["precision_decided"] if e["head"] == "stance" else None,
        ]
        for e in sets
    ]
    return (
        "## Calibration and abstention\n\n"
        + table(["set", "ECE", "ECE, two classes", "decided", "right where decided"], rows)
        + "\n\nExpected calibration error over ten bins of the most likely class's probability, all three classes "
        "competing as they do in use; the second column lets favor and against alone compete, on sets that have no "
        "neutral. Sentiment is always given, so nothing is decided or left there.\n\n"
        f"![Reliability by set]({drawing})"
    )


def _peers(sets: list[dict[str, Any]]) -> str:
    rows = [[e["name"], e["measure"], e["value"], *peer] for e in sets for peer in e["peers"]]
    return "## Published figures\n\n" + table(["set", "measure", "shipped", "system", "figure", "source"], rows)


def _flips(found: dict[str, Any]) -> str:
    labels = (
        ("first", "stance toward the first proposition"),
        ("second", "stance toward the second"),
        ("both", "both"),
        ("first where tone and stance disagree", "first, where tone and stance disagree"),
        ("decided", "decided (not unclear)"),
        ("right where decided", "right where decided"),
    )
    rows = [[words, between(found[key][0], found[key][1:])] for key, words in labels]
    goal = verdict(found["both"][0], 0.85, 0.95)
    return (
        f"## Same words, other proposition\n\n{found['rows']} statements written for this project "
        f"(benchmarks/flips.jsonl), none trained on. Both: {goal}. ECE {found['ece']:.3f}.\n\n"
        + table(["", "share"], rows)
    )


def _relevance(found: dict[str, Any]) -> str:
    rows = [
        ["AUC", between(found["auc"][0], found["auc"][1:])],
        ["F1 of bearing on it, at 0.5", between(found["f1"][0], found["f1"][1:])],
        ["F1 of not bearing on it, at 0.5", between(found["f1_unrelated"][0], found["f1_unrelated"][1:])],
        ["F1 of always saying that it bears on it", found["always yes, f1"]],
        ["ECE", found["ece"]],
    ]
    return (
        "## Does the statement bear on the proposition?\n\nThe relevance head on the project's own statements kept "
        f"aside: {found['rows']} judgments, {found['bear']} of which bear on their proposition.\n\n"
        + table(["", "figure"], rows)
    )


def _positions(found: list[dict[str, Any]]) -> str:
    rows = [
        [
            x["folder"],
            x["articles"],
            between(x["f1"], x["interval"]),
            x["precision"],
            x["recall"],
            x["right"],
            x["annotated"],
            x["found"],
            x["false"],
            verdict(x["f1"], 0.70, 0.85),
        ]
        for x in found
    ]
    header = ["articles of", "n", "F1", "precision", "recall", "right", "annotated", "found", "false", "goal"]
    return (
        "## Positions in whole articles\n\n"
        + table(header, rows)
        + "\n\n(speaker, topic, favor or against) triples, each once an article; everything before stance counts as "
        "well: finding the statement, its speaker and its topic. False: the annotation has that speaker and topic with "
        "another stance. Intervals resample articles, so below five there is none. Rules are chosen on "
        "`benchmarks/articles`, so figures on it flatter; nothing is chosen on `benchmarks/unseen`."
    )


def _int8(losses: list[dict[str, Any]]) -> str:
    if not losses:
        return "## int8 against fp32\n\nNot measured: no unquantised file was given (`--fp32 FILE`)."
    rows = [[x["name"], x["int8"], x["fp32"], 100 * x["loss"], x["agree"], x["apart"]] for x in losses]
    worst, mean = max(x["loss"] for x in losses), sum(x["loss"] for x in losses) / len(losses)
    return (
        "## int8 against fp32\n\n"
        + table(["set", "int8", "fp32", "loss, points", "same answer", "mean distance of probabilities"], rows)
        + f"\n\nMean loss {100 * mean:.2f} points, largest {100 * worst:.2f}. "
        "The table of word embeddings is int8 in both."
    )
