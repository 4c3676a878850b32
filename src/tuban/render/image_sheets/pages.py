"""The pages of a township's image sheet, as data for the template: the whole, the same before, details, the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely
import yaml

from tuban.render.image_sheets.drawing import DrawnMap, Scene, draw_locator, draw_map
from tuban.render.image_sheets.layout import Layout, detail_frames, detail_scale, layout_for
from tuban.render.maps.boundaries import Township
from tuban.render.maps.frame import Bounds, MapFrame, bounds_of
from tuban.render.maps.furniture import bar_of_scale, dms, projection_words
from tuban.render.maps.ground import classes_in, colour_of
from tuban.render.maps.imagery import Picture
from tuban.render.maps.imagery_children import Shown, Window
from tuban.render.maps.patches import (
    COUNTED,
    CULTIVATED,
    INCONSISTENT,
    MapPatch,
    Sum,
    dates_between,
    sums_of,
    total_of,
)
from tuban.render.maps.swatches import fill_swatch, line_swatch, number_swatch, patch_swatch
from tuban.values.area import AreaUnit

NUMERIC = (0, 7, 8, 9, 12, 13)
_COLUMNS = {
    "all": tuple(range(16)),
    "most": (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13),
    "few": (0, 1, 3, 4, 7, 8, 9, 11, 12, 13),
}
_LEAST_GROUND_M = 400.0
_AROUND_MM = 20.0  # of ground around what is shown, for lines that begin outside of it
COVER_SYMBOLS = ("county", "township", "road")
TOWNSHIP_SYMBOLS = (*COVER_SYMBOLS, "number", "inconsistent", "faint")
OVERVIEW_REACH_MM = 8.0
"""Where pages of detail follow, a number farther from its patch than this is left to them."""


@dataclass(frozen=True)
class Issue:
    """What every page says about the campaign; ``before`` and ``after`` are the image files of the two times."""

    county: str
    year: int
    day: str
    epsg: int
    disc: str
    checksum: str
    edition: str
    beginning: str
    is_practice: bool


@dataclass
class Pages:
    """Pages with the drawings and pictures they show, by file name."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Path] = field(default_factory=dict)


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the sheets."""
    found: Mapping[str, Any] = yaml.safe_load(
        (files("tuban.render.image_sheets") / "words.yaml").read_text(encoding="utf-8")
    )
    return found


def swatches(scene: Scene) -> dict[str, str]:
    """Return the little pictures of the legend by file name."""
    signs = {f"sign-{name}.svg": patch_swatch(mark, scene.face) for name, mark in scene.legend.marks.items()}
    for kind in ("county", "township", "road", "faint"):
        signs[f"line-{kind}.svg"] = line_swatch(kind, scene.face)
    signs["line-number.svg"] = number_swatch("0123", scene.face)
    signs["line-inconsistent.svg"] = number_swatch(f"{INCONSISTENT}0123", scene.face, ink="#8a1c4a")
    return signs


class TownshipSheet:
    """The sheet of one township: which windows it shows, then its pages; ``stem`` keeps its files apart from others."""

    def __init__(
        self,
        name: str,
        township: Township | None,
        own: Sequence[MapPatch],
        *,
        scene: Scene,
        issue: Issue,
        stem: str,
    ) -> None:
        self.name, self.township, self.own = name, township, list(own)
        self.scene, self.issue, self.stem = scene, issue, stem
        self.out = Pages()
        shapes = ([township.outline] if township else []) + [patch.geometry for patch in own]
        self.bounds = _at_least(bounds_of(shapes))
        self.layout, self.scale = layout_for(self.bounds, len(self.own))
        self.title = words()["title"].format(county=issue.county, township=name, year=issue.year)
        self.frame = MapFrame.around(self.bounds, *self.layout.map, self.scale, issue.epsg)
        finer = detail_scale(self.own, self.scale)
        self.details = detail_frames(self.own, self.bounds, self.layout, finer, issue.epsg) if finer else []

    @property
    def code(self) -> str:
        """The code of the township; empty where nobody knows it."""
        return self.township.code if self.township else self.own[0].township_code if self.own else ""

    @property
    def windows(self) -> list[Window]:
        """The windows whose images the pages show: the whole, then the details.

        Where details follow, the whole is too small to compare two times on it: the chips of each patch do that.
        """
        return [
            Window(self.frame, before=True, always=not self.details),
            *(Window(detail) for detail in self.details),
        ]

    def build(self, images: Sequence[Shown]) -> Pages:
        """Return the pages and keep none of them; ``images`` are those of the :attr:`windows`, in their order."""
        around = bounds_of([shapely.box(*window.frame.widened(_AROUND_MM)) for window in self.windows])
        whole, self.scene = self.scene, replace(self.scene, ground=self.scene.ground.within(around))
        self._build(images)
        self.scene = whole  # what was worked out for this township alone is given back
        built, self.out = self.out, Pages()
        return built

    def _build(self, images: Sequence[Shown]) -> None:
        frame, details = self.frame, self.details
        picture, earlier, shown = images[0].after, images[0].before, words()["after_image"]
        if picture is None and earlier is not None:
            picture, earlier, shown = earlier, None, words()["before_image"]
        drawn = self._draw(frame, picture, is_overview=bool(details))
        index = None
        if details:
            drawing, width = draw_locator(self.scene, self.bounds, details, 46.0)
            self.out.drawings[f"{self.stem}-index.svg"] = drawing
            index = {"drawing": f"{self.stem}-index.svg", "width": width}
        self._page(
            "whole", frame, drawn, picture, shown=shown, right=words()["overview" if details else "only"], index=index
        )
        if earlier is not None:
            again = self._draw(frame, earlier)
            self._page(
                "before", frame, again, earlier, shown=words()["before_image"], right=words()["before"], index=index
            )
        for number, (window, image) in enumerate(zip(details, images[1:], strict=True), start=1):
            detail = image.after
            title = words()["detail"].format(number=number, count=len(details))
            self._page(
                f"detail{number}", window, self._draw(window, detail), detail,
                shown=words()["after_image"], right=title, index=index,
            )  # fmt: skip
        if self.own:
            self.out.pages.append(self._list())

    def _draw(self, frame: MapFrame, picture: Picture | None, *, is_overview: bool = False) -> DrawnMap:
        reach = OVERVIEW_REACH_MM if is_overview else None
        return draw_map(self.scene, frame, self.own, township=self.township, picture=picture, reach_mm=reach)

    def _page(
        self,
        kind: str,
        frame: MapFrame,
        drawn: DrawnMap,
        picture: Picture | None,
        *,
        shown: str,
        right: str,
        index: dict[str, Any] | None,
    ) -> None:
        map_name, rim_name = f"{self.stem}-{kind}.svg", f"{self.stem}-{kind}-rim.svg"
        self.out.drawings[map_name], self.out.drawings[rim_name] = drawn.overlay, drawn.rim
        if picture is not None:
            self.out.pictures[picture.jpeg.name] = picture.jpeg
        page = page_of(self.layout, self.title, right, self.issue)
        page |= {
            "kind": "map",
            "map": {
                "width": frame.width_mm, "height": frame.height_mm, "drawing": map_name, "rim": rim_name,
            },
            "legend": legend_of(self.own, self.scene),
            "symbols": symbols(on_image=picture is not None and picture.gaps is None, scene=self.scene),
            "classes": self._classes(frame, picture),
            "facts": self._facts(frame, drawn.step, shown, picture),
            "notes": self._notes(drawn),
            "index": index,
            "scale": _scale_words(frame.scale),
            "bar": list(bar_of_scale(frame.scale, 52.0)),
        }  # fmt: skip
        self.out.pages.append(page)

    def _classes(self, frame: MapFrame, picture: Picture | None) -> list[dict[str, str]]:
        """Return the main land classes where the survey is the ground; adds their signs to the drawings."""
        if picture is not None and picture.gaps is None:
            return []
        shown = []
        named: Mapping[str, str] = words()["ground_classes"]
        for group in sorted({code[:2] for code, _name, _colour in classes_in(self.scene.ground, frame.bounds)}):
            if group in named:
                self.out.drawings[f"class-{group}.svg"] = fill_swatch(colour_of(group), group, self.scene.face)
                shown.append({"sign": f"class-{group}.svg", "words": named[group]})
        return shown

    def _facts(self, frame: MapFrame, step: int, shown: str, picture: Picture | None) -> list[tuple[str, str]]:
        spoken, edition = words(), self.scene.ground.edition
        survey = spoken["survey_base"].format(edition=edition) if edition else ""
        base = survey if picture is None else shown
        if picture is not None and picture.gaps is not None:
            base = spoken["gaps"].format(image=shown, survey=survey or spoken["nothing"])
        facts = [(spoken["base"], base or spoken["not_told"])]
        for title, place in ((spoken["before_dates"], 0), (spoken["after_dates"], 1)):
            facts.append((title, dates_between([patch.images[place] for patch in self.own]) or spoken["not_told"]))
        grid = f"{step // 1000} 千米" if step >= 1000 else f"{step} 米"
        facts.append(("坐标系", spoken["crs"].format(crs=projection_words(frame.epsg), step=grid)))
        return facts

    def _notes(self, drawn: DrawnMap) -> list[str]:
        spoken, total = words(), total_of(self.own)
        if not self.own:
            return [spoken["none_note"]]
        notes = []
        if total.inconsistent:
            notes.append(spoken["inconsistent_note"].format(count=total.inconsistent))
        notes.append(
            spoken["unmeasured_note"].format(count=total.unmeasured) if total.unmeasured else spoken["area_note"]
        )
        if self.issue.beginning:
            notes.append(spoken["short_note"].format(beginning=self.issue.beginning))
        if drawn.unplaced:
            notes.append(spoken["unplaced_note"].format(count=len(drawn.unplaced)))
        notes.append(spoken["proposal"])
        return notes

    def _list(self) -> dict[str, Any]:
        page = page_of(
            self.layout, words()["list_title"].format(county=self.issue.county, township=self.name), "", self.issue
        )
        kept = _COLUMNS["all" if self.layout.paper[0] > 400 else "most" if self.layout.paper[0] > 280 else "few"]
        rows = [[row[place] for place in kept] for row in map(list_row, self.own, [self.scene] * len(self.own))]
        page |= {
            "kind": "list",
            "heads": [words()["heads"][place] for place in kept],
            "numeric": [at for at, place in enumerate(kept) if place in NUMERIC],
            "rows": rows,
            "note": words()["list_note"],
        }
        return page


def list_row(patch: MapPatch, scene: Scene) -> list[str]:
    """Return one line of the list of patches: the figures are those of the card."""
    figures = patch.figures
    monitored = figures.get("monitored_area")
    if monitored is None and patch.monitored is not None:
        monitored = patch.monitored.in_unit(AreaUnit.MU)
    return [
        patch.label,
        patch.number,
        patch.part,
        patch.list_mark,
        patch.village,
        *patch.images,
        _figure(monitored),
        _figure(figures.get(COUNTED)),
        _figure(figures.get(CULTIVATED)),
        patch.comparison.partition("（")[0],
        scene.legend.labels[patch.finding],
        f"{patch.centre[1]:.1f}",
        f"{patch.centre[0]:.1f}",
        dms(patch.degrees[0]),
        dms(patch.degrees[1]),
    ]


def legend_of(own: Sequence[MapPatch], scene: Scene) -> dict[str, Any]:
    """Return the lines of the legend table and their total."""
    return {
        "lines": [
            {"sign": f"sign-{line.finding}.svg", "label": scene.legend.labels[line.finding], **_counts(line)}
            for line in sums_of(own, scene.legend)
        ],
        "total": _counts(total_of(own)),
    }


def _counts(line: Sum) -> dict[str, str]:
    return {"count": str(line.count), "area": _figure(line.area), "cultivated": _figure(line.cultivated)}


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def symbols(*, on_image: bool, scene: Scene, kinds: Sequence[str] = TOWNSHIP_SYMBOLS) -> list[dict[str, str]]:
    """Return the symbols that a map explains besides the findings, of ``kinds`` those that it can show."""
    shown = {"county": bool(scene.boundaries.townships), "township": bool(scene.boundaries.townships)}
    shown["road"] = not on_image and bool(len(scene.ground.roads))
    kinds = [kind for kind in kinds if shown.get(kind, True)]
    return [{"sign": f"line-{kind}.svg", "words": words()["symbols"][kind]} for kind in kinds]


def page_of(layout: Layout, title: str, right: str, issue: Issue) -> dict[str, Any]:
    """Return what every page has: paper, title, foot."""
    spoken = words()
    left = spoken["practice"] if issue.is_practice else ""
    return {
        "paper": layout.paper,
        "margin": layout.margin,
        "title_band": layout.title_band,
        "title_size": layout.title_size,
        "beside": layout.beside,
        "panel": layout.panel,
        "title": title,
        "left": left,
        "right": right,
        "foot": [
            spoken["compiled"].format(day=issue.day),
            spoken["edition"].format(disc=issue.disc, checksum=issue.checksum[:12], edition=issue.edition[:12]),
        ],
    }


def _scale_words(scale: int) -> str:
    return f"1∶{scale:,}".replace(",", " ")


def _at_least(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    across, up = max(_LEAST_GROUND_M - (east - west), 0) / 2, max(_LEAST_GROUND_M - (north - south), 0) / 2
    return west - across, south - up, east + across, north + up
