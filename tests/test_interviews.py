"""Interviews printed as turns: who says what, who only asks, and what is no interview."""

import pytest

from analysis import read_text
from analysis.attribution import attribute
from analysis.interviews import turns
from analysis.segment import segment
from analysis.speakers import resolve


def said(text):
    """(speaker, words) of every statement."""
    article = read_text(text)
    paragraphs = segment(article)
    found = attribute(article.text, paragraphs)
    who = resolve(article, paragraphs, found)
    names = {s.id: s.name for s in who.speakers}
    return [(names[who.speaker_ids[i]], " ".join(article.text[a:b] for a, b in x.content)) for i, x in enumerate(found)]


LETTERS = """The water lawyer

Miriam Castellan teaches water law in Boise and has no part in the case. I met her on Monday.

Q: Can Congress just buy its way out of this?

A: It has before. Nearly all of them came with a check.

There is a hole in the bucket all the same.

Q: So who was first?

A: The farmers were first among those who filed.

"That is the same river," Castellan said on the way out.
"""
NAMES = """A talk on the strike

Paul Renner runs the school board. We met in his kitchen, where Dana Olmos asked the questions.

OLMOS: You have read the report. Did they have a right to walk out?

RENNER: Legally? Sure. But you do not walk out on a conversation.

OLMOS: And the kids?

RENNER: You do not get third grade back.
"""
DEBATE = """The candidates met

Ann Kessler and Tom Bright met on stage in Dayton for the first time.

Kessler: The bridge has to be built this year.

Bright: It should never have been planned at all.

Kessler: My opponent has never crossed a river.

Bright: I have crossed this one by ferry for thirty years.
"""


def test_answers_are_the_interviewed_persons():
    made = said(LETTERS)
    assert [who for who, _ in made] == ["Miriam Castellan"] * 3
    assert ("Miriam Castellan", "The farmers were first among those who filed.") in made
    assert any("with a check. There is a hole" in words for _, words in made)
    assert not any("buy its way" in words for _, words in made)


def test_a_full_stop_behind_the_letter():
    assert said(LETTERS.replace("Q:", "Q.").replace("A:", "A.")) == said(LETTERS)


def test_surnames_are_the_persons_of_the_text():
    assert said(NAMES) == [
        ("Paul Renner", "Legally? Sure. But you do not walk out on a conversation."),
        ("Paul Renner", "You do not get third grade back."),
    ]


def test_in_a_debate_nobody_only_asks():
    assert [who for who, _ in said(DEBATE)] == ["Ann Kessler", "Tom Bright"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Price: 20,000 euros.\n\nEngine: electric.\n\nSeats: five.\n\nVerdict: too dear for what it is.",
        "Note: this was changed.\n\nThe mayor said that the bridge would be built.\n\nNote: it was changed again.",
        "The result: nothing at all.",
        "Rovers: Hale, Stone, Reed, Bell, Marsh.\n\nSubs: Orr, Lund, Vance, Pell.\n\nTown: Kerr, Bly, Dunn, Frost.\n\n"
        "Subs: Ash, Cole, Dent, Ray.",
        "TRUMP: We built all of it new.\n\nTHE FACTS: Most of it replaced fences.\n\nTRUMP: They want your cows.\n\n"
        "THE FACTS: Nobody has proposed that.",
        "Q: Who should get it?\n\nA: People over 65, the agency says.\n\nQ: Is it safe?\n\nA: It has few side effects.",
        "Contact: Ann Lee\n\nEmail: ann@example.org\n\nContact: Bo Lee\n\nEmail: bo@example.org",
    ],
)
def test_lists_and_notes_are_no_interviews(text):
    around = "The council met on Monday, and the mayor was there with all of her deputies."
    paragraphs = segment(read_text(f"{around}\n\n{text}\n\n{around}"))
    assert turns(f"{around}\n\n{text}\n\n{around}", [p for p in paragraphs if p.kind == "body"]) == ()
