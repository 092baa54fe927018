"""A corpus on a Ray cluster, by Ray Data: actors hold the models, partitions stream through them.

Ray Data hands an actor at most two partitions at a time (back-pressure); a partition whose actor or node dies is
done again elsewhere, and writes the same files. Nodes read the input and write the results themselves, so both must
lie where every node sees them.
"""

from __future__ import annotations

import json
import logging
import socket
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.corpus.job import Job, Settings
from analysis.corpus.local import Report
from analysis.corpus.plan import Partition
from analysis.corpus.store import CorpusError, filesystem
from analysis.errors import StandpointError

LOCAL = "local"
RETRIES = 3
"""How often a partition is tried while storage fails."""
LOST = 5
"""How often a partition may end with its process or node before it is taken to be the cause."""
PAUSE = 5.0
"""Seconds before failing storage is tried again; longer each time."""
IN_FLIGHT = 2
SHARE = 0.5
"""Cores that an actor reserves. It uses one; with half reserved, the actors of a lost node find room on the others
at once, where a full reservation would leave them, and their partitions, waiting for a new node."""
_ROOT = Path(__file__).resolve().parent.parent.parent


class Actor:
    """The models, on a node. Called with a batch of one partition, it returns the partition's mark."""

    def __init__(self, settings: dict[str, Any]):
        from analysis.corpus.work import Analyst

        self._analyst = Analyst(Settings(**settings), threads=1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Analyse each partition of the batch."""
        marks = [self._tried(Partition.from_json(str(p))) for p in batch["partition"]]
        return {"mark": [json.dumps(m) for m in marks]}

    def _tried(self, part: Partition) -> dict[str, Any]:
        store, count = self._analyst.store, f"_tries/{part.name}"
        before = int(store.read(count) or b"0")
        if before >= LOST:
            store.write(count, b"0")
            raise CorpusError(
                f"{part.name} ended its process {before} times (out of memory?), so the run was stopped. The plan "
                f"names its articles: line {part.number + 1} of {self._analyst.settings.out}/plan.jsonl"
            )
        store.write(count, str(before + 1).encode())
        mark = self._stored(part)
        store.write(count, b"0")
        return mark

    def _stored(self, part: Partition) -> dict[str, Any]:
        for trial in range(1, RETRIES + 1):
            try:
                return self._analyst.partition(part)
            except OSError as error:
                if trial == RETRIES:
                    raise CorpusError(f"{part.name} failed {trial} times: {error}") from error
                time.sleep(PAUSE * trial)
        raise AssertionError("unreachable")


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise CorpusError("--ray needs Ray, which isn't installed: pip install -r requirements-ray.txt") from error
    return ray


def run(job: Job, report: Report, address: str = LOCAL, actors: int = 0) -> None:
    """Do what is pending on the cluster at ``address`` ("local": one started here for the run).

    ``actors`` is how many hold the models (0: one per core of the cluster). Raises CorpusError where the cluster
    can't be reached or a partition failed too often; what is finished stays so.
    """
    if not job.pending:
        return
    ray = _ray()
    for url in (job.settings.input, job.settings.out):
        if "memory" in filesystem(url)[0].protocol:
            raise CorpusError(f"{url} lies in this process's memory, which other processes can't see.")
    _connect(ray, address)
    try:
        _stream(ray, job, report, actors)
    except (ray.exceptions.RayError, ray.data.exceptions.UserCodeException) as error:
        raise CorpusError(_reason(error)) from error
    finally:
        ray.shutdown()


def _connect(ray: Any, address: str) -> None:
    _check_reachable(address)
    # A cluster gets this very code and these weights; what they import must be installed on its nodes.
    shipped = [str(_ROOT / "analysis"), str(_ROOT / "models")]
    try:
        ray.init(
            address=address,
            runtime_env=None if address == LOCAL else {"py_modules": shipped},
            log_to_driver=False,
            logging_level=logging.ERROR,
            include_dashboard=False if address == LOCAL else None,
        )
    except (ConnectionError, ValueError, TimeoutError, RuntimeError) as error:
        raise CorpusError(f"There is no Ray cluster at {address} ({error}).") from error


def _check_reachable(address: str) -> None:
    """Raise CorpusError where nobody answers: Ray itself would go on trying for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except OSError as error:
        raise CorpusError(f"There is no Ray cluster at {address} ({error.strerror or error}).") from error


def _stream(ray: Any, job: Job, report: Report, actors: int) -> None:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    cores = int(ray.cluster_resources().get("CPU", 1))
    number = min(actors or max(1, cores), len(job.pending))
    parts = ray.data.from_items([{"partition": p.to_json()} for p in job.pending], override_num_blocks=len(job.pending))
    # Ray Data restarts lost actors and gives them their partitions again, without limit; Actor sets the limit.
    marks = parts.map_batches(
        Actor,
        batch_size=1,
        fn_constructor_args=(asdict(job.settings),),
        compute=ray.data.ActorPoolStrategy(size=number, max_tasks_in_flight_per_actor=IN_FLIGHT),
        num_cpus=SHARE,
    )
    for row in marks.iter_rows():
        mark = json.loads(row["mark"])
        name = f"done/part-{mark['partition']:06d}.json"
        if job.store.read(name) is None:
            raise CorpusError(
                "A node of the cluster wrote its results where this machine doesn't see them. "
                f"--out {job.settings.out} "
                "must be a folder that all nodes share, or object storage such as s3://bucket/folder."
            )
        report(mark)


def _reason(error: BaseException) -> str:
    """What went wrong, in our own words where they are ours."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, StandpointError):
            return str(seen)
        seen = getattr(seen, "cause", None) or seen.__cause__
    last = str(error).strip().splitlines()[-1:] or [type(error).__name__]
    return f"The cluster gave up on a partition ({last[0]}). Run the same command again to go on."
