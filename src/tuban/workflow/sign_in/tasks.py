"""Work of every day about signing in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.workflow.sign_in.failures import tell_counts

COUNTS = "sign_in.tell_counts"


def register() -> None:
    """Make it work of every day."""
    daily(COUNTS, gettext_lazy("Counts of failed sign-ins"))(counts_job)


def counts_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell the audit how often each failed in the hours that nobody failed after."""
    del run, day
    return {"lines": tell_counts()}
