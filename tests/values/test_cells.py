"""Cells of tables: nothing that somebody typed is run by a program of tables."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.values.cells import safe_cell

SRC = Path(__file__).parents[2] / "src/tuban"
AS_THEY_ARE = {"kernel/formats/writing/tables.py", "cli/row_files.py"}
"""Tables for programs, read back value by value (``tuban convert``, rows of the kernel)."""


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_begins_like_a_formula_is_text(sign):
    assert safe_cell(f"{sign}cmd|' /C calc'!A0").startswith("'")


@given(st.text())
def test_every_other_text_stays_as_it_is(text):
    made = safe_cell(text)
    assert made == text or made == f"'{text}"
    assert made[:1] not in set("=@\t\r\n＝＋－＠")


def test_every_table_that_people_open_is_written_by_the_rule():
    writers = {
        str(path.relative_to(SRC)) for path in SRC.rglob("*.py") if "csv.writer(" in path.read_text(encoding="utf-8")
    }
    ruled = {name for name in writers if "safe_cell(" in (SRC / name).read_text(encoding="utf-8")}
    assert writers - ruled == AS_THEY_ARE


def test_every_workbook_is_told_that_text_is_no_formula():
    loose = []
    for path in SRC.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "xlsxwriter.Workbook(" not in text:
            continue
        for call in ast.walk(ast.parse(text)):
            is_book = isinstance(call, ast.Call) and ast.unparse(call.func) == "xlsxwriter.Workbook"
            if is_book and "'strings_to_formulas': False" not in ast.unparse(call) + text.replace('"', "'"):
                loose.append(str(path.relative_to(SRC)))
    assert not loose
