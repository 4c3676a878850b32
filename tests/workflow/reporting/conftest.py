"""A patch found unlawful in a township that owes a report every working day from 23 September 2024 on."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.utils import timezone
from tests.workflow.rectification.conftest import found, measured_disc, office

from tuban.workflow.reporting import actions
from tuban.workflow.reporting.models import Schedule

__all__ = ["clock", "found", "measured_disc", "office", "schedule"]
MONDAY, FRIDAY = date(2024, 9, 23), date(2024, 9, 27)


@pytest.fixture
def clock(monkeypatch):
    """A function that sets the time of the office."""

    def at(day: date, hour: int = 16) -> datetime:
        told = timezone.make_aware(datetime.combine(day, time(hour)))
        monkeypatch.setattr("tuban.workflow.reporting.actions.timezone.now", lambda: told)
        return told

    return at


@pytest.fixture
def schedule(found) -> Schedule:
    given = {"daily_by": time(17, 30), "weekly_day": 5, "weekly_by": time(16)}
    return actions.set_schedule(found.campaign, by=found.organiser, since=MONDAY, until=date(2024, 10, 12), **given)
