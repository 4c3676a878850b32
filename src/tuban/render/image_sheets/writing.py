"""Writes the image sheets: one PDF a township, drawn side by side, and the volume."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tuban.render.cards.names import NameGiver
from tuban.render.image_sheets.drawing import Scene, draw_county
from tuban.render.image_sheets.layout import layout_for
from tuban.render.image_sheets.pages import (
    COVER_SYMBOLS,
    Issue,
    Pages,
    TownshipSheet,
    legend_of,
    page_of,
    swatches,
    symbols,
    words,
)
from tuban.render.maps.boundaries import Township
from tuban.render.maps.frame import MapFrame, bounds_of
from tuban.render.maps.furniture import RIM_MM, bar_of_scale, projection_words
from tuban.render.maps.imagery_children import Shown
from tuban.render.maps.patches import MapPatch, dates_between, total_of
from tuban.render.maps.typesetting import bind, pages_in, typeset
from tuban.values.language import gettext as _

FOLDER = "卫片图"
VOLUME = "卫片图-合订本.pdf"
TEMPLATE = "image_sheets/page.typ"
AT_ONCE = 2


def township_sheets(scene: Scene, issue: Issue) -> list[TownshipSheet]:
    """Return a sheet for every township of the boundaries, then for the townships and patches that no boundary knows.

    What images they need is in their ``windows``.
    """
    own: dict[str, list[MapPatch]] = {}
    for patch in scene.patches:
        own.setdefault(patch.township_code, []).append(patch)
    groups: list[tuple[str, Township | None, list[MapPatch]]] = [
        (one.name, one, own.pop(one.code, [])) for one in scene.boundaries.townships
    ]
    groups += [(own[code][0].township_name or code or words()["unnamed"], None, own[code]) for code in sorted(own)]
    return [
        TownshipSheet(name, township, patches, scene=scene, issue=issue, stem=f"t{place}")
        for place, (name, township, patches) in enumerate(groups)
    ]


def sheet_files(sheets: Sequence[TownshipSheet], folder: Path) -> list[Path]:
    """Return where each sheet is written, in their order."""
    names = NameGiver()
    return [folder / FOLDER / f"{names.give(sheet.name, '_')}.pdf" for sheet in sheets]


def write_image_sheets(
    sheets: Sequence[TownshipSheet],
    images: Iterable[Sequence[Shown]],
    folder: Path,
    *,
    scene: Scene,
    issue: Issue,
    on_sheet: Callable[[int, int], None] | None = None,
) -> list[str]:
    """Write ``卫片图/<乡镇>.pdf`` for every township and the volume; returns what must be told about the images.

    ``images`` are those of the windows of each sheet, in the order of the sheets; each sheet is drawn when its own
    have come. Raises NoChineseFont before anything is written.
    """
    if not sheets:
        return []
    (folder / FOLDER).mkdir()
    files = sheet_files(sheets, folder)
    signs = swatches(scene)
    unreadable: set[str] = set()
    lost: Counter[str] = Counter()

    def draw(sheet: TownshipSheet, shown: Sequence[Shown], file: Path) -> None:
        pages = sheet.build(shown)
        _set(pages.pages, pages, signs, file, sheet.name)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = []
        for sheet, shown, file in zip(sheets, images, files, strict=True):
            waiting.append(pool.submit(draw, sheet, shown, file))
            unreadable.update(*(one.unreadable for one in shown))
            lost[sheet.name] += sum(one.is_lost for one in shown)
        for done, drawn in enumerate(waiting, start=1):
            drawn.result()
            if on_sheet:
                on_sheet(done, len(sheets))
    covers = Pages()
    cover = _cover(scene, issue, sheets, [pages_in(file) for file in files], covers)
    with TemporaryDirectory(prefix="tuban-cover-") as scratch:
        first = Path(scratch) / "cover.pdf"
        _set(cover, covers, signs, first, issue.county)
        bind([(issue.county, first), *((sheet.name, file) for sheet, file in zip(sheets, files, strict=True))],
             folder / VOLUME, title=issue.county)  # fmt: skip
    return _told(unreadable, lost)


def _told(unreadable: set[str], lost: Counter[str]) -> list[str]:
    notes = [
        _("The image {file} could not be read, or not everywhere: the image sheets show the ground without it.").format(
            file=name
        )
        for name in sorted(unreadable)
    ]
    return notes + [
        _("An image ended its reader: {count} map page(s) of {township} show the survey instead of it.").format(
            count=count, township=name
        )
        for name, count in sorted(lost.items())
        if count
    ]


def _set(pages: Sequence[dict[str, Any]], own: Pages, signs: Mapping[str, str], target: Path, title: str) -> None:
    typeset(
        TEMPLATE,
        {"title": title, "rim": RIM_MM, "pages": pages},
        target,
        drawings={**own.drawings, **signs},
        pictures={name: path.read_bytes() for name, path in own.pictures.items()},
    )


def _cover(
    scene: Scene, issue: Issue, sheets: Sequence[TownshipSheet], lengths: Sequence[int], whole: Pages
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
            "width": frame.width_mm, "height": frame.height_mm, "drawing": "cover.svg",
            "rim": "cover-rim.svg",
        },
        "legend": legend_of(scene.patches, scene),
        "townships": [
            [sheet.name, str(len(sheet.own)), str(sum(one.is_inconsistent for one in sheet.own)), str(length)]
            for sheet, length in zip(sheets, lengths, strict=True)
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
