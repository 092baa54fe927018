"""Train the pair classifier: stance, target sentiment and relevance of a statement to a proposition.

    python -m training.stance --data ../shared/data --out runs/stance

One encoder over a statement (speaker, cue, words, context) and the propositions it is held against, with three heads that
ship (stance, sentiment, relevance) and one that only helps training (inference). Data: IBM-ArgQ-30k, ArgKP-2021,
Perspectrum, ExplaGraphs, NewsMTSC, counterfactual NLI, the examples authored for this project in training/authored, and
statements of PolNeAR's articles, NewsMTSC's sentences and debate arguments with our judgments (training/news.py).
A further proposition costs little beside its statement (see models/pairs.py), so that nearly every statement is also
held against denials and other phrasings of its propositions (training/targets.py) and against unrelated ones, all
drawn anew each epoch.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score
from torch import nn

from analysis.propositions import asked, opposite
from models.features import load_tokenizer
from models.heldout import held_out as report_held_out
from models.pairs import CONTEXT, FEATURE_SIZES, SENTIMENTS, STANCES, Pair, Row, pad, rows_of, statement_text
from training.encoder import Encoder, autocast, base_path, fill, seed_everything
from training.lines import rows, rows_in
from training.loop import Loop
from training.news import argument_rows, judged_rows, sentence_rows
from training.synthetic import rows as composed_rows
from training.targets import flip, negated, variant

log = logging.getLogger("training.stance")
INFERENCE = ("entailment", "contradiction", "neutral")
AUTHORED = Path(__file__).parent / "authored"
NONE = -100
HEAD_WEIGHTS = (1.0, 1.0, 0.4, 0.5)
"""Of the losses of stance, sentiment, relevance and inference."""


@dataclass
class Config:
    """Everything that the recipe depends on."""

    seed: int = 11
    epochs: int = 3
    batch_pieces: int = 2400
    limit: int = 176
    rate: float = 1e-4
    head_rate: float = 3e-4
    warmup: float = 0.06
    unrelated: float = 0.4
    denied: float = 0.5
    smoothing: float = 0.05
    nli_share: float = 0.2
    debate_share: float = 0.15
    news_share: float = 0.55
    composed: int = 1500
    report_share: float = 1.0
    """Share of the statements written for the project that an epoch takes."""
    judged_share: float = 1.0
    """The same of real news and arguments with our judgments; those of whole articles of our own are all taken."""
    apart: float = 0.4
    """Share of the judgments "irrelevant" of whole articles that an epoch takes: four in five are that."""
    unplaced: float = 0.2
    """Weight of the stance loss where the words don't bear on the proposition; what they don't settle is relevance's."""


@dataclass(frozen=True)
class Example:
    """A pair with the labels that it has; NONE where it has none."""

    pair: Pair
    stance: int = NONE
    sentiment: int = NONE
    relevant: int = NONE
    inference: int = NONE


def labels_of(e: Example) -> tuple[int, int, int, int]:
    """Stance, sentiment, relevance and inference, in the order of the heads."""
    return e.stance, e.sentiment, e.relevant, e.inference


class PairClassifier(nn.Module):
    """Stance [b, k, 3], sentiment [b, k, 3], relevance [b, k, 2] and inference [b, k, 3] logits of k propositions a row.

    Heads read the state of the proposition's first piece beside the mean states of its pieces and of the statement's.
    """

    def __init__(self, layers: int | None = None):
        super().__init__()
        self.encoder = Encoder(FEATURE_SIZES, layers)
        w = self.encoder.width
        self.mix = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * w, w), nn.GELU(), nn.Dropout(0.1))
        self.stance, self.sentiment = nn.Linear(w, 3), nn.Linear(w, 3)
        self.relevance, self.inference = nn.Linear(w, 2), nn.Linear(w, 3)

    def forward(self, embeddings, features, groups, positions, slots):
        """See the class; the arguments are those of ``models.pairs.pad``, word embeddings in place of ids."""
        h = self.encoder(embeddings, features, groups=groups, positions=positions)
        own = (groups[:, None, :] == slots[None, :, None]).to(h.dtype)
        first = own @ (h * (positions == 0).to(h.dtype)[..., None])
        words = ((groups == 0) & (features[..., 2] != CONTEXT)).to(h.dtype)[:, None, :]
        said = (words @ h) / words.sum(-1, keepdim=True)
        asked = (own @ h) / own.sum(-1, keepdim=True).clamp(min=1)
        z = self.mix(torch.cat([first, said.expand_as(first), asked], dim=-1))
        return self.stance(z), self.sentiment(z), self.relevance(z), self.inference(z)


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
    return rows_in(AUTHORED)


def report_rows() -> list[dict]:
    """The project's own reported statements, each in its context and judged toward several propositions.

    Fields: context, speaker, cue, text, tone, judgments [[proposition, favor | against | neutral | irrelevant], …], and
    story where several belong to one.
    """
    return rows_in(AUTHORED / "reports")


def article_rows() -> list[dict]:
    """Statements of whole news articles written for the project, most of whose positions are implied.

    Fields as in ``report_rows``; ``story`` is the article. Each is judged toward all propositions of its article, and toward
    four names and noun phrases as users type them ("Jane Doe", "rent control").
    """
    return rows_in(AUTHORED / "articles")


def denied(e: Example) -> list[Example]:
    """The same words held against the proposition denied; none where it can't be denied."""
    other = opposite(e.pair.target)
    if not other:
        return []
    turned = STANCES.index(flip(STANCES[e.stance]))
    return [Example(replace(e.pair, target=other), turned, relevant=e.relevant)]


def report_examples(
    reports: list[dict], rng: random.Random | None, config: Config | None = None, apart: float = 1.0
) -> list[Example]:
    """One example per judgment; in training also denials of propositions and propositions of other reports.

    In use there is always something before a statement, so in training empty contexts are often filled with another
    statement's, and others begin with one: what stands before counts only where the words lean on it. ``apart`` is the
    share of the judgments "irrelevant" that training takes.
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
            if rng and not relevant and apart < 1 and rng.random() > apart:
                continue
            stance = label if relevant else "neutral"
            tone = SENTIMENTS.index(r["tone"]) if relevant and "tone" in r else NONE
            pair = Pair(text, asked(target), context=context)
            out.append(Example(pair, STANCES.index(stance), tone, int(relevant)))
            if rng and config and rng.random() < (config.denied if relevant else config.denied / 2):
                out += denied(out[-1])
        if rng and config and rng.random() < config.unrelated:
            far = rng.choice(reports)
            if not {t for t, _ in far["judgments"]} & {t for t, _ in r["judgments"]}:
                pair = Pair(text, rng.choice(far["judgments"])[0], context=context)
                out.append(Example(pair, STANCES.index("neutral"), relevant=0))
    return out


def _bare(text: str) -> str:
    return text.strip('“”"')


def held_out(row: dict) -> bool:
    """Whether an authored example is kept for choosing: whole propositions, about one in twelve."""
    key = min(row["target"], negated(row["target"]) or row["target"])
    return sum(map(ord, key)) % 12 == 0


def authored_example(r: dict, rng: random.Random | None) -> Example:
    """One authored example; in training the speaker or cue is sometimes left out."""
    speaker, cue, words = r["speaker"], r["cue"], r["text"]
    if rng:
        x = rng.random()
        if x < 0.15:
            speaker = ""
        elif x < 0.25:
            speaker = rng.choice(("he", "she", "they", "the spokesman", "the minister"))
    pair = Pair(statement_text(speaker, cue, words), r["target"])
    return Example(pair, STANCES.index(r["stance"]), SENTIMENTS.index(r["sentiment"]), int(bool(r["relevant"])))


def with_denials(examples: list[Example], rng: random.Random, share: float) -> list[Example]:
    """The examples, and for about ``share`` of those that bear on their proposition its denial."""
    out = []
    for e in examples:
        out.append(e)
        if e.relevant == 1 and rng.random() < share:
            out += denied(e)
    return out


def composed_examples(n: int, seed: int, held: bool = False) -> list[Example]:
    """Examples composed by training/synthetic.py; the speaker is left out now and then."""
    rng = random.Random(seed)
    out = []
    for r in composed_rows(n, seed, held):
        text = statement_text("" if rng.random() < 0.1 else r.speaker, r.cue, r.text)
        tone = NONE if r.sentiment is None else SENTIMENTS.index(r.sentiment)
        out.append(Example(Pair(text, r.target), STANCES.index(r.stance), tone, int(r.relevant)))
    return out


def debate_examples(r: dict, targets: list[str], rng: random.Random, config: Config) -> list[Example]:
    """An argument of a debate set toward its motion, other phrasings and the denial of it, and an unrelated motion."""
    text = r["text"]
    if rng.random() < 0.25:
        text = statement_text(rng.choice(_SPEAKERS), rng.choice(_CUES), f"“{text.strip()}”")
    pair = Pair(text, r["target"], context=rng.choice(targets) if rng.random() < 0.15 else "")
    asked = dict([variant(r["target"], r["stance"], rng)])
    if rng.random() < config.denied:
        other = opposite(r["target"])
        asked |= {other: flip(r["stance"])} if other else {}
    if rng.random() < config.denied:
        asked |= dict([variant(r["target"], r["stance"], rng)])
    out = [Example(replace(pair, target=t), STANCES.index(s), relevant=1) for t, s in asked.items()]
    other = rng.choice(targets)
    if rng.random() < config.unrelated and other != r["target"]:
        far = variant(other, "neutral", rng)[0]
        out.append(Example(replace(pair, target=far), STANCES.index("neutral"), relevant=0))
    return out


def news_example(r: dict) -> Example:
    """One NewsMTSC row: target sentiment only."""
    a, b = r["target"]
    return Example(Pair(r["text"], r["text"][a:b], (a, b)), sentiment=SENTIMENTS.index(r["sentiment"]))


def epoch_examples(data: Path, config: Config, epoch: int, sample: int | None = None) -> list[Example]:
    """The examples of one epoch, phrasing and unrelated pairs drawn anew."""
    rng = random.Random(config.seed * 1000 + epoch)
    debate = stance_rows(data, "train")
    motions: dict[str, list[str]] = {}
    for r in debate:
        motions.setdefault(r["set"], []).append(r["target"])
    motions = {k: sorted(set(v)) for k, v in motions.items()}
    out = []
    for r in debate:
        if rng.random() < config.debate_share:
            out += debate_examples(r, motions[r["set"]], rng, config)
    news = rows(data / "sentiment/newsmtsc/train.jsonl")
    out += [news_example(r) for r in news if rng.random() < config.news_share]
    for r in rows(data / "nli/cad_nli/train.jsonl"):
        if rng.random() < config.nli_share:
            out.append(Example(Pair(r["premise"], r["hypothesis"]), inference=INFERENCE.index(r["label"])))
    authored = [authored_example(r, rng) for r in authored_rows() if not held_out(r)]
    out += with_denials(authored, rng, config.denied)
    for reports, share, apart in (
        (report_rows(), config.report_share, 1.0),
        (article_rows(), 1.0, config.apart),
        (judged_rows(data), config.judged_share, config.apart),
        (sentence_rows(data), config.judged_share, 1.0),
        (argument_rows(data), config.judged_share, 1.0),
    ):
        taken = [r for r in reports if not report_held_out(r) and rng.random() < share]
        out += report_examples(taken, rng, config, apart)
    out += with_denials(composed_examples(config.composed, config.seed * 7919 + epoch), rng, config.denied)
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


Batch = tuple[list[Row], list[list[Example]]]


def batches(examples: list[Example], config: Config, rng: random.Random | None) -> list[Batch]:
    """Rows with the examples that they hold, about ``batch_pieces`` pieces a batch, like lengths together.

    Random order when ``rng`` is given.
    """
    rows_ = rows_of([e.pair for e in examples], load_tokenizer(str(base_path())), config.limit)
    rows_.sort(key=lambda r: len(r) + (rng.random() * 6 if rng else 0))
    parts: list[list[Row]] = []
    batch: list[Row] = []
    longest = 0
    for row in rows_:
        longest = max(longest, len(row))
        if batch and longest * (len(batch) + 1) > config.batch_pieces:
            parts.append(batch)
            batch, longest = [], len(row)
        batch.append(row)
    if batch:
        parts.append(batch)
    if rng:
        rng.shuffle(parts)
    return [(part, [[examples[i] for i in row.members] for row in part]) for part in parts]


def logits_of(model: PairClassifier, batch: Batch) -> list[torch.Tensor]:
    """The four heads' logits [n, k] for the batch's n examples, row after row, float32."""
    part, examples = batch
    x = {k: torch.from_numpy(v) for k, v in pad(part).items()}
    row = torch.tensor([i for i, own in enumerate(examples) for _ in own])
    slot = torch.tensor([j for own in examples for j in range(len(own))])
    return heads_of(model, x, row, slot)


def heads_of(
    model: PairClassifier, x: Mapping[str, torch.Tensor], row: torch.Tensor, slot: torch.Tensor
) -> list[torch.Tensor]:
    """The four heads' logits [m, k] of the pairs at ``row`` and ``slot`` [m] of a padded batch, float32."""
    return [h[row, slot] for h in all_heads(model, x)]


def all_heads(model: PairClassifier, x: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """The four heads' logits [b, k, …] of all slots of a padded batch, float32; of those that are empty they mean nothing."""
    with autocast(x["ids"].device.type):
        heads = model(model.encoder.words(x["ids"]), x["features"], x["groups"], x["positions"], x["slots"])
    return tuple(h.float() for h in heads)


def judged_loss(heads: Sequence[torch.Tensor], gold: torch.Tensor, config: Config) -> torch.Tensor:
    """Weighted sum of the heads' losses over the pairs that carry their label, a mean over all pairs that carry one.

    ``heads``: logits [m, k] of stance, sentiment, relevance and inference; ``gold`` [m, 4], NONE where there is none.
    """
    total = heads[0].new_zeros(())
    for i, (logits, weight) in enumerate(zip(heads, HEAD_WEIGHTS, strict=True)):
        ce = nn.functional.cross_entropy(
            logits, gold[:, i], reduction="none", ignore_index=NONE, label_smoothing=config.smoothing
        )
        if i == 0:
            ce = torch.where(gold[:, 2] == 0, config.unplaced * ce, ce)
        total = total + weight * ce.sum()
    return total / (gold != NONE).any(1).sum().clamp(min=1)


def loss_of(model: PairClassifier, batch: Batch, config: Config) -> torch.Tensor:
    """The loss of a batch's examples (see ``judged_loss``)."""
    gold = torch.tensor([labels_of(e) for own in batch[1] for e in own])
    return judged_loss(logits_of(model, batch), gold, config)


def predict(model: PairClassifier, examples: list[Example], config: Config) -> list[np.ndarray]:
    """Logits of the shipped heads in the order of ``examples``."""
    model.eval()
    out = [np.zeros((len(examples), k), dtype=np.float32) for k in (3, 3, 2)]
    with torch.no_grad():
        for part, own in batches(examples, config, None):
            members = [i for row in part for i in row.members]
            for o, h in zip(out, logits_of(model, (part, own)), strict=False):
                o[members] = h.numpy()
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
    judged = {
        "reports": report_rows(),
        "articles": article_rows(),
        "news": judged_rows(data),
        "sentences": sentence_rows(data),
        "arguments": argument_rows(data),
    }
    for name, reports in judged.items():
        out[name] = report_examples([r for r in reports if report_held_out(r)], None)
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
        fill(model, torch.load(start, weights_only=True)["model"])
    sets = {name: examples[:sample] for name, examples in chosen_sets(data).items()}

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
    parser.add_argument("--report-share", type=float, default=Config.report_share)
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
    config = Config(epochs=args.epochs, rate=args.rate, debate_share=args.debate_share, report_share=args.report_share)
    log.info("%s", config)
    train(args.data, config, args.out, args.limit, args.start)


if __name__ == "__main__":
    main()
