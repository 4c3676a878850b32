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
from tuban.web.chosen import ALL, campaign_of
from tuban.web.deeds import went
from tuban.web.map.marks import legend
from tuban.web.map.places import NoPlace, Place, place_in
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.on_map import (
    Wanted,
    numbered_like,
    places_like,
    seen_on_map,
    working_epsg_of,
)
from tuban.workflow.patches.queries.seen import patch_scanned

_MOST, _MOST_ON_PAGE = 8, 50
_LONGEST = 200
_NEAR = 16
_COUNTRY = (73.5, 18.0, 135.1, 53.6)


@require_GET
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, as a page, or as the sheet below the search box where that asks."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST]
    is_sheet = request.headers.get("HX-Request") == "true"
    scanned = patch_scanned(by(request), text)
    if scanned is not None:  # a code reader types the code of a page of a field book: its sheet opens
        return went(request, reverse("web:patch_telling", args=[scanned.uuid]))
    problem = ""
    groups: list[dict[str, Any]] = []
    try:
        groups = _found(request, text, _MOST if is_sheet else _MOST_ON_PAGE) if text else []
    except NoPlace as error:
        problem = error.message
    template = "web/map/search_sheet.html" if is_sheet else "web/map/search.html"
    return render(request, template, {"groups": groups, "text": text, "problem": problem})


def _found(request: HttpRequest, text: str, most: int) -> list[dict[str, Any]]:
    person = by(request)
    own = campaign_of(request)
    here = Wanted(campaign=own.pk) if own else Wanted()
    place = place_in(text, epsg=working_epsg_of(seen_on_map(person, here), _COUNTRY))
    if place is not None:
        return [_group(_("Coordinates"), "crosshair", [_place_hit(place)])]
    patches = [_patch_hit(one, own) for one in numbered_like(person, text, most)]
    places = _places(person, here, text, most) or _places(person, Wanted(), text, most)
    groups = [_group(_("Patches"), "polygon", patches), _group(_("Places"), "map-pin", places)]
    return [group for group in groups if group["hits"]]


def _group(title: str, icon: str, hits: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "icon": icon, "hits": hits}


def _place_hit(place: Place) -> dict[str, Any]:
    told = _("central meridian {meridian}°").format(meridian=place.meridian) if place.meridian else ""
    return {
        "title": f"{place.longitude:.6f}°, {place.latitude:.6f}°",
        "note": told,
        "url": _map(
            pin=f"{place.longitude:.7f},{place.latitude:.7f}", c=f"{place.longitude:.6f},{place.latitude:.6f}", z=_NEAR
        ),
    }


def _patch_hit(one: Any, own: Any) -> dict[str, Any]:
    of_another = str(one.campaign) if own is None or one.campaign_id != own.pk else ""
    return {
        "title": str(one), "code": one.state, "state": one.get_state_display(),
        "note": " ".join(part for part in (one.township_name, one.village, of_another) if part),
        "finding": legend().labels.get(one.category, ""), "url": _map(patch=str(one.uuid)),
    }  # fmt: skip


def _places(person: Acting, wanted: Wanted, text: str, most: int) -> list[dict[str, Any]]:
    campaign = str(wanted.campaign) if wanted.campaign else ALL
    found = places_like(person, text, most, wanted)
    return [
        {"title": name, "note": _("township, {count} patches").format(count=count),
         "url": _map(campaign=campaign, township=code)}
        for code, name, count in found.townships
    ] + [
        {"title": f"{township} {village}", "note": _("village, {count} patches").format(count=count),
         "url": _map(campaign=campaign, fit=",".join(f"{side:.5f}" for side in box))}
        for township, village, count, box in found.villages
    ]  # fmt: skip


def _map(**asked: Any) -> str:
    return f"{reverse('web:map')}?{urlencode(asked, safe=',')}"
