"""Analysing a partition: every article by itself, so that neighbours, order and machine make no difference."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import socket
import time
from typing import Any

from analysis.corpus.job import Settings
from analysis.corpus.plan import Partition, read
from analysis.corpus.schema import TABLES, add, add_failure, empty, to_parquet
from analysis.corpus.store import Store
from analysis.errors import ModelError, StandpointError

log = logging.getLogger(__name__)
PROBE = "We will not leave the pact, the minister said on Monday, and the town agreed with every word of it."


class Analyst:
    """Holds the models and analyses partitions. ``threads`` (0: as configured) is the threads per model."""

    def __init__(self, settings: Settings, threads: int = 0):
        if threads:
            os.environ["STANDPOINT_THREADS"] = str(threads)
        if settings.max_words:
            os.environ["STANDPOINT_MAX_WORDS"] = str(settings.max_words)
        from analysis.codebook import parse_codebook
        from analysis.pipeline import analyse

        self.settings = settings
        self.codebook = parse_codebook(settings.codebook)
        self.store = Store(settings.out)
        self._analyse = analyse
        import models
        from analysis import topics

        # The codebook's own vectors are made first, in their own batch, and kept.
        models.embedder().forget()
        topics.forget()
        topics.relevance([PROBE], self.codebook.topics, models.embedder().encode)
        self._forget()

    def _forget(self) -> None:
        """Start each article from the same memory.

        The encoder works in int8 scaled to its batch, so that a text remembered from another article, or a topic
        suggested for it, differs in its last digits from one that is encoded now.
        """
        import models
        from analysis import topics

        models.embedder().forget()
        topics.forget(self.codebook.topics)

    def partition(self, part: Partition) -> dict[str, Any]:
        """Analyse a partition and write it; returns its mark.

        An article that can't be analysed becomes a failure. Raises ModelError where the models can't be used,
        CorpusError where the input has changed and OSError where storage fails.
        """
        started = time.perf_counter()
        tables = empty()
        for row in read(part, self.settings.columns):
            if row.article is None:
                add_failure(tables, row, row.reason)
                continue
            try:
                found = self._analyse(row.article, self.codebook, model=self.settings.model)
                add(tables, row, found)
            except ModelError:
                raise
            except StandpointError as error:
                add_failure(tables, row, str(error))
            except Exception as error:  # one article must not cost the others
                log.exception("%s, row %s", row.source, row.row)
                add_failure(tables, row, f"The analysis broke off ({type(error).__name__}: {error}).")
            self._forget()
        files = {name: to_parquet(name, tables[name]) for name in TABLES}
        for name, data in files.items():
            self.store.write(f"{name}/{part.name}.parquet", data)
        mark = {
            "partition": part.number,
            "rows": {name: len(tables[name]) for name in TABLES},
            "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "bytes": sum(len(data) for data in files.values()),
            "worker": f"{socket.gethostname()}:{os.getpid()}",
            "seconds": round(time.perf_counter() - started, 3),
        }
        self.store.write(f"done/{part.name}.json", json.dumps(mark).encode())
        return mark
