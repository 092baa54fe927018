"""The comparison's pages as a visitor waits for them: run by Streamlit itself, without a browser."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.types import Analysis
from components.headless import comparison

VIEWS = ("Side by side", "Matrix", "Stance space", "Network", "Timeline", "Balance", "Events")
OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something takes, by the clock and in processor seconds of this process. The two differ on a busy
    machine, where the clock also counts the others' work."""

    clock: float
    processor: float


def timed(work: Callable[[], object]) -> Wait:
    """How long something takes."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Wait(time.perf_counter() - clock, time.process_time() - processor)


def waits(analyses: Sequence[Analysis]) -> dict[str, Wait]:
    """What each look at a set takes: its opening, every view, and other choices.

    Vectors that were made before in this process are not made again. Raises RuntimeError where a page breaks off or
    shows nothing.
    """
    os.environ.setdefault("STREAMLIT_LOG_LEVEL", "error")
    page = comparison(analyses)
    out: dict[str, Wait] = {}

    def look(name: str, **state: object) -> None:
        for key, value in state.items():
            page.session_state[key] = value
        out[name] = timed(page.run)
        if page.exception:
            raise RuntimeError(f"{name}: the page broke off; its error stands above.")
        if not page.selectbox or len(page.error):
            raise RuntimeError(f"{name}: nothing was shown.")

    look(OPENING, compare_view=VIEWS[0])
    for view in VIEWS:
        if view != VIEWS[0]:
            look(view, compare_view=view)
    for view in ("Matrix", VIEWS[0]):
        look(f"{view}, again", compare_view=view)
    topics = page.selectbox(key="f_on").options
    named = {t.label: t.id for a in analyses for t in a.topics}
    look("another topic", f_on=named.get(topics[-1], ""))
    look("other outlets", f_outlet=list(page.multiselect(key="f_outlet").options)[-4:])
    look("least confidence 50 %", f_sure=50)
    look("all events together", f_event="", f_sure=0)
    look("all events, matrix", compare_view="Matrix")
    return out
