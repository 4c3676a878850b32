"""Questions about statistics: whose forms a person reads, which batches and days there are, what recounts found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tuban.jobs.models import Job
from tuban.workflow.accountability.standings import campaigns_together
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Arrival
from tuban.workflow.patches.states import Source
from tuban.workflow.statistics.models import Recount, Refill, Tally
from tuban.workflow.statistics.tables import COUNTY_DIGITS, units_with_rows

_RECOUNTS = 20


@dataclass(frozen=True, slots=True)
class Division:
    """A unit whose forms a person reads, by its code; ``depth`` is 0 for the highest."""

    code: str
    name: str
    depth: int


def divisions_seen_by(by: Acting, campaign: Campaign) -> list[Division]:
    """Return the units whose forms the acting person reads, the highest first, each county with its townships."""
    if by.is_administrator:
        return []
    together = campaigns_together(by, campaign)
    found: list[Division] = []
    if len(together) > 1:
        codes = {one.area_code[:digits] for one in together for digits in (2, 4)}
        wanted = [code for code in codes if by.answers_for(code)]
        names = {
            one.code: one.short_name or one.name
            for one in Unit.objects.filter(code__in=wanted, is_practice=campaign.is_practice)
        }
        found += [Division(code, names.get(code, code), len(code) // 2 - 1) for code in sorted(wanted)]
    base = 2 if found else 0
    for one in together:
        for unit in units_with_rows(one):
            if by.answers_for(unit.code):
                found.append(Division(unit.code, unit.name, base + (len(unit.code) > COUNTY_DIGITS)))
    return found


def campaigns_of(by: Acting, campaign: Campaign, unit: str) -> tuple[Campaign, ...]:
    """Return the campaigns that are counted for a unit: one for a county or township, all of them for a city."""
    together = campaigns_together(by, campaign)
    return tuple(
        one for one in together if one.area_code.startswith(unit) or unit.startswith(one.area_code)
    ) or (campaign,)  # fmt: skip


def batches_of(campaigns: Sequence[Campaign]) -> list[tuple[str, str]]:
    """Return the batches of campaigns by their key with what people call them, in the order in which they came."""
    keys = set(Tally.objects.filter(campaign__in=campaigns).order_by().values_list("batch", flat=True).distinct())
    discs = Arrival.objects.filter(campaign__in=campaigns).order_by("begun_at")
    found = [(str(one.pk), one.name) for one in discs if str(one.pk) in keys]
    return found + [(one.value, str(one.label)) for one in Source if one.value in keys]


def recounts_of(campaign: Campaign) -> list[Recount]:
    """Return the last recounts of a campaign, the newest first."""
    return list(Recount.objects.filter(campaign=campaign).select_related("asked_by")[:_RECOUNTS])


def last_recount(campaigns: Sequence[Campaign]) -> Recount | None:
    """Return the recount that says most about campaigns: one that differs, else the last; None before the first."""
    done = [
        Recount.objects.filter(campaign=one, done_at__isnull=False).order_by("-done_at").first() for one in campaigns
    ]
    found = [one for one in done if one is not None]
    if len(found) < len(campaigns):
        return None
    return min(found, key=lambda one: (one.agrees, one.done_at))


def refills_of(campaign: Campaign) -> QuerySet[Refill]:
    """Return the days of a campaign that were filled or are being filled, the latest first."""
    return Refill.objects.filter(campaign=campaign)


def job_of(key: UUID | None) -> Job | None:
    """Return a job by its key."""
    return Job.objects.filter(pk=key).first() if key else None
