"""What is written into a DBF, a workbook or a GeoPackage is read back as it was, or refused; nothing is cut or lost."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.render.ministry_export import layers, reading_back, sheets, vectors
from tuban.render.ministry_export.encodings import GBK, UTF8, BytesTooMany, LetterOutside, width_of
from tuban.render.ministry_export.reading_back import NotAsWritten
from tuban.rules.ministry_export.coded import Coded, Line
from tuban.rules.ministry_export.definition import INTEGER, NUMBER, TEXT, CodedField, CodedTable
from tuban.rules.ministry_export.fitting import fitted
from tuban.values.errors import TubanError

FIELDS = (
    CodedField("TBBH", "TBBH", "图斑编号", "row", "number", TEXT, 40, required=True),
    CodedField("YDDW", "YDDW", "用地单位", "column", "user", TEXT, 120),
    CodedField("YDMJZS", "YDMJZS", "面积", "column", "used", NUMBER, 16, 2, "mu"),
    CodedField("wfyd_hj_zds", "HJ_Z", "宗数", "column", "plots", INTEGER, 8),
)
TABLE = CodedTable("t", "表", "T", "f", "", True, FIELDS, ())
ODD = (
    "𠮷野家",
    "😀",
    '"引号"',
    "'; DROP TABLE",
    "=1+1",
    "-1",
    "㑇",
    "€",
    "·—①",
    "0012",
    "1e5",
    "NULL",
    "****",
    "　",
    "é",
)


def coded(*rows: tuple) -> Coded:
    lines = [
        Line(("A", str(place)), tuple(fitted(TABLE, one, value, str(place)) for one, value in
                                      zip(FIELDS, (f"A{place}", *row), strict=True)))
        for place, row in enumerate(rows)
    ]  # fmt: skip
    return Coded(TABLE, tuple(lines))


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=90) | st.sampled_from(ODD)
ROW = st.tuples(
    TEXTS, st.none() | st.decimals(-(10**11), 10**11, places=2), st.none() | st.integers(-9_999_999, 99_999_999)
)  # fmt: skip


def refusal_of(path: Path, table: Coded, encoding: str) -> str:
    """Write a DBF; returns what was refused, nothing where it was written."""
    try:
        vectors.write_dbf(path, table, encoding=encoding)
    except TubanError as refused:
        return str(refused)
    return ""


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(ROW, max_size=4), encoding=st.sampled_from([GBK, UTF8]))
def test_every_value_of_a_dbf_is_read_back_or_refused_by_name(rows, encoding):
    table = coded(*rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "T.dbf"
        told = refusal_of(path, table, encoding)
        if told:
            assert "YDDW" in told
            assert not path.exists()
            return
        assert reading_back.prove_table(path, table) == len(rows) * len(FIELDS)
        read = pyogrio.read_arrow(path)[1].to_pylist()
        assert [one["YDDW"] for one in read] == [line.values[1] for line in table.lines]
        assert [len(one["TBBH"]) for one in read] == [2] * len(rows)


def test_letters_outside_gbk_and_texts_too_long_for_a_dbf_are_named(tmp_path):
    with pytest.raises(LetterOutside, match=r"A-0.*YDDW.*𠮷.*GBK"):
        vectors.write_dbf(tmp_path / "a.dbf", coded(("𠮷野家", None, None)), encoding=GBK)
    with pytest.raises(BytesTooMany, match=r"A-0.*YDDW.*300.*254"):
        vectors.write_dbf(tmp_path / "b.dbf", coded(("示" * 100, None, None)), encoding=UTF8)
    assert width_of(FIELDS[1], GBK) == 240
    assert not list(tmp_path.iterdir())


def test_every_format_holds_odd_texts_figures_and_outlines_as_they_are(tmp_path):
    table = coded(*((text, Decimal("123456789012.34"), 7) for text in ODD if text.strip()), (None, None, None))
    shapes = {line.key: shapely.box(5e5 + 10 * place, 35e5, 500005.25 + 10 * place, 3500007.5)
              for place, line in enumerate(table.lines)}  # fmt: skip
    sheets.write_sheet(tmp_path / "T.xlsx", table, subject="", made=date(2024, 12, 31))
    layers.write_layers(tmp_path / "T.gpkg", [table], shapes, epsg=4547, on=date(2024, 12, 31))
    vectors.write_shapefile(tmp_path / "T.shp", table, shapes, epsg=4547, encoding=UTF8)
    whole = len(table.lines) * len(FIELDS)
    assert reading_back.prove_sheet(tmp_path / "T.xlsx", table) == whole
    assert reading_back.prove_table(tmp_path / "T.gpkg", table, layer="T", by_dbf=False) == whole
    assert reading_back.prove_table(tmp_path / "T.shp", table) == whole
    for place in ("T.gpkg", "T.shp"):
        reading_back.prove_shapes(tmp_path / place, table, shapes, layer="T")


def test_a_file_that_is_not_what_was_written_is_found_out(tmp_path):
    table, other = coded(("甲公司", Decimal("1.20"), 1)), coded(("甲公司", Decimal("1.21"), 1))
    vectors.write_dbf(tmp_path / "T.dbf", table, encoding=GBK)
    sheets.write_sheet(tmp_path / "T.xlsx", table, subject="", made=date(2024, 12, 31))
    layers.write_layers(tmp_path / "T.gpkg", [table], {}, epsg=4547, on=date(2024, 12, 31))
    for prove in (
        lambda: reading_back.prove_table(tmp_path / "T.dbf", other),
        lambda: reading_back.prove_sheet(tmp_path / "T.xlsx", other),
        lambda: reading_back.prove_table(tmp_path / "T.gpkg", other, layer="T", by_dbf=False),
    ):
        with pytest.raises(NotAsWritten, match=r"1\.21"):
            prove()
