"""The page of the map, the list beside it, and the card of a patch."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from tuban.kernel.crs import zone_of_epsg
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.dossier.views import outlined_picture
from tuban.web.map.asked import wanted, window
from tuban.web.map.campaigns import choices, shown_campaign
from tuban.web.map.cards import card_lines
from tuban.web.map.layer_styles import legend_of, style_of
from tuban.web.map.marks import lawbook, legend, marks
from tuban.web.map.tiles import version_for
from tuban.web.rail import on_rail
from tuban.workflow.comparison.on_map import card_of
from tuban.workflow.layers.drawing import is_ready, told_columns
from tuban.workflow.layers.on_map import codes_of, editions_on_map
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.on_map import (
    Wanted,
    after,
    in_window,
    kinds_of,
    place_of,
    seen_on_map,
    townships_seen_by,
    view_of,
    working_epsg_of,
)
from tuban.workflow.patches.states import State
from tuban.workflow.submission.policies import to_be_examined

ROWS = 40
_COUNTRY = (73.5, 18.0, 135.1, 53.6)
_NOBODY = UUID(int=0)


@on_rail("map")
@require_GET
@vary_on_headers("Cookie")
def page(request: HttpRequest) -> HttpResponse:
    """Show the map. Everything that the view is made of stands in its address."""
    person = by(request)
    key = uuid_of(request.GET.get("patch", ""))
    chosen = card_of(person, key) if key else None
    shown = shown_campaign(request, chosen.patch if chosen else None)
    everything = Wanted(campaign=shown.campaign.pk if shown.campaign else None)
    asked = replace(wanted(request.GET), campaign=everything.campaign)
    rows = seen_on_map(person, everything)
    layers = [layer_content(one) for one in editions_on_map(person)]
    bounds = view_of(person, asked) or view_of(person, everything) or _around(layers) or _COUNTRY
    epsg = working_epsg_of(rows, bounds)
    townships = townships_seen_by(person, everything)
    content = {
        "campaign": shown.key,
        "epsg": epsg,
        "meridian": zone_of_epsg(epsg).central_meridian,
        "bounds": bounds,
        "chosen": chosen.patch.geometry.extent if chosen else None,
        "version": version_for(person),
        "marks": marks({"finding": {}, "state": {}}),
        "layers": sorted((one for one in layers if not one["isImage"]), key=lambda one: one["place"]),
        "images": images_of(layers),
        "addresses": {
            "patchTiles": _template("web:patch_tile"),
            "list": reverse("web:map_list"),
            "card": reverse("web:map_patch", args=[_NOBODY]).replace(str(_NOBODY), "{uuid}"),
            "measure": reverse("web:map_measure"),
            "print": reverse("web:map_print"),
            "ready": reverse("web:layer_readiness"),
        },
        "words": _words(),
    }
    return render(
        request, "web/map/page.html",
        {
            "content": content, "townships": townships,
            "states": [(state.value, state.label) for state in State],
            "findings": list(legend().labels.items()), "decided": Decided.choices,
            "lists": [(entry.value, entry.label) for entry in lawbook().codelist("patch_list").entries],
            "pin_url": _pin_url(person, shown.campaign), "page_keys": _keys(), "asked": asked,
            "campaigns": choices(request, shown), "shown": shown,
        },
    )  # fmt: skip


def _pin_url(person: Any, campaign: Any) -> str:
    """Return where patches chosen on the map are pinned to the return of a submission; empty where nobody returns."""
    found = to_be_examined(person, campaign) if campaign is not None else None
    return reverse("web:submission_return", args=[found.pk]) if found is not None and not found.seal.came else ""


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show the patches of a window, from a row on: the map as a list."""
    person, asked = by(request), wanted(request.GET)
    box = window(request.GET)
    rows = in_window(person, asked, box)
    start = request.GET.getlist("after")
    found = list(after(rows, asked, start)[: ROWS + 1])
    last = found[ROWS - 1] if len(found) > ROWS else None
    query = request.GET.copy()
    if last is not None:
        query.setlist("after", place_of(last, asked))
    kinds = None if start else kinds_of(rows)
    labels = legend().labels
    context = {
        "rows": [
            {"patch": one, "finding": labels.get(one.category, ""),
             "category": one.category, "is_taken": one.finding is not None,
             "state": one.get_state_display(), "url": reverse("web:map_patch", args=[one.uuid])}
            for one in found[:ROWS]
        ],
        "kinds": kinds,
        "kinds_json": json.dumps(kinds),
        "total": sum(kinds["state"].values()) if kinds is not None else None,
        "next_url": f"{reverse('web:map_list')}?{query.urlencode()}" if last is not None else "",
        "version": version_for(person),
        "why": "" if found else _why_none(person, asked),
        "to_import": {"url": reverse("web:imports"), "title": _("To the import")},
    }  # fmt: skip
    return render(request, "web/map/list.html", context)


def _why_none(person: Any, asked: Wanted) -> str:
    """Return why a window has no patches: ``empty`` campaign, a ``filter`` that nothing fits, or they lie elsewhere."""
    everything = Wanted(campaign=asked.campaign)
    if not seen_on_map(person, everything).exists():
        return "empty"
    return "" if seen_on_map(person, asked).exists() else "filter"


@require_GET
def card(request: HttpRequest, patch: UUID) -> HttpResponse:
    """Show the card of a patch, for the drawer beside the map."""
    found = card_of(by(request), patch)
    if found is None:
        raise Http404
    return render(request, "web/map/card.html", {"card": found, **card_lines(found)})


@require_GET
def picture(request: HttpRequest, patch: UUID, when: str) -> HttpResponse:
    """Serve a picture of a patch that was made when it was loaded, with its outline."""
    found = card_of(by(request), patch)
    chosen = next((one for one in found.pictures if one.when == when), None) if found else None
    if found is None or chosen is None:
        raise Http404
    return outlined_picture(request, found.patch, chosen)


def layer_content(edition: Any) -> dict[str, Any]:
    """Return what a map page is told about a layer or an image."""
    style = style_of(edition.role)
    code_column, _label = told_columns(edition.role)
    fills = legend_of(edition.role, codes_of(edition, code_column) if code_column else [])
    address = "web:image_tile" if edition.is_image else "web:layer_tile"
    return {
        "id": str(edition.pk), "role": edition.role, "title": str(style.title),
        "edition": edition.edition or edition.as_of or "", "rows": edition.rows, "isImage": edition.is_image,
        "shape": style.shape, "line": style.line, "fill": style.fill, "width": style.width, "dash": list(style.dash),
        "opacity": style.opacity, "place": style.place, "fills": fills.fills, "legend": fills.lines,
        "bounds": edition.bounds, "address": _template(address, edition.pk), "same": (edition.area_code, edition.as_of),
        "isReady": is_ready(edition),
    }  # fmt: skip


def images_of(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one entry for each image of a time, whatever number of sheets it has, the newest first."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in layers:
        if one["isImage"]:
            image = found.setdefault((one["role"], one["edition"], *one["same"]), one)
            image["isReady"] = image["isReady"] and one["isReady"]
            image["bounds"] = _around([image, one])
    return sorted(found.values(), key=lambda one: (one["place"], one["edition"]), reverse=True)


def _template(name: str, *first: Any) -> str:
    """Return an address of tiles with its numbers as blanks."""
    return reverse(name, args=[*first, 20, 777_777, 888_888]).replace("20/777777/888888", "{z}/{x}/{y}")


def _around(layers: list[dict[str, Any]]) -> tuple[float, float, float, float] | None:
    found = [one["bounds"] for one in layers if one["bounds"]]
    if not found:
        return None
    west, south, east, north = zip(*found, strict=True)
    return min(west), min(south), max(east), max(north)


def _words() -> dict[str, str]:
    """Return the words that the script of the map puts into the page."""
    return {
        "patches": _("patches"),
        "taken": _("taken"),
        "length": _("Length"),
        "area": _("Area measured"),
        "perimeter": _("Perimeter"),
        "before": _("Before"),
        "after": _("After"),
        "zone": _("Central meridian"),
        "metre": _("m"),
        "kilometre": _("km"),
        "mu": _("mu"),
        "hectares": _("ha"),
        "pointer": _("Pointer"),
        "middle": _("Middle"),
        "swipe": _("Swipe between before and after"),
        "noSwipe": _("Two images are needed, one before and one after."),
        "noneInView": _("No patch in this view"),
        "nothingHere": _("There is no patch at the cross."),
        "preparing": _("{layer} is being made ready for the map… {how_far}"),
        "square": _("m²"),
        "selected": _("{count} selected"),
        "measureLength": _(
            "Click along the line, double-click at its end. By keys: Enter sets a point, Enter again ends the line."
        ),
        "measureArea": _(
            "Click around the area, double-click at its last corner. By keys: Enter sets a point, Enter again ends it."
        ),
        "measuring": _("Measuring…"),
        "notMeasured": _("This could not be measured."),
        "mapLabel": _("Map of the patches. The list beside it tells the same in words."),
        "noImage": _("No image"),
        "opacity": _("Opacity of"),
    }


def _keys() -> list[dict[str, Any]]:
    return [
        {"keys": ["←", "↑", "→", "↓"], "does": _("Move the map")},
        {"keys": ["+", "−"], "does": _("Nearer and farther")},
        {"keys": ["0"], "does": _("Show all")},
        {"keys": ["n", "p"], "does": _("Open the next patch of the list, the previous one")},
        {"keys": ["Enter"], "does": _("On the map: open the patch at the cross")},
        {"keys": ["f"], "does": _("Filter")},
        {"keys": ["l"], "does": _("Layers and images")},
        {"keys": ["s"], "does": _("Swipe between before and after")},
        {"keys": ["b"], "does": _("Hold: see the image before")},
        {"keys": ["m", "a"], "does": _("Measure a length, an area; Esc ends it")},
        {"keys": ["g"], "does": _("Grid of coordinates")},
    ]
