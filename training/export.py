"""Export trained checkpoints to int8 ONNX files and the shared table of word embeddings.

    python -m training.export --tagger runs/tagger/last.pt --stance runs/stance/last.pt

Dynamic int8 quantisation of the matrix products (weights per channel, activations at run time); the table of
word embeddings is stored once, int8 with one scale per row.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import nn

from models.features import WEIGHTS
from training.encoder import Encoder, base_path, fill
from training.stance import PairClassifier
from training.tagger import Tagger

PAIR_INPUTS = ["embeddings", "features", "groups", "positions", "slots"]
PAIR_OUTPUTS = ["stance", "sentiment", "relevance", "inference"]
TAGGER_INPUTS = ["embeddings", "features", "mask"]
TAGGER_OUTPUTS = ["cue", "keys", "queries", "token"]


def write_words(out: Path) -> None:
    """The shared word embeddings as int8 rows [30522, 384] with float32 scales [30522, 1], and the tokenizer."""
    table = Encoder().words.weight.detach().numpy()
    scale = np.abs(table).max(1, keepdims=True) / 127
    np.savez(out / "words.npz", table=np.round(table / scale).astype(np.int8), scale=scale.astype(np.float32))
    shutil.copy(base_path() / "tokenizer.json", out / "tokenizer.json")


def plain_graph(module: nn.Module, names: list[str], outputs: list[str], path: Path) -> None:
    """Write the module as a float32 ONNX graph. See ``Encoder`` and ``PairClassifier`` for the inputs."""
    module.eval()
    b, t = 2, 16
    example = {
        "embeddings": torch.randn(b, t, 384),
        "features": torch.zeros(b, t, 3, dtype=torch.long),
        "mask": torch.ones(b, t, dtype=torch.long),
        "groups": torch.tensor([[0] * 8 + [1] * 4 + [2] * 4] * b),
        "positions": torch.tensor([[*range(8), *range(4), *range(4)]] * b),
        "slots": torch.tensor([1, 2]),
    }
    per_piece, per_target = {0: "batch", 1: "pieces"}, {0: "batch", 1: "targets"}
    axes = {n: per_piece if n != "slots" else {0: "targets"} for n in names}
    axes |= {n: per_target if "slots" in names else per_piece for n in outputs}
    torch.onnx.export(
        module, tuple(example[n] for n in names), str(path), input_names=names, output_names=outputs,
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


def to_onnx(module: nn.Module, names: list[str], outputs: list[str], path: Path) -> None:
    """Write the module as an int8 ONNX graph (see ``plain_graph``)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        plain_graph(module, names, outputs, plain)
        quantize_dynamic(str(plain), str(path), per_channel=True, reduce_range=False, weight_type=QuantType.QInt8,
                         op_types_to_quantize=["MatMul", "Gemm"])  # fmt: skip


class Embedding(nn.Module):
    """Sentence embeddings as all-MiniLM-L6-v2 defines them: mean of states, unit length. The states are given, too."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder()

    def forward(self, embeddings, features, mask):
        """Unit vectors [b, 384] and states [b, t, 384]."""
        h = self.encoder(embeddings, features, mask)
        m = mask.to(h.dtype)[..., None]
        return nn.functional.normalize((h * m).sum(1) / m.sum(1).clamp(min=1), dim=-1), h


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tagger", type=Path)
    parser.add_argument("--stance", type=Path)
    parser.add_argument("--base", action="store_true", help="write the word table, tokenizer and sentence encoder")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--plain", type=Path, help="write the pair classifier as float32 too, for benchmarks")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.base:
        write_words(args.out)
        to_onnx(Embedding(), ["embeddings", "features", "mask"], ["vectors", "states"], args.out / "embedder.onnx")
    if args.tagger:
        state = torch.load(args.tagger, weights_only=True)
        model = Tagger(state["link"])
        fill(model, state["model"])
        np.savez(args.out / "tagger_distance.npz", distance=model.distance.detach().numpy())
        to_onnx(model, TAGGER_INPUTS, TAGGER_OUTPUTS, args.out / "tagger.onnx")
    if args.stance:
        pair = PairClassifier()
        fill(pair, torch.load(args.stance, weights_only=True)["model"])
        to_onnx(pair, PAIR_INPUTS, PAIR_OUTPUTS, args.out / "stance.onnx")
        if args.plain:
            plain_graph(pair, PAIR_INPUTS, PAIR_OUTPUTS, args.plain)
    sizes = {p.name: round(p.stat().st_size / 2**20, 2) for p in sorted(args.out.iterdir())}
    print(json.dumps(sizes, indent=1))


if __name__ == "__main__":
    main()
