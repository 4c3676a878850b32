"""The data of one county taken out of a city's monitoring results: patches by list, boundaries, images cut to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import yaml

from tuban.inspect.disc.fields import labels
from tuban.inspect.disc.manifest import FORMAT, FORMAT_VERSION, PROPOSAL
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.issuing.completeness import COUNTY_DIGITS, City, County, image_files
from tuban.inspect.records import Record
from tuban.kernel.formats.children import Nursery
from tuban.kernel.image_cutting_children import cut_in_child
from tuban.values.area import Area, AreaUnit

COLUMNS = {
    "number": "JCBH", "list": "LY", "county_code": "XZQDM", "county_name": "XMC", "township_code": "XZDM",
    "township_name": "XZMC", "village": "CMC", "location": "TBWZ", "patch_type": "TBLX", "image_before": "QSX",
    "image_after": "HSX", "monitored_area": "JCMJ", "centre_x": "XZB", "centre_y": "YZB", "project_name": "XMMC",
    "user": "YDDW", "note": "BZ",
}  # fmt: skip
"""The fields of an issued patch under the names of the issue."""

_NO_LIST = "变化图斑"
_IMAGE_NAMES = {"image_before": "前时相影像", "image_after": "后时相影像"}
_SAME_TIME = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}
"""What the files say of when they were written, so that the same results give the same bytes."""


@dataclass(frozen=True, slots=True)
class CountyData:
    """What was taken out for a county: patches by list as titles, their area in 亩, images by role."""

    lists: Mapping[str, int]
    area: Area
    images: Mapping[str, int]


def write_county(city: City, county: County, folder: Path, *, margin_m: float, nursery: Nursery) -> CountyData:
    """Write the county's part into ``folder``, with a disc.yaml that names every file's role.

    Raises ImageUnreadable.
    """
    entries: list[dict[str, Any]] = []
    patches = [city.patches[position] for position in county.patches]
    lists = _patches(patches, city.disc.campaign.epsg, folder, entries)
    _boundaries(city, county, folder, entries)
    images = _images(city, county, patches, folder, margin_m=margin_m, entries=entries, nursery=nursery)
    text = yaml.safe_dump(
        {"format": FORMAT, "format_version": FORMAT_VERSION, "files": entries}, allow_unicode=True, sort_keys=False
    )
    (folder / PROPOSAL).write_text(text, "utf-8")
    areas = [area for patch in patches if isinstance(area := patch.get("monitored_area"), Area)]
    return CountyData(lists, sum(areas, Area.from_m2(0)), images)


def _patches(patches: Sequence[Record], epsg: int, folder: Path, entries: list[dict[str, Any]]) -> dict[str, int]:
    """Write one file for each list, in the order of the code list."""
    titles = labels("patch_list")
    by_list: dict[str, list[Record]] = {}
    for patch in patches:
        by_list.setdefault(str(patch.get("list") or ""), []).append(patch)
    counts: dict[str, int] = {}
    for slug in (*titles, ""):
        if slug not in by_list:
            continue
        title = titles.get(slug, _NO_LIST).partition("(")[0]
        name = f"图斑/{title}.gpkg"
        _write_layer(folder / name, title, by_list[slug], COLUMNS, epsg)
        entries.append({"path": name, "role": "patches", **({"list": slug} if slug else {}), "crs": f"EPSG:{epsg}",
                        "count": len(by_list[slug])})  # fmt: skip
        counts[title] = len(by_list[slug])
    return counts


def _write_layer(path: Path, layer: str, rows: Sequence[Record], columns: Mapping[str, str], epsg: int) -> None:
    import pyogrio

    used = {ours: theirs for ours, theirs in columns.items() if any(row.get(ours) is not None for row in rows)}
    path.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.set_gdal_config_options(_SAME_TIME)
    try:
        pyogrio.raw.write(
            path,
            np.array(shapely.to_wkb([row.geometry for row in rows]), dtype=object),
            [_column([row.get(name) for row in rows]) for name in used],
            np.array(list(used.values()), dtype=object),
            layer=layer, driver="GPKG", geometry_type="Unknown", crs=f"EPSG:{epsg}",
        )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(_SAME_TIME))


def _column(values: Sequence[Any]) -> np.ndarray:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, Area) for value in known):
        mu = [float("nan") if value is None else float(value.in_unit(AreaUnit.MU, 4)) for value in values]
        return np.array(mu, dtype=np.float64)
    if known and all(isinstance(value, float) for value in known):
        return np.array([float("nan") if value is None else value for value in values], dtype=np.float64)
    return np.array([None if value is None else str(value) for value in values], dtype=object)


def _boundaries(city: City, county: County, folder: Path, entries: list[dict[str, Any]]) -> None:
    disc = city.disc
    rows = [
        Record({"code": one.code, "name": one.name}, one.geometry, "", 0)
        for one in read_boundaries(disc.layers["boundaries"])
        if one.code[:COUNTY_DIGITS] == county.code
    ]
    if not any(row.get("code") == county.code for row in rows):
        rows.insert(0, Record({"code": county.code, "name": county.name}, county.boundary, "", 0))
    name = "行政区/行政区.gpkg"
    _write_layer(folder / name, "行政区", rows, {"code": "XZQDM", "name": "XZQMC"}, disc.campaign.epsg)
    crs = f"EPSG:{disc.campaign.epsg}"
    entries.append({"path": name, "role": "boundaries", "crs": crs, "count": len(rows)})


def _images(
    city: City, county: County, patches: Sequence[Record], folder: Path, *, margin_m: float,
    entries: list[dict[str, Any]], nursery: Nursery,
) -> dict[str, int]:  # fmt: skip
    """Cut every image to the county and its patches with a margin; an image that shows none of it stays out."""
    shapes = [county.boundary, *(patch.geometry for patch in patches)]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    bounds = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    epsg = city.disc.campaign.epsg
    counts: dict[str, int] = {}
    for role, images in image_files(city.disc).items():
        number = 0
        for path, layer in images:
            suffix = f"_{number + 1}" if len(images) > 1 else ""
            name = f"影像/{_IMAGE_NAMES[role]}{suffix}.tif"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if cut_in_child(path, folder / name, bounds, epsg=epsg, nursery=nursery):
                number += 1
                about = {"edition": layer.edition, "as_of": layer.as_of}
                entries.append({"path": name, "role": role, **{key: value for key, value in about.items() if value}})
        counts[role] = number
    return counts
