"""A report as its pages show it: the table of sums, the parcels, what is otherwise than before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuban.web.rectification.asking import STANDS
from tuban.workflow.rectification.queries.ledger import Stand
from tuban.workflow.reporting.counting import Difference, Parcel, Sums
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.standing import State

STATES = {
    State.IN_TIME: (_("in time"), "good"), State.LATE: (_("came late"), "late"), State.EMPTY: (_("empty"), "quiet"),
    State.MISSING: (_("not reported"), "late"), State.WAITING: (_("still to come"), "quiet"),
}  # fmt: skip
DIFFERENCES = {
    "came": _("came in"), "gone": _("went out"), "done": _("put right"), "otherwise": _("changed"),
}  # fmt: skip


def heads() -> list[str]:
    """Return the titles of the groups of the table, in its order."""
    return list(reporting_law().titles.values())


def cells(sums: Sums) -> list[dict[str, Any]]:
    """Return the cells of a row of the table with the head that they stand under."""
    words = {"plots": _("plots"), "area_mu": _("area (mu)"), "cultivated_mu": _("cultivated (mu)")}
    return [
        {"value": sums.get(name, {}).get(measure, "0"), "head": f"{title} · {words[measure]}", "is_first": not place}
        for name, title in reporting_law().titles.items()
        for place, measure in enumerate(words)
    ]


def parcel(one: Parcel) -> dict[str, Any]:
    """Return a parcel as a line."""
    titles = reporting_law().titles
    return {
        **one, "url": reverse("web:patch_rectification", args=[one["key"]]), "is_done": bool(one["kind"]),
        "kind": titles[one["kind"]] if one["kind"] else STANDS[Stand(one["stand"])], "ways": "、".join(one["titles"]),
    }  # fmt: skip


def difference(one: Difference) -> dict[str, Any]:
    """Return what is otherwise as a line."""
    return {"words": DIFFERENCES[one.kind], "number": one.parcel["number"], "place": one.parcel["place"],
            "url": reverse("web:patch_rectification", args=[one.parcel["key"]])}  # fmt: skip


def mark(standing: Any) -> dict[str, Any]:
    """Return how a report stands as a mark of the board."""
    words, look = STATES[standing.state]
    return {
        "day": standing.day, "words": words, "look": look, "state": standing.state.value, "editions": standing.editions,
        "url": reverse("web:report_daily", args=[standing.unit.pk, standing.day.isoformat()]),
        "at": standing.report.at if standing.report else None, "by": standing.report.by.name if standing.report else "",
    }  # fmt: skip


def sums_by_unit(reports: Iterable[Any]) -> list[tuple[str, Sums]]:
    """Return the units of reports with their sums."""
    return [(one.unit.short_name or one.unit.name, one.sums) for one in reports]


def day_of(text: str) -> date | None:
    """Return the day of an address; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
