"""The campaign a reader works in: named by the address, else chosen last, else the latest that runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.workflow.campaigns.queries import campaign_for, default_campaign

_KEY = "campaign"


def campaign_of(request: HttpRequest) -> Any:
    """Return the campaign; None where the address names none of theirs, or where there is none at all.

    One that the address names is remembered for the session. A request asks once.
    """
    if not hasattr(request, "campaign"):
        request.campaign = _chosen(request)  # type: ignore[attr-defined]
    return request.campaign  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Any:
    named = request.GET.get("campaign", "")
    if named:
        found = _found(request, named)
        if found is not None and request.session.get(_KEY) != str(found.pk):
            request.session[_KEY] = str(found.pk)
        return found
    remembered = request.session.get(_KEY)
    return (_found(request, remembered) if remembered else None) or default_campaign(by(request))


def _found(request: HttpRequest, key: str) -> Any:
    try:
        return campaign_for(by(request), UUID(key))
    except (TubanError, ValueError):
        return None
