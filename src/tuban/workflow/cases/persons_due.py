"""Until when a receiving organ is to reply about a person."""

from __future__ import annotations

from datetime import date

from tuban.rules.limits import due, limit_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import CalendarYearUnknown
from tuban.workflow.cases.law import calendar
from tuban.workflow.cases.models import Measure

_LIMIT = "limits/cooperation/persons"


def reply_due(measure: Measure, law: Rulebook, region: str) -> date | None:
    """Return the last day for a reply; None where nobody can tell."""
    try:
        limit = limit_of(law, _LIMIT, on=measure.sent_on, region=region)
        return due(limit, measure.sent_on, calendar(law)).last_day
    except CalendarYearUnknown:
        return None
