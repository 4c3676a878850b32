"""A row of the requirements that claims to be done has a test that shows it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<id>[A-Z]-?\d+) \| .* \| (?P<state>\w+) \|\s*(?P<what>.*?)\s*\|$")
STATES = {"done", "partly", "open"}


def rows() -> dict[str, tuple[str, str]]:
    text = (ROOT / "docs/reference/requirements.md").read_text(encoding="utf-8")
    found = [ROW.match(line) for line in text.splitlines()]
    return {row["id"]: (row["state"], row["what"]) for row in found if row}


def seeds_in_tests() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "seed":
                found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def test_every_id_of_the_seed_is_listed_once_with_a_known_state():
    listed = rows()
    assert len(listed) == 63
    assert {state for state, _what in listed.values()} <= STATES


def test_a_row_that_claims_to_be_done_has_a_test():
    missing = {row for row, (state, _what) in rows().items() if state == "done"} - seeds_in_tests()
    assert not missing, f"done, but no test is marked with: {sorted(missing)}"


def test_a_row_that_works_in_part_says_what_works():
    assert not [row for row, (state, what) in rows().items() if state != "open" and not what.strip()]


def test_tests_are_marked_with_ids_that_exist():
    assert seeds_in_tests() <= set(rows())
