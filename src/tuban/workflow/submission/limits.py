"""Within which time each level reports to the next: the day by which a campaign is expected at every level of its way,
which of them holds it now, and who is late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.utils import timezone

from tuban.rules.strict_yaml import LawbookFault, read_mapping
from tuban.rules.working_days import CalendarYearUnknown, calendar_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level
from tuban.workflow.submission.models import Station, Submission
from tuban.workflow.submission.receiving import RECEIVING, units_above
from tuban.workflow.submission.words import Outcome, State

FILE = "submission.yaml"
CAMPAIGN_END, CAME = "campaign_end", "came"


class LimitsUnsound(LawbookFault):
    """{where}: the limits begin with the county, from the end of the campaign; all others run from when it came."""

    code = "lawbook.submission_limits_unsound"


@dataclass(frozen=True, slots=True)
class Limit:
    """Within how many working days a level reports to the next, and what the lawbook calls that."""

    level: str
    title: str
    working_days: int


@dataclass(frozen=True, slots=True)
class LimitLaw:
    """The limits from the county up, within how many working days what is returned comes again, and how many before its
    day a level is reminded."""

    limits: tuple[Limit, ...]
    correction_days: int
    remind_days: int

    def of(self, level: str) -> Limit | None:
        """Return the limit of a level; None where the lawbook sets none."""
        return next((one for one in self.limits if one.level == level), None)


@cache
def limit_law() -> LimitLaw:
    """Return it, read once in each process. Raises LawbookFault."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(required=("cites", "remind_days", "correction_days", "levels"))
    limits, begins = [], []
    for one in node.sequence("levels"):
        one.only(required=("level", "title", "from", "working_days", "cites"))
        begins.append(one.text("from"))
        limits.append(Limit(one.text("level"), one.text("title"), one.integer("working_days")))
    levels = [one.level for one in limits]
    if levels != [Level.COUNTY, *RECEIVING] or begins != [CAMPAIGN_END, *[CAME] * len(RECEIVING)]:
        raise LimitsUnsound(where=node.where("levels"))
    return LimitLaw(tuple(limits), node.integer("correction_days"), node.integer("remind_days"))


@dataclass(frozen=True, slots=True)
class Leg:
    """A level of the way: who it is, by when it is expected to have reported, when it did, and whether it lies there
    now. ``due_on`` is None where nobody can know it: no last day of the campaign, or no calendar of that year."""

    limit: Limit
    unit: Unit
    due_on: date | None
    done_on: date | None = None
    holds: bool = False
    is_again: bool = False

    @property
    def waits_for_end(self) -> bool:
        """Whether its day follows from the last day of the campaign alone."""
        return self.limit.level == Level.COUNTY and not self.is_again

    def is_late(self, today: date) -> bool:
        """Whether it reported after its day, or holds it past its day."""
        if self.due_on is None or not (self.done_on or self.holds):
            return False
        return (self.done_on or today) > self.due_on

    def days_late(self, today: date) -> int:
        """Return by how many days it is or was late."""
        return ((self.done_on or today) - self.due_on).days if self.due_on is not None and self.is_late(today) else 0


def way_of(campaign: Campaign, county: Unit | None = None, sent: Submission | None = None) -> list[Leg]:
    """Return every level of the way of a campaign, from its county up; empty where this office has no such county.

    ``county`` and ``sent`` (the newest submission) may be given by who knows them.
    """
    county = county or _county(campaign)
    if county is None:
        return []
    sent = sent or Submission.objects.filter(campaign=campaign).order_by("-sent_at").first()
    return list(_legs(campaign, county, sent))


def holding(legs: list[Leg]) -> Leg | None:
    """Return the level that has to report now; None where all have."""
    return next((one for one in legs if one.holds), None)


def is_near(leg: Leg, campaign: Campaign, today: date) -> bool:
    """Whether the day of a level is so near that it is reminded."""
    if leg.due_on is None or today > leg.due_on:
        return False
    last = _counting(campaign)(today, limit_law().remind_days)
    return last is not None and leg.due_on <= last


def station_due(station: Station, campaign: Campaign) -> date | None:
    """Return the day by which the unit that a submission lies before is expected to decide; None where nobody knows."""
    limit = limit_law().of(station.unit.level) if station.unit is not None else None
    return _counting(campaign)(_day(station.came_at), limit.working_days) if limit is not None else None


def correction_due(station: Station, campaign: Campaign) -> date | None:
    """Return the day by which what a station returned or reopened is to come again; None where nobody knows."""
    if station.decided_at is None:
        return None
    return _counting(campaign)(_day(station.decided_at), limit_law().correction_days)


def _county(campaign: Campaign) -> Unit | None:
    rows = Unit.objects.filter(code=campaign.area_code, level=Level.COUNTY, is_practice=campaign.is_practice)
    return rows.first()


def _legs(campaign: Campaign, county: Unit, sent: Submission | None) -> Iterator[Leg]:
    law, count = limit_law(), _counting(campaign)
    stations = list(sent.stations.select_related("unit").order_by("came_at", "pk")) if sent is not None else []
    back = next((one for one in reversed(stations) if one.outcome in (Outcome.RETURNED, Outcome.REOPENED)), None)
    is_back = sent is not None and sent.state in (State.RETURNED, State.REOPENED)
    own = _of_county(campaign, county, sent, back if is_back else _earlier_return(campaign, sent))
    yield own
    due, last = own.due_on, {} if is_back else {one.unit_id: one for one in stations}
    for unit in units_above(county):
        limit = law.of(unit.level)
        if limit is None:
            continue
        station = last.get(unit.pk)
        if station is not None:
            due = station_due(station, campaign)
        elif due is not None:
            due = count(due, limit.working_days)
        yield Leg(limit, unit, due, _done(station), holds=station is not None and station.outcome == Outcome.WAITING)
        due = _done(station) or due


def _of_county(campaign: Campaign, county: Unit, sent: Submission | None, back: Station | None) -> Leg:
    """Return the county's own: due at the end of the campaign, or so many days after what came back."""
    due = campaign.ends
    if back is not None:
        due = correction_due(back, campaign)
    is_open = sent is None or sent.state in (State.RETURNED, State.REOPENED)
    done = None if is_open or sent is None else _day(sent.sent_at)
    return Leg(limit_law().limits[0], county, due, done, holds=is_open, is_again=back is not None)


def _earlier_return(campaign: Campaign, sent: Submission | None) -> Station | None:
    """Return what made the submission under way a correction: the last return of the one before."""
    if sent is None:
        return None
    rows = Station.objects.filter(submission__campaign=campaign, submission__sent_at__lt=sent.sent_at)
    return rows.filter(outcome__in=(Outcome.RETURNED, Outcome.REOPENED)).order_by("-decided_at").first()


def _done(station: Station | None) -> date | None:
    if station is None or station.outcome == Outcome.WAITING or station.decided_at is None:
        return None
    return _day(station.decided_at)


def _counting(campaign: Campaign) -> Callable[[date, int], date | None]:
    """Return how working days are counted for a campaign; None where no calendar of the year is known."""
    calendar = calendar_of(rulebook_of(campaign))

    def count(since: date, working_days: int) -> date | None:
        try:
            return calendar.last_day(since, working_days)
        except CalendarYearUnknown:
            return None

    return count


def _day(at: datetime) -> date:
    return timezone.localdate(at)
