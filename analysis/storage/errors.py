"""What can go wrong with stored projects, in the user's words."""

from analysis.errors import StandpointError


class StorageError(StandpointError):
    """The database can't be used. The message says what to do."""


class NotFound(StorageError):
    """There is no such project or link, or the user may not know of it; both read the same."""


class Forbidden(StorageError):
    """The user sees this project but may not do this to it."""


class Conflict(StorageError):
    """Someone saved in between. Nothing of this save was stored."""


class QuotaExceeded(StorageError):
    """The save would exceed what one user may store. Nothing of it was stored."""
