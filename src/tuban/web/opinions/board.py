"""The board: a column for every department, a line for every patch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.opinions.asking import TITLES, BoardAsked, asked_of, queues_of
from tuban.web.rail import on_rail
from tuban.workflow.comparison.lawbook import label_of, state_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.queries.counts import counts_of as patch_counts
from tuban.workflow.patches.queries.lists import Filter
from tuban.workflow.review.arranging import arrangement_of
from tuban.workflow.review.findings.policies import may_take
from tuban.workflow.review.opinions.agreement import Column, Standing, Table
from tuban.workflow.review.opinions.board import Line, Queue, board, counts_of
from tuban.workflow.review.opinions.policies import CHAIRS, duty_of, may_arrange_opinions, may_ask

MARKS = {
    Standing.AGREES: ("circle-check", gettext_lazy("Agrees")),
    Standing.OBJECTS: ("ban", gettext_lazy("Objects")),
    Standing.OPEN: ("help", gettext_lazy("Something is missing")),
    Standing.WAITING: ("clock", gettext_lazy("Asked")),
    Standing.LATE: ("calendar-due", gettext_lazy("Late")),
    Standing.OUTDATED: ("history", gettext_lazy("Facts changed since")),
    Standing.NOT_ASKED: ("minus", gettext_lazy("Not asked")),
}
"""The mark of where a department stands: a shape and a word, never colour alone."""

_EMPTY = {
    Queue.MINE: gettext_lazy("Your department owes no opinion. What the organiser asks stands here until you answer."),
    Queue.UNASKED: gettext_lazy("Every patch that is ripe was put to the departments."),
    Queue.WAITING: gettext_lazy("No department owes an opinion."),
    Queue.LATE: gettext_lazy("Nobody is late."),
    Queue.DISAGREEING: gettext_lazy("Nowhere do departments disagree: there is nothing for the chair to decide."),
    Queue.OPEN: gettext_lazy("No department says that something is missing."),
    Queue.READY: gettext_lazy("No patch waits to be found."),
    Queue.SETTLED: gettext_lazy("No finding was taken yet."),
}


@on_rail("opinions")
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """Show a queue of the board."""
    acting = by(request)
    asked = asked_of(request)
    if asked is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    counts = counts_of(acting, asked.filter, queues_of(acting))
    if "queue" not in request.GET:
        asked = replace(asked, filter=replace(asked.filter, queue=_first_with_work(asked.filter.queue, counts)))
    page = board(acting, asked.filter, after=asked.after)
    duties = [Duty(one) for one in arrangement_of(asked.filter.campaign).duties]
    townships = patch_counts(acting, Filter(campaign=asked.filter.campaign.pk)).townships
    context = {
        "asked": asked,
        "campaign": asked.filter.campaign,
        "duties": [duty.label for duty in duties],
        "chips": [
            {
                "title": TITLES[queue], "count": counts[queue], "url": asked.query(queue=queue.value),
                "is_current": queue is asked.filter.queue, "late": queue is Queue.LATE and counts[queue] > 0,
            }
            for queue in queues_of(acting)
        ],
        "lines": [_line(acting, line, asked, duties) for line in page.lines],
        "total": counts.get(asked.filter.queue, 0),
        "shown": len(page.lines),
        "next_url": asked.query(after=page.next) if page.next else "",
        "first_url": asked.query() if asked.after else "",
        "townships": townships,
        "bulk": bulk_of(acting, asked.filter.queue),
        "empty": _EMPTY[asked.filter.queue],
        "arrange_url": reverse("web:opinions_arrange")
        if may_arrange_opinions.allows(acting, asked.filter.campaign) else "",
    }  # fmt: skip
    return render(request, "web/opinions/board.html", context)


def _first_with_work(begin: Queue, counts: Mapping[Queue, int]) -> Queue:
    """Return the queue that a person begins with: their own, else the first in which something waits."""
    urgent = (begin, Queue.DISAGREEING, Queue.LATE, Queue.OPEN, Queue.READY, Queue.UNASKED, Queue.WAITING)
    return next((queue for queue in urgent if counts.get(queue)), begin)


def bulk_of(acting: Acting, queue: Queue) -> list[dict[str, str]]:
    """Return what can be done with many patches of a queue at once."""
    found = []
    if queue is Queue.MINE and duty_of(acting) is not None:
        found.append({"name": "agree", "title": _("Agree with all that is filled in"), "icon": "circle-check"})
    if queue is Queue.UNASKED and (acting.role in CHAIRS or duty_of(acting) is Duty.ENFORCEMENT):
        found.append({"name": "ask", "title": _("Ask the departments"), "icon": "users-group"})
    if queue in (Queue.WAITING, Queue.LATE) and acting.role in CHAIRS:
        found.append({"name": "withdraw", "title": _("Withdraw the question"), "icon": "arrow-back-up"})
    if queue is Queue.READY and (acting.role in CHAIRS or duty_of(acting) is Duty.ENFORCEMENT):
        found.append({"name": "take", "title": _("Take the finding"), "icon": "gavel"})
    return found


def _line(acting: Acting, line: Line, asked: BoardAsked, duties: list[Duty]) -> dict[str, Any]:
    patch, table = line.patch, line.table
    columns = {column.duty: column for column in table.columns}
    shown = [column_of(columns.get(duty)) for duty in duties]
    chosen = table.chosen
    finding = patch.finding or (chosen.finding if chosen else patch.proposed_finding)
    return {
        "patch": patch,
        "url": f"{reverse('web:opinion', args=[patch.uuid])}{asked.query()}",
        "mark": state_of(finding), "finding": label_of("finding", finding) or _("Not compared yet"),
        "finding_is": _("taken") if patch.finding else _("held by all") if chosen else _("proposed"),
        "columns": shown,
        "next": next_step(acting, patch, table, asked),
    }  # fmt: skip


def column_of(column: Column | None) -> dict[str, Any]:
    """Return where a department stands, as every page draws it."""
    standing = column.standing if column else Standing.NOT_ASKED
    icon, title = MARKS[standing]
    said = column.opinion if column else None
    return {
        "standing": standing.value, "icon": icon, "title": title, "duty": column.duty.label if column else "",
        "finding": label_of("finding", said.finding) if said else "", "by": said.by.name if said else "",
        "timer": timer(column) if column else "",
    }  # fmt: skip


def timer(column: Column) -> str:
    """Say how long a department has, or by how much it is late."""
    if column.due_on is None:
        return ""
    days = (column.due_on - timezone.localdate()).days
    if days < 0:
        return ngettext("{n} day late", "{n} days late", -days).format(n=-days)
    return ngettext("{n} day left", "{n} days left", days).format(n=days) if days else _("due today")


def next_step(acting: Acting, patch: Any, table: Table, asked: BoardAsked) -> dict[str, str]:
    """Return what is to be done next with a patch, where the acting person may do it."""
    if patch.finding:
        return {"title": _("Finding"), "url": reverse("web:patch_finding", args=[patch.uuid])}
    if table.chosen is not None and may_take.allows(acting, patch):
        return {"title": _("Take the finding"), "url": reverse("web:finding_take", args=[patch.uuid])}
    if table.disagrees and acting.role in CHAIRS:
        return {"title": _("Decide"), "url": f"{reverse('web:opinions_chair', args=[patch.uuid])}{asked.query()}"}
    if not any(one.opinion or one.due_on for one in table.columns) and may_ask.allows(acting, patch):
        return {"title": _("Ask the departments"), "url": reverse("web:opinions_ask", args=[patch.uuid])}
    return {}
