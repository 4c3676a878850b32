"""What hangs on the entities of a drawing besides their shape: data of other programs, and the features of our own.

Our drawings keep with every ring the feature, part and place that it has, with the first ring the feature's values, and
in the drawing's properties the columns and the coordinate system.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import shapely
from ezdxf.entities.dxfentity import DXFEntity
from numpy.typing import NDArray

from tuban.kernel.formats import rings
from tuban.kernel.formats.drawn import DrawnFeature

APPLICATION = "TUBAN"
CRS_PROPERTY = "TUBAN_CRS"
LABEL = "label"
_STRING, _OPEN, _REAL, _WHOLE, _TEXT_CODES = 1000, 1002, 1040, 1071, (1000, 1003, 1005)
PIECE = 60
"""Characters in one string of an entity's data; its limit is 255 bytes."""

Ring = NDArray[np.float64]


def pack(address: dict[str, Any], values: dict[str, Any] | None = None) -> list[tuple[int, Any]]:
    """Return an entity's data: where in its feature it belongs, and the feature's values with it."""
    text = json.dumps(address | ({"values": values} if values is not None else {}), ensure_ascii=True)
    return [(_STRING, text[at : at + 4 * PIECE]) for at in range(0, len(text), 4 * PIECE)]


def unpack(entity: DXFEntity) -> dict[str, Any] | None:
    """Return what :func:`pack` made; None where the entity is not of ours."""
    if not entity.has_xdata(APPLICATION):
        return None
    text = "".join(str(value) for code, value in entity.get_xdata(APPLICATION) if code == _STRING)
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def foreign_values(entity: DXFEntity) -> dict[str, Any]:
    """Return the texts and numbers that other programs hung onto an entity, one value for each program."""
    found = {}
    for name, tags in entity.xdata.data.items() if entity.xdata is not None else ():
        if name in (APPLICATION, "ACAD"):
            continue
        said = [str(value) for code, value in tags if code in _TEXT_CODES or code in (_REAL, _WHOLE, 1070)]
        if said:
            found[name] = "|".join(said)
    return found


class OwnFeatures:
    """Puts together again the features that this program wrote ring by ring."""

    def __init__(self) -> None:
        self._rings: dict[tuple[str, int], list[tuple[int, int, Ring]]] = {}
        self._values: dict[tuple[str, int], dict[str, Any]] = {}
        self._kinds: dict[tuple[str, int], str] = {}
        self.crs: str | None = None

    def take(self, entity: DXFEntity, points_of: Callable[[DXFEntity], Ring]) -> bool:
        """Take an entity if it is of ours, and say whether it was."""
        content = unpack(entity)
        if content is None:
            return False
        if content.get("kind") == LABEL:
            return True
        try:
            key = str(content["layer"]), int(content["feature"])
            part, ring, kind = int(content["part"]), int(content["ring"]), str(content["kind"])
        except (KeyError, TypeError, ValueError):
            return False
        points = (
            np.array([[*entity.dxf.location]], dtype=np.float64)[:, :2]
            if entity.dxftype() == "POINT"
            else points_of(entity)
        )
        self._rings.setdefault(key, []).append((part, ring, points))
        self._kinds[key] = kind
        self.crs = self.crs or content.get("crs")
        if isinstance(content.get("values"), dict):
            self._values[key] = content["values"]
        return True

    def features(self, stem: str) -> Iterator[DrawnFeature]:
        """Yield the features as they were written, with the layer they came from where there are several."""
        several = len({layer for layer, _number in self._rings}) > 1
        for key in self._rings:
            shape = _shape(self._kinds[key], sorted(self._rings[key], key=lambda piece: piece[:2]))
            yield DrawnFeature(key[0] if several else stem, shape, self._values.get(key, {}))


def _shape(kind: str, pieces: list[tuple[int, int, Ring]]) -> Any:
    if kind == "point":
        made_points = [shapely.Point(points[0]) for _part, _ring, points in pieces]
        return made_points[0] if len(made_points) == 1 else shapely.MultiPoint(made_points)
    if kind == "line":
        lines = [shapely.LineString(points) for _part, _ring, points in pieces if len(points) > 1]
        return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines) if lines else None
    parts: dict[int, list[Ring]] = {}
    for part, _ring, ring in pieces:
        parts.setdefault(part, []).append(ring)
    made = [rings.polygon(each[0], each[1:]) for each in parts.values()]
    whole = [part for part in made if part is not None]
    return whole[0] if len(whole) == 1 else shapely.MultiPolygon(whole) if whole else None
