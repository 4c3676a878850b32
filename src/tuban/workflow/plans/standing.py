"""Which unit owes which plan until when, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.organisations.models import Unit
from tuban.workflow.plans.law import Kind, plan_law
from tuban.workflow.plans.models import Plan, PlanDay


class Stand(StrEnum):
    """How a plan stands: not handed in and not due, missing after its day, with the level above, returned, accepted."""

    OPEN = "open"
    MISSING = "missing"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Standing:
    """The plan of a unit of a kind: how it stands, its day (None where none is known), its last version."""

    unit: Unit
    kind: Kind
    stand: Stand
    due_on: date | None
    plan: Plan | None = None

    @property
    def is_late(self) -> bool:
        """Whether its first version came after its day, or is missing after it."""
        return self.stand is Stand.MISSING or (self.plan is not None and self.plan.is_late)


def days_of(campaign: Campaign) -> dict[str, date | None]:
    """Return the day of every kind: that of the organiser, else that of the lawbook counted from the begin of the
    campaign; None where the campaign has no begin."""
    told = dict(PlanDay.objects.filter(campaign=campaign).values_list("kind", "due_on"))
    begins = campaign.begins
    return {
        one.id: told.get(one.id) or (begins + timedelta(days=one.due_days) if begins else None)
        for one in plan_law().kinds
    }


def units_owing(campaign: Campaign) -> list[Unit]:
    """Return the county and its townships and zones: each owes its plans to the unit right above."""
    county = Unit.objects.filter(code=campaign.area_code, is_practice=campaign.is_practice, closed_on=None)
    return [*county.select_related("above"), *townships_of(campaign).select_related("above")]


def standings(campaign: Campaign, units: Iterable[Unit], today: date) -> dict[tuple[object, str], Standing]:
    """Return how the plan of every unit and kind stands, by the key of the unit and the kind."""
    units, days = list(units), days_of(campaign)
    rows = Plan.objects.filter(campaign=campaign, unit__in=units).select_related("by", "unit").order_by("number")
    last = {(one.unit_id, one.kind): one for one in rows}
    found: dict[tuple[object, str], Standing] = {}
    for unit in units:
        for kind in plan_law().kinds:
            plan, due = last.get((unit.pk, kind.id)), days[kind.id]
            if plan is None:
                stand = Stand.MISSING if due is not None and today > due else Stand.OPEN
            else:
                stand = Stand(plan.state)  # the last version was never replaced
            found[unit.pk, kind.id] = Standing(unit, kind, stand, due, plan)
    return found
