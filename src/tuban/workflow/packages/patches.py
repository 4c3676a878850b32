"""The patches of a package, with what is known, proposed and missing of each, and its pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import shapely

from tuban.rules.facts_wire import value_from_wire
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import sheet_of
from tuban.values.area import Area, AreaUnit
from tuban.values.facts import UNKNOWN
from tuban.workflow.comparison.models import Comparison, Picture
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.queries import Work
from tuban.workflow.survey.entering import typed
from tuban.workflow.survey.models import Statement
from tuban.workflow.survey.rings import rings_of

_M2_PLACES = 2


def patches_of(work: Sequence[Work], law: Rulebook, *, group: str) -> list[dict[str, Any]]:
    """Return the patches of the visits in their order, as docs/reference/field-protocol.md writes them."""
    keys = [one.patch_id for one in work]
    rows = {row.pk: row for row in Patch.objects.filter(pk__in=keys).select_related("campaign")}
    said = {one.patch_id: one for one in Comparison.objects.filter(patch__in=keys, is_current=True)}
    told: dict[int, dict[str, Any]] = {}
    for one in Statement.objects.filter(patch__in=keys, is_current=True, is_withdrawn=False).select_related("by"):
        told.setdefault(one.patch_id, {})[one.fact] = {
            "by": one.by.name, "at": one.at.isoformat(), "source": one.source,
        }  # fmt: skip
    pictures: dict[int, list[Picture]] = {}
    for picture in Picture.objects.filter(patch__in=keys).order_by("-when"):  # before, then after
        pictures.setdefault(picture.patch_id, []).append(picture)
    asked = [name for name, one in sheet_of(law).questions.items() if one.kind.type != "papers"]
    return [
        {
            **_patch(rows[one.patch_id], said.get(one.patch_id), law, asked),
            "told": told.get(one.patch_id, {}),
            "chips": [chip_of(picture) for picture in pictures.get(one.patch_id, [])],
            "photos": [],
            "order": one.order, "day": one.day, "group": group, "why": one.why, "is_done": one.is_done,
        }
        for one in work
    ]  # fmt: skip


def _patch(patch: Patch, said: Comparison | None, law: Rulebook, asked: Sequence[str]) -> dict[str, Any]:
    shape = shapely.from_wkb(bytes(patch.geometry.wkb))
    plane = to_plane(shape, patch.campaign.epsg)
    inside = plane.representative_point()
    lon, lat = shapely.get_coordinates(shape.representative_point())[0].tolist()
    findings = law.codelist("finding")
    return {
        "id": str(patch.uuid), "number": patch.number, "part": patch.part_number, "township": patch.township_name,
        "township_code": patch.township_code, "village": patch.village, "state": patch.state, "source": patch.source,
        "list": patch.list, "version": patch.version, "area_m2": float(round(patch.area_m2, _M2_PLACES)),
        "monitored_m2": None if patch.monitored_m2 is None else float(round(patch.monitored_m2, _M2_PLACES)),
        "cultivated_mu": None if patch.cultivated_mu is None else float(patch.cultivated_mu),
        "basic_farmland_mu": None if patch.basic_farmland_mu is None else float(patch.basic_farmland_mu),
        "before_on": patch.before_on, "after_on": patch.after_on,
        "centre": [round(lon, 7), round(lat, 7)], "centre_plane": [round(inside.x, 2), round(inside.y, 2)],
        "epsg": patch.campaign.epsg,
        "rings": rings_of(plane),
        "proposal": {
            "finding": patch.category,
            "label": findings.label(patch.category) if patch.category in findings else "",
            "is_taken": patch.finding is not None,
            "because": _because(said),
        },
        "missing": [] if said is None else [
            {"fact": one["name"], "title": one["title"]} for one in said.judgement["missing"]
        ],
        "problems": [] if said is None else [one["message"] for one in said.problems],
        "facts": {} if said is None else _known(said.facts, asked),
        "overlaps": [] if said is None else list(said.overlaps),
    }  # fmt: skip


def _because(said: Comparison | None) -> str:
    """Return why the finding is proposed: the sentence of the decision that made it."""
    if said is None:
        return ""
    return next((one["because"] for one in said.judgement["decisions"] if "finding" in one["answers"]), "")


def _known(facts: Mapping[str, Any], asked: Sequence[str]) -> dict[str, str]:
    values = {name: value_from_wire(facts[name]) for name in asked if name in facts}
    return {name: typed(value) for name, value in values.items() if value is not UNKNOWN}


def chip_of(picture: Picture) -> dict[str, Any]:
    """Return a picture as the protocol of the field writes it; ``box`` is its ground in the working CRS."""
    box = None
    if picture.frame is not None:
        west, north, side = picture.frame
        box = [west, round(north - side, 3), round(west + side, 3), north]
    return {"time": picture.when, "date": picture.taken_on, "sha256": picture.checksum, "box": box}


def shown_of(patch: Mapping[str, Any]) -> dict[str, str]:
    """Return what a form of another tool shows of a patch, in words; the area in 亩, rounded once."""
    area = Area.from_m2(Decimal(str(patch["area_m2"]))).in_unit(AreaUnit.MU)
    return {
        "number": patch["number"], "part": patch["part"], "township": patch["township"], "village": patch["village"],
        "proposal": patch["proposal"]["label"], "missing": "、".join(one["title"] for one in patch["missing"]),
        "area": f"{area:.2f}", "day": str(patch["day"]), "place": str(patch["order"]), "why": patch["why"],
    }  # fmt: skip
