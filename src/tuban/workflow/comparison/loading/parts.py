"""From an inspection to the rows of its parts: shapes in degrees, exact areas, everything that is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from tuban.inspect.disc import Disc
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.judging import JudgedPart
from tuban.inspect.run import Inspection
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.problems import Problem
from tuban.workflow.comparison.content import Content, content_of, square_metres
from tuban.workflow.patches.entering import Issued
from tuban.workflow.patches.issued import in_degrees, issued_rows

VILLAGE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class LoadedPart:
    """A part as it is written: the row of the patch and what the comparison says of it."""

    issued: Issued
    content: Content


def loaded_parts(
    inspection: Inspection, rulebook: Rulebook, editions: Mapping[str, str], managers: Sequence[tuple[str, str]]
) -> list[LoadedPart]:
    """Return all parts. ``managers`` are divisions that another unit manages, each with the code of that unit."""
    parts = inspection.parts
    rows = issued_rows(inspection.disc)
    shapes = in_degrees([part.geometry for part in parts], inspection.disc.campaign.epsg)
    villages = _villages(inspection.disc, parts)
    problems: dict[tuple[str, str], list[Problem]] = {}
    for one in inspection.problems:
        problems.setdefault((one.patch_number, one.part_number), []).append(one)
    found = []
    for index, part in enumerate(parts):
        content = content_of(part, problems.get(part.key, ()), inspection.figures[index], rulebook, editions)
        place = villages[index] or word(part.facts, "township_code")
        found.append(
            LoadedPart(
                Issued(
                    number=part.key[0],
                    part_number=part.key[1],
                    issued=rows[part.key[0]],
                    geometry=shapes[index],
                    managed_code=manager_of(place, managers) or word(part.facts, "township_code"),
                    **columns_of(part.facts, content, inspection.disc.campaign.area_code),
                ),
                content,
            )
        )
    return found


def columns_of(facts: Facts, content: Content, area_code: str) -> dict[str, Any]:
    """Return what the row of a patch repeats of its comparison, by the names of the columns."""
    return {
        "list": word(facts, "patch_list"),
        "area_code": _county(facts, area_code),
        "township_code": content.township_code,
        "township_name": content.township_name,
        "village": word(facts, "village")[:80],
        "before_on": word(facts, "image_before"),
        "after_on": word(facts, "image_after"),
        "area_m2": square_metres(facts["geometry_area"]),
        "monitored_m2": square_metres(facts["monitored_area"]),
        "proposed_finding": content.finding,
        "survey_comparison": content.survey_comparison,
        "area_mu": content.area_mu,
        "cultivated_mu": content.cultivated_mu,
        "basic_farmland_mu": content.basic_farmland_mu,
        "missing_count": content.missing_count,
        "problem_count": len(content.problems),
    }


def _county(facts: Facts, area_code: str) -> str:
    """Return the county of a part inside the division of its campaign, which keeps what lies beyond its border."""
    told = (word(facts, "county_code"), word(facts, "stated_county_code")[:6])
    return next((code for code in told if code.startswith(area_code)), area_code)


def word(facts: Facts, name: str) -> str:
    """Return a fact as a word; empty where there is none or nobody told."""
    value = facts[name]
    return "" if value is UNKNOWN or value is None else str(value)


def manager_of(place: str, managers: Sequence[tuple[str, str]]) -> str:
    """Return the code of the unit that manages a division: of the most special one."""
    fitting = [one for one in managers if place and place.startswith(one[0])]
    return max(fitting, key=lambda one: len(one[0]))[1] if fitting else ""


def _villages(disc: Disc, parts: Sequence[JudgedPart]) -> list[str]:
    """Return the code of the village of each part, where the disc has boundaries of villages; else empty texts."""
    found = [""] * len(parts)
    villages = [one for one in read_boundaries(disc.layers.get("boundaries", ())) if len(one.code) >= VILLAGE_DIGITS]
    if villages and parts:
        points = shapely.point_on_surface(np.array([part.geometry for part in parts], dtype=object))
        tree = shapely.STRtree([one.geometry for one in villages])
        for index, village in zip(*tree.query(points, predicate="within").tolist(), strict=True):
            found[index] = found[index] or villages[village].code[:VILLAGE_DIGITS]
    return found
