"""Change patches (变化图斑): each scenario finds its ground and becomes patches with numbers, dates and areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from samples.practice_county.fabric import CULTIVATED, Fabric
from samples.practice_county.scenario import Scenario
from samples.practice_county.sites import SQUARE_METRES_IN_MU, Site, Sites
from samples.practice_county.townships import COUNTY_CODE, TOWNSHIPS

WORKING_EPSG = 4547
TYPES = {
    "factory": "新增建(构)筑物",
    "houses": "新增建(构)筑物",
    "flats": "新增建(构)筑物",
    "school": "新增建(构)筑物",
    "sheds": "新增建(构)筑物",
    "roof": "新增建(构)筑物",
    "yard": "新增推填土",
    "soil": "新增推填土",
    "pv": "新增光伏用地",
    "rail": "新增线性地物",
    "track": "新增线性地物",
}


@dataclass
class Patch:
    """One issued patch and the story behind it."""

    number: str
    scenario: Scenario
    shape: shapely.Polygon
    site: Site
    township: int
    village: str
    image_before: str
    image_after: str
    monitored_mu: str | None
    measured_mu: float
    cultivated_mu: float
    county_code: str = COUNTY_CODE
    township_name: str = ""
    dirt: str = ""


def draw_patches(rng: np.random.Generator, fabric: Fabric, sites: Sites, scenarios: list[Scenario]) -> list[Patch]:
    """Place every scenario and number the patches from north to south, township by township."""
    placed: list[tuple[Scenario, Site]] = []
    for scenario in scenarios:
        for _ in range(scenario.count):
            slender = scenario.image in ("rail", "track")
            placed.append((scenario, sites.find(scenario.ground, float(rng.uniform(*scenario.mu)), slender=slender)))
    tree = shapely.STRtree(fabric.parcels)
    hearts = [shapely.point_on_surface(site.shape) for _, site in placed]
    homes = [fabric.township[site.parcels[0]] for _, site in placed]
    order = sorted(range(len(placed)), key=lambda i: (int(homes[i]), -hearts[i].y, hearts[i].x))
    patches = []
    for serial, i in enumerate(order, start=1):
        scenario, site = placed[i]
        before, after = _image_dates(rng)
        square_metres = ellipsoidal_area(site.shape)
        patches.append(
            Patch(
                number=f"{COUNTY_CODE}SJBG24{serial:06d}",
                scenario=scenario,
                shape=site.shape,
                site=site,
                township=int(homes[i]),
                village=fabric.villages[int(fabric.village[site.parcels[0]])].name,
                image_before=before,
                image_after=after,
                monitored_mu=_stated(square_metres, scenario.monitored),
                measured_mu=square_metres / SQUARE_METRES_IN_MU,
                cultivated_mu=_cultivated(fabric, tree, site.shape) / SQUARE_METRES_IN_MU,
                township_name=TOWNSHIPS[int(homes[i])].name,
            )
        )
    return patches


def remeasured(patch: Patch, shape: shapely.Polygon, fabric: Fabric) -> Patch:
    """Return a patch with an outline and the areas that are measured and stated of it."""
    square_metres = ellipsoidal_area(shape)
    return replace(
        patch, shape=shape, measured_mu=square_metres / SQUARE_METRES_IN_MU,
        monitored_mu=_stated(square_metres, patch.scenario.monitored),
        cultivated_mu=patch.cultivated_mu if shape is patch.shape
        else _cultivated(fabric, shapely.STRtree(fabric.parcels), shape) / SQUARE_METRES_IN_MU,
    )  # fmt: skip


def dirty_copies(patches: list[Patch]) -> list[Patch]:
    """Return extra patches with the faults that issued data have: they must be listed, not hidden."""
    plain = [
        p for p in patches if p.scenario.list == "suspected" and p.scenario.name in ("shadow", "bare_soil", "film")
    ]
    serial = len(patches)

    def copy(source: Patch, dirt: str, shape: shapely.Geometry, number: str | None = None) -> Patch:
        nonlocal serial
        serial += 1
        fresh = Patch(**vars(source))
        fresh.number, fresh.dirt, fresh.shape = number or f"{COUNTY_CODE}SJBG24{serial:06d}", dirt, shape
        return fresh

    def moved(source: Patch, east: float, north: float) -> shapely.Geometry:
        return shapely.transform(source.shape, lambda xy: np.round(xy + np.array((east, north)), 3))

    low_x, low_y, high_x, high_y = plain[2].shape.bounds
    bow_tie = shapely.Polygon([(low_x, low_y), (high_x, high_y), (high_x, low_y), (low_x, high_y)])
    wrong_county = copy(plain[3], "wrong_county", moved(plain[3], 45, 140))
    wrong_county.county_code = "990199"
    no_date = copy(plain[4], "no_image_date", moved(plain[4], -50, 150))
    no_date.image_before = ""
    return [
        copy(plain[0], "duplicate_number", moved(plain[0], 160, -30), plain[0].number),
        copy(plain[1], "malformed_number", moved(plain[1], 150, 20), "示范-二四-0001"),
        copy(plain[2], "bow_tie", shapely.transform(bow_tie, lambda xy: xy + np.array((140.0, 90.0)))),
        copy(plain[5], "overlap_in_batch", moved(plain[5], 11, 6)),
        wrong_county,
        no_date,
    ]


def earlier_batch(patches: list[Patch]) -> list[tuple[str, str, shapely.Polygon]]:
    """Return (number, later image date, shape) of last year's patches; a few lie under this year's."""
    again = [p for p in patches if p.scenario.name.startswith("never_applied")][:6]
    return [
        (f"{COUNTY_CODE}SJBG23{serial:06d}", "20230918", shapely.buffer(p.shape, -2.0, join_style="mitre"))
        for serial, p in enumerate(again, start=11)
        if not shapely.buffer(p.shape, -2.0).is_empty
    ]


def ellipsoidal_area(shape: shapely.Geometry) -> float:
    """Return the area on the ellipsoid in square metres of a shape in EPSG 4547."""
    to_degrees, geod = _geodesy()
    total = 0.0
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors]
        sizes = []
        for ring in rings:
            x, y = np.array(shapely.segmentize(ring, 40.0).coords).T
            lon, lat = to_degrees.transform(x, y)
            sizes.append(abs(geod.polygon_area_perimeter(lon, lat)[0]))
        total += sizes[0] - sum(sizes[1:])
    return total


@lru_cache(maxsize=1)
def _geodesy() -> tuple[pyproj.Transformer, pyproj.Geod]:
    return (
        pyproj.Transformer.from_crs(WORKING_EPSG, 4490, always_xy=True),
        pyproj.Geod(a=6378137, rf=298.257222101),
    )


def _stated(square_metres: float, share: float | None) -> str | None:
    return None if share is None else f"{square_metres / SQUARE_METRES_IN_MU * share:.2f}"


def _cultivated(fabric: Fabric, tree: shapely.STRtree, shape: shapely.Polygon) -> float:
    near = tree.query(shape, predicate="intersects")
    near = near[np.isin(fabric.land_class[near], CULTIVATED)]
    return float(shapely.area(shapely.intersection(fabric.parcels[near], shape)).sum())


def _image_dates(rng: np.random.Generator) -> tuple[str, str]:
    before = date(2023, 7, 1) + timedelta(days=int(rng.integers(0, 120)))
    after = date(2024, 7, 20) + timedelta(days=int(rng.integers(0, 60)))
    return before.strftime("%Y%m%d"), after.strftime("%Y%m%d")


def survey_after(
    fabric: Fabric, changes: list[tuple[shapely.Polygon, str]]
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.int64]]:
    """Cut changed ground out of the fabric; return shapes, classes and the fabric row each came from."""
    tree = shapely.STRtree(fabric.parcels)
    shapes, classes = list(fabric.parcels), list(fabric.land_class)
    rows = list(range(len(shapes)))
    for changed, land_class in changes:
        for index in np.sort(tree.query(changed, predicate="intersects")):
            cut = _polygons(shapely.intersection(shapes[index], changed))
            if not cut or fabric.land_class[index] == land_class:
                continue
            rest = _polygons(shapely.difference(shapes[index], changed))
            if not rest:
                classes[index] = land_class
                continue
            shapes[index] = rest[0]
            for piece in rest[1:]:
                shapes.append(piece)
                classes.append(classes[index])
                rows.append(int(index))
            for piece in cut:
                shapes.append(piece)
                classes.append(land_class)
                rows.append(int(index))
    return np.array(shapes, dtype=object), np.array(classes, dtype=object), np.array(rows)


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > 0]
    return sorted(parts, key=lambda p: -p.area)
