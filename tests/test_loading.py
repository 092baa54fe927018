import io
import struct
import zipfile

import pytest

from analysis.columns import FIELDS, columns_of
from analysis.errors import InputError
from analysis.loading import articles_of, read_archive, read_table, without_repeats
from analysis.types import Article

TEXT = "The council will vote on Friday. “We need the dam,” the mayor said, and the people of the town agreed with her."


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in files.items():
            z.writestr(name, content)
    return out.getvalue()


def test_archive_of_articles():
    found = read_archive(
        "a.zip", packed(**{"news/one.txt": TEXT, "two.md": f"---\noutlet: Post\n---\n{TEXT}", "news/": ""})
    )
    assert [a.filename for a in found.articles] == ["one.txt", "two.md"]
    assert found.articles[1].outlet == "Post"
    assert found.failures == ()


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/etc/one.txt", "..\\up.txt", "C:/one.txt"])
def test_paths_out_of_the_archive_are_left_out(name):
    found = read_archive("a.zip", packed(**{name: TEXT, "good.txt": TEXT}))
    assert [a.filename for a in found.articles] == ["good.txt"]
    assert [f.filename for f in found.failures] == [name]
    assert "points out" in found.failures[0].message


def test_a_bomb_is_left_out_and_the_rest_is_read():
    found = read_archive("a.zip", packed(**{"bomb.txt": "a" * 60_000_000, "good.txt": TEXT}))
    assert len(found.articles) == 1
    assert "bomb" in found.failures[0].message


def test_an_archive_that_lies_about_sizes():
    data = bytearray(packed(**{"bomb.txt": "word " * 6_000_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 900)
    found = read_archive("a.zip", bytes(data))
    assert found.articles == ()
    assert len(found.failures) == 1


def test_total_size_is_limited(monkeypatch):
    monkeypatch.setattr("analysis.loading.ARCHIVE_BYTES", 3 * len(TEXT.encode()))
    found = read_archive("a.zip", packed(**{f"{i}.txt": TEXT for i in range(5)}))
    assert len(found.articles) == 3
    assert len(found.failures) == 2


def test_damaged_archives():
    with pytest.raises(InputError, match="zip"):
        read_archive("a.zip", b"not a zip")
    whole = packed(**{"one.txt": TEXT * 50})
    broken = whole.replace(whole[60:80], b"\xff" * 20)
    found = read_archive("a.zip", broken)
    assert found.articles == () and len(found.failures) == 1


def test_bad_members_are_named():
    found = read_archive(
        "a.zip", packed(**{"x.exe": b"MZ", "empty.txt": b"", "good.txt": TEXT, "__MACOSX/._a.txt": b"x"})
    )
    assert [f.filename for f in found.failures] == ["x.exe", "empty.txt"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(separator):
    rows = [["Headline", "Body", "Source", "Published"], ["Dam", f'"{TEXT}"', "Post", "2024-05-01"]]
    table = read_table("a.csv", "\n".join(separator.join(r) for r in rows).encode())
    mapping = columns_of(table.columns)
    assert mapping == {"text": "Body", "title": "Headline", "outlet": "Source", "date": "Published"}
    (article,) = articles_of(table, mapping).articles
    assert (article.title, article.outlet, article.date) == ("Dam", "Post", "2024-05-01")
    assert article.text == TEXT


def test_bad_rows_are_reported_by_row():
    text = f'text,date\n"{TEXT}",2024-05-01\n"{TEXT}",someday\n"{TEXT}"\n,2024-05-02\n"{TEXT}",1 May 2024\n'
    found = articles_of(read_table("a.csv", text.encode()), {"text": "text", "date": "date"})
    assert [a.date for a in found.articles] == ["2024-05-01", "2024-05-01"]
    assert sorted(f.filename for f in found.failures) == ["a.csv, row 3", "a.csv, row 4", "a.csv, row 5"]


def test_rows_over_several_lines_keep_their_numbers():
    text = f'text\n"{TEXT}\n\n{TEXT}"\n"short"\n'
    found = articles_of(read_table("a.csv", text.encode()), {"text": "text"})
    assert [f.filename for f in found.failures] == ["a.csv, row 5"]


def test_jsonl():
    lines = [f'{{"text": "{TEXT}", "outlet": null, "id": 3}}', "{broken", "[1]", ""]
    table = read_table("a.jsonl", "\n".join(lines).encode())
    assert table.columns == ("text", "outlet", "id")
    assert [f.filename for f in table.failures] == ["a.jsonl, row 2", "a.jsonl, row 3"]
    assert len(articles_of(table, {"text": "text"}).articles) == 1


@pytest.mark.parametrize(("name", "data"), [("a.csv", b""), ("a.jsonl", b"{\n"), ("a.csv", b"a,a\n1,2\n")])
def test_tables_that_are_none(name, data):
    with pytest.raises(InputError):
        read_table(name, data)


def test_a_column_for_the_text_is_needed():
    table = read_table("a.csv", b"a,b\n1,2\n")
    with pytest.raises(InputError, match="text"):
        articles_of(table, {})
    with pytest.raises(InputError, match="no column"):
        articles_of(table, {"text": "c"})


def test_the_same_upload_twice_counts_once():
    a = Article(TEXT, outlet="Post", filename="a.txt")
    kept, repeated = without_repeats([a, a, Article(TEXT, outlet="Star", filename="b.txt")])
    assert len(kept) == 2
    assert len(repeated) == 1


def test_columns_by_name_and_as_chosen():
    names = [" Full Text", "Headline", "publisher", "Source", "Published At", "GUID", "text_"]
    assert columns_of(names) == {
        "text": "text_", "title": "Headline", "outlet": "Source", "date": "Published At", "id": "GUID",
    }  # fmt: skip
    assert columns_of(names, {"text": " Full Text", "date": "none"})["text"] == " Full Text"
    assert "date" not in columns_of(names, {"date": "none"}), "what was chosen isn't replaced by a guess"
    assert columns_of(["TEXT", "text"])["text"] == "TEXT", "the first of two"
    assert columns_of([]) == {} and set(columns_of(list(FIELDS))) == set(FIELDS)
