"""The same layers in every format, encoding and coordinate system give the same normal form (requirement D1)."""

import json
import shutil
import sqlite3
import warnings
import zipfile

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin
from tests.inspect.disc.conftest import (
    EAST,
    EPSG,
    NORTH,
    REAL_DISC,
    boundary_frame,
    found,
    number,
    patch_frame,
    survey_frame,
)

from tuban.inspect.disc import open_disc
from tuban.values.area import Area

pytestmark = pytest.mark.seed("D1")


def rows(disc, role: str) -> list[dict]:
    return [row for layer in disc.layers[role] for row in pq.read_table(layer.path).to_pylist()]


def as_shapefile(shelf, frame, encoding="UTF-8"):
    shelf.shapefile(frame, "图斑", encoding)


def as_zipped_shapefile(shelf, frame):
    as_shapefile(shelf, frame)
    with zipfile.ZipFile(shelf.root / "图斑.zip", "w") as archive:
        for part in sorted(shelf.root.glob("图斑.*")):
            if part.suffix != ".zip":
                archive.write(part, part.name)
                part.unlink()


def as_geopackage(shelf, frame):
    shelf.geopackage(frame, "图斑")


def as_geojson(shelf, frame):
    frame.to_file(
        shelf.root / "图斑.geojson", driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=12, RFC7946="NO"
    )


def as_geoparquet(shelf, frame):
    frame.to_parquet(shelf.root / "图斑.parquet")


def as_file_geodatabase(shelf, frame):
    frame.to_file(shelf.root / "成果.gdb", layer="图斑", driver="OpenFileGDB", engine="pyogrio")


def as_zipped_geodatabase(shelf, frame):
    as_file_geodatabase(shelf, frame)
    with zipfile.ZipFile(shelf.root / "成果.gdb.zip", "w") as archive:
        for part in sorted((shelf.root / "成果.gdb").rglob("*")):
            archive.write(part, f"成果.gdb/{part.name}")
    shutil.rmtree(shelf.root / "成果.gdb")


@pytest.mark.parametrize(
    "write",
    [as_shapefile, as_zipped_shapefile, as_geopackage, as_geojson, as_geoparquet, as_file_geodatabase,
     as_zipped_geodatabase],
)  # fmt: skip
@pytest.mark.parametrize("crs", [4547, 4526, 4490])
def test_every_format_and_projection_gives_the_same_patches(shelf, check, write, crs):
    write(shelf, patch_frame().to_crs(crs))
    disc = check(shelf.root)
    assert disc.verdict == "fit", disc.findings
    assert disc.campaign.epsg == EPSG
    loaded = rows(disc, "patches")
    assert [row["number"] for row in loaded] == [number(serial) for serial in range(1, 6)]
    assert [row["list"] for row in loaded] == ["suspected", "unapproved", "approved", "earlier_approved", "outside"]
    assert loaded[0]["township_name"] == "东沟镇"
    assert loaded[0]["image_after"] == "2024-04-02"
    assert Area.parse(loaded[0]["monitored_area"]) == Area.from_mu("5.4")
    assert loaded[0]["source_feature"] == 1
    shapes = shapely.from_wkb([row["geometry"] for row in loaded])
    wanted = patch_frame().geometry.to_numpy()
    assert shapely.area(shapely.symmetric_difference(shapes, wanted)).max() < 0.01


def test_normal_form_tells_where_it_comes_from(shelf, check):
    as_geopackage(shelf, patch_frame())
    disc = check(shelf.root)
    layer = disc.layers["patches"][0]
    metadata = pq.read_metadata(layer.path).metadata
    about = json.loads(metadata[b"tuban"])
    assert about == {"role": "patches", "edition": "", "crs_epsg": EPSG, "count": 5,
                     "source_sha256": layer.checksum_sha256}  # fmt: skip
    read_back = geopandas.read_parquet(layer.path)
    assert read_back.crs.to_epsg() == EPSG


@pytest.mark.parametrize(
    ("written", "cpg", "code"),
    [
        ("GBK", None, "encoding.detected"),
        ("GBK", "UTF-8", "encoding.corrected"),
        ("UTF-8", "GBK", "encoding.corrected"),
        ("UTF-8", None, None),
        ("GBK", "GBK", None),
        ("GBK", "936", None),
        ("UTF-8", "65001", None),
    ],
)
def test_the_bytes_of_a_shapefile_decide_its_encoding(shelf, check, written, cpg, code):
    as_shapefile(shelf, patch_frame().assign(村=["一村"] * 5), written)
    (shelf.root / "图斑.cpg").unlink(missing_ok=True)
    table = bytearray((shelf.root / "图斑.dbf").read_bytes())
    table[29] = 0  # no language byte either
    (shelf.root / "图斑.dbf").write_bytes(bytes(table))
    if cpg:
        (shelf.root / "图斑.cpg").write_text(cpg)
    disc = check(shelf.root)
    loaded = rows(disc, "patches")
    assert loaded[0]["county_name"] == "示范县"
    assert loaded[0]["patch_type"] == "新增建(构)筑物"
    assert loaded[0]["village"] == "一村"
    told = {finding.code for finding in disc.findings if finding.code.startswith("encoding")}
    assert told == ({code} if code else set())


def test_a_column_name_cut_in_the_middle_of_a_character_is_found(shelf, check):
    as_shapefile(shelf, patch_frame().rename(columns={"TBLX": "PLACEHOLDR"}))
    path = shelf.root / "图斑.dbf"
    path.write_bytes(path.read_bytes().replace(b"PLACEHOLDR", "图斑类型".encode()[:10]))
    assert rows(check(shelf.root), "patches")[0]["patch_type"] == "新增建(构)筑物"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_is_read_in_every_encoding(sound, check, encoding):
    sound.text(f"图斑编号,实地情况,用地单位\n{number(1)},新增建设,某村委会\n", "外业核查结果.csv", encoding)
    loaded = rows(check(sound.root), "field_results")
    assert (loaded[0]["ground_state"], loaded[0]["user"]) == ("new_construction", "某村委会")
    assert loaded[0]["source_feature"] == 2


def test_a_geojson_in_gbk_is_read_and_said_to_be_wrong(shelf, check):
    as_geojson(shelf, patch_frame().to_crs(4490))
    path = shelf.root / "图斑.geojson"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    disc = check(shelf.root)
    assert found(disc, "encoding.corrected")[0].after == "GB18030"
    assert rows(disc, "patches")[0]["county_name"] == "示范县"


def test_excel_with_titles_dates_and_numbers(sound, check):
    import datetime

    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["在报项目一览表", None, None])
    sheet.append([])
    sheet.append(["图斑编号", "市级受理时间", "省级受理时间", "项目名称"])
    sheet.append([number(1), datetime.datetime(2024, 3, 1), 45352, "甲"])  # noqa: DTZ001
    sheet.append([2024001, "2024年5月", "", "乙"])
    workbook.create_sheet("说明").append(["填表说明"])
    workbook.save(sound.root / "在报项目.xlsx")
    disc = check(sound.root)
    loaded = rows(disc, "pending")
    assert [(row["patch_number"], row["city_accepted_on"], row["province_accepted_on"]) for row in loaded] == [
        (number(1), "2024-03-01", "2024-03-01"),
        ("2024001", "2024-05", None),
    ]
    assert [row["source_feature"] for row in loaded] == [4, 5]
    assert found(disc, "value.date_from_serial")


def test_areas_keep_the_unit_of_their_column(sound, check):
    sound.text(
        f"图斑编号,实地情况,实测面积(平方米),补测面积_公顷\n{number(1)},新增建设,3567.5,0.35\n", "外业核查结果.csv"
    )
    loaded = rows(check(sound.root), "field_results")
    assert Area.parse(loaded[0]["surveyed_area"]) == Area.from_m2("3567.5")
    assert Area.parse(loaded[0]["change_survey_area"]) == Area.from_hectares("0.35")


def test_a_missing_projection_is_proposed_from_where_the_others_lie(sound, check):
    (sound.root / "图斑/图斑.prj").unlink()
    disc = check(sound.root)
    proposed = found(disc, "crs.proposed")[0]
    assert (proposed.after, disc.verdict) == ("EPSG:4547", "repairable")


def test_a_missing_projection_with_a_zone_number_needs_no_neighbour(shelf, check):
    as_shapefile(shelf, patch_frame().to_crs(4526))
    (shelf.root / "图斑.prj").unlink()
    disc = check(shelf.root)
    assert found(disc, "crs.proposed")[0].after == "EPSG:4526"
    assert disc.campaign.epsg == EPSG


def test_a_missing_projection_that_nothing_settles_is_refused(shelf, check):
    as_shapefile(shelf, patch_frame())
    (shelf.root / "图斑.prj").unlink()
    disc = check(shelf.root)
    assert found(disc, "crs.missing")
    assert disc.verdict == "unfit"


def test_an_old_datum_is_used_with_a_warning_and_wgs84_with_a_note(sound, check):
    shapes = patch_frame(2)[["geometry"]].assign(HXMC="红线")
    old = shapes.set_geometry(shapes.geometry.translate(38e6, 0)).set_crs(2362, allow_override=True)
    sound.geopackage(old, "红线")
    sound.geopackage(shapes.to_crs(4326).assign(JBNTTBBH="1"), "基本农田")
    disc = check(sound.root)
    assert [finding.file for finding in found(disc, "crs.no_parameters")] == ["红线.gpkg"]
    assert [finding.file for finding in found(disc, "crs.nearly_equal")] == ["基本农田.gpkg"]
    assert disc.verdict == "repairable"


def test_a_survey_of_last_year_and_one_of_this_year_are_told_apart(sound, check):
    sound.geopackage(survey_frame().assign(SJNF=2024), "地类图斑2024", "DLTB")
    disc = check(sound.root)
    assert [layer.edition for layer in disc.layers["survey_last"]] == ["2023"]
    assert [layer.edition for layer in disc.layers["survey_this"]] == ["2024"]


def test_one_geopackage_may_hold_many_layers(shelf, check):
    path = shelf.geopackage(patch_frame(), "全部", "图斑")
    boundary_frame().to_file(path, layer="行政区", driver="GPKG", engine="pyogrio")
    survey_frame().to_file(path, layer="DLTB", driver="GPKG", engine="pyogrio")
    disc = check(shelf.root)
    assert set(disc.layers) == {"patches", "boundaries", "survey_last"}
    assert disc.verdict == "fit"


def test_four_lists_from_file_names(shelf, check):
    frame = patch_frame().drop(columns="LY")
    names = {"疑似新增建设用地图斑": "suspected", "本年未批先建图斑": "unapproved", "本年批准本年建设图斑": "approved",
             "往年批而未用当年实地已建设图斑": "earlier_approved"}  # fmt: skip
    for position, name in enumerate(names):
        shelf.shapefile(frame.iloc[[position]], name)
    disc = check(shelf.root)
    assert {layer.list for layer in disc.layers["patches"]} == set(names.values())
    assert {row["number"]: row["list"] for row in rows(disc, "patches")} == {
        number(serial): slug for serial, slug in enumerate(names.values(), 1)
    }
    assert not found(disc, "patches.list_unknown")


def test_patches_on_no_list_are_told(shelf, check):
    as_geopackage(shelf, patch_frame().drop(columns="LY"))
    disc = check(shelf.root)
    assert "5 patches" in found(disc, "patches.list_unknown")[0].message


def test_what_is_missing_is_said_once_with_its_cost(sound, check):
    disc = check(sound.root)
    told = found(disc, "disc.role_missing")
    assert len(told) == len(disc.missing_roles) == 22
    assert "supply" in disc.missing_roles
    assert "patches" not in disc.missing_roles
    assert all(finding.severity.value == "note" for finding in told)


def write_image(path, crs):
    rows = np.zeros((1, 40, 60), dtype="uint8")
    place = from_origin(EAST, NORTH + 80, 2, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(path, "w", "GTiff", 60, 40, 1, crs, place, "uint8") as image:
            image.write(rows)


def test_images_are_registered_with_where_they_lie(sound, check):
    write_image(sound.root / "前时相影像.tif", "EPSG:4547")
    write_image(sound.root / "后时相影像.tif", None)
    disc = check(sound.root)
    before, after = disc.layers["image_before"][0], disc.layers["image_after"][0]
    assert before.path == sound.root / "前时相影像.tif"
    assert before.bounds == pytest.approx((EAST, NORTH, EAST + 120, NORTH + 80))
    assert after.bounds is None
    assert [finding.file for finding in found(disc, "image.no_crs")] == ["后时相影像.tif"]
    assert disc.verdict == "fit"


def test_a_zip_whose_names_are_gbk_without_saying_so(sound, check, tmp_path):
    path = tmp_path / "disc.zip"
    names = [part.relative_to(sound.root).as_posix() for part in sorted(sound.root.rglob("*")) if part.is_file()]
    letters = sorted({letter for name in names for letter in name if not letter.isascii()})
    stand_in = {letter: f"{chr(65 + at)}{chr(97 + at)}" for at, letter in enumerate(letters)}  # two bytes each, as GBK
    plain = {name: "".join(stand_in.get(letter, letter) for letter in name) for name in names}
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.write(sound.root / name, plain[name])
    data = path.read_bytes()
    for name in names:
        data = data.replace(plain[name].encode(), name.encode("gbk"))
    path.write_bytes(data)
    disc = check(path)
    assert disc.verdict == "fit", disc.findings
    assert {layer.source_file for layers in disc.layers.values() for layer in layers} == {
        "图斑/图斑.shp", "行政区.gpkg", "地类图斑.gpkg", "外业核查结果.csv",
    }  # fmt: skip


def test_a_geopackage_with_unfinished_changes_is_read_from_a_copy(sound, check):
    path = sound.root / "行政区.gpkg"
    writer = sqlite3.connect(path)
    writer.execute("pragma journal_mode=wal")
    writer.execute("pragma wal_autocheckpoint=0")
    writer.execute("create table later (what text)")
    writer.commit()
    kept = {part.name: part.read_bytes() for part in sound.root.glob("行政区.gpkg*") if not part.name.endswith("-shm")}
    disc = check(sound.root)
    assert len(rows(disc, "boundaries")) == 2
    assert disc.verdict == "fit"
    assert {name: (sound.root / name).read_bytes() for name in kept} == kept
    writer.close()


@pytest.mark.skipif(not REAL_DISC.is_dir(), reason=f"{REAL_DISC} is not here")
def test_a_disc_of_real_shapes(tmp_path):
    disc = open_disc(REAL_DISC, tmp_path, yes=True, strict=False)
    assert disc.verdict == "repairable"
    assert (disc.counts.loaded, disc.counts.skipped) == (11019, 0)
    assert disc.campaign.epsg == EPSG
    assert {role: sum(layer.count for layer in layers) for role, layers in disc.layers.items()} == {
        "patches": 709, "survey_last": 4381, "boundaries": 11, "plan": 2, "basic_farmland": 11, "redline": 6,
        "conversion": 327, "supply": 260, "pending": 116, "field_results": 514, "roads": 4682,
    }  # fmt: skip
    names = [row["name"] for row in rows(disc, "boundaries")]
    assert names[:3] == ["一溪镇", "二桥镇", "三湾乡"]
    assert [finding.code for finding in disc.findings if finding.is_repair] == ["encoding.detected"] * 2
    assert all(row["ground_state"] for row in rows(disc, "field_results"))
    strict = open_disc(REAL_DISC, tmp_path, yes=True, strict=True)
    assert strict.verdict == "unfit"
