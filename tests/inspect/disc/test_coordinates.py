"""Coordinates that cannot be what the file says: repaired where one reading remains, proposed or refused otherwise."""

import pytest
import shapely
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from tests.inspect.disc.conftest import EPSG, boundary_frame, found, patch_frame, survey_frame

from tuban.inspect.disc.readings import contradiction, readings, turned
from tuban.kernel.crs import Zone

pytestmark = pytest.mark.seed("D1")


def swapped(frame):
    frame = frame.copy()
    frame.geometry = shapely.transform(frame.geometry.values, lambda points: points[:, ::-1])
    return frame


def claiming(frame, epsg):
    return frame.set_crs(epsg, allow_override=True)


FAULTS = {
    "degrees under a metre CRS": (claiming(patch_frame().to_crs(4490), EPSG), "crs.degrees_in_metres", "EPSG:4490"),
    "metres under degrees": (claiming(patch_frame(), 4490), "crs.metres_in_degrees", f"EPSG:{EPSG}"),
    "northing first": (swapped(patch_frame()), "crs.axes_swapped", f"EPSG:{EPSG} (N, E)"),
    "latitude first": (swapped(patch_frame().to_crs(4490)), "crs.axes_swapped", "EPSG:4490 (N, E)"),
    "zone number under a CRS without": (claiming(patch_frame().to_crs(4526), EPSG), "crs.zone_number", "EPSG:4526"),
    "no zone number under a CRS with": (claiming(patch_frame(), 4526), "crs.zone_number", f"EPSG:{EPSG}"),
    "number of another zone": (claiming(patch_frame().to_crs(4526), 4527), "crs.wrong_zone", "EPSG:4526"),
    "another zone": (claiming(patch_frame(), 4549), "crs.wrong_zone", f"EPSG:{EPSG}"),
    "no CRS, northing first": (swapped(patch_frame()), "crs.proposed", f"EPSG:{EPSG} (N, E)"),
    "no CRS": (patch_frame(), "crs.proposed", f"EPSG:{EPSG}"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_patches_that_lie_among_other_layers_in_one_reading_only_are_read_so(sound, check, fault):
    frame, code, after = FAULTS[fault]
    path = sound.shapefile(frame, "图斑/图斑")
    if fault.startswith("no CRS"):
        path.with_suffix(".prj").unlink()
    disc = check(sound.root)
    told = found(disc, code)[0]
    assert told.after == after
    assert disc.verdict == "repairable", disc.findings
    assert told.box is not None
    placed = {placement.township_code for placement in disc.placements}
    assert placed == {"990101001", "990101002"}
    assert check(sound.root, strict=True).verdict == "unfit"


def test_what_a_person_wrote_is_not_overruled_but_answered_with_a_proposal(sound, check, tmp_path):
    sound.shapefile(claiming(patch_frame().to_crs(4490), EPSG), "图斑/图斑")
    roles = {"图斑/图斑.shp": "patches", "行政区.gpkg": "boundaries", "地类图斑.gpkg": "survey_last"}
    about = {"format_version": 1, "files": [{"path": path, "role": role} for path, role in roles.items()]}
    about["files"][0]["crs"] = f"EPSG:{EPSG}"
    (sound.root / "disc.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    disc = check(sound.root)
    told = found(disc, "crs.degrees_in_metres")[0]
    assert (disc.verdict, told.severity.value, told.proposal) == ("unfit", "error", "crs: EPSG:4490")
    about["files"][0]["crs"] = "EPSG:4490"
    (sound.root / "disc.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    assert check(sound.root).verdict == "repairable"  # the manifest stands above the .prj


def test_one_layer_against_one_other_cannot_tell_which_is_in_the_wrong_zone(shelf, check):
    shelf.shapefile(patch_frame(), "图斑")
    shelf.geopackage(claiming(boundary_frame(), 4549), "行政区")
    disc = check(shelf.root)
    told = found(disc, "crs.wrong_zone")[0]
    assert (told.severity.value, told.after, told.proposal) == ("error", None, f"crs: EPSG:{EPSG}")


def test_metres_without_a_zone_and_without_another_layer_are_refused(shelf, check):
    shelf.shapefile(patch_frame(), "图斑").with_suffix(".prj").unlink()
    disc = check(shelf.root)
    assert disc.verdict == "unfit"
    assert found(disc, "crs.missing")


def test_axes_may_be_stated(shelf, check):
    shelf.geopackage(swapped(patch_frame()), "图斑")
    shelf.geopackage(boundary_frame(), "行政区")
    about = {"format_version": 1, "files": [
        {"path": "图斑.gpkg", "role": "patches", "axes": "north-first"}, {"path": "行政区.gpkg", "role": "boundaries"},
    ]}  # fmt: skip
    (shelf.root / "disc.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    disc = check(shelf.root)
    assert found(disc, "crs.axes_stated")
    assert not found(disc, "crs.axes_swapped")
    assert disc.layers["patches"][0].bounds[0] == pytest.approx(patch_frame().total_bounds[0], abs=0.01)


def test_a_repaired_reading_is_written_into_disc_yaml_and_then_taken(shelf, check):
    from tuban.inspect.disc.writing import proposal_yaml

    shelf.shapefile(swapped(patch_frame()), "图斑")
    shelf.geopackage(boundary_frame(), "行政区")
    (shelf.root / "disc.yaml").write_text(proposal_yaml(check(shelf.root)), "utf-8")
    disc = check(shelf.root)
    assert not found(disc, "crs.axes_swapped"), disc.findings
    assert all(placement.shares for placement in disc.placements)


def test_layers_that_are_sound_are_never_doubted(sound, check):
    for name, frame in (("供地", patch_frame(3)), ("永久基本农田", survey_frame())):
        sound.geopackage(frame[["geometry"]].assign(GDWH="1", GDRQ="2024-01-05", DLBM="0103").to_crs(4526), name)
    assert not [finding for finding in check(sound.root).findings if finding.code.startswith("crs.")]


@settings(max_examples=25, deadline=None)
@given(
    zone=st.integers(25, 45), offset=st.floats(-1.4, 1.4), latitude=st.floats(18.2, 53.5), size=st.floats(200, 60_000)
)
def test_a_county_anywhere_in_china_is_recognised_in_every_disguise_and_never_accused(zone, offset, latitude, size):
    numbered, plain = (CRS.from_epsg(Zone(zone, numbered=has).epsg) for has in (True, False))
    east, north = Transformer.from_crs(4490, plain, always_xy=True).transform(3 * zone + offset, latitude)
    here = (east - size / 2, north - size / 2, east + size / 2, north + size / 2)
    there = tuple(value + zone * 1e6 * (number % 2 == 0) for number, value in enumerate(here))
    degrees = Transformer.from_crs(plain, 4490, always_xy=True).transform_bounds(*here)
    geographic = CRS.from_epsg(4490)
    for bounds, crs in ((here, plain), (there, numbered), (degrees, geographic)):
        assert contradiction(bounds, crs) == ""
        assert contradiction(turned(bounds), crs) == "crs.axes_swapped"
        assert any(reading.swapped and reading.crs == crs for reading in readings(turned(bounds), crs))
    assert contradiction(there, plain) == contradiction(here, numbered) == "crs.zone_number"
    assert contradiction(degrees, plain) == "crs.degrees_in_metres"
    assert contradiction(here, geographic) == "crs.metres_in_degrees"
    assert [reading.crs for reading in readings(there, plain)] == [numbered]
    assert [reading.crs for reading in readings(degrees, plain)] == [geographic]


def test_boundaries_of_another_place_are_no_repair(sound, check):
    far = boundary_frame()
    far.geometry = far.geometry.translate(0, 60_000)
    sound.geopackage(far, "行政区")
    disc = check(sound.root)
    assert found(disc, "divisions.all_outside")
    assert not [finding for finding in disc.findings if finding.code.startswith("crs.") and finding.after]
