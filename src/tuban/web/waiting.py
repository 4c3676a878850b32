"""How much waits for the signature of a reader: the rail tells it on every page, and some pages too."""

from __future__ import annotations

from django.http import HttpRequest

from tuban.web.acting import by
from tuban.workflow.signoff.queries.waiting import count_waiting


def waiting_for_signature(request: HttpRequest) -> int:
    """Return how many documents wait for the acting person; a request asks once."""
    if not hasattr(request, "waiting_for_signature"):
        request.waiting_for_signature = count_waiting(by(request))  # type: ignore[attr-defined]
    return request.waiting_for_signature  # type: ignore[attr-defined, no-any-return]
