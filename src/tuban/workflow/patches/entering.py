"""Patches that a disc issues: new ones are added, changed ones brought up to date, worked-on ones left alone.

Called inside the transaction of the load. The automatic parts of a patch (split before judging) are rows of their own:
a finding and an area belong to a part, and so do its card and the work on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Arrival, Descent, Patch
from tuban.workflow.patches.states import Fate, State

_UNTOUCHED = frozenset({State.ISSUED, State.COMPARED})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Issued:
    """A part of a patch as a disc issues it and the comparison describes it; the fields are those of :class:`Patch`.

    ``geometry`` is WKB in EPSG:4490.
    """

    number: str
    part_number: str
    list: str
    area_code: str
    township_code: str
    township_name: str
    managed_code: str
    village: str
    before_on: str
    after_on: str
    geometry: bytes
    area_m2: Decimal
    monitored_m2: Decimal | None
    issued: Mapping[str, Any]
    proposed_finding: str
    survey_comparison: str
    area_mu: Decimal | None
    cultivated_mu: Decimal | None
    basic_farmland_mu: Decimal | None
    missing_count: int
    problem_count: int

    @property
    def key(self) -> Key:
        """Number and part number."""
        return self.number, self.part_number


_FIELDS = tuple(field.name for field in fields(Issued) if field.name != "geometry")


@dataclass(frozen=True, slots=True)
class EnteredPatches:
    """Active patches by number and part: those that are ``new``, those whose own columns ``changed``, the ``same``.

    ``kept`` were worked on already and stay as they are; ``undone`` are parts that the patch has no more.
    """

    new: Mapping[Key, Patch]
    changed: Mapping[Key, Patch]
    same: Mapping[Key, Patch]
    kept: Mapping[Key, Patch]
    undone: Sequence[Patch]

    @property
    def loaded(self) -> dict[Key, Patch]:
        """All that are as the disc says."""
        return {**self.new, **self.changed, **self.same}


def enter_patches(campaign: Campaign, arrival: Arrival | None, issued: Sequence[Issued]) -> EnteredPatches:
    """Enter everything that a disc issues. Patches of the campaign that it does not name stay as they are."""
    known: dict[str, list[Patch]] = {}
    for patch in campaign.patches.select_for_update().exclude(fate=Fate.UNDONE):
        known.setdefault(patch.number, []).append(patch)
    worked_on = _worked_on(campaign, known)
    wanted: dict[str, list[Issued]] = {}
    for one in issued:
        wanted.setdefault(one.number, []).append(one)
    new: dict[Key, Patch] = {}
    changed: dict[Key, Patch] = {}
    same: dict[Key, Patch] = {}
    kept: dict[Key, Patch] = {}
    undone: list[Patch] = []
    for number, parts in wanted.items():
        rows = {row.part_number: row for row in known.get(number, ()) if row.fate == Fate.ACTIVE}
        if number in worked_on:
            kept |= {(number, part): row for part, row in rows.items()}
            continue
        for one in parts:
            row = rows.pop(one.part_number, None)
            if row is None:
                new[one.key] = _made(campaign, arrival, one)
            elif _bring_up_to_date(row, one):
                changed[one.key] = row
            else:
                same[one.key] = row
        for row in rows.values():
            row.fate = Fate.UNDONE
            row.version += 1
            undone.append(row)
    Patch.objects.bulk_update(undone, ["fate", "version"])
    Patch.objects.bulk_create(new.values(), batch_size=500)
    Patch.objects.bulk_update(changed.values(), [*_FIELDS, "geometry", "state", "version"], batch_size=200)
    return EnteredPatches(new, changed, same, kept, undone)


def _worked_on(campaign: Campaign, known: Mapping[str, Sequence[Patch]]) -> frozenset[str]:
    """Return the numbers of which a person split, merged or moved on a part."""
    turned = Descent.objects.filter(child__campaign=campaign)
    numbers = set(turned.values_list("child__number", flat=True)) | set(turned.values_list("parent__number", flat=True))
    return frozenset(
        number
        for number, rows in known.items()
        if number in numbers or any(row.fate != Fate.ACTIVE or row.state not in _UNTOUCHED for row in rows)
    )


def _made(campaign: Campaign, arrival: Arrival | None, one: Issued) -> Patch:
    return Patch(
        campaign=campaign,
        arrival=arrival,
        state=State.COMPARED,
        geometry=as_multipolygon(one.geometry),
        **{name: getattr(one, name) for name in _FIELDS},
    )


def _bring_up_to_date(row: Patch, one: Issued) -> bool:
    """Take over what differs; says whether anything did."""
    shape = as_multipolygon(one.geometry)
    differing = [name for name in _FIELDS if getattr(row, name) != getattr(one, name)]
    if not differing and row.geometry.equals_exact(shape):
        return False
    for name in differing:
        setattr(row, name, getattr(one, name))
    row.geometry = shape
    row.state = State.COMPARED
    row.version += 1
    return True


def as_multipolygon(wkb: bytes) -> MultiPolygon:
    """Return a polygon or multipolygon as the column of a patch takes it."""
    shape = GEOSGeometry(memoryview(wkb), srid=4490)
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=4490)
