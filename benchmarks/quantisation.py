"""What quantisation of the pair classifier costs and gains: float32, dynamic int8 of 8 and 7 bits, static int8.

    python -m benchmarks.quantisation --fp32 runs/stance.onnx [--data ../shared/data] [--every N] [--out]

``--fp32`` is what ``python -m training.export --stance … --plain FILE`` writes. Static ranges are taken from the
project's own training statements. Accuracy is that of sets that nothing was trained on, measured through each graph
with the shipped calibration; time is the median for 32 statements of 128 pieces with one proposition each, the graphs
taking turns. Needs onnx (requirements-train.txt).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import scores
from benchmarks.accuracy import OtherGraph
from benchmarks.report import cpu, table, write
from benchmarks.testsets import AUTHORED, TEST_SETS, Labelled, reported
from models.classifier import PairClassifier
from models.features import load_tokenizer
from models.pairs import Pair, pad, rows_of
from models.runtime import cores, embed_words

BATCH, PIECES, REPEATS = 32, 128, 9
CALIBRATION_ROWS = 192
SETS = ("IBM-ArgQ-30k test", "Perspectrum test")


class Rows:
    """Batches of rows for static calibration, as onnxruntime's ``CalibrationDataReader`` gives them."""

    def __init__(self, pairs: Sequence[Pair], limit: int):
        self._batches = self._made(pairs, limit)

    @staticmethod
    def _made(pairs: Sequence[Pair], limit: int) -> Iterator[dict[str, np.ndarray]]:
        for row in rows_of(pairs, load_tokenizer(), limit):
            x = pad([row])
            yield {"embeddings": embed_words(x.pop("ids")), **x}

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next batch; None at the end."""
        return next(self._batches, None)


def variants(fp32: Path, folder: Path, seen: Sequence[Pair], limit: int) -> dict[str, Path]:
    """Each graph by its name, written into ``folder``."""
    from onnxruntime.quantization import (
        CalibrationDataReader,
        QuantFormat,
        QuantType,
        quantize_dynamic,
        quantize_static,
    )
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(Rows, CalibrationDataReader):
        pass

    kinds = ["MatMul", "Gemm"]
    out = {"float32": fp32}
    for name, reduce in (("dynamic int8", False), ("dynamic int8, weights of 7 bits", True)):
        out[name] = folder / f"dynamic-{reduce}.onnx"
        quantize_dynamic(str(fp32), str(out[name]), per_channel=True, reduce_range=reduce,
                         weight_type=QuantType.QInt8, op_types_to_quantize=kinds)  # fmt: skip
    prepared = folder / "prepared.onnx"
    quant_pre_process(str(fp32), str(prepared), skip_symbolic_shape=True)
    out["static int8, weights of 7 bits"] = folder / "static.onnx"
    quantize_static(
        str(prepared), str(folder / "static.onnx"), Reader(seen, limit), quant_format=QuantFormat.QOperator,
        per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8,
        op_types_to_quantize=kinds, extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    return out


def batch_runner(model: PairClassifier) -> Callable[[], None]:
    """A function that judges 32 statements of 128 pieces, one proposition each."""
    proposition = "The new bridge should be built."
    pairs = [
        Pair(f"{i} " + "the council said that the bridge would cost more " * 30, proposition) for i in range(BATCH)
    ]
    rows = rows_of(pairs, load_tokenizer(), PIECES - 9)
    x = pad(rows)
    fed = {"embeddings": embed_words(x.pop("ids")), **x}
    return lambda: model._session(**fed) and None


def measured(graphs: dict[str, Path], sets: dict[str, tuple[Labelled, int]]) -> list[dict[str, Any]]:
    """Per graph: accuracy on each set, agreement with float32, milliseconds, size."""
    models = {name: OtherGraph(path) for name, path in graphs.items()}
    runs = {name: batch_runner(m) for name, m in models.items()}
    taken: dict[str, list[float]] = {name: [] for name in graphs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - started)
    full: dict[str, np.ndarray] = {}
    out = []
    for name, model in models.items():
        entry: dict[str, Any] = {"name": name, "bytes": graphs[name].stat().st_size,
                                 "seconds": statistics.median(taken[name]), "sets": {}}  # fmt: skip
        for title, (rows, classes) in sets.items():
            p = model.classify(rows.pairs).stance
            full.setdefault(title, p)
            m = scores.confusion(rows.gold, p[:, :classes].argmax(1), classes)
            entry["sets"][title] = {
                "macro-F1": float(scores.macro_f1(m)),
                "interval": scores.interval(m, scores.macro_f1),
                "agree": float((p.argmax(1) == full[title].argmax(1)).mean()),
                "apart": float(np.abs(p - full[title]).mean()),
            }
        out.append(entry)
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fp32", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--every", type=int, default=1, help="every so manieth row")
    parser.add_argument("--out", action="store_true")
    args = parser.parse_args()
    if not args.fp32.exists():
        parser.error(f"there is no file {args.fp32}: write it with python -m training.export --stance … --plain")
    if not AUTHORED.exists():
        parser.error(f"{AUTHORED} is missing: static ranges are taken from its statements")
    sets = {"own statements kept aside": (reported(AUTHORED)[0].every(args.every), 3)}
    for test in TEST_SETS:
        if test.name in SETS and (args.data / test.path).exists():
            sets[test.name] = (test.read(args.data / test.path).every(4 * args.every), test.classes)
    seen = reported(AUTHORED, kept_aside=False)[0].pairs
    seen = seen[:: max(1, len(seen) // (CALIBRATION_ROWS * 4))]
    with tempfile.TemporaryDirectory() as folder:
        found = measured(variants(args.fp32, Path(folder), seen, 176), sets)
    base = found[0]["seconds"]
    header = ["graph", "MB", "ms", "times as fast", *(f"{t}: macro-F1 [95 %], agrees" for t in sets)]
    rows = [
        [
            e["name"],
            e["bytes"] / 2**20,
            1000 * e["seconds"],
            base / e["seconds"],
            *(
                f"{s['macro-F1']:.3f} [{s['interval'][0]:.3f}, {s['interval'][1]:.3f}], {s['agree']:.3f}"
                for s in e["sets"].values()
            ),
        ]
        for e in found
    ]
    said = (
        f"On {cpu()}, {cores()} cores.",
        f"Time: 32 statements of 128 pieces, the graphs taking turns, median of {REPEATS}.",
        "Agrees: share of rows with the stance that float32 gives.",
        f"Every {4 * args.every}th row of the public sets.",
    )
    after = (
        "Processors without VNNI multiply 8-bit weights with saturating 16-bit sums; weights of 7 bits can't saturate."
    )
    body = f"{' '.join(said)}\n\n{table(header, rows)}\n\n{after}"
    write("quantisation", "Quantisation of the pair classifier", body, args.out, {"graphs": found})


if __name__ == "__main__":
    main()
