"""What the desk is asked for, as it stands in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.workflow.review.reading.queues import Queue

_LONGEST = 40
NAMES = ("township", "list", "mine", "doubt")


def queue_in(query: QueryDict) -> Queue:
    """Return the queue that an address asks for."""
    return Queue(
        township=query.get("township", "")[:_LONGEST],
        list=query.get("list", "")[:_LONGEST],
        is_mine=query.get("mine") == "1",
        is_doubt=query.get("doubt") == "1",
    )


def query_of(asked: Queue, campaign: Any, **changed: str) -> str:
    """Return the query of an address with some parts changed."""
    values = {
        "campaign": str(campaign.pk) if campaign else "",
        "township": asked.township,
        "list": asked.list,
        "mine": "1" if asked.is_mine else "",
        "doubt": "1" if asked.is_doubt else "",
        **changed,
    }
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def asked_by(request: HttpRequest) -> tuple[Any, Any, Queue]:
    """Return the acting person, the campaign and the queue of a request."""
    return by(request), campaign_of(request), queue_in(request.GET)
