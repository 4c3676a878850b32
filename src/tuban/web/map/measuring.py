"""Lengths and areas that somebody draws on the map, measured on the ellipsoid by the kernel."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import shapely
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuban.kernel.crs import GEOGRAPHIC_EPSG, Zone, transform_coordinates, zone_of
from tuban.kernel.measure import ellipsoidal_areas, perimeters
from tuban.values.errors import TubanError

_MOST_POINTS = 5000
_SQUARE_METRES_OF_MU = 2000 / 3
_SQUARE_METRES_OF_HECTARE = 10_000


@require_POST
def measure(request: HttpRequest) -> JsonResponse:
    """Measure ``points`` (degrees of CGCS2000): the length of the line, or area and perimeter where ``is_area``.

    Areas follow the formula of the national survey in the zone of their middle, as everywhere in the product.
    """
    try:
        asked = json.loads(request.body)
        points = np.array(asked["points"], dtype=np.float64).reshape(-1, 2)
        is_area = asked.get("is_area") is True
    except (ValueError, KeyError, TypeError):
        return _refusal(_("A measurement takes a list of points."))
    if not (3 if is_area else 2) <= len(points) <= _MOST_POINTS or not np.isfinite(points).all():
        return _refusal(_("A measurement takes a list of points."))
    try:
        zone = Zone(zone_of(float((points[:, 0].min() + points[:, 0].max()) / 2)))
        plane = transform_coordinates(points, GEOGRAPHIC_EPSG, zone.epsg)
    except TubanError as error:
        return _refusal(error.message)
    return JsonResponse({**_measured(plane, zone, is_area=is_area), "meridian": zone.central_meridian})


def _measured(plane: np.ndarray, zone: Zone, *, is_area: bool) -> dict[str, Any]:
    if not is_area:
        # There and back again is twice the way: the perimeter of a ring without area.
        way = np.array([shapely.polygons(np.vstack([plane, plane[-2::-1]]))], dtype=object) if len(plane) > 2 else None
        length = perimeters(way, epsg=zone.epsg)[0] / 2 if way is not None else _straight(plane, zone)
        return {"length": round(float(length), 3)}
    ring = np.array([shapely.polygons(np.vstack([plane, plane[:1]]))], dtype=object)
    if not shapely.is_valid(ring)[0]:
        return {"problem": _("The lines cross: this is no area.")}
    area = float(ellipsoidal_areas(ring, epsg=zone.epsg)[0])
    length = float(perimeters(ring, epsg=zone.epsg)[0])
    if not math.isfinite(area):
        return {"problem": _("This could not be measured.")}
    return {"area": round(area, 2), "mu": round(area / _SQUARE_METRES_OF_MU, 2),
            "hectares": round(area / _SQUARE_METRES_OF_HECTARE, 4), "length": round(length, 2)}  # fmt: skip


def _straight(plane: np.ndarray, zone: Zone) -> float:
    """The length of one line, as the perimeter of the flat ring over it."""
    ring = shapely.polygons(np.vstack([plane, plane[1:], plane[:1]]))
    return float(perimeters(np.array([ring], dtype=object), epsg=zone.epsg)[0]) / 2


def _refusal(message: str) -> JsonResponse:
    return JsonResponse({"code": "map.not_measurable", "message": message}, status=422)
