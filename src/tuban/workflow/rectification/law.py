"""What the lawbook says of the ways of a campaign: which is proposed and why, until when, with which end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.campaign import CampaignContext
from tuban.rules.limits import DueDate, Limit, Suspension, due, limit_of
from tuban.rules.parameters import NotInForce
from tuban.rules.rectification import Rectification, Route, rectification_of
from tuban.rules.working_days import CalendarYear, CalendarYearUnknown, WorkingCalendar, calendar_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.rectification.models import Way
from tuban.workflow.review.models import Finding

TABLE = "handling/rectification_route"
DEMOLISH = "demolish"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way that is proposed, because of what, and what that rests on."""

    way: str
    title: str
    because: str
    cites: tuple[str, ...]


def law_of(campaign: Campaign) -> Rectification:
    """Return what the lawbook of a campaign says of rectification."""
    return rectification_of(rulebook_of(campaign))


def route_of(way: Way) -> Route:
    """Return what the lawbook says of a way."""
    return law_of(way.patch.campaign).route(way.way)


def title_of(campaign: Campaign | None, way: str) -> str:
    """Return what the lawbook calls a way."""
    known = rulebook_of(campaign).codelist("rectification_route").by_value.get(way)
    return known.label if known else way


def end_of(campaign: Campaign) -> date | None:
    """Return the end date of a campaign: its last day for deductions, else the day on which it ends; None where it has
    neither."""
    context = CampaignContext(campaign.year, campaign.area_code)
    try:
        found: date = rulebook_of(campaign).parameter(
            "accountability/cutoff_date", on=context.day, region=campaign.area_code
        ).value  # fmt: skip
    except NotInForce:
        return campaign.ends
    return found


def proposals_of(finding: Finding) -> tuple[Proposal, ...]:
    """Return the ways that the lawbook proposes upon a finding; none where facts are missing for it."""
    campaign = finding.patch.campaign
    law = law_of(campaign)
    main = finding.decided.get("rectification_route")
    if not isinstance(main, str) or main not in law.routes:
        return ()
    decided: dict[str, Any] = next((one for one in finding.judgement.get("decisions", ()) if one["table"] == TABLE), {})
    route = law.route(main)
    told = Proposal(main, route.title, str(decided.get("because", "")), tuple(decided.get("cites", route.cites)))
    others = (law.route(one) for one in route.together_with)
    return (told, *(Proposal(one.value, one.title, told.because, route.cites) for one in others))


def why_none(finding: Finding) -> str:
    """Say why nothing is proposed upon a finding; empty where something is."""
    if proposals_of(finding):
        return ""
    decided = next((one for one in finding.judgement.get("decisions", ()) if one["table"] == TABLE), None)
    because = str(decided.get("because", "")) if decided else ""
    return because or _("The facts do not say yet which way is open.")


def end_proposal(campaign: Campaign, ways: Iterable[Way], *, on: date | None = None) -> Proposal | None:
    """Return what is proposed once the campaign's end date has passed and nothing lawful came: demolition, unless a way
    waits for approval above the county, or is demolition already."""
    end = end_of(campaign)
    law = law_of(campaign)
    standing = [one for one in ways if one.state != Way.State.WITHDRAWN]
    if end is None or (on or timezone.localdate()) <= end or not standing:
        return None
    is_spared = any(
        one.state in (Way.State.INSPECTED, Way.State.SIGNED) or one.way == law.at_the_end.route
        or law.route(one.way).waits_above for one in standing
    )  # fmt: skip
    if is_spared:
        return None
    told = law.at_the_end
    return Proposal(told.route, law.route(told.route).title, told.because, told.cites)


def limit_for(campaign: Campaign, way: str, *, on: date) -> Limit:
    """Return the limit of a way in force on the day on which it is set."""
    return limit_of(rulebook_of(campaign), law_of(campaign).route(way).limit, on=on, region=campaign.area_code)


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit with its last day; ``unknown_years`` are those whose holidays nobody knows yet: their weekdays were
    counted, and the last day may still move."""

    limit: Limit
    due: DueDate
    unknown_years: tuple[int, ...] = ()


def counted(way: Way) -> Counted:
    """Count until when a way has to be done: by the lawbook or by the day that a person set, without what lawfully does
    not count."""
    campaign = way.patch.campaign
    limit = (
        limit_for(campaign, way.way, on=way.set_on)
        if way.fixed_on is None
        else Limit((way.fixed_on - way.set_on).days, "day", way.because_fixed)
    )
    spans = [Suspension(one.since, one.until, one.reason) for one in way.suspensions.all()]
    found, unknown = with_calendar(campaign, lambda calendar: due(limit, way.set_on, calendar, suspensions=spans))
    return Counted(limit, found, unknown)


def with_calendar(campaign: Campaign, count: Callable[[WorkingCalendar], Answer]) -> tuple[Answer, tuple[int, ...]]:
    """Count by the working calendar of a campaign; a year whose holidays nobody knows yet counts its weekdays, and is
    told."""
    calendar = calendar_of(rulebook_of(campaign))
    unknown: list[int] = []
    while True:
        try:
            return count(calendar), tuple(unknown)
        except CalendarYearUnknown as error:
            year = int(str(error.about["year"]))
            if year in unknown:
                raise
            unknown.append(year)
            weekdays = CalendarYear(year, frozenset(), frozenset())
            calendar = WorkingCalendar({**calendar.years, year: weekdays})
