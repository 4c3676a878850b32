"""Writes the image sheets: one PDF a township, drawn side by side, and the volume."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tuban.kernel.image_sheets import ImageSheets
from tuban.render.cards.names import NameGiver
from tuban.render.image_sheets.drawing import Scene, draw_county
from tuban.render.image_sheets.layout import layout_for
from tuban.render.image_sheets.pages import (
    COVER_SYMBOLS,
    Issue,
    Pages,
    legend_of,
    page_of,
    swatches,
    symbols,
    township_pages,
    words,
)
from tuban.render.maps.boundaries import Township
from tuban.render.maps.frame import MapFrame, bounds_of
from tuban.render.maps.furniture import RIM_MM, bar_of_scale, projection_words
from tuban.render.maps.patches import MapPatch, dates_between, total_of
from tuban.render.maps.typesetting import bind, pages_in, typeset

FOLDER = "卫片图"
VOLUME = "卫片图-合订本.pdf"
TEMPLATE = "image_sheets/page.typ"
AT_ONCE = 2


@dataclass(frozen=True)
class _Group:
    name: str
    township: Township | None
    patches: tuple[MapPatch, ...]


def write_image_sheets(
    scene: Scene,
    folder: Path,
    issue: Issue,
    *,
    before: Sequence[Path] = (),
    after: Sequence[Path] = (),
    on_sheet: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write ``卫片图/<乡镇>.pdf`` for every township and the volume; returns the files.

    ``before`` and ``after`` are the image files of the two times. Raises NoChineseFont before anything is written.
    """
    groups = _groups(scene)
    if not groups:
        return []
    sheets = folder / FOLDER
    sheets.mkdir()
    names = NameGiver()
    files = [sheets / f"{names.give(group.name, '_')}.pdf" for group in groups]
    signs = swatches(scene)

    def draw(place: int) -> Pages:
        group = groups[place]
        with ImageSheets(before) as earlier, ImageSheets(after) as later:
            pages = township_pages(
                group.name, group.township, group.patches, scene, issue, stem=f"t{place}", before=earlier, after=later
            )
        _set(pages.pages, pages, signs, files[place], group.name)
        return pages

    done = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for pages in pool.map(draw, range(len(groups))):
            done.append(pages)
            if on_sheet:
                on_sheet(len(done), len(groups))
    covers = Pages()
    cover = _cover(scene, issue, groups, [pages_in(file) for file in files], covers)
    with TemporaryDirectory(prefix="tuban-cover-") as scratch:
        first = Path(scratch) / "cover.pdf"
        _set(cover, covers, signs, first, issue.county)
        bind([(issue.county, first), *((group.name, file) for group, file in zip(groups, files, strict=True))],
             folder / VOLUME, title=issue.county)  # fmt: skip
    return [*files, folder / VOLUME]


def _groups(scene: Scene) -> list[_Group]:
    """One group a township of the boundaries, then the townships and patches that no boundary knows."""
    own: dict[str, list[MapPatch]] = {}
    for patch in scene.patches:
        own.setdefault(patch.township_code, []).append(patch)
    groups = [_Group(one.name, one, tuple(own.pop(one.code, ()))) for one in scene.boundaries.townships]
    for code in sorted(own):
        name = own[code][0].township_name or code or words()["unnamed"]
        groups.append(_Group(name, None, tuple(own[code])))
    return groups


def _set(pages: Sequence[dict[str, Any]], own: Pages, signs: Mapping[str, str], target: Path, title: str) -> None:
    typeset(
        TEMPLATE,
        {"title": title, "rim": RIM_MM, "pages": pages},
        target,
        drawings={**own.drawings, **signs},
        pictures=own.pictures,
    )


def _cover(
    scene: Scene, issue: Issue, groups: Sequence[_Group], lengths: Sequence[int], whole: Pages
) -> list[dict[str, Any]]:
    shapes = [one.outline for one in scene.boundaries.townships] or [patch.geometry for patch in scene.patches]
    bounds = bounds_of(shapes)
    layout, scale = layout_for(bounds, len(scene.patches))
    frame = MapFrame.around(bounds, *layout.map, scale, issue.epsg)
    drawn = draw_county(scene, frame)
    whole.drawings["cover.svg"], whole.drawings["cover-rim.svg"] = drawn.overlay, drawn.rim
    grid = f"{drawn.step // 1000} 千米" if drawn.step >= 1000 else f"{drawn.step} 米"
    page = page_of(layout, words()["county_title"].format(county=issue.county, year=issue.year), "", issue)
    page |= {
        "kind": "cover",
        "map": {
            "width": frame.width_mm, "height": frame.height_mm, "picture": None, "drawing": "cover.svg",
            "rim": "cover-rim.svg",
        },
        "legend": legend_of(scene.patches, scene),
        "townships": [
            [group.name, str(len(group.patches)), str(sum(one.is_inconsistent for one in group.patches)), str(length)]
            for group, length in zip(groups, lengths, strict=True)
        ],
        "townships_total": [
            words()["total"], str(len(scene.patches)), str(total_of(scene.patches).inconsistent), str(sum(lengths))
        ],
        "notes": _cover_notes(scene),
        "symbols": symbols(on_image=False, scene=scene, kinds=COVER_SYMBOLS),
        "facts": [
            (words()["before_dates"], dates_between([one.images[0] for one in scene.patches]) or words()["not_told"]),
            (words()["after_dates"], dates_between([one.images[1] for one in scene.patches]) or words()["not_told"]),
            ("坐标系", words()["crs"].format(crs=projection_words(issue.epsg), step=grid)),
        ],
        "scale": f"1∶{frame.scale:,}".replace(",", " "),
        "bar": list(bar_of_scale(frame.scale, 52.0)),
    }  # fmt: skip
    return [page]


def _cover_notes(scene: Scene) -> list[str]:
    spoken, total = words(), total_of(scene.patches)
    notes = [spoken["county_inconsistent_note"].format(count=total.inconsistent)] if total.inconsistent else []
    measured = spoken["unmeasured_note"].format(count=total.unmeasured) if total.unmeasured else spoken["area_note"]
    return [*notes, measured, spoken["proposal"]]
