"""The boundary of an application, however it comes: drawn, as coordinates, as a file, or from another program.

A boundary is one MultiPolygon in degrees of CGCS2000. What is no sound area is refused with a sentence: a gate that
repairs what it is asked about answers another question.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tuban.inspect.shares import exact
from tuban.kernel.crs import OutsideZones, working_epsg
from tuban.values.area import round_half_up
from tuban.values.errors import TubanError
from tuban.workflow.gate.models import Inquiry
from tuban.workflow.patches.cutting import measured, to_plane
from tuban.workflow.patches.outlines import Outline, points_of_text, ring_of, titled_outlines

MOST_POINTS = 100_000
_LEAST_M2 = 1.0
_FINEST_DEGREES = 1e-9


class BoundaryUnfit(TubanError):
    """The boundary cannot be checked: {why}"""

    code = "gate.boundary_unfit"
    hint = "Correct it where it was made, and ask again: the gate changes nothing of what it is asked about."


def boundary_of_points(text: str, *, epsg: int) -> shapely.Geometry:
    """Return the boundary through points, one a line; an empty line begins another ring apart from the first.

    Raises OutlineUnreadable, BoundaryUnfit.
    """
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return one_boundary([ring_of(points_of_text(block, epsg=epsg)) for block in blocks or [text]])


def boundary_of_upload(file: UploadedFile, *, epsg: int) -> shapely.Geometry:
    """Return everything that a file outlines as one boundary. Raises OutlineUnreadable, BoundaryUnfit."""
    with tempfile.NamedTemporaryFile() as draft:
        for portion in file.chunks():
            draft.write(portion)
        draft.flush()
        return one_boundary([sound(one) for one in titled_outlines(Path(draft.name), file.name or "", epsg=epsg)])


def sound(outline: Outline) -> shapely.Geometry:
    """Return the shape of an outline; raises BoundaryUnfit where reading it had to mend it."""
    if outline.is_mended:
        raise BoundaryUnfit(why=_("the lines of {name} cross.").format(name=outline.title or _("an outline")))
    return outline.shape


def boundary_of_geojson(told: Mapping[str, Any]) -> shapely.Geometry:
    """Return the boundary of a GeoJSON geometry, feature or collection in degrees. Raises BoundaryUnfit."""
    try:
        shapes = [shapely.from_geojson(json.dumps(one)) for one in _geometries(told)]
    except (shapely.errors.GEOSException, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BoundaryUnfit(why=_("it is no GeoJSON.")) from error
    return one_boundary(shapes)


def _geometries(told: Mapping[str, Any]) -> list[Any]:
    kind = told.get("type")
    if kind == "FeatureCollection":
        return [one.get("geometry") for one in told.get("features") or () if isinstance(one, Mapping)]
    return [told.get("geometry")] if kind == "Feature" else [told]


def one_boundary(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return shapes in degrees as one sound MultiPolygon. Raises BoundaryUnfit."""
    for shape in shapes:
        _check(shape)
    flat = [shapely.force_2d(one) for one in shapes]
    whole = shapely.union_all(flat) if len(flat) > 1 else flat[0] if flat else shapely.Polygon()
    parts = [one for one in shapely.get_parts(whole).tolist() if one.geom_type == "Polygon"]
    if not parts:
        raise BoundaryUnfit(why=_("there is no area in it."))
    made = shapely.MultiPolygon(parts)
    if area_of(made, zone_here(made)) < Decimal(_LEAST_M2):
        raise BoundaryUnfit(why=_("it is smaller than a square metre."))
    return made


def _check(shape: Any) -> None:
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise BoundaryUnfit(why=_("there is no area in it."))
    count = int(shapely.get_num_coordinates(shape))
    if count > MOST_POINTS:
        raise BoundaryUnfit(why=_("it has {count} points, {most} are the most.").format(count=count, most=MOST_POINTS))
    west, south, east, north = shapely.bounds(shape).tolist()
    if not np.isfinite([west, south, east, north]).all() or west < -180 or east > 180 or south < -90 or north > 90:
        raise BoundaryUnfit(why=_("its coordinates are no degrees of longitude and latitude."))
    if not shape.is_valid:
        raise BoundaryUnfit(why=_("its lines cross or touch: {why}.").format(why=shapely.is_valid_reason(shape)))


def zone_here(shape: shapely.Geometry) -> int:
    """Return the working CRS in the middle of a shape: a 3° zone of CGCS2000. Raises BoundaryUnfit."""
    west, _south, east, _north = shapely.bounds(shape).tolist()
    try:
        return working_epsg((west + east) / 2)
    except OutsideZones as error:
        raise BoundaryUnfit(why=error.message) from error


def area_of(boundary: shapely.Geometry, epsg: int) -> Decimal:
    """Return the ellipsoidal area of a boundary in square metres."""
    return round_half_up(exact(float(measured([to_plane(boundary, epsg)], epsg)[0])).square_metres, 4)


def digest_of(boundary: shapely.Geometry) -> str:
    """Return the digest of a boundary: the same ground with the same points gives the same, wherever a ring begins."""
    even = shapely.normalize(shapely.set_precision(boundary, _FINEST_DEGREES, mode="pointwise"))
    return hashlib.sha256(shapely.to_wkb(even, byte_order=1)).hexdigest()


def shape_of(inquiry: Inquiry) -> shapely.Geometry:
    """Return the boundary that was asked about."""
    return shapely.from_wkb(bytes(inquiry.geometry.wkb))
