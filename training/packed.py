"""Examples of the pair classifier laid out as flat arrays, so that an accelerator never waits for Python.

    python -m training.packed --epochs 4 --out runs/packed

Writes ``epoch0.npz``, … with the examples that ``training.stance`` would train on in those epochs, and ``chosen.npz`` with
the sets that it chooses by. Arrays of a part, for n pieces, r rows and m pairs:

- ``ids`` uint16 [n], ``features`` uint8 [n]: case + 3 · quoted + 6 · purpose (see ``models.pairs``);
- ``segments`` uint8 [r + m]: pieces of a row's statement, then of each of its propositions, row after row;
- ``counts`` uint8 [r]: propositions of each row;
- ``labels`` int8 [m, 4]: stance, sentiment, relevance, inference; -100 where there is none.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from models.features import load_tokenizer
from models.pairs import Row, rows_of
from training.encoder import base_path
from training.stance import Config, Example, chosen_sets, epoch_examples, labels_of

ROUNDED = 16
"""Rows are padded to a multiple of so many pieces: each shape of a batch is recorded once on a GPU."""


def packed(examples: Sequence[Example], limit: int) -> dict[str, np.ndarray]:
    """The arrays of the examples; see the head of this file."""
    rows = rows_of([e.pair for e in examples], load_tokenizer(str(base_path())), limit)
    return {
        "ids": np.concatenate([row.ids for row in rows]).astype(np.uint16),
        "features": np.concatenate([row.features @ (1, 3, 6) for row in rows]).astype(np.uint8),
        "segments": np.concatenate([_lengths(row) for row in rows]).astype(np.uint8),
        "counts": np.array([len(row.members) for row in rows], dtype=np.uint8),
        "labels": np.array([labels_of(examples[i]) for row in rows for i in row.members], dtype=np.int8),
    }


def _lengths(row: Row) -> np.ndarray:
    return np.bincount(row.groups, minlength=len(row.members) + 1)


class Part:
    """Packed examples on a device. ``labels`` int64 [m, 4] is here, ``gold`` the same there."""

    def __init__(self, arrays: Mapping[str, np.ndarray], device: str):
        self.device = device
        counts = arrays["counts"].astype(np.int64)
        self.labels = arrays["labels"].astype(np.int64)
        segments, per_row = arrays["segments"].astype(np.int64), counts + 1
        first = _starts(per_row)
        self.lengths = np.add.reduceat(segments, first)
        groups = np.arange(len(segments)) - np.repeat(first, per_row)
        positions = np.arange(segments.sum()) - np.repeat(_starts(segments), segments)
        f = arrays["features"]

        def put(x: np.ndarray, kind: torch.dtype) -> torch.Tensor:
            return torch.from_numpy(np.ascontiguousarray(x)).to(device, kind)

        self._ids = put(arrays["ids"].astype(np.int32), torch.int32)
        self._features = put(np.stack([f % 3, f // 3 % 2, f // 6], 1), torch.uint8)
        self._groups = put(np.repeat(groups, segments).astype(np.int8), torch.int8)
        self._positions = put(positions.astype(np.int16), torch.int16)
        self._starts = put(_starts(self.lengths), torch.long)
        self._lengths = put(self.lengths, torch.long)
        self._members = put(_starts(counts), torch.long)
        self._counts = put(counts, torch.long)
        self.slots = torch.arange(1, 1 + int(counts.max()), device=device)
        self.gold = put(self.labels, torch.long)

    def batches(self, pieces: int, rng: np.random.Generator | None = None) -> list[tuple[int, np.ndarray]]:
        """Width of each batch and the numbers of its rows: like lengths together, ``pieces`` a batch, shuffled with ``rng``.

        All batches of one width are as high; what a last one lacks is -1.
        """
        order = np.arange(len(self.lengths))
        if rng:
            rng.shuffle(order)
        widths = _rounded(self.lengths[order])
        out = []
        for width in np.unique(widths):
            rows = order[widths == width]
            high = max(1, pieces // int(width))
            filled = np.full(-(-len(rows) // high) * high, -1)
            filled[: len(rows)] = rows
            out += [(int(width), part) for part in filled.reshape(-1, high)]
        if rng:
            rng.shuffle(out)
        return out

    def batch(self, rows: torch.Tensor, width: int) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
        """The model's inputs [b, width] for rows [b], and the numbers [b, k] of the pairs there, -1 where there is none.

        Everything happens on the device, with sizes that depend on ``b`` and ``width`` alone.
        """
        real, row = rows >= 0, rows.clamp(min=0)
        place = torch.arange(width, device=self.device)
        there = place < self._lengths[row, None]
        at = (self._starts[row, None] + place).clamp(max=len(self._ids) - 1)
        x = {
            "ids": torch.where(there, self._ids[at].long(), 0),
            "features": torch.where(there[..., None], self._features[at].long(), 0),
            "groups": torch.where(there, self._groups[at].long(), -1),
            "positions": torch.where(there, self._positions[at].long(), 0),
            "slots": self.slots,
        }
        asked = (self.slots <= self._counts[row, None]) & real[:, None]
        return x, torch.where(asked, self._members[row, None] + self.slots - 1, -1)


def joined(paths: Sequence[Path], device: str) -> Part:
    """The examples of several files as one part."""
    arrays: dict[str, list[np.ndarray]] = {}
    for path in paths:
        with np.load(path) as data:
            for kind in data.files:
                arrays.setdefault(kind, []).append(data[kind])
    return Part({kind: np.concatenate(own) for kind, own in arrays.items()}, device)


def _starts(lengths: np.ndarray) -> np.ndarray:
    return np.cumsum(lengths) - lengths


def _rounded(n: np.ndarray) -> np.ndarray:
    return -(-n // ROUNDED) * ROUNDED


def endless(part: Part, pieces: int, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """Batches of a part, pass after pass."""
    rng = np.random.default_rng(seed)
    while True:
        yield from part.batches(pieces, rng)


def chosen(path: Path, device: str) -> dict[str, Part]:
    """The sets that are kept for choosing."""
    arrays: dict[str, dict[str, np.ndarray]] = {}
    with np.load(path) as data:
        for name in data.files:
            of, kind = name.rsplit("/", 1)
            arrays.setdefault(of, {})[kind] = data[name]
    return {name: Part(own, device) for name, own in arrays.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("runs/packed"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--debate-share", type=float, default=0.3)
    parser.add_argument("--news-share", type=float, default=1.0)
    parser.add_argument("--report-share", type=float, default=1.0)
    parser.add_argument("--judged-share", type=float, default=1.0)
    parser.add_argument("--nli-share", type=float, default=Config.nli_share)
    parser.add_argument("--limit", type=int, help="so many examples an epoch")
    args = parser.parse_args()
    shares = {k: v for k, v in vars(args).items() if k.endswith("_share")}
    config = Config(**shares)
    args.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        arrays = packed(epoch_examples(args.data, config, epoch, args.limit), config.limit)
        np.savez(args.out / f"epoch{epoch}.npz", **arrays)
        print(
            f"epoch {epoch}: {len(arrays['counts'])} rows, {len(arrays['labels'])} pairs, {len(arrays['ids'])} pieces"
        )
    sets = {name: packed(examples[: args.limit], config.limit) for name, examples in chosen_sets(args.data).items()}
    np.savez(args.out / "chosen.npz", **{f"{s}/{k}": v for s, arrays in sets.items() for k, v in arrays.items()})


if __name__ == "__main__":
    main()
