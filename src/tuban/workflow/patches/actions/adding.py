"""Patches that the satellite did not see (D6), and whether one of them is a place that is known already."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from tuban.inspect.shares import exact
from tuban.values.area import AreaUnit, round_half_up
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.actions.turning import Then
from tuban.workflow.patches.cutting import measured, to_plane
from tuban.workflow.patches.ending import end_documents
from tuban.workflow.patches.entering import as_multipolygon
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.policies import may_add, may_answer_likeness
from tuban.workflow.patches.states import Fate, Source, State
from tuban.workflow.spatial_index import in_box

SOURCES = "patch_source"
LIKENESS = "patches/likeness_share"
_DIGITS = "patches/own_number_digits"
_PLACES = 4


class PlaceUnfit(TubanError):
    """The outline of the patch cannot be taken: {why}."""

    code = "patches.place_unfit"
    hint = "Draw one outline inside the county, without lines that cross themselves."


@action("patches.add_patch", policy=may_add, secrets=("geometry", "then"))
def add_patch(
    campaign: Campaign,
    *,
    by: Acting,
    source: Source,
    source_reference: str,
    geometry: shapely.Geometry,
    found_on: date | None = None,
    township: tuple[str, str] = ("", ""),
    managed_code: str = "",
    village: str = "",
    note_text: str = "",
    then: Then | None = None,
) -> Patch:
    """Add a patch that was found otherwise; ``geometry`` in degrees, ``township`` its code and name.

    Raises PlaceUnfit.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # numbers are given out one after the other
    area = _area(geometry, campaign.epsg)
    number = _own_number(campaign, source)
    code, name = township
    patch = Patch.objects.create(
        campaign=campaign,
        number=number,
        source=source,
        source_reference=source_reference[:120],
        found_on=found_on,
        state=State.ISSUED,
        area_code=campaign.area_code,
        township_code=code,
        township_name=name,
        managed_code=managed_code or code,
        village=village[:80],
        geometry=as_multipolygon(shapely.to_wkb(shapely.force_2d(geometry))),
        area_m2=round_half_up(area.square_metres, _PLACES),
        area_mu=area.in_unit(AreaUnit.MU),
        issued=_row(campaign, number, township=name, village=village, text=note_text, source=Source(source)),
    )
    note(made=str(patch), area_m2=str(patch.area_m2), alike=[str(one.other) for one in find_alike(patch)])
    if then is not None:
        then([patch])
    return patch


def _area(geometry: shapely.Geometry, epsg: int) -> Any:
    if geometry.is_empty or geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise PlaceUnfit(why=geometry.geom_type)
    if not geometry.is_valid:
        raise PlaceUnfit(why=shapely.is_valid_reason(geometry))
    area = float(measured([to_plane(geometry, epsg)], epsg)[0])
    if not np.isfinite(area) or area < 1.0:
        raise PlaceUnfit(why=_("it is smaller than a square metre"))
    return exact(area)


def _own_number(campaign: Campaign, source: Source) -> str:
    """Return the next number of the office's own: county, mark of the source, running number (990101-自-0001)."""
    law = rulebook_of(campaign)
    entry = law.codelist(SOURCES).find(str(source))
    mark = str(entry.get("mark")) if entry is not None else "自"
    digits = int(law.parameter(_DIGITS, on=date(campaign.year, 12, 31), region=campaign.area_code).value)
    stem = f"{campaign.area_code}-{mark}-"
    used = Patch.objects.filter(campaign=campaign, number__startswith=stem).values_list("number", flat=True)
    running = max((int(tail) for number in used if (tail := number[len(stem) :]).isdigit()), default=0)
    return f"{stem}{running + 1:0{digits}}"


def _row(campaign: Campaign, number: str, *, township: str, village: str, text: str, source: Source) -> dict[str, Any]:
    """Return the columns as a disc would have issued them."""
    row = {
        "number": number, "county_code": campaign.area_code, "county_name": campaign.area_name,
        "township_name": township, "village": village, "note": text, "source_file": str(source.label),
        "source_feature": 1,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value not in ("", None)}


def find_alike(patch: Patch) -> list[Likeness]:
    """Enter the active patches on much the same ground as questions for a person; the most alike first."""
    campaign = patch.campaign
    least = Decimal(
        str(rulebook_of(campaign).parameter(LIKENESS, on=date(campaign.year, 12, 31), region=campaign.area_code).value)
    )
    own = shapely.from_wkb(bytes(patch.geometry.wkb))
    near = in_box(Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE), "geometry", patch.geometry.extent)
    rows = []
    for other in near.exclude(pk=patch.pk):
        shape = shapely.from_wkb(bytes(other.geometry.wkb))
        smaller = min(own.area, shape.area)
        share = Decimal(str(round(shapely.intersection(own, shape).area / smaller, 4))) if smaller else Decimal(0)
        if share >= least:
            rows.append(Likeness(patch=patch, other=other, share=min(share, Decimal(1))))
    return Likeness.objects.bulk_create(sorted(rows, key=lambda one: -one.share))


@action("patches.answer_likeness", policy=may_answer_likeness)
def answer_likeness(
    likeness: Likeness, *, by: Acting, answer: Likeness.Answer, expected_version: int, reason: str = ""
) -> Likeness:
    """Say whether two patches are one place; the later one then counts no more. Raises ChangedMeanwhile.

    ``expected_version`` is that of the later patch.
    """
    patch = lock(likeness.patch, expected_version)
    likeness.answer, likeness.answered_by = answer, by.person
    likeness.save(update_fields=["answer", "answered_by"])
    note(patch=str(patch), other=str(likeness.other))
    if answer == Likeness.Answer.SAME:
        patch.fate = Fate.DUPLICATE
        patch.version += 1
        patch.save(update_fields=["fate", "version", "changed_at"])
        end_documents([patch], by=by, because=_("this patch was found on {day} to be the same place as another"))
    return likeness
