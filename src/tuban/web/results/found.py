"""Finds what an address names, for who may see it. Whoever guesses gets nothing, and the audit is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from tuban.web.acting import by
from tuban.web.found import found_or_404
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.results.queries import ResultNotFound, result_for


def campaign_found(request: HttpRequest, key: UUID) -> Any:
    """Return a campaign; raises Http404."""
    return found_or_404(request, campaigns_seen_by(by(request)), key)


def result_found(request: HttpRequest, key: UUID) -> Any:
    """Return a result; raises Http404."""
    try:
        return result_for(by(request), key)
    except ResultNotFound:
        raise Http404 from None
