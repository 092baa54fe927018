"""What whoever hosts Standpoint can set, from the environment, checked when the first page is drawn.

Everything has a default that suits one's own machine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from analysis import logs
from analysis.errors import StandpointError


class SettingsError(StandpointError):
    """A setting of the environment that makes no sense. The message names it."""


class HostSettings(BaseSettings):
    """Settings of storage, sharing and hosting. ``docs/hosting.md`` explains them."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str = Field("", validation_alias="DATABASE_URL")
    """Empty for SQLite in ``data_dir``."""
    data_dir: Path | None = Field(None, validation_alias="STANDPOINT_DATA_DIR")
    """Folder of the SQLite file; by default the user's data folder."""
    public_url: str = Field("", validation_alias="STANDPOINT_PUBLIC_URL")
    """Address that share links begin with; by default the one in the visitor's browser."""
    one_user: bool = Field(False, validation_alias="STANDPOINT_ONE_USER")
    """Whether everyone who reaches a server without accounts is one and the same user, who owns all projects."""
    trust_emails: bool = Field(False, validation_alias="STANDPOINT_TRUST_EMAILS")
    """Whether e-mail addresses count as checked although the identity provider doesn't say so (``email_verified``)."""
    quota_mb: int = Field(500, ge=1, le=1_000_000, validation_alias="STANDPOINT_QUOTA_MB")
    """Megabytes of stored analyses in the projects that one user owns."""
    retention_days: int = Field(0, ge=0, le=36_500, validation_alias="STANDPOINT_RETENTION_DAYS")
    """Days after its last change from which a project is deleted; 0 keeps it."""
    max_articles: int = Field(500, ge=1, le=100_000, validation_alias="STANDPOINT_MAX_ARTICLES")
    """Articles of one project."""
    fetch: bool = Field(True, validation_alias="STANDPOINT_FETCH")
    """Whether articles may be fetched by their address."""
    cache_mb: int = Field(512, ge=1, le=1_000_000, validation_alias="STANDPOINT_CACHE_MB")
    """Megabytes that the analyses of all visitors take in memory; those used last stay."""
    session_mb: int = Field(256, ge=1, le=1_000_000, validation_alias="STANDPOINT_SESSION_MB")
    """Megabytes of them that one visitor may take."""
    analyses_at_once: int = Field(0, ge=0, le=1_000, validation_alias="STANDPOINT_ANALYSES_AT_ONCE")
    """Analyses that run at the same time in one process, the others wait in line; 0 for as many as there are cores."""
    queue_length: int = Field(100, ge=0, le=100_000, validation_alias="STANDPOINT_QUEUE_LENGTH")
    """Visitors who may wait in line; more are told to come back."""
    log_format: logs.Format = Field("text", validation_alias="STANDPOINT_LOG_FORMAT")
    """Whether a log's line is JSON or text."""
    log_level: logs.Level = Field("info", validation_alias="STANDPOINT_LOG_LEVEL")
    """What is logged: events at this level and above."""

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        value = value.strip()
        if value and not re.match(r"(postgres|postgresql|postgresql\+psycopg|sqlite)://", value):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        if value and not re.match(r"https?://[^\s/]+", value):
            raise ValueError("must be an address such as https://standpoint.example.org")
        return value


@lru_cache(maxsize=1)
def host_settings() -> HostSettings:
    """The settings of this process. Raises SettingsError, which names each wrong variable."""
    try:
        return HostSettings()  # type: ignore[call-arg]
    except ValidationError as error:
        # The value itself may hold a password: say which variable and why, not what it was.
        found = "; ".join(f"{e['loc'][0]}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors())
        raise SettingsError(f"The environment has settings that can't be used. {found}.") from None
