"""What loading a disc would change of a campaign that people have begun: told before anybody confirms it.

What the disc says otherwise is found while it is checked and kept as a list in the store. Who works on what is asked of
the records when the list is read: people go on while a disc waits.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tuban.inspect.disc import Disc
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.correcting import Difference, Known, What, differences, known_of, worked_on
from tuban.workflow.patches.cutting import measured, to_plane
from tuban.workflow.patches.issued import Issue, issues_of
from tuban.workflow.patches.models import Arrival, Descent, Patch
from tuban.workflow.patches.states import Fate, Turn

_SUFFIX = ".json"
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Change:
    """What a disc would change of a patch. ``columns`` by our names with old and new, ``m2`` the areas of an outline
    that is another one; ``is_worked_on`` says whether people began. ``rows`` are the patches of that number that count
    or were withdrawn, ``is_cut`` whether people cut them.
    """

    number: str
    what: What
    columns: Mapping[str, tuple[Any, Any]]
    m2: tuple[Decimal, Decimal] | None
    was: str
    is_worked_on: bool
    rows: tuple[Patch, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a disc would change of a campaign; ``counts`` by what it does and whether people worked on it.

    ``is_old`` where another disc was loaded since it was checked: it is then checked again.
    """

    campaign: Campaign
    changes: tuple[Change, ...]
    is_old: bool

    @property
    def missing(self) -> int:
        """How many patches that count the disc does not have."""
        return sum(one.what is What.MISSING for one in self.changes)

    @property
    def counts(self) -> dict[tuple[What, bool], int]:
        """How many patches, by what happens and by whether people worked on them."""
        found: dict[tuple[What, bool], int] = {}
        for one in self.changes:
            key = one.what, one.is_worked_on
            found[key] = found.get(key, 0) + 1
        return found


def foresee(disc: Disc, *, is_practice: bool) -> dict[str, Any]:
    """Return what an arrival keeps of what its disc would change; empty where no patch of its campaign is here yet."""
    campaign = Campaign.objects.filter(code=disc.campaign.id, is_practice=is_practice).first()
    known = known_of(campaign) if campaign is not None else {}
    if campaign is None or not known:
        return {}
    wanted = issues_of(disc)
    found = [_wire(one, known, wanted, campaign.epsg) for one in differences(known, wanted)]
    text = json.dumps(found, ensure_ascii=False, default=str)
    return {
        "campaign": str(campaign.pk), "disc": campaign.disc_checksum,
        "missing": sum(one["what"] == What.MISSING for one in found),
        "list": store.keep_bytes(text.encode(), suffix=_SUFFIX),
    }  # fmt: skip


def _wire(one: Difference, known: Mapping[str, Known], wanted: Mapping[str, Issue], epsg: int) -> dict[str, Any]:
    told: dict[str, Any] = {"number": one.number, "what": one.what.value, "was": one.was, "columns": one.columns}
    if one.is_other_ground:
        old = sum((row.area_m2 for row in known[one.was or one.number].roots), Decimal(0))
        new = float(measured([to_plane(wanted[one.number].outline, epsg)], epsg)[0])
        told["m2"] = [str(old), str(round(new, _PLACES))]
    return told


def foreseen_of(arrival: Arrival) -> Foreseen | None:
    """Return what loading a disc would change; None where nothing of its campaign was here when it was checked.

    Raises ContentLost.
    """
    told = arrival.summary.get("foreseen")
    campaign = Campaign.objects.filter(pk=told["campaign"]).first() if told else None
    if not told or campaign is None:
        return None
    listed = json.loads(store.found(told["list"], _SUFFIX).read_text("utf-8"))
    begun = worked_on(campaign, [one["was"] or one["number"] for one in listed])
    changes = tuple(
        Change(
            one["number"], What(one["what"]), {name: (old, new) for name, (old, new) in one["columns"].items()},
            (Decimal(one["m2"][0]), Decimal(one["m2"][1])) if "m2" in one else None, one["was"],
            (one["was"] or one["number"]) in begun,
        )
        for one in listed
    )  # fmt: skip
    return Foreseen(campaign, changes, is_old=campaign.disc_checksum != told["disc"])


def with_patches(campaign: Campaign, changes: Sequence[Change]) -> list[Change]:
    """Return changes with the patches that they would meet, those that were withdrawn too."""
    numbers = {one.was or one.number for one in changes}
    rows = Patch.objects.filter(campaign=campaign, number__in=numbers, fate__in=(Fate.ACTIVE, Fate.WITHDRAWN))
    found: dict[str, list[Patch]] = {}
    for row in rows.defer("geometry", "issued").order_by("number", "part_number"):
        found.setdefault(row.number, []).append(row)
    pieces = Descent.objects.filter(child__in=[row.pk for own in found.values() for row in own])
    cut = set(pieces.exclude(turn=Turn.RESTORE).values_list("child__number", flat=True))
    return [
        replace(one, rows=tuple(found.get(number, ())), is_cut=number in cut)
        for one in changes
        if (number := one.was or one.number)
    ]


def chosen(changes: Collection[Change], what: What, *, is_worked_on: bool) -> list[Change]:
    """Return the changes of one kind."""
    return [one for one in changes if one.what is what and one.is_worked_on is is_worked_on]
