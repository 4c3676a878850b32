"""The campaign a reader works in: named by the address, else chosen last, else the latest that runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.workflow.campaigns.queries import campaign_for, campaign_seen, default_campaign

ALL = "all"
"""What an address names that means every campaign at once: no page but the map shows them so."""

_KEY = "campaign"


def campaign_of(request: HttpRequest) -> Any:
    """Return the campaign; None where the address names none of theirs, or where there is none at all.

    One that the address names is remembered for the session. A request asks once.
    """
    if not hasattr(request, "campaign"):
        request.campaign = _chosen(request)  # type: ignore[attr-defined]
    return request.campaign  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Any:
    if request.GET.get("campaign", "") not in ("", ALL):
        return named_campaign(request)
    remembered = request.session.get(_KEY)
    kept = campaign_seen(by(request), UUID(remembered)) if remembered else None
    return kept or default_campaign(by(request))


def named_campaign(request: HttpRequest) -> Any:
    """Return the campaign that the address names, and remember it for the session; None where it is none of theirs."""
    found = _found(request, request.GET.get("campaign", ""))
    if found is not None and request.session.get(_KEY) != str(found.pk):
        request.session[_KEY] = str(found.pk)
    return found


def _found(request: HttpRequest, key: str) -> Any:
    try:
        return campaign_for(by(request), UUID(key))
    except (TubanError, ValueError):
        return None
