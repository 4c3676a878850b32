"""The tables of security name files and tests that exist, and every row says how the product stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {
    "docs/reference/security-asvs.md": ("yes", "part", "no", "operator", "none"),
    "docs/reference/security-mlps.md": ("yes", "part", "no", "operator"),
    "docs/zh/reference/security-mlps.md": ("有", "部分", "无", "运营单位"),
}
NAMED = re.compile(r"`((?:tests|src|docs)/[^`]+)`")


def rows(page: str) -> list[list[str]]:
    """Return the rows of the tables of a page, by their columns."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_table_names_is_there(page):
    missing = []
    for row in rows(page):
        for named in NAMED.findall(row[-1]):
            path, _colons, test = named.partition("::")
            place = ROOT / path
            if not place.exists() or (test and f"def {test}(" not in place.read_text(encoding="utf-8")):
                missing.append(f"{row[0]}: {named}")
    assert not missing


@pytest.mark.parametrize(("page", "words"), PAGES.items())
def test_every_row_says_how_it_stands(page, words):
    found = rows(page)
    assert len(found) > 25
    assert [row for row in found if len(row) != 5 or row[2] not in words or not row[0]] == []


def test_the_two_tables_of_classified_protection_have_the_same_clauses():
    english, chinese = (rows(f"docs/{place}reference/security-mlps.md") for place in ("", "zh/"))
    assert [row[0] for row in english] == [row[0] for row in chinese]
    assert [row[-1] for row in english] == [row[-1] for row in chinese]
