"""What axe finds on a page of the browser at level AA: for every test that looks at pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def faults_of_access(page: Any) -> list[str]:
    """Return every violation, each with the first place where it is; empty where the page passes."""
    if not AXE.is_file():
        pytest.skip("axe is not installed: run script/frontend")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(levels) => axe.run({runOnly: levels}).then((answer) => answer.violations.map("
        "(one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary.slice(0, 200)}`))",
        _LEVELS,
    )
    return list(found)
