"""OGC API – Features, Part 1: the patches of every campaign as a collection that QGIS and other GIS clients open.

Coordinates are longitude and latitude of CGCS2000, which CRS84 stands for here: the two differ by centimetres.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from ninja import Query, Router

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.api.patches import LABELS, properties_of
from tuban.api.words import lazily as _
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.queries import campaign_for, campaigns_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.on_map import bounds_of
from tuban.workflow.patches.queries.seen import patch_for, patches_of_campaign, patches_seen_by
from tuban.workflow.spatial_index import in_box

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
_GEOJSON = "application/geo+json"
_FIGURES = 8
MOST = 10_000
_AS_GEOJSON: dict[str, Any] = {"responses": {200: {"content": {_GEOJSON: {"schema": {"type": "object"}}}}}}
router = Router(tags=["OGC API – Features"])


class BoxInvalid(TubanError):
    """The bbox {given} is none: four numbers, west, south, east, north in degrees."""

    code = "api.bbox_invalid"
    hint = "Write bbox=113.0,28.0,113.5,28.5 ."


@router.get("", response={200: Any, **PROBLEMS}, summary=_("Landing page"))
def landing(request: HttpRequest) -> JsonResponse:
    """Return where everything is."""
    by(request)
    return JsonResponse(
        {
            "title": "Tuban 图斑",
            "description": LABELS["landing"],
            "links": [
                _link(request, "", "self", "application/json"),
                _link(request, "/conformance", "conformance", "application/json"),
                _link(request, "/collections", "data", "application/json"),
                {"href": request.build_absolute_uri("/api/v1/openapi.json"), "rel": "service-desc",
                 "type": "application/vnd.oai.openapi+json;version=3.1"},
                {"href": request.build_absolute_uri("/api/v1/docs"), "rel": "service-doc", "type": "text/html"},
            ],
        }
    )  # fmt: skip


@router.get("/conformance", response={200: Any, **PROBLEMS}, summary=_("What of the standard holds"))
def conformance(request: HttpRequest) -> JsonResponse:
    """Return the classes of the standard."""
    by(request)
    return JsonResponse({"conformsTo": CONFORMS_TO})


@router.get("/collections", response={200: Any, **PROBLEMS}, summary=_("The campaigns whose patches the post sees"))
def collections(request: HttpRequest) -> JsonResponse:
    """Return a collection for each campaign."""
    acting = by(request)
    found = [_collection(request, campaign) for campaign in campaigns_seen_by(acting)]
    return JsonResponse({"links": [_link(request, "/collections", "self", "application/json")], "collections": found})


@router.get("/collections/{collection}", response={200: Any, **PROBLEMS}, summary=_("One campaign's patches"))
def collection(request: HttpRequest, collection: UUID) -> JsonResponse:
    """Return what a collection is."""
    acting = by(request)
    campaign = campaign_for(acting, collection)
    # Where everything lies is asked of every row: of one collection only, not of all that are listed.
    bounds = bounds_of(_active(acting, campaign))
    extent = {"extent": {"spatial": {"bbox": [list(bounds)], "crs": CRS84}}} if bounds else {}
    return JsonResponse(_collection(request, campaign) | extent)


@router.get(
    "/collections/{collection}/items", response={200: Any, **PROBLEMS}, summary=_("Patches as GeoJSON"),
    openapi_extra=_AS_GEOJSON,
)  # fmt: skip
def items(
    request: HttpRequest,
    collection: UUID,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 1000,
    bbox: str | None = None,
    after: Annotated[int, Query(ge=0, description="The row after which to go on: as the link next has it.")] = 0,
) -> JsonResponse:
    """Return patches in the order in which they came in, with a link to the next ones."""
    acting = by(request)
    campaign = campaign_for(acting, collection)
    rows = _active(acting, campaign)
    if bbox:
        rows = in_box(rows, "geometry", _box(bbox))
    found = list(_with_shapes(rows.filter(pk__gt=after).order_by("pk"))[: limit + 1])
    links = [_link(request, f"/collections/{collection}/items", "self", _GEOJSON)]
    if len(found) > limit:
        found.pop()
        asked = {"limit": limit, "after": found[-1].pk} | ({"bbox": bbox} if bbox else {})
        links.append(_link(request, f"/collections/{collection}/items?{urlencode(asked)}", "next", _GEOJSON))
    body = {"type": "FeatureCollection", "features": [_feature(row) for row in found], "links": links,
            "numberReturned": len(found)}  # fmt: skip
    if not after:  # once is enough: to count is to look at every row
        body["numberMatched"] = rows.count()
    return JsonResponse(body, content_type=_GEOJSON)


@router.get(
    "/collections/{collection}/items/{item}", response={200: Any, **PROBLEMS}, summary=_("One patch as GeoJSON"),
    openapi_extra=_AS_GEOJSON,
)  # fmt: skip
def item(request: HttpRequest, collection: UUID, item: UUID) -> JsonResponse:
    """Return one patch."""
    acting = by(request)
    patch = patch_for(acting, item)
    if patch.campaign_id != collection:
        raise Http404
    (row,) = _with_shapes(patches_seen_by(acting).filter(pk=patch.pk))
    links = [_link(request, f"/collections/{collection}/items/{item}", "self", _GEOJSON),
             _link(request, f"/collections/{collection}", "collection", "application/json")]  # fmt: skip
    return JsonResponse(_feature(row) | {"links": links}, content_type=_GEOJSON)


def _active(acting: Acting, campaign: Any) -> QuerySet[Any]:
    return patches_of_campaign(acting, campaign.pk).filter(fate="active")


def _with_shapes(rows: QuerySet[Any]) -> QuerySet[Any]:
    # The database writes the outlines: row by row in Python it takes five times as long.
    shaped: QuerySet[Any] = rows.defer("issued", "geometry").annotate(shape=AsGeoJSON("geometry", precision=_FIGURES))
    return shaped


def _feature(row: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(row.uuid),
        "geometry": json.loads(row.shape),
        "properties": properties_of(row),
    }


def _collection(request: HttpRequest, campaign: Any) -> dict[str, Any]:
    return {
        "id": str(campaign.pk),
        "title": campaign.title,
        "description": LABELS["collection"].format(area=campaign.area_name, year=campaign.year),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            _link(request, f"/collections/{campaign.pk}", "self", "application/json"),
            _link(request, f"/collections/{campaign.pk}/items", "items", _GEOJSON),
        ],
    }


def _link(request: HttpRequest, path: str, relation: str, kind: str) -> dict[str, str]:
    return {"href": request.build_absolute_uri(f"/api/v1/features{path}"), "rel": relation, "type": kind}


def _box(given: str) -> tuple[float, float, float, float]:
    try:
        numbers: Sequence[float] = [float(word) for word in given.split(",")]
        west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    except ValueError as error:
        raise BoxInvalid(given=given) from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BoxInvalid(given=given)
    return west, south, east, north
