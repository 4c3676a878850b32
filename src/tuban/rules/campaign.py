"""The campaign in which something is judged: it fixes which edition of each value applies, never “today”."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuban.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class CampaignContext:
    """The year that is inspected, the division that inspects, and the day of the decision where one was made."""

    year: int
    region_code: str
    decided_on: date | None = None

    @property
    def day(self) -> date:
        """The day that picks what is dated by the campaign: the last day of the year inspected."""
        return date(self.year, 12, 31)

    def day_for(self, dated_by: str, act: PartialDate | None) -> date:
        """Return the day that picks an edition: of the act where it is known, of the campaign, or of the decision.

        An act that nobody dated is taken to be of the campaign's year; one that only its month or year tells, to
        be of the last day it may mean.
        """
        if dated_by == "act" and act is not None:
            return act.latest
        if dated_by == "decision" and self.decided_on is not None:
            return self.decided_on
        return self.day
