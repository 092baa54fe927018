"""Train the pair classifier: stance, target sentiment and relevance of a statement to a proposition.

    python -m training.stance --data ../shared/data --out runs/stance

One encoder over (speaker, cue, words; proposition) with three heads that ship (stance, sentiment,
relevance) and one that only helps training (inference). Data: IBM-ArgQ-30k, ArgKP-2021, Perspectrum, ExplaGraphs, NewsMTSC,
counterfactual NLI, and the examples authored for this project in training/authored. Each epoch draws
another phrasing of every proposition (see training/targets.py) and fresh unrelated pairs as neutrals.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score
from torch import nn

from models.features import load_tokenizer
from models.heldout import held_out as by_words
from models.pairs import CONTEXT, FEATURE_SIZES, SENTIMENTS, STANCES, Pair, pad, pair_pieces, statement_text
from training.encoder import Encoder, base_path, seed_everything
from training.loop import Loop
from training.synthetic import rows as composed_rows
from training.targets import flip, negated, variant

log = logging.getLogger("training.stance")
INFERENCE = ("entailment", "contradiction", "neutral")
AUTHORED = Path(__file__).parent / "authored"
NONE = -100


@dataclass
class Config:
    """Everything that the recipe depends on."""

    seed: int = 11
    epochs: int = 3
    batch_pieces: int = 2400
    limit: int = 192
    rate: float = 1e-4
    head_rate: float = 3e-4
    warmup: float = 0.06
    unrelated: float = 0.16
    smoothing: float = 0.05
    nli_share: float = 0.2
    debate_share: float = 0.4
    composed: int = 2500
    authored_times: int = 1
    reports_times: int = 1


@dataclass(frozen=True)
class Example:
    """A pair with the labels that it has; NONE where it has none."""

    pair: Pair
    stance: int = NONE
    sentiment: int = NONE
    relevant: int = NONE
    inference: int = NONE


class PairClassifier(nn.Module):
    """Stance [b, 3], sentiment [b, 3], relevance [b, 2] and inference [b, 3] logits.

    Heads read the [CLS] state beside the mean states of the statement's words and of the proposition's.
    """

    def __init__(self):
        super().__init__()
        self.encoder = Encoder(FEATURE_SIZES)
        w = self.encoder.width
        self.mix = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * w, w), nn.GELU(), nn.Dropout(0.1))
        self.stance, self.sentiment = nn.Linear(w, 3), nn.Linear(w, 3)
        self.relevance, self.inference = nn.Linear(w, 2), nn.Linear(w, 3)

    def forward(self, embeddings, features, segments, mask):
        """See the class."""
        h = self.encoder(embeddings, features, mask, segments)
        m = mask.to(h.dtype)
        second = m * segments.to(h.dtype)
        first = (m - second) * (features[..., 2] != CONTEXT).to(h.dtype)
        means = [(h * x[..., None]).sum(1) / x.sum(1, keepdim=True).clamp(min=1) for x in (first, second)]
        z = self.mix(torch.cat([h[:, 0], *means], dim=-1))
        return self.stance(z), self.sentiment(z), self.relevance(z), self.inference(z)


def rows(path: Path) -> list[dict]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def stance_rows(data: Path, split: str) -> list[dict]:
    """All debate-like stance rows of a split."""
    out = []
    for name in ("ibm_argq30k", "ibm_kpa", "perspectrum", "explagraphs"):
        path = data / "stance" / name / f"{split}.jsonl"
        if path.exists():
            out += [{**r, "set": name} for r in rows(path)]
    return out


def authored_rows() -> list[dict]:
    """The project's own examples."""
    return [r for p in sorted(AUTHORED.glob("*.jsonl")) for r in rows(p)]


def report_rows() -> list[dict]:
    """The project's own reported statements, each in its context and judged toward several propositions.

    Fields: context, speaker, cue, text, tone, judgments [[proposition, favor | against | neutral | irrelevant], …].
    """
    return [r for p in sorted((AUTHORED / "reports").glob("*.jsonl")) for r in rows(p)]


def report_held_out(row: dict) -> bool:
    """Whether a reported statement is kept for choosing and calibration: about one in fourteen."""
    return by_words(row["text"])


def report_examples(reports: list[dict], rng: random.Random | None) -> list[Example]:
    """One example per judgment.

    In use there is always something before a statement, so in training empty contexts are often filled with another
    statement's, and others begin with one: what stands before counts only where the words lean on it.
    """
    out = []
    for r in reports:
        context = r["context"]
        speaker = r["speaker"]
        if rng:
            other = rng.choice(reports)
            if rng.random() < (0.25 if context else 0.5):
                context = f"{other['context'] or _bare(other['text'])} {context}".strip()
            if rng.random() < 0.12:
                speaker = rng.choice(("", "he", "she", "they", "the spokesman"))
        text = statement_text(speaker, r["cue"], r["text"])
        for target, label in r["judgments"]:
            relevant = label != "irrelevant"
            stance = STANCES.index(label if relevant else "neutral")
            tone = SENTIMENTS.index(r["tone"]) if relevant else NONE
            out.append(Example(Pair(text, target, context=context), stance, tone, int(relevant)))
    return out


def _bare(text: str) -> str:
    return text.strip('“”"')


def held_out(row: dict) -> bool:
    """Whether an authored example is kept for choosing: whole propositions, about one in twelve."""
    key = min(row["target"], negated(row["target"]) or row["target"])
    return sum(map(ord, key)) % 12 == 0


def authored_example(r: dict, rng: random.Random | None) -> Example:
    """One authored example; in training the speaker or cue is sometimes left out or the context given."""
    speaker, cue, words = r["speaker"], r["cue"], r["text"]
    if rng:
        x = rng.random()
        if x < 0.15:
            speaker = ""
        elif x < 0.25:
            speaker = rng.choice(("he", "she", "they", "the spokesman", "the minister"))
    text = statement_text(speaker, cue, words)
    target, stance = r["target"], r["stance"]
    sentiment = r["sentiment"]
    if rng and r["relevant"] and rng.random() < 0.15 and stance != "neutral":
        other = negated(target)
        if other and " not " not in target:
            target, stance = other, flip(stance)
    return Example(Pair(text, target), STANCES.index(stance), SENTIMENTS.index(sentiment), int(bool(r["relevant"])))


def composed_examples(n: int, seed: int, held: bool = False) -> list[Example]:
    """Examples composed by training/synthetic.py; the speaker is left out now and then."""
    rng = random.Random(seed)
    out = []
    for r in composed_rows(n, seed, held):
        text = statement_text("" if rng.random() < 0.1 else r.speaker, r.cue, r.text)
        tone = NONE if r.sentiment is None else SENTIMENTS.index(r.sentiment)
        out.append(Example(Pair(text, r.target), STANCES.index(r.stance), tone, int(r.relevant)))
    return out


def news_example(r: dict) -> Example:
    """One NewsMTSC row: target sentiment only."""
    a, b = r["target"]
    return Example(Pair(r["text"], r["text"][a:b], (a, b)), sentiment=SENTIMENTS.index(r["sentiment"]))


def epoch_examples(data: Path, config: Config, epoch: int, sample: int | None = None) -> list[Example]:
    """The examples of one epoch, phrasing and unrelated pairs drawn anew."""
    rng = random.Random(config.seed * 1000 + epoch)
    debate = stance_rows(data, "train")
    targets = sorted({(r["set"], r["target"]) for r in debate})
    out = []
    for r in debate:
        if rng.random() >= config.debate_share:
            continue
        if rng.random() < config.unrelated:
            other = rng.choice(targets)[1]
            if other != r["target"]:
                other = variant(other, "neutral", rng)[0]
                out.append(Example(Pair(r["text"], other), STANCES.index("neutral"), relevant=0))
                continue
        target, stance = variant(r["target"], r["stance"], rng)
        text = r["text"]
        if rng.random() < 0.25:
            text = statement_text(rng.choice(_SPEAKERS), rng.choice(_CUES), f"“{text.strip()}”")
        context = rng.choice(debate)["text"] if rng.random() < 0.15 else ""
        out.append(Example(Pair(text, target, context=context), STANCES.index(stance), relevant=1))
    out += [news_example(r) for r in rows(data / "sentiment/newsmtsc/train.jsonl")]
    for r in rows(data / "nli/cad_nli/train.jsonl"):
        if rng.random() < config.nli_share:
            out.append(Example(Pair(r["premise"], r["hypothesis"]), inference=INFERENCE.index(r["label"])))
    for _ in range(config.authored_times):
        out += [authored_example(r, rng) for r in authored_rows() if not held_out(r)]
    reports = [r for r in report_rows() if not report_held_out(r)]
    for _ in range(config.reports_times):
        out += report_examples(reports, rng)
    out += composed_examples(config.composed, config.seed * 7919 + epoch)
    rng.shuffle(out)
    return out[:sample] if sample else out


_SPEAKERS = (
    "the minister",
    "a spokesman",
    "the senator",
    "she",
    "he",
    "the group",
    "the chief executive",
    "critics",
    "Harris",
)
_CUES = ("said", "argued", "told reporters", "wrote", "added", "insisted", "according to", "noted")


def batches(examples: list[Example], config: Config, rng: random.Random | None):
    """Batches of about ``batch_pieces`` pieces, like lengths together; random order when ``rng`` is given."""
    tokenizer = load_tokenizer(str(base_path()))
    made = [(pair_pieces(e.pair, tokenizer, config.limit), e) for e in examples]
    made.sort(key=lambda x: len(x[0][0]) + (rng.random() * 6 if rng else 0))
    out, batch, longest = [], [], 0
    for item in made:
        longest = max(longest, len(item[0][0]))
        if batch and longest * (len(batch) + 1) > config.batch_pieces:
            out.append(batch)
            batch, longest = [], len(item[0][0])
        batch.append(item)
    if batch:
        out.append(batch)
    if rng:
        rng.shuffle(out)
    return out


def logits_of(model: PairClassifier, batch):
    """The four heads' logits for one batch, float32."""
    ids, features, segments, mask = (torch.from_numpy(x) for x in pad([b[0] for b in batch]))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = model(model.encoder.words(ids), features, segments, mask)
    return [x.float() for x in out]


def loss_of(model: PairClassifier, batch, config: Config) -> torch.Tensor:
    """Weighted sum of the heads' losses, each a mean over the batch's examples that carry its label."""
    heads = logits_of(model, batch)
    total = torch.zeros(())
    n = len(batch)
    for logits, name, weight in zip(
        heads, ("stance", "sentiment", "relevant", "inference"), (1.0, 1.0, 0.4, 0.5), strict=True
    ):
        gold = torch.tensor([getattr(e, name) for _, e in batch])
        known = gold != NONE
        if known.any():
            ce = nn.functional.cross_entropy(
                logits[known], gold[known], reduction="sum", label_smoothing=config.smoothing
            )
            total = total + weight * ce / n
    return total


def predict(model: PairClassifier, examples: list[Example], config: Config) -> list[np.ndarray]:
    """Logits of the shipped heads in the order of ``examples``."""
    model.eval()
    index = {id(e): i for i, e in enumerate(examples)}
    out = [np.zeros((len(examples), k), dtype=np.float32) for k in (3, 3, 2)]
    with torch.no_grad():
        for batch in batches(examples, config, None):
            heads = logits_of(model, batch)
            for j, (_, e) in enumerate(batch):
                for o, h in zip(out, heads, strict=False):
                    o[index[id(e)]] = h[j].numpy()
    return out


def chosen_sets(data: Path) -> dict[str, list[Example]]:
    """Sets for choosing and calibrating, none of them trained on."""
    out: dict[str, list[Example]] = {}
    for name, step in (("ibm_argq30k", 4), ("perspectrum", 3), ("explagraphs", 1)):
        path = data / "stance" / name / "dev.jsonl"
        if path.exists():
            out[name] = [Example(Pair(r["text"], r["target"]), STANCES.index(r["stance"])) for r in rows(path)[::step]]
    for name in ("rw-dev", "mt-dev"):
        out[f"newsmtsc {name}"] = [news_example(r) for r in rows(data / f"sentiment/newsmtsc/{name}.jsonl")]
    out["composed"] = composed_examples(700, 1, held=True)
    out["reports"] = report_examples([r for r in report_rows() if report_held_out(r)], None)
    out["authored"] = [authored_example(r, None) for r in authored_rows() if held_out(r)]
    return {k: v for k, v in out.items() if v}


def evaluate(model: PairClassifier, sets: dict[str, list[Example]], config: Config) -> dict[str, float]:
    """Macro-F1 of stance or sentiment per set."""
    out = {}
    for name, examples in sets.items():
        stance, sentiment, relevance = predict(model, examples, config)
        for head, logits in (("stance", stance), ("sentiment", sentiment), ("relevant", relevance)):
            gold = np.array([getattr(e, head) for e in examples])
            if (gold != NONE).all():
                known = sorted(set(gold.tolist()))
                scores = logits[:, known] if head == "stance" and len(known) == 2 else logits
                guess = np.array(known)[scores.argmax(1)] if scores is not logits else scores.argmax(1)
                out[f"{name} {head}"] = round(float(f1_score(gold, guess, average="macro")), 4)
    return out


def train(
    data: Path, config: Config, out: Path, sample: int | None = None, start: Path | None = None
) -> PairClassifier:
    """Train, keeping a checkpoint after every epoch; continues from the last one found in ``out``."""
    seed_everything(config.seed)
    model = PairClassifier()
    if start:
        model.load_state_dict(torch.load(start, weights_only=True)["model"])
    sets = chosen_sets(data)

    def parts(epoch: int):
        return batches(epoch_examples(data, config, epoch, sample), config, random.Random(config.seed + epoch))

    # Epochs differ by a few per cent in length; the floor of the schedule covers the difference.
    steps = len(parts(0)) * config.epochs
    loop = Loop(
        model,
        out,
        rate=config.rate,
        head_rate=config.head_rate,
        steps=steps,
        warmup=config.warmup,
        floor=0.01,
        average=True,
    )
    for epoch in range(loop.first_epoch, config.epochs):
        loop.epoch(epoch, parts(epoch), lambda batch: loss_of(model, batch, config))
        log.info("epoch %d chosen %s", epoch, evaluate(loop.result, sets, config))
    return loop.result


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("runs/stance"))
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    parser.add_argument("--start", type=Path, help="continue from this checkpoint with a fresh schedule")
    parser.add_argument("--rate", type=float, default=Config.rate)
    parser.add_argument("--debate-share", type=float, default=Config.debate_share)
    parser.add_argument("--limit", type=int, help="train on a sample of so many pairs an epoch")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    missing = [
        p
        for p in (
            "stance/ibm_argq30k/train.jsonl",
            "sentiment/newsmtsc/train.jsonl",
            "nli/cad_nli/train.jsonl",
        )
        if not (args.data / p).exists()
    ]
    if missing:
        parser.error(f"missing under {args.data}: {', '.join(missing)} (see the model card for the public sources)")
    config = Config(epochs=args.epochs, rate=args.rate, debate_share=args.debate_share)
    log.info("%s", config)
    train(args.data, config, args.out, args.limit, args.start)


if __name__ == "__main__":
    main()
