"""What came from the field about a patch: visits, photos with what they look at, measurements, conflicts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.web.returned.conflicts import groups_of
from tuban.web.returned.words import clock_apart
from tuban.workflow.evidence.media import PLAYED_INLINE
from tuban.workflow.survey.brought import Brought, Reshoot, brought_of, degrees_of, reshoots_of
from tuban.workflow.survey.conflicts.queries import conflicts_of_patch

_WIDTH, _HEIGHT, _EDGE = 720.0, 420.0, 28.0
_CONE_DEGREES, _CONE_PIXELS = 60.0, 46.0
_FAR_M = 400.0
"""Ways and photos farther from the patch than this are not drawn: the patch would become a dot."""
_NICE_M = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@on_rail("map")
@require_safe
def field(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what came from the field."""
    patch = patch_or_404(request, uuid)
    brought = brought_of(patch)
    conflicts = list(conflicts_of_patch(patch)[:60])
    context = {
        **head_of(request, patch, "field"), "brought": brought,
        "sketch": "" if brought.is_nothing else sketch_of(patch, brought),
        "visits": [{"row": one, "clock_apart": clock_apart(one.entry)} for one in brought.visits],
        "captures": [capture_shown(patch, one) for one in brought.captures],
        "reshoots": [_reshoot(patch, one) for one in reshoots_of(patch, brought.captures)],
        "measurements": [_measurement(patch, one, brought) for one in brought.measurements], "unused": brought.unused,
        "groups": groups_of(by(request), conflicts, on_patch=True), "is_empty": brought.is_nothing and not conflicts,
    }  # fmt: skip
    return render(request, "web/dossier/field.html", context)


def capture_shown(patch: Any, one: Any) -> dict[str, Any]:
    """Return what was taken down on the spot as it is shown: drawn, played, or handed over."""
    exhibit = one.exhibit
    kind = "" if exhibit is None else exhibit.media_type
    return {
        "row": one, "clock_apart": clock_apart(one.entry),
        "url": reverse("web:patch_exhibit", args=[patch.uuid, exhibit.pk]) if exhibit else "",
        "photo": photo_addresses(patch.uuid, exhibit) if one.kind == "photo" and exhibit is not None else None,
        "is_film": kind in PLAYED_INLINE and kind.startswith("video/"),
        "is_sound": kind in PLAYED_INLINE and kind.startswith("audio/"),
        "length": "" if one.seconds is None else f"{int(one.seconds) // 60}:{int(one.seconds) % 60:02d}",
    }  # fmt: skip


def _measurement(patch: Any, one: Any, brought: Brought) -> dict[str, Any]:
    """Return a measured boundary with the file of the receiver that it came out of."""
    file = next((row for row in brought.captures if row.exhibit and row.sha256 == one.receiver_file), None)
    return {"row": one, "file": None if file is None else capture_shown(patch, file)}


def _reshoot(patch: Any, one: Reshoot) -> dict[str, Any]:
    sides = [(one.earlier_exhibit, one.earlier), (one.later_exhibit, one.later)]
    return {
        "away_m": one.away_m, "turned": one.turned,
        "sides": [
            {"url": reverse("web:patch_exhibit", args=[patch.uuid, exhibit.pk]), "row": row, "name": exhibit.name}
            for exhibit, row in sides
        ],
    }  # fmt: skip


class _Paper:
    """Turns degrees into points of the drawing: metres around the patch, north up."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self.longitude = sum(x for x, _y in points) / len(points)
        self.latitude = sum(y for _x, y in points) / len(points)
        self._narrow = math.cos(math.radians(self.latitude))
        metres = [self.metres(*one) for one in points]
        left, right = min(x for x, _y in metres), max(x for x, _y in metres)
        low, high = min(y for _x, y in metres), max(y for _x, y in metres)
        self.scale = min(
            (_WIDTH - 2 * _EDGE) / max(right - left, 1.0), (_HEIGHT - 2 * _EDGE) / max(high - low, 1.0)
        )  # fmt: skip
        self._middle = ((left + right) / 2, (low + high) / 2)

    def metres(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return metres east and north of the middle."""
        return (longitude - self.longitude) * 111_320 * self._narrow, (latitude - self.latitude) * 110_574

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a point of the drawing."""
        x, y = self.metres(longitude, latitude)
        return (
            _WIDTH / 2 + (x - self._middle[0]) * self.scale,
            _HEIGHT / 2 - (y - self._middle[1]) * self.scale,
        )

    def line(self, points: Iterable[Sequence[float]]) -> str:
        """Return points as SVG writes them."""
        return " ".join("{:.1f},{:.1f}".format(*self.place(one[0], one[1])) for one in points)


def sketch_of(patch: Any, brought: Brought) -> str:
    """Draw the outline, what was measured, the way, and each photo with the cone that it looks into."""
    outline = [ring for part in patch.geometry.coords for ring in part]
    measured = [ring for one in brought.measurements for ring in degrees_of(one)]
    whole = [point for ring in outline for point in ring]
    rough = _Paper(whole)

    def near(longitude: float, latitude: float) -> bool:
        x, y = rough.metres(longitude, latitude)
        return math.hypot(x, y) < _FAR_M + _extent(rough, whole)

    photos = [
        one for one in brought.captures
        if one.longitude is not None and one.latitude is not None and near(one.longitude, one.latitude)
    ]  # fmt: skip
    tracks = [[point for point in one.points if near(point[0], point[1])] for one in brought.tracks]
    paper = _Paper(whole + [(one.longitude, one.latitude) for one in photos] + [p for ring in measured for p in ring])
    return format_html(
        '<svg class="field-sketch" viewBox="0 0 {} {}" role="img" aria-labelledby="sketch-title">{}{}{}{}{}{}</svg>',
        int(_WIDTH), int(_HEIGHT),
        format_html_join("", '<polygon class="sketch-patch" points="{}"/>', [(paper.line(one),) for one in outline]),
        format_html_join("", '<polyline class="sketch-track" points="{}"/>',
                         [(paper.line(one),) for one in tracks if len(one) > 1]),
        format_html_join("", '<polygon class="sketch-measured" points="{}"/>',
                         [(paper.line(one),) for one in measured]),
        format_html_join("", '<path class="sketch-cone" d="{}"/>',
                         [(_cone(paper, one),) for one in photos if one.bearing is not None]),
        format_html_join("", '<circle class="sketch-photo" cx="{}" cy="{}" r="5"/>',
                         [_dot(paper, one) for one in photos]),
        _bar(paper),
    )  # fmt: skip


def _extent(paper: _Paper, points: Sequence[tuple[float, float]]) -> float:
    return max(math.hypot(*paper.metres(*one)) for one in points)


def _dot(paper: _Paper, one: Any) -> tuple[str, str]:
    x, y = paper.place(one.longitude, one.latitude)
    return f"{x:.1f}", f"{y:.1f}"


def _cone(paper: _Paper, one: Any) -> str:
    """Return the cone that a photo looks into: its bearing is clockwise from north."""
    x, y = paper.place(one.longitude, one.latitude)
    corners = []
    for turn in (-_CONE_DEGREES / 2, _CONE_DEGREES / 2):
        angle = math.radians(one.bearing + turn)
        corners.append((x + _CONE_PIXELS * math.sin(angle), y - _CONE_PIXELS * math.cos(angle)))
    (ax, ay), (bx, by_) = corners
    return f"M{x:.1f} {y:.1f}L{ax:.1f} {ay:.1f}A{_CONE_PIXELS} {_CONE_PIXELS} 0 0 1 {bx:.1f} {by_:.1f}Z"


def _bar(paper: _Paper) -> str:
    """Draw a bar of a round length."""
    length = max((one for one in _NICE_M if one * paper.scale < _WIDTH / 4), default=1)
    x, y = _EDGE, _HEIGHT - _EDGE / 2
    return format_html(
        '<line class="sketch-scale" x1="{}" y1="{}" x2="{}" y2="{}"/>'
        '<text class="sketch-words" x="{}" y="{}">{} m</text>',
        f"{x:.1f}", f"{y:.1f}", f"{x + length * paper.scale:.1f}", f"{y:.1f}", f"{x:.1f}", f"{y - 6:.1f}", length,
    )  # fmt: skip
