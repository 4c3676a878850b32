"""A disc broken in every way a disc can be broken: always a verdict and a sentence, never a traceback or a hang."""

import os
import shutil
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from tests.inspect.disc.conftest import EPSG, Shelf, found, number, patch_frame, square

from tuban.inspect.disc import opening, sources
from tuban.kernel.formats.children import Limits

pytestmark = pytest.mark.seed("D1")


def cut(path: Path, keep: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])


def test_a_sound_disc_is_fit(sound, check):
    disc = check(sound.root)
    assert disc.verdict == "fit", disc.findings
    assert (disc.counts.loaded, disc.counts.skipped, disc.counts.total) == (11, 0, 11)
    assert disc.campaign.year == 2024
    assert disc.campaign.area_code == "990101"
    assert disc.campaign.area_name == "示范县"
    assert disc.campaign.epsg == EPSG


def shorten_shapes(shelf: Shelf) -> None:
    cut(shelf.root / "图斑/图斑.shp", 0.5)


def shorten_table(shelf: Shelf) -> None:
    cut(shelf.root / "图斑/图斑.dbf", 0.7)


def drop_table(shelf: Shelf) -> None:
    (shelf.root / "图斑/图斑.dbf").unlink()


def drop_shapes(shelf: Shelf) -> None:
    (shelf.root / "图斑/图斑.shp").unlink()


def mix_parts(shelf: Shelf) -> None:
    other = shelf.shapefile(patch_frame(3), "another")
    shutil.copy(other.with_suffix(".dbf"), shelf.root / "图斑/图斑.dbf")
    for part in shelf.root.glob("another.*"):
        part.unlink()


def empty_shapes(shelf: Shelf) -> None:
    (shelf.root / "图斑/图斑.shp").write_bytes(b"")


def garbage_workbook(shelf: Shelf) -> None:
    (shelf.root / "在报项目.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(2000))


def no_workbook(shelf: Shelf) -> None:
    shelf.text("not a workbook", "在报项目.xlsx")


def picture_as_csv(shelf: Shelf) -> None:
    (shelf.root / "案件.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(500))


def zeros_as_csv(shelf: Shelf) -> None:
    (shelf.root / "案件.csv").write_bytes(b"a,b\n" + bytes(500))


def damaged_geopackage(shelf: Shelf) -> None:
    path = shelf.root / "地类图斑.gpkg"
    data = bytearray(path.read_bytes())
    data[2000:] = os.urandom(len(data) - 2000)
    path.write_bytes(bytes(data))


def half_a_geopackage(shelf: Shelf) -> None:
    cut(shelf.root / "地类图斑.gpkg", 0.3)


def text_as_geopackage(shelf: Shelf) -> None:
    shelf.text("<OGRVRTDataSource/>", "供地.gpkg")


def other_xml_as_geojson(shelf: Shelf) -> None:
    source = shelf.root / "行政区.gpkg"
    shelf.text(
        f"<OGRVRTDataSource><OGRVRTLayer name='行政区'><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>",
        "供地.geojson",
    )  # fmt: skip


def half_a_geojson(shelf: Shelf) -> None:
    text = patch_frame().to_crs(4490).to_json(to_wgs84=False)
    shelf.text(text[: len(text) // 2], "农转用.geojson")


def deep_geojson(shelf: Shelf) -> None:
    shelf.text('{"type":"FeatureCollection","features":' + "[" * 200_000, "农转用.geojson")


def neither_encoding(shelf: Shelf) -> None:
    (shelf.root / "外业核查结果.csv").write_bytes("图斑编号,实地情况\n".encode() + b"\xff\xfe\xfa\x80\xff,\x81\n")


def bad_parquet(shelf: Shelf) -> None:
    (shelf.root / "供地.parquet").write_bytes(b"PAR1" + os.urandom(300) + b"PAR1")


def no_image(shelf: Shelf) -> None:
    (shelf.root / "后时相影像.tif").write_bytes(b"II*\0" + os.urandom(300))


def link_out(shelf: Shelf) -> None:
    (shelf.root / "secret.csv").symlink_to("/etc/passwd")


def folder_link_out(shelf: Shelf) -> None:
    (shelf.root / "more").symlink_to("/etc", target_is_directory=True)


def pipe(shelf: Shelf) -> None:
    os.mkfifo(shelf.root / "供地.csv")


def no_such_field(shelf: Shelf) -> None:
    shelf.shapefile(patch_frame().rename(columns={"JCBH": "WHAT"}), "图斑/图斑")


def another_county(shelf: Shelf) -> None:
    far = survey_frame_far()
    shelf.geopackage(far, "地类图斑", "DLTB")


def survey_frame_far():
    frame = patch_frame()[["geometry"]].assign(DLBM="0103", DLMC="旱地", SJNF=2023)
    frame.geometry = frame.geometry.translate(0, 400_000)
    return frame


def no_number(shelf: Shelf) -> None:
    shelf.shapefile(patch_frame(JCBH=[number(1), "", number(3), number(4), number(5)]), "图斑/图斑")


def nothing_but_a_line(shelf: Shelf) -> None:
    frame = patch_frame()
    frame.geometry = frame.geometry.boundary
    shelf.shapefile(frame, "图斑/图斑")


def coordinates_that_are_no_numbers(shelf: Shelf) -> None:
    path = shelf.root / "图斑/图斑.shp"
    data = bytearray(path.read_bytes())
    second_point = 100 + 8 + 44 + 4 + 16
    data[second_point : second_point + 8] = struct.pack("<d", float("nan"))
    path.write_bytes(bytes(data))


def huge_coordinate(shelf: Shelf) -> None:
    frame = patch_frame()
    frame.loc[0, "geometry"] = shapely.box(1e200, 1e200, 2e200, 2e200)
    shelf.shapefile(frame, "图斑/图斑")


def too_many_columns(shelf: Shelf) -> None:
    shelf.text(",".join(["图斑编号", *(f"c{n}" for n in range(5000))]) + "\n", "案件.csv")


def zip_that_swells(shelf: Shelf) -> None:
    with zipfile.ZipFile(shelf.root / "供地.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("供地.csv", b"0" * (70 << 20))


def zip_that_leads_out(shelf: Shelf) -> None:
    with zipfile.ZipFile(shelf.root / "供地.zip", "w") as archive:
        archive.writestr("../../供地.csv", "a,b\n1,2\n")


def zip_with_a_link(shelf: Shelf) -> None:
    info = zipfile.ZipInfo("供地.csv")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(shelf.root / "供地.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")


def half_a_zip(shelf: Shelf) -> None:
    path = shelf.root / "供地.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("供地.csv", "a,b\n" * 1000)
    cut(path, 0.6)


def encrypted_zip(shelf: Shelf) -> None:
    path = shelf.root / "供地.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("供地.csv", "a,b\n")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))


def number_that_lost_digits(shelf: Shelf) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.active.append(["图斑编号", "市级受理时间"])
    workbook.active.append([20240510112233445566, "2024-03-01"])
    workbook.save(shelf.root / "在报项目.xlsx")


BREAKAGES = [
    (shorten_shapes, "file.truncated"),
    (shorten_table, "file.truncated"),
    (drop_table, "shapefile.part_missing"),
    (drop_shapes, "shapefile.part_missing"),
    (mix_parts, "shapefile.counts_differ"),
    (empty_shapes, "file.empty"),
    (garbage_workbook, "file.unreadable"),
    (no_workbook, "file.other_kind"),
    (picture_as_csv, "file.other_kind"),
    (zeros_as_csv, "file.other_kind"),
    (damaged_geopackage, "file.unreadable"),
    (half_a_geopackage, "file.unreadable"),
    (text_as_geopackage, "file.other_kind"),
    (other_xml_as_geojson, "file.other_kind"),
    (half_a_geojson, "file.unreadable"),
    (deep_geojson, "file.unreadable"),
    (neither_encoding, "encoding.unknown"),
    (bad_parquet, "file.unreadable"),
    (no_image, "file.unreadable"),
    (link_out, "disc.link"),
    (folder_link_out, "disc.link"),
    (pipe, "disc.link"),
    (no_such_field, "disc.no_patches"),
    (another_county, "crs.far_away"),
    (no_number, "patches.no_number"),
    (nothing_but_a_line, "disc.no_patches"),
    (coordinates_that_are_no_numbers, "patches.unusable"),
    (huge_coordinate, "patches.unusable"),
    (too_many_columns, "table.too_wide"),
    (zip_that_swells, "archive.bomb"),
    (zip_that_leads_out, "archive.path"),
    (zip_with_a_link, "archive.link"),
    (half_a_zip, "archive.damaged"),
    (encrypted_zip, "archive.encrypted"),
    (number_that_lost_digits, "value.digits_lost"),
]


@pytest.mark.parametrize(("breakage", "code"), BREAKAGES, ids=[breakage.__name__ for breakage, _code in BREAKAGES])
def test_a_broken_disc_is_unfit_and_says_why(sound, check, breakage, code):
    breakage(sound)
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    errors = [finding for finding in disc.findings if finding.severity.value == "error"]
    assert code in {finding.code for finding in errors}, errors
    assert all(finding.message and finding.hint for finding in disc.findings)
    assert not any("Traceback" in finding.message for finding in disc.findings)
    assert disc.counts.loaded + disc.counts.skipped == disc.counts.total


@pytest.mark.parametrize("what", ["nothing", "file", "empty", "papers"])
def test_what_is_no_disc_is_said_to_be_none(tmp_path, check, what):
    path = tmp_path / "d"
    codes = {"nothing": "disc.not_found", "file": "disc.not_a_disc", "empty": "disc.empty", "papers": "disc.empty"}
    if what == "file":
        path.write_text("no disc")
    elif what != "nothing":
        path.mkdir()
    if what == "papers":
        (path / "方案.pdf").write_bytes(b"%PDF-1.4")
    disc = check(path)
    assert disc.verdict == "unfit"
    assert found(disc, codes[what])


def test_a_zip_disc_that_leads_out_is_not_unpacked(tmp_path, check):
    path = tmp_path / "disc.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../escaped.csv", "a,b\n")
    disc = check(path)
    assert found(disc, "archive.path")
    assert not list(tmp_path.rglob("escaped.csv"))


def test_a_reader_that_crashes_is_a_finding(sound, check, monkeypatch):
    monkeypatch.setattr(sources, "_task", lambda place, scratch, limits: sources.Task("os:abort", {}, limits))
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    assert len(found(disc, "file.crashed")) == 4
    assert "SIGABRT" in found(disc, "file.crashed")[0].message


def test_a_reader_that_hangs_is_stopped(sound, check, monkeypatch):
    limits = Limits(seconds=0.3)
    monkeypatch.setattr(sources, "_task", lambda *_about: sources.Task("signal:pause", {}, limits))
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    assert len(found(disc, "file.too_slow")) == 4


def test_a_reader_that_wants_too_much_memory_is_stopped(sound, check, monkeypatch):
    monkeypatch.setattr(
        sources, "_task", lambda *_about: sources.Task("numpy:zeros", {"shape": [10**10]}, Limits(memory=300 << 20))
    )
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    assert len(found(disc, "file.too_much_memory")) == 4


def test_a_conversion_that_crashes_leaves_a_verdict(sound, check, monkeypatch):
    from tuban.inspect.disc import normalising

    monkeypatch.setattr(
        normalising, "_task",
        lambda *about: normalising.Task("os:abort", {"target": "nowhere"}, Limits()),
    )  # fmt: skip
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    assert disc.counts.skipped == disc.counts.total == 11


def test_a_disc_is_never_written_to(sound, check):
    (sound.root / "图斑/图斑.shx").unlink()
    before = {path: path.read_bytes() for path in sorted(sound.root.rglob("*")) if path.is_file()}
    check(sound.root)
    after = {path: path.read_bytes() for path in sorted(sound.root.rglob("*")) if path.is_file()}
    assert after == before


def test_nothing_is_loaded_from_unconfirmed_roles(sound, tmp_path):
    disc = opening.open_disc(sound.root, tmp_path / "work", yes=False, strict=False)
    assert disc.verdict == "unfit"
    assert found(disc, "disc.roles_unconfirmed")
    assert {proposal.role for proposal in disc.proposals} == {"patches", "boundaries", "survey_last", "field_results"}
    assert disc.layers == {}
    asked = []
    confirmed = opening.open_disc(
        sound.root, tmp_path / "work", yes=False, strict=False, confirm=lambda shown: bool(asked.append(shown)) or True
    )
    assert confirmed.verdict == "fit"
    assert len(asked[0]) == 4


def test_not_a_number_in_a_geopackage_is_left_out(sound, check):
    frame = survey_frame_near()
    sound.geopackage(frame, "供地")
    disc = check(sound.root)
    assert found(disc, "geometry.not_finite")[0].feature == "2"
    assert disc.verdict == "repairable"
    assert disc.counts.skipped == 0
    assert disc.layers["supply"][0].count == 3


def survey_frame_near():
    frame = patch_frame(3)[["geometry"]].assign(GDWH=["示供1号", "示供2号", "示供3号"], GDRQ="2024-01-05", GDFS="划拨")
    bad = shapely.get_coordinates(square(2, 0))
    bad[1, 0] = np.nan
    with np.errstate(invalid="ignore"):
        frame.loc[1, "geometry"] = shapely.polygons(bad)
    return frame


def test_a_fault_of_the_check_itself_is_a_verdict_too(sound, check, monkeypatch):
    def fail(*_about, **_options):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(opening, "examine", fail)
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    assert "ZeroDivisionError: oh" in found(disc, "disc.check_failed")[0].message


def test_a_number_stored_as_a_float_that_lost_digits_is_refused(sound, check):
    sound.shapefile(patch_frame(JCBH=[2.0240510112233446e17] * 5), "图斑/图斑")
    assert found(check(sound.root), "value.digits_lost")[0].severity.value == "error"


def test_a_table_without_anything_in_it_holds_no_layer(sound, check):
    sound.text("\n\n", "案件.csv")
    assert found(check(sound.root), "file.no_layer")
