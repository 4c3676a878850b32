"""What a report says: a line for every parcel found unlawful, put right or not, and the sums of them.

Areas are 亩 with two decimals, written as text so that what was confirmed can be digested and compared to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Q

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.patches.states import Fate
from tuban.workflow.rectification.law import title_of
from tuban.workflow.rectification.queries.ledger import Line, Stand, lines_of
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.review.considering import UNLAWFUL

MEASURES = ("plots", "area_mu", "cultivated_mu")
Parcel = dict[str, Any]
Sums = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Content:
    """The parcels of a report and their sums."""

    parcels: list[Parcel]
    sums: Sums

    @property
    def digest(self) -> str:
        """The SHA-256 of both."""
        return digest_of(self.parcels, self.sums)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise than in an earlier report: a parcel that came, went, was put right, or moved otherwise."""

    kind: str
    parcel: Parcel
    before: Parcel | None


def digest_of(parcels: Sequence[Parcel], sums: Sums) -> str:
    """Return the SHA-256 of the parcels and sums of a report."""
    text = json.dumps([list(parcels), sums], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def content_of(campaign: Campaign, unit: Unit, on: date) -> Content:
    """Return what the report of a township or zone says as the office stands now."""
    managed = Q(managed_code=unit.code) | Q(managed_code="", township_code=unit.code)
    rows = Patch.objects.filter(managed, campaign=campaign, fate=Fate.ACTIVE, finding=UNLAWFUL)
    town = unit.short_name or unit.name
    return content(_parcel(campaign, town, one, on) for one in lines_of(rows.order_by(*BY_NUMBER)))


def content(parcels: Iterable[Parcel]) -> Content:
    """Return parcels with their sums."""
    told = list(parcels)
    return Content(told, sums_of(told))


def sums_of(parcels: Iterable[Parcel]) -> Sums:
    """Return plots, area and cultivated land of each group and kind; what is open and what was put right make the
    whole, the kinds what was put right."""
    law = reporting_law()
    found = {name: dict.fromkeys(MEASURES, Decimal(0)) for name in law.titles}
    for one in parcels:
        kind = one["kind"]
        for name in ("total", *(("rectified", kind) if kind else ("open",))):
            found[name]["plots"] += 1
            found[name]["area_mu"] += Decimal(one["area_mu"] or 0)
            found[name]["cultivated_mu"] += Decimal(one["cultivated_mu"] or 0)
    return {name: {measure: str(value) for measure, value in sums.items()} for name, sums in found.items()}


def by_town(parcels: Iterable[Parcel]) -> dict[str, list[Parcel]]:
    """Return parcels by the unit that manages them, in their order."""
    found: dict[str, list[Parcel]] = {}
    for one in parcels:
        found.setdefault(one["town"], []).append(one)
    return found


def added(some: Iterable[Sums]) -> Sums:
    """Return the sums of several reports together."""
    found = {name: dict.fromkeys(MEASURES, Decimal(0)) for name in reporting_law().titles}
    for sums in some:
        for name, measures in sums.items():
            for measure, value in measures.items():
                found[name][measure] += Decimal(value)
    return {name: {measure: str(value) for measure, value in sums.items()} for name, sums in found.items()}


def differences(before: Iterable[Parcel], now: Iterable[Parcel]) -> list[Difference]:
    """Return what is otherwise than in the report before, in the order of the parcels."""
    known = {one["key"]: one for one in before}
    found = []
    for one in now:
        earlier = known.pop(one["key"], None)
        if earlier is None:
            found.append(Difference("came", one, None))
        elif _shown(earlier) != _shown(one):
            is_done = bool(one["kind"]) and not earlier["kind"]
            found.append(Difference("done" if is_done else "otherwise", one, earlier))
    return found + [Difference("gone", one, one) for one in known.values()]


def _shown(parcel: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(parcel[name] for name in ("kind", "stand", "ways", "area_mu", "cultivated_mu", "due_on"))


def _parcel(campaign: Campaign, town: str, line: Line, on: date) -> Parcel:
    patch, ways = line.patch, sorted(one.way for one in line.ways)
    is_done = line.stand is Stand.DONE
    done = [one.done_on for one in line.ways if one.done_on is not None]
    due = [one.due_on for one in line.ways if one.due_on is not None and one.done_on is None]
    return {
        "key": str(patch.uuid), "number": str(patch), "town": town, "place": f"{patch.township_name}{patch.village}",
        "area_mu": _text(patch.area_mu), "cultivated_mu": _text(patch.cultivated_mu), "ways": ways,
        "titles": [title_of(campaign, one) for one in ways], "stand": str(line.stand),
        "kind": reporting_law().kind_of(ways) if is_done else "",
        "due_on": min(due).isoformat() if due else "", "is_late": line.is_late(on),
        "done_on": max(done).isoformat() if is_done and done else "",
    }  # fmt: skip


def _text(area: Decimal | None) -> str:
    return "" if area is None else str(area)
