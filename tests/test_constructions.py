"""Who speaks and who passes it on, where the form of the sentence tells."""

import pytest

from analysis.attribution import attribute
from analysis.constructions import by_construction
from analysis.drafts import Draft
from analysis.institutions import antecedent
from analysis.segment import segment
from analysis.speakers import resolve
from analysis.types import Article


def said(text):
    """(speaker, passed on by, words) of every statement."""
    paragraphs = segment(Article(text))
    found = attribute(text, paragraphs)
    who = resolve(Article(text), paragraphs, found)
    names = {s.id: s.name for s in who.speakers}
    return [
        (names[who.speaker_ids[i]], who.via[i], " … ".join(text[x:y] for x, y in a.content))
        for i, a in enumerate(found)
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "via", "words"),
    [
        (
            "The dyke plan was rushed, the former governor was quoted as saying by the Interfax agency on Monday.",
            "Former governor",
            "Interfax agency",
            "The dyke plan was rushed",
        ),
        (
            "“We were never asked about the quarry,” Marta Lindholm was quoted by the daily as saying.",
            "Marta Lindholm",
            "Daily",
            "“We were never asked about the quarry,”",
        ),
        (
            "Reuters, quoting an unnamed ministry official, reported on Friday that the tender would be run again.",
            "Unnamed ministry official",
            "Reuters",
            "that the tender would be run again.",
        ),
        (
            "The port has made its offer conditional on a new crane, broadcaster NRK reported on Friday, citing two "
            "people present at the talks.",
            "Two people present at the talks",
            "Broadcaster NRK",
            "The port has made its offer conditional on a new crane",
        ),
        (
            "The bloc’s trade chief, according to two diplomats in the room, told ambassadors on Tuesday that the "
            "quota could be lifted by June.",
            "Bloc’s trade chief",
            "Two diplomats in the room",
            "that the quota could be lifted by June.",
        ),
    ],
)
def test_who_speaks_and_who_passes_it_on(text, speaker, via, words):
    assert (speaker, (via,), words) in said(text)


@pytest.mark.parametrize(
    "dateline",
    ["GRAZ — ", "LARKIN, Mo. (WKLR) - ", "GRAZ (Reuters) - ", "Graz, Austria (AP) — ", "GRAZ, March 3 (Interfax) — "],
)
def test_a_dateline_is_nobodys_words(dateline):
    found = said(f"{dateline}The bridge will close for repairs until spring, the mayor said on Monday.")
    assert [(who, words) for who, _, words in found] == [("Mayor", "The bridge will close for repairs until spring")]


def test_a_naming_belongs_to_who_names():
    found = said("The two mayors held what the Interior Ministry described as “cordial” talks in Graz, aides said.")
    assert any(who == "Interior Ministry" and "“cordial” talks" in words for who, _, words in found)


def test_a_claim_belongs_to_who_made_it():
    denied = said(
        "The council denied the allegations, raised by the Greens on Monday, that it had sold the wood cheaply."
    )
    assert denied == [("Greens", (), "that it had sold the wood cheaply")]
    assert said("Police had no comment on the claim made by Mr Hale that the van was empty when they came.") == []
    found = said(
        "Pavel Doru spoke in Galati. He dismissed as “an old song” the claim, made by Transport Minister Ilse Kranz "
        "last week, that the bridge had been closed for show."
    )
    assert ("Ilse Kranz", (), "that the bridge had been closed for show") in [
        (w, v, x.rstrip(".")) for w, v, x in found
    ]


def test_a_claim_that_another_dismisses_belongs_to_its_owner():
    found = said(
        "Vesna Trajkova lives there. Matthias Krug, the ambassador, spoke on Monday. He brushed aside Ms. Trajkova’s charge, "
        "made in a post last month, that the European Union was shopping for “a colony with a view.”"
    )
    assert [(w, x) for w, _, x in found if "shopping" in x] == [
        ("Vesna Trajkova", "that the European Union was shopping for “a colony with a view.”")
    ]


def test_only_a_claim_that_another_takes_up_is_marked():
    text = (
        "Karl Brenner claimed that the budget was sound, warning that cuts would follow.\n"
        "Ana Ruiz brushed aside Mr. Brenner’s claims that taxes would fall in spring."
    )
    marked = {text[slice(*a.cue)]: a.claim for a in attribute(text, segment(Article(text))) if a.cue}
    assert marked == {"claimed": False, "warning": False, "claims": True}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Mr. Biden rejected Mr. Trump’s claim that crime was rising. “The numbers are down,” he said.",
         ["Biden", "Trump", "Biden"]),
        ("Responding to Sanders’s charge that she was beholden to banks, Clinton said she had voted to regulate them.",
         ["Clinton", "Clinton"]),
        ("Mr. Putin’s claim that the alliance had provoked the war was nonsense, Mr. Stoltenberg said.", ["Stoltenberg"]),
        ("“I reject President Biden’s claim that the border is secure,” Mr. Abbott said.", ["Abbott"]),
    ],
)  # fmt: skip
def test_a_claim_ends_where_another_speaks(text, speakers):
    assert [who for who, _, _ in said(text)] == speakers


@pytest.mark.parametrize(
    ("text", "who", "words"),
    [
        ("The minister said that Israel had accepted that the crossing must open by Friday.", "Minister",
         "that Israel had accepted that the crossing must open by Friday"),
        ("Justice Kagan said that, in her opinion, the court had lost its way.", "Kagan",
         "that, in her opinion, the court had lost its way"),
        ("The ministry said it could not discuss individual cases but that every claim was reviewed twice.", "Ministry",
         "it could not discuss individual cases but that every claim was reviewed twice"),
    ],
)  # fmt: skip
def test_a_report_stays_whole(text, who, words):
    assert (who, words) in [(w, x.rstrip(".")) for w, _, x in said(text)]


def test_what_somebody_had_promised_is_his():
    found = said(
        "Senator Lindsay Corrigan was calm on Friday. Corrigan said that Commerce Secretary Paul Rademaker had promised her "
        "over the phone that no coastal office would go dark on his watch."
    )
    assert ("Paul Rademaker", ("Lindsay Corrigan",), "that no coastal office would go dark on his watch") in [
        (w, v, x.rstrip(".")) for w, v, x in found
    ]


def test_who_was_quoted_by_an_agency():
    found = said(
        "President Okan Yildirim was quoted by the state news agency as saying that the base would close within a month."
    )
    assert [(w, v) for w, v, _ in found] == [("Okan Yildirim", ("State news agency",))]


def test_a_gesture_parts_no_statement():
    ((who, _, words),) = said(
        "“That is absurd,” Dr. Eleni Petrakis said, smiling. “I would remember a boat of that size.”"
    )
    assert who == "Eleni Petrakis" and words.endswith("“I would remember a boat of that size.”")


def test_a_source_is_whole():
    found = said("The school is shut. A teacher who lives nearby said the boiler had burst twice in a week.")
    assert [w for w, _, _ in found] == ["Teacher who lives nearby"]


def test_a_study_finds():
    found = said(
        "The clinic was full. The Danish study found that people vaccinated five seasons in a row fell ill more often. "
        "Her brother found that the door was locked."
    )
    assert [w for w, _, _ in found] == ["Danish study"]


def test_in_somebodys_view():
    found = said(
        "Gheorghe Tanase cleared mines. In his view, a country that lays mines lays them for its grandchildren."
    )
    assert [(w, x) for w, _, x in found] == [
        ("Gheorghe Tanase", "a country that lays mines lays them for its grandchildren.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Asked on the call whether she would resign, Ilse Kranz laughed.",
        "Ministers have not said how the age of users would be checked.",
        "Ilse Kranz said nothing in the hearing.",
        "Voters were also asked how they would feel about a new election.",
        "Oil rose on concerns about supply, and copper fell after reports that the mine had reopened.",
        "A man charged with setting fire to a mosque in Brentleigh was held on Monday.",
        "Neither side commented on reports of a deal.",
        "The commission said it did not comment on individual transactions.",
        "I asked the campaign which of the two letters I should believe.",
        "A shop steward asked the paper not to name her because her son works there.",
    ],
)
def test_what_is_asked_or_left_unsaid_is_no_statement(text):
    assert said(text) == []


def test_they_are_the_group_that_the_sentence_before_is_about():
    found = said(
        "Norway's ministry said on Monday that the plan stood.\n\n"
        "Thirty-two countries now back a pause. They argue that no rules should be adopted before the survey is in."
    )
    assert found[-1][0] == "Thirty-two countries"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Footage seen on The Harbour Post showed smoke. Later the newspaper", "The Harbour Post"),
        ("That worries Denmark's data watchdog. In a letter obtained by The Associated Press, the agency",
         "Denmark's data watchdog"),
        ("Sven Nilsen spoke to Reuters about it. On Friday the company", None),
        ("The Finance Ministry paid. The Post saw it. Then the ministry", "The Finance Ministry"),
        ("Members of the union Unison voted. The union", "Unison"),
        ("Havnor Lines, a Danish company, bought it on Friday. The company", "Havnor Lines"),
        ("The company Havnor bid. So did Brix, a Swedish company. The company", None),
        ("He left the company on Monday, and the company Monday paid. The company", None),
    ],
)  # fmt: skip
def test_an_institution_is_meant_by_its_kind(text, meant):
    start = max(text.rfind(" the "), text.rfind(" The ")) + 1
    found = antecedent(text, 0, (start, len(text)))
    assert (text[slice(*found)] if found else None) == meant


@pytest.mark.parametrize("cue", ["was quoted as saying", "quoted as saying"])
def test_who_was_quoted_speaks_whoever_is_taken_for_the_source(cue):
    text = (
        "As the Gazette continues:\n\n“It is a pity that we can’t meet,” Okafor was quoted as saying. “It was needed.”"
    )
    at, gazette, quote = text.index(cue), text.index("Gazette"), text.index("“It is")
    run = (quote, text.index("”") + 1)
    draft = Draft((at, at + len(cue)), 0.97, (gazette, gazette + 7), [run], 0.9)
    [found] = by_construction(text, [draft])
    assert text[slice(*found.source)] == "Okafor" and found.runs == [run]
    assert found.carrier and text[slice(*found.carrier.source)] == "Gazette"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The plan is dead, Ann Lee said. Özgür Özel, who leads the party, said that it would pass.", ["Ann Lee", "Özgür Özel"]),
        ("The minister came late. “It is over,” Šefčovič told reporters. He added that talks had failed.", ["Šefčovič"] * 2),
        ("“We stay,” Élodie Marchand said. Ørsted said it would sue.", ["Élodie Marchand", "Ørsted"]),
        ("Vilija Šimkutė came. Šimkutė told reporters from a wheelchair that she was no heroine.", ["Vilija Šimkutė"]),
    ],
)  # fmt: skip
def test_names_begin_with_capitals_of_all_latin_alphabets(text, speakers):
    assert [who for who, _, _ in said(text)] == speakers


def test_who_was_quoted_by_a_paper_speaks_in_all_sentences_of_the_quote():
    text = (
        "Zhu Mingde, a Korea specialist at the Institute of International Studies, was quoted by the Singapore Courier "
        "as saying: “For seventy years they came to us for rice. Now they have found a second restaurant.”"
    )
    assert said(text) == [("Zhu Mingde", ("Singapore Courier",), text[text.index("“") :])]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Jo Reed spoke first. A trend is not a fact, she said.\n\n“Three of them, and I checked,” remarks Brandvold.",
            "Brandvold",
        ),
        (
            "Jo Reed spoke first. A trend is not a fact, she said.\n\n“Then build it first,” somebody shouted.",
            "Somebody",
        ),
        (
            "Jo Reed spoke first. A trend is not a fact, she said.\n\nOne Western diplomat in the region laughed at that. "
            "“I have had coffee with those measures. They had a colonel.”",
            "One Western diplomat",
        ),
        ("The argument costs $29,000 a day, according to broker Litoral Chartering.", "Litoral Chartering"),
    ],
)
def test_who_stands_beside_the_quote_speaks(text, speaker):
    assert said(text)[-1][0] == speaker
