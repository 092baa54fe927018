"""Which topics an article can be about, by the names in them."""

from pathlib import Path

import pytest

from analysis import analyse, read_document
from analysis.topic_names import named, names_of
from analysis.types import Topic

IRAN = Topic(
    "iran", "The nuclear deal with Iran should be kept.", name="Iran nuclear deal", phrases=("nuclear accord",)
)


def has(proposition: str, text: str) -> bool:
    return named([Topic("t", proposition)], text) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Iran kept to it.",
        "Iranian ministers met.",
        "Tehran’s envoy left.",
        "The nuclear accord holds.",
    ],
)
def test_any_form_of_a_name_or_a_phrase_will_do(text):
    assert named([IRAN], text) == [True]


def test_an_article_without_them_is_not_about_it():
    assert named([IRAN], "Washington will leave the treaty with Russia.") == [False]


@pytest.mark.parametrize(
    ("proposition", "text", "there"),
    [
        ("Rents should be capped.", "Nobody is named here.", True),
        ("The US should leave the INF Treaty.", "They left the Intermediate-Range Nuclear Forces Treaty.", True),
        ("The ban on the AfD is right.", "The Greens were told.", False),
        ("Denmark should buy the jets.", "Copenhagen will buy the jets.", True),
        ("Denmark should buy the jets.", "Oslo will buy the jets.", False),
        ("NATO should grow.", "The North Atlantic Treaty Organization met.", True),
        ("The third runway at Heathrow should be built.", "Gatwick wants one.", False),
        ("The third runway at Heathrow should be built.", "HEATHROW WANTS ONE", True),
    ],
)
def test_what_counts_as_a_name(proposition, text, there):
    assert has(proposition, text) is there


def test_titles_and_the_first_word_are_no_names():
    assert names_of(Topic("t", "Taxes on Mr. Lee should rise.")) == {"Lee"}


def test_no_position_on_a_deal_that_the_article_never_names():
    path = Path("sample_articles/inf-1-meridian-wire.md")
    found = {p.topic_id for p in analyse(read_document(path.name, path.read_bytes())).positions}
    assert "inf-withdrawal" in found
    assert "iran-nuclear-deal" not in found
