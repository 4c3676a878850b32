"""What a list is asked for, as it stands in the address: every filter, the order and the place are in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.queries.lists import Assigned, Filter, Order
from tuban.workflow.patches.states import Fate, Source, State

_WORDS = ("finding", "proposed", "list", "township", "survey_comparison")
_FLAGS = {
    "missing": "is_missing_facts", "problems": "has_problems", "conflicts": "has_conflicts", "overdue": "is_overdue",
}  # fmt: skip
_AREAS = ("area_from", "area_to")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter, its order and where the page begins, read from an address and written into one."""

    filter: Filter
    order: Order = Order.NUMBER
    after: str = ""

    def query(self, **changed: Any) -> str:
        """Return the query of an address with some parts changed; the place in the list is given up unless said."""
        values = self.values() | {name: value for name, value in changed.items() if name != "after"}
        values["after"] = changed.get("after", "")
        kept = {name: str(value) for name, value in values.items() if value not in ("", None, False)}
        return f"?{urlencode(kept)}" if kept else "?"

    def values(self) -> dict[str, Any]:
        """Return everything that differs from an empty list, by its name in the address."""
        asked = self.filter
        return {
            "q": asked.text,
            "campaign": asked.campaign or "",
            "state": asked.state,
            "source": asked.source,
            "decided": asked.decided,
            **{name: getattr(asked, name) for name in _WORDS},
            **{name: "1" if getattr(asked, field) else "" for name, field in _FLAGS.items()},
            **{name: "" if getattr(asked, name) is None else getattr(asked, name) for name in _AREAS},
            "assigned": asked.assigned.value,
            "fate": "" if asked.fate == Fate.ACTIVE else asked.fate,
            "order": "" if self.order is Order.NUMBER else self.order.value,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the campaign and the order is asked for."""
        return any(value for name, value in self.values().items() if name not in ("order", "campaign"))


def asked_in(query: QueryDict, campaign: UUID | None) -> Asked:
    """Return what an address asks for; what makes no sense in it asks for nothing."""
    words: dict[str, Any] = {name: query.get(name, "")[:_LONGEST] for name in _WORDS}
    flags: dict[str, Any] = {field: query.get(name) == "1" for name, field in _FLAGS.items()}
    areas: dict[str, Any] = {name: _area(query.get(name, "")) for name in _AREAS}
    return Asked(
        filter=Filter(
            campaign=campaign,
            state=_one_of(query.get("state", ""), State.values),
            source=_one_of(query.get("source", ""), Source.values),
            decided=_one_of(query.get("decided", ""), Decided.values),
            assigned=Assigned(_one_of(query.get("assigned", ""), [one.value for one in Assigned])),
            text=query.get("q", "").strip()[:_LONGEST],
            fate=_one_of(query.get("fate", ""), Fate.values) or Fate.ACTIVE,
            **words,
            **flags,
            **areas,
        ),
        order=Order(_one_of(query.get("order", ""), [one.value for one in Order]) or Order.NUMBER),
        after=query.get("after", "")[:400],
    )


def _one_of(value: str, known: list[str]) -> str:
    return value if value in known else ""


def _area(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
