import os
import subprocess

import pytest

from tests.browser import ROOT

SCRIPTS = ["script/run", "script/test", "script/environment", ".ci/run"]


def run(*command, **environment):
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_parse_and_can_be_run(script):
    assert run("bash", "-n", script).returncode == 0
    assert os.access(ROOT / script, os.X_OK)


def test_help_names_the_options():
    done = run("script/run", "--help")
    assert done.returncode == 0
    for option in ("--port", "--host", "--headless"):
        assert option in done.stdout


@pytest.mark.parametrize("options", [("--colour",), ("--port", "eighty")])
def test_wrong_options_are_refused(options):
    done = run("script/run", *options)
    assert done.returncode == 2
    assert options[-1] in done.stderr


def test_an_old_python_is_refused_with_what_to_do(tmp_path):
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run("script/run", STANDPOINT_PYTHON=str(old))
    assert done.returncode == 1
    assert "3.11" in done.stderr and "apt install" in done.stderr
