"""Lets the tasks of departments be late, as if days had passed: ``python -m tests.journeys.lateness DAYS``.

Then does the work of the day, as the workers do every morning.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from tuban.site.opening import open_office


def be_late(days: int) -> int:
    """Move the last day of every open task so that it passed so many days ago; returns how many people were told."""
    from django.utils import timezone

    from tuban.jobs.daily import do_now
    from tuban.workflow.cooperation.models import Task
    from tuban.workflow.cooperation.tasks import REMIND

    today = timezone.localdate()
    Task.objects.filter(state=Task.State.OPEN).update(
        started_on=today - timedelta(days=days + 30), due_on=today - timedelta(days=days)
    )
    return int(do_now(REMIND, today).outcome["told"])


if __name__ == "__main__":
    open_office()
    print(be_late(int(sys.argv[1])))
