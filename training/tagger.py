"""Train the attribution tagger: which words are a cue, and which source and content belong to each cue.

    python -m training.tagger --data ../shared/data --out runs/tagger

One pass of the encoder over a window of paragraphs gives, for every word piece, a cue tag (outside, begin,
inside) and the vectors of a bilinear scorer: piece *i* belongs to the source (or content) of the cue at *j* with
probability sigmoid(key_i . query_j + distance bias). The scorer links and segments at once, so that
nested attributions need nothing special. Bilinear scoring of token pairs follows Dozat & Manning (2017).
Data: PolNeAR 1.0 (Newell et al., LREC 2018), train split; a part of it is kept for choosing.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from models.features import CLS, PAD, SEP, Pieces, encode, load_tokenizer, windows
from training.encoder import Encoder, autocast, base_path, seed_everything
from training.lines import rows
from training.loop import Loop

log = logging.getLogger("training.tagger")
ROLES = ("source", "content")
MAX_DISTANCE = 64


@dataclass
class Config:
    """Everything that the recipe depends on."""

    seed: int = 7
    epochs: int = 8
    batch: int = 12
    window: int = 254
    rate: float = 2e-4
    head_rate: float = 1e-3
    link: int = 160
    warmup: float = 0.06
    chosen_share: float = 0.06


class Tagger(nn.Module):
    """Cue tags and linking vectors for every piece.

    Returns cue logits [b, t, 3], keys [b, t, 2, link], queries [b, t, 2, link] and token logits [b, t, 2].
    """

    def __init__(self, link: int, layers: int | None = None):
        super().__init__()
        self.encoder = Encoder(layers=layers)
        w = self.encoder.width
        self.drop = nn.Dropout(0.1)
        self.cue = nn.Linear(w, 3)
        self.any = nn.Linear(w, 2)
        self.key = nn.Sequential(nn.Linear(w, 2 * link), nn.GELU(), nn.Linear(2 * link, 2 * link))
        self.query = nn.Sequential(nn.Linear(w, 2 * link), nn.GELU(), nn.Linear(2 * link, 2 * link))
        self.distance = nn.Parameter(torch.zeros(2, 2 * MAX_DISTANCE + 1))
        self.link = link

    def forward(self, embeddings, features, mask):
        """See the class."""
        h = self.drop(self.encoder(embeddings, features, mask))
        b, t, _ = h.shape
        return (
            self.cue(h),
            self.key(h).view(b, t, 2, self.link),
            self.query(h).view(b, t, 2, self.link),
            self.any(h),
        )

    def linked(self, keys, queries, cues):
        """Role scores [l, 2, t] of every piece for cues at pieces [from, to), ``cues`` [l, 2], each in keys of its own.

        ``keys`` and ``queries``: [l, t, 2, link].
        """
        position = torch.arange(keys.shape[1], device=keys.device)
        start, end = cues[:, :1], cues[:, 1:]
        inside = ((position >= start) & (position < end)).to(queries.dtype)
        q = torch.einsum("lt,ltrd->lrd", inside / inside.sum(1, keepdim=True), queries)
        s = torch.einsum("ltrd,lrd->lrt", keys, q) / self.link**0.5
        after = torch.where(position >= end, position - end + 1, 0)
        distance = torch.where(position < start, position - start, after).clamp(-MAX_DISTANCE, MAX_DISTANCE)
        return s + self.distance[:, distance + MAX_DISTANCE].transpose(0, 1)


@dataclass
class Example:
    """One article: its pieces and, per attribution, piece masks of cue, source and content."""

    pieces: Pieces
    links: list[tuple[np.ndarray, np.ndarray, np.ndarray]]


def covered(pieces: Pieces, spans) -> np.ndarray:
    """Indices of the pieces that lie in any of the character spans."""
    hit = np.zeros(len(pieces.ids), dtype=bool)
    for a, b in spans:
        hit |= (pieces.offsets[:, 0] < b) & (pieces.offsets[:, 1] > a)
    return np.flatnonzero(hit)


def read(path: Path, limit: int | None = None) -> list[Example]:
    """Articles with attributions that have a cue."""
    tokenizer = load_tokenizer(str(base_path()))
    out = []
    for row in rows(path):
        pieces = encode(row["text"], tokenizer)
        links = [
            (covered(pieces, a["cue"]), covered(pieces, a["source"] or []), covered(pieces, a["content"]))
            for a in row["attributions"]
            if a["cue"] and a["content"]
        ]
        out.append(Example(pieces, [x for x in links if len(x[0])]))
        if limit and len(out) >= limit:
            break
    return out


def cut(example: Example, size: int, first: int | None = None) -> list[Example]:
    """The windows of an article, with links shifted into them."""
    out = []
    for a, b in windows(example.pieces, size, first):
        p = Pieces(example.pieces.ids[a:b], example.pieces.offsets[a:b], example.pieces.features[a:b])
        links = []
        for triple in example.links:
            if a <= triple[0][0] < b:
                links.append(tuple(x[(x >= a) & (x < b)] - a for x in triple))
        out.append(Example(p, links))
    return out


def collate(batch: list[Example]):
    """Ids, features and mask of a batch, [CLS] and [SEP] added."""
    t = max(len(x.pieces.ids) for x in batch) + 2
    ids = np.full((len(batch), t), PAD, dtype=np.int64)
    features = np.zeros((len(batch), t, 3), dtype=np.int64)
    mask = np.zeros((len(batch), t), dtype=np.int64)
    for i, x in enumerate(batch):
        n = len(x.pieces.ids)
        ids[i, 0], ids[i, 1 : n + 1], ids[i, n + 1] = CLS, x.pieces.ids, SEP
        features[i, 1 : n + 1] = x.pieces.features
        mask[i, : n + 2] = 1
    return torch.from_numpy(ids), torch.from_numpy(features), torch.from_numpy(mask)


def loss_of(model: Tagger, batch: list[Example]) -> torch.Tensor:
    """Mean of cue, token and link losses over a batch."""
    device = model.distance.device
    ids, features, mask = (x.to(device) for x in collate(batch))
    with autocast(device.type):
        out = model(model.encoder.words(ids), features, mask)
    tags, held, of, first, roles = (torch.from_numpy(x).to(device) for x in answers(batch, ids.shape[1]))
    words = (tags != -100).to(torch.float32)
    tags = nn.functional.one_hot(tags.clamp(min=0), 3).to(torch.float32)
    return loss_between(model, [x.float() for x in out], mask, words, tags, held, of, first, roles)[0]


def loss_between(
    model: Tagger,
    out: Sequence[torch.Tensor],
    mask: torch.Tensor,
    words: torch.Tensor,
    tags: torch.Tensor,
    held: torch.Tensor,
    of: torch.Tensor,
    first: torch.Tensor,
    roles: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss of what the model gave for a batch, and its role scores [l, 2, t] of the links.

    ``words`` [b, t] is 1 for pieces of words; ``tags`` [b, t, 3], ``held`` and ``roles`` (see ``answers``) may be
    probabilities.
    """
    cue, keys, queries, anys = out
    token = nn.functional.binary_cross_entropy_with_logits(anys, held, reduction="none")
    token = (token * mask[..., None]).sum() / mask.sum()
    ce = -((tags * cue.log_softmax(-1)).sum(-1) * words).sum() / words.sum()
    scores = model.linked(keys[of], queries[of], first)
    if not len(of):
        return 2 * ce + 0.5 * token, scores
    raw = nn.functional.binary_cross_entropy_with_logits(scores, roles, reduction="none")
    link = (raw * (1 + roles) * words[of, None]).sum() / 64 / len(of)
    return 2 * ce + 0.5 * token + 0.5 * link, scores


def answers(batch: list[Example], t: int) -> tuple[np.ndarray, ...]:
    """What a batch should be answered with, [CLS] counted: for every piece its cue tag [b, t] (-100 where there is no
    word) and whether it belongs to any source or content [b, t, 2]; for every link its window [l], its cue's first run
    of pieces from and to [l, 2], and which pieces are its source and content [l, 2, t].
    """
    tags = np.full((len(batch), t), -100)
    held = np.zeros((len(batch), t, 2), dtype=np.float32)
    links = [(i, *triple) for i, x in enumerate(batch) for triple in x.links]
    first = np.zeros((len(links), 2), dtype=np.int64)
    roles = np.zeros((len(links), 2, t), dtype=np.float32)
    for i, x in enumerate(batch):
        tags[i, 1 : len(x.pieces.ids) + 1] = 0
    for n, (i, c, s, o) in enumerate(links):
        tags[i, c + 1] = 2
        tags[i, c[np.diff(c, prepend=-9) > 1] + 1] = 1
        held[i, s + 1, 0] = held[i, o + 1, 1] = 1
        roles[n, 0, s + 1] = roles[n, 1, o + 1] = 1
        first[n] = c[0] + 1, c[np.argmax(np.append(np.diff(c) > 1, True))] + 2
    return tags, held, np.array([i for i, *_ in links], dtype=np.int64), first, roles


def runs(tags: np.ndarray) -> np.ndarray:
    """Cues [l, 2], from and to, that tags [n] (outside, begin, inside) make; an inside tag at a start begins one, too."""
    out, start = [], None
    for i, tag in enumerate([*tags.tolist(), 0]):
        if start is not None and tag != 2:
            out.append((start, i))
            start = None
        if tag and start is None:
            start = i
    return np.array(out, dtype=np.int64).reshape(-1, 2)


def decode(model: Tagger, x: Example) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Predicted (cue, source, content) piece sets of one window."""
    device = model.distance.device
    ids, features, mask = (a.to(device) for a in collate([x]))
    with torch.no_grad(), autocast(device.type):
        cue, keys, queries, _ = model(model.encoder.words(ids), features, mask)
    n = len(x.pieces.ids)
    tags = cue[0, 1 : n + 1].float().argmax(-1).cpu().numpy()
    keys, queries = keys[0, 1 : n + 1].float(), queries[0, 1 : n + 1].float()
    out = []
    for i, j in runs(tags):
        with torch.no_grad():
            cues = torch.tensor([[i, j]], device=keys.device)
            p = torch.sigmoid(model.linked(keys[None], queries[None], cues))[0].cpu().numpy()
        out.append((np.arange(i, j), np.flatnonzero(p[0] > 0.5), np.flatnonzero(p[1] > 0.5)))
    return out


def evaluate(model: Tagger, articles: list[Example], size: int) -> dict[str, float]:
    """Token F1 of cue, source and content, and F1 of whole attributions (content overlap >= 0.5, right source)."""
    model.eval()
    hit, pred, gold = np.zeros(3), np.zeros(3), np.zeros(3)
    whole = matched = n_pred = n_gold = 0
    for article in articles:
        for x in cut(article, size):
            found = decode(model, x)
            for r in range(3):
                g = set().union(*[set(t[r].tolist()) for t in x.links]) if x.links else set()
                p = set().union(*[set(t[r].tolist()) for t in found]) if found else set()
                hit[r] += len(g & p)
                pred[r] += len(p)
                gold[r] += len(g)
            n_pred += len(found)
            n_gold += len(x.links)
            used = set()
            for c, s, o in found:
                best = max(
                    ((_overlap(o, g[2]), k) for k, g in enumerate(x.links) if k not in used),
                    default=(0.0, -1),
                )
                if best[0] >= 0.5:
                    used.add(best[1])
                    matched += 1
                    g = x.links[best[1]][1]
                    whole += (not len(g) and not len(s)) or _overlap(s, g) >= 0.5
    f = 2 * hit / np.maximum(pred + gold, 1)
    return {
        "cue": f[0],
        "source": f[1],
        "content": f[2],
        "matched": 2 * matched / max(1, n_pred + n_gold),
        "whole": 2 * whole / max(1, n_pred + n_gold),
    }


def _overlap(a: np.ndarray, b: np.ndarray) -> float:
    both = len(np.intersect1d(a, b))
    return 2 * both / (len(a) + len(b)) if len(a) + len(b) else 0.0


def train(articles: list[Example], chosen: list[Example], config: Config, out: Path) -> Tagger:
    """Train, keeping the checkpoint of every epoch; continues from the last one found in ``out``."""
    seed_everything(config.seed)
    model = Tagger(config.link)
    tokens = sum(len(a.pieces.ids) for a in articles)
    steps = int(config.epochs * (tokens / (0.86 * config.window)) / config.batch) + 1
    loop = Loop(model, out, rate=config.rate, head_rate=config.head_rate, steps=steps, warmup=config.warmup, floor=0.02)
    for epoch in range(loop.first_epoch, config.epochs):
        rng = random.Random(config.seed + epoch)
        parts = [w for a in articles for w in cut(a, config.window, rng.randint(40, config.window))]
        # Windows of like length share a batch (less padding); batches come in random order.
        parts.sort(key=lambda w: len(w.pieces.ids) + rng.random() * 20)
        batches = [parts[i : i + config.batch] for i in range(0, len(parts), config.batch)]
        rng.shuffle(batches)
        loop.epoch(epoch, batches, lambda batch: loss_of(model, batch), link=config.link)
        log.info("epoch %d chosen %s", epoch, rounded(evaluate(model, chosen, config.window)))
    return model


def rounded(scores: dict[str, float]) -> dict[str, float]:
    """Scores with four digits."""
    return {k: round(float(v), 4) for k, v in scores.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("runs/tagger"))
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    parser.add_argument("--batch", type=int, default=Config.batch, help="windows a step")
    parser.add_argument("--seed", type=int, default=Config.seed)
    parser.add_argument("--limit", type=int, help="read only so many articles")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    source = args.data / "attribution/polnear/train.jsonl"
    if not source.exists():
        parser.error(f"{source} is missing: get PolNeAR 1.0 and convert it, or name its folder with --data")
    articles = read(source, args.limit)
    random.Random(1).shuffle(articles)
    config = Config(seed=args.seed, epochs=args.epochs, batch=args.batch)
    n = max(1, int(config.chosen_share * len(articles)))
    log.info("%s; %d articles, %d of them for choosing", config, len(articles), n)
    model = train(articles[n:], articles[:n], config, args.out)
    dev = read(args.data / "attribution/polnear/dev.jsonl")
    log.info("dev %s", rounded(evaluate(model, dev, config.window)))


if __name__ == "__main__":
    main()
