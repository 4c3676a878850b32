"""The practice county is the same whoever generates it, leaves no gap, and tells the stories it was made for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from tuban.inspect.disc import Disc
from tuban.inspect.run import Inspection
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import Area


def checksums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.long
def test_the_same_seed_gives_the_same_disc_to_the_byte(
    disc_folder: Path, tmp_path: Path, generate: Callable[[Path], Path]
) -> None:
    assert checksums(generate(tmp_path / "again")) == checksums(disc_folder)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio's own use of affine
@pytest.mark.long
def test_images_of_the_same_seed_are_the_same_and_show_the_change(county: Any, tmp_path: Path) -> None:
    import rasterio
    from samples.practice_county.county import County
    from samples.practice_county.imagery import write_imagery

    few = [p for p in county.patches if p.scenario.name in ("lawful_factory", "photovoltaic")][:3]
    small = County(county.fabric, county.plan, few, county.papers)
    for name in ("one", "two"):
        write_imagery(small, tmp_path / name, 1)
    assert checksums(tmp_path / "one") == checksums(tmp_path / "two")
    with (
        rasterio.open(tmp_path / "one" / "前时相影像.tif") as before,
        rasterio.open(tmp_path / "one" / "后时相影像.tif") as after,
    ):
        assert before.crs.to_epsg() == after.crs.to_epsg() == 4547
        for patch in few:
            left, bottom, right, top = patch.shape.bounds
            columns = (int((left - before.bounds.left) / 1.25), int((right - before.bounds.left) / 1.25))
            rows = (int((before.bounds.top - top) / 1.25), int((before.bounds.top - bottom) / 1.25))
            window = rasterio.windows.Window(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0])
            then, now = (image.read(window=window).astype(float) for image in (before, after))
            assert then.min() > 0
            assert np.abs(now - then).mean() > 15


def test_parcels_share_their_borders_and_leave_no_gap(county: Any) -> None:
    parcels = county.fabric.parcels
    whole = shapely.union_all(county.fabric.townships)
    assert 8_000 <= len(parcels) <= 15_000
    assert shapely.is_valid(parcels).all()
    assert shapely.coverage_is_valid(parcels)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert shapely.area(parcels).sum() == pytest.approx(whole.area, rel=1e-12)


@pytest.mark.parametrize("file", ["地类图斑2023.gpkg", "地类图斑2024.gdb"])
def test_both_surveys_cover_the_county_once(disc_folder: Path, county: Any, file: str) -> None:
    _, _, wkb, _ = pyogrio.raw.read(disc_folder / "地类" / file, columns=[])
    parcels = shapely.from_wkb(wkb)
    whole = shapely.union_all(county.fabric.townships).area
    assert shapely.area(parcels).sum() == pytest.approx(whole, rel=1e-9)
    assert shapely.union_all(parcels, grid_size=0.001).area == pytest.approx(whole, rel=1e-6)


def test_one_can_drive_from_nearly_everywhere_to_everywhere(county: Any) -> None:
    lines = [line for kind, _, line in county.roads if kind != "railway"]
    home: dict[tuple[float, float], tuple[float, float]] = {}

    def root(end: tuple[float, float]) -> tuple[float, float]:
        while home.setdefault(end, end) != end:
            end = home[end]
        return end

    def ends(line: shapely.LineString) -> list[tuple[float, float]]:
        return [(round(x, 2), round(y, 2)) for x, y in (line.coords[0], line.coords[-1])]

    for line in lines:
        first, last = ends(line)
        home[root(first)] = root(last)
    length: dict[tuple[float, float], float] = defaultdict(float)
    for line in lines:
        length[root(ends(line)[0])] += line.length
    assert max(length.values()) / sum(length.values()) > 0.9


def test_every_code_is_a_practice_code(county: Any) -> None:
    from samples.practice_county.townships import NEIGHBOURS, TOWNSHIPS

    codes = [t.code for t in TOWNSHIPS] + [code for code, _ in NEIGHBOURS] + [v.code for v in county.fabric.villages]
    assert all(code.startswith("99") for code in codes)
    assert len(set(codes)) == len(codes)
    assert any(t.is_zone for t in TOWNSHIPS)
    assert any(t.name.endswith("街道") for t in TOWNSHIPS)


def test_the_disc_is_repairable_and_its_faults_are_listed(disc: Disc) -> None:
    codes = {finding.code for finding in disc.findings}
    assert disc.verdict == "repairable"
    assert disc.counts.skipped == 0
    assert codes >= {
        "patches.number_twice",
        "patches.malformed_number",
        "patches.other_area",
        "patches.area_differs",
        "geometry.mended",
        "divisions.across",
        "divisions.other_township",
        "encoding.detected",
    }
    assert set(disc.missing_roles) == {"image_before", "image_after"}


def test_the_corrected_disc_differs_only_where_something_was_corrected(county: Any) -> None:
    from samples.practice_county.corrected import CORRECTIONS, corrected_county
    from samples.practice_county.county import SEED

    corrected = {one.number: one for one in corrected_county(county, SEED).patches}
    issued = {one.number: one for one in county.patches if not one.dirt}
    assert CORRECTIONS.keys() <= {one.scenario.name for one in issued.values()}
    assert corrected.keys() == issued.keys()
    assert all(one.monitored_mu is not None for one in corrected.values())
    for number, one in issued.items():
        if one.scenario.name not in CORRECTIONS and one.scenario.monitored == 1.0:
            is_beyond = one.scenario.ground.across == "county"
            assert (corrected[number] == one) is not is_beyond


@pytest.mark.seed("D4")
def test_each_issued_list_arrives_with_its_patches(disc: Disc, county: Any, inspection: Inspection) -> None:
    issued: dict[str, set[str]] = defaultdict(set)
    for patch in county.patches:
        if not patch.dirt:
            issued[patch.scenario.list].add(patch.number)
    arrived: dict[str, set[str]] = defaultdict(set)
    for part in inspection.parts:
        arrived[part.facts["patch_list"]].add(part.key[0])
    assert set(issued) == {"suspected", "unapproved", "approved", "earlier_approved", "outside"}
    for name, numbers in issued.items():
        assert numbers <= arrived[name]
        assert sum(layer.count for layer in disc.layers["patches"] if layer.list == name) >= len(numbers)


def test_stated_areas_are_the_measured_areas_but_for_a_few(county: Any) -> None:
    patches = [p for p in county.patches if not p.dirt]
    measured = ellipsoidal_areas(np.array([p.shape for p in patches], dtype=object), epsg=4547)
    right = [p.monitored_mu == str(Area.from_m2(float(m)).mu) for p, m in zip(patches, measured, strict=True)]
    on_purpose = [p.scenario.monitored != 1.0 for p in patches]
    assert all(r != o for r, o in zip(right, on_purpose, strict=True))
    assert 0 < sum(on_purpose) < 15


def test_about_a_tenth_of_the_patches_was_not_visited_yet(county: Any) -> None:
    unseen = sum(p.scenario.field is None for p in county.patches if not p.dirt)
    assert 0.04 < unseen / len(county.patches) < 0.15


# Story → what the county's official should read as the proposal.
PROPOSALS = {
    "shadow": ("unchanged", None),
    "cloud_shadow": ("unchanged", None),
    "orchard": ("agricultural_adjustment", None),
    "pig_farm": ("facility_agriculture", None),
    "pig_farm_on_basic": ("manual", None),
    "lawful_factory": ("lawful", None),
    "never_applied_filed": ("unlawful", "used_without_applying"),
    "applied_not_waited": ("unlawful", "used_while_applying"),
    "approved_not_supplied": ("unlawful", "used_without_supply"),
    "built_then_approved": ("unlawful", "used_while_applying"),
    "early_use_railway": ("lawful", None),
    "changed_use": ("unlawful", "changed_use"),
    "no_power": ("unlawful", "illegal_approval"),
    "forged": ("unlawful", "fraud"),
    "unlawful_supply": ("unlawful", "other_violation"),
    "yard_lent": ("temporary_use", None),
    "approved_use_unknown": ("manual", None),
    "listed_w_but_approved": ("manual", None),
    "unseen_w": ("manual", None),
}


@pytest.mark.parametrize("story", PROPOSALS)
def test_a_story_ends_as_it_was_told(story: str, county: Any, inspection: Inspection) -> None:
    numbers = {p.number for p in county.patches if p.scenario.name == story and not p.dirt}
    parts = [part for part in inspection.parts if part.key[0] in numbers]
    finding, leaf = PROPOSALS[story]
    assert parts
    assert {part.facts["finding"] for part in parts} == {finding}
    if leaf is not None:
        assert {part.facts["violation_type"] for part in parts} == {leaf}


@pytest.mark.parametrize(
    ("story", "leaf"), [("half_inside", "used_without_applying"), ("over_quantity", "beyond_approval")]
)
def test_a_patch_half_inside_its_papers_is_two_cases(
    story: str, leaf: str, county: Any, inspection: Inspection
) -> None:
    for patch in (p for p in county.patches if p.scenario.name == story and not p.dirt):
        parts = [part for part in inspection.parts if part.key[0] == patch.number]
        assert [part.facts["finding"] for part in parts] == ["lawful", "unlawful"]
        assert parts[1].facts["violation_type"] == leaf
        whole = sum(part.facts["geometry_area"].m2 for part in parts)
        assert whole == pytest.approx(float(ellipsoidal_areas(np.array([patch.shape], dtype=object), epsg=4547)[0]))
