"""The index of a proof package: a page that is read and printed without the office, and asks for nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

_SHAPES = ("image/jpeg", "image/png", "image/webp")
_SIDE, _MARGIN = 320, 16
_deed: list[Callable[[str], str]] = [str]


def say_deeds(words: Callable[[str], str]) -> None:
    """Let the pages say how people call the deeds of the audit."""
    _deed[0] = words


def page_of(
    record: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], evidence: Mapping[str, Any],
    pictures: Mapping[str, str], about: Mapping[str, Any],
) -> str:  # fmt: skip
    """Return the page of a record, the lines of the audit, the list of the evidence and the pictures with their
    days; ``about`` says who made it when, with which card."""
    proofs = {one["sha256"]: one for one in record["photos"]}
    finding = next((one for one in record["findings"] if one["is_current"]), None)
    context = {
        **record, **about, "finding": finding,
        "overlay": [{**one, "percent": _percent(one["share"])} for one in record["overlay"]],
        "pictures": [
            {"path": path, "taken_on": day, "title": _("Before") if "before" in path else _("After")}
            for path, day in sorted(pictures.items(), reverse=True)
        ],
        "files": [
            {**one, "is_picture": one["media_type"] in _SHAPES, "proof": proofs.get(one["sha256"])}
            for one in evidence["files"]
        ],
        "drawing": drawing_of(record["outline"]),
        "deeds": [
            {"number": one["values"]["number"], "at": _moment(one["values"]["at"]),
             "who": one["values"]["person_name"], "post": one["values"]["post_title"],
             "what": _deed[0](one["values"]["action"]), "is_refused": one["values"]["is_refused"],
             "reason": one["values"]["reason"], "digest": one["digest"][:16]}
            for one in lines
        ],
    }  # fmt: skip
    return render_to_string("proof/index.html", context)


def drawing_of(outline: Mapping[str, Any]) -> dict[str, Any]:
    """Return an outline in degrees as the path of a drawing of its own, north up, with its corners in degrees."""
    polygons = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    rings = [ring for polygon in polygons for ring in polygon]
    points = [point for ring in rings for point in ring]
    west, east = min(one[0] for one in points), max(one[0] for one in points)
    south, north = min(one[1] for one in points), max(one[1] for one in points)
    across = 0.86 if south < 35 else 0.78  # a degree of longitude is shorter than one of latitude
    span = max((east - west) * across, north - south) or 1
    scale = (_SIDE - 2 * _MARGIN) / span

    def placed(point: Sequence[float]) -> str:
        return f"{_MARGIN + (point[0] - west) * across * scale:.1f} {_MARGIN + (north - point[1]) * scale:.1f}"

    path = " ".join(f"M {' L '.join(placed(one) for one in ring[:-1])} Z" for ring in rings)
    return {
        "path": path, "side": _SIDE, "rings": len(rings), "points": len(points) - len(rings),
        "west": f"{west:.7f}", "east": f"{east:.7f}", "south": f"{south:.7f}", "north": f"{north:.7f}",
    }  # fmt: skip


def _percent(share: Any) -> str:
    try:
        return f"{Decimal(str(share)) * 100:.2f}%"
    except InvalidOperation:
        return "—"


def _moment(told: str) -> str:
    return f"{datetime.fromisoformat(told).astimezone():%Y-%m-%d %H:%M:%S}"
