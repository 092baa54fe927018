"""Average checkpoints of one course of training into one.

    python -m training.mix runs/a/last.pt=1 runs/b/last.pt=2 --out runs/mixed.pt

Checkpoints that each start from the one before lie in one basin, and their weighted mean tells more than the last alone,
which leans toward what it saw last (Izmailov et al., UAI 2018; Wortsman et al., ICML 2022).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from training.encoder import WORDS

State = Mapping[str, torch.Tensor]


def mixed(states: Sequence[State], shares: Sequence[float]) -> dict[str, torch.Tensor]:
    """The mean of the states' tensors, weighted by ``shares``; what isn't floating point is the last one's.

    Raises ValueError where the states are not of one model, or no share is positive.
    """
    if not states or len(states) != len(shares) or min(shares) < 0 or sum(shares) <= 0:
        raise ValueError("every checkpoint needs a share, none below nothing and one at least above it")
    last = states[-1]
    if any({k: v.shape for k, v in s.items()} != {k: v.shape for k, v in last.items()} for s in states):
        raise ValueError("the checkpoints are not of one model")
    return {
        key: torch.stack([share * s[key].float() for s, share in zip(states, shares, strict=True)]).sum(0) / sum(shares)
        if value.is_floating_point()
        else value
        for key, value in last.items()
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+", help="PATH=SHARE")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    paths, shares = zip(*(c.rsplit("=", 1) for c in args.checkpoints), strict=True)
    # The table of word embeddings is frozen, and some checkpoints leave it out.
    loaded = [torch.load(p, weights_only=True, map_location="cpu") for p in paths]
    states = [{k: v for k, v in checkpoint["model"].items() if k != WORDS} for checkpoint in loaded]
    told = {k: v for k, v in loaded[-1].items() if k == "link"}  # the width of a tagger's scores
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": mixed(states, [float(s) for s in shares]), **told}, args.out)


if __name__ == "__main__":
    main()
