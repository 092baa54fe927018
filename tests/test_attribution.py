"""Attribution on own texts: whose words, which words, and what is not a statement."""

import re

import pytest

from analysis.attribution import attribute, statement_type
from analysis.cues import is_refusal, is_voiced
from analysis.quotes import find_quotes, is_speech
from analysis.types import Paragraph


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
