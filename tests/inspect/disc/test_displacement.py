"""The offset of Chinese web maps: recognised by position wherever in China, and never where there is none."""

import json
from pathlib import Path

import numpy as np
import prcoords
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import shapely.affinity
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from tests.inspect.disc.conftest import found

from tuban.inspect.disc.displacement import displaced
from tuban.inspect.disc.divisions import Boundary
from tuban.inspect.disc.model import Layer
from tuban.kernel.crs import transform_coordinates, working_epsg
from tuban.kernel.web_map_offset import KINDS, with_offset, without_offset

pytestmark = pytest.mark.seed("D1")
PLACES = {"longitude": st.floats(80.0, 133.0), "latitude": st.floats(19.0, 52.0), "seed": st.integers(0, 10_000)}


def county(longitude: float, latitude: float, seed: int) -> tuple[int, dict[str, list]]:
    """A county of irregular parcels in a few townships, with patches on whole parcels and freehand ones between."""
    random = np.random.default_rng(seed)
    epsg = working_epsg(longitude)
    middle = transform_coordinates([[longitude, latitude]], 4490, epsg)[0]
    corners = middle + random.uniform(-5000, 5000, (700, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(corners)))
    land = shapely.box(*(middle - 4000), *(middle + 4000))
    parcels = [cell for cell in shapely.intersection(cells, land) if cell.area > 100]
    east = np.array([parcel.centroid.x for parcel in parcels])
    north = np.array([parcel.centroid.y for parcel in parcels])
    number = (east > middle[0]).astype(int) + 2 * (north > middle[1])
    townships = [shapely.union_all([p for p, n in zip(parcels, number, strict=True) if n == k]) for k in range(4)]
    chosen = random.choice(len(parcels), 150, replace=False)
    patches = [shapely.point_on_surface(parcels[k]).buffer(12 + random.uniform(0, 20), quad_segs=2) for k in chosen]
    return epsg, {
        "boundaries": townships, "survey_last": parcels, "patches": patches,
        "conversion": [parcels[k] for k in chosen[:60]], "of_patches": [int(number[k]) for k in chosen],
    }  # fmt: skip


def layer(folder: Path, role: str, shapes: list, epsg: int, townships: list[int] | None = None) -> Layer:
    path = folder / f"{role}.parquet"
    columns = {"geometry": pa.array(shapely.to_wkb(np.asarray(shapes, dtype=object)), pa.binary())}
    if role == "patches":
        columns["township_code"] = pa.array([f"99010100{k + 1}" for k in townships], pa.string())
        columns["township_name"] = pa.array([None] * len(shapes), pa.string())
    pq.write_table(pa.table(columns), path)
    return Layer(role, path, role, "", "", len(shapes), epsg)


def moved(shapes: list, epsg: int, kind: str) -> list:
    def move(points):
        lonlat = transform_coordinates(points, epsg, 4490)
        return transform_coordinates(with_offset(lonlat, kind), 4490, epsg)

    return list(shapely.transform(np.asarray(shapes, dtype=object), move))


def accused(folder: Path, epsg: int, about: dict[str, list]) -> dict[str, str]:
    layers = [layer(folder, role, shapes, epsg, about["of_patches"]) for role, shapes in about.items()
              if role != "of_patches"]  # fmt: skip
    boundaries = [Boundary(f"99010100{k + 1}", "", shape) for k, shape in enumerate(about["boundaries"])]
    return {one.layer.role: one.kind for one in displaced(layers, boundaries, epsg=epsg)}


SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(
    **PLACES, kind=st.sampled_from(KINDS), role=st.sampled_from(["boundaries", "survey_last", "patches", "conversion"])
)
@example(longitude=105.0, latitude=29.6, seed=1, kind="gcj02", role="patches")
def test_a_layer_with_the_offset_is_named_wherever_in_china_it_lies(tmp_path, longitude, latitude, seed, kind, role):
    epsg, about = county(longitude, latitude, seed)
    delivered, about[role] = about[role], moved(about[role], epsg, kind)
    # freehand patches are told by the townships they state: a short offset brings too few of 150 at odds with them
    assume(role != "patches" or delivered[0].centroid.distance(about[role][0].centroid) > 450)
    assert accused(tmp_path, epsg, about) == {role: kind}


@SLOW
@given(
    **PLACES, error=st.floats(0, 3), shift=st.floats(-900, 900), role=st.sampled_from(["patches", "boundaries", "none"])
)
@example(longitude=80.0, latitude=36.0, seed=1, error=0.0, shift=596.0, role="patches")  # against the offset
@example(longitude=80.0, latitude=36.0, seed=1, error=0.0, shift=596.0, role="boundaries")
@example(longitude=80.0, latitude=19.0, seed=1, error=0.0, shift=498.0, role="patches")  # nearly against it
def test_nobody_is_accused_who_bears_no_offset(tmp_path, longitude, latitude, seed, error, shift, role):
    """Neither sound layers, nor drawing errors, nor layers shifted in a direction of their own."""
    epsg, about = county(longitude, latitude, seed)
    random = np.random.default_rng(seed)
    about["patches"] = [
        shapely.affinity.translate(patch, *random.normal(0, error + 0.01, 2)) for patch in about["patches"]
    ]
    if role != "none":  # to the south-west: the offset goes east wherever in China
        about[role] = list(shapely.transform(np.asarray(about[role], dtype=object), lambda p: p - (abs(shift), shift)))
    assert accused(tmp_path, epsg, about) == {}


def test_outside_of_china_there_is_no_offset(tmp_path):
    epsg, about = county(134.5, 56.5, 3)
    assert accused(tmp_path, epsg, about) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_many_points_are_carried_as_the_library_carries_each(kind):
    random = np.random.default_rng(5)
    points = np.column_stack([random.uniform(104.6, 105.4, 5000), random.uniform(29.2, 30.1, 5000)])
    library = {"gcj02": prcoords.wgs_gcj, "bd09": prcoords.wgs_bd}[kind]
    expected = np.array([library((latitude, longitude))[::-1] for longitude, latitude in points])
    carried = with_offset(points, kind)
    assert np.abs(carried - expected).max() < 5e-7  # 5 cm
    assert np.abs(without_offset(carried, kind) - points).max() < 5e-7


def on_disc(root: Path, epsg: int, about: dict[str, list], **patches: object) -> None:
    import geopandas

    codes, names = [f"99010100{k + 1}" for k in range(4)], ["甲镇", "乙镇", "丙镇", "丁镇"]
    frames = {
        "行政区.gpkg": {"XZQDM": codes, "XZQMC": names, "geometry": about["boundaries"]},
        "地类图斑.gpkg": {"DLBM": "0103", "DLMC": "旱地", "SJNF": 2023, "geometry": about["survey_last"]},
        "图斑.gpkg": {
            "JCBH": [f"990101SJBG24{number:06d}" for number in range(150)], "XZQDM": "990101", "XMC": "示范县",
            "LY": "Y", "QSX": "20230815", "HSX": "20240402", "XZMC": [names[k] for k in about["of_patches"]],
            "geometry": about["patches"],
        },
    }  # fmt: skip
    for name, columns in frames.items():
        geopandas.GeoDataFrame(columns, crs=epsg).to_file(root / name, driver="GPKG", engine="pyogrio")
    roles = {"行政区.gpkg": "boundaries", "地类图斑.gpkg": "survey_last", "图斑.gpkg": "patches"}
    files = [{"path": path, "role": role, **(patches if role == "patches" else {})} for path, role in roles.items()]
    text = yaml.safe_dump({"format_version": 1, "files": files}, allow_unicode=True)
    (root / "disc.yaml").write_text(text, "utf-8")


def test_the_offset_is_proposed_and_undone_only_where_it_is_stated(shelf, check):
    epsg, about = county(114.3, 31.7, 7)
    true = about["patches"]
    about["patches"] = moved(true, epsg, "gcj02")
    on_disc(shelf.root, epsg, about)
    disc = check(shelf.root)
    told = found(disc, "crs.web_map_offset")[0]
    assert (disc.verdict, told.file, told.proposal, told.after) == ("unfit", "图斑.gpkg", "shift: gcj02", None)
    assert 560 < int(told.words["metres"]) < 580
    assert told.box is not None
    assert told.sketch is not None
    on_disc(shelf.root, epsg, about, shift="gcj02")
    disc = check(shelf.root)
    assert disc.verdict == "repairable"
    assert found(disc, "crs.offset_undone")[0].after
    shapes = shapely.from_wkb(pq.read_table(disc.layers["patches"][0].path).column("geometry").to_pylist())
    assert max(one.hausdorff_distance(other) for one, other in zip(shapes, true, strict=True)) < 0.05
    on_disc(shelf.root, epsg, about, shift="none")
    assert not found(check(shelf.root), "crs.web_map_offset")
    assert json.dumps(told.as_json())
