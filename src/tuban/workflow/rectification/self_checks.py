"""Self-checks (自查): what each unit has to confirm anew, what it confirmed, who is missing, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.patches.states import Fate
from tuban.workflow.rectification.models import SelfCheck, SelfCheckLine
from tuban.workflow.review.considering import UNLAWFUL


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a self-check: a patch found unlawful (``patch``) or land that the unit found itself; ``row`` is what
    the unit said of it, None while it said nothing."""

    patch: Patch | None
    row: SelfCheckLine | None

    @property
    def differs(self) -> bool:
        """Whether its area or its finding is another than what was confirmed."""
        if self.patch is None or self.row is None:
            return False
        if self.row.is_unlawful and self.patch.finding != UNLAWFUL:
            return True
        return self.patch.area_mu is not None and self.row.is_unlawful and self.patch.area_mu != self.row.area_mu


@dataclass(slots=True)
class Sheet:
    """The self-check of a unit: its lines, those not confirmed yet among them, and its sums of what is unlawful."""

    unit: Unit
    check: SelfCheck | None
    items: list[Item] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many patches were not confirmed."""
        return sum(one.row is None for one in self.items)

    @property
    def changed(self) -> list[Item]:
        """What changed after the leader confirmed: said later, not said at all, or known otherwise now."""
        if self.check is None or self.check.confirmed_at is None:
            return []
        at = self.check.confirmed_at
        return [one for one in self.items if one.row is None or one.row.at > at or one.differs]

    @property
    def state(self) -> str:
        """How far it is: ``missing``, ``begun``, ``confirmed`` or ``changed``."""
        if self.check is None or (self.check.confirmed_at is None and not any(one.row for one in self.items)):
            return "missing"
        if self.check.confirmed_at is None:
            return "begun"
        return "changed" if self.changed else "confirmed"

    def sums(self) -> dict[str, Decimal]:
        """Return plots (宗), area and cultivated land in 亩, floor area in ㎡, of what the unit says is unlawful."""
        rows = [one.row for one in self.items if one.row is not None and one.row.is_unlawful]
        return {
            "plots": Decimal(sum(one.plots for one in rows)),
            "area_mu": sum((one.area_mu for one in rows), Decimal(0)),
            "cultivated_mu": sum((one.cultivated_mu for one in rows), Decimal(0)),
            "floor_area_m2": sum((one.floor_area_m2 for one in rows), Decimal(0)),
            "issued": Decimal(sum(one.patch_id is not None for one in rows)),
            "self_found": Decimal(sum(one.patch_id is None for one in rows)),
        }


def units_of(by: Acting, campaign: Campaign) -> list[Unit]:
    """Return the townships and zones of a campaign that the acting person sees."""
    return list(in_areas(townships_of(campaign), by.area_codes, "code"))


def sheets(by: Acting, campaign: Campaign) -> list[Sheet]:
    """Return the self-check of every unit, those that have not begun among them."""
    units = units_of(by, campaign)
    return _sheets(campaign, units)


def sheet_of(campaign: Campaign, unit: Unit) -> Sheet:
    """Return the self-check of one unit."""
    return _sheets(campaign, [unit])[0]


def _sheets(campaign: Campaign, units: Sequence[Unit]) -> list[Sheet]:
    codes = [one.code for one in units]
    managed = Q(managed_code__in=codes) | Q(managed_code="", township_code__in=codes)
    patches = (
        Patch.objects.filter(managed, campaign=campaign, fate=Fate.ACTIVE, finding=UNLAWFUL)
        .defer("geometry", "issued").order_by(*BY_NUMBER)
    )  # fmt: skip
    by_code: dict[str, list[Patch]] = {}
    for patch in patches:
        by_code.setdefault(patch.managed_code or patch.township_code, []).append(patch)
    checks = {
        one.unit_id: one
        for one in SelfCheck.objects.filter(campaign=campaign, unit__in=units).select_related("confirmed_by")
    }
    said: dict[object, list[SelfCheckLine]] = {}
    rows = SelfCheckLine.objects.filter(self_check__in=list(checks.values()), replaced_at__isnull=True)
    for row in rows.select_related("patch", "by").defer("patch__geometry", "patch__issued"):
        said.setdefault(row.self_check_id, []).append(row)
    return [_sheet(unit, checks.get(unit.pk), by_code.get(unit.code, []), said) for unit in units]


def _sheet(
    unit: Unit, check: SelfCheck | None, patches: Sequence[Patch], said: dict[object, list[SelfCheckLine]]
) -> Sheet:  # fmt: skip
    rows = said.get(check.pk, []) if check is not None else []
    of_patch = {one.patch_id: one for one in rows if one.patch_id}
    items = [Item(one, of_patch.pop(one.pk, None)) for one in patches]
    items += [Item(one.patch, one) for one in of_patch.values()]
    items += [Item(None, one) for one in rows if one.patch_id is None]
    return Sheet(unit, check, items)


def proposed_floor_m2(patch: Patch) -> Decimal | None:
    """Return the floor area of buildings that is told of a patch in ㎡; None where nobody told."""
    comparison = patch.comparisons.filter(is_current=True).first()
    wire = comparison.facts.get("built_floor_area") if comparison is not None else None
    if not isinstance(wire, dict) or "area" not in wire:
        return None
    top, _slash, bottom = str(wire["area"]).partition("/")
    return (Decimal(top) / Decimal(bottom or 1)).quantize(Decimal("0.01"))
