from analysis.positions import aggregate
from analysis.types import Classification, Statement, Topic

TOPICS = (Topic("a", "A should happen."), Topic("b", "B should happen."))


def classified(stance, p=0.9, topic="a", relevance=0.9, tone=0.0):
    rest = (1 - p) / 2
    likely = stance if stance != "unclear" else "favor"
    stances = {k: (p if k == likely else rest) for k in ("favor", "against", "neutral")}
    tones = {"positive": max(tone, 0.0), "negative": max(-tone, 0.0), "neutral": 1 - abs(tone)}
    return Classification(topic, relevance, stance, stances, "neutral", tones)


def said(i, *classifications, speaker="x", length=200):
    return Statement(i, speaker, "direct", ((0, length),), classifications=classifications)


def only(*statements):
    (position,) = aggregate(statements, TOPICS)
    return position


def test_one_statement():
    p = only(said(0, classified("against")))
    assert p.stance == "against"
    assert 0 < p.confidence < 0.9
    assert p.statement_ids == (0,)
    assert not p.mixed


def test_more_evidence_gives_more_confidence():
    one = only(said(0, classified("favor")))
    three = only(*(said(i, classified("favor")) for i in range(3)))
    assert three.confidence > one.confidence


def test_unclear_statements_never_outvote_a_clear_one():
    clear = only(said(0, classified("favor")))
    p = only(said(0, classified("favor")), *(said(i, classified("unclear", 0.4)) for i in range(1, 8)))
    assert p.stance == "favor"
    assert p.confidence < clear.confidence + 0.15
    assert p.statement_ids[0] == 0


def test_disagreement_is_shown():
    p = only(said(0, classified("favor")), said(1, classified("favor")), said(2, classified("against")))
    assert p.stance == "favor"
    assert p.mixed
    assert p.weights["against"] > 0


def test_an_even_split_is_unclear():
    p = only(said(0, classified("favor")), said(1, classified("against")))
    assert p.stance == "unclear"
    assert p.mixed


def test_neutral_only_where_nothing_is_decided():
    assert only(said(0, classified("neutral"))).stance == "neutral"
    assert only(said(0, classified("neutral")), said(1, classified("favor"))).stance == "favor"


def test_sentiment_is_not_stance():
    p = only(said(0, classified("favor", tone=-0.8)))
    assert (p.stance, p.sentiment) == ("favor", "negative")
    assert -1 <= p.sentiment_score < 0


def test_speakers_and_topics_stay_apart_and_ordered():
    found = aggregate(
        [
            said(0, classified("favor", topic="b")),
            said(1, classified("against"), speaker="y"),
            said(2, classified("favor"), classified("against", topic="b"), speaker="z"),
        ],
        TOPICS,
    )
    assert [p.topic_id for p in found] == ["a", "a", "b", "b"]
    assert len({(p.speaker_id, p.topic_id) for p in found}) == 4


def test_order_of_statements_does_not_matter():
    statements = [
        said(0, classified("favor", 0.7)),
        said(1, classified("against", 0.8), length=40),
        said(2, classified("favor")),
    ]
    assert aggregate(statements, TOPICS) == aggregate(statements[::-1], TOPICS)


def test_unknown_topics_and_nothing():
    assert aggregate([said(0, classified("favor", topic="elsewhere"))], TOPICS) == ()
    assert aggregate([], TOPICS) == ()
