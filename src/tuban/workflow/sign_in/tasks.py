"""Work of every day about signing in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.workflow.sign_in.failures import tell_counts

COUNTS = "sign_in.tell_counts"
_TRIES_KEPT = timedelta(days=2)


def register() -> None:
    """Make it work of every day."""
    daily(COUNTS, gettext_lazy("Counts of failed sign-ins"))(counts_job)


def counts_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell the audit how often each failed in the hours that nobody failed after; forget the tries that the lock-out
    looked at, which hold whatever was typed as a name."""
    del run, day
    before = timezone.now() - _TRIES_KEPT
    for tries in (AccessAttempt, AccessFailureLog):
        tries.objects.filter(attempt_time__lt=before).delete()
    return {"lines": tell_counts()}
