"""A report as its pages show it: the table of sums, the parcels, what is otherwise than before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.web.deeds import control
from tuban.web.rectification.asking import STANDS
from tuban.workflow.evidence.media import SHOWN_INLINE
from tuban.workflow.rectification.queries.ledger import Stand
from tuban.workflow.reporting import policies
from tuban.workflow.reporting.counting import Difference, Parcel, Sums
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.standing import State
from tuban.workflow.reporting.weeks import Stage, Week

STATES = {
    State.IN_TIME: (_("in time"), "good"), State.LATE: (_("came late"), "late"), State.EMPTY: (_("empty"), "quiet"),
    State.MISSING: (_("not reported"), "late"), State.WAITING: (_("still to come"), "quiet"),
}  # fmt: skip
DIFFERENCES = {
    "came": _("came in"), "gone": _("went out"), "done": _("put right"), "otherwise": _("changed"),
}  # fmt: skip


def schedule_control(acting: Any, campaign: Any, *, primary: bool) -> dict[str, Any]:
    """Return the button that sets from which day on and by which hours reports are owed."""
    return control(
        str(_("Days and hours")), reverse("web:report_schedule"),
        policies.may_schedule_reports.explain(acting, campaign), icon="calendar-due", primary=primary,
    )  # fmt: skip


def heads() -> list[str]:
    """Return the titles of the groups of the table, in its order."""
    return list(reporting_law().titles.values())


def cells(sums: Sums) -> list[dict[str, Any]]:
    """Return the cells of a row of the table with the head that they stand under; on a narrow page noughts fold away,
    but never those of the whole."""
    words = {"plots": _("plots"), "area_mu": _("area (mu)"), "cultivated_mu": _("cultivated (mu)")}
    told = []
    for name, title in reporting_law().titles.items():
        for place, (measure, word) in enumerate(words.items()):
            value = sums.get(name, {}).get(measure, "0")
            is_nought = name != "total" and not Decimal(value)
            told.append(
                {"value": value, "head": f"{title} · {word}", "is_first": not place, "is_nought": is_nought}
            )  # fmt: skip
    return told


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


STAGES = {
    Stage.CONFIRM: (_("to be confirmed"), ""), Stage.SIGN: (_("being signed"), ""),
    Stage.HAND_OVER: (_("signed, to be handed over"), ""), Stage.RECEIVE: (_("handed over, receipt open"), ""),
    Stage.RECEIVED: (_("received"), "good"),
}  # fmt: skip


def stage(week: Week) -> dict[str, Any]:
    """Return where a week stands in words, with the look of its tag."""
    words, look = STAGES[week.stage]
    return {"words": words, "look": "late" if week.is_overdue else look}


def journey(week: Week) -> list[dict[str, Any]]:
    """Return the way of a week to the county government as steps."""
    order = list(Stage)
    titles = {
        Stage.CONFIRM: _("Confirmation"), Stage.SIGN: _("Signatures"), Stage.HAND_OVER: _("Hand-over"),
        Stage.RECEIVE: _("Receipt by the government"),
    }  # fmt: skip
    report, handover = week.report, week.handover
    notes = {
        Stage.CONFIRM: f"{report.by.name} {_moment(report.at)}" if report is not None else "",
        Stage.SIGN: week.waits_for or "、".join(week.signed),
        Stage.HAND_OVER: f"{way_title(handover.way)} {_moment(handover.handed_at)}" if handover is not None else "",
        Stage.RECEIVE: f"{handover.receiver} {_moment(handover.received_at)}"
        if handover is not None and handover.received_at is not None else "",
    }  # fmt: skip
    now = order.index(week.stage)
    return [
        {"title": title, "state": "done" if order.index(one) < now else "now" if order.index(one) == now else "open",
         "note": notes[one], "is_late": week.is_overdue and order.index(one) == now}
        for one, title in titles.items()
    ]  # fmt: skip


def receipt(handover: Any) -> dict[str, Any] | None:
    """Return a hand-over with its receipt; None where there is none."""
    if handover is None:
        return None
    scan = handover.scan
    return {
        "row": handover, "way": way_title(handover.way),
        "scan_url": reverse("web:report_scan", args=[handover.pk]) if scan is not None else "",
        "is_picture": scan is not None and scan.media_type in SHOWN_INLINE, "scan_name": scan.name if scan else "",
    }  # fmt: skip


def week_row(week: Week, chosen: date) -> dict[str, Any]:
    """Return a week as a row of the board."""
    return {
        "week": week, "is_current": week.day == chosen, **stage(week), "receipt": receipt(week.handover),
        "url": reverse("web:report_week", args=[week.day.isoformat()]), "signed": len(week.signed),
    }  # fmt: skip


def way_title(name: str) -> str:
    """Return a way of handing over in words; its id where the lawbook does not know it any more."""
    found = reporting_law().handover.way(name)
    return found.title if found is not None else name


def files(query: str) -> list[dict[str, str]]:
    """Return the files in which a report goes along, the query says which."""
    kinds = (("pdf", "PDF"), ("docx", _("Word")), ("xlsx", _("Workbook")))
    return [
        {"title": str(title), "url": f"{reverse('web:reports_file', args=[kind])}?{query}"} for kind, title in kinds
    ]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def day_of(text: str) -> date | None:
    """Return the day of an address; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
