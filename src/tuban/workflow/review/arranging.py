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


def due_day(campaign: Campaign, asked_on: date) -> date:
    """Return the working day until which an opinion is due that is asked for on a day; raises CalendarYearUnknown."""
    days = arrangement_of(campaign).opinion_days
    return calendar_of(rulebook_of(campaign)).last_day(asked_on, days)
