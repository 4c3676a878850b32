"""The GeoPackage: typed results, the right coordinates, and a style that opens by itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
import shapely

from tuban.render.geopackage import PATCH_LAYER, TOWNSHIP_LAYER, write_patches
from tuban.render.state_style import marks_of
from tuban.values.area import Area
from tuban.values.problems import Problem, Severity

ON = date(2024, 8, 5)


@pytest.fixture
def written(judged, rulebook, small_page, tmp_path):
    path = tmp_path / "图斑判定.gpkg"
    first = small_page.patches[0]
    problem = Problem("R21", Severity.ERROR, "=HYPERLINK(1)", "补录", first.number, first.part)
    write_patches(
        path,
        judged,
        rulebook,
        epsg=4547,
        on=ON,
        townships=small_page.townships,
        problems=[problem],
        cards={(first.number, first.part): "登记卡/一溪镇.docx"},
    )
    return path


def table(path: Path, layer: str = PATCH_LAYER) -> tuple[dict[str, list[Any]], list[Any], str]:
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer)
    values = {name: list(column) for name, column in zip(meta["fields"], columns, strict=True)}
    return values, [shapely.from_wkb(blob) for blob in geometry], meta["crs"]


def test_every_part_is_a_row_with_its_shape_in_the_working_crs(written, small_page):
    values, shapes, crs = table(written)
    assert values["图斑编号"] == sorted(patch.number for patch in small_page.patches)
    assert crs == "EPSG:4547"
    by_number = {patch.number: patch.geometry for patch in small_page.patches}
    for number, shape in zip(values["图斑编号"], shapes, strict=True):
        assert shapely.equals_exact(
            shapely.normalize(shape), shapely.normalize(shapely.multipolygons([by_number[number]]))
        )


def test_areas_stand_in_mu_and_square_metres_and_the_unknown_is_empty(written, small_page):
    values, _, _ = table(written)
    for patch in small_page.patches:
        row = values["图斑编号"].index(patch.number)
        mu, m2 = values["用地面积_亩"][row], values["用地面积_㎡"][row]
        if patch.counted is None:
            assert np.isnan(mu)
            assert np.isnan(m2)
        else:
            assert mu == float(patch.counted.mu)
            assert m2 == pytest.approx(patch.counted.m2, abs=0.005)


def test_labels_are_chinese_and_codes_stand_beside_them(written, small_page):
    values, _, _ = table(written)
    patch = next(patch for patch in small_page.patches if patch.finding.slug == "unlawful")
    row = values["图斑编号"].index(patch.number)
    assert values["图斑性质"][row] == "违法用地"
    assert values["图斑性质代码"][row] == "unlawful"
    assert values["违法类型"][row] == patch.violation.text
    assert values["说明"][row] == "系统建议，签字前不作认定"


def test_problems_missing_facts_and_cards_belong_to_their_part(written, small_page):
    values, _, _ = table(written)
    row = values["图斑编号"].index(small_page.patches[0].number)
    assert values["矛盾"][row] == "R21 =HYPERLINK(1)"
    assert values["矛盾数"][row] == 1
    assert values["登记卡"][row] == "登记卡/一溪镇.docx"
    open_patch = next(patch for patch in small_page.patches if patch.missing)
    assert open_patch.missing[0].title in values["待查明"][values["图斑编号"].index(open_patch.number)]


def test_townships_come_along(written, small_page):
    values, _, _ = table(written, TOWNSHIP_LAYER)
    assert values["乡镇名称"] == [name for _, name, _ in small_page.townships]


def test_the_style_is_the_default_and_knows_every_finding_present(written, small_page, rulebook):
    with closing(sqlite3.connect(written)) as database:
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"))
    assert set(styles) == {PATCH_LAYER, TOWNSHIP_LAYER}
    style = ElementTree.fromstring(styles[PATCH_LAYER].partition("\n")[2])  # noqa: S314 - our own
    assert style.find("renderer-v2").get("attr") == "图斑性质代码"
    present = {patch.finding.slug for patch in small_page.patches}
    categories = {category.get("value"): category for category in style.iter("category")}
    assert set(categories) == present
    symbols = {symbol.get("name") for symbol in style.find("renderer-v2/symbols").findall("symbol")}
    assert {category.get("symbol") for category in categories.values()} == symbols
    assert style.find("labeling/settings/text-style").get("fieldName") == "图斑编号"


def test_each_finding_differs_by_more_than_colour(rulebook):
    marks = marks_of((entry.value, entry.get("state", "")) for entry in rulebook.codelist("finding"))
    assert len({mark.shape for mark in marks.values()}) == len(marks)


def test_the_same_rows_give_the_same_bytes_in_any_order(judged, rulebook, tmp_path):
    one, other = tmp_path / "one.gpkg", tmp_path / "other.gpkg"
    write_patches(one, judged, rulebook, epsg=4547, on=ON)
    write_patches(other, judged[::-1], rulebook, epsg=4547, on=ON)
    assert one.read_bytes() == other.read_bytes()


def test_a_part_without_a_figure_keeps_its_row(judged, rulebook, tmp_path):
    path = tmp_path / "x.gpkg"
    write_patches(path, [(judged[0][0], None), *judged[1:]], rulebook, epsg=4547, on=ON)
    values, shapes, _ = table(path)
    assert len(values["图斑编号"]) == len(judged)
    assert [shape is None for shape in shapes].count(True) == 1


def test_no_rows_still_make_a_file_that_opens(rulebook, tmp_path):
    path = tmp_path / "empty.gpkg"
    write_patches(path, [], rulebook, epsg=4547, on=ON)
    assert pyogrio.read_info(path, layer=PATCH_LAYER)["features"] == 0


def test_a_failed_writing_leaves_the_old_file(judged, rulebook, tmp_path):
    path = tmp_path / "x.gpkg"
    write_patches(path, judged, rulebook, epsg=4547, on=ON)
    before = path.read_bytes()
    broken = replace(judged[0][0], facts=judged[0][0].facts.with_facts(geometry_area=Area(None)))  # type: ignore[arg-type]
    with pytest.raises((TypeError, AttributeError)):
        write_patches(path, [(broken, judged[0][1])], rulebook, epsg=4547, on=ON)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.gpkg"]


def test_the_file_obeys_the_standard_where_readers_look(written):
    with closing(sqlite3.connect(written)) as database:
        assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = {row[0] for row in database.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        changes = {row[0] for row in database.execute("SELECT last_change FROM gpkg_contents")}
    assert systems == {-1, 0, 4326, 4547}
    assert changes == {"2024-08-05T00:00:00.000Z"}
