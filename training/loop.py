"""What both recipes share: the optimiser, its schedule, an epoch, and checkpoints to go on from."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from models.features import MASK
from training.encoder import WORDS

log = logging.getLogger("training")
S = TypeVar("S")
EMA_DECAY = 0.998


def moving_average(
    averages: list[torch.Tensor], current: list[torch.Tensor], count: torch.Tensor | int, most: float = EMA_DECAY
) -> None:
    """One step of the exponential moving average in place; it forgets quickly at first, so that the start isn't in it."""
    n = float(count)
    decay = min(most, (1 + n) / (10 + n))
    floats = [(a, c) for a, c in zip(averages, current, strict=True) if a.is_floating_point()]
    torch._foreach_lerp_([a for a, _ in floats], [c for _, c in floats], 1 - decay)


def optimiser_of(model: nn.Module, rate: float, head_rate: float) -> tuple[torch.optim.AdamW, list[torch.nn.Parameter]]:
    """AdamW with a rate for the encoder and one for the heads, and all that it trains: not the frozen word embeddings.

    On a GPU the rates are tensors, so that a step can be recorded there.
    """
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    ids = {id(p) for p in encoder} | {id(model.encoder.words.weight)}
    heads = [p for p in model.parameters() if id(p) not in ids]
    rates: list[float | torch.Tensor] = [rate, head_rate]
    there = encoder[0].is_cuda
    if there:
        rates = [torch.tensor(r, device=encoder[0].device) for r in (rate, head_rate)]
    groups = [{"params": p, "lr": r} for p, r in zip((encoder, heads), rates, strict=True)]
    return torch.optim.AdamW(groups, lr=rates[0], weight_decay=0.01, fused=there, capturable=there), encoder + heads


def set_rates(optimiser: torch.optim.Optimizer, rates: Sequence[float], factor: float) -> None:
    """Each group's rate times ``factor``; rates that are tensors, as on a GPU, are changed in place."""
    for group, rate in zip(optimiser.param_groups, rates, strict=True):
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(rate * factor)
        else:
            group["lr"] = rate * factor


def by_the_clock(gone: float, warmup: float) -> float:
    """Factor of the rates when the share ``gone`` of a run's time is over: up to 1 in ``warmup``, then down to nothing."""
    return min((gone + 1e-3) / warmup, (1 - gone) / (1 - warmup))


@torch.no_grad()
def take(own: Sequence[torch.Tensor], average: Sequence[torch.Tensor]) -> None:
    """Put the averaged weights in place of a model's own."""
    for p, a in zip(own, average, strict=True):
        p.copy_(a)


def divergence(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Symmetric divergence [...] of two distributions by their logits [..., k]."""
    p, q = x.log_softmax(-1), y.log_softmax(-1)
    return ((p.exp() - q.exp()) * (p - q)).sum(-1)


def blanked(ids: torch.Tensor, share: float) -> torch.Tensor:
    """Piece ids with about ``share`` of the words' pieces masked; what holds the layout together stays."""
    words = ids > MASK  # the pieces of the layout have lower numbers
    return torch.where(words & (torch.rand(ids.shape, device=ids.device) < share), MASK, ids)


def add_settings(parser: argparse.ArgumentParser, kind: Any) -> None:
    """An option for each field, int or float, of a dataclass of settings; see ``settings_of``."""
    for f in fields(kind):
        number = int if f.type in ("int", int) else float
        parser.add_argument(f"--{f.name.replace('_', '-')}", type=number, default=f.default)


def settings_of(args: argparse.Namespace, kind: type[S]) -> S:
    """The settings that a command line names."""
    named: Any = kind
    return kind(**{f.name: getattr(args, f.name) for f in fields(named)})


def lean(model: nn.Module, path: Path, **kept) -> None:
    """A checkpoint in float16, without the table of word embeddings; with ``kept`` in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": {k: v.half().cpu() for k, v in model.state_dict().items() if k != WORDS}, **kept}, path)


def restored(path: Path, words: Path) -> dict[str, torch.Tensor]:
    """The weights of a checkpoint in float32, with the table of word embeddings from the shipped file ``words``."""
    state = {k: v.float() for k, v in torch.load(path, weights_only=True, map_location="cpu")["model"].items()}
    with np.load(words) as data:
        state[WORDS] = torch.from_numpy(data["table"].astype(np.float32) * data["scale"])
    return state


class Loop:
    """AdamW with two learning rates (encoder and heads), warm-up and linear decay, clipped gradients.

    ``model`` has an ``encoder`` whose table of word embeddings stays frozen. ``out`` keeps the checkpoint of
    the last epoch; a loop made on the same folder goes on from it. With ``average``, ``result`` is the model with the
    exponential moving average of the weights (Polyak & Juditsky, 1992), since single steps on so little data are noisy.
    """

    def __init__(
        self,
        model: nn.Module,
        out: Path,
        *,
        rate: float,
        head_rate: float,
        steps: int,
        warmup: float,
        floor: float,
        average: bool = False,
    ):
        self.model = model
        self._average = AveragedModel(model, multi_avg_fn=moving_average) if average else None
        self.optimiser, self.trained = optimiser_of(model, rate, head_rate)
        warm = max(1, int(warmup * steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: min((s + 1) / warm, max(floor, (steps - s) / max(1, steps - warm)))
        )
        out.mkdir(parents=True, exist_ok=True)
        self._last = out / "last.pt"
        self.first_epoch = 0
        if self._last.exists():
            state = torch.load(self._last, weights_only=True)
            model.load_state_dict(state["raw"])
            if self._average:
                self._average.module.load_state_dict(state["model"])
                self._average.n_averaged.fill_(1)
            self.optimiser.load_state_dict(state["optimiser"])
            self.schedule.load_state_dict(state["schedule"])
            self.first_epoch = state["epoch"] + 1

    @property
    def result(self) -> nn.Module:
        """The model to evaluate and ship."""
        return self._average.module if self._average else self.model

    def epoch(self, number: int, batches: Sequence, loss_of: Callable[..., torch.Tensor], **kept) -> None:
        """Train on every batch once and keep the checkpoint, with ``kept`` in it."""
        self.model.train()
        started, total = time.time(), 0.0
        for i, batch in enumerate(batches, 1):
            loss = loss_of(batch)
            loss.backward()
            nn.utils.clip_grad_norm_(self.trained, 1.0)
            self.optimiser.step()
            self.schedule.step()
            if self._average:
                self._average.update_parameters(self.model)
            self.optimiser.zero_grad(set_to_none=True)
            total += loss.item()
            if i % 100 == 0:
                seconds = time.time() - started
                log.info("epoch %d step %d/%d loss %.4f %.0fs", number, i, len(batches), total / 100, seconds)
                total = 0.0
        state = {
            "model": self.result.state_dict(),
            "raw": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        torch.save({**state, "schedule": self.schedule.state_dict(), "epoch": number, **kept}, self._last)
