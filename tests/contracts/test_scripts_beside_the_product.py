"""Drills and benchmarks are run seldom, and load much late: every name that they take from the product or from its
tests is there, so that none of them ends in the middle of a bad day."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path for folder in ("drills", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


def _absent(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in ("tuban", "tests")
        for name in node.names
        if not _is_there(node.module, name.name)
    ]


def _is_there(module: str, name: str) -> bool:
    loaded = importlib.import_module(module)
    is_package = hasattr(loaded, "__path__")
    return hasattr(loaded, name) or (is_package and importlib.util.find_spec(f"{module}.{name}") is not None)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_name_that_a_script_takes_is_there(path):
    assert _absent(path) == []


def test_a_name_that_is_gone_is_found(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from tuban.workflow.comparison.loading import load_disc, reload\n", encoding="utf-8")
    assert _absent(script) == ["tuban.workflow.comparison.loading.reload"]
