"""A project as a file of Discourse Network Analyzer (DNA 3), to code on and to make discourse networks of there.

A ``.dna`` file is a SQLite database whose tables and columns are DNA's (https://github.com/leifeld/dna). Each
statement on a topic becomes a "DNA Statement": person, organization, concept (the proposition) and agreement. DNA's
agreement is yes or no, so neutral and unclear statements become its "Annotation", with a note that says so.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import tempfile
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from analysis.project import Project
from analysis.types import AUTHOR_ID, Analysis, Speaker, Statement

CODER = "Admin"
PASSWORD = "Admin"  # noqa: S105
"""How DNA asks to open the file; whoever goes on to work with it should change it there."""
VERSION = "3.0.11"
_MAX = 190
"""Characters in DNA's short texts."""
_PERSON, _ORGANIZATION, _CONCEPT, _AGREEMENT, _NOTE = 1, 2, 3, 4, 11
_STATEMENT, _ANNOTATION = 1, 3

_meta = sa.MetaData()


def _colours() -> list[Column]:
    return [Column(c, Integer, nullable=False, server_default="0") for c in ("Red", "Green", "Blue")]


def _key() -> Column:
    return Column("ID", Integer, primary_key=True, nullable=False)


def _ref(name: str, table: str) -> Column:
    return Column(name, Integer, ForeignKey(f"{table}.ID", ondelete="CASCADE"), nullable=False)


def _text(name: str, default: str | None = None) -> Column:
    return Column(name, Text, nullable=False, server_default=default)


_PERMISSIONS = [
    f"Permission{p}"
    for p in (
        "AddDocuments EditDocuments DeleteDocuments ImportDocuments AddStatements EditStatements DeleteStatements "
        "EditAttributes EditRegex EditStatementTypes EditCoders EditCoderRelations ViewOthersDocuments "
        "EditOthersDocuments ViewOthersStatements EditOthersStatements"
    ).split()
]
_settings = Table("SETTINGS", _meta, Column("Property", Text, primary_key=True), _text("Value", ""))
_coders = Table(
    "CODERS",
    _meta,
    _key(),
    _text("Name"),
    *_colours(),
    *[Column(n, Integer, nullable=False, server_default=d) for n, d in (("Refresh", "0"), ("FontSize", "14"))],
    _text("Password"),
    *[
        Column(n, Integer, nullable=False, server_default=d)
        for n, d in (("PopupWidth", "300"), ("ColorByCoder", "0"), ("PopupDecoration", "0"), ("PopupAutoComplete", "1"))
    ],
    *[Column(n, Integer, nullable=False, server_default="1") for n in _PERMISSIONS],
)
_documents = Table(
    "DOCUMENTS",
    _meta,
    _key(),
    _text("Title"),
    _text("Text"),
    Column("Coder", Integer, ForeignKey("CODERS.ID", ondelete="CASCADE")),
    *[_text(n, "") for n in ("Author", "Source", "Section", "Notes", "Type")],
    Column("Date", Integer, nullable=False),
)
_types = Table("STATEMENTTYPES", _meta, _key(), _text("Label"), *_colours())
_variables = Table(
    "VARIABLES",
    _meta,
    _key(),
    _text("Variable"),
    _text("DataType", "short text"),
    _ref("StatementTypeId", "STATEMENTTYPES"),
    UniqueConstraint("Variable", "StatementTypeId"),
)
Table("VARIABLELINKS", _meta, _key(), _ref("SourceVariableId", "VARIABLES"), _ref("TargetVariableId", "VARIABLES"))
Table("REGEXES", _meta, Column("Label", Text, primary_key=True), *_colours())
Table(
    "CODERRELATIONS",
    _meta,
    _key(),
    _ref("Coder", "CODERS"),
    _ref("OtherCoder", "CODERS"),
    *[
        Column(n, Integer, nullable=False, server_default="1")
        for n in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
    ],
)
_statements = Table(
    "STATEMENTS",
    _meta,
    _key(),
    _ref("StatementTypeId", "STATEMENTTYPES"),
    _ref("DocumentId", "DOCUMENTS"),
    Column("Start", Integer, nullable=False),
    Column("Stop", Integer, nullable=False),
    _ref("Coder", "CODERS"),
    sa.CheckConstraint('"Start" >= 0 AND "Start" < "Stop"'),
)
_entities = Table(
    "ENTITIES",
    _meta,
    _key(),
    _ref("VariableId", "VARIABLES"),
    _text("Value", ""),
    *_colours(),
    Column("ChildOf", Integer, ForeignKey("ENTITIES.ID", ondelete="CASCADE")),
    UniqueConstraint("VariableId", "Value"),
)


def _data(name: str, *value: Column) -> Table:
    return Table(
        name,
        _meta,
        _key(),
        _ref("StatementId", "STATEMENTS"),
        _ref("VariableId", "VARIABLES"),
        *value,
        UniqueConstraint("StatementId", "VariableId"),
    )


_booleans = _data("DATABOOLEAN", Column("Value", Integer, nullable=False, server_default="1"))
_data("DATAINTEGER", Column("Value", Integer, nullable=False, server_default="0"))
_shorts = _data("DATASHORTTEXT", _ref("Entity", "ENTITIES"))
_longs = _data("DATALONGTEXT", Column("Value", Text, server_default=""))
_attributes = Table(
    "ATTRIBUTEVARIABLES",
    _meta,
    _key(),
    _ref("VariableId", "VARIABLES"),
    _text("AttributeVariable"),
    UniqueConstraint("VariableId", "AttributeVariable"),
)
_values = Table(
    "ATTRIBUTEVALUES",
    _meta,
    _key(),
    _ref("EntityId", "ENTITIES"),
    _ref("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    _text("AttributeValue", ""),
    UniqueConstraint("EntityId", "AttributeVariableId"),
)
_ATTRIBUTES = {name: i for i, name in enumerate(("Type", "Alias", "Notes"))}


def to_dna(project: Project) -> bytes:
    """The corrected project as the bytes of a ``.dna`` file. Open it as coder ``CODER`` with ``PASSWORD``."""
    with tempfile.TemporaryDirectory(prefix="standpoint-") as folder:
        path = Path(folder) / "project.dna"
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
        with engine.begin() as db:
            _meta.create_all(db)
            _write(db, project)
        engine.dispose()
        return path.read_bytes()


def _write(db: sa.Connection, project: Project) -> None:
    db.execute(
        _settings.insert(),
        [{"Property": "version", "Value": VERSION}, {"Property": "date", "Value": f"{datetime.now(UTC):%Y-%m-%d}"}],
    )
    db.execute(_coders.insert().values(ID=1, Name=CODER, Red=255, Green=255, Blue=0, Password=_jasypt(PASSWORD)))
    db.execute(
        _types.insert(),
        [
            {"ID": _STATEMENT, "Label": "DNA Statement", "Red": 239, "Green": 208, "Blue": 51},
            {"ID": _ANNOTATION, "Label": "Annotation", "Red": 211, "Green": 211, "Blue": 211},
        ],
    )
    db.execute(
        _variables.insert(),
        [
            {"ID": i, "Variable": name, "DataType": kind, "StatementTypeId": type_}
            for i, name, kind, type_ in (
                (_PERSON, "person", "short text", _STATEMENT),
                (_ORGANIZATION, "organization", "short text", _STATEMENT),
                (_CONCEPT, "concept", "short text", _STATEMENT),
                (_AGREEMENT, "agreement", "boolean", _STATEMENT),
                (_NOTE, "note", "long text", _ANNOTATION),
            )
        ],
    )
    for variable in (_PERSON, _ORGANIZATION, _CONCEPT):
        for name, i in _ATTRIBUTES.items():
            db.execute(_attributes.insert().values(ID=3 * variable + i, VariableId=variable, AttributeVariable=name))
    entities = _Entities(db)
    for number, analysis in enumerate(project.corrected(), 1):
        _document(db, entities, number, analysis, project)


class _Entities:
    """Persons, organizations and concepts, each once."""

    def __init__(self, db: sa.Connection):
        self._db = db
        self._ids: dict[tuple[int, str], int] = {}

    def id(self, variable: int, value: str, **attributes: str) -> int:
        """The entity's id; it is made, with its attributes, where it is new."""
        value = _short(value)
        if (variable, value) not in self._ids:
            new = self._ids[variable, value] = len(self._ids) + 1
            self._db.execute(_entities.insert().values(ID=new, VariableId=variable, Value=value))
            for name, text in attributes.items():
                if text:
                    attribute = 3 * variable + _ATTRIBUTES[name]
                    self._db.execute(
                        _values.insert().values(
                            EntityId=new, AttributeVariableId=attribute, AttributeValue=_short(text)
                        )
                    )
        return self._ids[variable, value]


def _document(db: sa.Connection, entities: _Entities, number: int, a: Analysis, project: Project) -> None:
    text = _storable(a.article.text)
    db.execute(
        _documents.insert().values(
            ID=number,
            Title=_short(a.article.title or a.article.filename or f"Article {number}"),
            Text=text,
            Coder=1,
            Source=_short(a.article.outlet),
            Notes=_storable(a.article.url),
            Type="article",
            Date=_seconds(a.article.date),
        )
    )
    # DNA counts as Java does, in UTF-16 units.
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    speakers = {s.id: s for s in a.speakers}
    topics = {t.id: t for t in a.topics}
    for s in a.statements:
        if not s.content or s.content[0][0] >= s.content[-1][1]:
            continue
        for c in s.classifications:
            decided = c.stance in ("favor", "against")
            row = db.execute(
                _statements.insert().values(
                    StatementTypeId=_STATEMENT if decided else _ANNOTATION,
                    DocumentId=number,
                    Start=units[s.content[0][0]],
                    Stop=units[s.content[-1][1]],
                    Coder=1,
                )
            )
            statement = row.lastrowid
            topic, speaker = topics[c.topic_id], speakers[s.speaker_id]
            if not decided:
                note = f"{_name(speaker, project)} is {c.stance} on: {topic.proposition}"
                db.execute(_longs.insert().values(StatementId=statement, VariableId=_NOTE, Value=_storable(note)))
                continue
            person, organization = _who(speaker, s, a, project)
            for variable, entity in (
                (_PERSON, entities.id(_PERSON, person, Type=speaker.kind if person else "", Notes=speaker.role)),
                (_ORGANIZATION, entities.id(_ORGANIZATION, organization)),
                (_CONCEPT, entities.id(_CONCEPT, topic.proposition, Alias=topic.label)),
            ):
                db.execute(_shorts.insert().values(StatementId=statement, VariableId=variable, Entity=entity))
            agrees = int(c.stance == "favor")
            db.execute(_booleans.insert().values(StatementId=statement, VariableId=_AGREEMENT, Value=agrees))


def _name(speaker: Speaker, project: Project) -> str:
    return project.aliases.get(speaker.name, speaker.name)


def _who(speaker: Speaker, s: Statement, a: Analysis, project: Project) -> tuple[str, str]:
    """Person and organization of a statement; either may be empty."""
    if s.speaker_id == AUTHOR_ID:
        return speaker.name, a.article.outlet
    if speaker.kind in ("body", "group"):
        return "", _name(speaker, project)
    return _name(speaker, project), speaker.affiliation


def _short(text: str) -> str:
    return " ".join(_storable(text).split())[:_MAX]


def _storable(text: str) -> str:
    """The text with what SQLite or Java can't hold replaced, character by character, so that offsets stay."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def _seconds(date: str) -> int:
    try:
        return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def _jasypt(password: str) -> str:
    """The password as DNA's library keeps it: salted SHA-256, 100,000 times over."""
    salt = secrets.token_bytes(16)
    digest = salt + unicodedata.normalize("NFC", password).encode()
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()
