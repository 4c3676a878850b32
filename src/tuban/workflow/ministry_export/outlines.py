"""The outlines of what was sealed: those of the patches, as long as their areas are those of the seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.rules.forms.filled import PartKey
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.cutting import all_to_plane, measured
from tuban.workflow.patches.models import Patch
from tuban.workflow.submission.contents import PATCHES, number_of, sealed_lines
from tuban.workflow.submission.models import Seal

_TOLERANCE = "checks/area_tolerance"
_AT_ONCE, _NAMED = 500, 12


class OutlinesChanged(TubanError):
    """The outlines of {count} patches are no longer those of the seal: {patches}."""

    code = "ministry_export.outlines_changed"
    hint = "Seal the campaign anew with the outlines as they are now, or leave Shapefile and GeoPackage out."


class OutlinesLacking(TubanError):
    """The office has no outlines of {count} sealed patches: {patches}."""

    code = "ministry_export.outlines_lacking"
    hint = "Leave Shapefile and GeoPackage out; the tables hold the same figures."


def has_outlines(seal: Seal) -> bool:
    """Whether the patches of a seal are in this installation."""
    first = next(sealed_lines(seal, PATCHES), None)
    return first is None or Patch.objects.filter(uuid=first["uuid"]).exists()


def outlines_of(
    campaign: Campaign, rows: Sequence[Mapping[str, Any]], law: Rulebook, *, epsg: int, on: date
) -> dict[PartKey, Any]:
    """Return the outline of every sealed patch in the system ``epsg``, by its number and part.

    Raises OutlinesLacking where there is none, OutlinesChanged where its area is not the sealed one: that of the patch
    to the last figure, that of its outline within what the lawbook lets areas differ by.
    """
    shapes: dict[PartKey, Any] = {}
    lacking: list[str] = []
    changed: list[str] = []
    least = _tolerance(campaign, law, on)
    for start in range(0, len(rows), _AT_ONCE):
        portion = rows[start : start + _AT_ONCE]
        found = _found(portion)
        lacking += [number_of(row) for row in portion if row["uuid"] not in found]
        known = [row for row in portion if row["uuid"] in found]
        outlines = [shapely.from_wkb(found[row["uuid"]][1]) for row in known]
        areas = measured(all_to_plane(outlines, campaign.epsg), campaign.epsg) if known else ()
        for row, area in zip(known, areas, strict=True):
            sealed = Decimal(row["area_m2"])
            if found[row["uuid"]][0] != sealed or abs(Decimal(str(float(area))) - sealed) > least:
                changed.append(number_of(row))
        moved = _in_system(outlines, epsg)
        shapes |= {(row["number"], row["part"]): shape for row, shape in zip(known, moved, strict=True)}
    if lacking:
        raise OutlinesLacking(count=len(lacking), patches=_named(lacking))
    if changed:
        raise OutlinesChanged(count=len(changed), patches=_named(changed))
    return shapes


def _found(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Decimal, bytes]]:
    patches = Patch.objects.filter(uuid__in=[row["uuid"] for row in rows]).only("uuid", "area_m2", "geometry")
    return {str(one.uuid): (one.area_m2, bytes(one.geometry.wkb)) for one in patches}


def _in_system(outlines: list[Any], epsg: int) -> Sequence[Any]:
    if epsg == GEOGRAPHIC_EPSG or not outlines:
        return outlines
    moved: Sequence[Any] = list(transform_geometries(np.array(outlines, dtype=object), GEOGRAPHIC_EPSG, epsg))
    return moved


def _tolerance(campaign: Campaign, law: Rulebook, on: date) -> Decimal:
    value = law.parameter(_TOLERANCE, on=on, region=campaign.area_code).value
    return Area.from_mu(value).in_unit(AreaUnit.M2, 4)


def _named(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:_NAMED]) + ("…" if len(numbers) > _NAMED else "")
