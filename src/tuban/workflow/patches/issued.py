"""What a disc issues: the columns and the outline of every patch by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely

from tuban.inspect.disc import Disc
from tuban.inspect.records import read_rows
from tuban.inspect.survey import GEOGRAPHIC_EPSG


@dataclass(frozen=True, slots=True)
class Issue:
    """A patch as a disc issues it: its columns as they came, and its outline in degrees of CGCS2000."""

    row: Mapping[str, Any]
    outline: shapely.Geometry


def issued_rows(disc: Disc) -> dict[str, dict[str, Any]]:
    """Return the columns of every issued patch by its number, as the normal form keeps them."""
    return {str(row.get("number")): row for _layer, row, _geometry in read_rows(disc.layers.get("patches", ()))}


def issues_of(disc: Disc) -> dict[str, Issue]:
    """Return every issued patch by its number."""
    rows = [(row, shape) for _layer, row, shape in read_rows(disc.layers.get("patches", ())) if shape is not None]
    if not rows:
        return {}
    outlines = shapely.from_wkb(in_degrees([shape for _row, shape in rows], disc.campaign.epsg))
    return {str(row.get("number")): Issue(row, outline) for (row, _shape), outline in zip(rows, outlines, strict=True)}


def in_degrees(shapes: Sequence[shapely.Geometry], epsg: int) -> list[bytes]:
    """Return shapes of the working CRS as WKB in degrees of CGCS2000."""
    transformer = pyproj.Transformer.from_crs(epsg, GEOGRAPHIC_EPSG, always_xy=True)

    def change(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    flat = shapely.force_2d(np.array(shapes, dtype=object))
    written: list[bytes] = shapely.to_wkb(shapely.transform(flat, change)).tolist()
    return written
