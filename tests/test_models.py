"""The neural runtime: shapes, determinism, long texts, and checkpoints that users name."""

import importlib.util
import json
import os
import shutil
import signal

import numpy as np
import pytest

import models
from models.checkpoint import CheckpointError, label_columns
from models.classifier import Calibration, load_calibration, softmax
from models.features import WEIGHTS, encode, quote_state, windows
from models.pairs import ROW_TARGETS, Pair, pad, rows_of, statement_text
from models.runtime import ModelFileError, Session, batches_by_length, in_parallel, weight_file

HAS_TORCH = importlib.util.find_spec("torch") is not None


def test_weights_are_small_and_carded():
    files = [p for p in WEIGHTS.iterdir() if p.suffix in (".onnx", ".npz")]
    assert sum(p.stat().st_size for p in files) < 70 * 2**20
    cards = " ".join(p.read_text(encoding="utf-8") for p in WEIGHTS.parent.glob("cards/*.md"))
    for p in files:
        assert p.name in cards, f"{p.name} has no card"


def test_embeddings_are_unit_vectors_and_mean_something():
    e = models.embedder()
    v = e.encode(["The bridge was closed.", "They shut the bridge.", "Interest rates rose again."])
    assert v.shape == (3, 384)
    assert v.dtype == np.float32
    assert np.allclose(np.linalg.norm(v, axis=1), 1, atol=1e-3)
    assert v[0] @ v[1] > v[0] @ v[2] + 0.2
    assert e.encode([]).shape == (0, 384)
    assert np.array_equal(e.encode(["They shut the bridge."])[0], v[1])


def test_tagger_covers_long_texts_once():
    text = "\n".join(f"Mayor Kessler said that bridge number {i} is safe for now." for i in range(120))
    links = models.tagger().tag(text)
    cues = [text[a:b] for a, b in (x.cue for x in links)]
    assert abs(cues.count("said") - 120) <= 3
    assert len({x.cue for x in links}) == len(links)


def test_tagger_on_nothing():
    assert models.tagger().tag("") == []


def test_judgements_are_probabilities():
    j = models.stance_model().classify([Pair("a: “This is a disaster.”", "The wall should be built.")] * 3)
    for p in (j.stance, j.sentiment):
        assert p.shape == (3, 3)
        assert np.allclose(p.sum(1), 1, atol=1e-5)
    assert j.relevance.shape == (3,)
    assert models.stance_model().classify([]).stance.shape == (0, 3)


def test_stance_turns_with_the_proposition():
    words = statement_text("Kessler", "said", "“We must stop the new runway, it would ruin the valley.”")
    pro, con = (
        models.stance_model().classify([Pair(words, t)]).stance[0]
        for t in ("The new runway should be built.", "The new runway should be stopped.")
    )
    assert pro[1] > pro[0]
    assert con[0] > con[1]


def test_rows_cut_the_text_and_never_the_proposition():
    from models.features import load_tokenizer

    long, other = "word " * 500, "Another proposition altogether"
    row, second = rows_of([Pair(long, "short one"), Pair("a b", other), Pair(long, other)], load_tokenizer(), 64)
    assert row.members == (0, 2) and second.members == (1,)
    assert (row.groups == 0).sum() == 64
    assert (row.groups == 1).sum() == 4 and (row.groups == 2).sum() == 2 + len(other.split())
    assert row.positions[row.groups == 2].tolist() == list(range(5))
    padded = pad([row, second])
    assert padded["slots"].tolist() == [1, 2]
    assert (padded["groups"][1] == -1).sum() == len(row) - len(second)
    many = rows_of([Pair("a b", f"Proposition {i}") for i in range(ROW_TARGETS + 1)], load_tokenizer(), 64)
    assert [len(r.members) for r in many] == [ROW_TARGETS, 1]


def test_an_answer_does_not_depend_on_what_else_is_asked():
    said = statement_text("Kessler", "said", "“We must stop the new runway, it would ruin the valley.”")
    asked = [Pair(said, f"{x} should be built.") for x in ("The new runway", "A longer and much dearer road", "It")]
    asked += [Pair("Short words.", "The new runway should be built.")]
    together = models.stance_model().logits(asked)["stance"]
    alone = np.concatenate([models.stance_model().logits([p])["stance"] for p in asked])
    assert np.abs(together - alone).max() < 0.5  # int8 activations are scaled by batch
    assert (together.argmax(1) == alone.argmax(1)).all()


def test_features_know_case_quotes_and_paragraphs():
    pieces = encode("NATO said “no”.\nAnn left.")
    assert pieces.features[0].tolist() == [2, 0, 1]
    inside = quote_state("a “b” c")
    assert inside.tolist() == [False, False, True, True, True, False, False]
    assert sum(pieces.features[:, 2]) == 2
    assert windows(pieces, 4)[0][1] <= 4


def test_parts_of_a_text_make_up_its_vector():
    text = "The ferry to Aran sank at noon, the harbour master said, and nobody was hurt."
    spans = [(0, len(text)), (0, 30), (len(text), len(text))]
    other, whole = models.embedder().parts(["Short.", text], [[], spans])
    assert other.sums.shape == (0, 384) and whole.sums.shape == (3, 384)
    mean = whole.sums[0] + whole.ends
    assert np.abs(mean / np.linalg.norm(mean) - whole.vector).max() < 1e-5
    assert not whole.sums[2].any()
    part = whole.sums[1] + whole.ends
    near, far = models.embedder().encode(["The ferry to Aran sank at noon", "Nobody was hurt."])
    assert part @ near > part @ far


def test_batches_hold_every_row_once():
    lengths = [5, 90, 3, 40, 41, 2]
    found = batches_by_length(lengths, 100)
    assert sorted(i for b in found for i in b) == list(range(6))
    assert all(max(lengths[i] for i in b) * len(b) <= 100 or len(b) == 1 for b in found)
    # Rows of one length run together, and a short one isn't padded to a long one's length.
    assert sorted(map(len, batches_by_length([9] * 5 + [90], 1000))) == [1, 5]
    assert batches_by_length([], 100) == []


def test_batches_at_once_give_what_one_after_another_gives(monkeypatch):
    pairs = [
        Pair(f"The mayor said: the {w} must close.", "The port should stay open.") for w in ("port", "old harbour")
    ]
    texts = [f"{n} ships left the port on Monday, the mayor said." for n in range(60)]
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("STANDPOINT_THREADS", threads)
        models.embedder().forget()
        links = models.tagger().tag("\n".join(texts))
        logits = models.stance_model().logits(pairs * 8)["stance"]
        found.append(
            (models.embedder().encode(texts), logits, [x.cue for x in links], [x.content.sum() for x in links])
        )
    assert all(np.array_equal(a, b) for a, b in zip(*found, strict=True))
    assert list(in_parallel(lambda n: n * n, range(50))) == [n * n for n in range(50)]
    # Work within work doesn't wait for the threads that it keeps busy itself.
    assert list(in_parallel(lambda n: sum(in_parallel(abs, range(n))), range(9))) == [sum(range(n)) for n in range(9)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_reads_with_threads_of_its_own(monkeypatch):
    monkeypatch.setenv("STANDPOINT_THREADS", "2")
    assert list(in_parallel(abs, [-1, -2])) == [1, 2]
    child = os.fork()
    if not child:
        signal.alarm(20)  # threads that aren't there would never answer
        os._exit(list(in_parallel(abs, [-1, -2])) != [1, 2])
    assert os.waitpid(child, 0)[1] == 0


def test_calibration_is_shipped_and_sane():
    c = load_calibration()
    assert c != Calibration()
    assert 0.34 < c.threshold < 0.95
    assert softmax(np.array([[1.0, 1.0]])).tolist() == [[0.5, 0.5]]


def test_missing_and_damaged_files_are_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"gone\.onnx"):
        weight_file("gone.onnx")
    (tmp_path / "x.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelFileError, match=r"x\.onnx"):
        Session(tmp_path / "x.onnx")


@pytest.mark.parametrize(
    ("labels", "columns", "two"),
    [
        (
            {0: "entailment", 1: "neutral", 2: "contradiction"},
            {"favor": 0, "neutral": 1, "against": 2},
            False,
        ),
        (
            {0: "CONTRADICTION", 1: "ENTAILMENT", 2: "NEUTRAL"},
            {"against": 0, "favor": 1, "neutral": 2},
            False,
        ),
        ({0: "AGAINST", 1: "FAVOR", 2: "NONE"}, {"against": 0, "favor": 1, "neutral": 2}, False),
        ({0: "not_entailment", 1: "entailment"}, {"neutral": 0, "favor": 1}, True),
        ({0: "con", 1: "pro"}, {"against": 0, "favor": 1}, False),
    ],
)
def test_labels_are_read(labels, columns, two):
    assert label_columns(labels) == (columns, two)


@pytest.mark.parametrize("labels", [{0: "LABEL_0", 1: "LABEL_1"}, {0: "joy", 1: "anger"}, {0: "neutral"}])
def test_unreadable_labels_are_refused(labels):
    with pytest.raises(CheckpointError, match="id2label"):
        label_columns(labels)


def checkpoint_folder(tmp_path, labels):
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(WEIGHTS / "tokenizer.json", folder)
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "model_max_length": 128})
    )
    config = {
        "model_type": "bert",
        "architectures": ["BertForSequenceClassification"],
        "vocab_size": 30522,
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "max_position_embeddings": 256,
        "id2label": {str(k): v for k, v in labels.items()},
        "label2id": {v: k for k, v in labels.items()},
    }
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def test_a_checkpoint_without_usable_weights_says_what_to_do(tmp_path):
    folder = checkpoint_folder(tmp_path, {0: "entailment", 1: "neutral", 2: "contradiction"})
    expected = "safetensors" if HAS_TORCH else r"requirements-torch\.txt"
    with pytest.raises(CheckpointError, match=expected):
        models.stance_model(str(folder))


@pytest.mark.skipif(not HAS_TORCH, reason="torch is an extra, for checkpoints of one's own")
@pytest.mark.parametrize(
    "labels", [{0: "entailment", 1: "neutral", 2: "contradiction"}, {0: "entailment", 1: "not_entailment"}]
)
def test_own_checkpoint_is_used(tmp_path, labels):
    from transformers import AutoConfig, AutoModelForSequenceClassification

    folder = checkpoint_folder(tmp_path, labels)
    AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(folder)).save_pretrained(folder)
    j = models.stance_model(str(folder)).classify([Pair("a", "b"), Pair("c", "d")])
    assert j.stance.shape == (2, 3)
    assert np.allclose(j.stance.sum(1), 1, atol=1e-5)


def test_remote_code_is_refused(tmp_path):
    folder = checkpoint_folder(tmp_path, {0: "favor", 1: "against"})
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "mystery", "auto_map": {"AutoConfig": "evil.Config"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "evil.py").write_text("raise SystemExit('ran')")
    with pytest.raises(CheckpointError):
        models.stance_model(str(folder))
