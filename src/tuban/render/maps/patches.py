"""Patches as maps know them: number, state, place, and the figures that their cards print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from tuban.inspect.run import Inspection
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.render.reading import text_of
from tuban.render.state_style import Mark, marks_of
from tuban.rules.part_figures import Figures
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area

INCONSISTENT = "※"
"""Stands before the number of a patch where the change survey tells another story (seed plan 2, 三(二)2)."""

COUNTED, CULTIVATED, BASIC_FARMLAND, MONITORED = (
    "counted_area", "counted_cultivated_area", "counted_basic_farmland_area", "monitored_area",
)  # fmt: skip
_TAIL = re.compile(r"\d+$")
_LEAST_TAIL = 3


@dataclass(frozen=True)
class MapPatch:
    """One part of a patch on a map. ``centre`` is in metres of the working CRS, ``degrees`` is longitude, latitude.

    ``short`` is the number as the map shows it; ``figures`` are the areas in 亩 that its card prints.
    """

    number: str
    part: str
    short: str
    geometry: Any
    centre: tuple[float, float]
    degrees: tuple[float, float]
    finding: str
    is_final: bool
    is_inconsistent: bool
    township_code: str
    township_name: str
    village: str
    list_mark: str
    images: tuple[str, str]
    comparison: str
    figures: Figures
    monitored: Area | None

    @property
    def key(self) -> tuple[str, str]:
        """Patch number and part number."""
        return self.number, self.part

    @property
    def label(self) -> str:
        """The short number, with the mark before it where the comparison differs."""
        return f"{INCONSISTENT}{self.short}" if self.is_inconsistent else self.short


@dataclass(frozen=True)
class Legend:
    """What each finding is called and how it looks, in the order of the code list."""

    labels: Mapping[str, str]
    marks: Mapping[str, Mark]

    @classmethod
    def of(cls, rulebook: Rulebook) -> Legend:
        """Read the code list of findings."""
        entries = rulebook.codelist("finding").entries
        return cls(
            {entry.value: entry.label for entry in entries},
            marks_of((entry.value, str(entry.get("state", ""))) for entry in entries),
        )


@dataclass(frozen=True)
class Sum:
    """One line of a legend: how many parts, the sums of their figures, and how many are not measured yet."""

    finding: str
    count: int
    area: Decimal | None
    cultivated: Decimal | None
    unmeasured: int
    inconsistent: int


def patches_of(inspection: Inspection, rulebook: Rulebook) -> list[MapPatch]:
    """Return every judged part for maps, in the order of the inspection."""
    names = short_numbers([part.key[0] for part in inspection.parts])
    shapes = np.array([part.geometry for part in inspection.parts], dtype=object)
    centres = shapely.get_coordinates(shapely.point_on_surface(shapes)) if len(shapes) else np.zeros((0, 2))
    stated = [_stated_centre(part.facts) for part in inspection.parts]
    centres = np.array([told or own for told, own in zip(stated, centres.tolist(), strict=True)]).reshape(-1, 2)
    degrees = transform_coordinates(centres, inspection.disc.campaign.epsg, GEOGRAPHIC_EPSG)
    marks = {entry.value: str(entry.get("mark", "")) for entry in rulebook.codelist("patch_list").entries}
    final = {entry.value for entry in rulebook.codelist("finding").entries if entry.get("final")}
    found = []
    for part, own, centre, place in zip(
        inspection.parts, inspection.figures, centres.tolist(), degrees.tolist(), strict=True
    ):
        facts, (number, piece) = part.facts, part.key
        found.append(
            MapPatch(
                number=number,
                part=piece,
                short=f"{names[number]}-{piece}" if piece else names[number],
                geometry=part.geometry,
                centre=(centre[0], centre[1]),
                degrees=(place[0], place[1]),
                finding=str(facts["finding"]),
                is_final=str(facts["finding"]) in final,
                is_inconsistent=facts["survey_comparison"] == "inconsistent",
                township_code=text_of(facts, "township_code", rulebook),
                township_name=text_of(facts, "township_name", rulebook),
                village=text_of(facts, "village", rulebook),
                list_mark=marks.get(str(facts["patch_list"]), ""),
                images=(text_of(facts, "image_before", rulebook), text_of(facts, "image_after", rulebook)),
                comparison=text_of(facts, "survey_comparison", rulebook),
                figures=own,
                monitored=facts[MONITORED] if isinstance(facts[MONITORED], Area) else None,
            )
        )
    return found


def _stated_centre(facts: Any) -> tuple[float, float] | None:
    """The measured centre where it is known: the same numbers as on the cards."""
    x, y = facts["centre_x"], facts["centre_y"]
    return (float(x), float(y)) if isinstance(x, (int, float)) and isinstance(y, (int, float)) else None


def short_numbers(numbers: Sequence[str]) -> dict[str, str]:
    """Return for each number what a map shows of it: its last digits where nearly all begin alike, else the whole.

    The beginning that is left out is :func:`common_beginning`.

    >>> short_numbers(["990101SJBG24000001", "990101SJBG24000123", "Z-1"])
    {'990101SJBG24000001': '001', '990101SJBG24000123': '123', 'Z-1': 'Z-1'}
    """
    beginning = common_beginning(numbers)
    return {
        number: number[len(beginning) :] if beginning and number.startswith(beginning) else number for number in numbers
    }


def common_beginning(numbers: Sequence[str]) -> str:
    """Return the beginning that most numbers share and that maps leave out; empty where they share none.

    At least the last three digits of a number stay.
    """
    stems: Counter[tuple[str, int]] = Counter()
    for number in set(numbers):
        tail = _TAIL.search(number)
        if tail is not None and number != tail[0]:
            stems[number[: tail.start()], len(tail[0])] += 1
    if not stems:
        return ""
    (stem, digits), count = max(stems.items(), key=lambda item: (item[1], item[0]))
    if count < 2 or 2 * count < len(set(numbers)):
        return ""
    alike = {
        one for one in numbers if len(one) == len(stem) + digits and one.startswith(stem) and one[-digits:].isdigit()
    }
    first, last = min(alike), max(alike)  # what the first and the last of a sorted list share, all share
    shared = next((at for at, (one, other) in enumerate(zip(first, last, strict=True)) if one != other), len(first))
    return first[: min(shared, len(stem) + max(0, digits - _LEAST_TAIL))]


def sums_of(patches: Sequence[MapPatch], legend: Legend) -> list[Sum]:
    """Return one line for every finding that occurs, in the order of the code list; the sums of printed figures."""
    lines = []
    for finding in legend.labels:
        own = [patch for patch in patches if patch.finding == finding]
        if own:
            lines.append(_sum(finding, own))
    return lines


def total_of(patches: Sequence[MapPatch]) -> Sum:
    """Return the line of all patches."""
    return _sum("", patches)


def _sum(finding: str, own: Sequence[MapPatch]) -> Sum:
    measured = [patch.figures for patch in own if COUNTED in patch.figures]
    nothing = Decimal(0)
    return Sum(
        finding=finding,
        count=len(own),
        area=sum((one[COUNTED] for one in measured), nothing) if measured else None,
        cultivated=sum((one.get(CULTIVATED, nothing) for one in measured), nothing) if measured else None,
        unmeasured=len(own) - len(measured),
        inconsistent=sum(patch.is_inconsistent for patch in own),
    )


def dates_between(texts: Sequence[str]) -> str:
    """Return the first and the last of some dates, as a title prints them; empty where nobody states one."""
    told = sorted(text for text in texts if text)
    if not told:
        return ""
    return told[0] if told[0] == told[-1] else f"{told[0]} 至 {told[-1]}"
