"""The jobs of the messages."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.values.language import gettext as _
from tuban.workflow.messages.delivering import DELIVER, deliver_due


@work(DELIVER)
def deliver_job(run: Run) -> dict[str, Any]:
    """Send what is due, portion by portion."""
    total = {"sent": 0, "waiting": 0, "given_up": 0}
    while any((counts := deliver_due()).values()):
        total = {name: total[name] + count for name, count in counts.items()}
        run.progress(_("Sending messages out"), sum(total.values()), 0)
    return total
