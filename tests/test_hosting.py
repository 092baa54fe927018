"""Settings are checked, and what the hosting files name is there."""

import re

import pytest
import yaml

from analysis.hosting import HostSettings, SettingsError, host_settings
from tests.browser import ROOT

VARIABLES = {str(f.validation_alias) for f in HostSettings.model_fields.values()}


@pytest.fixture(autouse=True)
def fresh():
    host_settings.cache_clear()
    yield
    host_settings.cache_clear()


def test_defaults_work(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    found = host_settings()
    assert found.database_url == "" and found.quota_mb == 500 and not found.one_user


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u:hunter2@h/d"),
        ("STANDPOINT_QUOTA_MB", "lots hunter2"),
        ("STANDPOINT_QUOTA_MB", "0"),
        ("STANDPOINT_RETENTION_DAYS", "-1"),
        ("STANDPOINT_PUBLIC_URL", "javascript:alert(1)"),
        ("STANDPOINT_ONE_USER", "perhaps"),
    ],
)
def test_wrong_settings_are_named_without_their_value(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        host_settings()
    assert name in str(error.value) and "hunter2" not in str(error.value)


def test_the_guide_names_every_setting():
    guide = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)`", guide, re.MULTILINE)) == VARIABLES | {
        "STANDPOINT_MAX_WORDS",
        "STANDPOINT_CORPUS_DIR",
    }


def test_compose_and_container_file():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    named = {k for k in services["standpoint"]["environment"] if k != "DATABASE_URL"}
    assert named <= VARIABLES
    assert all(p.startswith("127.0.0.1:") for p in services["standpoint"]["ports"])
    assert "ports" not in services["database"]
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("COPY "):
            assert all((ROOT / part).exists() for part in line.split()[1:-1]), line
    assert "USER standpoint" in lines
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8")
    assert ".streamlit/secrets.toml" in ignored and ignored == (ROOT / ".dockerignore").read_text(encoding="utf-8")
