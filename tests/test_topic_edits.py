import pytest

from analysis import analyse
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


def test_trying_a_topic_gives_what_an_analysis_with_it_gives(book):
    text = (
        "Dam divides valley\n\n“The dam must be built, it will bring water to forty villages,” Ann Kessler said on Monday.\n\n"
        "Tom Bright called the dam a crime against the river. He said that taxes should fall as well."
    )
    without = analyse(text, without_topic(book, "dam"))
    dam = next(t for t in book.topics if t.id == "dam")
    hits = try_topic([without], dam, book.topics)
    expected = {
        (s.id, c.stance, c.relevance)
        for s in analyse(text, book).statements
        for c in s.classifications
        if c.topic_id == "dam"
    }
    assert {(h.statement_id, h.stance, h.relevance) for h in hits} == expected
    assert {h.stance for h in hits} >= {"favor", "against"}
    assert [h.relevance for h in hits] == sorted((h.relevance for h in hits), reverse=True)


def test_trying_a_topic_that_no_article_is_about_finds_nothing():
    moon = Topic("moon", "Astronauts should return to the Moon.", phrases=("Moon",))
    assert try_topic(valley(), moon) == ()
    assert try_topic([], moon) == ()
