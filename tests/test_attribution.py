"""Attribution on own texts: whose words, which words, and what is not a statement."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from analysis.attribution import attribute, statement_type
from analysis.attribution.attribute import _apart
from analysis.cues import is_refusal, is_voiced
from analysis.quotes import find_quotes, is_speech
from analysis.segment import segment
from analysis.speakers import resolve
from analysis.types import Article, Paragraph


def body(text):
    return tuple(
        Paragraph(
            m.start(),
            m.end(),
            "body",
            tuple(
                (m.start() + s.start(), m.start() + s.end())
                for s in re.finditer(r"\S.*?(?:[.!?][”\"]?(?=\s|$)|$)", m.group())
            ),
        )
        for m in re.finditer(r"[^\n]+", text)
    )


def found(text):
    """(source, cue, contents, type) of every attribution, as words."""

    def words(span):
        return text[span[0] : span[1]] if span else None

    return [(words(a.source), words(a.cue), [words(c) for c in a.content], a.type) for a in attribute(text, body(text))]


def test_direct_quote_keeps_its_marks_and_loses_cue_and_source():
    text = "“We will rebuild the bridge by spring,” Mayor Ann Kessler told reporters on Monday."
    ((source, cue, content, kind),) = found(text)
    assert "Kessler" in source and "told" in cue
    assert content == ["“We will rebuild the bridge by spring,”"]
    assert kind == "direct"


def test_quote_interrupted_by_its_cue_is_one_statement():
    text = "“The plan is reckless,” Kessler said. “It would cost us the harbour and two thousand jobs.”"
    ((source, _, content, kind),) = found(text)
    assert source == "Kessler"
    assert content == ["“The plan is reckless,”", "“It would cost us the harbour and two thousand jobs.”"]
    assert kind == "direct"


def test_indirect_speech():
    text = "The finance minister said that the government would not raise taxes before the election."
    ((source, cue, content, kind),) = found(text)
    assert source == "The finance minister" and cue == "said" and kind == "indirect"
    assert content == ["that the government would not raise taxes before the election"]


def test_mixed_speech():
    text = "Kessler called the proposal “a gift to developers” and said it must be stopped."
    kinds = {kind for _, _, _, kind in found(text)}
    assert "mixed" in kinds or "direct" in kinds
    assert any("a gift to developers" in " ".join(c) for _, _, c, _ in found(text))


def test_quote_that_runs_over_paragraphs_stays_one_statement():
    text = (
        "“We have waited long enough for this road,” Olga Brandt said. “My constituents are tired of promises.\n"
        "“They want to see diggers, and they want to see them before the winter comes.”"
    )
    statements = [s for s in found(text) if "diggers" in " ".join(s[2])]
    assert len(statements) == 1
    assert statements[0][0] == "Olga Brandt"
    assert any("tired of promises" in c for c in statements[0][2])


def test_the_inner_speaker_owns_what_an_agency_passes_on():
    text = "The dam is safe, engineer Paul Okafor said on Friday, the Meridian news agency reported."
    owners = [s for s in found(text) if "dam is safe" in " ".join(s[2])]
    assert len(owners) == 1
    assert "Okafor" in owners[0][0]


@pytest.mark.parametrize(
    "text",
    [
        "The company declined to comment on the lawsuit.",
        "The two ministers met in Vienna on Tuesday and shook hands for the cameras.",
        "Her first novel, “The Glass Orchard”, won two prizes.",
    ],
)
def test_no_statement_where_nothing_was_said(text):
    assert found(text) == []


def test_captions_and_boilerplate_yield_nothing():
    text = "Mayor Kessler says the bridge is safe. Photo: Eastern Press\nA ferry sank on Monday."
    first, second = body(text)
    marked = (Paragraph(first.start, first.end, "caption", first.sentences), second)
    assert attribute(text, marked) == ()


def test_contents_never_overlap_cue_or_source_and_lie_in_the_text():
    text = (
        "Kremlin critics said the law was “a disgrace”. According to Anna Petrova, a lawyer, nobody had read it. "
        "“I asked for a copy,” she told the paper, “and I was shown the door.”\n"
        "The ministry denied that. It insisted the draft had been public since May."
    )
    attributions = attribute(text, body(text))
    assert len(attributions) >= 4
    for a in attributions:
        assert list(a.content) == sorted(a.content)
        for start, end in a.content:
            assert 0 <= start < end <= len(text)
            for other in (a.cue, a.source):
                assert other is None or other[1] <= start or end <= other[0]


def test_a_quote_without_any_source_floats():
    text = "Residents crowded the hall.\n“Nobody asked us before they sold the hospital, and nobody will.”"
    last = attribute(text, body(text))[-1]
    assert "sold the hospital" in text[last.content[0][0] : last.content[0][1]]


def test_empty_body():
    assert attribute("", ()) == ()


@pytest.mark.parametrize("cue", ["said", "has repeatedly denied", "according to", "praised", "called for", "tweeted"])
def test_voiced_cues(cue):
    assert is_voiced(cue, quoted=False)


@pytest.mark.parametrize("cue", ["wants", "is expected", "hopes", "seems", "planned", "declined to comment"])
def test_unvoiced_cues(cue):
    assert not is_voiced(cue, quoted=False)


def test_refusals_stay_refusals_beside_quotes():
    assert is_refusal("declined to comment")
    assert not is_voiced("refused to say", quoted=True)


def test_quotes_nest_and_run_on():
    text = "“He told me ‘no’ and then “maybe”,” she said.\n“We go on\n“and on.”"
    quotes = find_quotes(text, body(text))
    assert [text[q.start : q.end] for q in quotes] == [
        "“He told me ‘no’ and then “maybe”,”",
        "“We go on",
        "“and on.”",
    ]
    assert [q.closed for q in quotes] == [True, False, True]
    assert is_speech(text, quotes[0])


def test_type_counts_words():
    text = "He said “it is bad” and that it would get worse."
    assert statement_type(text, [(8, 19)], [(8, 19)]) == "direct"
    assert statement_type(text, [(8, len(text))], [(8, 19)]) == "mixed"
    assert statement_type(text, [(20, len(text))], [(8, 19)]) == "indirect"


def test_british_marks_quote_and_apostrophes_do_not():
    text = (
        "‘It’s the councillors’ decision and they’ll regret it,’ said Ann Kessler, who isn’t a member. "
        "She called the fee ‘a tax on rain’."
    )
    first, second = found(text)
    assert first[2] == ["‘It’s the councillors’ decision and they’ll regret it,’"] and first[3] == "direct"
    assert "‘a tax on rain’" in " ".join(second[2]) and second[3] == "mixed"


def test_quotes_of_news_archives_run_on_behind_their_cue():
    text = (
        "''The plan for the harbour is dead,'' Mayor Ann Kessler said on Monday. ''I told them, 'Never again.''' The council "
        "met in a ''big tent'' in May.\n"
        "''We will see about that,'' said Tom Brill. ''The harbour isn't hers.''"
    )
    first, second = found(text)
    assert first[2] == ["''The plan for the harbour is dead,''", "''I told them, 'Never again.'''"]
    assert second[2] == ["''We will see about that,''", "''The harbour isn't hers.''"]
    assert (first[3], second[3]) == ("direct", "direct")


def test_nested_marks_stay_inside_double_ones():
    text = "“He told me ‘never again’ and I believed him at once,” Kessler said."
    ((_, _, content, kind),) = found(text)
    assert content == ["“He told me ‘never again’ and I believed him at once,”"] and kind == "direct"


def test_in_his_words_owns_the_whole_sentence():
    text = "Norland, in his words, flatly denies that it ever broke the fishing accord."
    ((source, cue, content, _),) = found(text)
    assert source == "his" and "in his words" in cue
    assert content[0] == "Norland" and "broke the fishing accord" in content[-1]


def test_a_long_subject_belongs_to_the_report():
    text = (
        "The visit of President Ruiz to the northern province, which the rebels had asked him to call off, "
        "was meant as a signal to the miners, his press secretary Elena Voss said on Monday."
    )
    ((source, _, content, _),) = found(text)
    assert "Voss" in source
    assert content == [text[: text.index(", his press")]]


def test_when_it_was_said_is_not_what_was_said():
    text = "The dam will be built this year, the energy minister said on Thursday, a day after two neighbours had protested."
    ((_, _, content, _),) = found(text)
    assert content == ["The dam will be built this year"]


def test_what_was_left_unsaid_is_cut_off():
    text = "The office said the mayor was listening to all sides but declined to say how he would vote."
    ((_, _, content, _),) = found(text)
    assert content[-1].endswith("listening to all sides")


@pytest.mark.parametrize(
    "text",
    [
        "Councillors were asked whether to object to the wind farm off the coast.",
        "Two officials asked not to be named because they were not allowed to speak to the media.",
        "Ferris said nothing about the missing money and left by the back door.",
        "The Herald said a lot more (emphasis added):",
    ],
)
def test_these_are_no_statements(text):
    assert not [f for f in found(text) if f[3] != "author"]


def test_who_is_quoted_as_saying_speaks():
    text = "Monday's Courier quoted a senior EU official as saying that the offer did not move the needle."
    assert any(
        "senior EU official" in (f[0] or "") and f[2] == ["that the offer did not move the needle."]
        for f in found(text)
    )


def test_who_was_quoted_as_saying_what_stands_before_speaks():
    quote = "“We will rebuild the bridge by spring and the tunnel after that,”"
    made = found(f"Mayor Ann Kessler was angry. {quote} the Courier quoted her as saying on Monday.")
    assert [(f[0], f[2]) for f in made] == [("her", [quote])]


def test_a_quote_after_its_speaker_was_introduced_is_not_the_last_speakers():
    text = (
        "“They’ll be around it by lunchtime,” Brill said.\n"
        "The bill’s author, Lyle Vandersloot, waved this away. “People said kids would still get cigarettes. Some do.”"
    )
    assert not any("lunchtime" in " ".join(f[2]) and "cigarettes" in " ".join(f[2]) for f in found(text))


MARKS = ["“{}”", '"{}"', "«{}»", "„{}”", "''{}''", "``{}''"]


@pytest.mark.parametrize("marks", MARKS)
def test_every_kind_of_quotation_mark(marks):
    quote = marks.format("We will rebuild the bridge by spring and the tunnel after that,")
    ((source, _, content, kind),) = found(f"{quote} Mayor Ann Kessler said on Monday.")
    assert "Kessler" in source and content == [quote] and kind == "direct"


def test_a_quote_of_forty_paragraphs_is_one_statement():
    lines = [f"“Point {i} of the plan is that the harbour stays open to every boat of the town." for i in range(39)]
    text = "Mayor Ann Kessler told the council:\n" + "\n".join(lines) + "\n“And that is all I have to say.”"
    made = [f for f in found(text) if f[3] == "direct"]
    assert sum(len(f[2]) for f in made) == 40
    assert max(len(f[2]) for f in made) >= 35


def test_two_speakers_take_turns_in_one_paragraph():
    text = (
        "“The levy will ruin us all,” Paul Okafor said. “Nonsense, it will save the town,” Ann Kessler replied. "
        "“Then pay it yourself and see,” said Okafor."
    )
    who = [("Okafor" in f[0], "Kessler" in f[0]) for f in found(text)]
    assert who == [(True, False), (False, True), (True, False)]
    assert all(len(f[2]) == 1 for f in found(text))


PIECES = [
    "“", "”", '"', "‘", "’", "'", "«", "»", "„", "(", ")", "—", ". ", ", ", "! ", "? ", ": ", "\n", "\n\n", " said ",
    " he said", " according to ", "Ann Kessler", "Mr. Okafor", "the Kremlin spokesman", "she", "that the wall falls",
    "We will win", "in his words", "REUTERS", "q&a", "U.S.", "é", "🙂", "\t", "…", "told reporters", "denied", "1,200",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=120, deadline=None, derandomize=True)  # the same texts everywhere
def test_offsets_hold_for_any_text(text):
    paragraphs = segment(Article(text))
    bodies = [p for p in paragraphs if p.kind == "body"]
    for a in attribute(text, paragraphs):
        assert a.content == tuple(sorted(a.content))
        for start, end in (*a.content, *(s for s in (a.source, a.cue) if s)):
            assert 0 <= start < end <= len(text)
            assert any(p.start <= start and end <= p.end for p in bodies)
        assert 0 <= a.confidence <= 1
    resolve(Article(text), paragraphs, attribute(text, paragraphs))


def test_work_grows_with_the_text_and_not_faster():
    """Counted, not timed: lines of Python run for four times the text are about four times as many."""
    paragraph = "“The levy will ruin us,” Paul Okafor said. Ann Kessler denied that it would. She said “no” twice.\n"

    def lines(times):
        text = paragraph * times
        paragraphs = segment(Article(text))
        tagged = models.tagger().tag(text, cue_threshold=0.2)
        count = 0

        class Fixed:
            def tag(self, *_, **__):
                return tagged

        def trace(frame, event, _):
            nonlocal count
            count += event == "line"
            return trace

        sys.settrace(trace)
        try:
            attribute(text, paragraphs, tagger=Fixed())
        finally:
            sys.settrace(None)
        return count

    lines(10)  # what is remembered from here on counts for neither
    small, large = lines(50), lines(200)
    assert large < 4 * small * 1.3


def test_a_participle_goes_on_as_a_statement_of_its_own():
    text = "Chief Warren Stopes said that showing the footage now would taint witnesses, citing advice from the county prosecutor."
    made = found(text)
    assert ["that showing the footage now would taint witnesses"] in [f[2] for f in made]
    assert any("citing" in f[1] and f[2][0].startswith("advice from the county prosecutor") for f in made)
    assert len({f[0] for f in made}) == 1


def test_those_cited_speak_and_who_cites_them_reports():
    text = "NRK, citing two people at the talks, reported that the party had made its support conditional on a halt."
    ((source, _, content, _),) = found(text)
    assert source == "two people at the talks" and content[0].startswith("that the party")


def test_an_aside_of_the_subject_takes_no_sentence_from_its_speaker():
    text = "Norland will leave the landmark treaty that it says others have broken for years, President Ruiz said on Saturday."
    made = found(text)
    outer = next(f for f in made if "Ruiz" in (f[0] or ""))
    assert outer[2][0].startswith("Norland will leave the landmark treaty")


def test_one_of_several_speaks_and_the_next_quote_is_anothers():
    text = (
        "Pia Lindgren said the deal would close in June. “We will close it,” she said.\n"
        "People close to the rival's board were less sure. One said directors had begun to discuss “what life looks like "
        "if this falls over”; another put the odds of clearance at “four in ten, on a sunny day”. "
        "Others said nothing had been decided."
    )
    sources = [source for source, *_ in found(text)]
    assert sources == ["Pia Lindgren", "she", "One", "Others", "another"]
    article, paragraphs = Article(text), segment(Article(text))
    made = attribute(text, paragraphs)
    resolved = resolve(article, paragraphs, made)
    names = {s.id: s.name for s in resolved.speakers}
    assert [names[i] for i in resolved.speaker_ids].count("Pia Lindgren") == 2


def test_a_cue_that_takes_a_side_needs_few_words():
    text = "The president condemned the attack. The White House welcomed the decision. The mayor said two words."
    assert [(s, c) for s, c, *_ in found(text)] == [("The president", "condemned"), ("The White House", "welcomed")]


@pytest.mark.parametrize(
    "text",
    [
        "One might say that the deal was dead from the beginning.",
        "A spokesman for the party would neither confirm nor deny the report of the talks.",
        "The minister said nothing about the letter that the committee had sent him.",
    ],
)
def test_nobody_said_this(text):
    assert found(text) == []


def test_no_source_stands_far_off_in_another_paragraph():
    text = "“A,” said he.\n\n" + "word " * 80 + "Ms. Hale spoke."
    far = (text.index("Ms."), text.index("Ms.") + 8)
    assert _apart(text, far, (5, 9))
    assert not _apart(text, (10, 12), (5, 9))
    assert not _apart(text.replace("\n\n", "  "), far, (5, 9))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Mayor Ann Kessler drew bigger crowds, but exit polls suggested that fewer young people voted.", "exit polls"),
        ("The council has spent 12 million since May, according to media trackers.", "media trackers"),
        (
            "Turnout fell by a tenth, according to polling by the A.F.L.-C.I.O. on Monday.",
            "polling by the A.F.L.-C.I.O.",
        ),
    ],
)
def test_a_bare_noun_phrase_speaks(text, source):
    assert source in [f[0] and f[0].removesuffix(" on Monday") for f in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Brill made the trade despite concerns, even inside his own party, that it might encourage others.",
        "The victory of Ann Kessler, which was celebrated for her strength among farmers, hid a fall in turnout.",
    ],
)
def test_what_nobody_is_said_to_have_said_is_nobodys(text):
    assert not found(text)


def test_a_quote_that_is_closed_by_the_wrong_mark():
    text = "“It is hard to do,“ said Larry Noble, an attorney in Dayton. “We have seen that before,” Tom Brill said."
    assert [(f[0].split(",")[0], f[2]) for f in found(text)] == [
        ("Larry Noble", ["“It is hard to do,“"]),
        ("Tom Brill", ["“We have seen that before,”"]),
    ]


def test_an_item_is_its_sources():
    text = "HARBOUR TOWN FEELS THE HEAT “The council has been grappling with the heat for years and years now.” [Harbour Post.]"
    assert [f[0] for f in found(text)] == ["Harbour Post"]


def test_curly_and_straight_marks_in_one_quote():
    text = '“We are going to build it," Kessler said. "It will be built by May. Believe it or not, it is easy.”'
    ((source, _, content, kind),) = found(text)
    assert source == "Kessler" and kind == "direct"
    assert content == ['“We are going to build it,"', '"It will be built by May. Believe it or not, it is easy.”']


def test_the_subject_before_an_insertion_is_part_of_what_was_said():
    ((source, _, content, _),) = found("Loyalty, Kessler noted, has long been a tenet of the party in this town.")
    assert source == "Kessler"
    assert content == ["Loyalty", "has long been a tenet of the party in this town"]
    ((_, _, content, _),) = found("In May, Kessler noted, plans for the bridge were on the table in this town.")
    assert content[0].startswith("plans") or "In May" not in content


def test_who_is_heard_on_a_tape_speaks():
    text = "“We are still winning hearts and minds every day,” Mr. Brill said in the session, according to audio of it."
    assert next(f[0] for f in found(text) if "winning" in " ".join(f[2])) == "Mr. Brill"
