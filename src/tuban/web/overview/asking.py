"""What an address asks of the overview: which division, year, cadence and order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from tuban.web.acting import by
from tuban.workflow.overview.queries import Overview, overview_of
from tuban.workflow.overview.rolling import ORDERS

FIRST = "after"


@dataclass(frozen=True)
class Asked:
    """The overview, the order of its rows, and whether it begins at the other end."""

    overview: Overview
    order: str
    is_turned: bool

    def query(self, **other: Any) -> str:
        """Return the query of an address that asks the same but for ``other``."""
        told = {
            "unit": self.overview.code, "year": self.overview.year, "cadence": self.overview.cadence,
            "order": "" if self.order == FIRST else self.order, "turned": "1" if self.is_turned else "", **other,
        }  # fmt: skip
        return urlencode({name: value for name, value in told.items() if value != "" or name == "unit"})


def asked_of(request: HttpRequest) -> Asked | None:
    """Return what an address asks; None where there is nothing to show. Raises Http404 for a division of others."""
    told = request.GET
    year = told.get("year", "")
    found = overview_of(
        by(request), told.get("unit"), int(year) if year.isascii() and year.isdecimal() and len(year) < 5 else 0,
        told.get("cadence", "")[:8],
    )  # fmt: skip
    if found is None:
        if told.get("unit"):
            raise Http404
        return None
    order = told.get("order", "")
    return Asked(found, order if order in ORDERS else FIRST, told.get("turned") == "1")
