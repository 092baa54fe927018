"""Which topics an article is about, what a statement is read with, and how a speaker's statements bear on each other."""

import numpy as np
import pytest

from analysis.judging import MOST_TOPICS, ON_TOPIC, article_topics, consistent, context_of, evidence, placed
from analysis.segment import segment
from analysis.types import Article, Statement


def test_topics_of_an_article_are_those_its_closest_statements_are_near():
    scores = np.array([[0.9, 0.01, 0.0], [0.8, 0.02, 0.0], [0.0, 0.01, 0.2], [0.7, 0.0, 0.0]])
    assert article_topics(scores) == [0, 2]  # one statement close to a topic is enough, none near it is not


def test_topics_are_limited_and_more_in_longer_texts():
    assert len(article_topics(np.full((4, 30), 0.5))) == MOST_TOPICS
    assert len(article_topics(np.full((60, 30), 0.5))) == MOST_TOPICS + 3
    assert article_topics(np.zeros((0, 5))) == []
    assert article_topics(np.zeros((5, 0))) == []
    assert article_topics(np.full((4, 3), ON_TOPIC / 2)) == []


TEXT = """Council to close the library

The council wants to close the library in May. So a memo says.

Photo: Eastern Press

“It is a disgrace,” Ann Kessler said. “It will hurt children most,” she added.
"""


def statement(words):
    start = TEXT.index(words)
    return Statement(0, "x", "direct", ((start, start + len(words)),))


def test_a_statement_is_read_with_what_stands_before_it_but_not_with_captions():
    paragraphs = segment(Article(TEXT))
    context = context_of(TEXT, paragraphs, statement("“It is a disgrace,”"))
    assert context == "Council to close the library The council wants to close the library in May. So a memo says."
    later = context_of(TEXT, paragraphs, statement("“It will hurt children most,”"))
    assert later.endswith("“It is a disgrace,” Ann Kessler said.")
    assert "Eastern" not in later


def test_context_is_short_and_nearest():
    text = "\n\n".join(f"Paragraph {i} says that nothing has happened in the harbour today." for i in range(80))
    start = text.index("Paragraph 70")
    context = context_of(text, segment(Article(text)), Statement(0, "x", "indirect", ((start, start + 20),)))
    assert "Paragraph 69" in context and len(context) < 420


def test_consistency_moves_the_doubtful_and_keeps_the_sure():
    stance = np.array([[0.05, 0.9, 0.05], [0.1, 0.85, 0.05], [0.5, 0.45, 0.05]])
    same = consistent(stance, np.ones(3), [("a", 0)] * 3)
    assert np.allclose(same.sum(1), stance.sum(1))
    assert same[2].argmax() == 1  # in doubt by itself, settled by the others
    contrary = np.array([[0.1, 0.85, 0.05], [0.97, 0.01, 0.02]])
    assert consistent(contrary, np.ones(2), [("a", 0)] * 2).argmax(1).tolist() == [1, 0]  # disagreement stays
    alone = consistent(stance, np.ones(3), [("a", 0), ("b", 0), ("c", 0)])
    assert np.allclose(alone, stance)


def test_a_statement_is_placed_on_its_best_topic_rather_than_on_neighbours():
    places = [(0, 0), (0, 1), (1, 0)]
    relevance, scores = np.array([0.95, 0.6, 0.6]), np.array([[0.6, 0.1], [0.1, 0.02]])
    x = evidence(relevance, scores, places)
    assert x.shape == (3, 4)
    assert x[0, 1] == x[2, 1] == 0 and x[1, 1] < 0  # less the best of the same statement
    p = placed(relevance, scores, places)
    assert p[0] > p[2] > p[1]


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("Jane Doe", "Jane Doe deserves support."),
        ("the European Union", "the European Union deserves support."),
        ("Legalization of Abortion", "Legalization of Abortion deserves support."),
        ("Jane Doe should resign.", "Jane Doe should resign."),
        ("Climate Change is a Real Concern", "Climate Change is a Real Concern"),
        ("gun control", "gun control"),
        ("Scrap It!", "Scrap It!"),
        ("", ""),
    ],
)
def test_a_bare_name_is_asked_for_its_support(topic, question):
    from analysis.propositions import asked

    assert asked(topic) == question
