"""Train the tagger on: on annotated articles, and on sentences that several taggers label together.

    python -m training.distil --teachers runs/a.pt runs/b.pt --labels runs/labels.npz
    python -m training.distil --labels runs/labels.npz --start runs/b.pt --seconds 300 --out runs/c.pt

Taggers of different runs err in different places, and their mean is better than any of them: about a point and a half
of source F1. Sentences that none of them was trained on (the texts of NewsMTSC's training split, without its labels) carry
that mean over to one tagger (Hinton et al., 2015): cue tags, and the source and content of each cue that they find, as
probabilities. Everything is read under two dropouts, which are drawn to one another (R-Drop, Liang et al., NeurIPS 2021);
with ``--masked`` each misses other words, too. The rate falls to nothing as the time runs out; the tagger ends with the
moving average of its weights.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from models.features import Pieces, encode, load_tokenizer
from training.encoder import autocast, base_path, seed_everything
from training.lines import rows
from training.loop import (
    add_settings,
    blanked,
    by_the_clock,
    divergence,
    lean,
    moving_average,
    optimiser_of,
    restored,
    set_rates,
    settings_of,
    take,
)
from training.tagger import Config, Example, Tagger, answers, collate, cut, evaluate, loss_between, read, rounded, runs

EVERY = 8


@dataclass
class Settings:
    """What a run depends on beside its data; ``seconds`` of training, ``batch`` windows of at most ``window`` pieces a step."""

    seconds: float = 300
    rate: float = 2e-4
    head_rate: float = 5e-4
    batch: int = 24
    warmup: float = 0.03
    rdrop: float = 0.5
    masked: float = 0.0
    window: int = Config.window
    seed: int = 3


@dataclass
class Window:
    """A window of n pieces and what is to be answered: cue tags [n, 3] and token roles [n, 2] as probabilities, and of l
    cues the pieces [l, 2] from and to, and the probabilities [l, 2, n] that a piece is its source or content.
    """

    pieces: Pieces
    tags: np.ndarray
    held: np.ndarray
    cues: np.ndarray
    roles: np.ndarray


def annotated(x: Example) -> Window:
    """A window as the corpus has it."""
    n = len(x.pieces.ids)
    tags, held, _, first, roles = answers([x], n + 2)
    return Window(
        x.pieces, np.eye(3, dtype=np.float32)[tags[0, 1 : n + 1]], held[0, 1 : n + 1], first - 1, roles[..., 1 : n + 1]
    )


@torch.no_grad()
def taught(teachers: Sequence[Tagger], pieces: Pieces) -> Window:
    """A window as the teachers see it together; their cues are those of their mean tags."""
    device = teachers[0].distance.device
    x = Example(pieces, [])
    ids, features, mask = (a.to(device) for a in collate([x]))
    n = len(pieces.ids)
    with autocast(device.type):
        seen = [t.eval()(t.encoder.words(ids), features, mask) for t in teachers]
    tags = torch.stack([cue[0, 1 : n + 1].float().softmax(-1) for cue, *_ in seen]).mean(0).cpu().numpy()
    held = torch.stack([token[0, 1 : n + 1].float().sigmoid() for *_, token in seen]).mean(0).cpu().numpy()
    cues = runs(tags.argmax(-1))
    roles = np.zeros((len(cues), 2, n), dtype=np.float32)
    if len(cues):
        at = torch.from_numpy(cues + 1).to(device)
        each = [
            t.linked(*(a.float().expand(len(cues), -1, -1, -1) for a in (k, q)), at)
            for t, (_, k, q, _) in zip(teachers, seen, strict=True)
        ]
        roles = torch.stack([e.sigmoid() for e in each]).mean(0)[..., 1 : n + 1].cpu().numpy()
    return Window(pieces, tags, held, cues, roles)


def joined(texts: Sequence[str], size: int) -> list[Pieces]:
    """Texts as paragraphs of windows of at most ``size`` pieces; longer ones are left out."""
    tokenizer = load_tokenizer(str(base_path()))
    out: list[Pieces] = []
    group = ""
    for text in texts:
        both = encode(f"{group}\n{text}" if group else text, tokenizer)
        if len(both.ids) <= size:
            group = f"{group}\n{text}" if group else text
            continue
        if group:
            out.append(encode(group, tokenizer))
        group = text if len(encode(text, tokenizer).ids) <= size else ""
    return [*out, encode(group, tokenizer)] if group else out


def padded(batch: Sequence[Window]) -> tuple[torch.Tensor, ...]:
    """Ids, features and mask of a batch, then what is to be answered (see ``training.tagger.loss_between``)."""
    ids, features, mask = collate([Example(w.pieces, []) for w in batch])
    b, t = ids.shape
    tags, held = np.zeros((b, t, 3), np.float32), np.zeros((b, t, 2), np.float32)
    words = np.zeros((b, t), np.float32)
    links = sum(len(w.cues) for w in batch)
    of = np.repeat(np.arange(b), [len(w.cues) for w in batch])
    roles = np.zeros((links, 2, t), np.float32)
    at = 0
    for i, w in enumerate(batch):
        n = len(w.pieces.ids)
        words[i, 1 : n + 1] = 1
        tags[i, 1 : n + 1], held[i, 1 : n + 1] = w.tags, w.held
        roles[at : at + len(w.cues), :, 1 : n + 1] = w.roles
        at += len(w.cues)
    first = np.concatenate([w.cues + 1 for w in batch])
    return ids, features, mask, *(torch.from_numpy(x) for x in (words, tags, held, of, first, roles))


def loss_of(model: Tagger, batch: Sequence[Window], rdrop: float, masked: float = 0.0) -> torch.Tensor:
    """The loss of a batch under two dropouts at once, with ``rdrop`` times their divergence.

    Each of the two misses its own ``masked`` share of the words.
    """
    device = model.distance.device
    ids, features, mask, words, tags, held, of, first, roles = (x.to(device, non_blocking=True) for x in padded(batch))
    with autocast(device.type):
        seen = blanked(torch.cat([ids, ids]), masked)
        twice = model(model.encoder.words(seen), torch.cat([features] * 2), torch.cat([mask] * 2))
    once, again = zip(*(x.float().chunk(2) for x in twice), strict=True)
    losses, scores = zip(
        *(loss_between(model, out, mask, words, tags, held, of, first, roles) for out in (once, again)), strict=True
    )
    apart = (divergence(once[0], again[0]) * words).sum() / words.sum()
    if len(of):
        a, b = scores
        away = (a.sigmoid() - b.sigmoid()) * (a - b) * words[of, None]
        apart = apart + away.sum() / 64 / len(of) / 2
    return (losses[0] + losses[1]) / 2 + rdrop * apart


def train(model: Tagger, articles: Sequence[Example], more: Sequence[Window], settings: Settings) -> Tagger:
    """Train until the time is over."""
    rates = (settings.rate, settings.head_rate)
    optimiser, own = optimiser_of(model, *rates)
    average = [p.detach().clone() for p in own]
    total = torch.zeros((), device=model.distance.device)
    window = settings.window
    started, step, epoch = time.time(), 0, 0
    while True:
        rng = random.Random(settings.seed * 1000 + epoch)
        parts = [annotated(w) for x in articles for w in cut(x, window, rng.randint(40, window))] + list(more)
        parts.sort(key=lambda w: len(w.pieces.ids) + rng.random() * 20)
        batches = [parts[i : i + settings.batch] for i in range(0, len(parts), settings.batch)]
        rng.shuffle(batches)
        model.train()
        for batch in batches:
            if step % EVERY == 0:
                mean = float(total) / EVERY
                gone = (time.time() - started) / settings.seconds
                if gone >= 1:
                    take(own, average)
                    print(f"{settings.seconds:.0f}s epoch {epoch} step {step} loss {mean:.4f}", flush=True)
                    return model
                set_rates(optimiser, rates, by_the_clock(gone, settings.warmup))
                total.zero_()
            loss = loss_of(model, batch, settings.rdrop, settings.masked)
            loss.backward()
            nn.utils.clip_grad_norm_(own, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            moving_average(average, [p.detach() for p in own], step)
            total += loss.detach()
        epoch += 1
        print(f"{time.time() - started:.0f}s epoch {epoch} step {step} loss {float(loss.detach()):.4f}", flush=True)


def load(path: Path, words: Path, device: str) -> Tagger:
    """The tagger of a checkpoint."""
    model = Tagger(Config.link, layers=6)
    model.load_state_dict(restored(path, words))
    return model.to(device)


def store(windows: Sequence[Window], path: Path) -> None:
    """Keep windows in a file, probabilities in float16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    flat: dict[str, np.ndarray] = {
        "pieces": np.array([len(w.pieces.ids) for w in windows]),
        "links": np.array([len(w.cues) for w in windows]),
        "ids": np.concatenate([w.pieces.ids for w in windows]).astype(np.uint16),
        "features": np.concatenate([w.pieces.features for w in windows]).astype(np.uint8),
        "offsets": np.concatenate([w.pieces.offsets for w in windows]).astype(np.int32),
        "cues": np.concatenate([w.cues for w in windows]).astype(np.int16),
    }
    flat |= {
        k: np.concatenate([getattr(w, k).ravel() for w in windows]).astype(np.float16)
        for k in ("tags", "held", "roles")
    }
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **flat)


def stored(path: Path) -> list[Window]:
    """The windows of a file."""
    with np.load(path) as data:
        flat = {k: data[k] for k in data.files}
    pieces, links = flat["pieces"], flat["links"]
    at, cue = np.cumsum(pieces) - pieces, np.cumsum(links) - links
    role = np.cumsum(pieces * links * 2) - pieces * links * 2
    out = []
    for n, m, a, c, r in zip(pieces, links, at, cue, role, strict=True):
        own = Pieces(*(flat[k][a : a + n].astype(np.int64) for k in ("ids", "offsets", "features")))
        tags = flat["tags"][3 * a : 3 * (a + n)].reshape(n, 3).astype(np.float32)
        held = flat["held"][2 * a : 2 * (a + n)].reshape(n, 2).astype(np.float32)
        roles = flat["roles"][r : r + 2 * n * m].reshape(m, 2, n).astype(np.float32)
        out.append(Window(own, tags, held, flat["cues"][c : c + m].astype(np.int64), roles))
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--words", type=Path, default=Path("models/weights/words.npz"))
    parser.add_argument("--teachers", type=Path, nargs="+", help="label the sentences with these, and do no more")
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--limit", type=int, help="read only so many articles and sentences")
    add_settings(parser, Settings)
    args = parser.parse_args()
    settings = settings_of(args, Settings)
    seed_everything(settings.seed)
    if args.teachers:
        texts = sorted({r["text"] for r in rows(args.data / "sentiment/newsmtsc/train.jsonl")})
        random.Random(2).shuffle(texts)
        teachers = [load(path, args.words, args.device) for path in args.teachers]
        more = [taught(teachers, p) for p in joined(texts[: args.limit], Config.window)]
        store(more, args.labels)
        print(f"{len(more)} windows, {sum(len(w.cues) for w in more)} cues")
        return
    if not (args.start and args.out):
        parser.error("name --start and --out to train, or --teachers to label")
    articles = read(args.data / "attribution/polnear/train.jsonl", args.limit)
    random.Random(1).shuffle(articles)
    n = max(1, int(Config.chosen_share * len(articles)))
    model = load(args.start, args.words, args.device)
    print("before", rounded(evaluate(model, articles[:n], settings.window)), flush=True)
    train(model, articles[n:], stored(args.labels), settings)
    lean(model, args.out, link=Config.link)
    print("after", rounded(evaluate(model, articles[:n], settings.window)), flush=True)


if __name__ == "__main__":
    main()
