"""What the board is asked for, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.review.opinions.board import BoardFilter, Queue
from tuban.workflow.review.opinions.policies import duty_of

TITLES = {
    Queue.MINE: _("Waits for my department"),
    Queue.UNASKED: _("Not asked yet"),
    Queue.WAITING: _("Asked"),
    Queue.LATE: _("Late"),
    Queue.DISAGREEING: _("Disagreeing"),
    Queue.OPEN: _("Something is missing"),
    Queue.READY: _("Ready to be found"),
    Queue.SETTLED: _("Finding taken"),
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class BoardAsked:
    """A filter of the board and where its page begins, read from an address and written into one."""

    filter: BoardFilter
    after: str = ""

    def query(self, **changed: Any) -> str:
        """Return the query of an address with some parts changed; the place is given up unless it is said."""
        values = {
            "queue": self.filter.queue.value,
            "township": self.filter.township,
            "q": self.filter.text,
            "after": "",
        }
        kept = {name: str(value) for name, value in (values | changed).items() if value}
        return f"?{urlencode(kept)}"


def asked_of(request: HttpRequest, query: QueryDict | None = None) -> BoardAsked | None:
    """Return what an address asks for; None where there is no campaign."""
    campaign = campaign_of(request)
    if campaign is None:
        return None
    told = request.GET if query is None else query
    queue = told.get("queue", "")
    township = told.get("township", "")[:12]
    chosen = Queue(queue) if queue in list(Queue) else first_queue(by(request))
    found = BoardFilter(
        campaign, chosen, township if township.isascii() and township.isdecimal() else "",
        told.get("q", "").strip()[:_LONGEST],
    )  # fmt: skip
    return BoardAsked(found, told.get("after", "")[:120])


def first_queue(acting: Acting) -> Queue:
    """Return the queue that a person begins with: what their department owes, else what the chair decides."""
    return Queue.MINE if duty_of(acting) is not None else Queue.DISAGREEING


def queues_of(acting: Acting) -> list[Queue]:
    """Return the queues that a person sees; who speaks for no department owes nothing."""
    return [one for one in Queue if one is not Queue.MINE or duty_of(acting) is not None]
