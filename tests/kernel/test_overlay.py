"""How much of a patch lies in which class of which layer."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate
from shapely.geometry import MultiPolygon, Point, Polygon, box

from tuban.kernel.measure import ellipsoidal_areas
from tuban.kernel.overlay import UNMATCHED, CrsMismatch, OverlapTable, PatchNotSound, overlay

EPSG = 4547
EAST, NORTH = 530_000.0, 3_520_000.0
DISC = Path(__file__).parents[3] / "shared/data/discs/real-shapes-a"


def at(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape near the origin, moved to where there is land."""
    return translate(shape, EAST, NORTH)


def array(*geometries: object) -> np.ndarray:
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made


def star(seed: int, points: int = 40, size: float = 100.0) -> Polygon:
    """A ragged valid polygon around the origin."""
    random = np.random.default_rng(seed)
    turn = np.sort(random.uniform(0, 2 * np.pi, points))
    reach = size * random.uniform(0.3, 1.0, points)
    return Polygon(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])).buffer(0)


def tiles(size: float = 50.0, count: int = 6) -> list[Polygon]:
    """A gap-free fabric of squares around the origin."""
    low = -size * count / 2
    return [
        box(low + i * size, low + j * size, low + (i + 1) * size, low + (j + 1) * size)
        for i in range(count)
        for j in range(count)
    ]


def plane(table: OverlapTable, patch: int = 0, layer: int = 0) -> dict[object, float]:
    """Plane area by class of one patch and layer; None for the rest."""
    return {
        (None if key is None else key[0]): float(table.plane_m2[row])
        for row in range(len(table))
        if table.patch[row] == patch and table.layer[row] == layer
        for key in [table.class_of(row)]
    }


def assert_adds_up(table: OverlapTable) -> None:
    for patch, whole in enumerate(table.patch_m2):
        for layer in range(len(table.layers)):
            rows = table.area_m2[(table.patch == patch) & (table.layer == layer)]
            assert math.fsum(rows) == whole
            assert (rows >= 0).all()


@pytest.mark.seed("C4")
def test_every_class_and_the_rest_are_measured_for_all_layers_in_one_call(make_layer):
    patch = at(box(0, 0, 100, 100))
    survey = make_layer([at(box(-50, -50, 30, 150)), at(box(30, -50, 60, 150))], ["0101", "0702"])
    farmland = make_layer([at(box(0, 0, 100, 25))], ["永久基本农田"])
    table = overlay(array(patch), {"survey": survey, "farmland": farmland}, epsg=EPSG)
    assert plane(table, layer=0) == pytest.approx({"0101": 3000, "0702": 3000, None: 4000}, abs=1e-6)
    assert plane(table, layer=1) == pytest.approx({"永久基本农田": 2500, None: 7500}, abs=1e-6)
    assert_adds_up(table)
    assert table.patch_m2 == pytest.approx(ellipsoidal_areas(array(patch), epsg=EPSG, rounding=False))


def test_a_patch_that_meets_nothing_gives_one_row_without_class(make_layer):
    layer = make_layer([at(box(500, 500, 600, 600))], ["0101"])
    table = overlay(array(at(box(0, 0, 10, 10)), None, Polygon()), {"survey": layer}, epsg=EPSG)
    assert table.patch.tolist() == [0, 1, 2]
    assert table.class_index.tolist() == [UNMATCHED] * 3
    assert table.area_m2[1:].tolist() == [0, 0]
    assert_adds_up(table)


@pytest.mark.parametrize("features", [[], [None], [Polygon()], [Point(1, 1)]], ids=["none", "null", "empty", "point"])
def test_a_layer_without_ground_leaves_everything_unmatched(make_layer, features):
    table = overlay(array(at(box(0, 0, 10, 10))), {"plan": make_layer(features, ["x"] * len(features))}, epsg=EPSG)
    assert table.class_index.tolist() == [UNMATCHED]
    assert_adds_up(table)


def test_no_patches_and_no_layers_give_an_empty_table(make_layer):
    layer = make_layer([at(box(0, 0, 1, 1))], ["x"])
    assert len(overlay(array(), {"survey": layer}, epsg=EPSG)) == 0
    assert len(overlay(array(at(box(0, 0, 1, 1))), {}, epsg=EPSG)) == 0


@pytest.mark.parametrize(
    "patch",
    [
        box(-100, -100, 100, 100),
        box(-100, -100, 100, 100).difference(box(-60, -60, 60, 60)),
        MultiPolygon([box(-140, -140, -50, -50), box(0, 0, 50, 50), box(50, 50, 100, 101)]),
        box(-150, -150, 150, 150),
        box(0, 0, 50, 50),
        box(0, 0, 50, 1e-3),
        Polygon([(-50, -50), (50, 50), (-50, 50)]),
    ],
    ids=["on-lines", "ring", "scattered", "everything", "one-tile", "sliver", "through-corners"],
)
def test_shared_borders_make_no_phantom_rows(make_layer, patch):
    parts = tiles()
    layer = make_layer([at(part) for part in parts], [str(number) for number in range(len(parts))])
    table = overlay(array(at(patch)), {"survey": layer}, epsg=EPSG)
    expected = {str(n): part.intersection(patch).area for n, part in enumerate(parts)}
    assert plane(table) == pytest.approx({n: area for n, area in expected.items() if area > 1e-6}, abs=1e-6)
    assert_adds_up(table)


@pytest.mark.seed("C4")
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    angle=st.floats(0, 90),
    dx=st.floats(-80, 80),
    dy=st.floats(-80, 80),
    hole=st.booleans(),
)
def test_plane_areas_are_those_of_shapely(make_layer, seed, angle, dx, dy, hole):
    patch = at(translate(star(seed), dx, dy))
    if hole:
        patch = patch.difference(at(translate(star(seed + 1, 12, 25), dx, dy)))
    parts = [at(rotate(tile, angle, origin=(0, 0))) for tile in tiles()[seed % 5 :: 2]]
    parts.append(at(box(400, 400, 900, 900)))
    layer = make_layer(parts, [f"{number % 4}" for number in range(len(parts))])
    table = overlay(array(patch), {"survey": layer}, epsg=EPSG)
    expected: dict[object, float] = {}
    for number, part in enumerate(parts):
        expected[f"{number % 4}"] = expected.get(f"{number % 4}", 0.0) + part.intersection(patch).area
    expected[None] = patch.area - sum(expected.values())
    found = plane(table)
    for key, area in expected.items():
        assert found.get(key, 0.0) == pytest.approx(area, abs=max(2e-6, 1e-9 * patch.area))
    assert_adds_up(table)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), shift=st.integers(0, 30), data=st.data())
def test_order_of_features_and_points_and_tiling_change_nothing(make_layer, seed, shift, data):
    patch, parts = at(star(seed)), [at(tile) for tile in tiles()]
    names = [f"{number % 3}" for number in range(len(parts))]
    first = overlay(array(patch), {"survey": make_layer(parts, names)}, epsg=EPSG)

    order = data.draw(st.permutations(range(len(parts))))
    points = np.array(patch.exterior.coords)[:-1]
    turned = Polygon(np.roll(points, shift, axis=0)[::-1])
    halves = [
        (half, names[number])
        for number in order
        for west in [parts[number].bounds]
        for half in (
            box(west[0], west[1], west[0] + 20, west[3]),
            box(west[0] + 20, west[1], west[2], west[3]),
        )
    ]
    second = overlay(array(turned), {"survey": make_layer(*zip(*halves, strict=True))}, epsg=EPSG)
    assert second.class_index.tolist() == first.class_index.tolist()
    assert second.classes == first.classes
    assert second.area_m2 == pytest.approx(first.area_m2, abs=1e-6)


@pytest.mark.seed("C4")
@pytest.mark.parametrize("seed", range(4))
def test_a_huge_polygon_is_cut_and_measures_the_same(make_layer, seed):
    random = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    reach = 900 + 80 * np.sin(37 * turn) + random.uniform(0, 15, len(turn))
    huge = Polygon(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]))
    holes = [star(seed + n, 60, 60) for n in range(3)]
    huge = at(huge.difference(shapely.union_all([translate(hole, 300 * n, 200) for n, hole in enumerate(holes)])))
    layer = make_layer([huge], ["基本农田"])
    assert len(layer) > 50
    spots = random.uniform(-1000, 1000, (300, 2))
    patches = array(*(at(translate(star(n, 30, 120), *spot)) for n, spot in enumerate(spots)))
    table = overlay(patches, {"farmland": layer}, epsg=EPSG)
    for number, patch in enumerate(patches):
        expected = huge.intersection(patch).area
        assert plane(table, number).get("基本农田", 0.0) == pytest.approx(expected, abs=1e-9 * patch.area + 1e-6)
    assert_adds_up(table)
    assert not table.overlapped_m2.any()
    whole = overlay(array(huge), {"farmland": layer}, epsg=EPSG)  # a huge patch too
    assert plane(whole)["基本农田"] == pytest.approx(huge.area, rel=1e-12)
    assert len(whole) == 1


@pytest.mark.seed("C4")
def test_ground_covered_twice_counts_for_the_first_feature_and_is_reported(make_layer):
    patch = at(box(0, 0, 100, 100))
    covers = [at(box(-10, -10, 60, 110)), at(box(40, -10, 110, 110)), at(box(50, 0, 55, 100))]
    table = overlay(array(patch), {"approvals": make_layer(covers, ["a", "b", "c"])}, epsg=EPSG)
    assert plane(table) == pytest.approx({"a": 6000, "b": 4000}, abs=1e-6)
    assert table.overlapped_m2[0, 0] == pytest.approx(2000 + 500, rel=1e-3)
    assert_adds_up(table)
    backwards = overlay(array(patch), {"approvals": make_layer(covers[::-1], ["c", "b", "a"])}, epsg=EPSG)
    assert plane(backwards) == pytest.approx({"a": 4000, "b": 5500, "c": 500}, abs=1e-6)
    assert_adds_up(backwards)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-60, 60), st.floats(-60, 60), st.floats(5, 80), st.floats(0, 90), st.integers(0, 2)),
        min_size=2,
        max_size=7,
    ),
    st.integers(0, 10**6),
)
def test_whatever_overlaps_each_place_counts_once_for_the_first(make_layer, squares, seed):
    patch = at(star(seed))
    shapes = [at(rotate(box(x, y, x + size, y + size), turn)) for x, y, size, turn, _name in squares]
    names = [str(name) for *_rest, name in squares]
    table = overlay(array(patch), {"approvals": make_layer(shapes, names)}, epsg=EPSG)
    claimed, expected = shapely.Polygon(), {}
    for shape, name in zip(shapes, names, strict=True):
        inside = shape.intersection(patch)
        expected[name] = expected.get(name, 0.0) + inside.difference(claimed).area
        claimed = claimed.union(inside)
    found = plane(table)
    for name, area in expected.items():
        assert found.get(name, 0.0) == pytest.approx(area, abs=2e-3)  # less than a square centimetre stays with both
    again = sum(shape.intersection(patch).area for shape in shapes) - claimed.area
    assert table.overlapped_m2[0, 0] == pytest.approx(again, rel=1e-3, abs=5e-3)
    assert_adds_up(table)


def test_a_feature_delivered_twice_counts_once(make_layer):
    parts = [at(tile) for tile in tiles()]
    layer = make_layer(parts + parts, ["x"] * 2 * len(parts))
    patch = at(star(5))
    table = overlay(array(patch), {"survey": layer}, epsg=EPSG)
    assert plane(table) == pytest.approx({"x": patch.area}, abs=1e-6)
    assert table.overlapped_m2[0, 0] == pytest.approx(table.patch_m2[0], rel=1e-9)


def test_overlaps_of_a_huge_polygon_are_found_too(make_layer):
    turn = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    huge = at(Polygon(np.column_stack([500 * np.cos(turn), 500 * np.sin(turn)])))
    zone, patch = at(box(0, -60, 600, 60)), at(box(-50, -50, 550, 50))
    table = overlay(array(patch), {"plan": make_layer([huge, zone], ["允许", "限制"])}, epsg=EPSG)
    first = huge.intersection(patch).area
    rest = zone.difference(huge).intersection(patch).area
    expected = {"允许": first, "限制": rest}
    assert plane(table) == pytest.approx(expected, abs=1e-6)
    assert table.overlapped_m2[0, 0] == pytest.approx(zone.intersection(patch).intersection(huge).area, rel=1e-3)


@pytest.mark.parametrize(
    "unsound",
    [
        Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]),
        MultiPolygon([box(0, 0, 80, 100), box(20, 0, 100, 100)]),
        Polygon([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0), (50, 0), (50, 100), (0, 100)]),
        Polygon([(0, 0), (100, 0), (50, 0)]),
    ],
    ids=["bow-tie", "parts-overlap", "winds-twice", "flat"],
)
def test_a_layer_that_is_not_sound_never_gives_more_than_the_patch(make_layer, unsound):
    table = overlay(array(at(box(0, 0, 100, 100))), {"plan": make_layer([at(unsound)], ["x"])}, epsg=EPSG)
    assert np.isfinite(table.area_m2).all()
    assert_adds_up(table)


def test_a_patch_that_crosses_itself_is_refused(make_layer):
    bow_tie = at(Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    with pytest.raises(PatchNotSound, match="position 1"):
        overlay(array(at(box(0, 0, 1, 1)), bow_tie), {"plan": make_layer([], [])}, epsg=EPSG)


def test_layers_of_another_plane_are_refused(make_layer):
    with pytest.raises(CrsMismatch, match="4548"):
        overlay(array(at(box(0, 0, 1, 1))), {"plan": make_layer([at(box(0, 0, 1, 1))], ["x"], epsg=4548)}, epsg=EPSG)


def test_rows_can_be_balanced_to_a_given_area(make_layer):
    layer = make_layer([at(box(0, 0, 50, 100))], ["x"])
    table = overlay(array(at(box(0, 0, 100, 100))), {"plan": layer}, epsg=EPSG, whole=np.array([9_999.99]))
    assert math.fsum(table.area_m2) == 9_999.99
    assert table.area_m2 == pytest.approx([5000, 5000], abs=0.01)


def test_the_number_of_threads_changes_nothing(make_layer):
    parts = [at(tile) for tile in tiles()]
    layer = make_layer(parts, [str(number % 7) for number in range(len(parts))])
    patches = array(*(at(translate(star(n), n % 13 * 9, n % 7 * 9)) for n in range(90)))
    one, three = (overlay(patches, {"survey": layer}, epsg=EPSG, threads=threads) for threads in (1, 3))
    assert one.area_m2.tolist() == three.area_m2.tolist()
    assert one.class_index.tolist() == three.class_index.tolist()


def ground_truth(shape: shapely.Geometry) -> float:
    """The area of straight plane edges on the ellipsoid, by the exact measure of the piece itself."""
    return float(ellipsoidal_areas(array(shape), epsg=EPSG, rounding=False)[0])


@pytest.mark.seed("C4")
@pytest.mark.parametrize("east", [355_000, 500_000, 645_000])
def test_rows_follow_the_scale_across_a_wide_patch(make_layer, east):
    patch = box(east, 3_000_000, east + 3_000, 3_001_000)
    parts = [box(east + n * 500, 2_999_000, east + (n + 1) * 500, 3_002_000) for n in range(5)]
    table = overlay(array(patch), {"survey": make_layer(parts, list("abcde"))}, epsg=EPSG)
    expected = [ground_truth(part.intersection(patch)) for part in parts]
    expected.append(ground_truth(patch.difference(shapely.union_all(parts))))
    assert np.abs(table.area_m2 - expected).max() < 2e-8 * table.patch_m2[0]
    assert_adds_up(table)


@pytest.mark.seed("C4")
def test_real_shapes_agree_with_shapely_and_with_the_ground(make_layer):
    if not DISC.is_dir():
        pytest.skip("the disc of real shapes is not here")
    patches = shapely.from_wkb(pyogrio.raw.read(DISC / "图斑" / "图斑.shp")[2])
    _meta, _ids, wkb, fields = pyogrio.raw.read(DISC / "地类图斑.gpkg", columns=["DLBM"])
    parcels = shapely.from_wkb(wkb)
    sound = shapely.is_valid(parcels)
    parcels, classes = parcels[sound], fields[0][sound]
    table = overlay(patches, {"survey": make_layer(parcels, classes.tolist())}, epsg=EPSG)
    assert_adds_up(table)
    tree = shapely.STRtree(parcels)
    ours, theirs = tree.query(patches, predicate="intersects")
    pieces = shapely.intersection(patches[ours], parcels[theirs])
    plane_area: dict[tuple[int, str], float] = {}
    ground: dict[tuple[int, str], float] = {}
    for patch, name, flat, true in zip(
        ours,
        classes[theirs],
        shapely.area(pieces),
        ellipsoidal_areas(pieces, epsg=EPSG, rounding=False),
        strict=True,
    ):
        plane_area[patch, name] = plane_area.get((patch, name), 0.0) + flat
        ground[patch, name] = ground.get((patch, name), 0.0) + true
    whole = shapely.area(patches)
    for row in range(len(table)):
        key = table.class_of(row)
        if key is None:
            continue
        patch = int(table.patch[row])
        if table.overlapped_m2[patch, 0] == 0:
            assert table.plane_m2[row] == pytest.approx(plane_area[patch, key[0]], abs=1e-9 * whole[patch])
            assert table.area_m2[row] == pytest.approx(ground[patch, key[0]], abs=1e-7 * whole[patch])
