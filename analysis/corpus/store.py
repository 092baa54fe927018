"""Where results lie: a folder on a disk or in object storage, whose files are only ever whole.

On a disk a file is written under a temporary name, flushed and renamed, so that a kill at any moment leaves either
nothing or the whole file under its name. Object stores put an object in one step, which comes to the same.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from analysis.errors import StandpointError

_TEMPORARY = "_tmp"
_DRIVERS = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
}


class CorpusError(StandpointError):
    """A corpus that cannot be read or written. The message says why and what to do."""


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec filesystem of an address and the path in it. Raises CorpusError for an unknown kind of storage."""
    import fsspec

    try:
        fs, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        scheme = url.split("://", 1)[0]
        driver = _DRIVERS.get(scheme)
        if driver:
            raise CorpusError(
                f"{scheme}:// needs the package {driver}: pip install {driver} (for S3: -r requirements-ray.txt)."
            ) from error
        raise CorpusError(f"There is no kind of storage called {scheme}:// ({error}).") from error
    return fs, str(path)


def is_local(fs: Any) -> bool:
    """Whether a filesystem is this machine's own (or one mounted on it)."""
    return "file" in ((fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol)


class Store:
    """A folder that holds a corpus. Names are relative to it, with ``/``."""

    def __init__(self, url: str):
        self.url = url
        self.fs, self.root = filesystem(url)
        self.local = is_local(self.fs)

    def path(self, name: str) -> str:
        """Full path of a file."""
        return f"{self.root.rstrip('/')}/{name}"

    def write(self, name: str, data: bytes) -> None:
        """Put a whole file under its name, in place of any before. Raises OSError."""
        if not self.local:
            self.fs.makedirs(str(PurePosixPath(self.path(name)).parent), exist_ok=True)
            self.fs.pipe_file(self.path(name), data)
            return
        target = self.path(name)
        folder = self.path(_TEMPORARY)
        os.makedirs(folder, exist_ok=True)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        temporary = os.path.join(folder, f"{name.replace('/', '-')}.{socket.gethostname()}.{os.getpid()}")
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        handle = os.open(os.path.dirname(target), os.O_RDONLY)
        try:
            os.fsync(handle)  # the name too must outlive a loss of power
        finally:
            os.close(handle)

    def read(self, name: str) -> bytes | None:
        """A file's content, or None where there is none."""
        try:
            return bytes(self.fs.cat_file(self.path(name)))
        except FileNotFoundError:
            return None

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file directly in a folder, by its name there; empty where there is no such folder."""
        self.fs.invalidate_cache()
        try:
            listed = self.fs.ls(self.path(folder), detail=True)
        except FileNotFoundError:
            return {}
        return {PurePosixPath(f["name"]).name: int(f["size"]) for f in listed if f["type"] == "file"}

    def empty(self) -> bool:
        """Whether nothing lies there yet, but for what a killed run leaves behind before it has a plan."""
        self.fs.invalidate_cache()
        try:
            names = {PurePosixPath(n if isinstance(n, str) else n["name"]).name for n in self.fs.ls(self.root)}
        except FileNotFoundError:
            return True
        return names <= {_TEMPORARY, "_lock", "plan.jsonl"}

    @contextmanager
    def alone(self):
        """Hold the folder for one run; the system lets go of it when the process ends, however that is.

        Raises CorpusError while another run on this machine holds it. Object stores know no such lock; two runs
        there do work twice, and write the same.
        """
        if not self.local:
            yield
            return
        try:
            os.makedirs(self.root, exist_ok=True)
            handle = os.open(self.path("_lock"), os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise CorpusError(f"The folder {self.root} can't be written to ({error.strerror}).") from error
        import fcntl

        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CorpusError(f"Another run is writing to {self.root}. Wait for it, or name another one.") from None
            for left in self.sizes(_TEMPORARY):
                os.unlink(self.path(f"{_TEMPORARY}/{left}"))
            yield
        finally:
            os.close(handle)
