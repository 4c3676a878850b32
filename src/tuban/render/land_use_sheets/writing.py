"""Writes the 1:10 000 sheets: an index of the county, and two files a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import shapely

from tuban.kernel.sheet_numbering import MapSheet
from tuban.render.image_sheets.drawing import Scene, draw_rim
from tuban.render.image_sheets.pages import Issue
from tuban.render.land_use_sheets.geometry import outline_of
from tuban.render.land_use_sheets.pages import common_signs, sheet_pages, words
from tuban.render.land_use_sheets.selection import INCONSISTENT, SMALL, UNCLEAR, Transferred
from tuban.render.maps.boundaries import draw_boundaries
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame, bounds_of, fitting_scale
from tuban.render.maps.furniture import RIM_MM, bar_of_scale, draw_grid, grid_step, projection_words
from tuban.render.maps.typesetting import typeset

FOLDER = "万分之一图"
INDEX = "分幅索引.pdf"
TEMPLATE = "land_use_sheets/page.typ"
AT_ONCE = 2
_INDEX_MAP = (290.0, 250.0)


def write_land_use_sheets(
    scene: Scene,
    chosen: Sequence[Transferred],
    folder: Path,
    issue: Issue,
    *,
    limit: str,
    on_sheet: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write ``万分之一图/<图幅号>.pdf`` (one piece) and ``<图幅号>-A3.pdf`` for every sheet with chosen patches.

    ``limit`` is the area below which a patch is small, in words. Nothing is written where no patch is chosen. Raises
    NoChineseFont.
    """
    by_sheet: dict[MapSheet, list[Transferred]] = {}
    for one in chosen:
        by_sheet.setdefault(one.sheet, []).append(one)
    if not by_sheet:
        return []
    target = folder / FOLDER
    target.mkdir()
    signs = common_signs(scene.face)
    sheets = sorted(by_sheet, key=lambda sheet: (-sheet.row, sheet.column))

    def write(sheet: MapSheet) -> list[Path]:
        pages = sheet_pages(sheet, by_sheet[sheet], scene, issue, limit)
        written = []
        for name, own in ((f"{sheet.number}.pdf", [pages.whole]), (f"{sheet.number}-A3.pdf", pages.parts)):
            typeset(
                TEMPLATE,
                {"title": f"{sheet.number} {issue.county}", "rim": RIM_MM, "pages": own},
                target / name,
                drawings={**pages.drawings, **signs},
                pictures={},
            )
            written.append(target / name)
        return written

    files: list[Path] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done, written in enumerate(pool.map(write, sheets), start=1):
            files += written
            if on_sheet:
                on_sheet(done, len(sheets))
    _write_index(scene, sheets, by_sheet, target / INDEX, issue)
    return [target / INDEX, *files]


def _write_index(
    scene: Scene, sheets: Sequence[MapSheet], by_sheet: dict[MapSheet, list[Transferred]], path: Path, issue: Issue
) -> None:
    outlines = {sheet: outline_of(sheet, issue.epsg) for sheet in sheets}
    bounds = bounds_of([*outlines.values(), *(one.outline for one in scene.boundaries.townships)])
    frame = MapFrame.around(bounds, *_INDEX_MAP, fitting_scale(bounds, *_INDEX_MAP), issue.epsg)
    drawing = Drawing(frame, scene.face)
    drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
    townships = np.array([one.outline for one in scene.boundaries.townships], dtype=object)
    drawing.shapes(townships, fill="#f0f3ee", fine_mm=0.1)
    step = grid_step(frame)
    draw_grid(drawing, step, colour="#d3dde4")
    draw_boundaries(drawing, scene.boundaries, width=0.3)
    for sheet in sheets:
        drawing.shapes([outlines[sheet]], fill="#0b6e74", opacity=0.06)
        drawing.shapes([outlines[sheet]], stroke="#0b6e74", width=0.35)
        x, y = frame.place(*shapely.get_coordinates(shapely.centroid(outlines[sheet]))[0].tolist())
        drawing.text(x, y, sheet.number, 3.6, fill="#0b4f54", halo=0.5)
        drawing.text(x, y + 5, f"{len(by_sheet[sheet])} 宗", 3.4, halo=0.5)
    rows = [[sheet.number, str(len(by_sheet[sheet])), *_reasons(by_sheet[sheet])] for sheet in sheets]
    everything = [one for sheet in sheets for one in by_sheet[sheet]]
    page = {
        "kind": "index",
        "title": words()["index_title"].format(county=issue.county),
        "map": {
            "width": frame.width_mm, "height": frame.height_mm, "drawing": "map.svg",
            "rim": "rim.svg",
        },
        "table": {
            "heads": ["图幅号", "宗数", "小图斑", "不一致", "待定"],
            "rows": rows,
            "total": [words()["total"], str(len(everything)), *_reasons(everything)],
            "numeric": [1, 2, 3, 4],
        },
        "notes": [words()["index_note"], words()["reasons_overlap"]],
        "symbols": [
            {"sign": f"line-{kind}.svg", "words": words()["symbols"][kind]} for kind in ("county", "township")
        ] if scene.boundaries.townships else [],
        "facts": [("坐标系", projection_words(issue.epsg))],
        "scale": f"1∶{frame.scale:,}".replace(",", " "),
        "bar": bar_of_scale(frame.scale, 60.0),
        "made": words()["made"].format(day=issue.day),
        "edition": words()["edition"].format(disc=issue.disc, checksum=issue.checksum[:12], edition=issue.edition[:12]),
    }  # fmt: skip
    typeset(
        TEMPLATE,
        {"title": page["title"], "rim": RIM_MM, "pages": [page]},
        path,
        drawings={"map.svg": drawing.svg(), "rim.svg": draw_rim(frame, scene.face, step), **common_signs(scene.face)},
        pictures={},
    )


def _reasons(chosen: Sequence[Transferred]) -> list[str]:
    return [str(sum(reason in one.reasons for one in chosen)) for reason in (SMALL, INCONSISTENT, UNCLEAR)]
