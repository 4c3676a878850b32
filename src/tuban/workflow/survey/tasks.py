"""The job that applies what came from the field."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.values.language import gettext as _
from tuban.workflow.survey.receiving import APPLY


@work(APPLY)
def apply_field_logs(run: Run) -> dict[str, Any]:
    """Apply what waits of every device; what came meanwhile too, until nothing is left that can be applied."""
    from tuban.workflow.survey.applying.work import apply_all

    total = 0
    while done := apply_all(lambda so_far: run.progress(_("Apply what came from the field"), so_far, 0)):
        total += done
    return {"entries": total}
