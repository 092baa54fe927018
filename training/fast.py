"""Train the pair classifier on packed examples within a given time: a pass in some ten seconds on a GPU.

    python -m training.packed --out runs/packed
    python -m training.fast --packed runs/packed --start runs/restored.pt --seconds 240 --rdrop 0.5 --out runs/a.pt

The learning rate falls to nothing as the time runs out, so that a run ends when it should on any device. So small a model
keeps a GPU waiting for the next kernel: there each shape of a batch is recorded once as a graph, a whole step from the
choice of rows to the optimiser, and played again. Two passes under dropout of the same batch are drawn to one another
(R-Drop, Liang et al., NeurIPS 2021), which keeps many passes over few examples from becoming learning by heart; with
``--masked`` each pass misses other words, too (Shen et al., 2020). ``--layers`` above the checkpoint's own inserts layers
that begin as near to nothing as layer norms allow. Checkpoints hold float16 without the table of word embeddings, which stays frozen and comes
from ``--words``, the shipped table. Without ``--out`` the checkpoint is only measured.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score
from torch import nn

from training.encoder import seed_everything
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
from training.packed import Part, chosen, endless, joined
from training.stance import HEAD_WEIGHTS, NONE, Config, PairClassifier, all_heads, judged_loss

LAYER = "encoder.bert.encoder.layer."
DECAY = 0.999
EVERY = 8
"""Steps between two looks at the clock, new rates, and steps of the moving average."""


@dataclass
class Settings:
    """What a run depends on beside its data; ``seconds`` of training, ``pieces`` a batch."""

    seconds: float = 240
    rate: float = 1.5e-4
    head_rate: float = 3e-4
    pieces: int = 8192
    warmup: float = 0.03
    rdrop: float = 0.5
    masked: float = 0.0
    dropout: float = 0.1
    seed: int = 1


def apart(a: Sequence[torch.Tensor], b: Sequence[torch.Tensor], there: torch.Tensor) -> torch.Tensor:
    """Symmetric divergence of the shipped heads' distributions [m, k] of two passes, a mean over the pairs that are ``there``."""
    total = a[0].new_zeros(())
    for x, y, weight in zip(a[:3], b[:3], HEAD_WEIGHTS[:3], strict=True):
        total = total + weight * torch.where(there, divergence(x, y), 0).sum() / 2
    return total / there.sum().clamp(min=1)


def loss_of(
    model: PairClassifier, part: Part, rows: torch.Tensor, width: int, rdrop: float, masked: float = 0.0
) -> torch.Tensor:
    """The loss of a batch (``Part.batch``) under two dropouts at once, with ``rdrop`` times their divergence.

    Each of the two misses its own ``masked`` share of the words. Without ``rdrop`` there is one, in half the time.
    """
    x, number = part.batch(rows, width)
    there = number.flatten() >= 0
    gold = torch.where(there[:, None], part.gold[number.flatten().clamp(min=0)], NONE)
    if not rdrop:
        x["ids"] = blanked(x["ids"], masked)
        return judged_loss([h.flatten(0, 1) for h in all_heads(model, x)], gold, Config())
    twice = {k: v if k == "slots" else torch.cat([v, v]) for k, v in x.items()}
    if masked:
        twice["ids"] = blanked(twice["ids"], masked)
    once, again = zip(*(h.flatten(0, 1).chunk(2) for h in all_heads(model, twice)), strict=True)
    loss = (judged_loss(once, gold, Config()) + judged_loss(again, gold, Config())) / 2
    return loss + rdrop * apart(once, again, there)


def deepened(state: Mapping[str, torch.Tensor], layers: int) -> dict[str, torch.Tensor]:
    """A checkpoint whose last layers are each followed by a copy that adds nothing at first, ``layers`` in all."""
    have = depth(state)
    out = {k: v for k, v in state.items() if not k.startswith(LAYER)}
    at = 0
    for i in range(have):
        prefix = f"{LAYER}{i}."
        own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        out |= {f"{LAYER}{at}.{k}": v.clone() for k, v in own.items()}
        at += 1
        if i < 2 * have - layers:
            continue
        # What the copy adds is nothing, and both its norms are the one that its input comes from.
        idle = {
            k: torch.zeros_like(v) if k.removeprefix("attention.").startswith("output.dense") else v
            for k, v in own.items()
        }
        idle |= {f"attention.{k}": v for k, v in own.items() if k.startswith("output.LayerNorm")}
        out |= {f"{LAYER}{at}.{k}": v.clone() for k, v in idle.items()}
        at += 1
    return out


def depth(state: Mapping[str, torch.Tensor]) -> int:
    """Number of the encoder's layers."""
    return len({k.removeprefix(LAYER).split(".")[0] for k in state if k.startswith(LAYER)})


def load(path: Path, words: Path, device: str, layers: int | None = None) -> PairClassifier:
    """The model of a checkpoint, with its frozen table of word embeddings from the shipped one."""
    state = restored(path, words)
    if layers and layers > depth(state):
        state = deepened(state, layers)
    model = PairClassifier(layers=depth(state))
    missing, unknown = model.load_state_dict(state, strict=False)
    if missing or unknown:
        raise ValueError(f"{path} is no pair classifier: {', '.join([*missing, *unknown][:3])} …")
    return model.to(device)


@torch.no_grad()
def predict(model: PairClassifier, part: Part, pieces: int = 32768) -> list[np.ndarray]:
    """Logits of the shipped heads in the order of the part's pairs."""
    model.eval()
    out = [torch.zeros(len(part.labels), k, device=part.device) for k in (3, 3, 2)]
    for width, rows in part.batches(pieces):
        x, number = part.batch(torch.from_numpy(rows[rows >= 0]).to(part.device), width)
        for o, h in zip(out, all_heads(model, x), strict=False):
            o[number[number >= 0]] = h[number >= 0]
    return [o.cpu().numpy() for o in out]


def measured(model: PairClassifier, sets: Mapping[str, Part]) -> dict[str, float]:
    """Per set, where its labels allow: macro-F1 of stance where words bear on the proposition, share of the sides that are
    right, AUC of bearing on it, macro-F1 of sentiment.
    """
    out = {}
    for name, part in sets.items():
        stance, sentiment, relevance = predict(model, part)
        gold, tone, bears = part.labels[:, 0], part.labels[:, 1], part.labels[:, 2]
        asked = (gold != NONE) & (bears != 0)
        if asked.any():
            known = np.unique(gold[asked])
            guess = known[stance[asked][:, known].argmax(1)]
            out[f"{name} stance"] = f1_score(gold[asked], guess, average="macro")
            sided = asked & (gold < 2)
            out[f"{name} side"] = (stance[sided, :2].argmax(1) == gold[sided]).mean()
        if set(bears) == {0, 1}:
            out[f"{name} bears"] = roc_auc_score(bears, relevance[:, 1] - relevance[:, 0])
        if (tone != NONE).all():
            out[f"{name} tone"] = f1_score(tone, sentiment.argmax(1), average="macro")
    return {k: round(float(v), 3) for k, v in out.items()}


def train(model: PairClassifier, part: Part, settings: Settings) -> PairClassifier:
    """Train until the time is over; the model ends with the exponential moving average of its weights."""
    rates = (settings.rate, settings.head_rate)
    optimiser, own = optimiser_of(model, *rates)
    average = [p.detach().clone() for p in own]
    total = torch.zeros((), device=part.device)
    for inner in model.modules():
        if isinstance(inner, nn.Dropout):
            inner.p = settings.dropout
    model.train()

    def step(rows: torch.Tensor, width: int) -> None:
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(model, part, rows, width, settings.rdrop, settings.masked)
        loss.backward()
        nn.utils.clip_grad_norm_(own, 1.0)
        optimiser.step()
        total.add_(loss.detach())

    if part.device == "cpu":
        play: Step = step
    else:
        set_rates(optimiser, rates, 0)
        play = recorded(step, part, settings.pieces)
    total.zero_()
    started, seen, noted = time.time(), 0, 0
    for n, (width, rows) in enumerate(endless(part, settings.pieces, settings.seed)):
        if n % EVERY == 0:
            if n:
                moving_average(average, [p.detach() for p in own], n // EVERY, DECAY**EVERY)
            # Reading the loss waits for the device, which else would run far behind the clock.
            mean, gone = float(total) / max(1, n - noted), (time.time() - started) / settings.seconds
            if n - noted >= 500 or gone >= 1:
                passes = seen / len(part.lengths)
                print(f"{gone * settings.seconds:.0f}s step {n} passes {passes:.1f} loss {mean:.4f}", flush=True)
                noted = n
                total.zero_()
            if gone >= 1:
                break
            set_rates(optimiser, rates, by_the_clock(gone, settings.warmup))
        play(torch.from_numpy(rows).to(part.device, non_blocking=True), width)
        seen += int((rows >= 0).sum())
    take(own, average)
    return model


Step = Callable[[torch.Tensor, int], None]


def recorded(step: Step, part: Part, pieces: int) -> Step:
    """A step that plays back what is recorded of it, once for each width of the part's batches.

    It is taken before, too, for what the optimiser needs to have made: the rates should be nothing then.
    """
    torch.set_autocast_cache_enabled(False)
    shapes = {width: len(rows) for width, rows in part.batches(pieces)}
    held = {width: torch.full((high,), -1, device=part.device) for width, high in shapes.items()}
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for width, rows in held.items():
            rows[0] = int(np.flatnonzero(part.lengths <= width)[0])
            step(rows, width)
    torch.cuda.current_stream().wait_stream(side)
    torch.cuda.synchronize()
    pool, graphs = torch.cuda.graph_pool_handle(), {}
    for width in sorted(held, reverse=True):
        graphs[width] = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graphs[width], pool=pool):
            step(held[width], width)

    def play(rows: torch.Tensor, width: int) -> None:
        held[width].copy_(rows)
        graphs[width].replay()

    return play


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--words", type=Path, default=Path("models/weights/words.npz"))
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--layers", type=int)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add_settings(parser, Settings)
    args = parser.parse_args()
    settings = settings_of(args, Settings)
    seed_everything(settings.seed)
    model = load(args.start, args.words, args.device, args.layers)
    sets = chosen(args.packed / "chosen.npz", args.device)
    print("before", json.dumps(measured(model, sets)), flush=True)
    if args.out:
        part = joined(sorted(args.packed.glob("epoch*.npz")), args.device)
        lean(train(model, part, settings), args.out)
        print("after", json.dumps(measured(model, sets)), flush=True)


if __name__ == "__main__":
    main()
