"""What the pages of the gate show of an inquiry: its head, its map."""

from __future__ import annotations

from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.values.area import Area, AreaUnit
from tuban.web.map.pages import images_of, layer_content
from tuban.workflow.gate.boundaries import shape_of
from tuban.workflow.gate.words import Verdict
from tuban.workflow.layers.on_map import editions_on_map
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.seen import patches_seen_by

ICONS = {Verdict.CLEAR: "shield-check", Verdict.LOOK: "alert-triangle", Verdict.BLOCKED: "ban"}
CHIPS = {Verdict.CLEAR: "chip-good", Verdict.LOOK: "chip-warn", Verdict.BLOCKED: "chip-late"}
KINDS = ("unsettled", "undecided", "settled")
_BEHIND = ("boundaries", "roads")


def row_of(inquiry: Any) -> dict[str, Any]:
    """Return an inquiry as lists show it."""
    verdict = Verdict(inquiry.verdict)
    return {
        "row": inquiry, "url": reverse("web:gate_answer", args=[inquiry.uuid]), "verdict": verdict.label,
        "chip": CHIPS[verdict], "icon": ICONS[verdict], "mu": Area.from_m2(inquiry.area_m2).in_unit(AreaUnit.MU),
        "blocked_mu": inquiry.answer["blocked_mu"], "met": len(inquiry.answer["unsettled"]),
        "certificate": getattr(inquiry, "certificate", None),
    }  # fmt: skip


def ground_content(acting: Acting, *, bounds: Any = None) -> dict[str, Any]:
    """Return what the map is told: the ground of the acting person's areas, without a boundary."""
    layers = [layer_content(one) for one in editions_on_map(acting)]
    behind = [one for one in layers if one["role"] in _BEHIND]
    around = bounds or next((one["bounds"] for one in behind if one["bounds"]), None)
    return {
        "layers": behind, "images": images_of(layers), "bounds": around, "boundary": [], "met": [],
        "label": _("Map of the boundary. Arrow keys move it, plus and minus change how near it is."),
    }  # fmt: skip


def answer_content(acting: Acting, inquiry: Any) -> dict[str, Any]:
    """Return what the map of an answer is told: the boundary, and every patch it met that the reader sees."""
    told = inquiry.answer
    kinds = {one["patch"]: (kind, one["is_touch"]) for kind in KINDS for one in told[kind] if one["patch"]}
    rows = patches_seen_by(acting).filter(uuid__in=list(kinds)).only("uuid", "number", "part_number", "geometry")
    return ground_content(acting) | {
        "boundary": polygons_of(shape_of(inquiry)),
        "met": [
            {"kind": kinds[str(one.uuid)][0], "isTouch": kinds[str(one.uuid)][1], "number": str(one),
             "coordinates": polygons_of(shapely.from_wkb(bytes(one.geometry.wkb)))}
            for one in rows
        ],
    }  # fmt: skip


def polygons_of(shape: shapely.Geometry) -> list[Any]:
    """Return the coordinates of a multipolygon as GeoJSON has them."""
    return [
        [shapely.get_coordinates(ring).tolist() for ring in (one.exterior, *one.interiors)]
        for one in shapely.get_parts(shape).tolist()
    ]
