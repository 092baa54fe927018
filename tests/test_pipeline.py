"""The whole job on own texts, with the shipped models."""

import json
import subprocess
import sys
from functools import cache

import pytest

from analysis import analyse, read_document
from analysis.codebook import load_codebook, parse_codebook
from analysis.errors import InputError, ModelError, StandpointError
from analysis.export import from_json, positions_table, speakers_table, statements_table, to_csv, to_json
from tests.browser import ROOT

BOOK = """
- {id: border-wall, proposition: "The government should build the border wall."}
- {id: second-vote, proposition: "There should be a second referendum."}
"""
TEXT = """Harbour wall divides the town

“The border wall is a disaster and it must never be built,” Mayor Ann Kessler said on Monday. She warned that the border wall would kill trade.
Senator Tom Bright called for the border wall to be built. “We need the border wall now, because drugs pour across every night,” Bright told reporters.
Minister Olga Brandt said that a decision on the border wall would come on Friday.
Photo: Eastern Press
"""


@cache
def analysed():
    return analyse(TEXT, parse_codebook(BOOK))


def stance(name, topic="border-wall"):
    a = analysed()
    (speaker,) = [s for s in a.speakers if s.name == name]
    return [p.stance for p in a.positions if p.speaker_id == speaker.id and p.topic_id == topic]


def test_who_stands_where():
    assert stance("Ann Kessler") == ["against"]
    assert stance("Tom Bright") == ["favor"]
    assert stance("Olga Brandt") in ([], ["neutral"], ["unclear"])


def test_offsets_point_at_the_words():
    a = analysed()
    words = [a.words(s) for s in a.statements]
    assert any(w.startswith("“The border wall is a disaster") for w in words)
    assert not any("Eastern Press" in w for w in words)
    for s in a.statements:
        for c in s.classifications:
            assert abs(sum(c.stance_probabilities.values()) - 1) < 0.01
            assert abs(sum(c.sentiment_probabilities.values()) - 1) < 0.01
            assert 0 <= c.relevance <= 1


def test_topics_nobody_spoke_of_are_left_out():
    assert {t.id for t in analysed().topics} == {"border-wall"}


def test_same_text_same_result():
    again = analyse(TEXT, parse_codebook(BOOK))
    assert again.statements == analysed().statements
    assert again.positions == analysed().positions


def test_topics_are_suggested_where_none_fits():
    book = parse_codebook('- {id: whales, proposition: "Whaling in the Antarctic should be banned."}')
    a = analyse(TEXT, book)
    assert a.topics
    assert all(t.suggested for t in a.topics)
    assert a.warnings


def test_progress_goes_from_start_to_end():
    seen = []
    analyse(
        TEXT + "\nMore was said, “and more will follow soon,” Kessler added.",
        progress=lambda s, x: seen.append((s, x)),
    )
    shares = [x for _, x in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({s for s, _ in seen}) >= 4


def test_text_without_statements():
    a = analyse("The bridge is forty metres long. It was built in 1911 of steel and granite, and painted green.")
    assert a.statements == ()
    assert a.positions == ()
    assert a.warnings


def test_bad_text_and_bad_model():
    with pytest.raises(InputError):
        analyse("   ")
    with pytest.raises(ModelError, match="no model folder"):
        analyse(TEXT, model="/no/such/model/here")


def test_json_round_trip():
    a = analysed()
    assert from_json(json.loads(json.dumps(to_json(a)))) == a


@pytest.mark.parametrize("damaged", [{}, {"schema": 99}, [], {"schema": 1, "article": {}}])
def test_foreign_json_is_refused(damaged):
    with pytest.raises(StandpointError):
        from_json(damaged)


def test_tables():
    a = analysed()
    assert set(statements_table(a)["Speaker"]) == {s.name for s in a.speakers}
    assert len(positions_table(a)) == len(a.positions)
    assert speakers_table(a)["Statements"].sum() == len(a.statements)


def test_csv_never_starts_a_formula():
    import pandas as pd

    frame = pd.DataFrame({"Speaker": ["=1+1", "@x", "plain", "-2"], "n": [1, 2, 3, -4]})
    lines = to_csv(frame).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["'=1+1,1", "'@x,2", "plain,3", "'-2,-4"]


@pytest.mark.parametrize("path", sorted((ROOT / "sample_articles").glob("*-*.md")), ids=lambda p: p.stem)
def test_samples(path):
    a = analyse(read_document(path.name, path.read_bytes()))
    assert len(a.statements) >= 5
    assert len(a.positions) >= 2
    names = [s.name for s in a.speakers]
    assert len(names) == len(set(names))
    off = [p for p in a.paragraphs if p.kind != "body"]
    for s in a.statements:
        for start, end in s.content:
            assert not any(p.start < end and start < p.end for p in off)


def test_seed():
    seed = next(iter((ROOT.parent / "shared" / "seed").glob("*.txt")), None)
    if seed is None:
        pytest.skip("the seed article is not there")
    a = analyse(read_document(seed.name, seed.read_bytes()), load_codebook())
    names = [s.name for s in a.speakers]
    for last in ("Peskov", "Putin", "Ushakov", "Sanders", "Bolton", "Cohen"):
        assert len([n for n in names if n.endswith(last)]) == 1, last
    by_id = {s.id: s.name for s in a.speakers}
    by_statement = {(by_id[p.speaker_id], p.topic_id): p.stance for p in a.positions}
    assert by_statement["Dmitry Peskov", "inf-withdrawal"] == "against"
    meeting = [v for (n, t), v in by_statement.items() if n == "Vladimir Putin" and "meeting" in t]
    assert meeting == ["favor"]


def shell(*args, text=None):
    return subprocess.run(
        [sys.executable, "-m", "analysis", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        input=text,
        check=False,
    )


def test_command_line(tmp_path):
    article, book = tmp_path / "a.txt", tmp_path / "book.yaml"
    article.write_bytes(TEXT.replace("\n", "\r\n").encode())
    book.write_text(BOOK, encoding="utf-8")
    done = shell(str(article), "--codebook", str(book), "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    original = article.open(encoding="utf-8", newline="").read()
    kessler = next(s for s in found["statements"] if s["speaker"] == "Ann Kessler")
    assert original[slice(*kessler["content"][0])].startswith("“The border wall is a disaster")
    assert {"topic": "border-wall", "stance": "against"}.items() <= kessler["positions"][0].items()
    assert "Tom Bright: favor" in shell("-", "--codebook", str(book), text=TEXT).stdout


def test_command_line_goes_on_after_a_bad_file(tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.pdf"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 broken")
    done = shell(str(bad), str(good), str(tmp_path / "missing.txt"), "--csv")
    assert done.returncode == 2
    assert "bad.pdf" in done.stderr and "missing.txt" in done.stderr
    assert "Ann Kessler" in done.stdout
