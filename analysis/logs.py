"""Logs: a line for each event, as JSON or as text, made of numbers and of names that the program itself gave.

A record takes no strings but its event's name, so no article, name, address, token or password can get into one.
Records of libraries keep their place and the type of their error; their message, which may quote anything, is left out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO

Format = Literal["json", "text"]
Level = Literal["debug", "info", "warning", "error"]

_NAME = "standpoint"
_ROOT = Path(__file__).resolve().parent.parent
_LIBRARIES = ("streamlit", "uvicorn", "websockets", "starlette", "asyncio", "alembic", "sqlalchemy")
_FRAMES = 12
_visit: ContextVar[str] = ContextVar("visit", default="")
# Without a handler of its own, warnings would go to the screen of whoever runs an analysis from the shell.
logging.getLogger(_NAME).addHandler(logging.NullHandler())


def event(name: str, /, *, level: Level = "info", error: BaseException | None = None, **numbers: float | None) -> None:
    """Log that something happened: a fixed name and numbers (seconds, counts; None where there is none).

    Of ``error`` only its type and where it arose are kept. A value that is no number is left out.
    """
    logger = logging.getLogger(_NAME)
    number = getattr(logging, level.upper())
    if logger.isEnabledFor(number):
        logger.log(
            number,
            name,
            exc_info=(type(error), error, error.__traceback__) if error else None,
            extra={"numbers": {k: _rounded(v) for k, v in numbers.items() if isinstance(v, (int, float))}},
        )


def visit(identifier: str) -> None:
    """Mark what this thread logs from now on with the first letters of a session's random identifier."""
    if not re.fullmatch(r"[0-9a-f]{8,64}", identifier):
        raise ValueError("a visit is named by hexadecimal digits")
    _visit.set(identifier[:8])


def configure(form: Format = "text", level: Level = "info", stream: TextIO | None = None) -> None:
    """Send the logs of this process to ``stream`` (standard error), in place of what was configured before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    handler.set_name(_NAME)
    root = logging.getLogger()
    for old in [h for h in root.handlers if h.get_name() == _NAME]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    take_over()


def take_over() -> None:
    """Have the libraries' loggers, some of which are made late, log here and not in a form of their own."""
    for name, logger in list(logging.Logger.manager.loggerDict.items()):
        if name.split(".")[0] in _LIBRARIES and isinstance(logger, logging.Logger):
            logger.propagate = True
            for handler in list(logger.handlers):
                logger.removeHandler(handler)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What is kept of a record."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    own = record.name == _NAME
    out: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "event": record.msg if own else "library"}
    if not own:
        out["place"] = f"{record.name}:{record.lineno}"
    if found := _visit.get():
        out["visit"] = found
    out |= getattr(record, "numbers", {}) if own else {}
    if record.exc_info and record.exc_info[1]:
        out["error"] = " < ".join(type(e).__name__ for e in _chain(record.exc_info[1]))
        out["frames"] = _frames(record.exc_info[2])
    return out


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(fields(record))


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        found = fields(record)
        head = f"{found.pop('at')} {found.pop('level'):7} {found.pop('event')}"
        frames = found.pop("frames", [])
        return "\n    ".join([" ".join([head, *(f"{k}={v}" for k, v in found.items())]), *frames])


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    """Where an error arose, without the source's lines: the last calls, the innermost last."""
    out = []
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        short = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-2:])
        out.append(f"{short}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    return out[-_FRAMES:]


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    event("thread_failed", level="error", error=args.exc_value)


def _rounded(value: float) -> float:
    return value if isinstance(value, int) else round(value, 4)
