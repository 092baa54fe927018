"""Checks of the code and of what it is built from, all offline: ruff's security rules (bandit's), pins, installed versions.

Whether a pinned version has a known weakness is in no file of this project; SECURITY.md says how to ask.
"""

import ast
import importlib.metadata
import re
import subprocess
import sys

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.browser import ROOT

FILES = sorted(ROOT.glob("requirements*.txt"))
WEAK = {
    "S102": "exec(input())",
    "S103": "import os\nos.chmod('x', 0o777)",
    "S104": "HOST = '0.0.0.0'",
    "S105": "password = 'hunter2'",
    "S108": "PATH = '/tmp/x'",
    "S113": "import requests\nrequests.get('https://example.org')",
    "S301": "import pickle\npickle.loads(b'')",
    "S306": "import tempfile\ntempfile.mktemp()",
    "S307": "eval(input())",
    "S311": "import random\nTOKEN = random.random()",
    "S314": "import xml.etree.ElementTree as E\nE.fromstring('<a/>')",
    "S324": "import hashlib\nhashlib.md5(b'')",
    "S501": "import requests\nrequests.get('https://example.org', verify=False, timeout=9)",
    "S506": "import yaml\nyaml.load('a', yaml.Loader)",
    "S602": "import subprocess\nsubprocess.run(input(), shell=True)",
    "S608": "def f(db, name):\n    db.execute(f'SELECT * FROM users WHERE name = {name}')",
    "S701": "import jinja2\njinja2.Environment()",
}


def ruff(source, place):
    """The rules that a file with this text breaks."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "--stdin-filename", place, "-"],
        check=False, cwd=ROOT, input=source, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return set(re.findall(r"\b(S\d{3})\b", done.stdout))


@pytest.mark.parametrize("layer", ["analysis", "analysis/storage", "components", "models", "training", "benchmarks"])
def test_a_weakness_in_any_layer_fails_the_check(layer):
    # What is drawn by lot in training and benchmarks needs no secret, and benchmarks start programs of their own.
    waived = {"training": {"S311"}, "benchmarks": {"S311", "S603", "S607"}}.get(layer, set())
    found = ruff("\n\n".join(WEAK.values()), f"{layer}/planted.py")
    assert set(WEAK) - waived <= found


def calls(folder, name):
    """Calls of a function or method of this name, with their place."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", ast.unparse(node)


def test_what_ruff_has_no_rule_for():
    """bandit's B614 and B615: stored weights are data, and checkpoints of others bring no code."""
    loads = [(at, text) for folder in ("models", "training") for at, text in calls(folder, "load") if "torch." in text]
    assert loads and all("weights_only=True" in text for _, text in loads), loads
    fetched = list(calls("models", "from_pretrained"))
    assert fetched and all("trust_remote_code=False" in text for _, text in fetched), fetched


def lines(path):
    """The requirements of one file, without comments, and the files that it includes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.split("#", 1)[0].strip()
        if text:
            yield text


def closure(path):
    """The file and all that it includes."""
    found = [path]
    for text in lines(path):
        if text.startswith("-r "):
            found += closure(ROOT / text[3:].strip())
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_requirement_is_pinned(path):
    for text in lines(path):
        if text.startswith("-r "):
            assert (ROOT / text[3:].strip()) in FILES, text
            continue
        assert not text.startswith("-"), f"{path.name}: {text}: an option, not a requirement"
        wanted = Requirement(text)
        assert wanted.url is None, f"{path.name}: {text}: not from an address"
        assert [s.operator for s in wanted.specifier] == ["=="], f"{path.name}: {text} isn't pinned with =="
        assert "*" not in str(wanted.specifier), text


def test_one_version_of_each_where_files_go_together():
    """``requirements-bench.txt`` is for an environment of its own."""
    pins = {}
    for path in FILES:
        if path.name == "requirements-bench.txt":
            continue
        for text in lines(path):
            if not text.startswith("-r "):
                wanted = Requirement(text)
                pins.setdefault(canonicalize_name(wanted.name), set()).add(str(wanted.specifier))
    assert {k: v for k, v in pins.items() if len(v) > 1} == {}


def test_what_is_installed_is_what_is_pinned():
    wrong = []
    for path in closure(ROOT / "requirements-test.txt"):
        for text in lines(path):
            if text.startswith("-r "):
                continue
            wanted = Requirement(text)
            if wanted.marker and not wanted.marker.evaluate():
                continue
            try:
                found = importlib.metadata.version(wanted.name)
            except importlib.metadata.PackageNotFoundError:
                found = "nothing"
            # A local part ("2.13.0+cpu") says how a version was built.
            if found.split("+")[0] not in {s.version for s in wanted.specifier}:
                wrong.append(f"{text}: {found} is installed")
    assert wrong == []
