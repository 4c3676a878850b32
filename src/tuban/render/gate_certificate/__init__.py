"""The certificate of the gate in print (用地报批违法情况核查证明): the boundary, what it met, who answers for it.

Receives finished words and shapes in the working CRS; hands on a PDF. The same content gives the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely
import typst
import yaml

from tuban.render.fonts import sans_face, serif_face
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame, bounds_of, fitting_scale
from tuban.render.seal import Seal

_WIDTH, _HEIGHT = 174.0, 92.0
_COLOURS = {"clear": "#0f6b35", "look": "#7a5200", "blocked": "#b3261e"}
_MET = {"unsettled": "#d55e00", "undecided": "#cc79a7", "settled": "#117733"}
_OWN, _LETTERS, _SMALL_MM = "#0b6e74", 2.6, 5.0


@dataclass(frozen=True, slots=True)
class MetRow:
    """A patch that the boundary meets: its mark on the map, the kind that colours it, the cells of its row, what would
    open the gate, and its shape in the working CRS (None where it may not be told)."""

    mark: str
    kind: str
    cells: Sequence[str]
    wanted: Sequence[str]
    shape: shapely.Geometry | None


@dataclass(frozen=True, slots=True)
class GatePaper:
    """Everything that the certificate says, every text finished; ``facts`` by title, applicant, reference, area, given
    and at. ``verdict`` is clear, look or blocked."""

    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    verdict: str
    verdict_title: str
    verdict_words: str
    more: Sequence[str]
    unsettled: Sequence[MetRow]
    undecided: Sequence[MetRow]
    settled: Sequence[MetRow]
    answers: str
    unit: str
    signed_by: str
    signed_on: str
    note: str
    rests_on: str
    boundary: shapely.Geometry
    epsg: int


def gate_certificate(paper: GatePaper, seal: Seal) -> bytes:
    """Return the certificate as PDF. Raises NoChineseFont, FontUnreadable."""
    sans, serif = sans_face(), serif_face()
    told = {
        name: getattr(paper, name)
        for name in ("title", "number", "verdict_title", "verdict_words", "more", "answers", "unit", "signed_by",
                     "signed_on", "note", "rests_on")
    }  # fmt: skip
    words = yaml.safe_load(_part("words.yaml"))
    drawing, scale = _map(paper, sans)
    content: dict[str, Any] = {
        **told, "facts": [[words["facts"][key], value] for key, value in paper.facts],
        "colour": _COLOURS[paper.verdict], "words": words, "scale": f"1:{scale:,}".replace(",", " "),
        "digest": seal.digest, "short": seal.short, "address": seal.address,
        "fonts": {"sans": sans.family, "serif": serif.family},
        **{kind: [_as_told(one) for one in getattr(paper, kind)] for kind in _MET},
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="tuban-") as scratch:
        folder = Path(scratch)
        (folder / "page.typ").write_text(_part("page.typ"), "utf-8")
        (folder / "data.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        (folder / "code.png").write_bytes(seal.code)
        (folder / "map.svg").write_text(drawing.svg(), "utf-8")
        compiler = typst.Compiler(
            folder / "page.typ", root=folder,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False,
                font_paths=sorted({sans.path.parent, serif.path.parent}),
            ),
        )  # fmt: skip
        page: Any = compiler.compile(format="pdf", timestamp=0)
    return bytes(page)


def _as_told(row: MetRow) -> dict[str, Any]:
    return {"mark": row.mark, "cells": list(row.cells), "wanted": list(row.wanted)}


def _map(paper: GatePaper, face: Any) -> tuple[Drawing, int]:
    """Draw the boundary over what it met; the window holds the boundary and the parts of patches that are near."""
    rows = [*paper.settled, *paper.undecided, *paper.unsettled]
    west, south, east, north = bounds_of([paper.boundary])
    room = max(15.0, 0.12 * max(east - west, north - south))
    bounds = (west - room, south - room, east + room, north + room)
    scale = fitting_scale(bounds, _WIDTH, _HEIGHT, margin=0.0)
    frame = MapFrame.around(bounds, _WIDTH, _HEIGHT, scale, paper.epsg)
    drawing = Drawing(frame, face)
    drawing.box(0, 0, _WIDTH, _HEIGHT, fill="#f5f7fa")
    for one in rows:
        if one.shape is not None:
            drawing.shapes([one.shape], fill=_MET[one.kind], stroke=_MET[one.kind], width=0.3, opacity=0.35)
    drawing.shapes([paper.boundary], stroke="#fff", width=1.1)
    drawing.shapes([paper.boundary], stroke=_OWN, width=0.55)
    for one in rows:
        if one.shape is None:
            continue
        seen = shapely.clip_by_rect(one.shape, *frame.bounds)
        if not seen.is_empty:
            point = shapely.point_on_surface(seen)
            x, y = frame.place(point.x, point.y)
            is_small = shapely.area(seen) < (_SMALL_MM * frame.metres_per_mm) ** 2
            aside = _LETTERS / 2 if is_small else 0.0  # beside a small shape, that it can be seen
            drawing.text(x + aside, y + _LETTERS / 3 - aside, one.mark, _LETTERS, halo=0.4)
    _corners(drawing, frame)
    drawing.box(0, 0, _WIDTH, _HEIGHT, stroke="#4d5964", line=0.3)
    return drawing, scale


def _corners(drawing: Drawing, frame: MapFrame) -> None:
    """Write the coordinates of the lower left and the upper right corner, and an arrow to the north."""
    west, south, east, north = frame.bounds
    small, ink = 2.1, "#4d5964"
    drawing.text(1.5, _HEIGHT - 1.5, f"{south:.0f}, {west:.0f}", small, fill=ink, anchor="start", halo=0.4)
    drawing.text(_WIDTH - 1.5, 3.2, f"{north:.0f}, {east:.0f}", small, fill=ink, anchor="end", halo=0.4)
    drawing.line([(6, 12), (6, 4)], stroke=ink, width=0.5)
    drawing.line([(4.6, 6.4), (6, 4), (7.4, 6.4)], stroke=ink, width=0.5)
    drawing.text(6, 15.4, "北", 2.8, fill=ink, halo=0.4)


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
