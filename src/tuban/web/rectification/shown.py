"""How a way is shown: its limit as a bar, who holds it, how far it is, what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuban.workflow.rectification.law import counted, law_of, title_of
from tuban.workflow.rectification.queries.ledger import is_late

_MARKS = {
    "open": "rectifying", "declared": "to_review", "inspected": "to_review", "signed": "accepted", "withdrawn": "other",
}  # fmt: skip


def way_in_short(way: Any) -> dict[str, Any]:
    """Return a way as a line of the ledger shows it."""
    today = timezone.localdate()
    return {
        "row": way, "title": title_of(way.patch.campaign, way.way), "mark": _MARKS[way.state],
        "state": way.get_state_display(), "late": is_late(way, today), "is_open": way.state == "open",
        "is_suspended": way.state == "open" and way.due_on is None, "holder": holder_of(way),
    }  # fmt: skip


def holder_of(way: Any) -> str:
    """Return who holds a way in words."""
    if way.holder is None:
        return _("nobody")
    unit = way.holder.unit.short_name or way.holder.unit.name
    return f"{unit}{way.holder.department.name if way.holder.department else ''} {way.holder.title}"


def limit_of(way: Any) -> dict[str, Any]:
    """Return the limit of a way: from when, until when, how much of it is used up, and what does not count."""
    found = counted(way)
    today = timezone.localdate()
    last = found.due.last_day
    law = law_of(way.patch.campaign)
    suspensions = [
        {
            "title": law.suspensions[one.reason].title if one.reason in law.suspensions else one.reason,
            "since": one.since, "until": one.until, "document": one.document,
        }
        for one in way.suspensions.all()
    ]  # fmt: skip
    return {
        "title": found.limit.title or _("day set by a person"), "words": in_words(found.limit), "since": way.set_on,
        "last": last, "used": _used(way.set_on, last, today), "left_out": found.due.left_out,
        "suspended_since": found.due.suspended_since, "suspensions": suspensions, "is_fixed": way.fixed_on is not None,
        "because": way.because_fixed, "document": way.fixed_by_document, "cites": found.limit.cites,
        "unknown_years": "、".join(map(str, found.unknown_years)), "late": is_late(way, today),
        "left": _left(last, today) if way.state == "open" else "",
    }  # fmt: skip


def in_words(limit: Any) -> str:
    """Return how long a limit is."""
    words = {
        "working_day": ngettext("{n} working day", "{n} working days", limit.value),
        "day": ngettext("{n} day", "{n} days", limit.value),
        "month": ngettext("{n} month", "{n} months", limit.value),
    }
    return words[limit.unit].format(n=limit.value)


def _used(first: date, last: date | None, today: date) -> int:
    """Return how many hundredths of a limit are used up."""
    if last is None or last <= first:
        return 0
    return max(0, min(100, round(100 * (today - first).days / (last - first).days)))


def _left(last: date | None, today: date) -> str:
    if last is None:
        return _("suspended: nobody can tell the last day")
    days = (last - today).days
    if days < 0:
        return ngettext("{n} day late", "{n} days late", -days).format(n=-days)
    return ngettext("{n} day left", "{n} days left", days).format(n=days) if days else _("due today")
