import pytest

from analysis.agreement import OFF_TOPIC, accuracy, alpha, codings, disagreements, pairs, statement_of
from analysis.corrections import Correction, article_key
from tests.made_set import made, on


@pytest.fixture
def analysis():
    said = [
        ("Ann Kessler", f"“The dam must be built, reason {i}.”", on("dam", "favor" if i % 2 else "against"))
        for i in range(6)
    ]
    return made("A", "2024-01-01", *said)


def decided(analysis, by, labels):
    key = article_key(analysis.article)
    out = []
    for s, label in zip(analysis.statements, labels, strict=False):
        if label == "accept" or label == "reject":
            out.append(Correction(key, label, s.content, "dam", by=by))
        elif label:
            out.append(Correction(key, "stance", s.content, "dam", label, by=by))
    return out


def test_two_coders(analysis):
    first = decided(analysis, "ann", ["against", "favor", "against", "favor", "neutral", "reject"])
    second = decided(analysis, "bob", ["accept", "accept", "accept", "against", "neutral", "favor"])
    coded = codings([analysis], [*first, *second])
    assert coded["bob"][article_key(analysis.article), analysis.statements[1].content, "dam"] == "favor"
    (pair,) = pairs(coded)
    assert (pair.units, pair.agreed) == (6, 4)
    # 4/6 observed; by chance (2*3 + 2*2 + 1*1 + 1*0) / 36
    expected = (4 / 6 - 11 / 36) / (1 - 11 / 36)
    assert pair.kappa == pytest.approx(expected)
    assert 0 < alpha(coded) < 1
    assert {tuple(sorted(d.labels.values())) for d in disagreements(coded)} == {
        ("against", "favor"),
        ("favor", OFF_TOPIC),
    }
    assert statement_of([analysis], disagreements(coded)[0].unit)[1] in analysis.statements


def test_the_last_word_counts(analysis):
    coded = codings([analysis], [*decided(analysis, "ann", ["favor"]), *decided(analysis, "ann", ["neutral"])])
    assert list(coded["ann"].values()) == ["neutral"]


def test_agreement_that_is_not_defined(analysis):
    one = decided(analysis, "ann", ["favor", "favor"])
    same = decided(analysis, "bob", ["favor", "favor"])
    assert alpha(codings([analysis], one)) is None
    coded = codings([analysis], [*one, *same])
    assert pairs(coded)[0].kappa is None
    assert alpha(coded) is None
    assert disagreements(coded) == ()
    assert alpha({}) is None and pairs({}) == ()


def test_accuracy_of_the_model(analysis):
    found = accuracy([analysis], decided(analysis, "ann", ["accept", "against", "reject", None, None, "favor"]))
    assert (found.right, found.total) == (2, 4)
    assert found.confused == {
        ("against", "against"): 1,
        ("against", OFF_TOPIC): 1,
        ("favor", "against"): 1,
        ("favor", "favor"): 1,
    }
    assert found.low < 0.5 < found.high
    assert accuracy([analysis], []).total == 0
