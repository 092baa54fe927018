"""ONNX Runtime around the shipped encoders: strings in, arrays out.

Three encoders (sentence embeddings, attribution tagger, pair classifier) share one tokenizer and one int8
table of word embeddings, so that the table is stored and held once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import current_thread
from typing import TypeVar

import numpy as np
import onnxruntime as ort

from models.features import CLS, PAD, SEP, WEIGHTS, Pieces


class ModelFileError(RuntimeError):
    """A shipped weight file is missing or damaged. The message names the file."""


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_at_once() -> int:
    """Batches read at once: ``STANDPOINT_THREADS`` or the cores this process may use, at most four."""
    named = os.environ.get("STANDPOINT_THREADS", "")
    if named.isdigit() and int(named) > 0:
        return int(named)
    return min(4, cores())


def weight_file(name: str) -> Path:
    """Path of a shipped file. Raises ModelFileError if it is not there."""
    path = WEIGHTS / name
    if not path.exists():
        raise ModelFileError(f"The model file {path} is missing. Get a complete copy of the project.")
    return path


T = TypeVar("T")
R = TypeVar("R")


@lru_cache(maxsize=1)
def _pool(process: int, threads: int) -> ThreadPoolExecutor:
    """The threads that read batches; a forked process has none of its parent's and makes its own."""
    return ThreadPoolExecutor(threads, thread_name_prefix=_NAME)


_NAME = "models"


def in_parallel(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """``work`` of every item, in order, several at once. The number of threads changes no result.

    What such a thread calls does its own items one after another: it would wait for threads that wait for it.
    """
    threads = threads_at_once()
    if threads == 1 or len(items) < 2 or current_thread().name.startswith(_NAME):
        return map(work, items)
    return _pool(os.getpid(), threads).map(work, items)


class Session:
    """One ONNX graph, run by ``threads`` threads. Calling it runs the graph on named arrays; callers may be several.

    Small batches side by side keep more cores busy than many threads in one product, which wait for each other after
    every operation, and what one batch works on stays in a core's cache.
    """

    def __init__(self, path: Path, threads: int = 1):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Spinning threads win a few milliseconds for one process and starve the others on a small host.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self.session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelFileError(f"The model file {path} cannot be read ({error}).") from error
        self.inputs = {i.name for i in self.session.get_inputs()}
        self.outputs = [o.name for o in self.session.get_outputs()]

    def __call__(self, **arrays: np.ndarray) -> dict[str, np.ndarray]:
        """Outputs by name."""
        fed = {k: v for k, v in arrays.items() if k in self.inputs}
        return dict(zip(self.outputs, self.session.run(None, fed), strict=True))


@lru_cache(maxsize=1)
def _words() -> tuple[np.ndarray, np.ndarray]:
    with np.load(weight_file("words.npz")) as data:
        return data["table"], data["scale"]


def embed_words(ids: np.ndarray) -> np.ndarray:
    """Word embeddings float32 [..., 384] of ids [...]; only the rows asked for are expanded from int8."""
    table, scale = _words()
    return table[ids].astype(np.float32) * scale[ids]


def collate(rows: list[Pieces]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids [b, t], features [b, t, 3] and mask [b, t] with [CLS] and [SEP] added, padded to the longest row."""
    t = max(len(r.ids) for r in rows) + 2
    ids = np.full((len(rows), t), PAD, dtype=np.int64)
    features = np.zeros((len(rows), t, 3), dtype=np.int64)
    mask = np.zeros((len(rows), t), dtype=np.int64)
    for i, row in enumerate(rows):
        n = len(row.ids)
        ids[i, 0], ids[i, 1 : n + 1], ids[i, n + 1] = CLS, row.ids, SEP
        features[i, 1 : n + 1] = row.features
        mask[i, : n + 2] = 1
    return ids, features, mask


CALL = 6
"""What one more run of a graph costs beside its pieces, in pieces: about 1 ms."""
BATCH = 256
"""Most pieces in a batch: more are no quicker, and fewer batches are shared out less evenly."""


def batches_by_length(lengths: list[int], pieces: int = BATCH) -> list[list[int]]:
    """Indices in batches of like lengths that take the least in all: padded pieces, and ``CALL`` for every batch.

    A batch has at most ``pieces`` padded pieces, or a single row. Found by dynamic programming over the sorted lengths.
    """
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    least, begins = [0], [0]
    for end, last in enumerate(order, 1):
        longest = lengths[last]
        first = max(0, min(end - 1, end - pieces // max(1, longest)))
        cost, begin = min((least[j] + longest * (end - j) + CALL, j) for j in range(first, end))
        least.append(cost)
        begins.append(begin)
    out, end = [], len(order)
    while end:
        out.append(order[begins[end] : end])
        end = begins[end]
    return out[::-1]
