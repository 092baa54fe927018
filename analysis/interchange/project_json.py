"""A project as plain data, and back without loss. docs/project-json.md describes it.

``schema`` rises with any change that would break a reader. Analyses in it are as ``analysis.export`` writes them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from analysis.codebook import Codebook
from analysis.corrections import Correction
from analysis.errors import StandpointError
from analysis.export import from_json, to_json
from analysis.project import Project
from analysis.types import Topic

SCHEMA = 1
KIND = "standpoint project"


def project_to_data(project: Project) -> dict[str, Any]:
    """The whole project as data that ``json.dumps`` takes."""
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "id": project.id,
        "name": project.name,
        "codebook": codebook_to_data(project.codebook),
        "analyses": [to_json(a) for a in project.analyses],
        "corrections": [correction_to_data(c) for c in project.corrections],
        "events": dict(project.events),
        "aliases": dict(project.aliases),
    }


def project_from_data(data: Any) -> Project:
    """The project that ``project_to_data`` wrote. Raises StandpointError where ``data`` is something else."""
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise StandpointError("This file holds no Standpoint project.")
    if data.get("schema") != SCHEMA:
        raise StandpointError(
            f"This project was written by another version of Standpoint (schema {data.get('schema')!r}, "
            f"this version reads {SCHEMA})."
        )
    try:
        return Project(
            id=_text(data["id"]),
            name=_text(data["name"]),
            codebook=codebook_from_data(data["codebook"]),
            analyses=tuple(from_json(a) for a in data["analyses"]),
            corrections=tuple(correction_from_data(c) for c in data["corrections"]),
            events={_text(k): _text(v) for k, v in data["events"].items()},
            aliases={_text(k): _text(v) for k, v in data["aliases"].items()},
        )
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise StandpointError(f"This project is incomplete or damaged ({error}).") from error


def project_from_json(data: bytes) -> Project:
    """The project in a file. Raises StandpointError where it is none."""
    try:
        return project_from_data(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise StandpointError("This file holds no Standpoint project.") from error


def correction_to_data(correction: Correction) -> dict[str, Any]:
    """One correction as data."""
    return {**asdict(correction), "words": [list(w) for w in correction.words]}


def correction_from_data(data: dict[str, Any]) -> Correction:
    """The correction that ``correction_to_data`` wrote. Raises CorrectionError, KeyError or TypeError."""
    return Correction(**{**data, "words": tuple((int(a), int(b)) for a, b in data["words"])})


def codebook_to_data(codebook: Codebook) -> dict[str, Any]:
    """A codebook as data."""
    return {"name": codebook.name, "version": codebook.version, "topics": [asdict(t) for t in codebook.topics]}


def codebook_from_data(data: dict[str, Any]) -> Codebook:
    """The codebook that ``codebook_to_data`` wrote. Raises KeyError or TypeError."""
    topics = tuple(Topic(**{**t, "phrases": tuple(t["phrases"])}) for t in data["topics"])
    return Codebook(topics, _text(data["version"]), _text(data["name"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {type(value).__name__}")
    return value
