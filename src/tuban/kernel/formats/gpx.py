"""GPX: what a handheld receiver brings back. Waypoints are points, routes and tracks are lines, all in WGS 84."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.xmlreader import AttributesImpl

import shapely

from tuban.kernel.formats import markup
from tuban.kernel.formats.drawn import Drawing, DrawnFeature
from tuban.kernel.formats.kml import WGS84
from tuban.kernel.formats.nursery import Refusal

_FEATURES = ("wpt", "rte", "trk")
_VALUES = {"name": "name", "desc": "description", "cmt": "comment", "time": "time", "sym": "symbol", "type": "type"}
_LAYER = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}


class _Reading(markup.Reading):
    """Gathers waypoints, routes and tracks."""

    def __init__(self) -> None:
        super().__init__()
        self.is_gpx = False
        self.features: list[DrawnFeature] = []
        self._values: dict[str, Any] = {}
        self._segments: list[list[tuple[float, ...]]] = []
        self._height = ""

    def opened(self, name: str, attributes: AttributesImpl) -> None:
        self.is_gpx = self.is_gpx or (name == "gpx" and not self.path)
        if name in _FEATURES:
            self._values = {}
            self._segments = [[]]
        elif name == "trkseg":
            self._segments.append([])
        if name in ("wpt", "rtept", "trkpt") and self._segments:
            try:
                point = float(str(attributes.get("lon"))), float(str(attributes.get("lat")))
            except ValueError as error:
                raise Refusal("file.unreadable", f"a coordinate is no number: {error}") from error
            self._segments[-1].append(point)

    def closed(self, name: str, text: str) -> None:
        parent = self.path[-1] if self.path else ""
        text = text.strip()
        if parent in _FEATURES and name in _VALUES and text:
            self._values[_VALUES[name]] = text
        elif name == "ele" and parent in ("wpt", "rtept", "trkpt") and text and self._segments:
            try:
                self._segments[-1][-1] = (*self._segments[-1][-1][:2], float(text))
            except (ValueError, IndexError):
                return
        elif name in _FEATURES:
            self.features.append(DrawnFeature(_LAYER[name], _shape(name, self._segments), self._values))
            self._segments = []


def _shape(name: str, segments: list[list[tuple[float, ...]]]) -> Any:
    if name == "wpt":
        return shapely.Point(segments[0][0])
    even = [_even(segment) for segment in segments if len(segment) > 1]
    lines = [shapely.LineString(segment) for segment in even]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines) if lines else None


def _even(segment: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Leave heights only where every point has one."""
    return segment if all(len(point) == 3 for point in segment) else [point[:2] for point in segment]


def read(path: Path) -> Drawing:
    """Read a GPX file. Raises Refusal."""
    text, encoding, notes = markup.read_text(path)
    reading = _Reading()
    markup.parse(text, reading)
    if not reading.is_gpx:
        raise Refusal("file.other_kind", ".gpx")
    return Drawing(reading.features, notes, WGS84, encoding)
