"""Cutting a corpus into partitions: once, before the work, and the same ever after.

Tables are scanned for where their rows begin; documents are grouped in the order of their names. The plan is kept
with the results, so that a run that goes on later does exactly what the first would have done.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Literal, cast

from analysis.columns import columns_of
from analysis.corpus import rows
from analysis.corpus.rows import DAMAGED, Row
from analysis.corpus.store import CorpusError, filesystem

Kind = Literal["lines", "csv", "parquet", "documents", "unreadable"]
DEFAULT_SIZE = 500
"""Articles per partition: some minutes' work for one core, which is the most that a kill can cost it."""
_TABLES: dict[str, Kind] = {".jsonl": "lines", ".ndjson": "lines", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
_PACKED = (".gz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True, slots=True)
class Partition:
    """A fixed part of the input.

    ``paths`` are the files, ``names`` what results call them. Of a table, ``start`` and ``end`` bound the part:
    offsets in bytes (unpacked) for lines and CSV, row numbers for Parquet; ``first_row`` numbers its first row.
    ``size`` is the file's size in bytes when it was planned (0 for documents). ``reason`` is why it is unreadable.
    """

    number: int
    kind: Kind
    paths: tuple[str, ...]
    names: tuple[str, ...]
    start: int = 0
    end: int = 0
    first_row: int = 0
    rows: int = 0
    size: int = 0
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    reason: str = ""

    @property
    def name(self) -> str:
        """What the partition's files are called."""
        return f"part-{self.number:06d}"

    def to_json(self) -> str:
        """One line of the plan."""
        return json.dumps({k: v for k, v in asdict(self).items() if v or k == "number"}, ensure_ascii=False)

    @staticmethod
    def from_json(line: str | bytes) -> Partition:
        """The partition that ``to_json`` wrote."""
        data: dict[str, Any] = json.loads(line)
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return Partition(**plain)


def make_plan(source: str, size: int, chosen: Mapping[str, str]) -> list[Partition]:
    """The partitions of a file, folder or glob, of at most ``size`` articles each.

    Raises CorpusError where there is nothing to analyse or a table has no text.
    """
    found = list(_partitions(source, size, chosen))
    if not any(p.kind != "unreadable" for p in found):
        reason = f" ({found[0].names[0]}: {found[0].reason})" if found else ""
        raise CorpusError(f"There is no article in {source}{reason}.")
    return [replace(p, number=i) for i, p in enumerate(found)]


def _files(source: str) -> tuple[Any, list[str], str]:
    """The filesystem, the files sorted by path, and the folder that their names are relative to."""
    fs, path = filesystem(source)
    if any(c in path for c in "*?[") and not fs.exists(path):
        found = [p for p in fs.glob(path) if fs.isfile(p)]
        fixed = path.split("*")[0].split("?")[0].split("[")[0]
        root = fixed.rsplit("/", 1)[0] if "/" in fixed else ""
    elif fs.isdir(path):
        found, root = fs.find(path), path.rstrip("/")
    elif fs.exists(path):
        found, root = [path], str(PurePosixPath(path).parent)
    else:
        found, root = [], ""
    if not found:
        raise CorpusError(f"There is no file, folder or match called {source}.")

    def hidden(p: str) -> bool:
        inside = p[len(root) :].split("/")
        return any(part.startswith((".", "_")) for part in inside if part)

    return fs, sorted(p for p in found if not hidden(p)), root


def _partitions(source: str, size: int, chosen: Mapping[str, str]) -> Iterator[Partition]:
    fs, files, root = _files(source)
    documents: list[tuple[str, str]] = []
    for path in files:
        name = path[len(root) :].lstrip("/") if root else path
        kind = _kind(path)
        if kind is None:
            documents.append((fs.unstrip_protocol(path), name))
            if len(documents) == size:
                yield _group(documents)
                documents = []
        else:
            yield from _table(fs, path, name, kind, size, chosen)
    if documents:
        yield _group(documents)


def _kind(path: str) -> Kind | None:
    pure = PurePosixPath(path.lower())
    if pure.suffix in _PACKED:
        pure = pure.with_suffix("")
    return _TABLES.get(pure.suffix)


def _group(documents: Sequence[tuple[str, str]]) -> Partition:
    return Partition(
        0, "documents", tuple(p for p, _ in documents), tuple(n for _, n in documents), rows=len(documents)
    )


def _table(fs: Any, path: str, name: str, kind: Kind, size: int, chosen: Mapping[str, str]) -> Iterator[Partition]:
    whole = Partition(0, kind, (fs.unstrip_protocol(path),), (name,), size=int(fs.size(path) or 0))
    if kind == "parquet":
        yield from _parquet(fs, path, whole, size, chosen)
        return
    at = count = row = start = 0
    try:
        with _opened(fs, path) as file:
            records: Iterator[tuple[int, Any]]
            if kind == "csv":
                whole = replace(whole, delimiter=_delimiter(file.readline(1_000_000)))
                file.seek(0)
                records = rows.csv_records(file, whole.delimiter)
                at, header = next(records, (0, "There is no header."))
                if isinstance(header, str):
                    yield replace(whole, kind="unreadable", reason=header)
                    return
                rows.need_text(name, header, chosen)
                whole, start = replace(whole, columns=tuple(header)), at
            else:
                records = rows.lines(file)
            for end, _ in records:
                at, count = end, count + 1
                if count == size:
                    yield replace(whole, start=start, end=at, first_row=row, rows=count)
                    start, row, count = at, row + count, 0
        if count:
            yield replace(whole, start=start, end=at, first_row=row, rows=count)
    except DAMAGED as error:
        if getattr(error, "errno", None):
            raise  # the storage, not the file
        # What was read before the damage is good.
        if count:
            yield replace(whole, start=start, end=at, first_row=row, rows=count)
        reason = f"This file is damaged after {row + count} rows and can't be read on ({error})."
        yield replace(whole, kind="unreadable", first_row=row + count, reason=reason)


@contextmanager
def _opened(fs: Any, path: str) -> Iterator[BinaryIO]:
    """A file for reading, unpacked where it is packed; buffered, since remote files read line by line are slow."""
    with fs.open(path, "rb", compression="infer") as raw:
        yield cast(BinaryIO, io.BufferedReader(raw, 1 << 20))


def _delimiter(header: bytes) -> str:
    return max((",", ";", "\t"), key=lambda d: header.count(d.encode()))


def _parquet(fs: Any, path: str, whole: Partition, size: int, chosen: Mapping[str, str]) -> Iterator[Partition]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with fs.open(path, "rb") as file:
            parquet = pq.ParquetFile(file)
            total, names = parquet.metadata.num_rows, parquet.schema_arrow.names
    except (pa.ArrowException, *DAMAGED) as error:
        yield replace(whole, kind="unreadable", reason=f"This is no Parquet file, or a damaged one ({error}).")
        return
    rows.need_text(whole.names[0], names, chosen)
    columns = tuple(columns_in_order(names, chosen))
    for start in range(0, total, size):
        end = min(total, start + size)
        yield replace(whole, start=start, end=end, first_row=start, rows=end - start, columns=columns)


def columns_in_order(names: Sequence[str], chosen: Mapping[str, str]) -> list[str]:
    """The columns worth reading."""
    wanted = set(columns_of(names, chosen).values())
    return [n for n in names if n in wanted]


def read(partition: Partition, chosen: Mapping[str, str]) -> Iterator[Row]:
    """The articles of a partition, in order.

    Raises CorpusError where a table has changed since it was planned, OSError where storage fails.
    """
    if partition.kind == "unreadable":
        yield Row(partition.names[0], partition.first_row, "", None, partition.reason)
        return
    if partition.kind == "documents":
        for path, name in zip(partition.paths, partition.names, strict=True):
            fs, inner = filesystem(path)
            try:
                yield rows.from_document(name, fs.cat_file(inner))
            except FileNotFoundError:
                yield Row(name, 0, "", None, "This file was there when the run began and is gone.")
        return
    fs, path = filesystem(partition.paths[0])
    name = partition.names[0]
    if not fs.exists(path) or int(fs.size(path) or 0) != partition.size:
        raise CorpusError(f"{name} has changed since this run began. Begin anew with another --out.")
    if partition.kind == "parquet":
        yield from _read_parquet(fs, path, partition, chosen)
        return
    number = partition.first_row
    with _opened(fs, path) as file:
        file.seek(partition.start)
        if partition.kind == "lines":
            for end, line in rows.lines(file, partition.start):
                yield rows.from_line(name, number, line, chosen)
                number += 1
                if end >= partition.end:
                    return
        else:
            for end, cells in rows.csv_records(file, partition.delimiter, partition.start):
                yield rows.from_cells(name, number, partition.columns, cells, chosen)
                number += 1
                if end >= partition.end:
                    return


def _read_parquet(fs: Any, path: str, partition: Partition, chosen: Mapping[str, str]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with fs.open(path, "rb") as file:
        parquet = pq.ParquetFile(file)
        groups: list[int] = []
        at = first = 0
        for i in range(parquet.metadata.num_row_groups):
            n = parquet.metadata.row_group(i).num_rows
            if at < partition.end and at + n > partition.start:
                if not groups:
                    first = at
                groups.append(i)
            at += n
        number = first
        try:
            for batch in parquet.iter_batches(256, row_groups=groups, columns=list(partition.columns)):
                for values in batch.to_pylist():
                    if partition.start <= number < partition.end:
                        yield rows.from_values(partition.names[0], number, values, chosen)
                    number += 1
        except (pa.ArrowException, OSError) as error:
            if getattr(error, "errno", None):
                raise  # the storage, not the file
            reason = f"This file is damaged; its rows up to {partition.end - 1} can't be read ({error})."
            yield Row(partition.names[0], max(number, partition.start), "", None, reason)
