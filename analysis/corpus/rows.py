"""Rows of tables and documents as articles, with the reason where one can't be read.

A table is read from a place to a place, in bytes (JSONL, CSV) or rows (Parquet), so that a partition is read
without the rest of its file. Planning and reading share the same record splitter: they can't disagree.
"""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from analysis.columns import columns_of
from analysis.corpus.store import CorpusError
from analysis.errors import InputError
from analysis.ingest import MAX_BYTES, iso_date, read_document, read_text
from analysis.types import Article

DAMAGED = (OSError, EOFError, zlib.error)
"""What reading a damaged file raises."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the input: ``source`` is its file, ``row`` its number there, from 0.

    ``article`` is None where it can't be analysed; ``reason`` then says why.
    """

    source: str
    row: int
    given_id: str
    article: Article | None
    reason: str = ""


def need_text(name: str, names: Sequence[str], chosen: Mapping[str, str]) -> None:
    """Raise CorpusError where no column of a table holds text."""
    if "text" not in columns_of(names, chosen):
        raise CorpusError(
            f"{name} has no column that holds the articles' text. Its columns: {', '.join(names) or 'none'}. "
            "Say which one: --columns text=NAME"
        )


def lines(file: BinaryIO, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Lines that aren't blank, each with the offset of its end. A line beyond the limit is cut."""
    at = start
    while line := file.readline(MAX_BYTES):
        at += len(line)
        if line.strip():
            yield at, line


def csv_records(file: BinaryIO, delimiter: str, start: int = 0) -> Iterator[tuple[int, list[str] | str]]:
    """Records of a CSV, each with the offset of its end; in place of a record that can't be read, the reason."""
    at = start

    def decoded() -> Iterator[str]:
        nonlocal at
        while line := file.readline(MAX_BYTES):
            first, at = at == 0, at + len(line)
            yield line.decode("utf-8-sig" if first else "utf-8", "surrogateescape")

    before = csv.field_size_limit(MAX_BYTES)
    try:
        reader = csv.reader(decoded(), delimiter=delimiter)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield at, f"This row can't be read ({error})."
                continue
            if cells:
                yield at, cells
    finally:
        csv.field_size_limit(before)


def from_line(source: str, number: int, line: bytes, chosen: Mapping[str, str]) -> Row:
    """A line of JSONL as an article."""
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Row(source, number, "", None, "This line isn't UTF-8 text.")
    except (ValueError, RecursionError):
        return Row(source, number, "", None, "This line isn't valid JSON.")
    if not isinstance(data, dict):
        return Row(source, number, "", None, "This line is no object with fields.")
    return _article(source, number, {str(k): _cell(v) for k, v in data.items()}, chosen)


def from_cells(
    source: str, number: int, columns: Sequence[str], cells: list[str] | str, chosen: Mapping[str, str]
) -> Row:
    """A record of a CSV as an article."""
    if isinstance(cells, str):
        return Row(source, number, "", None, cells)
    if len(cells) > len(columns):
        return Row(source, number, "", None, f"This row has {len(cells)} cells, the header {len(columns)}.")
    given = dict(zip(columns, cells, strict=False))
    if any("\udc80" <= c <= "\udcff" for cell in cells for c in cell):
        return Row(source, number, "", None, "This row isn't UTF-8 text.")
    return _article(source, number, given, chosen)


def from_values(source: str, number: int, values: Mapping[str, Any], chosen: Mapping[str, str]) -> Row:
    """A row of a Parquet file as an article."""
    return _article(source, number, {k: _cell(v) for k, v in values.items()}, chosen)


def from_document(source: str, data: bytes) -> Row:
    """A file that is an article."""
    try:
        return Row(source, 0, "", read_document(source, data))
    except InputError as error:
        return Row(source, 0, "", None, str(error))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _article(source: str, number: int, given: Mapping[str, str], chosen: Mapping[str, str]) -> Row:
    columns = columns_of(list(given), chosen)
    known = {field: given[column] for field, column in columns.items()}
    name = _clean(known.pop("id", ""))
    if "text" not in known:
        return Row(source, number, name, None, "This row has no text: none of its fields holds an article.")
    try:
        known["text"].encode("utf-8")
        article = read_text(
            known["text"],
            title=_clean(known.get("title", "")),
            outlet=_clean(known.get("outlet", "")),
            date=iso_date(known.get("date", "")),
            url=_clean(known.get("url", "")),
        )
    except UnicodeEncodeError:
        return Row(source, number, name, None, "This text holds half a character (a lone surrogate). Export it anew.")
    except InputError as error:
        return Row(source, number, name, None, str(error))
    return Row(source, number, name, article)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").strip()
