"""``tuban convert``: from any format into any other, whole or not at all, with every loss named."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import Polygon, box

from tuban.cli import main

EPSG = 4547
HOLE = Polygon(
    [(500000, 3500000), (500100, 3500000), (500100, 3500100), (500000, 3500100)],
    [[(500020, 3500020), (500040, 3500020), (500040, 3500040), (500020, 3500040)]],
)
SHAPES = [HOLE, box(500200, 3500000, 500260, 3500050)]
pytestmark = pytest.mark.seed("D1")


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    frame = geopandas.GeoDataFrame(
        {"JCBH": ["甲001", "乙002"], "TBLX": ["新增建(构)筑物", None], "JCMJ": [14.4, 4.5]}, geometry=SHAPES, crs=EPSG
    )
    frame.to_file(tmp_path / "图斑.gpkg")
    return tmp_path / "图斑.gpkg"


def answer(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("suffix", ["shp", "gdb", "geojson", "parquet", "fgb", "kml", "kmz", "ovkml", "ovkmz", "dxf",
                                    "csv", "xlsx"])  # fmt: skip
def test_there_and_back_through_every_format(given, tmp_path, suffix):
    assert run("convert", given, tmp_path / f"there.{suffix}") == 0
    assert run("convert", tmp_path / f"there.{suffix}", tmp_path / "back.gpkg", "--to-crs", EPSG) == 0
    back = geopandas.read_file(tmp_path / "back.gpkg")
    assert list(back["JCBH"]) == ["甲001", "乙002"]
    assert [str(value) for value in back["JCMJ"]] == ["14.4", "4.5"]
    assert back.crs.to_epsg() == EPSG
    assert shapely.area(shapely.symmetric_difference(back.geometry.to_numpy(), SHAPES)).max() < 0.05


def test_the_answer_names_what_was_lost_and_what_reading_back_showed(given, tmp_path, capsys):
    run("convert", given, tmp_path / "地块.txt", "--json")
    told = answer(capsys)
    (layer,) = told["layers"]
    assert (told["read"], layer["proof"]["features"], layer["proof"]["expected"]) == (2, 2, 2)
    assert layer["proof"]["shift_m"] < 0.001
    assert {(loss["code"], loss["words"].get("column")) for loss in told["losses"]} >= {
        ("column.no_place", "TBLX"), ("column.no_place", "JCMJ"),
    }  # fmt: skip
    text = (tmp_path / "地块.txt").read_bytes().decode("gb18030")
    assert "\r\n10,0.9600,甲001,,面,,,,@\r\nJ1,1,3500000.000,500000.000\r\n" in text
    assert "带号=38" in text


def test_a_person_reads_sentences(given, tmp_path, capsys, monkeypatch):
    run("convert", given, tmp_path / "a.kml")
    shown = capsys.readouterr().out
    assert "图斑.gpkg → a.kml: 2 features in, 2 out." in shown
    assert "Carried from EPSG:4547 to EPSG:4490: this format holds longitude and latitude only." in shown
    monkeypatch.setenv("TUBAN_LANG", "zh")
    run("convert", given, tmp_path / "b.kml")
    assert "图斑.gpkg → b.kml：读入 2 个要素，写出 2 个。" in capsys.readouterr().out


def test_one_file_for_each_plot_keeps_all_values(given, tmp_path, capsys):
    words = ["--one-file-per-plot", "--to-zone", 38, "--numbered"]
    assert run("convert", given, tmp_path / "界址点", *words) == 0
    files = sorted(path.name for path in (tmp_path / "界址点").iterdir())
    assert files == ["乙002.txt", "甲001.txt"]
    text = (tmp_path / "界址点/甲001.txt").read_bytes().decode("gb18030")
    assert "TBLX=新增建(构)筑物" in text
    assert "J1,1,3500000.000,38500000.000" in text
    assert run("convert", given, tmp_path / "界址点", *words) == 2
    assert "convert.exists" in capsys.readouterr().err
    assert run("convert", given, tmp_path / "界址点", *words, "--force") == 0


def test_a_zone_may_be_asked_for(given, tmp_path):
    assert run("convert", given, tmp_path / "z.shp", "--to-zone", 39) == 0
    assert geopandas.read_file(tmp_path / "z.shp").crs.to_epsg() == 4548


def test_drawing_layers_by_class_and_labels(given, tmp_path):
    import ezdxf

    assert run("convert", given, tmp_path / "a.dxf", "--by", "TBLX", "--label", "JCBH", "--encoding", "GB18030") == 0
    document = ezdxf.readfile(tmp_path / "a.dxf")
    assert {"新增建(构)筑物", "图斑", "新增建(构)筑物_注记"} <= {layer.dxf.name for layer in document.layers}
    assert [text.dxf.text for text in document.modelspace().query("TEXT")] == ["甲001", "乙002"]
    assert run("convert", tmp_path / "a.dxf", tmp_path / "back.geojson") == 0
    assert list(geopandas.read_file(tmp_path / "back.geojson")["JCBH"]) == ["甲001", "乙002"]


def test_folders_by_class_in_kml(given, tmp_path):
    run("convert", given, tmp_path / "a.kml", "--by", "JCBH")
    text = (tmp_path / "a.kml").read_text("utf-8")
    assert text.index("<Folder><name>乙002</name>") < text.index("<Folder><name>甲001</name>")


def test_layers_of_a_database_go_together_or_are_chosen(tmp_path, capsys):
    frame = geopandas.GeoDataFrame({"a": ["1"]}, geometry=SHAPES[:1], crs=EPSG)
    frame.to_file(tmp_path / "db.gpkg", layer="图斑")
    frame.rename(columns={"a": "b"}).to_file(tmp_path / "db.gpkg", layer="行政区")
    assert run("convert", tmp_path / "db.gpkg", tmp_path / "db.kml") == 0
    assert run("convert", tmp_path / "db.gpkg", tmp_path / "db.gdb") == 0
    assert run("convert", tmp_path / "db.kml", tmp_path / "again.gpkg") == 0
    assert sorted(geopandas.list_layers(tmp_path / "again.gpkg")["name"]) == ["图斑", "行政区"]
    assert run("convert", tmp_path / "db.gpkg", tmp_path / "one.shp") == 2
    assert "convert.one_layer" in capsys.readouterr().err
    assert run("convert", tmp_path / "db.gpkg", tmp_path / "one.shp", "--layer", "行政区") == 0
    assert run("convert", f"{tmp_path / 'db.gpkg'}#图斑", tmp_path / "two.shp") == 0


def test_kinds_of_shapes_are_split_where_a_format_has_one_for_each_layer(tmp_path, capsys):
    mixed = geopandas.GeoDataFrame({"a": ["1", "2"]}, geometry=[SHAPES[0], shapely.Point(500000, 3500000)], crs=EPSG)
    mixed.to_file(tmp_path / "mixed.gpkg")
    assert run("convert", tmp_path / "mixed.gpkg", tmp_path / "s.shp", "--json") == 0
    told = answer(capsys)
    assert "layer.split" in {loss["code"] for loss in told["losses"]}
    assert {"s_面.shp", "s_点.shp"} <= set(told["files"])


def test_a_drawing_does_not_say_where_it_lies_so_it_has_to_be_told(tmp_path, capsys):
    import ezdxf

    document = ezdxf.new()
    document.modelspace().add_lwpolyline([(500000, 3500000), (500100, 3500000), (500100, 3500100)], close=True)
    document.saveas(tmp_path / "a.dxf")
    assert run("convert", tmp_path / "a.dxf", tmp_path / "a.kml") == 2
    assert "vector_file.crs_missing" in capsys.readouterr().err
    assert run("convert", tmp_path / "a.dxf", tmp_path / "a.kml", "--crs", "EPSG:4547") == 0
    capsys.readouterr()
    assert run("convert", tmp_path / "a.dxf", tmp_path / "a.gpkg", "--json") == 0
    assert "crs.unknown" in {loss["code"] for loss in answer(capsys)["losses"]}


@pytest.mark.parametrize("name", ["对象.ovobj", "图.dwg", "库.mdb", "图.mpk", "数据.vct"])
def test_closed_formats_are_refused_with_what_to_do_instead(tmp_path, capsys, name):
    (tmp_path / name).write_bytes(b"OviO\0\0\0\0 or anything")
    assert run("convert", tmp_path / name, tmp_path / "a.shp") == 2
    told = capsys.readouterr().err
    assert name in told
    assert "→" in told
    assert not (tmp_path / "a.shp").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["a.xyz"], "convert.unknown_suffix"), (["no/a.shp"], "convert.no_folder"),
        (["图斑.gpkg"], "convert.same_file"),
        (["a.shp", "--layer", "x"], "vector_file.no_such_layer"), (["a.shp", "--encoding", "KOI8"], "convert.encoding"),
        (["a.gpkg", "--encoding", "GBK"], "convert.option_unfit"), (["a.shp", "--to-zone", "12"], "convert.zone"),
        (["a.shp", "--by", "TBLX"], "convert.option_unfit"), (["a.shp", "--to-crs", "EPSG:0"], "crs.unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_is_written(given, tmp_path, capsys, words, code):
    before = sorted(tmp_path.iterdir())
    assert run("convert", given, tmp_path / words[0], *words[1:]) == 2
    assert f"[{code}]" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_broken_file_leaves_nothing_behind(given, tmp_path, capsys):
    raw = given.read_bytes()
    for share in (0.0, 0.3, 0.7):
        (tmp_path / "broken.gpkg").write_bytes(raw[: int(len(raw) * share)])
        assert run("convert", tmp_path / "broken.gpkg", tmp_path / "out.kml") == 2
        assert "broken.gpkg" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.gpkg", "图斑.gpkg"]


def test_an_existing_file_is_replaced_only_when_asked_and_with_all_its_parts(given, tmp_path, capsys):
    run("convert", given, tmp_path / "a.shp", "--encoding", "UTF-8")
    before = (tmp_path / "a.dbf").read_bytes()
    assert run("convert", given, tmp_path / "a.shp") == 2
    assert (tmp_path / "a.dbf").read_bytes() == before
    (tmp_path / "a.qix").write_bytes(b"stale index")
    assert run("convert", given, tmp_path / "a.shp", "--force") == 0
    assert (tmp_path / "a.cpg").read_text() == "GB18030"
    assert not (tmp_path / "a.qix").exists()


def test_a_table_without_shapes_becomes_another_table(tmp_path, capsys):
    (tmp_path / "清单.csv").write_bytes("图斑编号,面积(亩)\n001,5.40\n".encode("gb18030"))
    assert run("convert", tmp_path / "清单.csv", tmp_path / "清单.xlsx") == 0
    assert run("convert", tmp_path / "清单.csv", tmp_path / "清单.shp") in (0, 2)
    assert run("convert", tmp_path / "清单.csv", tmp_path / "清单.dxf") == 2
    assert "convert.no_shapes" in capsys.readouterr().err


def test_measure_and_overlay_read_the_new_formats(given, tmp_path, capsys):
    for suffix in ("kml", "dxf", "txt", "fgb"):
        run("convert", given, tmp_path / f"a.{suffix}")
        capsys.readouterr()
        assert run("measure", tmp_path / f"a.{suffix}") == 0
        rows = capsys.readouterr().out.splitlines()
        assert float(rows[1].split(",")[1]) == pytest.approx(9600, rel=1e-3)
