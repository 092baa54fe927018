"""Errors that are shown to the user, in the user's words."""


class StandpointError(Exception):
    """Base of every error whose message is meant for the person using the product."""


class InputError(StandpointError):
    """A document that cannot be analysed. The message says why and what to do."""


class CodebookError(StandpointError):
    """A codebook that cannot be read. The message names the entry and the field."""


class ModelError(StandpointError):
    """A model that cannot be loaded. The message says what to install or which name is wrong."""
