"""Search for a patch by number, for a place by name, for a place by its coordinates."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from tuban.web.acting import by
from tuban.web.map.marks import legend
from tuban.web.map.places import place_in
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.on_map import (
    numbered_like,
    places_like,
    seen_on_map,
    working_epsg_of,
)

_MOST, _MOST_ON_PAGE = 8, 50
_LONGEST = 80
_NEAR = 16
_COUNTRY = (73.5, 18.0, 135.1, 53.6)


@require_GET
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, as a page, or as the sheet below the search box where that asks."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST]
    is_sheet = request.headers.get("HX-Request") == "true"
    groups = _found(by(request), text, _MOST if is_sheet else _MOST_ON_PAGE) if text else []
    template = "web/map/search_sheet.html" if is_sheet else "web/map/search.html"
    return render(request, template, {"groups": groups, "text": text})


def _found(person: Acting, text: str, most: int) -> list[dict[str, Any]]:
    rows = seen_on_map(person)
    groups = []
    place = place_in(text, epsg=working_epsg_of(rows, _COUNTRY))
    if place is not None:
        words = f"{place.longitude:.6f}°, {place.latitude:.6f}°"
        told = _("central meridian {meridian}°").format(meridian=place.zone.central_meridian) if place.zone else ""
        groups.append(
            {
                "title": _("Coordinates"), "icon": "crosshair",
                "hits": [{"title": words, "note": told, "url": _map(pin=f"{place.longitude:.7f},{place.latitude:.7f}",
                          c=f"{place.longitude:.6f},{place.latitude:.6f}", z=_NEAR)}],
            }
        )  # fmt: skip
        return groups
    labels = legend().labels
    patches = [
        {
            "title": str(one), "code": one.state, "state": one.get_state_display(),
            "note": " ".join(part for part in (one.township_name, one.village) if part),
            "finding": labels.get(one.proposed_finding, ""), "url": _map(patch=str(one.uuid)),
        }
        for one in numbered_like(person, text, most)
    ]  # fmt: skip
    if patches:
        groups.append({"title": _("Patches"), "icon": "polygon", "hits": patches})
    found = places_like(person, text, most)
    places = [
        {"title": name, "note": _("township, {count} patches").format(count=count), "url": _map(township=code)}
        for code, name, count in found.townships
    ]
    places += [
        {"title": f"{township} {village}", "note": _("village, {count} patches").format(count=count),
         "url": _map(fit=",".join(f"{side:.5f}" for side in box))}
        for township, village, count, box in found.villages
    ]  # fmt: skip
    if places:
        groups.append({"title": _("Places"), "icon": "map-pin", "hits": places})
    return groups


def _map(**asked: Any) -> str:
    return f"{reverse('web:map')}?{urlencode(asked, safe=',')}"
