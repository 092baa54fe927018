"""Many articles at once: archives and tables. What can't be read is reported by file or row and stops nothing.

Nothing is ever written to disk: a path in an archive is only a name.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from analysis.columns import FIELDS
from analysis.errors import InputError
from analysis.ingest import MAX_BYTES, Failure, decode, iso_date, read_document, read_text
from analysis.types import Article

ARCHIVE_BYTES = 200 * 1024 * 1024
"""Most bytes that an archive may unpack to."""
ARCHIVE_FILES = 10_000
RATIO = 150
"""A file packed tighter than this is no text: prose packs to a third, seldom to a tenth."""
TABLE_ROWS = 50_000
COLUMNS = FIELDS[:5]
"""What a column of a table can mean here, where articles need no name of their own."""
_HIDDEN = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of many: the articles in order, and what was left out and why."""

    articles: tuple[Article, ...]
    failures: tuple[Failure, ...] = ()

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(self.articles + other.articles, self.failures + other.failures)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a CSV or JSONL file before their columns have a meaning. ``lines`` is each row's line in the file."""

    filename: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...]
    failures: tuple[Failure, ...] = ()


def read_archive(filename: str, data: bytes) -> Loaded:
    """The articles in a zip file. Raises InputError where the archive as a whole can't be read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise InputError(f"{filename} is damaged or no zip file. Pack the articles anew.") from error
    if len(members) > ARCHIVE_FILES:
        raise InputError(f"{filename} holds {len(members):,} files; at most {ARCHIVE_FILES:,} can be loaded at once.")
    articles: list[Article] = []
    failures: list[Failure] = []
    left = ARCHIVE_BYTES
    with archive:
        for member in members:
            try:
                content = _unpacked(archive, member, left)
                left -= len(content)
                name = _safe_name(member.filename)
                if name.lower().endswith((".csv", ".jsonl", ".ndjson")):
                    raise InputError("A table inside an archive isn't read. Upload it by itself.")
                articles.append(read_document(name, content))
            except InputError as error:
                failures.append(Failure(member.filename, str(error)))
    return Loaded(tuple(articles), tuple(failures))


def _hidden(name: str) -> bool:
    return name.startswith(_HIDDEN[0]) or PurePosixPath(name).name.startswith("._") or name.endswith(_HIDDEN[1:])


def _safe_name(name: str) -> str:
    """The file's own name. Raises InputError for one that points out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        raise InputError("This file's path points out of the archive, so it was left out. Pack the articles anew.")
    return path.name


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """A member's bytes, never more than its limits whatever the archive says its size is."""
    _safe_name(member.filename)
    if member.flag_bits & 1:
        raise InputError("This file is protected by a password. Pack it without one.")
    if member.file_size > 10_000 and member.file_size > RATIO * max(1, member.compress_size):
        raise InputError("This file is packed so tightly that it can't be an article (a zip bomb), and was left out.")
    limit = min(MAX_BYTES, left)
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise InputError("This file is damaged inside the archive. Pack it anew.") from error
    except Exception as error:  # zlib, lzma and bz2 each have errors of their own
        raise InputError("This file is damaged inside the archive. Pack it anew.") from error
    if len(content) > limit:
        if limit < MAX_BYTES:
            raise InputError(f"The archive unpacks to more than {ARCHIVE_BYTES // 2**20} MB; this file was left out.")
        raise InputError(f"This file is larger than {MAX_BYTES // 2**20} MB.")
    return content


def read_table(filename: str, data: bytes) -> Table:
    """The rows of a CSV (comma, semicolon or tab) or JSONL file. Raises InputError where it is neither."""
    text = decode(data).lstrip("\ufeff")
    if not text.strip():
        raise InputError(f"{filename} is empty.")
    if filename.lower().endswith((".jsonl", ".ndjson")):
        return _jsonl(filename, text)
    return _csv(filename, text)


def _jsonl(filename: str, text: str) -> Table:
    rows: list[Mapping[str, str]] = []
    lines: list[int] = []
    failures: list[Failure] = []
    columns: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        _check_rows(filename, len(rows))
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            failures.append(Failure(f"{filename}, row {number}", "This line isn't valid JSON."))
            continue
        if not isinstance(row, dict):
            failures.append(Failure(f"{filename}, row {number}", "This line is no object with fields."))
            continue
        rows.append({str(k): _cell(v) for k, v in row.items()})
        lines.append(number)
        columns |= dict.fromkeys(rows[-1])
    if not rows:
        raise InputError(f"{filename} holds no row that can be read. Each line must be an object in JSON.")
    return Table(filename, tuple(columns), tuple(rows), tuple(lines), tuple(failures))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv(filename: str, text: str) -> Table:
    csv.field_size_limit(MAX_BYTES)
    head = text[:20_000]
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(head.split("\n", 1)[0], delimiters=",;\t")
        dialect.doublequote = True
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    rows: list[Mapping[str, str]] = []
    lines: list[int] = []
    failures: list[Failure] = []
    try:
        header = [h.strip() for h in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise InputError(f"{filename} has no header row. Name the columns in its first line.") from error
    if len(set(header)) < len(header):
        raise InputError(f"{filename} has two columns of the same name. Rename one.")
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            failures.append(Failure(f"{filename}, row {number}", f"This row can't be read ({error})."))
            continue
        if not any(c.strip() for c in row):
            continue
        _check_rows(filename, len(rows))
        if len(row) != len(header):
            message = f"This row has {len(row)} cells, the header {len(header)}. Is a quotation mark missing?"
            failures.append(Failure(f"{filename}, row {number}", message))
            continue
        rows.append(dict(zip(header, row, strict=True)))
        lines.append(number)
    return Table(filename, tuple(header), tuple(rows), tuple(lines), tuple(failures))


def _check_rows(filename: str, rows: int) -> None:
    if rows >= TABLE_ROWS:
        raise InputError(f"{filename} has more than {TABLE_ROWS:,} rows. Split it.")


def articles_of(table: Table, mapping: Mapping[str, str]) -> Loaded:
    """The articles of a table, its columns read as ``mapping`` says (meaning to column).

    Raises InputError where no column is given for the text, or one isn't there.
    """
    if not mapping.get("text"):
        raise InputError("Choose the column that holds the articles' text.")
    for column in mapping.values():
        if column and column not in table.columns:
            raise InputError(f"{table.filename} has no column {column!r}.")
    articles: list[Article] = []
    failures = list(table.failures)
    for line, row in zip(table.lines, table.rows, strict=True):
        given = {k: row.get(mapping.get(k, ""), "").strip() for k in COLUMNS}
        try:
            date = iso_date(given["date"])
            if given["date"] and not date:
                raise InputError(f"“{given['date'][:40]}” is no date that can be read. Write 2018-10-22.")
            read = read_text(
                row.get(mapping["text"], ""), title=given["title"], outlet=given["outlet"], url=given["url"]
            )
            articles.append(replace(read, date=date or read.date, filename=f"{table.filename}, row {line}"))
        except InputError as error:
            failures.append(Failure(f"{table.filename}, row {line}", str(error)))
    return Loaded(tuple(articles), tuple(failures))


def without_repeats(articles: Iterable[Article]) -> tuple[tuple[Article, ...], tuple[Failure, ...]]:
    """The articles, each text of an outlet once; the same upload again is reported and left out."""
    seen: dict[tuple[str, str], Article] = {}
    failures = []
    for a in articles:
        key = (a.text, a.outlet)
        if key in seen:
            name = a.filename or a.title or "an article"
            failures.append(Failure(name, f"The same as {seen[key].filename or seen[key].title}; loaded once."))
        else:
            seen[key] = a
    return tuple(seen.values()), tuple(failures)
