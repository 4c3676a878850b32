"""What the ledger is asked for, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.workflow.rectification.policies import is_of_township
from tuban.workflow.rectification.queries.ledger import Asked, Stand

STANDS = {
    Stand.UNSET: _("No way set"), Stand.OPEN: _("In work"), Stand.DECLARED: _("Declared done"),
    Stand.INSPECTED: _("Accepted on site"), Stand.DONE: _("Done"),
}  # fmt: skip
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """A filter of the ledger and where its page begins, read from an address and written into one."""

    filter: Asked
    after: UUID | None = None

    def query(self, **changed: Any) -> str:
        """Return the query of an address with some parts changed; the place is given up unless it is said."""
        asked = self.filter
        values = {
            "unit": asked.unit, "way": asked.way, "stand": asked.stand, "late": "1" if asked.is_late else "",
            "mine": "1" if asked.is_mine else "0", "holder": asked.holder or "", "q": asked.text, "after": "",
        }  # fmt: skip
        return f"?{urlencode({name: str(value) for name, value in (values | changed).items() if value})}"


def asked_of(request: HttpRequest, query: QueryDict | None = None) -> LedgerAsked | None:
    """Return what an address asks for; None where there is no campaign. A township begins with what it holds."""
    campaign = campaign_of(request)
    if campaign is None:
        return None
    told = request.GET if query is None else query
    mine = told.get("mine", "1" if is_of_township(by(request)) and not told else "0")
    unit = told.get("unit", "")[:12]
    found = Asked(
        campaign, unit if unit.isascii() and unit.isdecimal() else "", told.get("way", "")[:40],
        told.get("stand", "") if told.get("stand", "") in list(Stand) else "", told.get("late") == "1", mine == "1",
        uuid_of(told.get("holder", "")), told.get("q", "").strip()[:_LONGEST],
    )  # fmt: skip
    return LedgerAsked(found, uuid_of(told.get("after", "")))
