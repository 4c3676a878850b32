"""The lines, fills and words of one map, as SVG in millimetres of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.render.cards.docx_text import clean
from tuban.render.fonts import Face
from tuban.render.maps.frame import MapFrame

FINE_MM = 0.04
"""Bends of a line smaller than this are not seen in print."""

_BEYOND_MM = 4.0


class Drawing:
    """A map in the making; what comes later lies on top. Geometries are in the working CRS unless said otherwise."""

    def __init__(self, frame: MapFrame, face: Face) -> None:
        self.frame = frame
        self.face = face
        self._parts: list[str] = []
        self._clips = 0

    def svg(self) -> str:
        """Return the whole drawing."""
        width, height = _mm(self.frame.width_mm), _mm(self.frame.height_mm)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {width} {height}" font-family={quoteattr(self.face.family)}>{"".join(self._parts)}</svg>'
        )

    @contextmanager
    def only_within(self, ground: Any) -> Iterator[None]:
        """Let nothing that is drawn meanwhile be seen outside a piece of ground."""
        self._clips += 1
        name = f"clip{self._clips}"
        self._parts.append(
            f'<clipPath id="{name}"><path d="{_path(self.visible([ground]))}" clip-rule="evenodd"/></clipPath>'
        )
        self._parts.append(f'<g clip-path="url(#{name})">')
        yield
        self._parts.append("</g>")

    def visible(self, geometries: Any, beyond_mm: float = _BEYOND_MM) -> NDArray[np.object_]:
        """Return geometries cut to the window and a little beyond, in millimetres of paper."""
        shapes = np.asarray(geometries, dtype=object).reshape(-1)
        west, south, east, north = window = self.frame.widened(beyond_mm)
        left, bottom, right, top = shapely.bounds(shapes).reshape(-1, 4).T
        crossing = ~((left >= west) & (bottom >= south) & (right <= east) & (top <= north))
        cut = shapes.copy()
        if crossing.any():
            cut[crossing] = shapely.clip_by_rect(shapes[crossing], *window)
        return self.frame.on_paper(cut)

    def shapes(
        self,
        geometries: Any,
        *,
        fill: str = "none",
        stroke: str = "none",
        width: float = 0.2,
        opacity: float = 1.0,
        dash: str = "",
        on_paper: bool = False,
        fine_mm: float = FINE_MM,
    ) -> None:
        """Draw polygons and lines in one style, as one path; widths and dashes are in millimetres."""
        path = self.path(geometries, on_paper=on_paper, fine_mm=fine_mm)
        self.trace(path, fill=fill, stroke=stroke, width=width, opacity=opacity, dash=dash)

    def path(self, geometries: Any, *, on_paper: bool = False, fine_mm: float = FINE_MM) -> str:
        """Return polygons and lines as one path, for :meth:`trace` in more than one style."""
        shapes = np.asarray(geometries, dtype=object).reshape(-1) if on_paper else self.visible(geometries)
        return _path(shapely.simplify(shapes, fine_mm) if fine_mm else shapes)

    def trace(
        self, path: str, *, fill: str = "none", stroke: str = "none", width: float = 0.2, opacity: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        """Draw a path of :meth:`path` in one style; widths and dashes are in millimetres."""
        if path:
            self._parts.append(f'<path d="{path}" {_style(fill, stroke, width, opacity, dash)}/>')

    def picture(self, name: str) -> None:
        """Fill the window with a picture that lies beside the drawing under this name."""
        width, height = _mm(self.frame.width_mm), _mm(self.frame.height_mm)
        self._parts.append(
            f'<image href={quoteattr(name)} width="{width}" height="{height}" preserveAspectRatio="none"/>'
        )

    def line(
        self, points: Sequence[tuple[float, float]], *, stroke: str, width: float, dash: str = "", opacity: float = 1.0
    ) -> None:
        """Draw a line through points on paper."""
        path = "M" + " ".join(f"{_mm(x)} {_mm(y)}" for x, y in points)
        self._parts.append(f'<path d="{path}" {_style("none", stroke, width, opacity, dash)}/>')

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = "none",
        line: float = 0.2, radius: float = 0.0, opacity: float = 1.0, dash: str = "",
    ) -> None:  # fmt: skip
        """Draw a rectangle on paper from its upper left corner."""
        self._parts.append(
            f'<rect x="{_mm(x)}" y="{_mm(y)}" width="{_mm(width)}" height="{_mm(height)}" rx="{_mm(radius)}" '
            f"{_style(fill, stroke, line, opacity, dash)}/>"
        )

    def disc(
        self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str = "none", line: float = 0.2
    ) -> None:
        """Draw a circle on paper."""
        self._parts.append(
            f'<circle cx="{_mm(x)}" cy="{_mm(y)}" r="{_mm(radius)}" {_style(fill, stroke, line, 1.0, "")}/>'
        )

    def sign(self, path: str, x: float, y: float, size: float, *, fill: str, halo: float = 0.0) -> None:
        """Draw a mark given as path data in a box of 16 by 16, ``size`` millimetres wide, its middle at (x, y)."""
        scale = size / 16
        place = f'transform="translate({_mm(x - size / 2)} {_mm(y - size / 2)}) scale({scale:.4f})" fill-rule="evenodd"'
        if halo:
            self._parts.append(
                f'<path d="{path}" {place} fill="#fff" stroke="#fff" stroke-width="{2 * halo / scale:.2f}" '
                'stroke-linejoin="round"/>'
            )
        self._parts.append(f'<path d="{path}" {place} fill="{fill}"/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        fill: str = "#1f2933",
        anchor: str = "middle",
        halo: float = 0.0,
        halo_colour: str = "#fff",
        spacing: float = 0.0,
        turn: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Set words on paper; (x, y) is on their base line, ``size`` in millimetres, ``halo`` the width of the rim."""
        extra = ""
        if spacing:
            extra += f' letter-spacing="{_mm(spacing)}"'
        if turn:
            extra += f' transform="rotate({turn:g} {_mm(x)} {_mm(y)})"'
        if opacity < 1:
            extra += f' opacity="{opacity:g}"'
        rim = f' stroke="{halo_colour}" stroke-width="{_mm(2 * halo)}" stroke-linejoin="round"'
        # The rim first, of all signs: drawn sign by sign, the rim of one would hide the edge of the one before.
        for colour, outline in ((halo_colour, rim), (fill, "")) if halo else ((fill, ""),):
            self._parts.append(
                f'<text x="{_mm(x)}" y="{_mm(y)}" font-size="{_mm(size)}" text-anchor="{anchor}" fill="{colour}"'
                f"{outline}{extra}>{escape(clean(words))}</text>"
            )


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _style(fill: str, stroke: str, width: float, opacity: float, dash: str) -> str:
    style = f'fill="{fill}"'
    if fill != "none":
        style += ' fill-rule="evenodd"'
        if opacity < 1:
            style += f' fill-opacity="{opacity:g}"'
    if stroke != "none":
        style += f' stroke="{stroke}" stroke-width="{_mm(width)}" stroke-linejoin="round"'
        if opacity < 1 and fill == "none":
            style += f' stroke-opacity="{opacity:g}"'
        if dash:
            style += f' stroke-dasharray="{dash}"'
    return style


def _path(shapes: NDArray[np.object_]) -> str:
    """Return geometries as one path, by way of their text: ``POLYGON ((0 0, 1 0, …))`` is nearly a path already."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    kinds = shapely.get_type_id(parts)
    pieces = []
    for kind, close in ((shapely.GeometryType.POLYGON, "Z"), (shapely.GeometryType.LINESTRING, "")):
        chosen = parts[(kinds == kind) & ~shapely.is_empty(parts)]
        for words in shapely.to_wkt(chosen, rounding_precision=2).tolist():
            rings = words[words.index("(") :].strip("()").split("), (")
            pieces += [f"M{ring.replace(', ', ' ')}{close}" for ring in rings]
    return "".join(pieces)
