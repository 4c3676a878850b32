"""The map of the import page as one SVG for the office: divisions, patches, and the place of every finding.

Marks keep their size on the screen however near one looks (``--mark`` is the scale, set by the page); outlines before
and after lie beside the mark of their finding, hidden until it is chosen. Every finding is a group with
``data-finding`` and its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from tuban.inspect.disc import Disc
from tuban.render.doctor_page.drawing import map_data
from tuban.render.doctor_page.views import KINDS, shown_findings

SIGNS = {
    "error": "M8 1.5 15 14H1Z",
    "repair": "M8 1 15 8 8 15 1 8Z",
    "warning": "M2 2H14V14H2Z",
    "note": "M8 2a6 6 0 1 0 .01 0Z",
}
_MARGIN = 0.04


def doctor_chart(disc: Disc) -> str:
    """Return the SVG of a checked disc, whose normal form must still be there; empty where nothing has a place."""
    data = map_data(disc, shown_findings(disc))
    if not data["has_map"]:
        return ""
    width, height = data["frame"]
    margin = round(max(width, height) * _MARGIN)
    view = f"{-margin} {-margin} {width + 2 * margin} {height + 2 * margin}"
    marked = sorted(
        (one for one in data["findings"] if one["box"]), key=lambda one: KINDS.index(one["kind"]), reverse=True
    )
    parts = [
        f'<svg class="doctor-chart" viewBox="{view}" role="img" aria-hidden="true">',
        '<g class="divisions">', *(_path(one["rings"], height) for one in data["divisions"]), "</g>",
        f'<path class="patches" d="{_lines([ring for rings in data["patches"] for ring in rings], height)}"/>',
        '<g class="names">', *(_name(one, height) for one in data["divisions"]), "</g>",
        '<g class="marks">', *(_finding(one, height) for one in marked), "</g></svg>",
    ]  # fmt: skip
    return "".join(parts)


def _finding(one: Mapping[str, Any], height: int) -> str:
    west, south, east, north = one["box"]
    across, down = (west + east) / 2, height - (south + north) / 2
    was, now = (
        f'<path class="{name}" d="{_lines(one[key], height)}"/>' if one[key] else ""
        for name, key in (("was", "was"), ("now", "is"))
    )
    box = f"{west} {height - north} {max(1, east - west)} {max(1, north - south)}"
    return (
        f'<g class="finding is-{one["kind"]}" data-finding="{one["number"]}" data-box="{box}">{was}{now}'
        f'<g transform="translate({across:g} {down:g})"><path class="sign" d="{SIGNS[one["kind"]]}"/></g></g>'
    )


def _name(one: Mapping[str, Any], height: int) -> str:
    if not one["at"]:
        return ""
    across, down = one["at"]
    return f'<g transform="translate({across} {height - down})"><text>{escape(one["name"])}</text></g>'


def _path(rings: Sequence[Sequence[int]], height: int) -> str:
    return f'<path d="{_lines(rings, height)}"/>'


def _lines(rings: Sequence[Sequence[int]], height: int) -> str:
    """Return rings, whose points are relative to one another, as the data of a path with north above."""
    drawn = []
    for ring in rings:
        steps = " ".join(f"{east} {-north}" for east, north in zip(ring[2::2], ring[3::2], strict=True))
        drawn.append(f"M{ring[0]} {height - ring[1]}l{steps}z")
    return "".join(drawn)
