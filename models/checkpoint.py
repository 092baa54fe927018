"""Any NLI or stance checkpoint that the user names, in place of the shipped classifier's stance head.

A checkpoint is a folder or a Hugging Face name. Remote code is refused; weights are read from safetensors
(needs torch) or from an ONNX file in the folder. What a label means is read from ``id2label``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.classifier import Judgements, PairClassifier, softmax
from models.pairs import Pair

_MEANING = {
    "favor": [
        "favor",
        "favour",
        "for",
        "pro",
        "support",
        "supports",
        "supporting",
        "agree",
        "agrees",
        "positive",
        "entailment",
        "entails",
        "entailed",
        "yes",
    ],
    "against": [
        "against",
        "con",
        "oppose",
        "opposes",
        "opposing",
        "disagree",
        "disagrees",
        "negative",
        "contradiction",
        "contradicts",
        "refute",
        "refutes",
        "no",
    ],
    "neutral": [
        "neutral",
        "none",
        "neither",
        "unrelated",
        "comment",
        "discuss",
        "undecided",
        "notentailment",
        "nonentailment",
    ],
}
_EITHER_WAY = {"notentailment", "nonentailment"}


class CheckpointError(RuntimeError):
    """A named checkpoint cannot be used. The message says why and what to do."""


def label_columns(id2label: dict[int, str]) -> tuple[dict[str, int], bool]:
    """Column of favor, against and neutral, and whether the labels are NLI with two classes.

    Raises CheckpointError where the labels' names don't tell.
    """
    columns: dict[str, int] = {}
    two = False
    for i, label in id2label.items():
        plain = re.sub(r"[^a-z]", "", str(label).lower())
        for meaning, names in _MEANING.items():
            if plain in names:
                columns[meaning] = int(i)
                two |= plain in _EITHER_WAY
    if len(columns) != len(id2label) or "favor" not in columns or not {"against", "neutral"} & set(columns):
        listed = ", ".join(map(str, id2label.values()))
        raise CheckpointError(
            f"The model's labels are {listed}. Stance needs favor/against/neutral or entailment/contradiction/"
            "neutral (or entailment/not_entailment). Name a model with such labels, or set id2label in its config."
        )
    return columns, two or ("against" not in columns)


class Checkpoint:
    """A user's stance or NLI model. Sentiment and relevance stay with the shipped classifier."""

    threshold = 0.5

    def __init__(self, name: str, shipped: PairClassifier):
        self.name = name
        self._shipped = shipped
        self._run, config = _load(name)
        self._columns, self._two = label_columns({int(k): v for k, v in config.id2label.items()})

    def classify(self, pairs: Sequence[Pair], progress=None) -> Judgements:
        """Judge every pair, in order."""
        own = self._shipped.classify(pairs)
        texts, targets = [p.text for p in pairs], [p.target for p in pairs]
        if self._two:
            # Two labels say nothing about disagreement, so the opposite proposition is asked as well.
            favor = self._probabilities(texts, targets)[:, self._columns["favor"]]
            opposite = [f"It is not true that {t[:1].lower()}{t[1:]}" for t in targets]
            against = self._probabilities(texts, opposite)[:, self._columns["favor"]]
            neutral = np.maximum(1 - favor, 0) * np.maximum(1 - against, 0)
            raw = np.stack([favor * (1 - against), against * (1 - favor), neutral], axis=1)
            stance = raw / np.maximum(raw.sum(1, keepdims=True), 1e-9)
        else:
            p = self._probabilities(texts, targets)
            zero = np.zeros(len(p))
            stance = np.stack(
                [p[:, self._columns[m]] if m in self._columns else zero for m in ("favor", "against", "neutral")],
                axis=1,
            )
        return Judgements(stance, own.sentiment, own.relevance)

    def _probabilities(self, texts: list[str], targets: list[str]) -> np.ndarray:
        out = [softmax(self._run(texts[i : i + 16], targets[i : i + 16])) for i in range(0, len(texts), 16)]
        return np.concatenate(out) if out else np.zeros((0, len(self._columns)))


def _load(name: str) -> tuple[Callable[[list[str], list[str]], np.ndarray], Any]:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers import AutoConfig, AutoTokenizer

    folder = Path(name)
    if not folder.exists() and not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", name):
        raise CheckpointError(f"There is no model folder {name}.")
    try:
        config = AutoConfig.from_pretrained(name, trust_remote_code=False)
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
    except Exception as error:
        raise CheckpointError(
            f"The model {name} cannot be loaded: give the folder of a Hugging Face checkpoint, or its exact name "
            f"while online. Models that need their own code are refused. ({_short(error)})"
        ) from error
    onnx = next((p for p in (folder / "model.onnx", folder / "onnx" / "model.onnx") if p.exists()), None)
    if onnx:
        return _onnx_runner(onnx, tokenizer), config
    return _torch_runner(name, tokenizer), config


def _short(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]


def _encoded(tokenizer, texts, targets, kind):
    return tokenizer(texts, targets, truncation="only_first", max_length=256, padding=True, return_tensors=kind)


def _onnx_runner(path: Path, tokenizer):
    from models.runtime import Session, threads_at_once

    session = Session(path, threads_at_once())

    def run(texts, targets):
        fed = {k: v.astype(np.int64) for k, v in _encoded(tokenizer, texts, targets, "np").items()}
        return np.asarray(session(**fed)[session.outputs[0]], dtype=np.float64)

    return run


def _torch_runner(name: str, tokenizer):
    try:
        import torch
        from transformers import AutoModelForSequenceClassification
    except ImportError as error:
        raise CheckpointError(
            f"The model {name} needs torch: pip install -r requirements-torch.txt, then start again. "
            "The shipped models run without it."
        ) from error
    try:
        model = AutoModelForSequenceClassification.from_pretrained(
            name, trust_remote_code=False, use_safetensors=True
        ).eval()
    except Exception as error:
        raise CheckpointError(
            f"The weights of {name} cannot be loaded: only safetensors or ONNX files are read. ({_short(error)})"
        ) from error

    def run(texts, targets):
        with torch.inference_mode():
            return model(**_encoded(tokenizer, texts, targets, "pt")).logits.double().numpy()

    return run
