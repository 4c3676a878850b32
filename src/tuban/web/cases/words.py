"""What the pages of cases call things."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.rules.procedures import Stand, Standing

WHERE_WANTED = gettext_lazy("where it is wanted")
MARKS = {
    Stand.DONE: "check", Stand.DONE_LATE: "check", Stand.OPEN: "player-play", Stand.LATE: "alert-triangle",
    Stand.WAITS: "clock", Stand.NOT_NEEDED: "minus",
}  # fmt: skip
KINDS = {
    "open": gettext_lazy("Open cases"), "mine": gettext_lazy("In my hands"), "late": gettext_lazy("Late"),
    "lead": gettext_lazy("Leads"), "filed": gettext_lazy("Filed"), "closed": gettext_lazy("Closed"),
    "not_filed": gettext_lazy("Not filed"), "all": gettext_lazy("All"),
}  # fmt: skip
ANSWERS = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no"), "unknown": gettext_lazy("unknown")}
PROGRESS = {
    "none": gettext_lazy("not performed"), "partly": gettext_lazy("performed in part"),
    "fully": gettext_lazy("performed"),
}  # fmt: skip


def due_in_words(standing: Standing, today: date) -> str:
    """Return until when a step is to be done, and what is left of that."""
    if standing.unknown_year:
        return _("the working days of {year} are not known yet").format(year=standing.unknown_year)
    due = standing.due
    if due is None:
        return ""
    if due.last_day is None:
        return _("suspended since {day}").format(day=due.suspended_since)
    left = (due.last_day - today).days
    is_done = standing.stand in (Stand.DONE, Stand.DONE_LATE, Stand.NOT_NEEDED)
    if is_done:
        words = _("was due by {day}")
    elif left < 0:
        words = _("due by {day}, {days} days ago")
    else:
        words = _("due by {day}, {days} days left") if left else _("due today")
    return words.format(day=due.last_day.isoformat(), days=abs(left))
