"""The cases that the pocket app is tested on are what the office itself says."""

from __future__ import annotations

import pytest
from tests.field.pocket.shared_cases import FIXTURES, areas, fact_values, written


@pytest.mark.parametrize(("name", "made"), [("areas", areas), ("fact_values", fact_values)])
def test_the_cases_of_the_pocket_app_are_those_of_the_office(name, made):
    kept = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    assert kept == written(made()), "run python -m tests.field.pocket.shared_cases"
