from pathlib import Path

import pytest

from analysis.codebook import dump_codebook, load_codebook, parse_codebook
from analysis.errors import CodebookError
from analysis.propositions import gerund, name_of, target_of

GOLD = Path(__file__).parents[1].parent / "shared" / "gold" / "topics.yaml"


def test_default_codebook_is_complete():
    book = load_codebook()
    ids = {t.id for t in book.topics}
    assert {"inf-withdrawal", "kerch-strait-seizure"} <= ids
    assert len(ids) == len(book.topics) >= 14
    for t in book.topics:
        assert t.name and t.description and t.target and t.favor_means and t.against_means, t.id
        assert 5 <= len(t.phrases) <= 12, t.id
        assert t.proposition.endswith("."), t.id


def test_bare_list_is_enough():
    (topic,) = parse_codebook("- {id: a, proposition: School meals should be free.}").topics
    assert topic.name == "Free school meals"
    assert topic.target == "free school meals"
    assert topic.phrases == ()


def test_round_trip_keeps_topics_and_version():
    book = load_codebook()
    again = parse_codebook(dump_codebook(book.topics))
    assert again.topics == book.topics
    assert again.version == book.version


def test_version_follows_content_not_layout():
    one = parse_codebook("- {id: a, proposition: Zoos should close.}")
    same = parse_codebook("version: 3\ntopics:\n  - proposition: Zoos should close.\n    id: a\n")
    other = parse_codebook("- {id: a, proposition: Zoos should stay.}")
    assert one.version == same.version != other.version


@pytest.mark.parametrize(
    ("text", "needles"),
    [
        ("", ["list of entries"]),
        ("[]", ["no entries"]),
        ("topic: []", ['"topic"', "known"]),
        ("- 3", ["entry 1", "a number"]),
        ("- {id: a}", ["entry 1 (a)", '"proposition"', "missing"]),
        ("- {proposition: Zoos should close.}", ["entry 1", '"id"', "missing"]),
        ("- {id: no, proposition: Zoos should close.}", ["entry 1", '"id"', "yes/no", "quotes"]),
        ("- {id: a b, proposition: Zoos should close.}", ["entry 1 (a b)", '"id"']),
        ("- {id: a, proposition: Zoos., phrases: zoo}", ["(a)", '"phrases"', "list"]),
        ("- {id: a, proposition: Zoos., phrases: [zoo, 3]}", ["(a)", '"phrases"', "item 2"]),
        ("- {id: a, proposition: Zoos., colour: red}", ["(a)", '"colour"', "unknown"]),
        ("- {id: a, proposition: Zoos.}\n- {id: a, proposition: Zoo.}", ["entry 2 (a)", '"id"', "entry 1"]),
        ("- {id: a, id: b, proposition: Zoos.}", ["line 1", '"id"', "twice"]),
        ("- {id: a, proposition: [}", ["line 1", "YAML"]),
        ("- !!python/object/apply:os.system ['true']", ["YAML"]),
    ],
)
def test_errors_name_entry_and_field(text, needles):
    with pytest.raises(CodebookError) as error:
        parse_codebook(text)
    for needle in needles:
        assert needle in str(error.value)


def test_file_errors(tmp_path):
    with pytest.raises(CodebookError, match="no such file"):
        load_codebook(tmp_path / "none.yaml")
    with pytest.raises(CodebookError, match="folder"):
        load_codebook(tmp_path)
    (tmp_path / "latin.yaml").write_bytes("- {id: a, proposition: Caf\xe9s.}".encode("latin-1"))
    with pytest.raises(CodebookError, match="UTF-8"):
        load_codebook(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("proposition", "target"),
    [
        ("Bullfighting should be banned.", "banning Bullfighting"),
        ("The voting age should be cut to 16.", "cutting the voting age to 16"),
        ("We should deny licences to casinos.", "denying licences to casinos"),
        ("Chile should join the pact.", "Chile joining the pact"),
        ("There should be an inquiry into the floods.", "an inquiry into the floods"),
        ("Parking rules should be stricter.", "stricter parking rules"),
        ("The mayor's housing plan is bad.", "the mayor's housing plan"),
        ("Peru was right to close the border.", "Peru closing the border"),
        ("Ann Lee should be governor.", "Ann Lee"),
    ],
)
def test_target_from_proposition(proposition, target):
    assert target_of(proposition) == target


def test_label_of_a_bare_name_says_what_is_claimed():
    assert name_of("Ann Lee should be governor.") == "Ann Lee should be governor"


def test_gerund():
    assert [gerund(v) for v in ("close", "cut", "agree", "deny", "tie", "build", "permit", "fix")] == [
        "closing", "cutting", "agreeing", "denying", "tying", "building", "permitting", "fixing",
    ]  # fmt: skip


@pytest.mark.skipif(not GOLD.exists(), reason="annotated articles are not here")
def test_reads_annotated_topics_as_they_are():
    book = load_codebook(GOLD)
    assert len(book.topics) > 5
    assert all(t.name and t.target for t in book.topics)
