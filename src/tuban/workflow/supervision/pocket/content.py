"""What a blind package says: where a patch lies and how it looks from above, and the questions of the sheet.

Nothing else goes down: no finding, no proposal, no fact, no photo, no area, not even the identity of the patch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import shapely

from tuban.rules.rulebook import Rulebook
from tuban.workflow.comparison.dossiers import pictures_of
from tuban.workflow.packages.patches import chip_of
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.supervision.law import Question, building_findings, supervision_law
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.survey.rings import rings_of

FINDING = "finding"


def sheets_as_patches(sheets: Sequence[Drawn]) -> list[dict[str, Any]]:
    """Return sheets as ``patches.json`` writes patches, in the order in which they are walked to."""
    needed = [one for one in supervision_law().sheet.questions if one.is_needed and not one.of_building]
    return [_sheet(one, order, needed) for order, one in enumerate(sheets, start=1)]


def _sheet(sheet: Drawn, order: int, needed: Iterable[Question]) -> dict[str, Any]:
    patch = sheet.patch
    shape, epsg = outline_of(sheet), sheet.lot.supervision.campaign.epsg
    plane = to_plane(shape, epsg)
    inside = plane.representative_point()
    lon, lat = shapely.get_coordinates(shape.representative_point())[0].tolist()
    return {
        "id": str(sheet.pk), "number": patch.number, "part": patch.part_number, "township": patch.township_name,
        "township_code": patch.township_code, "village": patch.village, "before_on": patch.before_on,
        "after_on": patch.after_on, "centre": [round(lon, 7), round(lat, 7)],
        "centre_plane": [round(inside.x, 2), round(inside.y, 2)], "epsg": epsg, "rings": rings_of(plane),
        "missing": [{"fact": one.fact, "title": one.title} for one in needed], "facts": {},
        "chips": [chip_of(picture) for picture in sorted(pictures_of(patch), key=lambda one: one.when, reverse=True)],
        "photos": [], "order": order,
    }  # fmt: skip


def outline_of(sheet: Drawn) -> shapely.Geometry:
    """Return the outline of the patch of a sheet in degrees."""
    return shapely.from_wkb(bytes(sheet.patch.geometry.wkb))


def in_degrees(sheet: Drawn) -> dict[str, Any]:
    """Return the outline of the patch of a sheet as GeoJSON in degrees."""
    told: dict[str, Any] = json.loads(shapely.to_geojson(outline_of(sheet)))
    return told


def in_walking_order(sheets: Iterable[Drawn]) -> list[Drawn]:
    """Return sheets so that each is followed by the nearest that is left, the most western first: no order of the draw
    or of the county shows in it."""
    left = {one.pk: (one, outline_of(one).representative_point()) for one in sheets}
    walked: list[Drawn] = []
    here: shapely.Geometry | None = None
    while left:
        nearest = min(left, key=lambda key: left[key][1].x if here is None else here.distance(left[key][1]))
        one, here = left.pop(nearest)
        walked.append(one)
    return walked


def form_of_sheet(law: Rulebook) -> dict[str, Any]:
    """Return the questions of the sheet as ``form.json`` writes them; only final findings may be told."""
    sheet = supervision_law().sheet
    codes = [
        {"value": one.value, "label": one.label, "aliases": list(one.aliases)}
        for one in law.codelist(FINDING).entries if one.get("final") is True
    ]  # fmt: skip
    return {
        "title": sheet.title, "edition": law.edition, "codelists": {FINDING: codes},
        "sections": [{"title": sheet.title, "questions": [_question(one) for one in sheet.questions]}],
        "field": [one.fact for one in sheet.questions],
    }  # fmt: skip


def _question(one: Question) -> dict[str, Any]:
    told: dict[str, Any] = {
        "fact": one.fact, "title": one.title, "type": one.type, "codelist": one.codelist or None,
        "needed": one.is_needed,
    }  # fmt: skip
    return {**told, "when": {FINDING: sorted(building_findings())}} if one.of_building else told
