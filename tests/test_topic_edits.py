import pytest

import models
from analysis.codebook import load_codebook, parse_codebook
from analysis.errors import CodebookError
from analysis.topic_edits import merged, try_topic, with_topic, without_topic
from analysis.types import Topic
from tests.made_set import valley

BOOK = """
- {id: dam, proposition: The dam should be built., phrases: [the dam]}
- {id: tax, proposition: Taxes should fall., phrases: [tax cut]}
"""


@pytest.fixture
def book():
    return parse_codebook(BOOK)


def test_add_and_edit(book):
    more = with_topic(book, Topic("fish", "Fishing should be limited."))
    assert [t.id for t in more.topics] == ["dam", "tax", "fish"]
    assert more.version != book.version
    changed = with_topic(more, Topic("dam", "The dam should be torn down."), "dam")
    assert next(t.proposition for t in changed.topics) == "The dam should be torn down."
    assert len(changed.topics) == 3
    with pytest.raises(CodebookError, match="already"):
        with_topic(book, Topic("tax", "Taxes should rise."))
    with pytest.raises(CodebookError):
        with_topic(book, Topic("no id", ""))


def test_remove_and_merge(book):
    assert [t.id for t in without_topic(book, "tax").topics] == ["dam"]
    with pytest.raises(CodebookError):
        without_topic(without_topic(book, "tax"), "dam")
    joined = merged(book, "dam", "tax")
    assert [t.id for t in joined.topics] == ["dam"]
    assert "tax cut" in joined.topics[0].phrases and "the dam" in joined.topics[0].phrases
    with pytest.raises(CodebookError):
        merged(book, "dam", "dam")


def test_every_topic_of_the_shipped_codebook_survives_an_edit():
    shipped = load_codebook()
    more = with_topic(shipped, Topic("fish", "Fishing should be limited."))
    assert more.topics[:-1] == shipped.topics


def test_trying_a_topic_finds_statements_on_it():
    embed = models.embedder().encode
    analyses = valley()
    hits = try_topic(analyses, Topic("dam", "The dam should be built.", phrases=("dam", "river")), embed)
    words = [analyses[h.analysis].words(analyses[h.analysis].statements[h.statement_id]) for h in hits]
    assert any("dam" in w for w in words)
    assert all(h.relevance >= 0.5 for h in hits)
    assert [h.relevance for h in hits] == sorted((h.relevance for h in hits), reverse=True)
    assert try_topic(analyses, Topic("moon", "Astronauts should return to the Moon.", phrases=("Moon",)), embed) == ()
    assert try_topic([], Topic("moon", "Astronauts should return to the Moon."), embed) == ()
