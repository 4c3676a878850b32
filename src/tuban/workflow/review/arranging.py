"""How the review of a campaign is arranged, and when something is due."""

from __future__ import annotations

from datetime import date

from tuban.rules.working_days import calendar_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.review.models import Arrangement


def arrangement_of(campaign: Campaign) -> Arrangement:
    """Return what the organisers chose for a campaign, else what holds where nobody chose; writes nothing."""
    return Arrangement.objects.filter(campaign=campaign).first() or Arrangement(campaign=campaign)


def days_of(arranged: Arrangement, duty: str) -> int:
    """Return how many working days a department has for its opinion."""
    return int(arranged.days.get(duty, arranged.opinion_days))


def due_day(campaign: Campaign, asked_on: date, duty: str = "") -> date:
    """Return the working day until which an opinion of a department is due that is asked for on a day; raises
    CalendarYearUnknown."""
    days = days_of(arrangement_of(campaign), duty)
    return calendar_of(rulebook_of(campaign)).last_day(asked_on, days)
