"""Tiles as the browser gets them: of patches, of reference layers, of images. Only one's own, told by their content."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_GET

from tuban.kernel.formats.standing import readers_here
from tuban.kernel.image_tiles import drawn_tile
from tuban.kernel.vector_tiles import Tile
from tuban.web.acting import by
from tuban.web.map import tile_cache
from tuban.web.map.asked import tile_at, wanted
from tuban.workflow.layers.drawing import PREPARED, drawn, is_ready, picture_of, told_columns
from tuban.workflow.layers.on_map import edition_on_map, image_of, meeting
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.changes import mark_of_areas
from tuban.workflow.patches.on_map import tile_of

_VECTOR, _PICTURE = "application/vnd.mapbox-vector-tile", "image/webp"
_FORMAT = 5


def version_for(person: Acting) -> str:
    """Return what changes when the patches that a person may see change, or who they are."""
    codes = sorted(person.area_codes)
    return tile_cache.key_of(_FORMAT, mark_of_areas(codes), *codes, person.is_practice)[:20]


@require_GET
def patch_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Serve a tile of patches. An address with the current version may be kept by the browser, any other may not."""
    person, tile, asked = by(request), tile_at(z, x, y), wanted(request.GET)
    version = version_for(person)
    key = tile_cache.key_of("patches", version, *astuple(asked), *astuple(tile))
    is_current = request.GET.get("v") == version
    return _answer(request, key, _VECTOR, lambda: tile_of(person, asked, tile), lasts=is_current)


@require_GET
def layer_tile(request: HttpRequest, edition: UUID, z: int, x: int, y: int) -> HttpResponse:
    """Serve a tile of an edition of a reference layer; an edition never changes."""
    found, tile = edition_on_map(by(request), edition), tile_at(z, x, y)
    if found is None or found.is_image:
        raise Http404
    if not is_ready(found):
        return _later()
    made_of = (PREPARED, found.checksum, found.epsg, *told_columns(found.role))
    key = tile_cache.key_of("layer", _FORMAT, *made_of, *astuple(tile))
    return _answer(request, key, _VECTOR, lambda: drawn(found).tile(tile), lasts=True)


@require_GET
def image_tile(request: HttpRequest, edition: UUID, z: int, x: int, y: int) -> HttpResponse:
    """Serve a tile of the image of one time, put together from its sheets; no content where none shows any of it."""
    all_sheets, tile = image_of(by(request), edition), tile_at(z, x, y)
    if not all_sheets:
        raise Http404
    sheets = meeting(all_sheets, tile.degrees)
    if not all(is_ready(one) for one in sheets):
        return _later()
    key = tile_cache.key_of("image", _FORMAT, PREPARED, *(one.checksum for one in all_sheets), *astuple(tile))
    return _answer(request, key, _PICTURE, lambda: _picture([picture_of(one) for one in sheets], tile), lasts=True)


def _picture(paths: list[Path], tile: Tile) -> bytes:
    if not paths:
        return b""
    with tempfile.TemporaryDirectory(prefix="tuban-tile-", dir=settings.FILE_UPLOAD_TEMP_DIR) as scratch:
        target = Path(scratch) / "tile.webp"
        return target.read_bytes() if drawn_tile(readers_here(), paths, tile, target) else b""


def _answer(request: HttpRequest, key: str, kind: str, make: Callable[[], bytes], *, lasts: bool) -> HttpResponse:
    tag = quote_etag(key)
    known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if known:
        response = HttpResponseNotModified()
    else:
        content = tile_cache.kept(key, make)
        response = HttpResponse(content, content_type=kind, status=200 if content else 204)
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=604800, immutable" if lasts else "private, no-cache"
    return response


def _later() -> HttpResponse:
    """Nothing large is made ready inside a request: a job does it, and the page asks again."""
    return HttpResponse(status=503, headers={"Retry-After": "2", "Cache-Control": "no-store"})
