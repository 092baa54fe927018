"""The evaluation sets: where they lie, how their rows become pairs, what is scored, what others reached.

None of them is trained on. Licences and sources stand in the model card and with the data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.propositions import asked
from benchmarks import scores
from models.heldout import held_out
from models.pairs import SENTIMENTS, STANCES, Pair, statement_text

AUTHORED = Path(__file__).resolve().parent.parent / "training" / "authored" / "reports"
NEUTRAL = 2
DEBATES = tuple(f"stance/{n}/train.jsonl" for n in ("ibm_argq30k", "ibm_kpa", "perspectrum", "explagraphs"))
NEWS = ("sentiment/newsmtsc/train.jsonl",)
MEASURES: dict[str, scores.Score] = {
    "macro-F1": scores.macro_f1,
    "favor/against F1": scores.sided_f1,
    "accuracy": scores.accuracy,
}


@dataclass(frozen=True)
class Peer:
    """A published figure for the same measure, on this set or one that its note names."""

    name: str
    figure: float
    source: str


@dataclass(frozen=True)
class Labelled:
    """Pairs with their gold labels, int [n], in the order of STANCES or SENTIMENTS."""

    pairs: list[Pair]
    gold: np.ndarray

    def every(self, step: int) -> Labelled:
        """Every so manieth row."""
        return Labelled(self.pairs[::step], self.gold[::step])


@dataclass(frozen=True)
class TestSet:
    """One evaluation set. ``classes`` 2: favor and against (positive and negative) alone compete.

    ``train``: files that the TF-IDF baseline learns from; the set's own train split where there is one and its
    licence allows training, else the debates that the shipped model learns from too.
    """

    __test__ = False  # not a test, whatever pytest thinks of the name

    name: str
    path: str
    measure: str
    read: Callable[[Path], Labelled]
    head: str = "stance"
    classes: int = 2
    train: tuple[str, ...] = DEBATES
    reach: float | None = None
    beyond: float | None = None
    peers: tuple[Peer, ...] = ()
    note: str = ""


def objects(path: Path) -> list[dict]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def stances(rows: Sequence[dict]) -> Labelled:
    """Rows with text, target and stance."""
    known = [r for r in rows if r["stance"] in STANCES]
    return Labelled([Pair(r["text"], asked(r["target"])) for r in known], _indices(known, "stance", STANCES))


def news(path: Path) -> Labelled:
    """NewsMTSC: the target is a part of the sentence."""
    rows = objects(path)
    pairs = [Pair(r["text"], r["text"][slice(*r["target"])], tuple(r["target"])) for r in rows]
    return Labelled(pairs, _indices(rows, "sentiment", SENTIMENTS))


def basil(path: Path, ask: Callable[[str], str] = asked) -> Labelled:
    """BASIL: the speaker and the span, its sentence as context where that says more; target is the entity.

    Positive is 0 and negative is 1, as are favor and against.
    """
    rows = [r for r in objects(path) if r["polarity"] in ("pos", "neg")]
    pairs = [
        Pair(
            statement_text(r["speaker"], "", r["span"]),
            ask(r["target"]),
            context=r["sentence"] if len(r["span"]) < len(r["sentence"]) else "",
        )
        for r in rows
    ]
    return Labelled(pairs, np.array([int(r["polarity"] == "neg") for r in rows], dtype=int))


def reported(folder: Path, kept_aside: bool = True) -> tuple[Labelled, np.ndarray]:
    """The project's own reported statements, kept aside or trained on, and which bear on their proposition [n].

    Each judgment is a row; words that don't bear on a proposition are neutral toward it.
    """
    rows = [r for p in sorted(folder.glob("*.jsonl")) for r in objects(p) if held_out(r) == kept_aside]
    pairs, labels = [], []
    for r in rows:
        text = statement_text(r["speaker"], r["cue"], r["text"])
        for target, label in r["judgments"]:
            pairs.append(Pair(text, target, context=r["context"]))
            labels.append(label)
    gold = [STANCES.index("neutral" if x == "irrelevant" else x) for x in labels]
    return Labelled(pairs, np.array(gold, dtype=int)), np.array([x != "irrelevant" for x in labels], dtype=bool)


def _indices(rows: Sequence[dict], field: str, labels: tuple[str, ...]) -> np.ndarray:
    return np.array([labels.index(r[field]) for r in rows], dtype=int)


def _plain(path: Path) -> Labelled:
    return stances(objects(path))


def _gwsd_held_out(path: Path) -> Labelled:
    return stances([r for r in objects(path) if r["held_out"]])


_MTSC = "Hamborg & Donnay, EACL 2021, abstract"
_GWSD_NOTE = "Spans quoted in climate news; one proposition. Not trained on."
_GWSD_PEERS = (Peer("TF-IDF trained on GWSD", 0.614, "as noted with the data; on the held-out part"),)

TEST_SETS = (
    TestSet(
        "NewsMTSC rw-test",
        "sentiment/newsmtsc/rw-test.jsonl",
        "macro-F1",
        news,
        "sentiment",
        3,
        NEWS,
        0.79,
        0.83,
        (Peer("GRU-TSC, 125M parameters", 0.831, _MTSC), Peer("best before it", 0.817, _MTSC)),
        "Sentiment toward a target in a news sentence.",
    ),
    TestSet(
        "NewsMTSC mt-test",
        "sentiment/newsmtsc/mt-test.jsonl",
        "macro-F1",
        news,
        "sentiment",
        3,
        NEWS,
        0.75,
        0.82,
        (Peer("GRU-TSC, 125M parameters", 0.825, _MTSC), Peer("best before it", 0.812, _MTSC)),
        "The same in sentences with several targets.",
    ),
    TestSet(
        "VAST test, zero-shot topics",
        "stance/vast/test.jsonl",
        "macro-F1",
        _plain,
        classes=3,
        reach=0.60,
        beyond=0.72,
        peers=(
            Peer("TGA-Net, trained on VAST", 0.666, "Allaway & McKeown, EMNLP 2020"),
            Peer("Joint-CL, trained on VAST", 0.723, "Liang et al., ACL 2022"),
            Peer("TATA, trained on VAST", 0.771, "Hanley & Durumeric, EMNLP 2023"),
        ),
        note="Not trained on VAST, whose licence is unclear; the peers are.",
    ),
    TestSet(
        "GWSD, all",
        "stance/gwsd/all.jsonl",
        "macro-F1",
        _plain,
        classes=3,
        reach=0.62,
        beyond=0.70,
        peers=_GWSD_PEERS,
        note=_GWSD_NOTE,
    ),
    TestSet(
        "GWSD, held-out part",
        "stance/gwsd/all.jsonl",
        "macro-F1",
        _gwsd_held_out,
        classes=3,
        reach=0.62,
        beyond=0.70,
        peers=_GWSD_PEERS,
        note=_GWSD_NOTE,
    ),
    TestSet(
        "IBM-ArgQ-30k test",
        "stance/ibm_argq30k/test.jsonl",
        "accuracy",
        _plain,
        train=("stance/ibm_argq30k/train.jsonl",),
        reach=0.90,
        beyond=0.94,
        note="Motions not in the train split. No published figure for this split is known to us.",
    ),
    TestSet(
        "Perspectrum test",
        "stance/perspectrum/test.jsonl",
        "macro-F1",
        _plain,
        train=("stance/perspectrum/train.jsonl",),
        reach=0.72,
        beyond=0.80,
        peers=(
            Peer("STANCY (BERT)", 0.778, "Popat et al., EMNLP 2019, as quoted in arXiv 2109.06508"),
            Peer("people", 0.909, "Chen et al., NAACL 2019, as quoted in arXiv 2109.06508"),
        ),
    ),
    TestSet(
        "ArgKP-2021 test",
        "stance/ibm_kpa/test.jsonl",
        "macro-F1",
        _plain,
        train=("stance/ibm_kpa/train.jsonl",),
        note="Arguments and key points. No published stance figure is known to us.",
    ),
    TestSet(
        "ExplaGraphs dev",
        "stance/explagraphs/dev.jsonl",
        "accuracy",
        _plain,
        train=("stance/explagraphs/train.jsonl",),
        note="Its test labels are not public. The shipped calibration was fitted with this set among others.",
    ),
    TestSet(
        "SemEval-2016 6A test",
        "stance/semeval2016/test.jsonl",
        "favor/against F1",
        _plain,
        classes=3,
        peers=(
            Peer("SVM on n-grams, trained in domain", 0.690, "Mohammad et al., SemEval 2016"),
            Peer("TimeLMs, trained in domain", 0.729, "Loureiro et al., ACL 2022"),
        ),
        note="Tweets. Not trained on. Targets are bare topics.",
    ),
    TestSet(
        "P-Stance test",
        "stance/pstance/test.jsonl",
        "favor/against F1",
        _plain,
        peers=(
            Peer("BERT, trained in domain", 0.765, "Li et al., ACL Findings 2021"),
            Peer("BERTweet, trained in domain", 0.805, "Li et al., ACL Findings 2021"),
        ),
        note="Tweets about three politicians, all together. Not trained on.",
    ),
    TestSet(
        "BASIL quotes, stance head",
        "stance/basil_quotes/all.jsonl",
        "favor/against F1",
        basil,
        note="What a quoted speaker says of a target in news; 78 % negative. Training-free, and the target is an "
        "entity, asked for as in use: whether it deserves support. No published figure for this use is known to us.",
    ),
    TestSet(
        "BASIL quotes, sentiment head",
        "stance/basil_quotes/all.jsonl",
        "favor/against F1",
        lambda path: basil(path, str),
        "sentiment",
        train=NEWS,
        note="The same rows: positive and negative in place of favor and against.",
    ),
)
