"""Imports go downward only: app → components → analysis → models; training and benchmarks are used by none."""

import ast

import pytest

from tests.browser import ROOT

LAYERS = {
    "models": {"models"},
    "analysis": {"analysis", "models"},
    "components": {"components", "analysis", "models"},
    "training": {"training", "analysis", "models"},
    "benchmarks": {"benchmarks", "components", "analysis", "models"},
}
OWN = set(LAYERS) | {"app", "tests"}
FILES = [(layer, path) for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


def imports(path, top_level_only=False):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[0] for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module.split(".")[0]


@pytest.mark.parametrize(("layer", "path"), FILES, ids=lambda x: getattr(x, "name", x))
def test_imports_go_downward(layer, path):
    used = set(imports(path))
    assert used & OWN <= LAYERS[layer]
    # benchmarks/visitor.py speaks Streamlit's protocol from the other side of the wire.
    if layer != "components" and path.name != "visitor.py":
        assert "streamlit" not in used
    if layer != "training":
        heavy = {"torch", "transformers", "trafilatura", "pypdf", "docx"}
        assert not heavy & set(imports(path, top_level_only=True)), "heavy libraries are imported on use"


def test_app_is_thin():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 15
