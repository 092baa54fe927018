"""Training on a handful of made examples: it runs, goes on from a checkpoint, and exports what the product can load."""

import itertools
import json
from types import SimpleNamespace

import numpy as np
import pytest

from models.pairs import Pair
from tests.browser import need

torch = pytest.importorskip("torch") if __import__("importlib.util").util.find_spec("torch") else None

CLAIMS = [
    ("We should ban short flights", "Short flights poison the air for no good reason.", "favor"),
    ("We should ban short flights", "Islands would be cut off from hospitals without short flights.", "against"),
    ("We should raise the pension age", "People live longer and can work longer.", "favor"),
    ("We should raise the pension age", "Roofers are worn out long before they are sixty.", "against"),
]


def write_lines(path, rows):
    """A JSON-lines file of the rows, in a folder made for it where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder in the format of the real one, written here."""
    need(torch is not None, "torch")
    folder = tmp_path_factory.mktemp("data")

    def write(path, rows):
        write_lines(folder / path, rows)

    debate = [{"text": t, "target": m, "stance": s} for m, t, s in CLAIMS] * 3
    for split in ("train", "dev"):
        write(f"stance/ibm_argq30k/{split}.jsonl", debate)
    news = [{"text": "Kessler saved the harbour.", "target": [0, 7], "sentiment": "positive"}] * 4
    for split in ("train", "rw-dev", "mt-dev"):
        write(f"sentiment/newsmtsc/{split}.jsonl", news)
    write(
        "nli/cad_nli/train.jsonl", [{"premise": "A dog runs.", "hypothesis": "An animal moves.", "label": "entailment"}]
    )
    text = "Mayor Ann Kessler said that the bridge was safe. “We will repair it,” she said."
    spans = [
        {"source": [[6, 17]], "cue": [[18, 22]], "content": [[23, 47]]},
        {"source": [[71, 74]], "cue": [[75, 79]], "content": [[49, 70]]},
    ]
    article = {"id": "a", "publisher": "p", "text": text, "attributions": spans}
    write("attribution/polnear/train.jsonl", [article] * 6)
    write("attribution/polnear/dev.jsonl", [article])
    return folder


def test_stance_trains_goes_on_and_exports(data, tmp_path):
    from models.runtime import Session
    from training.export import PAIR_INPUTS, PAIR_OUTPUTS, to_onnx
    from training.stance import Config, train

    config = Config(epochs=1, composed=6)
    model = train(data, config, tmp_path, sample=24)
    first = torch.load(tmp_path / "last.pt", weights_only=True)
    assert first["epoch"] == 0
    train(data, Config(epochs=2, composed=6), tmp_path, sample=24)
    second = torch.load(tmp_path / "last.pt", weights_only=True)
    assert second["epoch"] == 1
    changed = [k for k in first["raw"] if not torch.equal(first["raw"][k], second["raw"][k])]
    assert changed and not any("words" in k for k in changed)
    to_onnx(model, PAIR_INPUTS, PAIR_OUTPUTS, tmp_path / "stance.onnx")
    found = Session(tmp_path / "stance.onnx")(
        embeddings=np.zeros((2, 7, 384), np.float32),
        features=np.zeros((2, 7, 3), np.int64),
        groups=np.array([[0, 0, 1, 1, 2, 2, 3]] * 2),
        positions=np.array([[0, 1, 0, 1, 0, 1, 0]] * 2),
        slots=np.array([1, 2, 3]),
    )
    assert found["stance"].shape == (2, 3, 3) and found["relevance"].shape == (2, 3, 2)


def test_tagger_trains_and_finds_what_it_saw(data, tmp_path):
    from training.tagger import Config, read, train

    articles = read(data / "attribution/polnear/train.jsonl")
    assert len(articles) == 6 and len(articles[0].links) == 2
    model = train(articles, articles[:1], Config(epochs=2, batch=3), tmp_path)
    assert (tmp_path / "last.pt").exists()
    assert sum(p.numel() for p in model.parameters()) > 10_000_000


def test_a_tagger_learns_on_from_what_others_label_together(data, tmp_path):
    from models.features import WEIGHTS
    from training import distil
    from training.loop import lean
    from training.tagger import Config, Tagger, cut, loss_of, read, runs

    articles = read(data / "attribution/polnear/train.jsonl")
    windows = [w for x in articles for w in cut(x, Config.window)]
    torch.manual_seed(2)
    teachers = [Tagger(Config.link, layers=1).eval() for _ in range(2)]
    # As the corpus has it, without dropout, both readings cost what one costs to train on.
    plain = float(loss_of(teachers[0], windows).detach())
    assert abs(float(distil.loss_of(teachers[0], [distil.annotated(w) for w in windows], 0.5).detach()) - plain) < 0.02
    assert runs(np.array([0, 1, 2, 1, 0, 2, 2])).tolist() == [[1, 3], [3, 4], [5, 7]]
    assert runs(np.zeros(0, dtype=int)).shape == (0, 2)

    texts = ["The mayor said it was over.", "Critics warned of floods.", "word " * 300, "It rained."]
    pieces = distil.joined(texts, 16)
    assert [len(p.ids) <= 16 for p in pieces] == [True] * len(pieces) and len(pieces) == 2
    with torch.no_grad():  # a tag that every piece gets, and one that comes first
        for t in teachers:
            t.cue.weight.zero_()
            t.cue.bias.copy_(torch.tensor([0.0, 1.0, 0.0]))
    more = [distil.taught(teachers, p) for p in pieces]
    for w in more:
        n = len(w.pieces.ids)
        assert len(w.cues) == n and w.roles.shape == (n, 2, n) and np.allclose(w.tags.sum(1), 1, atol=1e-2)
        assert (w.roles > 0).all() and (w.roles < 1).all() and w.held.shape == (n, 2)
    distil.store(more, tmp_path / "labels.npz")
    for w, again in zip(more, distil.stored(tmp_path / "labels.npz"), strict=True):
        for name in ("tags", "held", "cues", "roles"):
            assert np.allclose(getattr(w, name), getattr(again, name), atol=1e-3), name
        for name in ("ids", "offsets", "features"):
            assert np.array_equal(getattr(w.pieces, name), getattr(again.pieces, name)), name
    model = Tagger(Config.link, layers=6)
    lean(model, tmp_path / "start.pt", link=Config.link)
    started = distil.load(tmp_path / "start.pt", WEIGHTS / "words.npz", "cpu")
    before = {k: v.clone() for k, v in started.state_dict().items()}
    distil.train(started, articles[:1], more, distil.Settings(seconds=3, batch=2, masked=0.1))
    changed = [k for k, v in started.state_dict().items() if not torch.equal(v, before[k])]
    assert changed and not any("words" in k for k in changed)


def test_an_int8_graph_comes_back_as_a_checkpoint(data):
    import models
    from models.runtime import weight_file
    from training.export import PAIR_INPUTS, PAIR_OUTPUTS
    from training.restore import restore
    from training.stance import Config, Example, PairClassifier, predict

    model = PairClassifier()
    left = restore(model, PAIR_INPUTS, PAIR_OUTPUTS, weight_file("stance.onnx"))
    assert left == ["encoder.words.weight"]
    pairs = [
        Pair("Kessler said: “We must stop the runway.”", t)
        for t in ("The runway should be built.", "The runway is a mistake.")
    ]
    own = predict(model, [Example(p) for p in pairs], Config())[0]
    shipped = models.stance_model().logits(pairs)["stance"]
    assert np.abs(own - shipped).max() < 0.6  # bf16 or float32 against int8


def test_reports_are_well_formed_and_balanced():
    from training.stance import report_held_out, report_rows

    need(torch is not None, "torch")
    rows = report_rows()
    labels = [label for r in rows for _, label in r["judgments"]]
    assert len(rows) > 4000
    assert set(labels) == {"favor", "against", "neutral", "irrelevant"}
    assert abs(labels.count("favor") - labels.count("against")) < 0.06 * len(labels)
    assert 0.04 < sum(map(report_held_out, rows)) / len(rows) < 0.12
    gold_topics = {"inf treaty", "kerch"}
    assert not any(t in (r["context"] + r["text"]).lower() for r in rows for t in gold_topics)


def test_judgments_of_news_name_statements_and_hold_no_word_of_them(tmp_path):
    from training.lines import rows_in
    from training.news import JUDGED, judged_rows

    text = "Before it, a long lead.\n\n“We must build the wall,” Ann Kessler, who runs the council, said on Monday."
    words, who, cue = "“We must build the wall,”", "Ann Kessler, who runs the council,", "said"

    def at(part):
        return [[text.index(part), text.index(part) + len(part)]]

    article = {"id": "a1", "text": text, "attributions": [{"source": at(who), "cue": at(cue), "content": at(words)}]}
    write_lines(tmp_path / "attribution/polnear/train.jsonl", [article])
    judged = [
        {"article": "a1", "propositions": ["Build it.", "Scrap it.", "It rains."], "judged": {"0": "fa-"}},
        {"article": "not there", "propositions": ["Build it."], "judged": {"0": "n"}},
    ]
    write_lines(tmp_path / "own.jsonl", judged)
    assert judged_rows(tmp_path, tmp_path) == [
        {
            "story": "a1",
            "context": "Before it, a long lead.",
            "speaker": "Ann Kessler",
            "cue": "said",
            "text": words,
            "judgments": [["Build it.", "favor"], ["Scrap it.", "against"], ["It rains.", "irrelevant"]],
        }
    ]
    assert judged_rows(tmp_path / "nowhere", tmp_path) == []
    rows = rows_in(JUDGED)
    assert len(rows) > 400 and len({(r["article"], *r["propositions"]) for r in rows}) == len(rows)
    for r in rows:
        assert set(r) == {"article", "propositions", "judged"}
        assert all(len(v) == len(r["propositions"]) and set(v) <= set("fan-") for v in r["judged"].values())


def test_judgments_of_sentences_name_them_and_hold_no_word_of_them(tmp_path):
    from training.lines import rows_in
    from training.news import SENTENCES, sentence_rows

    text = "On Monday he denied that the wall was needed."
    row = {"id": "s1", "text": text, "target": [10, 12], "sentiment": "neutral"}
    write_lines(tmp_path / "sentiment/newsmtsc/train.jsonl", [row])
    spans = {"source": [[10, 12]], "cue": [[13, 19]], "content": [[20, 44]]}
    judged = [
        {"sentence": "s1", **spans, "propositions": ["Build it.", "It rains."], "labels": "a-"},
        {"sentence": "not there", **spans, "propositions": ["Build it."], "labels": "n"},
    ]
    write_lines(tmp_path / "own.jsonl", judged)
    assert sentence_rows(tmp_path, tmp_path) == [
        {
            "context": "On Monday he denied",
            "speaker": "he",
            "cue": "denied",
            "text": "that the wall was needed",
            "judgments": [["Build it.", "against"], ["It rains.", "irrelevant"]],
        }
    ]
    assert sentence_rows(tmp_path / "nowhere", tmp_path) == []
    rows = rows_in(SENTENCES)
    assert len(rows) > 1000 and len({json.dumps(r) for r in rows}) == len(rows)
    for r in rows:
        assert set(r) == {"sentence", "source", "cue", "content", "propositions", "labels"}
        assert len(r["labels"]) == len(r["propositions"]) and set(r["labels"]) <= set("fan-")


def test_checkpoints_are_averaged_by_their_shares():
    need(torch is not None, "torch")
    from training.mix import mixed

    a, b = ({"w": torch.tensor([x, 2 * x]), "n": torch.tensor(int(x))} for x in (1.0, 4.0))
    out = mixed([a, b], [1, 2])
    assert out["w"].tolist() == [3.0, 6.0] and out["n"].item() == 4
    for states, shares in (([a], [0.0]), ([a, {"w": torch.zeros(3), "n": a["n"]}], [1, 1]), ([a, b], [1])):
        with pytest.raises(ValueError):
            mixed(states, shares)


def test_quantisation_is_compared_on_the_same_rows(data, tmp_path, monkeypatch):
    from benchmarks import quantisation
    from models.pairs import Pair
    from training.export import PAIR_INPUTS, PAIR_OUTPUTS, plain_graph
    from training.stance import PairClassifier

    need(torch is not None, "torch")
    torch.manual_seed(1)
    plain_graph(PairClassifier(), PAIR_INPUTS, PAIR_OUTPUTS, tmp_path / "plain.onnx")
    monkeypatch.setattr(quantisation, "REPEATS", 1)
    rows, _ = quantisation.reported(quantisation.AUTHORED)
    few = rows.every(len(rows.gold) // 12)
    graphs = quantisation.variants(tmp_path / "plain.onnx", tmp_path, [Pair("A said: b.", "It is so.")] * 3, 64)
    found = quantisation.measured(graphs, {"own": (few, 3)})
    assert [e["name"] for e in found] == list(graphs) and len(graphs) == 4
    assert found[0]["sets"]["own"]["agree"] == 1.0
    assert all(e["bytes"] < found[0]["bytes"] / 2 and e["sets"]["own"]["apart"] < 0.2 for e in found[1:])


def test_judgments_of_arguments_name_them_by_a_hash_and_hold_no_word_of_them(tmp_path):
    from training.lines import rows_in
    from training.news import ARGUMENTS, argument_rows, key_of

    text = "Zoos keep animals from dying out. "
    write_lines(tmp_path / "stance/debate/train.jsonl", [{"text": text, "target": "Zoos", "stance": "favor"}])
    judged = [
        {"argument": key_of(text), "propositions": ["Zoos save species.", "It rains."], "labels": "f-"},
        {"argument": "0" * 16, "propositions": ["Build it."], "labels": "n"},
    ]
    write_lines(tmp_path / "own/debate.jsonl", judged)
    own = {"context": "", "speaker": "", "cue": "", "text": text.strip()}
    judgments = [["Zoos save species.", "favor"], ["It rains.", "irrelevant"]]
    assert argument_rows(tmp_path, tmp_path / "own") == [{**own, "judgments": judgments}]
    assert argument_rows(tmp_path / "nowhere", tmp_path / "own") == []
    rows = rows_in(ARGUMENTS)
    assert len(rows) > 1000 and len({r["argument"] for r in rows}) == len(rows)
    for r in rows:
        assert set(r) == {"argument", "propositions", "labels"} and len(r["argument"]) == 16
        assert len(r["labels"]) == len(r["propositions"]) and set(r["labels"]) <= set("fan-")


def packable():
    """Examples of two statements, one with a mark, with labels of every kind."""
    from models.pairs import Pair
    from training.stance import Example

    said = "Kessler said: “We must stop the runway at last.”"
    return [
        Example(Pair(said, "The runway should be built.", context="A long lead."), 1, 1, 1),
        Example(Pair("The mayor praised the plan.", "the plan", (22, 26)), sentiment=0),
        Example(Pair(said, "The runway is a mistake.", context="A long lead."), 0, 1, 1),
        Example(Pair(said, "Bread is cheap.", context="A long lead."), 2, relevant=0),
        Example(Pair("It rains.", "It is wet."), inference=0),
    ]


def test_packed_examples_are_those_that_training_would_see():
    need(torch is not None, "torch")
    from models.features import load_tokenizer
    from models.pairs import pad, rows_of
    from training.packed import Part, packed
    from training.stance import Config, PairClassifier, heads_of, judged_loss, labels_of, logits_of, loss_of

    examples = packable()
    part = Part(packed(examples, 176), "cpu")
    rows = rows_of([e.pair for e in examples], load_tokenizer(), 176)
    x, number = part.batch(torch.arange(len(rows)), 64)
    for name, wanted in pad(rows).items():
        t = wanted.shape[-1] if name == "slots" else wanted.shape[1]
        assert np.array_equal(x[name][:, :t].numpy() if name != "slots" else x[name].numpy(), wanted), name
    assert x["ids"].shape[1] == 64 and (x["groups"][:, pad(rows)["ids"].shape[1] :] == -1).all()
    row, slot = torch.where(number >= 0)
    order = [i for r in rows for i in r.members]
    assert part.labels[number[row, slot].numpy()].tolist() == [list(labels_of(examples[i])) for i in order]
    batches = part.batches(64, np.random.default_rng(1))
    assert all(len(own) == max(1, 64 // width) for width, own in batches)
    assert sorted(n for _, own in batches for n in own if n >= 0) == list(range(len(rows)))
    assert all(part.lengths[own[own >= 0]].max() <= width for width, own in batches)

    torch.manual_seed(3)
    model = PairClassifier(layers=1).eval()
    batch = (rows, [[examples[i] for i in r.members] for r in rows])
    for a, b in zip(heads_of(model, x, row, slot), logits_of(model, batch), strict=True):
        assert torch.allclose(a, b, atol=1e-2)
    slow = float(loss_of(model, batch, Config()).detach())
    assert abs(float(judged_loss(heads_of(model, x, row, slot), part.gold[number[row, slot]], Config())) - slow) < 1e-2
    # Without dropout the two passes are the same, and rows that are not there count for nothing.
    from training import fast

    for missing in (0, 3):
        some = torch.cat([torch.arange(len(rows)), torch.full((missing,), -1)])
        assert abs(float(fast.loss_of(model, part, some, 64, 0.5)) - slow) < 1e-2


def test_a_run_ends_with_its_time_and_can_be_gone_on_from(tmp_path, monkeypatch):
    need(torch is not None, "torch")
    from models.features import WEIGHTS
    from training import fast
    from training.fast import Settings, apart, depth, load, measured, train
    from training.loop import lean
    from training.packed import Part, joined, packed
    from training.stance import Config, PairClassifier, heads_of, judged_loss

    torch.manual_seed(5)
    part = Part(packed(packable(), 176), "cpu")
    np.savez(tmp_path / "epoch0.npz", **packed(packable(), 176))
    twice = joined([tmp_path / "epoch0.npz"] * 2, "cpu")
    assert twice.labels.tolist() == part.labels.tolist() * 2 and len(twice.lengths) == 2 * len(part.lengths)
    lean(PairClassifier(layers=2), tmp_path / "start.pt")
    model = load(tmp_path / "start.pt", WEIGHTS / "words.npz", "cpu")
    before = [h.detach() for h in heads_of(model.eval(), *spread(part))]
    # A clock that goes on four fifths of a second at every look: the same steps on a machine of any speed.
    ticks = itertools.count()
    monkeypatch.setattr(fast, "time", SimpleNamespace(time=lambda: 0.8 * next(ticks)))
    train(model, part, Settings(seconds=8, rate=3e-4, pieces=64, warmup=0.1, masked=0.02))
    after = [h.detach() for h in heads_of(model.eval(), *spread(part))]
    every = torch.ones(len(part.labels), dtype=torch.bool)
    assert float(apart(before, after, every)) > 0.01 and float(apart(after, after, every)) == 0
    losses = [float(judged_loss(heads, part.gold, Config())) for heads in (before, after)]
    assert losses[1] < losses[0]
    assert set(measured(model, {"own": part})) == {"own stance", "own side"}
    lean(model, tmp_path / "end.pt")
    state = torch.load(tmp_path / "end.pt", weights_only=True)["model"]
    assert depth(state) == 2 and "encoder.words.weight" not in state
    deeper = load(tmp_path / "end.pt", WEIGHTS / "words.npz", "cpu", layers=3)
    assert depth(deeper.state_dict()) == 3
    assert float(apart(after, heads_of(deeper.eval(), *spread(part)), every)) < 0.05
    torch.save({"model": {"w": torch.zeros(1)}}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match=r"other\.pt is no pair classifier"):
        load(tmp_path / "other.pt", WEIGHTS / "words.npz", "cpu", layers=1)


def test_masked_words_leave_the_layout_alone():
    need(torch is not None, "torch")
    from models.features import CLS, MASK, PAD, SEP
    from training.loop import blanked

    torch.manual_seed(0)
    ids = torch.tensor([[CLS, *[2000] * 400, SEP, *[PAD] * 98]])
    out = blanked(ids, 0.1)
    changed = out != ids
    assert set(out[changed].tolist()) == {MASK} and set(ids[changed].tolist()) == {2000}
    assert 20 < int(changed.sum()) < 60


def spread(part):
    """A part as one batch: the model's inputs, and each pair's row and slot."""
    x, number = part.batch(torch.arange(len(part.lengths)), int(part.lengths.max()))
    return x, *torch.where(number >= 0)


def test_a_link_is_scored_by_its_cue_and_its_distance():
    need(torch is not None, "torch")
    from training.tagger import Tagger

    torch.manual_seed(2)
    model = Tagger(4, layers=1)
    torch.nn.init.normal_(model.distance)
    keys, queries = torch.randn(2, 9, 2, 4), torch.randn(2, 9, 2, 4)
    found = model.linked(keys, queries, torch.tensor([[2, 4], [7, 8]]))
    for n, (a, b) in enumerate(((2, 4), (7, 8))):
        for role in range(2):
            query = queries[n, a:b, role].mean(0)
            for piece in range(9):
                distance = piece - a if piece < a else max(0, piece - b + 1)
                wanted = keys[n, piece, role] @ query / 2 + model.distance[role, 64 + distance]
                assert torch.allclose(found[n, role, piece], wanted, atol=1e-5)
