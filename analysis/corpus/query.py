"""Questions about a corpus, answered by DuckDB from its Parquet files; nothing of it is held in memory.

A speaker here is a name: the same name in two articles counts as one speaker. The articles' own voice ("Author")
is each outlet's own and is left out of the speakers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from analysis.corpus.job import finished
from analysis.corpus.schema import SCHEMA
from analysis.corpus.store import CorpusError, Store
from analysis.positions import EVEN_SHARE
from analysis.settings import corpus_folder
from analysis.types import AUTHOR_ID

NO_OUTLET = "Unknown outlet"
PERIODS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to look at; an empty field means everything. ``words`` must occur; ``since`` and ``until`` are ISO 8601."""

    outlet: str = ""
    speaker: str = ""
    topic: str = ""
    stance: str = ""
    words: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a speaker or an outlet holds on a topic: summed weights of evidence, statements and articles."""

    row: str
    topic_id: str
    topic: str
    stance: str
    favor: float
    against: float
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus that may be looked at. ``planned`` and ``done`` count partitions."""

    folder: Path
    planned: int
    done: int

    @property
    def complete(self) -> bool:
        """Whether nothing is still to be analysed."""
        return self.done >= self.planned


def find(name: str) -> Corpus:
    """The corpus of a name, which is a folder below ``STANDPOINT_CORPUS_DIR``.

    Raises CorpusError where there is none, and for any path that leads out of that folder.
    """
    base = corpus_folder()
    if not base:
        raise CorpusError("No corpora are opened here. Set STANDPOINT_CORPUS_DIR to the folder that holds them.")
    root = Path(base).expanduser().resolve()
    refused = CorpusError(f"There is no corpus called {name!r} in the folder that this dashboard opens.")
    if not name or "\0" in name:
        raise refused
    try:
        folder = (root / name).resolve()
        manifest = (folder / "manifest.json").resolve()
        if not folder.is_relative_to(root) or manifest.parent != folder or not manifest.is_file():
            raise refused
        known = json.loads(manifest.read_bytes())
        planned = (folder / "plan.jsonl").read_bytes().count(b"\n")
    except (OSError, ValueError, RuntimeError) as error:
        raise refused from error
    if known.get("schema") != SCHEMA:
        raise CorpusError(f"The corpus {name!r} was made by another version (schema {known.get('schema')}).")
    return Corpus(folder, planned, len(finished(Store(str(folder)))))


@lru_cache(maxsize=1)
def _database() -> tuple[Any, Lock]:
    import duckdb

    db = duckdb.connect(":memory:")
    db.execute("set autoinstall_known_extensions = false")
    db.execute("set autoload_known_extensions = false")
    return db, Lock()


def _ask(sql: str, values: Sequence[Any] = ()) -> list[tuple]:
    import duckdb

    db, lock = _database()
    with lock:
        cursor = db.cursor()
    try:
        return cursor.execute(sql, list(values)).fetchall()
    except duckdb.Error as error:
        raise CorpusError(f"This corpus can't be read: {str(error).splitlines()[0]}") from error
    finally:
        cursor.close()


def _table(corpus: Corpus, name: str) -> str:
    path = str(corpus.folder / name / "*.parquet").replace("'", "''")
    return f"read_parquet('{path}')"


def _where(choice: Choice, *, topic: str = "topic_id", stance: str = "stance") -> tuple[str, list[Any]]:
    """Conditions on positions, or on statements joined with their classifications."""
    out, values = ["true"], []
    for column, value in (
        (f"coalesce(nullif(outlet, ''), '{NO_OUTLET}')", choice.outlet),
        ("speaker", choice.speaker),
        (topic, choice.topic),
        (stance, choice.stance),
    ):
        if value:
            out.append(f"{column} = ?")
            values.append(value)
    for sign, value in ((">=", choice.since), ("<=", choice.until)):
        if value:
            out.append(f"date <> '' and date {sign} ?")
            values.append(value)
    return " and ".join(out), values


def totals(corpus: Corpus) -> dict[str, int]:
    """Rows of each table."""
    return {
        name: int(_ask(f"select count(*) from {_table(corpus, name)}")[0][0])
        for name in ("articles", "statements", "positions", "failures")
    }


def topics(corpus: Corpus, limit: int = 200) -> list[tuple[str, str]]:
    """Topics as (id, label), those in most articles first."""
    sql = f"select topic_id, any_value(topic) from {_table(corpus, 'positions')} group by 1 "
    return [(a, b) for a, b in _ask(f"{sql} order by count(*) desc, 1 limit {int(limit)}")]


def outlets(corpus: Corpus, limit: int = 500) -> list[tuple[str, int]]:
    """Outlets with their number of articles, the largest first."""
    sql = f"select coalesce(nullif(outlet, ''), '{NO_OUTLET}'), count(*) from {_table(corpus, 'articles')} group by 1 "
    return [(a, int(b)) for a, b in _ask(f"{sql} order by 2 desc, 1 limit {int(limit)}")]


def matrix(corpus: Corpus, choice: Choice, *, by: str = "speaker", rows: int = 25, columns: int = 6) -> list[Cell]:
    """Speakers (or outlets, ``by="outlet"``) by topics: the largest rows and columns of what is chosen.

    By speaker the articles' own voice is left out; by outlet everything that the outlet carries counts.
    """
    where, values = _where(choice)
    row = "speaker" if by == "speaker" else f"coalesce(nullif(outlet, ''), '{NO_OUTLET}')"
    if by == "speaker":
        where += f" and speaker_id <> '{AUTHOR_ID}'"
    sql = f"""
        with chosen as (select *, {row} as label from {_table(corpus, "positions")} where {where}),
        -- Evidence counts, not mentions: whoever is quoted most stands first.
        r as (select label from chosen group by 1 order by sum(statements) desc, 1 limit {int(rows)}),
        c as (select topic_id from chosen group by 1 order by sum(statements) desc, 1 limit {int(columns)})
        select label, topic_id, any_value(topic), sum(favor), sum(against), sum(neutral), sum(unclear),
               sum(statements), count(distinct article_id)
        from chosen semi join r using (label) semi join c using (topic_id)
        group by 1, 2 order by sum(sum(statements)) over (partition by label) desc, label,
                               sum(sum(statements)) over (partition by topic_id) desc, topic_id
    """
    return [
        Cell(label, topic_id, topic, _stance(favor, against, neutral, unclear), favor, against, int(n), int(articles))
        for label, topic_id, topic, favor, against, neutral, unclear, n, articles in _ask(sql, values)
    ]


def _stance(favor: float, against: float, neutral: float, unclear: float) -> str:
    """As ``analysis.positions`` decides it from the weights of evidence."""
    decided = favor + against
    if decided > 0:
        if min(favor, against) / decided >= EVEN_SHARE:
            return "unclear"
        return "favor" if favor > against else "against"
    return "neutral" if neutral >= unclear else "unclear"


def timeline(corpus: Corpus, choice: Choice, period: str = "month") -> list[tuple[str, str, int]]:
    """Positions over time: (first day of the period, stance, number), in order. Articles without a date are left out.

    ``period`` is one of ``PERIODS``; raises ValueError for another.
    """
    if period not in PERIODS:
        raise ValueError(period)
    where, values = _where(choice)
    sql = f"""
        select cast(date_trunc('{period}', try_cast(date as date)) as date)::varchar, stance, count(*)
        from {_table(corpus, "positions")} where {where} and try_cast(date as date) is not null
        group by 1, 2 order by 1, 2
    """
    return [(day, stance, int(n)) for day, stance, n in _ask(sql, values)]


def statements(corpus: Corpus, choice: Choice, page: int = 0, size: int = 25) -> tuple[int, list[dict[str, Any]]]:
    """How many statements there are, and one page of them (from 0), each once, in the order of the articles.

    A statement is shown with its classification on the chosen topic, or else its surest one.
    """
    where, values = _where(choice, topic="c.topic_id", stance="c.stance")
    if choice.words:
        where += " and contains(lower(text), lower(?))"
        values.append(choice.words)
    source = f"""
        from {_table(corpus, "statements")} s left join lateral (select unnest(s.classifications) as c) on true
        where {where}
    """
    ((total,),) = _ask(f"select count(distinct (article_id, statement_id)) {source}", values)
    sql = f"""
        select article_id, statement_id, outlet, date, speaker, text, type, c.topic as topic,
               c.stance as stance, c.confidence as confidence, coalesce(c.sentiment, s.sentiment) as sentiment
        {source}
        qualify row_number() over (partition by article_id, statement_id order by c.confidence desc nulls last) = 1
        order by article_id, statement_id limit {int(size)} offset {int(page) * int(size)}
    """
    columns = "article_id statement_id outlet date speaker text type topic stance confidence sentiment".split()
    found = [dict(zip(columns, row, strict=True)) for row in _ask(sql, values)]
    titles = _titles(corpus, sorted({f["article_id"] for f in found}))
    return int(total), [{**f, **titles.get(f["article_id"], {"title": "", "url": ""})} for f in found]


def _titles(corpus: Corpus, ids: list[str]) -> dict[str, dict[str, str]]:
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    sql = f"select article_id, title, url from {_table(corpus, 'articles')} where article_id in ({marks})"
    return {a: {"title": t, "url": u} for a, t, u in _ask(sql, ids)}


def failures(corpus: Corpus, limit: int = 200) -> list[tuple[str, str]]:
    """Articles that could not be analysed, with the reason."""
    return [(a, b) for a, b in _ask(f"select article_id, reason from {_table(corpus, 'failures')} limit {int(limit)}")]
