"""What a day has of submissions: those that wait for one's unit."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.policies import EXAMINERS
from tuban.workflow.submission.queries import count_waiting


def heaps_of_submission(acting: Acting) -> list[dict[str, Any]]:
    """Return the heap of submissions that the acting person examines; none where nothing waits."""
    count = count_waiting(acting) if acting.role in EXAMINERS else 0
    return [
        {
            "title": _("Examine submissions"), "why": _("sent up to your unit"), "count": count,
            "url": reverse("web:submission_units"), "late": False,
        }
    ] if count else []  # fmt: skip
