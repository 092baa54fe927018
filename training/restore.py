"""Turn a shipped int8 graph back into a checkpoint that training can start from.

    python -m training.restore --stance models/weights/stance.onnx --out runs/restored.pt

Weights come back as int8 value times scale: what the graph computes with. Training on from a shipped model takes a
fraction of the time of training from the base.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from training.export import PAIR_INPUTS, PAIR_OUTPUTS, TAGGER_INPUTS, TAGGER_OUTPUTS, plain_graph
from training.stance import PairClassifier
from training.tagger import Tagger

log = logging.getLogger("training.restore")


def dequantised(path: Path) -> dict[str, np.ndarray]:
    """Arrays of a quantised graph: constants by name, and weights of matrix products by the product's name."""
    graph = onnx.load(str(path)).graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {k: v for k, v in constants.items() if v.dtype == np.float32}
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        weight = constants[node.input[1]].astype(np.float32)
        stem = node.input[1].removesuffix("_quantized")
        zero = constants.get(f"{stem}_zero_point", np.zeros(1)).astype(np.float32)
        values = (weight - zero) * constants[f"{stem}_scale"]
        if stem.endswith("_Transposed"):  # a linear layer with its own name
            out[stem.removesuffix("_Transposed")] = np.ascontiguousarray(values.T)
        out[node.name.removesuffix("_quant")] = values
    return out


def restore(model: nn.Module, inputs: list[str], outputs: list[str], path: Path) -> list[str]:
    """Put the weights of the graph at ``path`` into ``model``; returns the names of parameters that it didn't hold.

    The model's own graph, exported now, tells which parameter each weight of a matrix product is.
    """
    found = dequantised(path)
    with torch.no_grad():
        for i, p in enumerate(model.parameters()):
            if p.dim() == 2:
                p.view(-1)[0] += 1e-3 * (i + 1)  # equal matrices must not be taken for one another
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        plain_graph(model, inputs, outputs, plain)
        graph = onnx.load(str(plain)).graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    product_of = {n.input[1]: n.name for n in graph.node if n.op_type == "MatMul" and n.input[1] in constants}
    left = []
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name in found and found[name].shape == tuple(p.shape):
                p.copy_(torch.from_numpy(found[name].copy()))
                continue
            if name in found and found[name].shape[1:] == tuple(p.shape[1:]) and len(found[name]) < len(p):
                p[: len(found[name])].copy_(
                    torch.from_numpy(found[name].copy())
                )  # a feature has more values than before
                continue
            own = p.detach().numpy()
            product = next(
                (
                    v
                    for k, v in product_of.items()
                    if constants[k].T.shape == own.shape and np.array_equal(constants[k].T, own)
                ),
                None,
            )
            if product in found and found[product].T.shape == own.shape:
                p.copy_(torch.from_numpy(np.ascontiguousarray(found[product].T)))
            else:
                left.append(name)
    return left


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stance", type=Path)
    parser.add_argument("--tagger", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.stance:
        model: nn.Module = PairClassifier()
        left = restore(model, PAIR_INPUTS, PAIR_OUTPUTS, args.stance)
    else:
        model = Tagger(160)
        left = restore(model, TAGGER_INPUTS, TAGGER_OUTPUTS, args.tagger)
        with np.load(args.tagger.with_name("tagger_distance.npz")) as data:
            model.distance.data = torch.from_numpy(data["distance"])
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict(), "link": 160}, args.out)
    print(f"{args.out}; not in the graph, left as initialised: {', '.join(left) or 'nothing'}")


if __name__ == "__main__":
    main()
