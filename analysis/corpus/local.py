"""A corpus on one machine: in this process, or in several that each hold the models."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from analysis.corpus.job import Job, Settings
from analysis.corpus.plan import Partition
from analysis.corpus.store import CorpusError
from analysis.corpus.work import Analyst

Report = Callable[[dict[str, Any]], None]
"""Told the mark of each partition as it is finished."""

_analyst: Analyst | None = None


def run(job: Job, report: Report, workers: int = 1) -> None:
    """Do what is pending. Raises CorpusError, ModelError or OSError; what is finished stays so."""
    if workers > 1 and len(job.pending) > 1:
        _in_processes(job.settings, job.pending, report, min(workers, len(job.pending)))
    elif job.pending:
        analyst = Analyst(job.settings)
        for part in job.pending:
            report(analyst.partition(part))


def _start(settings: Settings) -> None:
    global _analyst  # noqa: PLW0603 - one per worker process, made as it starts
    _analyst = Analyst(settings, threads=1)


def _one(part: Partition) -> dict[str, Any]:
    assert _analyst is not None
    return _analyst.partition(part)


def _in_processes(settings: Settings, pending: Sequence[Partition], report: Report, workers: int) -> None:
    # Not forked: a copy of a process with threads may wait for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start, (settings,)) as pool:
        try:
            for done in as_completed([pool.submit(_one, p) for p in pending]):
                report(done.result())
        except BrokenProcessPool as error:
            raise CorpusError(
                "A worker process ended at once (killed, or out of memory). Run the same command again to go on; "
                "with fewer --workers if memory is short."
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
