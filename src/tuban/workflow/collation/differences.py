"""Where the field differs from what images, the survey or the office say, patch by patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import value_from_wire
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Reading
from tuban.workflow.review.reading.blind import kept_from
from tuban.workflow.survey.models import Capture, Measurement, Visit
from tuban.workflow.survey.rings import mended_shape_of

_FACTS = (
    "ground_state", "surveyed_area", "change_survey_area", "monitored_area", "field_agrees", "actual_use",
    "main_class_now", "photo_count",
)  # fmt: skip
_SAME_PLACE = 0.8
"""A measured boundary that has less than this in common with the patch is another place, or another shape."""

KINDS: Mapping[str, Any] = {
    "reading": gettext_lazy("Read otherwise from the images"),
    "prejudgement": gettext_lazy("Supposed otherwise in the office"),
    "area": gettext_lazy("Measured area differs from the monitored one"),
    "told": gettext_lazy("Area told is not the one measured"),
    "outline": gettext_lazy("Measured boundary lies otherwise than the patch"),
    "unmeasured": gettext_lazy("Does not agree, and was not measured"),
    "photos": gettext_lazy("No photo of the visit"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what the field says, and what stands against it, in words; ``mu`` is how much, where it is an
    area."""

    kind: str
    patch: UUID
    number: str
    township: str
    field: str
    other: str
    mu: Decimal | None = None


@dataclass(slots=True)
class Collation:
    """All differences, and how what was supposed compares with what was found: counts by (supposed, found)."""

    differences: list[Difference]
    matrix: Counter[tuple[str, str]]
    visited: int
    active: int
    monitored_mu: Decimal = Decimal(0)
    measured_mu: Decimal = Decimal(0)
    measured: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Row:
    patch: Patch
    facts: Mapping[str, Any]
    prejudgement: str

    def of(self, kind: str, said: str, other: str, mu: Decimal | None = None) -> Difference:
        patch = self.patch
        return Difference(kind, patch.uuid, str(patch), patch.township_name, said, other, mu)


def collate(by: Acting, campaign: Campaign, *, township: str = "") -> Collation:
    """Return what the field found beside everything else, of the patches that the acting person sees."""
    law = rulebook_of(campaign)
    seen = patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE)
    if township:
        seen = in_areas(seen, [township], "township_code")
    rows = _rows(seen)
    visited = [one for one in rows if isinstance(one.facts["ground_state"], str)]
    collation = Collation([], Counter(), len(visited), len(rows))
    for one in visited:
        supposed = _reads_as(one.prejudgement, law)
        collation.matrix[supposed, one.facts["ground_state"]] += 1
        _add_areas(collation, one)
    for find in (_readings(by, campaign), _prejudged, _areas, _measurements, _without_photo):
        collation.differences += find(visited, law)
    collation.differences.sort(key=lambda one: (list(KINDS).index(one.kind), -abs(one.mu or Decimal(0)), one.number))
    collation.by_kind = Counter(one.kind for one in collation.differences)
    return collation


def _rows(seen: Any) -> list[_Row]:
    names = [f"facts__{name}" for name in _FACTS]
    said = Comparison.objects.filter(patch__in=seen.values("pk"), is_current=True)
    told = {row[0]: row[1:] for row in said.values_list("patch_id", "prejudgement", *names)}
    nothing = ("", *(None for _name in names))
    rows = seen.select_related("campaign").defer("issued", "geometry").order_by("number", "part_number")
    return [
        _Row(patch, dict(zip(_FACTS, told.get(patch.pk, nothing)[1:], strict=True)), told.get(patch.pk, nothing)[0])
        for patch in rows
    ]


def _reads_as(prejudgement: str, law: Rulebook) -> str:
    """Return which state of the ground a supposition of the office speaks of; empty where of none."""
    entry = law.codelist("prejudgement").by_value.get(prejudgement)
    return str(entry.get("reads_as", "")) if entry is not None else ""


def _mu(row: _Row, *names: str) -> Decimal | None:
    """Return the first of some areas that is known, in 亩."""
    for name in names:
        wire = row.facts[name]
        value = value_from_wire(wire) if isinstance(wire, dict) else None
        if isinstance(value, Area):
            return value.in_unit(AreaUnit.MU)
    return None


def _monitored(row: _Row) -> Decimal:
    known = _mu(row, "monitored_area")
    return known if known is not None else Area.from_m2(row.patch.area_m2).in_unit(AreaUnit.MU)


def _add_areas(collation: Collation, row: _Row) -> None:
    measured = _mu(row, "surveyed_area", "change_survey_area")
    if measured is not None:
        collation.measured += 1
        collation.measured_mu += measured
        collation.monitored_mu += _monitored(row)


def _ground(law: Rulebook, value: str) -> str:
    entry = law.codelist("ground_state").by_value.get(value)
    return entry.label if entry is not None else value


Find = Callable[[Sequence[_Row], Rulebook], Iterator[Difference]]


def _readings(by: Acting, campaign: Campaign) -> Find:
    """Return what finds patches that were read otherwise; one kept from a second reader tells them nothing."""

    def find(rows: Sequence[_Row], law: Rulebook) -> Iterator[Difference]:
        read = Reading.objects.filter(
            patch__campaign=campaign, undone_at=None, is_control=False, is_blind=False
        ).exclude(category="").exclude(kept_from(by))  # fmt: skip
        said = dict(read.order_by("at").values_list("patch_id", "category"))
        for row in rows:
            was, found = said.get(row.patch.pk, ""), row.facts["ground_state"]
            if was and was != found:
                yield row.of("reading", _ground(law, found), _ground(law, was))

    return find


def _prejudged(rows: Sequence[_Row], law: Rulebook) -> Iterator[Difference]:
    for row in rows:
        supposed, found = _reads_as(row.prejudgement, law), row.facts["ground_state"]
        if supposed and supposed != found:
            label = law.codelist("prejudgement").label(row.prejudgement)
            yield row.of("prejudgement", _ground(law, found), label)


def _areas(rows: Sequence[_Row], law: Rulebook) -> Iterator[Difference]:
    tolerance = _tolerance(rows, law)
    for row in rows:
        measured, monitored = _mu(row, "surveyed_area", "change_survey_area"), _monitored(row)
        if measured is not None and abs(measured - monitored) > tolerance:
            yield row.of("area", _area(measured), _area(monitored), measured - monitored)
        if measured is None and row.facts["field_agrees"] is False:
            yield row.of("unmeasured", _("does not agree with the patch"), _area(monitored))


def _measurements(rows: Sequence[_Row], law: Rulebook) -> Iterator[Difference]:
    """Compare boundaries measured on the spot with what was told of them, and with the outline of the patch."""
    tolerance = _tolerance(rows, law)
    by_patch = {row.patch.pk: row for row in rows}
    newest: dict[int, Measurement] = {}
    of = (Measurement.Of.LAND, Measurement.Of.CHANGE_SURVEY)
    for one in Measurement.objects.filter(patch__in=by_patch, is_withdrawn=False, of__in=of).order_by("measured_at"):
        newest[one.patch_id] = one
    shapes = dict(Patch.objects.filter(pk__in=newest).values_list("pk", "geometry"))
    for key, one in newest.items():
        row = by_patch[key]
        measured = Area.from_m2(one.office_m2).in_unit(AreaUnit.MU)
        told = _mu(row, "surveyed_area" if one.of == Measurement.Of.LAND else "change_survey_area")
        if told is not None and abs(told - measured) > tolerance:
            yield row.of("told", _area(told), _area(measured), told - measured)
        patch = to_plane(shapely.from_wkb(bytes(shapes[key].wkb)), one.epsg)
        drawn = mended_shape_of(one.rings)
        shared = patch.intersection(drawn).area / max(patch.union(drawn).area, 1e-9)
        if shared < _SAME_PLACE:
            yield row.of("outline", _area(measured), _("{share} % of both in common").format(share=round(100 * shared)))


def _without_photo(rows: Sequence[_Row], _law: Rulebook) -> Iterator[Difference]:
    """Find visits that no photo bears witness to."""
    keys = [row.patch.pk for row in rows]
    visited = set(Visit.objects.filter(patch__in=keys, is_withdrawn=False).values_list("patch_id", flat=True))
    taken = set(
        Capture.objects.filter(patch__in=keys, kind=Capture.Kind.PHOTO, is_withdrawn=False).values_list(
            "patch_id", flat=True
        )
    )
    for row in rows:
        if row.patch.pk in visited - taken:
            told = row.facts["photo_count"]
            other = _("{count} are said to be taken").format(count=told) if isinstance(told, int) and told else ""
            yield row.of("photos", _("none here"), other)


def _tolerance(rows: Sequence[_Row], law: Rulebook) -> Decimal:
    """Return from how many 亩 on two areas are said to differ."""
    if not rows:
        return Decimal(0)
    campaign = rows[0].patch.campaign
    context = CampaignContext(campaign.year, campaign.area_code)
    return Decimal(str(law.parameter("checks/area_tolerance", on=context.day, region=campaign.area_code).value))


def _area(mu: Decimal) -> str:
    return f"{mu:.2f}"
