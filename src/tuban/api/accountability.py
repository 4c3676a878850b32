"""Accountability: the ratio of every unit, by day, what rectification would change, lists set down, whereabouts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.rules.ratio import percent
from tuban.rules.whatif import in_mu
from tuban.workflow.accountability.actions import keep_list
from tuban.workflow.accountability.applications import applications
from tuban.workflow.accountability.days import days_of
from tuban.workflow.accountability.lists import rows_of
from tuban.workflow.accountability.planning import Candidate, Plan, plan_of
from tuban.workflow.accountability.queries import kept_lists_of
from tuban.workflow.accountability.standings import Standing, standing_of, standings
from tuban.workflow.accountability.whereabouts import funnel, whereabouts
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["accountability"])
Unit = Annotated[str, Field(pattern=r"^[0-9]{2,12}$", description="Its division code.")]


class CrossedLineOut(Schema):
    """A line of the lawbook: what happens where it is crossed (提醒、约谈、问责)."""

    id: str
    action: str
    operator: str = Field(description="≥ where reaching it is enough, else >.")
    value: str


class UnitRatioOut(Schema):
    """How a unit stands; areas in 亩, shares in per cent, empty where nothing was built."""

    code: str
    name: str
    level: str
    before: str = Field(description="Before deduction.")
    after: str = Field(description="After deduction.")
    unlawful: Decimal
    deducted: Decimal
    construction: Decimal
    taken: int = Field(description="Parts of the denominator that count by a finding.")
    taken_mu: Decimal
    proposed: int = Field(description="Parts of it that count by a proposal only.")
    proposed_mu: Decimal
    undecided: int
    unmeasured: int
    is_publishable: bool = Field(description="Whether every unlawful part has its cultivated area.")
    crossed: CrossedLineOut | None = Field(description="The gravest line that it stands past.")
    lines: list[CrossedLineOut]


class RatioDayOut(Schema):
    """How the ratio stood at the end of a day on which something moved it."""

    day: date
    before: str
    after: str
    unlawful: Decimal
    deducted: Decimal
    construction: Decimal
    taken: int
    changed: int = Field(description="How many parts moved it.")


class PlannedRectificationOut(Schema):
    """The way of an unlawful patch, and what it would give; areas in 亩."""

    patch: UUID
    number: str
    way: str
    gives: Decimal
    restores: Decimal
    last_day: date | None
    before_it: list[str] = Field(description="What must be done before: limits of the case until it is settled.")
    waits_above: bool
    counts: bool
    why_not: str = Field(description="Why it does not count, as a code; empty where it does.")


class SmallestSetOut(Schema):
    """The smallest set of rectifications that brings the unit below a line. ``missing`` is what all together lack."""

    line: CrossedLineOut
    is_crossed: bool
    needed: Decimal | None
    gives: Decimal | None
    restores: Decimal | None
    missing: Decimal | None
    patches: list[UUID]


class PlanOut(Schema):
    """What rectification would change for a unit."""

    before: str
    after: str
    gives: Decimal
    restores: Decimal
    crossed_after: list[str] = Field(description="The lines, by their id, that would be crossed still.")
    last_day: date | None
    rectifications: list[PlannedRectificationOut]
    smallest: list[SmallestSetOut]


class WhereaboutsStepOut(Schema):
    """A step of the way of patches: how many took it, how many wait there and how long, in days."""

    stage: str
    count: int
    mu: Decimal
    waiting: int
    waiting_mu: Decimal
    median_days: int | None
    oldest_days: int | None
    over: int
    passed_over: int


class PossibleOut(Schema):
    """What the lawbook answers of a use."""

    finding: str
    violation_type: str


class UsedOut(Schema):
    """When a use began by its images, when it was applied for and approved, and what may follow from that."""

    patch: UUID
    number: str
    first: date
    last: date
    told: str
    applied: str
    approved: str
    possible: list[PossibleOut]
    found: PossibleOut | None
    differs: bool = Field(description="Whether the images exclude what was found.")


class KeptListOut(Schema):
    """Lists of units past a line as somebody set them down."""

    id: UUID
    area_code: str
    area_name: str
    number: int
    at: datetime
    by_id: UUID
    lawbook_edition: str
    digest: str
    rows: list[dict[str, Any]]
    lines: list[dict[str, Any]]


class Picked(Schema):
    """Which rectifications are ticked."""

    pick: list[UUID] = Field(default_factory=list, max_length=5000)


@router.get(
    "/campaigns/{campaign}/ratios", response={200: list[UnitRatioOut], **PROBLEMS}, summary=_("Ratio of every unit")
)
def ratios(request: HttpRequest, campaign: UUID) -> Any:
    """Return how the units of your areas stand, the highest first."""
    acting = by(request)
    return rows_of(standings(acting, campaign_for(acting, campaign)))


@router.get(
    "/campaigns/{campaign}/ratios/{unit}/days", response={200: list[RatioDayOut], **PROBLEMS},
    summary=_("Ratio of a unit day by day"),
)  # fmt: skip
def ratio_days(request: HttpRequest, campaign: UUID, unit: Unit) -> Any:
    """Return how the ratio of a unit stood at the end of each day that moved it, as it was known then."""
    one = _unit(request, campaign, unit)
    return [
        {
            "day": day.day, "before": percent(day.ratio.before), "after": percent(day.ratio.after),
            "unlawful": day.ratio.numerator.mu, "deducted": day.ratio.deductions.mu,
            "construction": day.ratio.denominator.mu, "taken": day.taken, "changed": len(day.changes),
        }
        for day in days_of(one.campaign, unit, today=timezone.localdate())
    ]  # fmt: skip


@router.get(
    "/campaigns/{campaign}/ratios/{unit}/plan", response={200: PlanOut, **PROBLEMS},
    summary=_("What rectification would change"),
)  # fmt: skip
def plan(request: HttpRequest, campaign: UUID, unit: Unit, asked: Annotated[Picked, Query()]) -> Any:
    """Return what the rectifications ticked would change, the ways of all unlawful patches, and the smallest sets."""
    one = _unit(request, campaign, unit)
    made = plan_of(one, one.campaign, today=timezone.localdate())
    wanted = set(asked.pick)
    outcome = made.outcome({each.patch.pk for each in made.candidates if each.patch.uuid in wanted})
    return {
        "before": percent(outcome.before), "after": percent(outcome.after), "gives": outcome.gives,
        "restores": outcome.restores, "last_day": outcome.last_day,
        "crossed_after": [line.line.id for line in outcome.lines if line.would_be_past],
        "rectifications": [_way(each) for each in made.candidates],
        "smallest": [_smallest(made, line) for line in one.ratio.lines],
    }  # fmt: skip


@router.get(
    "/campaigns/{campaign}/whereabouts", response={200: list[WhereaboutsStepOut], **PROBLEMS},
    summary=_("What became of the patches"),
)  # fmt: skip
def steps(request: HttpRequest, campaign: UUID, township: str = "") -> Any:
    """Return how far patches have come, step by step; of one township where it is named."""
    acting = by(request)
    rows = whereabouts(acting, campaign_for(acting, campaign))
    return funnel([one for one in rows if township in ("", one.township_code)], timezone.localdate())


@router.get(
    "/campaigns/{campaign}/used-before-approval", response={200: list[UsedOut], **PROBLEMS},
    summary=_("Used without or while applying, by the images"),
)  # fmt: skip
def used_before_approval(request: HttpRequest, campaign: UUID) -> Any:
    """Return the patches that were, or by their images may have been, used without or while applying."""
    acting = by(request)
    return [
        {
            "patch": one.patch.uuid, "number": str(one.patch), "first": one.bracket.first, "last": one.bracket.last,
            "told": str(one.bracket.told or ""), "applied": str(one.bracket.applied or ""),
            "approved": str(one.bracket.approved or ""), "possible": list(one.bracket.answers), "found": one.found,
            "differs": one.differs,
        }
        for one in applications(acting, campaign_for(acting, campaign))
    ]  # fmt: skip


@router.get(
    "/campaigns/{campaign}/unit-lists", response={200: list[KeptListOut], **PROBLEMS},
    summary=_("Lists of units past a line, as they were set down"),
)  # fmt: skip
def kept(request: HttpRequest, campaign: UUID) -> Any:
    """Return the lists over a campaign, the newest first."""
    acting = by(request)
    return list(kept_lists_of(acting, campaign_for(acting, campaign))[:200])


@router.post(
    "/campaigns/{campaign}/unit-lists", response={201: KeptListOut, **PROBLEMS},
    summary=_("Set the lists of units past a line down"),
)  # fmt: skip
def keep(request: HttpRequest, campaign: UUID, idempotency_key: Key = None) -> HttpResponse:
    """Set down how the units of your areas stand now, under a digest."""
    acting = by(request, Scope.WRITE)
    row = campaign_for(acting, campaign)
    return done(request, idempotency_key, lambda: KeptListOut.from_orm(keep_list(row, by=acting)), status=201)


def _unit(request: HttpRequest, campaign: UUID, code: str) -> Any:
    acting = by(request)
    found: Standing | None = standing_of(acting, campaign_for(acting, campaign), code)
    if found is None or found.campaign is None:
        raise NotFound(what=_("unit"))
    return found


def _way(each: Candidate) -> dict[str, Any]:
    way = each.way
    return {
        "patch": each.patch.uuid, "number": str(each.patch), "way": way.route, "gives": each.gives,
        "restores": each.restores, "last_day": way.last_day, "before_it": list(way.after),
        "waits_above": way.waits_above, "counts": way.counts, "why_not": way.why,
    }  # fmt: skip


def _smallest(made: Plan, line: Any) -> dict[str, Any]:
    told = {"id": line.id, "action": line.action, "operator": line.operator, "value": percent(line.value)}
    nothing: dict[str, Any] = {"needed": None, "gives": None, "restores": None, "missing": None, "patches": []}
    found = made.smallest(line) if line.crossed else None
    if found is None:
        return {"line": told, "is_crossed": line.crossed is True, **nothing}
    return {
        "line": told, "is_crossed": True, "needed": in_mu(found.needed), "gives": in_mu(found.gives),
        "restores": in_mu(found.restores), "missing": in_mu(found.missing),
        "patches": [each.patch.uuid for each in made.of_keys(way.key for way in found.ways)],
    }  # fmt: skip
