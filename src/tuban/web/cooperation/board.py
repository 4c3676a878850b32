"""The board of tasks between departments, and the figures of a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.cooperation.parts import line_of
from tuban.web.deeds import control
from tuban.web.rail import on_rail
from tuban.web.tabs import cooperation_tabs
from tuban.workflow.cooperation.policies import may_ask
from tuban.workflow.cooperation.queries import Sought, after, figures_of_month, kinds_of, queues_of, tasks_seen_by

_PAGE = 50
_DAY = timedelta(days=1)


def _titles() -> Mapping[str, tuple[str, str]]:
    return {
        "mine": (_("To be done by my department"), _("Nothing is asked of your department at present.")),
        "to_accept": (_("Answers to be accepted"), _("No answer waits for you.")),
        "late": (_("Overdue"), _("Nothing is late.")),
        "open": (_("Under way"), _("Nothing is under way.")),
        "all": (_("All"), _("No department was asked for anything yet.")),
    }


@on_rail("cooperation")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the tasks of a queue, the earliest due first."""
    acting, campaign, today = by(request), campaign_of(request), timezone.localdate()
    queues, titles = queues_of(acting), _titles()
    queue = request.GET.get("queue", "")
    queue = queue if queue in queues else queues[0]
    kinds = kinds_of(campaign)
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:100]
    sought = Sought(queue, campaign.pk if campaign else None, kind if kind in kinds else "", text=text)
    found = tasks_seen_by(acting, sought)
    key = uuid_of(request.GET.get("after", ""))
    last = tasks_seen_by(acting).filter(pk=key).first() if key else None
    rows = list((after(found, last) if last else found)[: _PAGE + 1])
    kept = {"queue": queue, **({"kind": sought.kind} if sought.kind else {}), **({"q": text} if text else {})}
    context = {
        "tabs": cooperation_tabs("cooperation"), "campaign": campaign, "queue": queue, "kept": kept, "text": text,
        "lines": [line_of(one, today) for one in rows[:_PAGE]], "kinds": kinds.values(), "kind": sought.kind,
        "chips": [
            {
                "title": titles[name][0], "url": f"?{urlencode({**kept, 'queue': name})}", "is_current": name == queue,
                "count": count, "late": name == "late" and bool(count),
            }
            for name in queues
            for count in [_count(acting, sought, name)]
        ],
        "empty": titles[queue][1] if not (sought.kind or text) else _("Leave out part of the question."),
        "shown": min(len(rows), _PAGE), "total": found.count(),
        "next_url": f"?{urlencode({**kept, 'after': rows[_PAGE - 1].pk})}" if len(rows) > _PAGE else "",
        "first_url": f"?{urlencode(kept)}" if last else "",
        "ask": control(_("Ask a department"), reverse("web:cooperation_ask"),
                       may_ask.explain(acting, campaign) if campaign else _("There is no campaign yet."), icon="plus",
                       primary=True),
    }  # fmt: skip
    return render(request, "web/cooperation/board.html", context)


def _count(acting: Any, sought: Sought, queue: str) -> int | None:
    if queue == "all":
        return None
    return tasks_seen_by(acting, Sought(queue, sought.campaign, sought.kind, text=sought.text)).count()


@on_rail("cooperation")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show by department what was asked, answered in time or late in a month, and what is late today."""
    acting, campaign, today = by(request), campaign_of(request), timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    rows = figures_of_month(acting, campaign.pk, month, today=today) if campaign else ()
    before, then = (month - _DAY).replace(day=1), (month.replace(day=28) + 4 * _DAY).replace(day=1)
    context = {
        "tabs": cooperation_tabs("figures"), "campaign": campaign, "month": month, "rows": rows,
        "overdue": [line_of(one, today) for row in rows for one in row.overdue],
        "owes": any(one.due or one.paid for one in rows),
        "before_url": f"?month={before:%Y-%m}", "then_url": f"?month={then:%Y-%m}" if then <= today else "",
    }  # fmt: skip
    return render(request, "web/cooperation/figures.html", context)


def _month(text: str, today: date) -> date:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if date(2000, 1, 1) <= month <= today else today.replace(day=1)
