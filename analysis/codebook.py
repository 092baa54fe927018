"""Codebooks: the topics that statements are placed on, in a YAML file that people can edit.

A codebook is a list of entries, or a mapping with ``topics`` (the list) and, as one likes, ``version`` and
``name``. An entry needs ``id`` and ``proposition``; everything else is optional::

    - id: school-meals
      proposition: School meals should be free for all pupils.
      phrases: [school meals, free lunches]
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from analysis.errors import CodebookError
from analysis.propositions import name_of, target_of
from analysis.types import Topic

DEFAULT_PATH = Path(__file__).parent / "data" / "codebook.yaml"
MAX_BYTES = 1_000_000
MAX_TOPICS = 200

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
_FIELDS = ("id", "proposition", "name", "description", "target", "favor_means", "against_means", "phrases")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
    proposition: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
    name: _Line = ""
    description: _Text = ""
    target: _Line = ""
    favor_means: _Text = ""
    against_means: _Text = ""
    phrases: list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100)]] = Field(
        default_factory=list, max_length=50
    )


@dataclass(frozen=True, slots=True)
class Codebook:
    """Topics in the order of the file. ``version`` is a hash of their content, equal for equal topics."""

    topics: tuple[Topic, ...]
    version: str
    name: str = ""


class _UniqueKeyLoader(yaml.SafeLoader):
    """Safe YAML in which a key given twice is an error: plain YAML would silently drop the first."""

    def construct_mapping(self, node, deep=False):
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if isinstance(key, str):
                if key in seen:
                    line = key_node.start_mark.line + 1
                    raise CodebookError(f'codebook, line {line}: field "{key}" is given twice in one entry')
                seen.add(key)
        return super().construct_mapping(node, deep)


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Read a codebook file (UTF-8 YAML), or the default one. Raises CodebookError."""
    file = DEFAULT_PATH if path is None else Path(path)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise CodebookError(f"codebook {file}: there is no such file") from None
    except IsADirectoryError:
        raise CodebookError(f"codebook {file}: this is a folder; name the YAML file inside it") from None
    except OSError as error:
        raise CodebookError(f"codebook {file}: cannot be read ({error.strerror})") from None
    try:
        return parse_codebook(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CodebookError(f"codebook {file}: not UTF-8 text; save it as UTF-8 YAML") from None


@lru_cache(maxsize=16)
def parse_codebook(yaml_text: str) -> Codebook:
    """Check and complete a codebook given as YAML text.

    Name and target are derived from the proposition where the entry has none. Raises CodebookError, which
    names every wrong entry (by position and id) and field.
    """
    if len(yaml_text) > MAX_BYTES:
        raise CodebookError(f"codebook: longer than {MAX_BYTES:,} characters")
    try:
        document = yaml.load(yaml_text, Loader=_UniqueKeyLoader)  # a SafeLoader: builds plain data only # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise CodebookError(f"codebook{where}: not valid YAML ({getattr(error, 'problem', None) or error})") from None
    except (RecursionError, ValueError) as error:
        raise CodebookError(f"codebook: not valid YAML ({error})") from None
    entries, name = _entries(document)
    topics = _topics(entries)
    return Codebook(topics, _hash(topics), name)


def dump_codebook(topics: tuple[Topic, ...] | list[Topic]) -> str:
    """The topics as YAML text that ``parse_codebook`` reads back to the same topics."""
    entries = []
    for topic in topics:
        fields = {k: v for k, v in asdict(topic).items() if k in _FIELDS and v}
        if "phrases" in fields:
            fields["phrases"] = list(fields["phrases"])
        entries.append({k: fields[k] for k in _FIELDS if k in fields})
    return yaml.safe_dump({"topics": entries}, sort_keys=False, allow_unicode=True, width=100)


def complete(topic: Topic) -> Topic:
    """The topic with name and target filled in from its proposition where they are empty."""
    return replace(
        topic,
        name=topic.name or name_of(topic.proposition),
        target=topic.target or target_of(topic.proposition),
    )


def _entries(document: Any) -> tuple[list[Any], str]:
    name = ""
    if isinstance(document, dict):
        unknown = sorted(str(k) for k in document if k not in ("version", "name", "topics"))
        if unknown:
            raise CodebookError(f'codebook: unknown field "{unknown[0]}" (known: version, name, topics)')
        if "topics" not in document:
            raise CodebookError('codebook: field "topics" is missing; it holds the list of entries')
        name = str(document.get("name") or "")
        document = document["topics"]
    if not isinstance(document, list):
        raise CodebookError("codebook: expected a list of entries, each with id and proposition")
    if not document:
        raise CodebookError("codebook: no entries; give at least one with id and proposition")
    if len(document) > MAX_TOPICS:
        raise CodebookError(f"codebook: {len(document)} entries; at most {MAX_TOPICS} are supported")
    return document, name


def _topics(entries: list[Any]) -> tuple[Topic, ...]:
    problems: list[str] = []
    topics: list[Topic] = []
    first_seen: dict[str, int] = {}
    for number, raw in enumerate(entries, 1):
        where = f"entry {number}"
        if not isinstance(raw, dict):
            problems.append(f"{where}: expected fields such as id and proposition, found {_kind(raw)}")
            continue
        if isinstance(raw.get("id"), str) and raw["id"]:
            where += f" ({raw['id'][:80]})"
        # An empty value in YAML ("name:") is null; people mean "none given".
        given = {k: v for k, v in raw.items() if v is not None or k in ("id", "proposition")}
        if bad := [k for k in given if not isinstance(k, str)]:
            problems.append(f'{where}: field "{bad[0]}": a field name must be a word')
            continue
        try:
            entry = _Entry.model_validate(given)
        except ValidationError as error:
            problems += [f"{where}: {_explain(e)}" for e in error.errors(include_url=False)]
            continue
        if entry.id in first_seen:
            problems.append(f'{where}: field "id": already used by entry {first_seen[entry.id]}')
            continue
        first_seen[entry.id] = number
        fields = entry.model_dump()
        fields["phrases"] = tuple(dict.fromkeys(fields["phrases"]))
        topics.append(complete(Topic(**fields)))
    if problems:
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        raise CodebookError("codebook: " + "; ".join(problems[:5]) + more)
    return tuple(topics)


def _explain(error: Any) -> str:
    field = str(error["loc"][0]) if error["loc"] else "?"
    item = f", item {error['loc'][1] + 1}" if len(error["loc"]) > 1 else ""
    kind, given = error["type"], error.get("input")
    if kind == "missing":
        what = "is missing"
    elif kind == "extra_forbidden":
        what = f"is unknown (known: {', '.join(_FIELDS)})"
    elif kind == "string_type":
        what = f"must be text, found {_kind(given)}; put it in quotes"
    elif kind == "list_type":
        what = f"must be a list such as [one phrase, another phrase], found {_kind(given)}"
    elif kind == "string_pattern_mismatch":
        what = "may hold only letters, digits, '-', '_' and '.', and starts with a letter or digit"
    else:
        what = error["msg"][:1].lower() + error["msg"][1:]
    return f'field "{field}"{item}: {what}'


def _kind(value: Any) -> str:
    names = {str: "text", bool: "a yes/no value", int: "a number", float: "a number", list: "a list",
             dict: "a mapping", type(None): "nothing"}  # fmt: skip
    return names.get(type(value), re.sub(r"\W", "", type(value).__name__))


def _hash(topics: tuple[Topic, ...]) -> str:
    canonical = json.dumps([asdict(t) for t in topics], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
