"""Plans for those whose areas they are of."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Unit
from tuban.workflow.plans.models import Plan
from tuban.workflow.plans.standing import Standing, standings, units_owing


def plans_seen_by(by: Acting) -> QuerySet[Plan]:
    """Return the versions of the areas of the acting person; administrators of the product see none."""
    if by.is_administrator:
        return Plan.objects.none()
    rows = Plan.objects.filter(campaign__is_practice=by.is_practice)
    return in_areas(rows.select_related("unit__above", "campaign", "by", "decided_by"), by.area_codes, "unit__code")


def versions_of(by: Acting, campaign: Campaign, unit: Unit, kind: str) -> list[Plan]:
    """Return the versions of a plan, the newest first."""
    return list(plans_seen_by(by).filter(campaign=campaign, unit=unit, kind=kind).order_by("-number"))


def units_shown(by: Acting, campaign: Campaign) -> list[Unit]:
    """Return the units that owe plans and lie in the areas of the acting person; none for administrators."""
    if by.is_administrator or by.is_practice != campaign.is_practice:
        return []
    return [one for one in units_owing(campaign) if by.answers_for(one.code)]


def count_waiting(by: Acting) -> int:
    """Return how many plans wait for the unit of the acting person."""
    if by.is_administrator:
        return 0
    return Plan.objects.filter(unit__above=by.post.unit_id, state=Plan.State.HANDED_IN).count()


def own_standings(by: Acting, campaign: Campaign, today: date) -> list[Standing]:
    """Return how the plans of the acting person's own unit stand."""
    return list(standings(campaign, [by.post.unit], today).values())
