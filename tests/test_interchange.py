"""Projects for other programs, and back into our own without loss."""

import base64
import hashlib
import io
import json
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import Codebook
from analysis.corrections import Correction, article_key
from analysis.errors import StandpointError
from analysis.interchange.dna import PASSWORD, to_dna
from analysis.interchange.graphml import to_graphml
from analysis.interchange.jsonld import to_jsonld
from analysis.interchange.project_json import project_from_data, project_to_data
from analysis.project import Project
from analysis.storage.codec import pack, unpack
from analysis.types import (
    Analysis,
    Article,
    Classification,
    Paragraph,
    Position,
    Speaker,
    Statement,
    Topic,
)
from tests.made import BOOK, made, project

# Any text, half surrogate pairs too: articles come from anywhere.
texts = st.text(st.characters(exclude_categories=[]), max_size=30)
names = st.text("abc-é\U0001f600", min_size=1, max_size=6)
numbers = st.floats(0, 1)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99))
probabilities = st.dictionaries(names, numbers, max_size=3)
stances = st.sampled_from(["favor", "against", "neutral", "unclear"])
tones = st.sampled_from(["positive", "negative", "neutral"])
origins = st.sampled_from(["model", "human"])


def several(strategy, **more):
    return st.lists(strategy, max_size=3, **more).map(tuple)


topics = st.builds(Topic, names, texts, texts, texts, texts, texts, texts, several(texts), st.booleans())
classifications = st.builds(Classification, names, numbers, stances, probabilities, tones, probabilities, origins)


@st.composite
def analyses(draw):
    speakers = draw(
        st.lists(
            st.builds(
                Speaker, names, texts, st.sampled_from(["person", "body", "group", "anonymous", "author"]), texts, texts,
                several(spans), several(texts),
            ),
            min_size=1, max_size=3, unique_by=lambda s: s.id,
        )
    )  # fmt: skip
    ids = st.sampled_from([s.id for s in speakers])
    statement = st.builds(
        Statement, st.integers(0, 9), ids, st.sampled_from(["direct", "indirect", "mixed", "author"]), several(spans),
        st.none() | spans, st.none() | spans, several(texts), numbers, numbers, tones, probabilities,
        several(classifications), origins,
    )  # fmt: skip
    position = st.builds(
        Position, ids, names, stances, numbers, tones, numbers, probabilities, st.booleans(), several(st.integers(0, 9))
    )
    return Analysis(
        article=draw(st.builds(Article, texts, texts, texts, texts, texts, texts)),
        paragraphs=draw(
            several(
                st.builds(
                    Paragraph, st.integers(0, 9), st.integers(0, 9),
                    st.sampled_from(["body", "title", "caption", "boilerplate"]), several(spans),
                )
            )
        ),
        speakers=tuple(speakers),
        statements=draw(several(statement)),
        topics=draw(several(topics)),
        positions=draw(several(position)),
        versions=draw(st.dictionaries(texts, texts, max_size=2)),
        timings=draw(st.dictionaries(texts, numbers, max_size=2)),
        warnings=draw(several(texts)),
    )  # fmt: skip


corrections = st.one_of(
    st.builds(Correction, texts, st.just("stance"), several(spans), texts, stances, texts, texts, texts, texts),
    st.builds(Correction, texts, st.just("sentiment"), several(spans), texts, tones, texts, texts, texts, texts),
    st.builds(
        Correction, texts, st.sampled_from(["speaker", "join", "accept", "reject", "remove"]), several(spans), texts, texts,
        texts, texts, texts, texts,
    ),
)  # fmt: skip
projects = st.builds(
    Project,
    texts,
    texts,
    st.builds(Codebook, several(topics), texts, texts),
    several(analyses()),
    several(corrections),
    st.dictionaries(texts, texts, max_size=3),
    st.dictionaries(texts, texts, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(projects)
def test_our_own_json_is_lossless(wanted):
    assert project_from_data(json.loads(json.dumps(project_to_data(wanted)))) == wanted


@settings(max_examples=100, deadline=None)
@given(analyses())
def test_stored_analyses_come_back(wanted):
    packed = pack(wanted)
    assert unpack(packed.data) == wanted
    assert pack(replace(wanted, timings={"x": 1.0})).digest == packed.digest


def damaged():
    good = project_to_data(project())
    yield from (None, [], "x", {}, {"kind": "standpoint project"}, {**good, "schema": 99}, {**good, "name": 7})
    for key in good:
        yield {k: v for k, v in good.items() if k != key}
        if key not in ("id", "name"):
            yield {**good, key: "x"}
    yield {**good, "events": {"a": 1}}
    yield {**good, "corrections": [{"article": "a", "kind": "stance", "value": "maybe", "words": []}]}
    yield {**good, "corrections": [{"kind": "no such thing", "words": []}]}
    yield {**good, "analyses": [{**good["analyses"][0], "statements": [{}]}]}


@pytest.mark.parametrize("data", list(damaged()))
def test_what_is_no_project_gets_a_message(data):
    with pytest.raises(StandpointError) as error:
        project_from_data(data)
    assert len(str(error.value)) > 20


def corrected_project():
    a = made()
    fix = Correction(article_key(a.article), "stance", a.statements[0].content, "border-wall", "favor")
    return project(
        a, made("Second \0 \ud83d", outlet="Other", lead="Elsewhere.\n\n"), corrections=(fix,), events={article_key(a.article): "Vote"},
        aliases={"Tom Bright": "Thomas Bright"},
    )  # fmt: skip


def test_graphml():
    import networkx as nx

    data = to_graphml(corrected_project())
    graph = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert sorted(d["label"] for _, d in graph.nodes(data=True) if d["kind"] == "speaker") == [
        "Ann Kessler",
        "Thomas Bright",
    ]
    edges = [(a, d["article"], d["sign"]) for a, _, d in graph.edges(data=True)]
    assert sorted(edges) == [
        ("speaker: Ann Kessler", "Harbour plan", 1),
        ("speaker: Ann Kessler", "Second \ufffd \ufffd", -1),
        ("speaker: Thomas Bright", "Harbour plan", 1),
        ("speaker: Thomas Bright", "Second \ufffd \ufffd", 1),
    ]


def test_jsonld():
    found = json.loads(json.dumps(to_jsonld(corrected_project())))
    by_id = {n["@id"]: n for n in found["@graph"]}
    assert len(by_id) == len(found["@graph"])
    assert found["@context"]["@vocab"] == "https://schema.org/"

    def references(node):
        if isinstance(node, dict):
            if set(node) == {"@id"}:
                yield node["@id"]
            for v in node.values():
                yield from references(v)
        elif isinstance(node, list):
            for v in node:
                yield from references(v)

    assert all(r in by_id for n in found["@graph"] for r in references(n))
    quotes = [n for n in found["@graph"] if n["@type"] == "Quotation"]
    assert len(quotes) == 4
    first = quotes[0]
    assert first["text"] == "The wall must never be built"
    assert by_id[first["spokenByCharacter"]["@id"]]["name"] == "Ann Kessler"
    assert by_id[first["about"][0]["@id"]]["@type"] == "Claim"
    assert first["sp:classification"][0]["sp:stance"] == "favor"
    article = by_id[first["isPartOf"]["@id"]]
    assert (article["@type"], article["datePublished"], article["about"]["name"]) == (
        "NewsArticle",
        "2024-05-06",
        "Vote",
    )
    assert "council met" not in json.dumps(found)


def test_dna(tmp_path):
    face = made("With \U0001f600", lead="A face \U0001f600\U0001f600 first.\n\n")
    unclear = replace(face.statements[1].classifications[0], stance="unclear")
    face = replace(face, statements=(face.statements[0], replace(face.statements[1], classifications=(unclear,))))
    wanted = corrected_project()
    path = tmp_path / "x.dna"
    path.write_bytes(
        to_dna(replace(wanted, analyses=(*wanted.analyses, face, replace(made("No date"), topics=BOOK.topics))))
    )
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    # The question that DNA asks of its tables.
    rows = db.execute(
        """SELECT D.Title, P.Value, O.Value, C.Value, B.Value, D.Text, S.Start, S.Stop, D.Source, D.Date
        FROM STATEMENTS S JOIN DOCUMENTS D ON D.ID = S.DocumentId
        JOIN DATASHORTTEXT X ON X.StatementId = S.ID AND X.VariableId = 1 JOIN ENTITIES P ON P.ID = X.Entity
        JOIN DATASHORTTEXT Y ON Y.StatementId = S.ID AND Y.VariableId = 2 JOIN ENTITIES O ON O.ID = Y.Entity
        JOIN DATASHORTTEXT Z ON Z.StatementId = S.ID AND Z.VariableId = 3 JOIN ENTITIES C ON C.ID = Z.Entity
        JOIN DATABOOLEAN B ON B.StatementId = S.ID AND B.VariableId = 4
        WHERE S.StatementTypeId = 1 ORDER BY S.ID"""
    ).fetchall()
    assert [(r[0], r[1], r[4]) for r in rows] == [
        ("Harbour plan", "Ann Kessler", 1),
        ("Harbour plan", "Thomas Bright", 1),
        ("Second \ufffd \ufffd", "Ann Kessler", 0),
        ("Second \ufffd \ufffd", "Thomas Bright", 1),
        ("With \U0001f600", "Ann Kessler", 0),
        ("No date", "Ann Kessler", 1),
        ("No date", "Thomas Bright", 1),
    ]
    assert {r[3] for r in rows} == {"The government should build a border wall."}
    for r in rows:
        java = r[5].encode("utf-16-le")[2 * r[6] : 2 * r[7]].decode("utf-16-le")
        assert java in ("The wall must never be built", "We need the wall now")
    assert rows[0][8:] == ("Pier News", 1714953600)
    notes = db.execute(
        "SELECT L.Value FROM DATALONGTEXT L JOIN STATEMENTS S ON S.ID = L.StatementId WHERE S.StatementTypeId = 3"
    )
    assert notes.fetchall() == [("Thomas Bright is unclear on: The government should build a border wall.",)]
    raw = base64.b64decode(db.execute("SELECT Password FROM CODERS").fetchone()[0])
    digest = raw[:16] + PASSWORD.encode()
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    assert digest == raw[16:]
    db.close()


@settings(max_examples=30, deadline=None)
@given(projects)
def test_nothing_that_a_project_can_hold_breaks_an_export(wanted):
    usable = []
    for a in wanted.analyses:
        ids = {t.id for t in a.topics}
        n = len(a.article.text)
        statements = tuple(
            replace(
                s,
                content=tuple(sorted((min(x, n), min(y, n)) for x, y in s.content)),
                classifications=tuple(c for c in s.classifications if c.topic_id in ids),
            )
            for s in a.statements
        )
        usable.append(replace(a, statements=statements, positions=tuple(p for p in a.positions if p.topic_id in ids)))
    wanted = replace(wanted, analyses=tuple(usable), corrections=())
    assert to_graphml(wanted).startswith(b"<?xml")
    json.dumps(to_jsonld(wanted))
    assert to_dna(wanted).startswith(b"SQLite format 3")
