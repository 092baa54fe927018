"""Fit the logistic of ``analysis.topics`` and report how well it separates topics.

    python -m training.relevance [--data ../shared/data] [--statements 2500] [--report FILE]

Data: IBM-ArgQ-Rank-30kArgs (Gretz et al., AAAI 2020, CC BY 3.0) and Perspectrum (Chen et al., NAACL 2019,
CC BY-SA 4.0), one argument and its target per line. An argument is about its own target; fifteen other
targets are counted as unrelated, one of which also occurs in the argument's surroundings. Targets that
nearly say the same (cosine of 0.6 or more) are not used as unrelated ones. The surroundings are the argument
between two others, each of its own target with probability 0.6, else of the one other target: as
in an article, the context is mostly, not always, about the same thing. Topics are bare propositions. Fitted
on the train splits, measured on the dev splits, whose targets do not occur in training.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from transformers import AutoModel, AutoTokenizer

from analysis import topics
from analysis.codebook import complete, load_codebook
from analysis.types import Topic
from training.encoder import base_path
from training.lines import rows

SETS = ("ibm_argq30k", "perspectrum")
UNRELATED = 15
SAME_TARGET = 0.6
"""Probability that a neighbouring sentence is about the same target; also the cosine that joins targets."""


class BaseEmbedder:
    """all-MiniLM-L6-v2 with mean pooling, unit length."""

    def __init__(self):
        self.tokenizer = AutoTokenizer.from_pretrained(base_path())
        self.model = AutoModel.from_pretrained(base_path()).eval()
        self.known: dict[str, np.ndarray] = {}

    def encode(self, texts: list[str]) -> np.ndarray:
        """float32 [n, 384], rows of unit length; repeated texts are computed once."""
        new = sorted({t for t in texts if t not in self.known}, key=len)
        for i in range(0, len(new), 64):
            batch = new[i : i + 64]
            inputs = self.tokenizer(batch, padding=True, truncation=True, max_length=256, return_tensors="pt")
            with torch.inference_mode():
                states = self.model(**inputs).last_hidden_state
            mask = inputs["attention_mask"][..., None].float()
            vectors = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)
            self.known |= dict(zip(batch, vectors.numpy(), strict=True))
        return np.stack([self.known[t] for t in texts])


def read(folder: Path, split: str) -> list[dict[str, list[str]]]:
    """Per data set: target → arguments. Raises FileNotFoundError with what is missing."""
    out = []
    for name in SETS:
        path = folder / "stance" / name / f"{split}.jsonl"
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: see the head of training/relevance.py for its source")
        groups: dict[str, list[str]] = {}
        for row in rows(path):
            groups.setdefault(row["target"], []).append(row["text"])
        out.append({t: a for t, a in groups.items() if len(a) > 2})
    return out


def pairs(groups, embedder, n: int, rng: random.Random):
    """Features [m, 4] and labels [m] of ``n`` arguments, each with its own and 15 other targets."""
    targets = list(groups)
    entries = [complete(Topic(f"t{i}", t)) for i, t in enumerate(targets)]
    vectors = embedder.encode(targets)
    distinct = vectors @ vectors.T < SAME_TARGET
    plan = []
    for _ in range(n):
        own = rng.randrange(len(targets))
        others = [i for i in range(len(targets)) if distinct[own, i]]
        others = rng.sample(others, min(UNRELATED, len(others)))
        arguments = groups[targets[own]]
        statement = rng.choice(arguments)
        around = [rng.choice(arguments if rng.random() < SAME_TARGET else groups[targets[others[0]]]) for _ in "ab"]
        plan.append((own, others, statement, f"{around[0]} {statement} {around[1]}"))
    embedder.encode([t for p in plan for t in p[2:]])
    x, y = [], []
    for own, others, statement, context in plan:
        # Sixteen topics at a time, so that shared phrases are discounted as in a codebook of that size.
        chosen = [entries[i] for i in (own, *others)]
        x.append(topics.features([context], chosen, embedder.encode, statements=[statement])[0])
        y.append(np.arange(len(chosen)) == 0)
    return np.concatenate(x), np.concatenate(y).astype(int)


def measure(p: np.ndarray, y: np.ndarray) -> str:
    """One line: ranking quality, and precision and recall at two thresholds."""
    line = f"AP {average_precision_score(y, p):.3f}  AUC {roc_auc_score(y, p):.3f}"
    for t in (0.5, 0.3):
        hit = p >= t
        precision = (y[hit].mean() if hit.any() else 0.0), hit[y == 1].mean()
        line += f"  at {t}: P {precision[0]:.3f} R {precision[1]:.3f}"
    return line


def main() -> None:
    """Fit, measure on the dev splits, print what to put into ``analysis/topics.py``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--statements", type=int, default=2500, help="arguments per data set")
    parser.add_argument("--report", type=Path)
    args = parser.parse_args()
    rng = random.Random(1)
    embedder = BaseEmbedder()
    train = [pairs(g, embedder, args.statements, rng) for g in read(args.data, "train")]
    x, y = (np.concatenate(parts) for parts in zip(*train, strict=True))
    model = LogisticRegression(C=10.0).fit(x, y)
    lines = [
        f"INTERCEPT = {model.intercept_[0]:.2f}",
        "COEFFICIENTS = (" + ", ".join(f"{c:.2f}" for c in model.coef_[0]) + ")",
    ]
    shipped = np.asarray(topics.COEFFICIENTS)
    for name, groups in zip(SETS, read(args.data, "dev"), strict=True):
        dev_x, dev_y = pairs(groups, embedder, args.statements // 2, rng)
        lines.append(f"{name} dev, this fit:      {measure(model.predict_proba(dev_x)[:, 1], dev_y)}")
        p = 1 / (1 + np.exp(-(dev_x @ shipped + topics.INTERCEPT)))
        lines.append(f"{name} dev, shipped:       {measure(p, dev_y)}")
        for part, columns in (("embeddings only", [0, 1]), ("phrases only", [2, 3])):
            alone = LogisticRegression(C=10.0).fit(x[:, columns], y)
            lines.append(f"{name} dev, {part}: {measure(alone.predict_proba(dev_x[:, columns])[:, 1], dev_y)}")
    lines += off_topic(args.data, embedder, model)
    text = "\n".join(lines)
    print(text)
    if args.report:
        args.report.write_text(text + "\n", encoding="utf-8")


def off_topic(data: Path, embedder: BaseEmbedder, model) -> list[str]:
    """What the default codebook's richer entries do with arguments, a good part of which it doesn't cover."""
    book = load_codebook().topics
    lines = ["share of 40 arguments per target that the default codebook claims at 0.5, and for which topic:"]
    for target, arguments in read(data, "dev")[0].items():
        p = topics.features(arguments[:40], book, embedder.encode)
        p = model.predict_proba(p.reshape(-1, p.shape[-1]))[:, 1].reshape(p.shape[:2])
        best = book[int(p.mean(axis=0).argmax())].id
        lines.append(f"  {(p.max(axis=1) >= 0.5).mean():.2f} {best:24} {target}")
    return lines


if __name__ == "__main__":
    main()
