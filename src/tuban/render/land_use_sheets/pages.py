"""The pages of a 1:10 000 sheet, as data for the template: in one piece on A1, and as A3 pages with a list first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import shapely
import yaml

from tuban.kernel.sheet_numbering import DENOMINATOR, MapSheet
from tuban.render.fonts import Face
from tuban.render.image_sheets.drawing import Scene, draw_rim
from tuban.render.image_sheets.pages import Issue
from tuban.render.land_use_sheets.drawing import (
    GRID_M,
    PATCH_INK,
    draw_frame,
    draw_ground,
    draw_joins,
    draw_tile_index,
)
from tuban.render.land_use_sheets.geometry import FULL_PAPER, Tile, outline_of, tiles_of, whole_frame
from tuban.render.land_use_sheets.selection import Transferred
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.furniture import bar_of_scale, convergence, dms, projection_words
from tuban.render.maps.ground import Ground, classes_in
from tuban.render.maps.swatches import fill_swatch, line_swatch, number_swatch
from tuban.values.area import AreaUnit

MOST_ROWS = 46
"""So many patches are listed beside a sheet in one piece; all are listed with its A3 pages."""

_BAR_MM = 100.0
_AROUND_MM = 20.0  # pages of a sheet show a little of the ground beyond it
_SHORT = (0, 2, 3, 4, 7, 8)


@dataclass
class SheetPages:
    """The pages of one sheet, and the drawings they show by file name."""

    whole: dict[str, Any] = field(default_factory=dict)
    parts: list[dict[str, Any]] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the sheets."""
    found: Mapping[str, Any] = yaml.safe_load(
        (files("tuban.render.land_use_sheets") / "words.yaml").read_text(encoding="utf-8")
    )
    return found


def common_signs(face: Face) -> dict[str, str]:
    """Return the little pictures of the legend that all sheets share."""
    signs = {f"line-{kind}.svg": line_swatch(kind, face) for kind in ("county", "township", "road", "faint")}
    signs["line-number.svg"] = number_swatch("123", face)
    drawing = Drawing(MapFrame(0.0, 4.5, 9.0, 4.5, 1000, 4547), face)
    drawing.disc(4.5, 2.25, 0.9, stroke=PATCH_INK, line=0.22)
    drawing.line([(3, 2.25), (6, 2.25)], stroke=PATCH_INK, width=0.22)
    drawing.line([(4.5, 0.75), (4.5, 3.75)], stroke=PATCH_INK, width=0.22)
    signs["line-centre.svg"] = drawing.svg()
    drawing = Drawing(MapFrame(0.0, 4.5, 9.0, 4.5, 1000, 4547), face)
    drawing.box(1.5, 0.8, 6, 2.9, fill=PATCH_INK, opacity=0.08)
    drawing.box(1.5, 0.8, 6, 2.9, stroke=PATCH_INK, line=0.3)
    signs["line-outline.svg"] = drawing.svg()
    drawing = Drawing(MapFrame(0.0, 4.5, 9.0, 4.5, 1000, 4547), face)
    drawing.line([(0.5, 2.25), (8.5, 2.25)], stroke="#2b7a9b", width=0.15)
    signs["line-grid.svg"] = drawing.svg()
    return signs


def sheet_pages(sheet: MapSheet, chosen: Sequence[Transferred], scene: Scene, issue: Issue, limit: str) -> SheetPages:
    """Return the pages of one sheet with the patches whose centre lies on it; ``limit`` says what area is small."""
    return _Sheet(sheet, chosen, scene=scene, issue=issue, limit=limit).build()


class _Sheet:
    def __init__(
        self, sheet: MapSheet, chosen: Sequence[Transferred], *, scene: Scene, issue: Issue, limit: str
    ) -> None:
        self.sheet, self.chosen, self.issue, self.limit = sheet, chosen, issue, limit
        self.outline = outline_of(sheet, issue.epsg)
        around = whole_frame(self.outline, issue.epsg).widened(_AROUND_MM)
        self.scene = replace(scene, ground=scene.ground.within(around))
        self.rows = [_row(one, scene) for one in chosen]
        self.out = SheetPages()

    def build(self) -> SheetPages:
        common = self.common()
        self.out.whole = common | self.whole(common["notes"])
        self.out.parts = self.parts(common)
        return self.out

    def whole(self, notes: Sequence[str]) -> dict[str, Any]:
        frame = whole_frame(self.outline, self.issue.epsg)
        drawing = Drawing(frame, self.scene.face)
        unplaced = draw_ground(drawing, self.scene, self.outline, self.chosen)
        draw_frame(drawing, self.sheet, self.outline)
        self.out.drawings["whole.svg"] = drawing.svg()
        told = [words()["unplaced"].format(numbers="、".join(one.patch.label for one in unplaced))] if unplaced else []
        left_out = len(self.rows) - MOST_ROWS
        return {
            "kind": "whole",
            "paper": FULL_PAPER,
            "map": {"width": frame.width_mm, "height": frame.height_mm, "drawing": "whole.svg"},
            "notes": [*notes, *told],
            "table": {
                "title": self.table_title(),
                "heads": words()["heads_short"],
                "rows": [[row[place] for place in _SHORT] for row in self.rows[:MOST_ROWS]],
                "numeric": [2, 3, 4],
                "more": words()["more"].format(count=left_out) if left_out > 0 else "",
            },
        }

    def table_title(self) -> str:
        return f"{words()['table']}（{len(self.chosen)} 宗）"

    def parts(self, common: dict[str, Any]) -> list[dict[str, Any]]:
        tiles = tiles_of(self.outline, self.issue.epsg)
        used = _without_the_needless(tiles, self.chosen)
        index, height = draw_tile_index(self.scene, self.outline, tiles, [tile.number for tile in used], 104.0)
        self.out.drawings["index.svg"] = index
        front = {
            "kind": "front",
            "index": {"drawing": "index.svg", "height": height},
            "tile_note": words()["tile_note"],
            "table": {
                "title": self.table_title(), "heads": words()["heads"], "rows": self.rows, "numeric": [3, 4, 7],
            },
        }  # fmt: skip
        pages = [common | front]
        for tile in used:
            page = {
                "kind": "tile",
                "tile": words()["tile"].format(number=tile.number, count=len(tiles)),
                "map": self.tile(tile, used),
            }
            pages.append(common | page)
        return pages

    def tile(self, tile: Tile, used: Sequence[Tile]) -> dict[str, Any]:
        drawing = Drawing(tile.frame, self.scene.face)
        draw_ground(drawing, self.scene, self.outline, self.chosen)
        drawing.shapes([self.outline], stroke="#1f2933", width=0.3)
        draw_joins(drawing, tile, used)
        name = f"tile{tile.number}"
        self.out.drawings[f"{name}.svg"] = drawing.svg()
        self.out.drawings[f"{name}-rim.svg"] = draw_rim(tile.frame, self.scene.face, GRID_M)
        width, height = tile.frame.width_mm, tile.frame.height_mm
        return {"width": width, "height": height, "drawing": f"{name}.svg", "rim": f"{name}-rim.svg"}

    def common(self) -> dict[str, Any]:
        """Return what every page of the sheet says; adds the signs of its land classes to the drawings."""
        spoken, issue = words(), self.issue
        ground = self.scene.ground
        classes = classes_in(ground, shapely.bounds(self.outline).tolist())
        for code, _name, colour in classes:
            self.out.drawings[f"class-{code}.svg"] = fill_swatch(colour, code, self.scene.face)
        kinds = ["centre", "outline", "faint"]
        kinds += ["county", "township"] if self.scene.boundaries.townships else []
        kinds += ["road"] if len(ground.roads) else []
        middle = shapely.get_coordinates(shapely.centroid(self.outline))[0].tolist()
        angle = convergence(middle[0], middle[1], issue.epsg)
        return {
            "sheet": self.sheet.number,
            "title": spoken["title"].format(county=issue.county, year=issue.year),
            "subtitle": spoken["subtitle"],
            "secret": spoken["secret"],
            "practice": spoken["practice"] if issue.is_practice else "",
            "neighbours": [
                beside.number if (beside := self.sheet.neighbour(east=east, north=north)) else ""
                for north in (1, 0, -1)
                for east in (-1, 0, 1)
            ],
            "symbols": [{"sign": f"line-{kind}.svg", "words": spoken["symbols"][kind]} for kind in (*kinds, "grid")],
            "classes": [{"sign": f"class-{code}.svg", "words": name} for code, name, _colour in classes],
            "facts": [
                (spoken["base"], survey_words(ground)),
                ("坐标系", spoken["crs"].format(crs=projection_words(issue.epsg))),
                (spoken["convergence"], ("−" if angle < 0 else "+") + dms(abs(angle))),
            ],
            "notes": _notes(self.chosen, issue, self.limit),
            "scale_note": spoken["scale_note"],
            "signed": spoken["signed"],
            "made": spoken["made"].format(day=issue.day),
            "edition": spoken["edition"].format(
                disc=issue.disc, checksum=issue.checksum[:12], edition=issue.edition[:12]
            ),
            "bar": bar_of_scale(DENOMINATOR, _BAR_MM),
        }


def _without_the_needless(tiles: Sequence[Tile], chosen: Sequence[Transferred]) -> list[Tile]:
    """Return the pages without those that show no patch, or only patches that other pages show too."""
    kept = list(tiles)
    for tile in sorted(tiles, key=lambda one: sum(one.frame.shows(*item.patch.centre) for item in chosen)):
        others = [one for one in kept if one.number != tile.number]
        if all(any(one.frame.shows(*item.patch.centre) for one in others) for item in chosen):
            kept = others
    return kept


def survey_words(ground: Ground) -> str:
    """Return which survey the base is."""
    told: str = words()["survey_base"].format(edition=ground.edition) if len(ground.parcels) else words()["no_survey"]
    return told


def _notes(chosen: Sequence[Transferred], issue: Issue, limit: str) -> list[str]:
    notes = [words()["reason_note"].format(limit=limit)]
    if issue.beginning and any(one.patch.number.startswith(issue.beginning) for one in chosen):
        notes.append(words()["short_note"].format(beginning=issue.beginning))
    return notes


def _row(one: Transferred, scene: Scene) -> list[str]:
    patch = one.patch
    monitored = patch.figures.get("monitored_area")
    if monitored is None and patch.monitored is not None:
        monitored = patch.monitored.in_unit(AreaUnit.MU)
    return [
        patch.label,
        f"{patch.number}-{patch.part}" if patch.part else patch.number,
        "、".join(one.reasons),
        f"{patch.centre[1]:.1f}",
        f"{patch.centre[0]:.1f}",
        dms(patch.degrees[0], 1),
        dms(patch.degrees[1], 1),
        "" if monitored is None else f"{monitored:.2f}",
        _class_at(scene.ground, patch.centre),
    ]


def _class_at(ground: Ground, centre: tuple[float, float]) -> str:
    """Return code and name of the land class under a point; empty where no parcel covers it."""
    point = shapely.points(*centre)
    for place in ground.parcels_in((*centre, *centre)).tolist():
        if shapely.intersects(ground.parcels[place], point):
            code = str(ground.codes[place])
            return f"{code} {ground.labels.get(code[:4], ground.labels.get(code[:2], ''))}".strip()
    return ""
